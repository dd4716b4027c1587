"""A person's habits that have changed, each with an id, a sentence and what can be answered: adopt, ignore, ask again.

In the flow: stored examples → here → command line, topics, Home Assistant. An answer sets examples aside on one side of the
change, and everything is learned again from the rest.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from devices.vocabulary import OccupantId, RoomId
from models.changed_habits import ChangedHabit
from models.kind import kinds

from ..config import Config
from ..consent import Agreements
from ..errors import NotPossible
from ..store import Store
from ..telling.spoken import spoken
from .learners import Learners

ADOPT, IGNORE, AGAIN = "adopt", "ignore", "again"
ANSWERS = (ADOPT, IGNORE, AGAIN)
AGAIN_D = 7.0
_PARTS = {"day": "midday"}


@dataclass(frozen=True, slots=True)
class HabitChange:
    """id: the same as long as it is the same change. sentence: for people."""

    id: str
    occupant: OccupantId
    habit: ChangedHabit
    sentence: str

    def document(self) -> dict[str, Any]:
        """For programs."""
        habit = self.habit
        return {
            "id": self.id, "person": self.occupant, "kind": habit.kind, "room": habit.room, "device": habit.place,
            "part": habit.part, "days": habit.days, "since": habit.since, "old": habit.old, "new": habit.new,
            "unit": habit.unit, "examples": habit.count, "sentence": self.sentence,
        }  # fmt: skip


class HabitChanges:
    """Owned by the loop's thread. What was found is kept until somebody's examples or the day have changed."""

    def __init__(self, config: Config, store: Store, agreements: Agreements, learners: Learners) -> None:
        self._config, self._store, self._agreements, self._learners = config, store, agreements, learners
        self._found: dict[OccupantId, tuple[object, list[HabitChange]]] = {}

    def of(self, occupant: OccupantId, now: datetime) -> list[HabitChange]:
        """Those of what they agreed to that are not put off."""
        shelf = self._learners.shelf
        signs = (id(shelf), now.date(), *(shelf.knows(occupant, kind) for kind in kinds()))
        known = self._found.get(occupant)
        if known is None or known[0] != signs:
            found = [self._told(occupant, habit) for habit in shelf.changed(occupant, now)]
            known = self._found[occupant] = signs, found
        later = self._store.put_off.all(now) if known[1] else set()
        allows = self._agreements.allows
        return [c for c in known[1] if c.id not in later and allows(occupant, kinds()[c.habit.kind].domain)]

    def all(self, now: datetime) -> list[HabitChange]:
        return [change for who in self._config.occupants for change in self.of(OccupantId(who), now)]

    def answer(self, change: HabitChange, word: str, now: datetime) -> int:
        """adopt: what was before counts no more; ignore: what differed counts no more; again: in a week. How many examples were
        set aside. Raises NotPossible, StoreFailed."""
        habit = change.habit
        aside: tuple[int, ...] = ()
        match word:
            case "adopt":
                aside = habit.before
            case "ignore":
                aside = habit.after
            case "again":
                self._store.put_off.put(change.occupant, change.id, now + timedelta(days=AGAIN_D))
            case _:
                raise NotPossible(f"{word!r} is no answer: it is one of {', '.join(ANSWERS)}", "no_such_answer")
        done = self._store.examples.set_aside(aside) if aside else 0
        self._found.pop(change.occupant, None)
        if done:
            self._learners.learn_again()
        return done

    def forget(self, occupant: OccupantId) -> None:
        self._found.pop(occupant, None)

    def _told(self, occupant: OccupantId, habit: ChangedHabit) -> HabitChange:
        place = habit.place or ""
        key = "|".join((occupant, habit.kind, habit.room, place, habit.part, habit.days, habit.since))
        return HabitChange(hashlib.sha256(key.encode()).hexdigest()[:6], occupant, habit, self._sentence(occupant, habit))

    def _sentence(self, occupant: OccupantId, habit: ChangedHabit) -> str:
        block = self._config.rooms.get(RoomId(habit.room))
        room = habit.room if block is None else block.name
        since = date.fromisoformat(habit.since)
        when = f"{'weekday' if habit.days == 'weekdays' else 'weekend'} {_PARTS.get(habit.part, habit.part)}s"
        what = kinds()[habit.kind].called + (f" of {habit.place}" if habit.place else "")
        values = f"{spoken(habit.kind, habit.old)} → {spoken(habit.kind, habit.new)}"
        return f"{occupant}'s {when} in {room} have changed since {since.day} {since:%B}: {what} {values}"


def documents(changes: list[HabitChange]) -> Mapping[str, Any]:
    """For a topic, newest first."""
    found = [change.document() for change in sorted(changes, key=lambda c: (c.habit.since, c.id), reverse=True)]
    return {"count": len(found), "changes": found[:10]}
