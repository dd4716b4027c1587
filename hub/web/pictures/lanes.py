"""A day as two lanes a room: when it was light, and when it would have been."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LEFT, WIDE, HIGH, GAP = 4.0, 352.0, 12.0, 4.0  # of a picture 360 wide
_ROOM = 52.0  # a room's name and its two lanes
_NAME = 18.0


@dataclass(frozen=True, slots=True)
class LaneStretch:
    """From, to: words of a clock, for who cannot see it."""

    x: float
    y: float
    width: float
    start: str
    end: str
    is_was: bool


@dataclass(frozen=True, slots=True)
class Lanes:
    """name_y: the height of the room's name. light: in both lanes, what was first."""

    room: str
    name_y: float
    light: tuple[LaneStretch, ...]


Spans = Sequence[Sequence[str]]  # from and to, ISO


def lanes(
    rooms: Iterable[tuple[str, Spans, Spans]], day: datetime, clock: Callable[[int, int], str]
) -> tuple[list[Lanes], float]:
    """rooms: name, when it was light, and when it would have been. day: its midnight, aware. clock: how hour and minute are
    written. How high the picture is, too."""
    found = []
    for number, (room, was, would) in enumerate(rooms):
        top = number * _ROOM
        light = [*_lane(was, day, top + _NAME, clock), *_lane(would, day, top + _NAME + HIGH + GAP, clock, is_was=False)]
        found.append(Lanes(room, top + 13.0, tuple(light)))
    return found, max(_ROOM, len(found) * _ROOM)


def _lane(
    spans: Iterable[Sequence[str]], day: datetime, y: float, clock: Callable[[int, int], str], is_was: bool = True
) -> Iterable[LaneStretch]:
    end = day + timedelta(days=1)
    whole = (end - day).total_seconds()
    for span in spans:
        begins, ends = (datetime.fromisoformat(at) for at in span)
        start, stop = max(begins, day), min(ends, end)
        if start < stop:
            x = LEFT + (start - day).total_seconds() / whole * WIDE
            width = max(1.0, (stop - start).total_seconds() / whole * WIDE)
            last = clock(24, 0) if stop == end else clock(stop.hour, stop.minute)
            yield LaneStretch(round(x, 1), y, round(width, 1), clock(start.hour, start.minute), last, is_was)
