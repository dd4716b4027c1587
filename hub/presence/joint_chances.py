"""The chances of several people's places at once, in as few tables as fit: an axis a person, a cell for each way they may be.

In the flow: how people move, what is seen → (the belief) → these → how likely each is in each room, and anybody at all. Tables
know of each other by their sums only.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from devices.vocabulary import OccupantId

Floats = npt.NDArray[np.float64]

MOST_CELLS = 8000  # of one table
LEAST = 1e-300  # as unlikely as that, and it counts no further


@dataclass(slots=True)
class Table:
    """people: an axis each of ``chances``, in order; they sum to 1."""

    people: list[OccupantId]
    chances: Floats

    def moved(self, axis: int, ways: Floats) -> None:
        """One of them goes. ways: from each place to each. They need not sum to 1 afterwards."""
        shape = self.chances.shape
        self.chances = np.matmul(ways.T, self._by(axis)).reshape(shape)

    def entering(self, axis: int, ways: Floats) -> Floats:
        """For each way the others may be, how likely one of them goes. ways: from each place, how likely that is."""
        shape = self.chances.shape
        found: Floats = np.matmul(ways, self._by(axis)).reshape(shape[:axis] + shape[axis + 1 :])
        return found

    def _by(self, axis: int) -> Floats:
        shape = self.chances.shape
        return self.chances.reshape(math.prod(shape[:axis]), shape[axis], math.prod(shape[axis + 1 :]))


class JointChances:
    """rooms: how many. places: how many with those that are no room, which come last."""

    def __init__(self, rooms: int, places: int) -> None:
        self.rooms, self.places = rooms, places
        self.tables: list[Table] = []
        self._masks: dict[int, Floats] = {}
        self._sums: dict[OccupantId, Floats] = {}
        self.evidence = 0.0  # the logarithm of how likely all was that narrowed these

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables)

    def changed(self) -> None:
        """Somebody has written into a table: what was reckoned of it no longer holds."""
        self._sums.clear()

    def of(self, who: OccupantId) -> Floats | None:
        """The chances of one person's places; None for who is in no table."""
        if not self._sums:
            for table in self.tables:
                left = table.chances
                for person in table.people:  # one after the other summed out
                    self._sums[person] = left if left.ndim == 1 else left.reshape(self.places, -1).sum(axis=1)
                    left = left if left.ndim == 1 else left.sum(axis=0)
        return self._sums.get(who)

    def table_of(self, who: OccupantId) -> Table | None:
        return next((table for table in self.tables if who in table.people), None)

    def has_room(self) -> bool:
        """Whether somebody more fits into a table there is."""
        return any(table.chances.size * self.places <= MOST_CELLS for table in self.tables)

    def normalise(self, table: Table) -> None:
        """To 1 again, after what was seen has made each way as much less likely."""
        total = float(table.chances.sum())
        self.saw(total)
        table.chances /= total

    def saw(self, likely: float) -> None:
        """What has come was as likely as that: as a chance, or a rate."""
        self.evidence += math.log(max(likely, LEAST))

    def copy(self) -> "JointChances":
        found = JointChances(self.rooms, self.places)
        found._masks = self._masks  # nobody writes into these
        found.tables = [Table(list(table.people), table.chances.copy()) for table in self.tables]
        return found

    def add(self, who: OccupantId, chances: Floats) -> Table:
        """Somebody more, whose place has nothing to do with where the others are."""
        self._sums.clear()
        for table in self.tables:
            if table.chances.size * self.places <= MOST_CELLS:
                table.people.append(who)
                table.chances = np.multiply.outer(table.chances, chances)
                return table
        self.tables.append(Table([who], chances.copy()))
        return self.tables[-1]

    def drop(self, who: OccupantId) -> None:
        table = self.table_of(who)
        if table is None:
            return
        self._sums.clear()
        table.chances = table.chances.sum(axis=table.people.index(who))
        table.people.remove(who)
        if not table.people:
            self.tables.remove(table)

    def turn(self, who: OccupantId, into: OccupantId, ways: Floats) -> None:
        """Somebody turns out to be somebody else. ways: from each place to each, how likely that is."""
        table = self.table_of(who)
        if table is None:
            return
        axis = table.people.index(who)
        table.people[axis] = into
        table.moved(axis, ways)
        self.normalise(table)
        self._sums.clear()

    def narrow(self, who: OccupantId, likely: Floats, least: float) -> None:
        """Something was said of one person. likely: how likely it was to be said of each place. least: as unlikely as that, and
        it says nothing of the others."""
        table = self.table_of(who)
        if table is None:
            return
        axis = table.people.index(who)
        shape = [1] * table.chances.ndim
        shape[axis] = -1
        found = table.chances * likely.reshape(shape)
        self.saw(float(found.sum()))
        if found.sum() < least:
            found = table.chances.sum(axis=axis, keepdims=True) * likely.reshape(shape)
        table.chances = found / found.sum()
        self._sums.clear()

    def occupied(self, but: Table | None = None) -> Floats:
        """For each room, how likely anybody at all is there. but: whom it leaves out."""
        empty = np.ones(self.rooms)
        for table in self.tables:
            if table is not but:
                empty *= 1.0 - np.minimum(self.anybody(table) @ table.chances.ravel(), 1.0)
        return 1.0 - empty

    def weigh(self, ratio: Floats) -> None:
        """By room, how much likelier somebody has become there than nobody."""
        if (ratio == 1.0).all():
            return
        for table in self.tables:
            others = self.occupied(table) if len(self.tables) > 1 else np.zeros(self.rooms)
            # Where one of the others is, somebody is, whoever of the table is or not.
            empty = others * ratio + 1.0 - others
            logs = np.log(ratio / empty)
            table.chances = table.chances * np.exp(logs @ self.anybody(table)).reshape(table.chances.shape)
            total = table.chances.sum()
            table.chances /= total
            if table is self.tables[0]:
                self.saw(float(total) * float(empty.prod()))
        self._sums.clear()

    def anybody(self, table: Table) -> Floats:
        """For each room and each cell of the table: 1 where anybody is there."""
        people = len(table.people)
        found = self._masks.get(people)
        if found is None:
            found = np.zeros((self.rooms, *(self.places,) * people))
            for axis in range(people):
                for room in range(self.rooms):
                    place: list[slice | int] = [slice(None)] * people
                    place[axis] = room
                    found[(room, *place)] = 1.0
            found = self._masks[people] = found.reshape(self.rooms, -1)
        return found
