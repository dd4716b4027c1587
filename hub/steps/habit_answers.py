"""What a person says to a habit that has changed: it is the new one, it is a phase, ask again in a week."""

from typing import Any

from devices.vocabulary import Moment, OccupantId

from ..errors import NotPossible
from ..house import Current, House
from ..learning.changed_habits import ANSWERS, HabitChange
from .asked import Asked, answers, occupant_of
from .reporting import Reporting


class HabitAnswers:
    """Owned by the loop's thread."""

    def __init__(self, current: Current, reporting: Reporting) -> None:
        self._current, self._reporting = current, reporting

    @property
    def house(self) -> House:
        return self._current.house

    @answers("changes")
    def changes_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """answer and id: what is said to which; else all of them. person: theirs only."""
        if asked.get("answer") is not None:
            return self.answer(str(asked["answer"]), str(asked.get("id") or ""), None, now)
        who = None if asked.get("person") is None else occupant_of(self.house, asked)
        found = self.house.habit_changes.all(now.at)
        return {"changes": [change.document() for change in found if who in (None, change.occupant)]}

    def answer(self, word: str, which: str, person: OccupantId | None, now: Moment) -> dict[str, Any]:
        """which: an id, or empty for the only or newest one. Raises NotPossible."""
        if word not in ANSWERS:
            raise NotPossible(f"{word!r} is no answer to a changed habit: it is one of {', '.join(ANSWERS)}", "no_such_answer")
        change = self._meant(which, person, now)
        done = self.house.habit_changes.answer(change, word, now.at)
        self._reporting.show(now)
        return {"answered": word, "id": change.id, "sentence": change.sentence, "set_aside": done}

    def _meant(self, which: str, person: OccupantId | None, now: Moment) -> HabitChange:
        found = [change for change in self.house.habit_changes.all(now.at) if person in (None, change.occupant)]
        if not which:
            found.sort(key=lambda change: change.habit.since)
            if person is None and len(found) > 1:
                raise NotPossible("several habits have changed: name one by its id (attune changes)", "which_one")
        for change in reversed(found):
            if which in ("", change.id):
                return change
        raise NotPossible("no habit has changed" if not found else f"no change is called {which!r}", "no_such_change")
