"""What a hand does to a device that does not suit: nothing while the difference is not noticed. Pure."""

from collections.abc import Mapping
from typing import Any

from .devices import Simulated
from .people import NOTICES, Taste


def differences(device: Simulated, taste: Taste, is_first: bool) -> dict[str, Any]:
    """What this person would set on it now, in the device's own words; empty when it suits.

    is_first: just come in. Who has been there for a while reaches for a lamp that is missing, but no longer for details.
    """
    match device.domain:
        case "light":
            return _light(device.state, taste, is_first)
        case "temperature":
            return _heating(device.state, taste) if is_first else {}
        case "music":
            return _music(device.state, taste) if is_first else {}
        case _:
            return {}


def _light(state: Mapping[str, Any], taste: Taste, is_first: bool) -> dict[str, Any]:
    is_on = state["state"] == "ON"
    if taste.light is None:
        return {"state": "OFF"} if is_on and is_first and taste.minds_lamp else {}
    level, kelvin = taste.light
    if is_on:
        is_level_fine = abs(state["brightness"] / 254.0 - level) <= NOTICES["brightness"]
        is_colour_fine = abs(1e6 / state["color_temp"] - kelvin) <= NOTICES["colour_temperature"]
        if (is_level_fine and is_colour_fine) or not is_first:
            return {}
    return {"state": "ON", "brightness": round(level * 254.0), "color_temp": round(1e6 / kelvin)}


def _heating(state: Mapping[str, Any], taste: Taste) -> dict[str, Any]:
    if taste.setpoint is None or abs(state["current_heating_setpoint"] - taste.setpoint) <= NOTICES["setpoint"]:
        return {}
    return {"current_heating_setpoint": round(taste.setpoint * 2.0) / 2.0}


def _music(state: Mapping[str, Any], taste: Taste) -> dict[str, Any]:
    if taste.music is None:
        return {}
    wanted: dict[str, Any] = {}
    if state["playing"] != taste.music:
        wanted["playing"] = taste.music
    if taste.volume is not None and abs(state["volume"] / 100.0 - taste.volume) > NOTICES["volume"]:
        wanted["volume"] = round(taste.volume * 100.0)
    return wanted


def set_to(wanted: Mapping[str, Any]) -> str:
    """As a resident says it."""
    if wanted.get("state") == "OFF":
        return "light off"
    said = []
    if "brightness" in wanted:
        said.append(f"light {wanted['brightness'] / 2.54:.0f} %, {1e6 / wanted['color_temp']:.0f} K")
    if "current_heating_setpoint" in wanted:
        said.append(f"heating {wanted['current_heating_setpoint']:g} °C")
    if "playing" in wanted:
        said.append(f"music {wanted['playing']}")
    if "volume" in wanted:
        said.append(f"volume {wanted['volume']} %")
    return ", ".join(said)
