"""What one person is expected to have done, for each place they may be in now: crossings and time, by what came after too.

In the flow: each step of the belief → counts that wait until it is sure where the person is → Movements, which learns from
them. So somebody who fell quiet in the hall and is next seen in the hall two hours later was in the bedroom that has no sensor,
and is counted there.

The forward form of expectation and maximisation for hidden Markov chains (Cappé, J. Comput. Graph. Stat. 20, 2011, section
2.2): no step is kept. Some 15 µs a step and person.
"""

import numpy as np
import numpy.typing as npt

from devices.vocabulary import OccupantId

from .movements import Movements

Floats = npt.NDArray[np.float64]


class ForwardCounts:
    """places: how many."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._crossings = np.zeros((places, places, places))  # now here, so often from there to there
        self._seconds = np.zeros((places, places))

    def went(self, joint: Floats, seconds: Floats) -> None:
        """joint: shape (places, places), how likely it is that they were in one and are in the other. seconds: shape (places,),
        how long they were as likely to leave each as usual."""
        now = joint.sum(axis=0)
        back = joint / np.where(now > 0.0, now, 1.0)
        n = self._places
        self._crossings = (back.T @ self._crossings.reshape(n, n * n)).reshape(n, n, n)
        self._seconds = back.T @ self._seconds
        came = back.copy()
        np.fill_diagonal(came, 0.0)
        each = np.arange(n)
        self._crossings[each, :, each] += came.T
        self._seconds[each, each] += seconds

    def taken(self, chances: Floats) -> tuple[Floats, Floats]:
        """Crossings from each place to each, and seconds in each, as expected where they are now; counted from nothing on."""
        found = np.tensordot(chances, self._crossings, 1), chances @ self._seconds
        self._crossings, self._seconds = np.zeros_like(self._crossings), np.zeros_like(self._seconds)
        return found


class Done:
    """What each has done since it was last sure where they are. part: of the day, that it is of."""

    def __init__(self, movements: Movements) -> None:
        self.part = 0
        self._movements = movements
        self._of: dict[OccupantId, ForwardCounts] = {}
        self._waiting: list[tuple[OccupantId, Floats, Floats]] = []  # while somebody waits for light

    def add(self, who: OccupantId, joint: Floats, seconds: Floats) -> None:
        """A step, as ``ForwardCounts.went`` has it. Cheap: it is reckoned with later."""
        if self._movements.learns_of(who):
            self._waiting.append((who, joint, seconds))

    def people(self) -> tuple[OccupantId, ...]:
        """Of whom anything is counted."""
        waiting, self._waiting = self._waiting, []
        for who, joint, seconds in waiting:
            found = self._of.get(who)
            if found is None:
                found = self._of[who] = ForwardCounts(self._movements.size)
            found.went(joint, seconds)
        return tuple(self._of)

    def learn(self, who: OccupantId, chances: Floats, is_sure: bool) -> None:
        """chances: of where they are now. is_sure: that it was they."""
        self._movements.went(who, self.part, *self._of[who].taken(chances), is_sure)

    def drop(self, who: OccupantId) -> None:
        """What is not learned yet is not learned."""
        self.people()
        self._of.pop(who, None)
