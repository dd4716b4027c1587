"""Words by which a device says that it moves itself: a heating one by modes and presets, an open window, a schedule; a lamp by
an effect.

Called by every family that reads one, with the device's own key and word, as 119 thermostats of Zigbee2MQTT, Home Assistant's
climates, Shelly's and Z-Wave's spell them. A word told along with a setpoint is that setpoint's reason.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from .event import Moded
from .vocabulary import DeviceId, Moment

_MODES = frozenset((
    "preset", "preset_mode", "system_mode", "hvac_mode", "mode", "operating_mode", "operation_mode", "zone_mode",
    "schedule_mode", "work_mode", "run_mode", "programming_mode", "programming_operation_mode", "program_mode",
    "auto_mode", "manual_mode", "thermostat_mode", "special_mode", "opmode", "sfmode", "thermostat_occupancy",
    "override_active", "temperature_setpoint_hold", "window_opening_mode", "control_status", "heating_mode", "profile",
    "schedule_profile", "schedule_enabled", "away_setting", "temporary_mode", "temporary_mode_select", "setpoint_mode",
    "trv_mode", "eurotronic_trv_mode", "target_temperature_origin", "setpoint_origin", "control_mode", "tado_mode",
    "climate_mode", "regulation_mode", "active_mode", "active_preset", "hold_mode", "hold_type", "override_type",
    "overlay_type", "room_mode", "user_mode", "program", "active_program", "current_program", "operating_program",
    "heating_program", "hvac_preset", "preset_state",
))  # fmt: skip
_FLAGS = frozenset((
    "boost", "boost_mode", "boost_heating", "boost_minutes", "boost_active", "boost_timeset_countdown",
    "boost_heating_countdown", "away", "away_mode", "is_away", "leave_home", "temporary_leaving", "holiday",
    "holiday_mode", "vacation", "vacation_mode", "eco", "eco_mode", "frost", "frost_protection", "frost_guard",
    "antifrost", "antifreeze", "anti_freeze", "status_antifrost", "summer_mode", "summer", "schedule",
    "schedule_active", "party", "party_mode", "override", "emergency_heating", "preheat", "preheat_status", "window_detection",
    "window_check", "open_window_detection", "quick_veto",
))  # fmt: skip
_WINDOWS = frozenset((
    "open_window", "window_open", "window", "window_state", "window_status", "window_contact", "window_open_flag",
    "window_open_internal", "window_open_external", "open_window_status", "is_window_open",
))  # fmt: skip
# A device in one of these goes by its own clock, or holds what it was not set to. Integrations call them as they like:
# "Frost Guard", "FollowSchedule", "away_indefinitely".
_RULING = re.compile(
    r"schedul|program|holiday|vacation|boost|emergency|frost|anti_?freeze|open_window|window_open|energy_saver|unoccupied"
    r"|(?<![a-z])(?:auto|automatic|away|leave|leave_home|party|window|pause)(?![a-z])"
)
# "temporary_manual" is somebody's until the clock's next word; "no_schedule" is none.
_NOT_RULING = re.compile(r"(?<![a-z])(?:no|not|off|none|without|manual|override|disabled)(?![a-z])")
# Words there are only because somebody turned it while it went by its clock: evohome's "TemporaryOverride", Moes'
# "temporary_manual", ecobee's "temp", Hive's hold.
_HANDS = re.compile(r"temporary|override|permanent|veto|(?<![a-z])(?:hold|temp)(?![a-z])")
_NOT_HANDS = re.compile(r"(?<![a-z])(?:no|vacation|holiday|away)(?![a-z])")
_BOOST = re.compile(r"boost|emergency")
_HOLDS = frozenset({"temperature_setpoint_hold", "override_active"})
_EFFECTS = ("colour", "colour_temperature")  # what an effect plays with
_LEVELS = ("power", "brightness", *_EFFECTS)
_DAWN = re.compile(r"sunrise|sunset|wake|dawn|dusk|strobe|pulse|lightning|fade")  # what plays with the level as well
# What is none, or is over in a moment and may be told for ever after.
_NO_EFFECT = frozenset((
    "", "none", "null", "off", "solid", "normal", "static", "stop", "stop_effect", "finish_effect", "stop_hue_effect", "blink",
    "breathe", "okay", "channel_change", "identify", "flash",
))  # fmt: skip
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
_DEEPEST = 2  # objects inside of each other that are looked into
_SYSTEM = frozenset({"system_mode", "hvac_mode", "mode", "thermostat_mode"})
_OFF = frozenset({"off", "false", "no", "none", "0", "0.0", "disabled", "inactive", "null", ""})
_SHUT = _OFF | {"close", "closed", "closes", "shut", "not_opened", "quarantine", "hold"}


def plain(text: str) -> str:
    """As integrations call it, in one spelling: "Frost Guard", "windowOpen" and "HoldUntil" are frost_guard, window_open and
    hold_until."""
    return _HUMP.sub("_", text.strip()).lower().replace(" ", "_").replace("-", "_")


def will_of(
    device: DeviceId,
    key: str,
    raw: object,
    when: Moment,
    snapshot: bool = False,
    cools: bool = False,
    about: str = "",
    has_clock: bool = False,
) -> Moded | None:
    """What one key says of the device's own will; None where it says nothing of it.

    cools: it can cool as well: its "auto" chooses between the two, and no clock chooses for it. about: what to call it, where
    several things of the device have the same key. has_clock: it keeps a schedule, which its "auto" goes by.
    """
    name = plain(key)
    word = _word(raw)
    if word is None or name not in _MODES | _FLAGS | _WINDOWS:
        return None
    about = about or name
    if name in _WINDOWS:
        is_open = word not in _SHUT
        return Moded(device, about, word, when, snapshot, rules=is_open, is_open=is_open)
    if name in _FLAGS:
        # On many devices such a key is a setting that is always on: it counts from when it was seen to go on.
        return Moded(device, about, "off" if word in _OFF else "on", when, snapshot, rules=word not in _OFF, is_flag=True)
    is_auto = word in ("auto", "automatic")
    is_ruling = _RULING.search(word) is not None and _NOT_RULING.search(word) is None
    rules = is_ruling and not (is_auto and cools)
    # Of some valves "auto" is the mode in which they keep what they are set to: it counts from when it was seen to begin.
    is_flag = is_auto and name in _SYSTEM and not has_clock
    is_open = word in ("window", "window_open", "open_window")
    is_hands = name in _HOLDS and word not in _OFF
    is_hands |= _HANDS.search(word) is not None and _NOT_HANDS.search(word) is None
    return Moded(device, about, word, when, snapshot, rules=rules, is_open=is_open, is_flag=is_flag, is_hands=is_hands)


def effect_of(device: DeviceId, raw: object, when: Moment, snapshot: bool = False) -> Moded:
    """What a lamp says of the effect it plays, None where it plays none: while one does, its colours are nobody's choice."""
    word = _word(raw) or ""
    moves = _LEVELS if _DAWN.search(word) is not None else _EFFECTS
    return Moded(device, "effect", word, when, snapshot, rules=word not in _NO_EFFECT, is_flag=True, moves=moves)


def wills_in(
    device: DeviceId,
    told: Mapping[str, object],
    when: Moment,
    snapshot: bool = False,
    cools: bool = False,
    has_clock: bool = False,
) -> Iterator[Moded]:
    """Of all keys of a state, and of what stands inside of them: some put all that is of a window into one object."""
    has_clock = has_clock or any(isinstance(key, str) and ("schedule" in key or "program" in key) for key in told)
    words = (
        will_of(device, path[-1], raw, when, snapshot, cools, plain(".".join(path)), has_clock)
        for path, raw in _inside(told, (), _DEEPEST)
    )
    found = [word for word in words if word is not None]
    # Some call it a hold while they boost: how warm that is the boost says.
    is_boosting = any(_BOOST.search(word.word) is not None and word.rules for word in found)
    yield from (replace(word, is_hands=False) if is_boosting else word for word in found)


def _inside(told: Mapping[str, object], path: tuple[str, ...], deepest: int) -> Iterator[tuple[tuple[str, ...], object]]:
    for key, raw in told.items():
        if not isinstance(key, str):
            continue
        if plain(key) in _WINDOWS and (raw is None or (isinstance(raw, Mapping) and not any(map(is_of_will, map(str, raw))))):
            yield (*path, key), "open" if raw else "closed"  # Tado's: when it noticed, or nothing
        elif isinstance(raw, Mapping):
            yield from _inside(raw, (*path, key), deepest - 1) if deepest else ()
        else:
            yield (*path, key), raw


def _word(raw: object) -> str | None:
    """A mode's programme may be a whole table: that it is another one is all that matters."""
    if isinstance(raw, bool):
        return "on" if raw else "off"
    if isinstance(raw, str | int | float):
        text = plain(str(raw))
        return text if text.isprintable() else None
    return None


def clock(is_on: object) -> dict[str, str]:
    """A schedule that is on moves the setpoint, whether or not it was seen to begin: of devices whose vendor says just that."""
    return {} if is_on is None else {"schedule_mode": "schedule" if is_on else "manual"}


def is_of_will(name: str) -> bool:
    """Whether a property of this name would say something of it."""
    return plain(name) in _MODES | _FLAGS | _WINDOWS
