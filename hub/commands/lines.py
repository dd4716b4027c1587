"""A line for people, a quantity and a time as they read them: what every answer that is printed is made of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

out = Console(highlight=False, soft_wrap=True)


def line(text: str, style: str = "") -> None:
    out.print(Text(text, style=style))


def by_home_clock(at: str, answer: Mapping[str, Any]) -> datetime:
    """A time as the home's clocks have it; of an older hub that still runs, as this machine's."""
    zone = answer.get("time_zone")
    return datetime.fromisoformat(at).astimezone(None if zone is None else ZoneInfo(zone))


def plain(name: str) -> str:
    """A quantity as a person reads it, which a table may wrap."""
    return name.replace("_", " ")


def mode_words(told_: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    until = told_["until"]
    if until is not None:
        return f"{told_['mode']} until {by_home_clock(until, answer):%a %d %b %H:%M}"
    return f"{told_['mode']} until {'everybody has left' if told_['ends'] == 'left' else 'somebody is home again'}"
