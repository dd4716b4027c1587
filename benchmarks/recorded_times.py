"""When a row of a recording was, in whatever way it is written. For recorded_rows.py."""

import math
import re
from datetime import UTC, datetime, timedelta

RIGHT = "2026-03-02T08:00:00, 02.03.2026 08:00, 02-Mar-2026 08:00:00 or seconds since 1970 is one"
FIGURES = re.compile(
    r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(am|pm)?", re.IGNORECASE
)
_NAMED = re.compile(r"(\d{1,2})[ -]([a-z]{3})[a-z]*[ -](\d{4})[ T,]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZULU = re.compile(r"\s*(utc|gmt)$", re.IGNORECASE)
_SINCE_1970 = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))  # from such a figure on, so many make a second


def seconds(text: str, is_month_first: bool = False) -> tuple[float, timedelta | None] | None:
    """Seconds since 1970, and how far the clock is from UTC that says so; None for a clock that is the home's own and untold.

    None for what is no time.
    """
    try:
        figure = float(text)
    except ValueError:
        return _dated(text, is_month_first)
    if not math.isfinite(figure):
        return None
    parts = next((parts for least, parts in _SINCE_1970 if abs(figure) >= least), 1.0)
    return figure / parts, timedelta(0)


def is_time(text: str) -> bool:
    """Whether it is a date with a time; a figure alone is none."""
    return _dated(text, False) is not None or _dated(text, True) is not None


def _dated(text: str, is_month_first: bool) -> tuple[float, timedelta | None] | None:
    is_zulu = _ZULU.search(text) is not None
    plain = _ZULU.sub("", text)
    try:
        at = datetime.fromisoformat(plain)
    except ValueError:
        found = _in_figures(plain, is_month_first) or _with_month(plain)
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
