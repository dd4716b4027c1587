"""A command as Tasmota takes it: one message; several words in one Backlog, so that nothing comes between them.

Source: https://tasmota.github.io/docs/Commands/
"""

from collections.abc import Mapping
from dataclasses import replace

from ...colour_forms import PLAIN_WHITE_K, as_hue
from ...command import Command, checked, checked_fade
from ...errors import BadCommand
from ...message import Outgoing
from ...vocabulary import WHITE, Device, Role, Trait, Value
from .wire import SPEEDS, Place, Wire, wire_of

_SLOWEST = 40  # half-seconds from dark to full


def said(device: Device, command: Command) -> tuple[Outgoing, ...]:
    """At most one message, values within the device's range. Raises BadCommand."""
    place = device.wire
    if device.refused or not isinstance(place, Place):
        raise BadCommand(device.id, "command", device.refused or "it was never announced")
    for name, value in command.values.items():
        checked(device, name, value)
    fade = _fade(device, place, checked_fade(command))
    words: list[tuple[Wire, str]] = []
    for endpoint in dict.fromkeys(wire_of(device.traits[name]).endpoint for name in command.values):
        mine = {device.traits[n]: v for n, v in command.values.items() if wire_of(device.traits[n]).endpoint == endpoint}
        words += _of_endpoint(device, place, endpoint, mine)
    parts: list[str] = []
    for wire, argument in words:
        parts += [*(fade if wire.is_lamp else ()), f"{wire.command} {argument}"]
    if not parts:
        return ()
    if len(parts) == 1:
        wire, argument = words[0]
        return (Outgoing(f"{place.cmnd}{wire.command}", argument.encode()),)
    # Without NoDelay 200 ms pass between two commands.
    return (Outgoing(f"{place.cmnd}Backlog", ";".join(f"NoDelay;{part}" for part in parts).encode()),)


def _of_endpoint(device: Device, place: Place, endpoint: str, wanted: dict[Trait, Value]) -> list[tuple[Wire, str]]:
    """Colour before level, so that the lamp does not light up in the old colour; the switch last."""
    by_quantity = {trait.quantity: (trait, value) for trait, value in wanted.items()}
    asked = by_quantity.get("power")
    switch = next((t for t in device.traits.values() if t.quantity == "power" and wire_of(t).endpoint == endpoint), None)
    level = by_quantity.get("brightness")
    percent = None if level is None else _percent(*level)
    is_off = asked is not None and asked[1] is False
    if asked is None and percent == 0 and switch is not None:
        is_off = True  # no light at all is off
    if is_off and switch is not None:
        return [(wire_of(switch), place.off)]  # a level beside it would light the lamp again
    words: list[tuple[Wire, str]] = []
    if "colour" in by_quantity:
        words += _coloured(device, by_quantity)
    for quantity, native in (("colour_temperature", _mired), ("position", _percent), ("fan_speed", _speed)):
        if quantity in by_quantity:
            trait, value = by_quantity[quantity]
            words.append((wire_of(trait), str(native(trait, value))))
    if level is not None and percent is not None:
        words.append((wire_of(level[0]), str(max(1, percent))))
    if asked is not None and switch is not None and not (words and place.wakes):
        words.append((wire_of(switch), place.on))
    return words


def _coloured(device: Device, wanted: Mapping[str, tuple[Trait, Value]]) -> list[tuple[Wire, str]]:
    """Hue and saturation, each by itself, so that the brightness stays; white by its warmth, where the lamp has any."""
    trait, value = wanted["colour"]
    warmth = device.traits.get(f"colour_temperature{trait.endpoint}")
    if value == WHITE and warmth is not None:
        return [] if "colour_temperature" in wanted else [(wire_of(warmth), str(_mired(warmth, PLAIN_WHITE_K)))]
    hue, saturation = as_hue(str(value))
    numbered = ((1, round(hue) % 360), (2, round(saturation)))
    return [(replace(wire_of(trait), command=f"HSBColor{part}"), str(native)) for part, native in numbered]


def _percent(trait: Trait, value: Value) -> int:
    native = round(float(trait.nearest(value)) * 100)
    # A wish for very little light is not a wish for darkness.
    return max(native, 1) if trait.quantity == "brightness" and float(value) > 0 else native


def _speed(trait: Trait, value: Value) -> int:
    return round(float(trait.nearest(value)) * SPEEDS)


def _mired(trait: Trait, value: Value) -> int:
    wire = wire_of(trait)
    return min(max(round(1e6 / max(float(value), 1.0)), wire.low), wire.high)


def _fade(device: Device, place: Place, seconds: float | None) -> tuple[str, ...]:
    """For the next command only. Speed counts from dark to full: what changes less is there sooner, never later."""
    if seconds is None:
        return ()
    if not place.fades or device.role is not Role.LIGHT:
        return ()
    if seconds == 0:
        return ("Fade2 0",)
    return ("Fade2 1", f"Speed2 {min(max(round(min(seconds, 1e3) * 2), 1), _SLOWEST)}")
