"""What must never be commanded, by component, device_class and the English words an announcement uses.

Names in other languages are judged by the hub, for every family alike.
"""

import re

from ..vocabulary import Role
from .payload import AnnouncedEntity

_COMPONENTS = {
    "lock": "it is a lock",
    "siren": "it is a siren",
    "alarm_control_panel": "it is an alarm",
    "valve": "it is a valve",
    "water_heater": "it heats water",
    "lawn_mower": "it moves by itself and cuts",
}
CLASSES = {
    "garage": "it is a garage door",
    "gate": "it is a gate",
    "door": "it is a door",
    "lock": "it is a lock",
    "gas": "it is for gas",
    "water": "it is for water",
    "window": "it is a window",
    "awning": "it is an awning: wind and rain are not seen to here",
    "damper": "it is a damper",
}
_THINGS: tuple[tuple[str, str], ...] = (
    ("a siren or alarm", r"sirens?|buzzers?|alarms?|chimes?|armed"),
    ("a valve", r"valves?|irrigation|faucets?|hoses?|sprinklers?|watering|garden water|shut-?off"),
    ("a pump", r"pumps?"),
    ("a boiler", r"boilers?|furnaces?|burners?|immersion|geysers?"),
    ("a heater", r"heat(?:er|ers|ing)?|radiators?|pilot wire|fireplaces?|towel (?:rail|warmer)s?|underfloor"),
    ("an appliance that heats", r"ovens?|stoves?|cookers?|hobs?|kettles?|toasters?|fryers?|grills?|microwaves?|irons?"),
    ("an appliance that works by itself", r"washing machines?|washers?|dryers?|dishwashers?|feeders?"),
    ("a door or gate", r"garages?|gates?|doors?|barriers?"),
    ("a lock", r"locks?|unlock|deadbolts?"),
    ("a charger", r"ev charg\w*|car charg\w*|wall ?box(?:es)?"),
    ("a circuit breaker", r"circuit breakers?|mccb|rcbo|main switch"),
    ("something that must keep its power", r"saunas?|fridges?|refrigerators?|freezers?|aquariums?|medical|oxygen|cpap"),
)
_PATTERNS = tuple((re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])"), what) for what, pattern in _THINGS)
# Words that hold one of the above and mean none of it.
_HARMLESS = re.compile(
    r"child[ -]?lock|key[ -]?lock|button lock|outdoor|indoor|heat ?sink|usb charg\w*|alarm clock|gateway|over ?heat\w*"
    r"|next to the door"
)
_LAMP = re.compile(r"(?<![a-z])(?:lamps?|lights?|bulbs?|spots?|lantern)(?![a-z])")


def hazard_of(entity: AnnouncedEntity, role: Role) -> str:
    """Why the entity must not be commanded, as a few words, or empty."""
    if entity.component in _COMPONENTS:
        return _COMPONENTS[entity.component]
    if role not in (Role.SWITCH, Role.COVER, Role.FAN, Role.OTHER):
        return ""
    kind = entity.text("device_class")
    if kind in CLASSES:
        return CLASSES[kind]
    if role is not Role.SWITCH:
        return ""
    model = entity.device.get("model")
    name = entity.device.get("name")
    words = (entity.text("name"), entity.key, entity.text("object_id"), entity.text("icon"), name, model)
    text = " ".join(word[:300] for word in words if isinstance(word, str)).lower().replace("_", " ")
    low = _HARMLESS.sub(" ", text)
    for pattern, what in _PATTERNS:
        found = pattern.search(low)
        if found is not None and not (_LAMP.search(low) and what == "a door or gate"):
            return f"it may be {what}: its name or model says {found[0]!r}"
    return ""
