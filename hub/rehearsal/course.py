"""In which order and at which time the steps of a script are: repeats unrolled, one at a time. Pure."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from ..errors import HubError
from .script import Repeat, Script, Step
from .times import After, ClockTime, moment_of, next_of


@dataclass(frozen=True, slots=True)
class Due:
    """at: UTC."""

    at: datetime
    step: Step


class TooLate(HubError):
    """A step whose date is over by the time its turn comes. line: in the script."""

    def __init__(self, line: int, at: datetime, now: datetime) -> None:
        self.line = line
        self.words = f"it is {now:%Y-%m-%d %H:%M} by then, and {at:%Y-%m-%d %H:%M} is over"
        super().__init__(self.words)


class Course:
    """begins: UTC. Walks through the script once; ``at``: of the step last taken, as the script says it."""

    def __init__(self, script: Script, begins: datetime, zone: ZoneInfo, seed: int) -> None:
        self.at = self._was = begins
        self._script, self._zone = script, zone
        self._dice = random.Random(f"course {seed}")

    def __iter__(self) -> Iterator[Due]:
        """Raises TooLate."""
        return self._walk(self._script.steps)

    def _walk(self, steps: Sequence[Step | Repeat]) -> Iterator[Due]:
        for step in steps:
            if step.when is not None:
                # A span follows the step as it really was, a time of day as it was meant.
                found = next_of(step.when, self._was if isinstance(step.when, After) else self.at, self._zone)
                if found < self.at:
                    raise TooLate(step.line, found.astimezone(self._zone), self.at.astimezone(self._zone))
                self.at = found
            if isinstance(step, Step):
                self._was = self.at + timedelta(seconds=self._dice.uniform(0.0, step.about.total_seconds()))
                yield Due(self._was, step)
            else:
                yield from self._rounds(step)

    def _rounds(self, repeat: Repeat) -> Iterator[Due]:
        if repeat.every is None:
            for _ in range(repeat.count):
                yield from self._walk(repeat.steps)
        elif isinstance(repeat.every, timedelta):
            begins = self.at
            for number in range(repeat.count):
                self.at = self._was = max(self.at, begins + repeat.every * number)
                yield from self._walk(repeat.steps)
        else:
            yield from self._on_days(repeat)

    def _on_days(self, repeat: Repeat) -> Iterator[Due]:
        """Each round on the next such day: the first today where its first time is still to come."""
        first = _first_time(repeat.steps)
        begins = self.at.astimezone(self._zone)
        day = begins.date()
        for number in range(repeat.count):
            if number:
                day += timedelta(days=7 if repeat.every == "week" else 1)
            day = self._such_day(repeat, day, first)
            # A round that begins with a span begins at the clock time at which the first one did.
            dawn = datetime.min.time() if first is not None else begins.time().replace(tzinfo=None)
            self.at = self._was = max(self.at, moment_of(datetime.combine(day, dawn), self._zone))
            yield from self._walk(repeat.steps)

    def _such_day(self, repeat: Repeat, day: date, first: ClockTime | None) -> date:
        while True:
            is_such = not isinstance(repeat.every, frozenset) or day.weekday() in repeat.every
            if is_such and first is not None and first.weekday is None:
                is_such = moment_of(datetime.combine(day, first.clock), self._zone) >= self.at
            if is_such:
                return day
            day += timedelta(days=1)


def _first_time(steps: Sequence[Step | Repeat]) -> ClockTime | None:
    """The time of day a round begins with; None when it begins with a span or a date."""
    first = steps[0] if steps else None
    if first is None or (first.when is not None and not isinstance(first.when, ClockTime)):
        return None
    if first.when is None:
        return _first_time(first.steps) if isinstance(first, Repeat) else None
    return first.when


def begins_at(script: Script, zone: ZoneInfo, otherwise: datetime) -> datetime:
    """UTC. otherwise: where the script says nothing of it."""
    return otherwise.astimezone(UTC) if script.start is None else moment_of(script.start, zone)
