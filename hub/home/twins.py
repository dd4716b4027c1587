"""One device listed twice, as two families know it: a Zigbee2MQTT lamp and the same lamp as Home Assistant's discovery has it.

In the flow: Catalogue → here → RoomDevices: what was set with the first is set with the other, and one hand counts once. Known
by what is told: where the other hears what the first is told as told to itself, the two are one.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Ordered
from devices.family import Family
from devices.filters import topic_matches
from devices.message import Message, Outgoing
from devices.vocabulary import Device, DeviceId, Moment, Trait, Value

_SOMETIME = Moment(datetime(2000, 1, 1, tzinfo=UTC), 0.0)
_ASKED = 0.4  # of the way from the lowest to the highest it takes
_LIKELIEST = ("power", "setpoint", "brightness", "position", "volume")


def twins_of(devices: Mapping[DeviceId, Device], family_of: Mapping[DeviceId, Family]) -> dict[DeviceId, tuple[DeviceId, ...]]:
    """Of each device that is listed again, those that are the same, in the configuration's order.

    Cost: what one command costs each of them; devices on one topic are looked at in pairs.
    """
    here = [one for one in devices.values() if not one.refused and family_of[one.id].link == "mqtt"]
    by_topic: dict[str, list[Device]] = {}
    for one in here:
        for topic in one.hears:
            by_topic.setdefault(topic, []).append(one)
    wild = [topic for topic in by_topic if "+" in topic or "#" in topic]
    found: dict[DeviceId, tuple[DeviceId, ...]] = {}
    taken: set[DeviceId] = set()
    for one in here:
        if one.id in taken:
            continue
        for other in _on_its_topics(one, family_of[one.id], by_topic, wild):
            if other.id not in taken and other.id not in found and other.id != one.id and _is_told_alike(one, other, family_of):
                found[one.id] = (*found.get(one.id, ()), other.id)
                taken.add(other.id)
    return found


def _on_its_topics(
    device: Device, family: Family, by_topic: Mapping[str, Iterable[Device]], wild: Iterable[str]
) -> Iterator[Device]:
    for said, _ in _said(device, family):
        yield from by_topic.get(said.topic, ())
        for pattern in wild:
            if topic_matches(pattern, said.topic):
                yield from by_topic[pattern]


def _said(device: Device, family: Family) -> Iterator[tuple[Outgoing, Trait]]:
    """What it would be told."""
    for quantity in _LIKELIEST:
        trait = next((t for t in device.traits.values() if t.settable and t.quantity == quantity), None)
        if trait is None:
            continue
        with suppress(BadCommand):
            for said in family.say(device, Command(device.id, {trait.name: _value(trait)})):
                yield said, trait
        return


def _value(trait: Trait) -> Value:
    if trait.quantity == "power":
        return True
    low, high = 0.0 if trait.low is None else trait.low, 1.0 if trait.high is None else trait.high
    return trait.nearest(low + _ASKED * (high - low))


def _is_told_alike(one: Device, other: Device, family_of: Mapping[DeviceId, Family]) -> bool:
    """Whether the other hears what the first is told, and as that; and neither is a group the other belongs to."""
    if one.members or other.members:
        return False
    hears, wanted = family_of[other.id].hear, None
    for said, wanted in _said(one, family_of[one.id]):
        if not any(topic_matches(pattern, said.topic) for pattern in other.hears):
            continue
        with suppress(BadPayload):
            for event in hears(other, Message(said.topic, said.payload, _SOMETIME, retain=False)):
                trait = other.traits.get(event.trait) if isinstance(event, Ordered) else None
                if isinstance(event, Ordered) and trait is not None and trait.quantity == wanted.quantity:
                    return trait.same(event.value, _value(wanted))
    return False
