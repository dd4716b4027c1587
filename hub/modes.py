"""Modes of a home or a room: guest, party, vacation, sleep, away. Each has an end, and says what is done and learned meanwhile.

In the flow: an order → Standing.modes → wishes (held), lessons (not taken), an empty room. Pure; the next morning is worked out
here, all else is compared with ``now``.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from devices.vocabulary import RoomId

from .errors import NotPossible

Name = Literal["guest", "party", "vacation", "sleep", "away"]
NAMES: tuple[Name, ...] = get_args(Name)
NORMAL = "normal"  # no mode; Home Assistant takes "none" for a value that is not known
SETTING = "modes"  # under which the store keeps them
MORNING = time(6, 30)  # where no quiet hours say when the day begins
LONGEST_D = 366.0
EARLY = timedelta(hours=24)  # who is home again so long before they said is back, and has not forgotten something
_EMPTIES = ("vacation", "away")  # nobody is to be there
_USUAL_END: Mapping[str, str] = {
    "guest": "morning", "party": "morning", "sleep": "morning", "vacation": "return", "away": "return",
}  # fmt: skip
_TIMES = 'a time ("02:00"), a span (90m, 2h), a date (2026-03-14, or with a time) or morning'
_FORMS = f"{_TIMES}; left (when everybody has) or return (somebody is home)"
_SPAN = re.compile(r"([0-9]{1,4}) ?(m|min|h|d)")
_UNITS_S = {"m": 60, "min": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class Mode:
    """ends: time, left (everybody has left) or return (somebody is home again). until: when at the latest.

    was_empty: nobody was home since it began, so that somebody may return.
    """

    name: Name
    since: datetime
    until: datetime
    ends: str = "time"
    was_empty: bool = False

    @property
    def learns(self) -> bool:
        """Whether hands teach meanwhile; of guests only those near which a resident is."""
        return self.name == "guest"

    @property
    def empties(self) -> bool:
        """Whether the home is dark, silent and set back whatever the rooms say."""
        return self.name in _EMPTIES

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "since": self.since.isoformat(), "until": self.until.isoformat()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Mode":
        """Raises ValueError, KeyError, TypeError for what is none."""
        if kept["name"] not in NAMES:
            raise ValueError(kept["name"])
        times = {key: datetime.fromisoformat(kept[key]) for key in ("since", "until")}
        return cls(kept["name"], **times, ends=str(kept["ends"]), was_empty=bool(kept["was_empty"]))


@dataclass(slots=True)
class Modes:
    """What stands now. home: of the whole home; a room's own goes before it."""

    home: Mode | None = None
    rooms: dict[RoomId, Mode] = field(default_factory=dict)

    @property
    def has_guests(self) -> bool:
        """Whether whoever moves at home may be one of them."""
        return self.home is not None and self.home.name == "guest"

    def of(self, room: RoomId) -> Mode | None:
        return self.rooms.get(room, self.home)

    def of_place(self, room: RoomId | None) -> Mode | None:
        """Its own. None: the home's."""
        return self.home if room is None else self.rooms.get(room)

    def told(self, room: RoomId | None) -> dict[str, Any]:
        """As on its topic and in status. until: null where no clock ends it."""
        mode = self.of_place(room)
        if mode is None:
            return {"mode": NORMAL, "until": None, "ends": None}
        until = mode.until.isoformat(timespec="seconds") if mode.ends == "time" else None
        return {"mode": mode.name, "until": until, "ends": mode.ends}

    def put(self, room: RoomId | None, mode: Mode | None) -> None:
        if room is None:
            self.home = mode
        elif mode is None:
            self.rooms.pop(room, None)
        else:
            self.rooms[room] = mode

    def everywhere(self) -> list[tuple[RoomId | None, Mode]]:
        return [*([] if self.home is None else [(None, self.home)]), *self.rooms.items()]

    def to_json(self) -> dict[str, Any]:
        return {room or "": mode.to_json() for room, mode in self.everywhere()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Modes":
        """What cannot be read is no mode."""
        found = cls()
        for room, mode in kept.items():
            try:
                found.put(RoomId(room) if room else None, Mode.from_json(mode))
            except (ValueError, KeyError, TypeError):
                continue
        return found


def is_of_the_clock(until: str) -> bool:
    """Whether such an end is a time, and no span or somebody's coming or going."""
    said = until.strip().lower()
    return said not in ("left", "return") and _SPAN.fullmatch(said) is None


def begun(name: str, until: str | None, now: datetime, zone: ZoneInfo, morning: time) -> Mode:
    """A mode that begins now. until: one of _FORMS; None: its usual end. Raises NotPossible."""
    if name not in NAMES:
        raise NotPossible(f"there is no mode {name!r}; there are {', '.join((*NAMES, NORMAL))}", "no_such_mode")
    known = next(one for one in NAMES if one == name)
    words = (until or _USUAL_END[name]).strip().lower()
    latest = now + timedelta(days=LONGEST_D)
    if words in ("left", "return"):
        return Mode(known, now, latest, words)
    return Mode(known, now, ahead(words, now, zone, morning, _FORMS))


def known_end(words: str, now: datetime, zone: ZoneInfo) -> None:
    """Raises NotPossible where no mode can be told to end so, whenever it begins."""
    said = words.strip().lower()
    if said not in ("left", "return", "morning"):
        _moment(said, now, zone, _FORMS)


def ahead(words: str, now: datetime, zone: ZoneInfo, morning: time, forms: str = _TIMES) -> datetime:
    """A moment within a year from now, as somebody says it: one of ``forms``. Raises NotPossible."""
    said = words.strip().lower()
    found = next_morning(now, zone, morning) if said == "morning" else _moment(said, now, zone, forms)
    if not now < found <= now + timedelta(days=LONGEST_D):
        raise NotPossible(f"{words!r} is not ahead within a year: {forms}", "wrong_time")
    return found


def _moment(words: str, now: datetime, zone: ZoneInfo, forms: str) -> datetime:
    span = _SPAN.fullmatch(words)
    if span is not None:
        return now + timedelta(seconds=int(span[1]) * _UNITS_S[span[2]])
    local = now.astimezone(zone)
    try:
        clock = time.fromisoformat(words)
    except ValueError:
        pass
    else:
        found = local.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
        if found <= local:
            found = (local + timedelta(days=1)).replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
        return found.astimezone(now.tzinfo)
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        raise NotPossible(f"{words!r} is no such time: {forms}", "wrong_time") from None
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(now.tzinfo)


def next_morning(after: datetime, zone: ZoneInfo, morning: time) -> datetime:
    """The next time the morning begins, in the time zone of ``after``."""
    local = after.astimezone(zone)
    found = local.replace(hour=morning.hour, minute=morning.minute, second=0, microsecond=0)
    if found <= local:
        found = (local + timedelta(days=1)).replace(hour=morning.hour, minute=morning.minute, second=0, microsecond=0)
    return found.astimezone(after.tzinfo)


def gone_on(mode: Mode, is_anyone_there: bool | None, now: datetime) -> Mode | None:
    """The mode a moment later; None when it is over. is_anyone_there: None where that is not known."""
    if now >= mode.until:
        return None
    if is_anyone_there is False:
        return None if mode.ends == "left" else replace(mode, was_empty=True)
    is_return = mode.ends == "return" or (mode.empties and mode.until - now <= EARLY)
    return None if is_return and is_anyone_there and mode.was_empty else mode
