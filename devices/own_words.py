"""What devices call the things they do of their own will, in one spelling and one language.

In the flow: a key and a word as a device tells them → here → ``own_will.py``. Integrations spell as they like ("Frost Guard",
"windowopenactiv", "SET_POINT_MODE"), and boards people built themselves speak their language ("Fenster": "gekippt").
"""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

# A flag is on or off, whatever it has behind its name: boost, boost_active, boostactiv.
KindOfWord = Literal["window", "mode", "flag"]

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
_ENDINGS = re.compile(r"(?:is)?(.+?)(?:isactive|active|activ|aktiv|enabled|state|status|flag|mode|modus|betrieb)?")


def _squeezed(*keys: str) -> frozenset[str]:
    return frozenset(key.replace("_", "") for key in keys)


_MODES = _squeezed(
    "preset", "preset_mode", "system_mode", "hvac_mode", "mode", "mode_type", "operating_mode", "operation_mode", "zone_mode",
    "schedule_mode", "work_mode", "run_mode", "programming_mode", "programming_operation_mode", "program_mode",
    "auto_mode", "manual_mode", "thermostat_mode", "special_mode", "opmode", "sfmode", "thermostat_occupancy",
    "override_active", "temperature_setpoint_hold", "window_opening_mode", "control_status", "heating_mode", "profile",
    "schedule_profile", "schedule_enabled", "away_setting", "temporary_mode", "temporary_mode_select", "setpoint_mode",
    "trv_mode", "eurotronic_trv_mode", "target_temperature_origin", "setpoint_origin", "control_mode", "tado_mode",
    "climate_mode", "regulation_mode", "active_mode", "active_preset", "hold_mode", "hold_type", "override_type",
    "overlay_type", "room_mode", "user_mode", "program", "active_program", "current_program", "operating_program",
    "heating_program", "hvac_preset", "preset_state", "active_profile",
    "betriebsart", "betriebsmodus", "modus", "heizmodus", "heizprogramm", "regelmodus", "regelung", "programm", "profil",
    "mode_de_fonctionnement", "mode_chauffage", "programme", "bedrijfsmodus", "programma", "modo", "modo_de_funcionamiento",
    "modalita", "modalita_operativa",
)  # fmt: skip
_FLAGS = _squeezed(
    "boost", "boost_mode", "boost_heating", "boost_minutes", "boost_timeset_countdown", "boost_heating_countdown", "away",
    "leave_home", "temporary_leaving", "holiday", "vacation", "eco", "frost", "frost_protection", "frost_guard",
    "antifrost", "antifreeze", "anti_freeze", "status_antifrost", "summer", "schedule", "party", "override",
    "emergency_heating", "preheat", "window_detection", "window_check", "open_window_detection", "quick_veto",
    "ventilation", "standby", "anti_scaling", "descaling", "descale", "decalcification", "calibrating", "valve_exercise",
    "abwesend", "abwesenheit", "urlaub", "ferien", "frostschutz", "sommer", "zeitplan", "zeitprogramm", "wochenprogramm",
    "lueften", "stosslueften", "entkalkung", "absence", "vacances", "hors_gel", "planning", "afwezig", "afwezigheid",
    "vakantie", "vorstbeveiliging", "schema", "vacaciones", "ausencia", "vacanza", "assenza", "antigelo",
)  # fmt: skip
_WINDOWS = _squeezed(
    "open_window", "window_open", "window", "window_contact", "window_open_internal", "window_open_external", "window_sensor",
    "fenster", "fenster_offen", "fensterkontakt", "fenster_zu_auf", "fenetre", "fenetre_ouverte", "raam", "raam_open",
    "raamcontact", "venster", "ventana", "ventana_abierta", "finestra", "finestra_aperta",
)  # fmt: skip
# Who set it: its clock, or anybody else.
_SOURCES = _squeezed("setpoint_change_source", "setpoint_source", "change_source", "temperature_source")
_CLOCK = re.compile(r"schedul|program|clock|timer|auto")
# What a device says by number. Homematic's, as its vendor numbers them.
_NUMBERED = {
    "setpointmode": ("auto", "manual", "party"),
    "controlmode": ("auto", "manual", "party", "boost"),
}
_DIGITS = frozenset("0123456789")
_LONGEST = 100  # characters of a key or a word; what is longer says nothing here, and is not remembered
# Beginnings of words, and whole ones, in German, French, Dutch, Spanish and Italian. Between two languages that spell alike
# only those stand here that mean the same.
_SPOKEN = tuple(
    (re.compile(rf"(?<![a-z])(?:{theirs})(?![a-z])"), ours)
    for ours, theirs in {
        "auto": r"automati\w+",
        "manual": r"manuel\w*|manuale?\w*|hand|handbetrieb|handmatig",
        "holiday": r"urlaub\w*|ferien\w*|vakantie\w*|vacances|vacaciones|vacanz\w+",
        "away": r"abwesen\w+|afwezig\w*|absen[ct]\w*|ausen\w+|assen\w+|unterwegs",
        "schedule": r"zeit_?(?:plan|programm|gesteuert|steuerung)\w*|wochen_?(?:plan|programm)\w*|planning|schema|horaires?"
        r"|horario|orario|klokprogramma|tijdprogramma",
        "frost": r"frostschutz\w*|hors_?gel|vorst\w*|antihielo|antigelo|hg",
        "summer": r"sommer\w*|ete|zomer\w*|verano|estate",
        "open": r"auf|offen|geoffnet|gekippt|kipp|ouverte?|abiert[ao]|apert[ao]",
        "closed": r"zu|geschlossen|verriegelt|fermee?|dicht|gesloten|cerrad[ao]|chius[ao]",
        "off": r"aus|inaktiv|deaktiviert|nein|nee|non|uit|arret|apagado|spento",
        "on": r"ein|an|aktiv|aktiviert|ja|oui|aan|marche|encendido|acceso",
    }.items()
)


def plain(text: str) -> str:
    """As integrations call it, in one spelling: "Frost Guard", "windowOpen" and "HoldUntil" are frost_guard, window_open and
    hold_until; without accents."""
    bare = text if text.isascii() else "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _HUMP.sub("_", bare.strip()).lower().replace(" ", "_").replace("-", "_")


def kind_of(key: str) -> KindOfWord | None:
    """What a key of this name says, as it is told; None: nothing of the device's own will."""
    return _kind(key) if len(key) <= _LONGEST else None


def spoken(key: str, word: str) -> str:
    """A word in one spelling as the hub reads it, of a key in one spelling."""
    return _read(key, word) if len(word) <= _LONGEST else word


@lru_cache(maxsize=2048)
def _kind(key: str) -> KindOfWord | None:
    name = plain(key)
    if _is_one_of(name, _WINDOWS):
        return "window"
    if name.replace("_", "") in _MODES | _SOURCES:
        return "mode"
    return "flag" if _is_one_of(name, _FLAGS) else None


@lru_cache(maxsize=2048)
def _read(key: str, word: str) -> str:
    numbers = _NUMBERED.get(key.replace("_", ""), ())
    if word in _DIGITS and int(word) < len(numbers):
        return numbers[int(word)]
    for theirs, ours in _SPOKEN:
        word = theirs.sub(ours, word)
    if key.replace("_", "") in _SOURCES:
        return "schedule" if _CLOCK.search(word) else "manual"
    return word


def _is_one_of(key: str, known: frozenset[str]) -> bool:
    squeezed = key.replace("_", "")
    if squeezed in known:
        return True
    found = _ENDINGS.fullmatch(squeezed)
    return found is not None and found[1] in known
