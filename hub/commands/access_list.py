"""``attune print acl``: what Mosquitto must let the hub hear and say, and residents say to it, line by line.

Devices that announce themselves say on what topics they take orders: so the broker is listened to for a while. A name from
there that would make another line of the list, or a wider one, is left out and told.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import typer

from devices.command import Command
from devices.errors import BadCommand
from devices.family import Family
from devices.filters import cannot_publish_to, problem_of
from devices.message import Message, Outgoing
from devices.text import shown
from devices.vocabulary import SILENCE, Device, DeviceId, Trait, Value
from hub.api.orders import orders
from hub.config import Config
from hub.config.load import load
from hub.errors import NotPossible
from hub.home.catalogue import Catalogue
from hub.home_assistant.announcement import birth_topic, own_filter
from hub.home_assistant.board import is_announcing
from hub.sending.outbox import TRANSITION_S
from hub.telling.topics import Topics
from models.kind import kinds

from .listen import listen

_NAMED = 6  # devices in one comment
_OTHERS = """
# With an access list nobody may anything that is not written here. The other accounts of the home need their lines, such as:
# user zigbee2mqtt
# topic readwrite zigbee2mqtt/#"""


@dataclass(frozen=True, slots=True)
class Rule:
    """access: read, write or readwrite, as Mosquitto has it. topic: a filter, with is_exact a topic. what: what it is for."""

    access: str
    topic: str
    what: str
    is_exact: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it is one line of the list that grants no more than it says."""
        why = cannot_publish_to(self.topic) if self.is_exact else problem_of(self.topic)
        return not why and self.topic == self.topic.strip() and self.topic.isprintable()


def print_acl(path: Path, residents: str, seconds: float, as_json: bool) -> int:
    """Exit 1 where the list is not whole; it is printed all the same. Raises ConfigError, NotPossible without a broker."""
    config = load(path)
    if config.mqtt is None:
        raise NotPossible("no broker is configured (mqtt: is left out): the hub's own lets nobody else in")
    own = config.mqtt.username or "attune"
    if residents == own:
        raise NotPossible(f"{shown(own, 60)} is the hub's own account: residents need another")
    catalogue = Catalogue(config.references(), config.settings())

    def hear(message: Message) -> bool:
        return catalogue.is_announcement(message.topic) and catalogue.announce(message)

    with contextlib.ExitStack() as opened:
        heard = listen(config, opened, catalogue.topics, hear, seconds)
    lists = {own: list(of_hub(config, catalogue)), residents: list(of_residents(config))}
    lacks = [f"the broker cannot be reached: {heard.problem}"] if heard.problem else []
    elsewhere = {reference.id for reference, _ in catalogue.residence()}
    for device in sorted(set(catalogue.missing) - elsewhere):
        lacks.append(f"{shown(device, 80)} is not announced by anything on the broker: its topics are not in the list")
    for found in catalogue.devices.values():
        if found.refused:
            lacks.append(f"{shown(found.id, 80)} cannot be used: {found.refused}")
    for user, rules in lists.items():
        lacks += [f"{shown(rule.topic, 120)} cannot be written into an access list" for rule in rules if not rule.is_plain]
        lists[user] = [rule for rule in rules if rule.is_plain]
    if as_json:
        told = {user: [{"access": r.access, "topic": r.topic, "what": r.what} for r in rules] for user, rules in lists.items()}
        typer.echo(json.dumps({"users": told, "lacks": lacks}, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_lines(lists)) + _OTHERS)
    for sentence in lacks:
        typer.echo(f"attune: {sentence}", err=True)
    return 1 if lacks else 0


def of_hub(config: Config, catalogue: Catalogue) -> Iterator[Rule]:
    """All that the hub with this configuration, and what has been announced of it, hears and says."""
    topics = Topics(config.base_topic)
    yield Rule("write", f"{topics.base}/#", "what the hub tells of itself")
    yield Rule("read", f"{topics.base}/sync/+", "its own mark, which comes back when it has heard all that is kept")
    for topic in orders(config, topics):
        yield Rule("read", topic, "what residents order")
    yield Rule("readwrite", own_filter(config), "how the hub shows itself in Home Assistant")
    if is_announcing(config):
        yield Rule("read", birth_topic(config), "that Home Assistant has started")
    for topic in catalogue.topics():
        yield Rule("read", topic, f"heard of {_named(catalogue.needing(topic)) or 'a group of lamps'}")
    told: dict[str, list[DeviceId]] = {}
    for device, outgoing in _said(config, catalogue):
        who = told.setdefault(outgoing.topic, [])
        if device not in who:
            who.append(device)
    for topic, who in told.items():
        yield Rule("write", topic, f"told to {_named(who)}", is_exact=True)


def of_residents(config: Config) -> Iterator[Rule]:
    """What the account of a resident's phone or panel may: see all the hub tells, and order; never speak for the hub."""
    topics = Topics(config.base_topic)
    yield Rule("read", f"{topics.base}/#", "what the hub tells of itself")
    for topic in orders(config, topics):
        yield Rule("write", topic, "what residents order")


def _said(config: Config, catalogue: Catalogue) -> Iterator[tuple[DeviceId, Outgoing]]:
    """Everything that may have to be said on the broker: to whom, and a message as it would be."""
    for asked in catalogue.references():
        yield from ((asked, outgoing) for outgoing in catalogue.asks(asked))
    for block in config.rooms.values():
        for reference in block.devices:
            device = catalogue.devices.get(reference.id)
            if device is not None and not device.hazard and catalogue.family_of[device.id].link == "mqtt":
                yield from ((device.id, outgoing) for outgoing in _orders_to(catalogue.family_of[device.id], device, config))
                for trait in device.traits.values():
                    yield from ((device.id, outgoing) for outgoing in catalogue.reads(device.id, trait))
    for family, group in catalogue.groups.values():  # one command for all its lamps
        if family.link == "mqtt" and len(catalogue.members_of(group)) == len(group.members):
            yield from ((group.id, outgoing) for outgoing in _orders_to(family, group, config))


def _orders_to(family: Family, device: Device, config: Config) -> Iterator[Outgoing]:
    """What the family makes of every kind of order: each quantity alone, at both ends, and all of them at once."""
    values = {t.name: list(_values(t, config.music)) for t in device.traits.values() if t.settable and t.quantity in kinds()}
    wanted: list[Mapping[str, Value]] = [{name: value} for name, several in values.items() for value in several]
    wanted += [{name: several[end] for name, several in values.items()} for end in (0, -1)]
    for one in wanted:
        for fade_s in (None, TRANSITION_S):
            with contextlib.suppress(BadCommand):
                yield from family.say(device, Command(device.id, one, fade_s))


def _values(trait: Trait, music: Iterable[str]) -> Iterator[Value]:
    """Of every sort the quantity may take, the least and the most at the ends."""
    if trait.quantity == "power":
        yield from (False, True)
    elif trait.quantity == "music":
        yield from dict.fromkeys((SILENCE, *trait.choices, *music))
    elif trait.choices:
        yield from trait.choices
    else:
        yield from (0.0 if trait.low is None else trait.low, 1.0 if trait.high is None else trait.high)


def _named(devices: list[DeviceId]) -> str:
    more = len(devices) - _NAMED
    return ", ".join(shown(device, 60) for device in devices[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _lines(lists: Mapping[str, list[Rule]]) -> Iterator[str]:
    for user, rules in lists.items():
        yield f"user {user}"
        before = ""
        for rule in rules:
            if rule.what != before:
                yield f"# {rule.what}"
            before = rule.what
            yield f"topic {rule.access} {rule.topic}"
        yield ""
