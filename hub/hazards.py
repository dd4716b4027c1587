"""Things the hub must never move, whatever it is told they are: by role, by their family's word, and by their name."""

import re

from devices.vocabulary import Device, Role, Trait

# Parts of words that name a thing with heat, water, weight or a lock behind it, in languages common in Europe.
_PARTS = (
    "heater", "heizlüfter", "heizstrahler", "heizung", "radiateur", "chauffage", "kachel", "oven", "ofen", "stove", "herd",
    "cooker", "fornuis", "kettle", "wasserkocher", "waterkoker", "bouilloire", "boiler", "durchlauferhitzer", "furnace",
    "alarm", "siren", "sirene", "garage", "sauna", "fryer", "toaster", "microwave", "mikrowelle", "dryer", "trockner",
    "washer", "waschmaschine", "wasmachine", "dishwasher", "sprinkler", "irrigation", "bewässerung", "ventilator heater",
    "freezer", "gefrier", "fridge", "kühlschrank", "koelkast", "aquarium", "medical", "oxygen", "charger", "wallbox",
)  # fmt: skip
# Short words that count only when they stand alone: an outdoor lamp is no door, an ironing corner lamp no iron.
_WORDS = ("door", "tür", "deur", "porte", "lock", "schloss", "slot", "iron", "bügeleisen", "valve", "ventil", "klep", "pump",
          "pumpe", "pomp", "gate", "tor", "poort", "water", "gas", "grill", "plaque", "four")  # fmt: skip
_SPLIT = re.compile(r"[^0-9a-zäöüéèß]+")
_LAMP = re.compile(r"lamp|light|licht|leuchte|lumi|bulb|spot|strip|led")


def hazard_of(device: Device, trait: Trait) -> str:
    """Why this trait of this device must not be commanded, as half a sentence, or an empty string."""
    if device.hazard:
        return device.hazard
    match device.role:
        case Role.LIGHT | Role.CLIMATE | Role.PLAYER:
            pass
        case Role.SWITCH if trait.quantity == "power":
            pass
        case _:
            return f"a {device.role.value} is not for the hub to move"
    if device.role is Role.SWITCH:
        named = _named_hazard(f"{device.name} {device.id}")
        if named:
            return f"its name says {named!r}: such things are never switched"
    return ""


def _named_hazard(name: str) -> str:
    low = name.lower()
    words = {word for word in _SPLIT.split(low) if word}
    found = next((part for part in _PARTS if part in low), "") or next((word for word in _WORDS if word in words), "")
    return (
        ""
        if _LAMP.search(low) and found in {"door", "deur", "tür", "gate", "tor", "garage", "aquarium", "water", "sauna"}
        else found
    )
