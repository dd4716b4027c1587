"""When a row of a recording was, in whatever way it is written. For recorded_rows.py."""

import math
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from dateutil import parser

RIGHT = "2026-03-02T08:00:00, 02.03.2026 08:00, 02-Mar-2026 08:00:00 or seconds since 1970 is one"
FIGURES = re.compile(
    r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(am|pm)?", re.IGNORECASE
)
_NAMED = re.compile(r"(\d{1,2})[ -]([a-z]{3})[a-z]*[ -](\d{4})[ T,]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZULU = re.compile(r"\s*(utc|gmt|z)$", re.IGNORECASE)
_NAMED_ZONE = re.compile(r"\[[\w/+-]+\]$")  # after an offset
_FROM_ZULU = re.compile(r"\s*(?:UTC|GMT)([+-])(\d{1,2})(?::?(\d{2}))?$", re.IGNORECASE)
_DIGITS = re.compile(r"(19|20)\d{12}")
_HAS_DATE_AND_TIME = re.compile(r"(?=.*\b\d{4}\b)(?=.*\d[:.]\d{2})")
_ZONES_H = {
    "CET": 1, "CEST": 2, "WET": 0, "WEST": 1, "EET": 2, "EEST": 3, "BST": 1, "MSK": 3, "JST": 9, "AEST": 10, "AEDT": 11,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_SINCE_1970 = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))  # from such a figure on, so many make a second


def seconds(text: str, is_month_first: bool = False) -> tuple[float, timedelta | None] | None:
    """Seconds since 1970, and how far the clock is from UTC that says so; None for a clock that is the home's own and untold.

    None for what is no time.
    """
    try:
        figure = float(text)
    except ValueError:
        return _dated(text, is_month_first)
    if _DIGITS.fullmatch(text):
        return _dated(f"{text[:8]}T{text[8:]}", is_month_first)
    if not math.isfinite(figure):
        return None
    parts = next((parts for least, parts in _SINCE_1970 if abs(figure) >= least), 1.0)
    return figure / parts, timedelta(0)


def is_time(text: str) -> bool:
    """Whether it is a date with a time; a figure alone is none."""
    return _dated(text, False) is not None or _dated(text, True) is not None


def _dated(text: str, is_month_first: bool) -> tuple[float, timedelta | None] | None:
    text = _FROM_ZULU.sub(lambda of: f"{of[1]}{int(of[2]):02}:{of[3] or '00'}", _NAMED_ZONE.sub("", text))
    is_zulu = _ZULU.search(text) is not None
    plain = _ZULU.sub("", text)
    try:
        at = datetime.fromisoformat(plain)
    except ValueError:
        found = _in_figures(plain, is_month_first) or _with_month(plain) or _spelled(plain, is_month_first)
        if found is None:
            return None
        at = found
    if is_zulu and at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).timestamp(), at.utcoffset()


def _in_figures(text: str, is_month_first: bool) -> datetime | None:
    """2/3/2026 7:05 pm."""
    found = FIGURES.fullmatch(text.strip())
    if found is None:
        return None
    first, second, third = int(found[1]), int(found[3]), int(found[4])
    if len(found[1]) == 4:
        year, month, day = first, second, third
    else:
        month, day = (first, second) if is_month_first else (second, first)
        year = third if third >= 100 else 2000 + third
    hour = int(found[5])
    if found[9]:
        hour = hour % 12 + (12 if found[9].casefold() == "pm" else 0)
    try:
        at = datetime(year, month, day, hour, int(found[6]), int(found[7] or 0))
    except ValueError:
        return None
    return at + timedelta(seconds=float(f"0.{found[8] or 0}"))


def _with_month(text: str) -> datetime | None:
    """25-Feb-2008 00:20:14."""
    found = _NAMED.fullmatch(text.strip())
    if found is None or found[2].casefold() not in _MONTHS:
        return None
    month = _MONTHS.index(found[2].casefold()) + 1
    clock = found[4] if found[4].index(":") == 2 else f"0{found[4]}"
    try:
        return datetime.fromisoformat(f"{found[3]}-{month:02}-{int(found[1]):02}T{clock}")
    except ValueError:
        return None


def _spelled(text: str, is_month_first: bool) -> datetime | None:
    """Mon Mar 2 07:05:00 2026, March 2, 2026 7:05 AM, 2026-03-02 07:05 CET. A zone nobody knows is the home's own."""
    if _HAS_DATE_AND_TIME.match(text) is None:
        return None
    try:
        found = parser.parse(text, dayfirst=not is_month_first and not text[:4].isdigit(), tzinfos=_zone)
    except (ValueError, OverflowError):
        return None
    return found if isinstance(found, datetime) else None


def _zone(name: str | None, offset_s: int | None) -> tzinfo | None:
    if offset_s is not None:
        return timezone(timedelta(seconds=offset_s))
    return None if name not in _ZONES_H else timezone(timedelta(hours=_ZONES_H[name]))


def month_stands_first(times: Iterable[str]) -> bool:
    """Of 2/3/2026 and the like: whether it is the third of February. Where all may be read either way, as the days lie closer
    together; where that is the same, as it is usual with am and pm."""
    days: set[tuple[int, int, int]] = set()
    has_half_days = False
    for text in times:
        found = FIGURES.match(text)
        if found is None or len(found[1]) == 4:
            continue
        if int(found[1]) > 12 or int(found[3]) > 12:
            return int(found[3]) > 12
        days.add((int(found[4]), int(found[1]), int(found[3])))
        has_half_days = has_half_days or bool(found[9])
    if not days:
        return False
    month_first, day_first = _spread(days), _spread({(year, second, first) for year, first, second in days})
    return month_first < day_first or (month_first == day_first and has_half_days)


def _spread(days: set[tuple[int, int, int]]) -> int:
    """Days from the first to the last of (year, month, day)."""
    found = [date(year if year >= 100 else 2000 + year, month, min(day, 28)) for year, month, day in days]
    return (max(found) - min(found)).days
