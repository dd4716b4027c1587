"""What the rails look at beside the wish, and how they answer: trimmed along the device's own steps, or held with a reason."""

import math
from dataclasses import dataclass, replace

from devices.vocabulary import Device, Trait

from ..decision import Outcome, Reason, Trigger, Wish, said

EPSILON, HUGE = 1e-6, 1e9


@dataclass(frozen=True, slots=True)
class RailInput:
    """What the rails need to know beside the wish.

    temperature: the room's limits in °C from the configuration, of heating or of cooling. volume, brightness: the lowest cap of
    room and people, 0..1. anyone_home: None when it is not known. knows_temperature: any sensor of the room alive. is_playing:
    None when not known.
    lit_with, lit_colour: brightness, and colour in K, the same decision gives the lamp, or that it has now; None: not known.
    level_of_start: the level or loudness the device starts with when the wish switches it on, loud_with: that loudness.
    tint_of_start: its white.
    safe: the highest setpoint in °C of a room whose thermometers have fallen silent, the lowest of what cools; None: one is
    heard, or there is none. opposite: of a setpoint of a device that heats and cools, the other one, °C.
    others: commands of the same decision to other devices. hazard: as ``hazards.hazard_of``, None: not looked up yet.
    """

    device: Device
    trait: Trait
    trigger: Trigger
    temperature: tuple[float, float] = (16.0, 24.0)
    volume: float = 1.0
    is_quiet: bool = False
    is_paused: bool = False
    anyone_home: bool | None = True
    knows_temperature: bool = True
    is_playing: bool | None = None
    is_lit: bool | None = None
    lit_with: float | None = None
    lit_colour: float | None = None
    is_reachable: bool | None = True
    others: int = 0
    hazard: str | None = None
    brightness: float = 1.0
    level_of_start: Trait | None = None
    loud_with: float | None = None
    safe: float | None = None
    tint_of_start: Trait | None = None
    opposite: float | None = None


def within(wish: Wish, trait: Trait, low: float, high: float, code: str, words: str) -> Wish:
    """The wish, or trimmed to the nearest step of the device inside low..high; held where it has none there."""
    value = number(wish)
    if low - EPSILON <= value <= high + EPSILON:
        return wish
    trimmed = _step_below(trait, high) if value > high else _step_above(trait, low)
    if trimmed is None or not low - EPSILON <= trimmed <= high + EPSILON:
        return wish.held(code, said("%(limit)s, and the device has no such setting", limit=words))
    reason = wish.reason if wish.outcome is Outcome.SUGGESTED else Reason(code, words)
    return replace(wish, value=trimmed, reason=reason)


def _step_below(trait: Trait, cap: float) -> float | None:
    """The highest value up to ``cap`` the device can take."""
    if trait.high is not None and trait.high <= cap:
        return trait.high
    if trait.low is not None and cap < trait.low - EPSILON:
        return None
    base = trait.low or 0.0
    return cap if not trait.step else round(base + math.floor((cap - base) / trait.step + EPSILON) * trait.step, 6)


def _step_above(trait: Trait, floor: float) -> float | None:
    """The lowest value from ``floor`` on the device can take."""
    if trait.low is not None and trait.low >= floor:
        return trait.low
    if trait.high is not None and floor > trait.high + EPSILON:
        return None
    base = trait.low or 0.0
    above = floor if not trait.step else round(base + math.ceil((floor - base) / trait.step - EPSILON) * trait.step, 6)
    return above if trait.high is None else min(above, trait.high)


def number(wish: Wish) -> float:
    return float(wish.value) if not isinstance(wish.value, str) else math.nan


def there(wish: Wish) -> float | None:
    """What is there, where that is a number."""
    return float(wish.now) if isinstance(wish.now, int | float) and is_plausible(wish.now) else None


def is_plausible(value: object) -> bool:
    """Finite, and of a size anything in a home may have."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < HUGE  # NaN compares as False
