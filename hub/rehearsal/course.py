"""In which order and at which time the steps of a script are: repeats unrolled, one at a time. Pure."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ..errors import HubError
from .script import Repeat, Script, ScriptStep
from .times import After, ClockTime, moment_of, next_of

MOST_STEPS = 5_000_000  # of a script, repeats counted in full


@dataclass(frozen=True, slots=True)
class Due:
    """at: UTC."""

    at: datetime
    step: ScriptStep


class WrongTime(HubError):
    """A step that can have no time. line, key: in the script. is_over: its date is over by the time its turn comes."""

    def __init__(self, step: ScriptStep | Repeat, words: str, is_over: bool = False) -> None:
        self.line, self.key, self.words, self.is_over = step.line, step.key, words, is_over
        super().__init__(f"{step.key}: {words}")


class Course:
    """begins: UTC. Walks through the script once; ``at``: of the step last taken, as the script says it."""

    def __init__(self, script: Script, begins: datetime, zone: ZoneInfo) -> None:
        self.at = self._was = begins
        self._script, self._zone = script, zone
        self._left = MOST_STEPS
        self._dice = random.Random(f"course {script.seed}")

    def __iter__(self) -> Iterator[Due]:
        """Raises WrongTime."""
        return self._walk(self._script.steps)

    def _walk(self, steps: Sequence[ScriptStep | Repeat]) -> Iterator[Due]:
        for step in steps:
            self._begin(step)
            if isinstance(step, ScriptStep):
                self._was = self.at + timedelta(seconds=self._dice.uniform(0.0, step.about.total_seconds()))
                yield Due(self._was, step)
            else:
                yield from self._rounds(step)

    def _begin(self, step: ScriptStep | Repeat) -> None:
        self._left -= 1
        if self._left < 0:
            raise WrongTime(step, f"more than {MOST_STEPS} steps happen up to here")
        if step.when is None:
            return
        # A span follows the step as it really was, a time of day as it was meant.
        try:
            found = next_of(step.when, self._was if isinstance(step.when, After) else self.at, self._zone)
        except OverflowError:
            raise WrongTime(step, "so late no calendar goes") from None
        if found < self.at:
            is_now, meant = (t.astimezone(self._zone).strftime("%Y-%m-%d %H:%M") for t in (self.at, found))
            raise WrongTime(step, f"it is {is_now} by then, and {meant} is over", is_over=True)
        self.at = self._was = found

    def _rounds(self, repeat: Repeat) -> Iterator[Due]:
        if repeat.every is None:
            for _ in range(repeat.count):
                yield from self._walk(repeat.steps)
        elif isinstance(repeat.every, timedelta):
            begins = self.at
            for number in range(repeat.count):
                self._on(max(self.at, begins + repeat.every * number))
                yield from self._walk(repeat.steps)
        else:
            yield from self._on_days(repeat)

    def _on_days(self, repeat: Repeat) -> Iterator[Due]:
        """Each round on the next such day: the first today where its first time is still to come."""
        first = _first_time(repeat.steps)
        begins = self.at.astimezone(self._zone)
        day, step = begins.date(), 7 if repeat.every == "week" else 1
        for number in range(repeat.count):
            day = self._such_day(repeat, day, step if number else 0, first)
            # A round that begins with a span begins at the clock time at which the first one did.
            dawn = datetime.min.time() if first is not None else begins.time().replace(tzinfo=None)
            self._on(max(self.at, moment_of(datetime.combine(day, dawn), self._zone)))
            yield from self._walk(repeat.steps)

    def _on(self, at: datetime) -> None:
        self.at = self._was = at

    def _such_day(self, repeat: Repeat, day: date, later: int, first: ClockTime | None) -> date:
        """The first such day, so many days later or more, on which the round can begin."""
        among = repeat.every if isinstance(repeat.every, frozenset) else frozenset(range(7))
        if first is not None and first.weekday is not None:
            among &= {first.weekday}
        if not among:
            raise WrongTime(repeat, "its first step is never on such a day")
        try:
            day += timedelta(days=later)
            while day.weekday() not in among or (first is not None and self._is_over(day, first)):
                day += timedelta(days=1)
        except OverflowError:
            raise WrongTime(repeat, "so late no calendar goes") from None
        return day

    def _is_over(self, day: date, first: ClockTime) -> bool:
        return moment_of(datetime.combine(day, first.clock), self._zone) < self.at


def _first_time(steps: Sequence[ScriptStep | Repeat]) -> ClockTime | None:
    """The time of day a round begins with; None when it begins with a span or a date."""
    first = steps[0] if steps else None
    if first is None or (first.when is not None and not isinstance(first.when, ClockTime)):
        return None
    if first.when is None:
        return _first_time(first.steps) if isinstance(first, Repeat) else None
    return first.when
