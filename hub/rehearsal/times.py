"""When a step happens, as a script writes it: a time of day, a weekday's, a date's, or a span after the step before. Pure.

Local times are those of the home; one that a change to summer time leaves out comes an hour later, as on its clocks.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {
    "ms": 0.001, "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0,
    "min": 60.0, "mins": 60.0, "minute": 60.0, "minutes": 60.0, "m": 60.0,
    "h": 3600.0, "hr": 3600.0, "hrs": 3600.0, "hour": 3600.0, "hours": 3600.0,
    "d": 86_400.0, "day": 86_400.0, "days": 86_400.0,
    "week": 604_800.0, "weeks": 604_800.0,
}  # fmt: skip
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,6})?|\.\d{1,6}) *([a-z]+)")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\S+)")
_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class After:
    """So long after the step before."""

    span: timedelta


@dataclass(frozen=True, slots=True)
class ClockTime:
    """The next such time; weekday 0 is Monday, None any day."""

    clock: time
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """On that very day. local: naive, by the home's clocks."""

    local: datetime


When = After | ClockTime | Dated


def span_of(text: str) -> timedelta | None:
    """``1 min``, ``0.5 s``, ``1 h 30 min``; None for what is no span, or none of a year at most."""
    found = timedelta()
    rest = text.strip().casefold()
    if not rest:
        return None
    while rest:
        part = _PART.match(rest)
        if part is None or part[2] not in _UNITS:
            return None
        found += timedelta(seconds=float(part[1]) * _UNITS[part[2]])
        rest = rest[part.end() :].strip()
    return found if found <= _YEAR else None


def clock_of(text: str) -> time | None:
    """``18:00`` or ``18:00:30``."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def weekday_of(text: str) -> int | None:
    """``wed`` or ``wednesday``; 0 is Monday."""
    word = text.strip().casefold()
    return next((day for day, long in enumerate(_LONG) if len(word) >= 3 and long.startswith(word)), None)


def date_of(text: str) -> datetime | None:
    """``2026-03-02 07:00``, naive, by the home's clocks."""
    found = _DATE.fullmatch(text.strip())
    clock = None if found is None else clock_of(found[2])
    if found is None or clock is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(found[1]), clock)
    except ValueError:
        return None


def when_of(text: str) -> When | None:
    """What stands after ``at:``; None when it is none of the forms."""
    if text.strip().startswith("+"):
        span = span_of(text.strip()[1:])
        return None if span is None else After(span)
    clock = clock_of(text)
    if clock is not None:
        return ClockTime(clock)
    day, _, rest = text.strip().partition(" ")
    weekday, clock = weekday_of(day), clock_of(rest)
    if weekday is not None and clock is not None:
        return ClockTime(clock, weekday)
    local = date_of(text)
    return None if local is None else Dated(local)


def moment_of(local: datetime, zone: ZoneInfo) -> datetime:
    """UTC, of a naive local time."""
    return local.replace(tzinfo=zone).astimezone(UTC)


def next_of(when: When, before: datetime, zone: ZoneInfo) -> datetime:
    """UTC: when a step is that follows one at ``before``. May lie before it for a date, and for nothing else."""
    match when:
        case After():
            return before + when.span
        case Dated():
            return moment_of(when.local, zone)
        case ClockTime():
            day = before.astimezone(zone).date()
            while True:
                found = moment_of(datetime.combine(day, when.clock), zone)
                if found >= before and when.weekday in (None, day.weekday()):
                    return found
                day += timedelta(days=1)
