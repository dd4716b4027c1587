"""A day as a curve: what the hub would choose as a line, its spread as a band, what the person set as dots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEFT, TOP, WIDE, HIGH = 44.0, 10.0, 306.0, 140.0  # of a picture 360 wide


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Curve:
    """line, band: as SVG writes points. ticks: height and value of the lines across."""

    line: str
    band: str
    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, float], ...]


def curve(hours: Sequence[tuple[float, float, float]], chosen: Iterable[tuple[float, float]], low: float, high: float) -> Curve:
    """hours: (hour, value, spread) in order. chosen: (hour of the day, value). low, high: the bottom and top of the picture."""
    line = [(_x(hour), _y(value, low, high)) for hour, value, _ in hours]
    upper = [(_x(hour), _y(value + spread, low, high)) for hour, value, spread in hours]
    lower = [(_x(hour), _y(value - spread, low, high)) for hour, value, spread in hours]
    dots = tuple(Dot(round(_x(hour), 1), round(_y(value, low, high), 1)) for hour, value in chosen)
    ticks = tuple((_y(value, low, high), value) for value in (low, (low + high) / 2, high))
    return Curve(_points(line), _points([*upper, *reversed(lower)]), dots, ticks)


def _x(hour: float) -> float:
    return LEFT + hour / 24 * WIDE


def _y(value: float, low: float, high: float) -> float:
    return TOP + HIGH * (1 - min(max((value - low) / (high - low), 0.0), 1.0))


def _points(found: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in found)
