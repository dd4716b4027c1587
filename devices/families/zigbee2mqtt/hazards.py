"""What must never be commanded, by what a device exposes and by the words of its description, model and name.

The bridge's descriptions are English; names in other languages are judged by the hub, for every family alike.
"""

import re
from collections.abc import Mapping
from typing import Any

from ...vocabulary import Role
from .exposes import Leaf

_SIREN = frozenset({"warning", "trigger_siren", "siren", "alarm_ringtone", "squawk", "alarm_melody", "buzzer", "siren_state"})
_VALVE = frozenset(
    {"valve_state", "irrigation_mode", "valve_status", "watering", "irrigation_target", "cyclic_timed_irrigation"}
)
_COOLER = frozenset({"target_temperature", "system_mode"})  # one that tells its parts one by one
_THINGS: tuple[tuple[str, str], ...] = (
    ("a siren or alarm", r"sirens?|buzzers?|alarms?|chimes?"),
    ("a valve", r"valves?|irrigation|faucets?|hoses?|sprinklers?|watering|water timer|shut-?off"),
    ("a pump", r"pumps?"),
    ("a boiler", r"boilers?|furnaces?|burners?"),
    ("a heater", r"heat(?:er|ers|ing|ed)?|radiators?|pilot wire|fil pilote|fireplaces?|towel (?:rail|warmer)s?|underfloor"),
    ("an appliance that heats", r"ovens?|stoves?|cookers?|hobs?|kettles?|toasters?|fryers?|grills?|microwaves?|irons?"),
    ("an appliance that works by itself", r"washing machines?|dryers?|dishwashers?|feeders?"),
    ("a door or gate", r"garages?|gates?|doors?|barriers?"),
    ("a lock", r"locks?"),
    ("a charger", r"ev charg\w*|car charg\w*|wall ?box(?:es)?"),
    ("a circuit breaker", r"circuit breakers?|mccb|rcbo|main switch"),
    ("a detector", r"(?:water|gas|smoke|leak) (?:leak )?(?:sensor|detector)s?"),
    ("something that must keep its power", r"saunas?|fridges?|refrigerators?|freezers?|aquariums?|medical|oxygen|cpap"),
)
_PATTERNS = tuple((re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])"), what) for what, pattern in _THINGS)
# Words that hold one of the above and mean none of it.
_HARMLESS = re.compile(
    r"child[ _-]?lock|key[ _-]?lock|button lock|outdoor|indoor|door/window|temperature alarm|(?:next|in|near) (?:to )?the door"
    r"|heat(?:er)? ?sink|usb charg\w*|super charg\w*|alarm clock|gateway|clock|water ?proof|over ?heat\w*"
)
_LAMP = re.compile(r"lamps?|lights?|bulbs?|spots?|lantern")


def hazard_of(role: Role, kinds: frozenset[str], leaves: tuple[Leaf, ...], words: str) -> str:
    """Why the device must not be commanded, as a few words, or empty. words: description, model, vendor and name."""
    if "lock" in kinds or role is Role.LOCK:
        return "it is a lock"
    names = {leaf.name for leaf in leaves}
    if role in (Role.SWITCH, Role.SENSOR, Role.OTHER):
        if names & _VALVE:
            return "it is a valve"
        if names & _SIREN and role is not Role.SENSOR:
            return "it is a siren or alarm"
        if role is Role.SWITCH and names >= _COOLER:
            return "it is an air conditioner: its switch heats or cools the room"
    if role is Role.CLIMATE:
        return "it heats water" if re.search(r"(?<![a-z])(water heater|sauna|pool)", words.lower()) else ""
    if role is not Role.SWITCH:
        return ""
    low = _HARMLESS.sub(" ", words.lower().replace("_", " "))
    for pattern, what in _PATTERNS:
        found = pattern.search(low)
        if found is not None and not (_LAMP.search(low) and what == "a door or gate"):
            return f"it may be {what}: its description or name says {found[0]!r}"
    return ""


def words_of(definition: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    """All that a device says of itself in words."""
    parts = (
        *(definition.get(k) for k in ("description", "model", "vendor")),
        entry.get("friendly_name"),
        entry.get("description"),
    )
    return " ".join(part[:300] for part in parts if isinstance(part, str))
