"""A habit that has changed tells nothing of how well its owner was known: what was believed of that stands as before.

Until the second day nobody can tell a change from a slip, and whatever foretold the old habit has lost by then: the looks their
say, the answer its sureness. So what stood before the first contradiction is kept, and put back where all of them came again.
"""

from collections.abc import Hashable
from typing import Generic, TypeVar

from .slips import REMEMBERED_D

T = TypeVar("T")
SURE = 0.7  # of what was foretold less surely there was hardly a habit
ONE_CHANGE_D = 2.0  # contradictions of so many days are of one change


class Unshaken(Generic[T]):
    """What one person was believed to go by before they contradicted themselves. A function of the rows in time order."""

    __slots__ = ("_began", "_has_changed", "_open", "_stood")

    def __init__(self) -> None:
        self._stood: T | None = None  # what is put back
        self._began = 0.0  # days
        self._open: set[Hashable] = set()  # where it was contradicted, and has not come again
        self._has_changed = False

    def after(self, where: Hashable, day: float, against: float, is_again: bool, stands: T) -> tuple[T, bool]:
        """What to believe as one more choice is learned, and whether it says that a habit is another now.

        where: the place and the part of the day. against: how sure it was that something else would be chosen, where it is
        against a habit; else 0. is_again: it was chosen so the last time, too. stands: what is believed so far.
        """
        is_one = self._stood is not None and day - self._began <= ONE_CHANGE_D
        is_change = is_again and where in self._open and day - self._began <= REMEMBERED_D
        if is_change:
            self._has_changed = True
        elif against >= SURE or (is_one and against > 0.0):
            if not is_one:
                self._stood, self._began, self._has_changed = stands, day, False
                self._open.clear()
            self._open.add(where)
            return stands, False
        self._open.discard(where)
        if not self._has_changed or self._open or self._stood is None:
            return stands, is_change
        stands, self._stood, self._has_changed = self._stood, None, False
        return stands, is_change
