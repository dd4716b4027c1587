"""Commands for a Shelly of the second generation or later: one call on ``<prefix>/rpc`` for each component.

Source: https://shelly-api-docs.shelly.cloud/gen2/General/RPCProtocol; a fade takes 0.5 to 10800 s.
"""

import json
from collections.abc import Mapping
from typing import Any

from ...colour import to_rgb
from ...colour_forms import PLAIN_WHITE_K
from ...command import Command, checked, checked_fade
from ...errors import BadCommand
from ...message import Outgoing
from ...vocabulary import WHITE, Device, Trait, Value
from .announced import LIGHTS, Component, Place, wire_of

_QUICKEST_S, _SLOWEST_S = 0.5, 10800.0
_NAMES: Mapping[str, str] = {
    "light": "Light",
    "switch": "Switch",
    "cover": "Cover",
    "thermostat": "Thermostat",
}  # others: capitals


def said(device: Device, command: Command) -> tuple[Outgoing, ...]:
    """Raises BadCommand for what the device is not or cannot take."""
    place = device.wire
    if device.refused or not isinstance(place, Place):
        raise BadCommand(device.id, "command", device.refused or "where it listens is not known")
    for name, value in command.values.items():
        checked(device, name, value)
    fade_s = _fade(checked_fade(command))
    by_component: dict[Component, dict[str, tuple[Trait, Value]]] = {}
    for name, value in command.values.items():
        trait = device.traits[name]
        by_component.setdefault(wire_of(trait).component, {})[trait.quantity] = (trait, value)
    return tuple(
        asked(place, method, params)
        for component, wanted in by_component.items()
        for method, params in [_call(component, wanted, fade_s)]
    )


def asked(place: Place, method: str, params: Mapping[str, Any]) -> Outgoing:
    """One call; its answer comes on ``place.answers``."""
    request = {"id": 1, "src": place.client, "method": method, "params": params}
    return Outgoing(f"{place.prefix}/rpc", json.dumps(request).encode())


def _call(component: Component, wanted: Mapping[str, tuple[Trait, Value]], fade_s: float | None) -> tuple[str, dict[str, Any]]:
    name = _NAMES.get(component.kind, component.kind.upper())
    if "position" in wanted:
        percent = round(float(_nearest(wanted, "position")) * 100)
        if percent in (0, 100):
            # Its ends it finds without calibration, too.
            return f"{name}.{'Open' if percent else 'Close'}", {"id": component.id}
        return f"{name}.GoToPosition", {"id": component.id, "pos": percent}
    if "setpoint" in wanted:
        celsius = round(float(_nearest(wanted, "setpoint")), 1)
        if component.kind == "blutrv":
            inner = {"id": 0, "target_C": celsius}
            return "BluTrv.Call", {"id": component.id, "method": "TRV.SetTarget", "params": inner}
        return f"{name}.SetConfig", {"id": component.id, "config": {"id": component.id, "target_C": celsius}}
    params = {"id": component.id, **_lit(component, wanted)}
    if fade_s is not None and component.kind in LIGHTS:
        params["transition_duration"] = fade_s
    return f"{name}.Set", params


def _lit(component: Component, wanted: Mapping[str, tuple[Trait, Value]]) -> dict[str, Any]:
    level = wanted.get("brightness")
    percent = None if level is None else round(float(_nearest(wanted, "brightness")) * 100)
    power = wanted["power"][1] if "power" in wanted else None if level is None else float(level[1]) > 0
    if power is False:
        return {"on": False}  # its level stays what it was, for when it is lit again
    found: dict[str, Any] = {} if power is None else {"on": True}  # a colour alone lights nothing
    if percent is not None:
        found["brightness"] = max(1, percent)  # a wish for very little light is not a wish for darkness
    colour = wanted["colour"][1] if "colour" in wanted else None
    if colour == WHITE and component.kind == "rgbcct":
        found |= {"mode": "cct", "ct": round(PLAIN_WHITE_K)}
    elif colour is not None:
        found |= {"mode": "rgb"} if component.kind == "rgbcct" else {"white": 0} if component.kind == "rgbw" else {}
        found["rgb"] = list(to_rgb(str(colour)))
    if "colour_temperature" in wanted:
        found["ct"] = round(float(_nearest(wanted, "colour_temperature")))
        if component.kind == "rgbcct":
            found["mode"] = "cct"
    return found


def _nearest(wanted: Mapping[str, tuple[Trait, Value]], quantity: str) -> float:
    trait, value = wanted[quantity]
    return float(trait.nearest(value))


def _fade(seconds: float | None) -> float | None:
    if seconds is None:
        return None
    return round(min(max(float(seconds), _QUICKEST_S), _SLOWEST_S), 1)
