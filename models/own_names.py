"""One person's own names - of what is being done, of who is there with them - as cells that moments are compared by."""

from collections.abc import Hashable

import numpy as np

NAMES = 16  # cells: the first is none, the last one those never heard before; where there are too many they share one


class OwnNames:
    """Rows keep a number for each name, whatever order they came in; cells follow the order in which they were first heard."""

    __slots__ = ("_cells", "_given")

    def __init__(self) -> None:
        self._given: list[Hashable] = [None]
        self._cells: dict[Hashable, int] = {None: 0}

    def number(self, name: Hashable) -> int:
        """What a row keeps."""
        if name not in self._given:
            self._given.append(name)
        return self._given.index(name)

    def of(self, name: Hashable) -> int:
        """Its cell."""
        return self._cells.get(name, NAMES - 1)

    def cells(self, numbers: np.ndarray) -> np.ndarray:
        """Of what rows keep; shape as given."""
        found: np.ndarray = np.array([self.of(name) for name in self._given])[numbers]
        return found

    def begin_again(self) -> None:
        """As if none had been heard."""
        self._cells = {None: 0}

    def hear(self, numbers: np.ndarray) -> None:
        """What rows keep, in order of time; (n,)."""
        for number in numbers.tolist():
            self._cells.setdefault(self._given[number], min(len(self._cells), NAMES - 2))

    def forget(self, who: str) -> bool:
        """Somebody goes out of the names that are several people's; whether they were in any. Then all is to be heard again."""
        names = [tuple(one for one in name if one != who) if isinstance(name, tuple) else name for name in self._given]
        has_named, self._given = names != self._given, names
        return has_named
