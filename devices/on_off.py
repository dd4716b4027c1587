"""Words and numbers for on and off, yes and no, open and closed, as devices and the people who build them write them. Pure.

Read here once for the families in which nobody says what the words are, or a device does not keep to it.
"""

from .own_words import plain

# What says that nothing is known: Home Assistant's, Jinja's and openHAB's words, and a sensor that is not ready.
UNKNOWN = frozenset({"", "none", "null", "unknown", "unavailable", "undefined", "undef", "nan"})
_ON = frozenset((
    "on", "true", "yes", "online", "detected", "occupied", "open", "opened", "active", "present", "motion", "tilted",
    "an", "ein", "ja", "wahr", "offen", "geoffnet", "auf", "gekippt", "aktiv", "belegt", "anwesend", "erkannt", "bewegung",
    "allume", "allumee", "marche", "oui", "vrai", "ouvert", "ouverte", "actif", "occupe",
    "aan", "bezet", "actief", "encendido", "si", "abierto", "abierta", "activo", "acceso", "aperto", "aperta", "attivo",
))  # fmt: skip
_OFF = frozenset((
    "off", "false", "no", "offline", "clear", "cleared", "vacant", "not_detected", "closed", "shut", "inactive", "absent",
    "no_motion", "unoccupied",
    "aus", "nein", "falsch", "zu", "geschlossen", "inaktiv", "frei", "abwesend", "keine_bewegung",
    "eteint", "eteinte", "arret", "non", "faux", "ferme", "fermee", "inactif", "libre",
    "uit", "nee", "dicht", "gesloten", "vrij", "inactief", "apagado", "cerrado", "cerrada", "inactivo", "spento", "chiuso",
    "chiusa", "inattivo",
))  # fmt: skip
_ENDS = (0, 1, 100, 255)


def is_on(raw: object) -> bool | None:
    """Whether it says on; None where it says neither. Of numbers 0 is off, and the highest of the usual scales is on."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float):
        return raw > 0 if raw in _ENDS else None
    if not isinstance(raw, str):
        return None
    word = plain(raw)
    if word in _ON or word in _OFF:
        return word in _ON
    number = raw.strip().removesuffix("%").strip()
    try:
        return is_on(float(number)) if number[:1].isdigit() and number.isascii() else None
    except ValueError:
        return None
