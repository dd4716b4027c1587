"""Commands for a node: one JSON object for each value it is to take."""

import json
from collections.abc import Mapping, Sequence

from ...colour_forms import PLAIN_WHITE_K
from ...command import Command, checked, checked_fade
from ...message import Outgoing
from ...vocabulary import WHITE, Device, Trait, Value
from .announced import Form, Node, Wire
from .colours import WHITES, coloured, warmed
from .values import LAST_LEVEL, of_full, wire_of, written

_SLOWEST_S = 7620.0  # 127 minutes


def said(device: Device, command: Command) -> Sequence[Outgoing]:
    """One message for each value. Raises BadCommand."""
    by_topic: dict[str, dict[str, Value]] = {}
    dark = {name.removeprefix("power") for name, value in command.values.items() if name.startswith("power") and value is False}
    # The colour first, so that the lamp does not light up in the old one.
    for name, value in sorted(command.values.items(), key=lambda one: not one[0].startswith("colour")):
        trait = checked(device, name, value)
        if trait.quantity in ("colour", "colour_temperature") and trait.endpoint in dark:
            continue
        wire: Wire = trait.wire
        by_topic.setdefault(f"{wire.place.target}/set", {})[name] = value
    fade = _fade(checked_fade(command))
    return tuple(Outgoing(topic, json.dumps(_asked(device, values, fade)).encode()) for topic, values in by_topic.items())


def read_again(device: Device, trait: Trait) -> Sequence[Outgoing]:
    """The gateway polls the node; nothing where one of the two has not said yet what it is called."""
    node, wire = device.wire, wire_of(trait)
    if not isinstance(node, Node) or wire is None or not node.client or node.number is None:
        return ()
    place = wire.place
    if place.what != "currentvalue":
        return ()
    asked = {
        "nodeId": node.number, "commandClass": place.command_class, "endpoint": place.endpoint, "property": "currentValue",
    }  # fmt: skip
    return (Outgoing(f"{node.client}/api/pollValue/set", json.dumps({"args": [asked]}).encode()),)


def _asked(device: Device, values: Mapping[str, Value], fade: str | None) -> dict[str, object]:
    """One value of the node, from all that is wanted of it: a dimmer's switch is its level."""
    [first, *_] = [device.traits[name] for name in values]
    wire: Wire = first.wire
    if wire.form in (Form.COLOUR, Form.WARMTH):
        asked: dict[str, object] = {"value": _channels({device.traits[name].quantity: v for name, v in values.items()}, wire)}
        return asked if fade is None else {**asked, "options": {"transitionDuration": fade}}
    if wire.form not in (Form.LEVEL, Form.LIT):
        return {"value": written(first, wire, values[first.name])}
    by_quantity = {device.traits[name].quantity: (device.traits[name], value) for name, value in values.items()}
    power = by_quantity.pop("power", None)
    level: int = LAST_LEVEL
    for trait, value in by_quantity.values():
        level = of_full(trait, float(value))
    if power is not None and power[1] is False:
        level = 0
    elif power is not None and level == 0:
        level = 1
    if fade is None or first.quantity == "position":
        return {"value": level}
    return {"value": level, "options": {"transitionDuration": fade}}


def _channels(wanted: Mapping[str, Value], wire: Wire) -> Mapping[str, int]:
    """A colour, or white: by its warmth, where the lamp has any."""
    colour = str(wanted.get("colour", WHITE))
    if colour != WHITE or not wire.channels.issuperset(WHITES):
        return coloured(colour, wire.channels)
    return warmed(float(wanted.get("colour_temperature", PLAIN_WHITE_K)), wire.channels)


def _fade(seconds: float | None) -> str | None:
    return None if seconds is None else f"{round(min(seconds, _SLOWEST_S))}s"
