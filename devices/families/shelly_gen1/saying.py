"""Commands for a Shelly of the first generation: a word for a relay or roller, one JSON object for a light.

Source: https://shelly-api-docs.shelly.cloud/gen1/ (MQTT of each device): levels 0..100, whole; fades 0..5000 ms.
"""

import json
from collections.abc import Mapping

from ...colour import to_rgb
from ...command import Command, checked, checked_fade
from ...errors import BadCommand
from ...message import Outgoing
from ...vocabulary import WHITE, Device, Trait, Value
from .announced import LIGHTS, Gen1Part, Place, part_of

_SLOWEST_S = 5.0


def said(device: Device, command: Command) -> tuple[Outgoing, ...]:
    """Raises BadCommand for what the device is not or cannot take."""
    place = device.wire
    if device.refused or not isinstance(place, Place):
        raise BadCommand(device.id, "command", device.refused or "where it listens is not known")
    for name, value in command.values.items():
        checked(device, name, value)
    fade_ms = _fade(checked_fade(command))
    by_part: dict[Gen1Part, dict[str, tuple[Trait, Value]]] = {}
    for name, value in command.values.items():
        trait = device.traits[name]
        by_part.setdefault(part_of(trait), {})[trait.quantity] = (trait, value)
    return tuple(_to(place, part, wanted, fade_ms) for part, wanted in by_part.items())


def _to(place: Place, part: Gen1Part, wanted: Mapping[str, tuple[Trait, Value]], fade_ms: int | None) -> Outgoing:
    topic = f"{place.base}/{part}"
    if part.kind in LIGHTS:
        asked = _lit(part, wanted)
        if fade_ms is not None:
            asked["transition"] = fade_ms
        return Outgoing(f"{topic}/set", json.dumps(asked).encode())
    if "position" in wanted:
        percent = round(_nearest(wanted, "position") * 100)
        if percent in (0, 100):
            # Its ends it finds without calibration, too.
            return Outgoing(f"{topic}/command", b"open" if percent else b"close")
        return Outgoing(f"{topic}/command/pos", str(percent).encode())
    if "setpoint" in wanted:
        celsius = _nearest(wanted, "setpoint")
        native = round((celsius * 1.8 + 32) * 2) / 2 if place.fahrenheit else celsius
        return Outgoing(f"{topic}/command/target_t", f"{native:g}".encode())
    return Outgoing(f"{topic}/command", b"on" if wanted["power"][1] else b"off")


def _lit(part: Gen1Part, wanted: Mapping[str, tuple[Trait, Value]]) -> dict[str, str | int]:
    level = wanted.get("brightness")
    power = wanted["power"][1] if "power" in wanted else None if level is None else float(level[1]) > 0
    if power is False:
        return {"turn": "off"}  # its level stays what it was, for when it is lit again
    found: dict[str, str | int] = {} if power is None else {"turn": "on"}  # a colour alone lights nothing
    if level is not None:
        # A wish for very little light is not a wish for darkness.
        percent = max(1, round(_nearest(wanted, "brightness") * 100))
        # Whether it shows a colour is not known here: each mode takes its own and leaves the other.
        found |= {"brightness": percent, "gain": percent} if part.kind == "color" else {"brightness": percent}
    if "colour" in wanted and (wanted["colour"][1] != WHITE or "colour_temperature" not in wanted):
        red, green, blue = to_rgb(str(wanted["colour"][1]))
        is_white = wanted["colour"][1] == WHITE
        found |= {"mode": "white"} if is_white else {"mode": "color", "red": red, "green": green, "blue": blue, "white": 0}
    if "colour_temperature" in wanted:
        found |= {"mode": "white"} if part.kind == "color" else {}
        found["temp"] = round(_nearest(wanted, "colour_temperature"))
    return found


def _nearest(wanted: Mapping[str, tuple[Trait, Value]], quantity: str) -> float:
    trait, value = wanted[quantity]
    return float(trait.nearest(value))


def _fade(seconds: float | None) -> int | None:
    if seconds is None:
        return None
    return round(min(seconds, _SLOWEST_S) * 1000)
