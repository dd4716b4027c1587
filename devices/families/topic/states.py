"""What a state topic says, and whether the device is there."""

from collections.abc import Iterator, Mapping, Sequence

from ...errors import BadPayload
from ...event import Event, Kept, Moded, Pressed, Reachable, Reported
from ...message import Message
from ...own_will import will_of, wills_in
from ...payload import decode_json, decode_text
from ...reach_words import is_there, reach_in
from ...vocabulary import LIT, Device, Role, Trait
from .orders import orders
from .values import Wire, document_in, told_in, within


def heard(device: Device, message: Message) -> Sequence[Event]:
    """What a state says, what somebody ordered on a command topic, or that the device is there. Raises BadPayload."""
    if message.topic == device.wire:
        return _availability(device, message)
    if not message.payload.strip():
        return ()  # a retained topic was cleared
    told = [(t, t.wire) for t in device.traits.values() if isinstance(t.wire, Wire) and t.wire.state == message.topic]
    if told:
        return _reports(device, told, message)
    ordered = [(t, t.wire) for t in device.traits.values() if isinstance(t.wire, Wire) and t.wire.command == message.topic]
    return orders(device, ordered, message) if ordered and not message.retain else ()


def _reports(device: Device, told: Sequence[tuple[Trait, Wire]], message: Message) -> Sequence[Event]:
    events: list[Event] = []
    document = document_in(told, message)
    reach = reach_in(device.id, document, message) if isinstance(document, dict) else None
    if reach is not None and reach.online is False:
        return (reach,)  # beside it stands what it was
    events += () if reach is None else (reach,)
    events += _wills(device, told, message) if device.role is Role.CLIMATE else ()
    off: set[str] = set()
    for trait, value in told_in(told, message):
        if trait.quantity == "action":
            if not message.retain:
                events.append(Pressed(device.id, str(value), message.when))
            continue
        if isinstance(value, float):
            value = within(trait, value, message)
        if trait.quantity == "power" and value is False:
            off.add(trait.endpoint)
        events.append(Reported(device.id, trait.name, value, message.when, snapshot=message.retain))
    # A lamp that is off goes on telling its last brightness; OFF wins.
    repeated = {f"{quantity}{endpoint}" for quantity in LIT for endpoint in off}
    return [
        Kept(event.device, event.trait, event.value, event.when)
        if isinstance(event, Reported) and event.trait in repeated
        else event
        for event in events
    ]


def _wills(device: Device, told: Sequence[tuple[Trait, Wire]], message: Message) -> Iterator[Moded]:
    """By what it goes: among all that its state holds, or the bare word of its mode. Raises BadPayload."""
    if any(wire.key for _, wire in told):
        state = decode_json(message)
        yield from wills_in(device.id, state, message.when, message.retain) if isinstance(state, Mapping) else ()
    elif any(wire.quantity == "hvac_mode" for _, wire in told):
        found = will_of(device.id, "mode", decode_text(message), message.when, message.retain)
        yield from () if found is None else (found,)


def _availability(device: Device, message: Message) -> Sequence[Event]:
    told: object = decode_text(message)
    if str(told).startswith("{"):
        inner = decode_json(message)
        state = inner if isinstance(inner, Mapping) else {}
        reach = reach_in(device.id, state, message)
        told = reach.online if reach is not None else str(state.get("state", ""))
    if told == "":
        return ()
    found = is_there(told)
    if found is None:
        raise BadPayload(message.topic, message.payload, "neither online nor offline")
    return (Reachable(device.id, found, message.when, snapshot=message.retain, is_birth=True),)
