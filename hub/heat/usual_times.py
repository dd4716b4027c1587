"""Everybody's absences from rooms and home, as they begin and end, and what follows from them: when who usually comes.

In the flow: a person left, came, fell asleep, woke → here (and the store) → chances of coming into a room. Only of who agreed
to temperature: whoever calls asks that. Pure; owned by the loop's thread. All times aware, in the home's time zone.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from devices.vocabulary import OccupantId
from models.comings import Absence, Array, Comings

HOME, WAKING = "home", "waking"  # places beside the rooms
ROUNDED_MIN = 5  # nothing finer is kept of anybody
AFTER_HOME = timedelta(minutes=60)  # who comes into a room so soon after coming home, came for it

Key = tuple[OccupantId, str]


class UsualTimes:
    """left: since when people are away from where, by person and place. waiting: rows of the store, until it is known where the
    home is."""

    def __init__(self) -> None:
        self.left: dict[Key, datetime] = {}
        self.waiting: list[tuple[OccupantId, str, datetime, datetime | None]] = []
        self._comings: dict[Key, Comings] = {}

    def use(self, local: Callable[[datetime], datetime], allows: Callable[[OccupantId], bool]) -> None:
        """A configuration counts from now on. local: a time in the home's time zone. allows: who agrees now; of others nothing
        is kept."""
        waiting, self.waiting = self.waiting, []
        for who, place, left, came in waiting:
            if came is None:
                self.left[who, place] = local(left)
            else:
                self._of(who, place).learn(Absence(local(left), local(came)))
        self._keep(allows)

    def gone(self, who: OccupantId, place: str, at: datetime) -> datetime:
        """They left; when, as it is kept."""
        self.left[who, place] = since = rounded(at)
        return since

    def came(self, who: OccupantId, place: str, at: datetime) -> tuple[datetime, Absence | None] | None:
        """They came: since when they had been away, and the absence where it says something; None: it was not known that they
        were away."""
        since = self.left.pop((who, place), None)
        if since is None:
            return None
        absence = Absence(since, rounded(at))
        return since, absence if self._of(who, place).learn(absence) else None

    def unknown(self, who: OccupantId, place: str) -> datetime | None:
        """They are there, and nobody saw them come: what began says nothing any more. When it had begun."""
        return self.left.pop((who, place), None)

    def chances(self, who: OccupantId, place: str, now: datetime) -> Array | None:
        """Of coming there in each of the next steps (``Comings.chances``); None where nothing was ever seen of it."""
        found = self._comings.get((who, place))
        if found is None or not found.absences():
            return None
        return found.chances(now, self.left.get((who, place)))

    def seen(self, who: OccupantId, place: str) -> int:
        """How many absences it rests on."""
        found = self._comings.get((who, place))
        return 0 if found is None else len(found.absences())

    def share_after_home(self, who: OccupantId, room: str) -> float:
        """How likely they come into the room within the hour of coming home; 0 where they were never seen to come there."""
        home, there = self._comings.get((who, HOME)), self._comings.get((who, room))
        if there is None or not there.absences():
            return 0.0
        came = [absence.came for absence in there.absences()]
        homes = [] if home is None else [absence.came for absence in home.absences()]
        soon = sum(any(timedelta(0) <= at - arrived <= AFTER_HOME for at in came) for arrived in homes)
        return (soon + 1.0) / (len(homes) + 2.0)

    def forget(self, who: OccupantId) -> None:
        self.left = {key: at for key, at in self.left.items() if key[0] != who}
        self._comings = {key: comings for key, comings in self._comings.items() if key[0] != who}

    def _keep(self, allows: Callable[[OccupantId], bool]) -> None:
        """Only of who agrees."""
        for who in {key[0] for key in (*self.left, *self._comings)}:
            if not allows(who):
                self.forget(who)

    def _of(self, who: OccupantId, place: str) -> Comings:
        return self._comings.setdefault((who, place), Comings())


def rounded(at: datetime) -> datetime:
    """To the five minutes."""
    off = timedelta(minutes=at.minute % ROUNDED_MIN, seconds=at.second, microseconds=at.microsecond)
    up = timedelta(minutes=ROUNDED_MIN) if off >= timedelta(minutes=ROUNDED_MIN / 2) else timedelta(0)
    return at - off + up
