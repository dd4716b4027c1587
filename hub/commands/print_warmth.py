"""How warm a room is and what its heating, or cooling, comes to, in words: of ``attune status`` and ``attune why``."""

from collections.abc import Iterator, Mapping
from typing import Any

_WARM = {  # of each way: it did what, does what, is then, and otherwise was
    "heating": ("heated", "warms", "warm", "cold"),
    "cooling": ("cooled", "cools", "cool", "warm"),
}


def warmth_of(room: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What speaks, and its words: "" the air itself, then heating and cooling. Only what the answer has."""
    if words := _air(room.get("air", {})):
        yield "", words
    for way in _WARM:
        if room.get(way):
            yield way, _heating(room[way], way)


def _heating(told: Mapping[str, Any], way: str) -> str:
    """What a room's heating, or cooling, comes to, as half a sentence."""
    did, does, well, badly = _WARM[way]
    if told["window_open"]:
        return "held, a window is open"
    words = [f"{does} by {told['degrees_an_hour']:g} °C an hour" + ("" if told["watched"] else " (not watched yet)")]
    if told["heated_hours"] is not None:
        words.insert(0, f"{did} {told['heated_hours']:g} h today")
    if told["missed_minutes"]:
        words.append(f"{told['missed_minutes']} minutes too {badly} today")
    if told["sentence"]:
        words.append(told["sentence"])
    ahead = told.get("ahead")
    if ahead and ahead["is_heated"]:
        words.append(f"{well} for who is expected")
    elif ahead and ahead["starts_in_minutes"] is not None:
        words.append(f"would be {did} in about {ahead['starts_in_minutes']:.0f} minutes for who is expected")
    return ", ".join(words)


def _air(air: Mapping[str, Any]) -> str:
    """How the air of a room is; empty where nothing measures it."""
    measured = (("temperature", "{:g} °C"), ("humidity", "{:g} % humidity"))
    return ", ".join(words.format(air[name]) for name, words in measured if air.get(name) is not None)
