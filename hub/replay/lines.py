"""What a replay tells, a line each: what differs, where it was light, and what it came to. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ..config import Config
from ..telling.spoken import spoken
from .lanes import Decided, is_same, pairs
from .perform import Lived

Line = Mapping[str, Any]
GUESS = (
    "What would have followed is a guess: nobody answered what never happened. People are taken to want what they had: what "
    "differs from it is set right by hand a minute later."
)


def lines(lived: Lived, config: Config) -> Iterator[Line]:
    """In order; the last is the summary."""
    zone = ZoneInfo(config.home.time_zone)
    same = differ = 0
    for was, would in pairs(lived.was.decided, lived.would.decided):
        if is_same(was, would):
            same += was is not None and would is not None
            continue
        differ += 1
        yield _difference(was, would, zone)
    for room in config.rooms:
        spans = {name: lane.spans.get(room, []) for name, lane in (("was", lived.was), ("would", lived.would))}
        if any(spans.values()):
            yield {"kind": "light", "room": room, **{name: _spans(found, zone) for name, found in spans.items()}}
    yield {
        "kind": "summary",
        "from": lived.start.astimezone(zone).isoformat(timespec="seconds"),
        "to": lived.end.astimezone(zone).isoformat(timespec="seconds"),
        "same": same,
        "differ": differ,
        "was": lived.was.to_json(),
        "would": lived.would.to_json(),
        "guess": GUESS,
    }


def _difference(was: Decided | None, would: Decided | None, zone: ZoneInfo) -> dict[str, Any]:
    first = was or would
    if first is None:
        raise ValueError("a difference of nothing")
    return {
        "kind": "difference",
        "at": first.moment.at.astimezone(zone).isoformat(timespec="seconds"),
        "room": first.room,
        "trigger": first.trigger,
        "was": _did(was),
        "would": _did(would),
    }


def _did(decided: Decided | None) -> list[dict[str, Any]]:
    wishes = () if decided is None else decided.did("sent", "suggested").values()
    return [{name: wish[name] for name in ("device", "quantity", "value", "outcome")} for wish in wishes]


def in_words(did: list[dict[str, Any]]) -> str:
    """``light on, brightness 40 %``; suggestions say so."""
    sent = [_said(wish) for wish in did if wish["outcome"] == "sent"]
    offered = [_said(wish) for wish in did if wish["outcome"] == "suggested"]
    parts = [", ".join(sent)] if sent else []
    return "; ".join([*parts, *([f"suggested {', '.join(offered)}"] if offered else [])]) or "nothing"


def _said(wish: Mapping[str, Any]) -> str:
    quantity = str(wish["quantity"])
    known = next((name for name in _NAMES if quantity.startswith(name)), quantity)
    return f"{wish['device']} {_NAMES.get(known, known)} {spoken(known, wish['value'])}".replace("  ", " ")


_NAMES = {"volume": "volume", **dict.fromkeys(("power", "brightness", "colour_temperature", "colour", "setpoint", "music"), "")}


def _spans(found: list[tuple[float, float]], zone: ZoneInfo) -> list[list[str]]:
    return [[datetime.fromtimestamp(at, zone).isoformat(timespec="seconds") for at in span] for span in found]
