"""What a node says, as events: values, whether it is there, and how a paddle was pressed."""

from collections.abc import Sequence

from ...errors import BadPayload
from ...event import Event, Moded, Pressed, Reachable, Reported
from ...message import Message
from ...own_will import will_of
from ...payload import decode_text
from ...vocabulary import Device, Value
from .announced import MODES, Form, Node, Wire
from .colours import channels_in, shown
from .orders import orders
from .payload import value_in
from .topics import SCENE, place_of
from .values import LAST_LEVEL, is_unknown, level, read, wire_of

_THERE = {"alive": True, "awake": True, "asleep": True, "dead": False, "true": True, "false": False}
_SLEEPERS = frozenset({"awake", "asleep"})  # said many times a day by what runs on batteries
# Of the command class, beside those a room is kept in: none of them is wished for.
_OTHER_MODES = {
    4: "auxiliary", 5: "resume", 7: "furnace", 9: "moist", 10: "changeover", 11: "energy_heat", 12: "energy_cool", 13: "away",
    15: "boost", 31: "manufacturer",
}  # fmt: skip
# What a paddle's number means. Source: Central Scene, version 3.
_PRESSES = ("pressed", "released", "held", "pressed_2x", "pressed_3x", "pressed_4x", "pressed_5x")


def heard(device: Device, message: Message) -> Sequence[Event]:
    """Values, reach, paddles, and what others order. Raises BadPayload."""
    if not message.payload.strip():
        return ()
    if message.topic.endswith("/status"):
        return _reach(device, message)
    if message.topic.endswith("/set"):
        return () if message.retain else tuple(orders(device, message))
    place = place_of(message.topic)
    if place is not None and place.command_class == SCENE:
        return _press(device, message, place.key)
    raw, _ = value_in(message)
    if raw is None:
        return ()  # not known yet
    found: list[Event] = []
    given: dict[str, Value] | None = None
    for trait in device.traits.values():
        wire = wire_of(trait)
        if wire is None or wire.place.topic != message.topic:
            continue
        if wire.form in (Form.COLOUR, Form.WARMTH):
            given = shown(channels_in(message, raw), wire.channels) if given is None else given
            if trait.quantity in given:
                found.append(Reported(device.id, trait.name, given[trait.quantity], message.when, message.retain))
            continue
        if wire.form is Form.MODE:
            found += _moded(device, message, wire, raw)
            if isinstance(raw, int) and raw in _OTHER_MODES:
                continue
        if wire.form in (Form.LEVEL, Form.LIT) and is_unknown(raw):
            if wire.form is Form.LIT and raw == LAST_LEVEL:
                found.append(Reported(device.id, trait.name, True, message.when, message.retain))
            continue
        if wire.form is Form.LEVEL and trait.quantity != "position" and level(message, raw) == 0:
            continue  # dark: the next level is what it is lit with
        found.append(Reported(device.id, trait.name, read(message, trait, wire, raw), message.when, message.retain))
    return found


def _reach(device: Device, message: Message) -> Sequence[Event]:
    """The node's own word, or its gateway's. ``{"status": "Alive", "value": true}``, or one of them bare."""
    text = decode_text(message)
    if text.startswith("{"):
        value, told = value_in(message)
        text = str(told.get("status", value))
    there = _THERE.get(text.strip('"').casefold())
    if there is None:
        if text.casefold() in ("unknown", "none", "null"):
            return ()
        raise BadPayload(message.topic, message.payload, "neither alive, awake, asleep nor dead")
    is_birth = text.strip('"').casefold() not in _SLEEPERS
    node = device.wire
    # A dead node is not alive because its gateway is.
    is_its_own = isinstance(node, Node) and message.topic == f"{node.topic}/status"
    whose = "its own" if is_its_own else "its gateway's"
    return (Reachable(device.id, there, message.when, message.retain, is_birth=is_birth, word=whose),)


def _moded(device: Device, message: Message, wire: Wire, raw: object) -> Sequence[Moded]:
    """What a thermostat is kept in, a room's mode or another one."""
    known = {**MODES, **_OTHER_MODES}
    word = known.get(raw) if isinstance(raw, int) and not isinstance(raw, bool) else None
    # Its "auto" chooses between heating and cooling; no clock does.
    found = None if word is None else will_of(device.id, "mode", word, message.when, message.retain, True, wire.place.topic)
    return () if found is None else (found,)


def _press(device: Device, message: Message, scene: str) -> Sequence[Event]:
    raw, _ = value_in(message)
    if raw is None or message.retain:
        return ()
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw < len(_PRESSES):
        raise BadPayload(message.topic, message.payload, "not a way to press a paddle")
    return (Pressed(device.id, f"scene{int(scene)}_{_PRESSES[raw]}", message.when),)
