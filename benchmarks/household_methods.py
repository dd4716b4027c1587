"""What one could do instead, in benchmarks/household.py: a switch on the wall, the last value, a schedule, one's usual; the
hub's own parts; and who knows the truth. ``gated_rivals.py`` has those that may be silent by the hub's own gate.
"""

from typing import Protocol

import numpy as np

from devices.vocabulary import OccupantId, Value
from hub.deciding.acting_gate import borrowed_of, judge
from hub.deciding.sharing import Terms, share
from models.example import DEFAULT_WEIGHT, Example, Source
from models.kind import kinds
from models.parts_of_day import part_at
from models.people import People
from models.preference import Preference

from .household_visits import HOME_OF, Visit
from .smooth_world import ROOMS, TUNES


class Policy(Protocol):
    """Says what to set, or None to leave it; hears what was set by hand, and what stood."""

    def act(self, visit: Visit, kind: str, there: Value) -> Value | None: ...
    def set_by_hand(self, visit: Visit, kind: str, value: Value, acted: Value | None) -> None: ...
    def stood(self, visit: Visit, kind: str, acted: Value) -> None: ...
    def left(self, visit: Visit, kind: str, there: Value) -> None: ...


class Never:
    def act(self, visit: Visit, kind: str, there: Value) -> Value | None:
        return None

    def set_by_hand(self, visit: Visit, kind: str, value: Value, acted: Value | None) -> None:
        return

    def stood(self, visit: Visit, kind: str, acted: Value) -> None:
        return

    def left(self, visit: Visit, kind: str, there: Value) -> None:
        return


class LastValue(Never):
    """Always what the person set last in that room."""

    def __init__(self) -> None:
        self._last: dict[tuple[int, str, str], Value] = {}

    def act(self, visit: Visit, kind: str, there: Value) -> Value | None:
        return self._last.get((visit.who, visit.context.room, kind))

    def set_by_hand(self, visit: Visit, kind: str, value: Value, acted: Value | None) -> None:
        self._last[visit.learner, visit.context.room, kind] = value


SCHEDULE: dict[str, dict[str, Value]] = {
    "brightness": {"night": 0.25, "morning": 0.5, "day": 0.45, "evening": 0.35},
    "colour_temperature": {"night": 3000.0, "morning": 3700.0, "day": 3900.0, "evening": 3100.0},
    "setpoint": {"night": 19.8, "morning": 20.6, "day": 20.8, "evening": 20.2},
    "music": {"night": "silence", "morning": "radio", "day": "silence", "evening": "calm"},
}


class Schedule(Never):
    """The same for everybody, by part of the day."""

    def act(self, visit: Visit, kind: str, there: Value) -> Value | None:
        return SCHEDULE[kind][part_at(visit.context.local.hour)]


class OwnUsual(Never):
    """Always the person's own usual of that hour of the day: the mean of a number, the commonest name."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, str, int], list[Value]] = {}

    def act(self, visit: Visit, kind: str, there: Value) -> Value | None:
        seen = self._seen.get((visit.who, kind, visit.context.local.hour))
        if not seen:
            return None
        if kind == "music":
            return max(set(seen), key=seen.count)
        return float(np.mean([float(value) for value in seen]))

    def set_by_hand(self, visit: Visit, kind: str, value: Value, acted: Value | None) -> None:
        self._seen.setdefault((visit.learner, kind, visit.context.local.hour), []).append(value)


class Ours(Never):
    """The hub's own parts: what it knows of people, and the gate. One home at a time; housemates share."""

    def __init__(self, people: int) -> None:
        self._shelves = [self._shelf(home, people) for home in range(-(-people // HOME_OF))]
        self._own: dict[tuple[int, str, str], int] = {}  # whose hand was the last to set what stands in a room

    @staticmethod
    def _shelf(home: int, people: int) -> People:
        members = [OccupantId(f"p{who}") for who in range(home * HOME_OF, min(people, (home + 1) * HOME_OF))]
        return People(ROOMS, music=TUNES, sharing=members)

    def predict(self, who: int, visit: Visit, kind: str) -> Preference:
        shelf = self._shelves[who // HOME_OF]
        return shelf.predict(OccupantId(f"p{who}"), kind, visit.context, visit.context.local)

    def act(self, visit: Visit, kind: str, there: Value) -> Value | None:
        people = [visit.who] if visit.mate is None else [visit.who, visit.mate]
        act = decided(kind, {who: self.predict(who, visit, kind) for who in people}, there)
        if act is not None:
            self._own.pop(_spot(visit, kind), None)
        return act

    def set_by_hand(self, visit: Visit, kind: str, value: Value, acted: Value | None) -> None:
        self._own[_spot(visit, kind)] = visit.learner
        self._learn(visit, kind, value, Source.HAND if acted is None else Source.CORRECTION, acted)

    def stood(self, visit: Visit, kind: str, acted: Value) -> None:
        self._learn(visit, kind, acted, Source.ACCEPT, acted)

    def left(self, visit: Visit, kind: str, there: Value) -> None:
        """As ``hub.steps.left_alone``: weakly, that it was right as it was."""
        knows, of = self._shelves[visit.who // HOME_OF].knows(OccupantId(f"p{visit.learner}"), kind), kinds()[kind]
        is_seen = of.domain != "temperature" or self._own.get(_spot(visit, kind)) == visit.learner
        if (knows and is_seen) or (of.choice and there != "silence"):
            self._learn(visit, kind, there, Source.ACCEPT, None)

    def _learn(self, visit: Visit, kind: str, value: Value, source: Source, acted: Value | None) -> None:
        at, who = visit.context.local, OccupantId(f"p{visit.learner}")
        guess = self._shelves[visit.learner // HOME_OF].predict(who, kind, visit.context, at)
        told = guess.is_known
        self._shelves[visit.learner // HOME_OF].learn(
            Example(
                who, kind, value, DEFAULT_WEIGHT[source], at, visit.context, source, acted,
                guess.value if told else None, guess.content(guess.value) if told else None,
            )
        )  # fmt: skip


def _spot(visit: Visit, kind: str) -> tuple[int, str, str]:
    return visit.who // HOME_OF, visit.context.room, kind


class Truth(Never):
    """Knows every wish but the moment's noise and whose turn it is in a shared room, and gates like ours."""

    def act(self, visit: Visit, kind: str, there: Value) -> Value | None:
        return decided(kind, visit.truth[kind], there)


def decided(kind: str, wishes: dict[int, Preference], there: Value) -> Value | None:
    """As the hub decides: shared by who is most content, then the gate."""
    of = kinds()[kind]
    asked = {OccupantId(f"p{who}"): wish for who, wish in wishes.items()}
    known = {who: wish for who, wish in asked.items() if wish.evidence > 0} or asked
    shared = share(Terms("content", arrived=list(known)), of, known, dict.fromkeys(known, 1.0), there)
    evidence, borrowed = max(wish.evidence for wish in known.values()), borrowed_of(known.values())
    verdict = judge(of, shared.value, shared.confidence, shared.now, there, evidence, borrowed=borrowed)
    return shared.value if verdict.passes else None
