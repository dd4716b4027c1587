"""Words by which a device says that it moves itself: a heating one by modes and presets, an open window, a schedule; a lamp by
an effect.

Called by every family that reads one, with the device's own key and word, as 119 thermostats of Zigbee2MQTT, Home Assistant's
climates, Shelly's and Z-Wave's spell them. A word told along with a setpoint is that setpoint's reason.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from .event import Moded
from .own_words import kind_of, plain, spoken
from .vocabulary import DeviceId, Moment

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
_DEEPEST = 2  # objects inside of each other that are looked into
_SYSTEM = frozenset({"system_mode", "hvac_mode", "mode", "thermostat_mode"})
_OFF = frozenset({"off", "false", "no", "none", "0", "0.0", "disabled", "inactive", "null", ""})
_OVERLAYS = frozenset({"overlay", "overlay_type"})  # Tado's: what lies over its schedule, or nothing
_SHUT = _OFF | {"close", "closed", "closes", "shut", "not_opened", "quarantine", "hold"}


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
    kind, name, word = kind_of(key), plain(key), _word(raw)
    if word is None or kind is None:
        return None
    word, about = spoken(name, word), about or name
    if kind == "window":
        is_open = word not in _SHUT
        return Moded(device, about, word, when, snapshot, rules=is_open, is_open=is_open)
    if kind == "flag":
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
        if raw is None and plain(key) in _OVERLAYS:
            yield (*path, "overlay_type"), "schedule"
        elif kind_of(key) == "window" and (
            raw is None or (isinstance(raw, Mapping) and not any(map(is_of_will, map(str, raw))))
        ):
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
    return kind_of(name) is not None
