"""What one person chooses among colours: those their own hands have used, the ones that look alike taken together.

A palette in front of a ``ChoiceMemory``: colours become names, names are learned as music is, and come back as colours.
"""

import bisect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from devices.vocabulary import WHITE, Value, is_colour, to_lab

from .choices import ChoiceMemory
from .context import Context
from .errors import UnknownValue
from .example import Example
from .kind import Kind
from .preference import Explanation, Preference
from .rows import MOST, Row, held_of, kept_of

OTHER = "other"  # a colour never used so far: chosen among, never offered
OTHERS = 10.0  # about so many shades a person tells apart
OFFERED = (WHITE, OTHER)  # before anybody's own
FADES = 0.9  # of a colour's say in what its group is shown as, with every later one of the group


class Palette:
    """Colours in groups, in the order they came: one joins the nearest group whose first colour is within the kind's tolerance,
    or begins another (leader clustering, Hartigan 1975, chapter 3). Distances are those of CIELAB.
    """

    def __init__(self, kind: Kind) -> None:
        self._within = kind.tolerance
        self._leaders: list[str] = []
        self._labs = np.zeros((0, 3))
        self._members: dict[str, list[tuple[str, float]]] = {}
        self._shown: dict[str, str] = {}

    def nearest(self, colour: str) -> str | None:
        """The group it belongs to, by its first colour; None where it would begin another. White is by itself."""
        if colour == WHITE:
            return WHITE
        if not self._leaders:
            return None
        apart = np.sqrt(np.square(self._labs - np.array(to_lab(colour))).sum(axis=1))
        at = int(apart.argmin())
        return self._leaders[at] if apart[at] <= self._within else None

    def put(self, colour: str, weight: float) -> str:
        """The group it is in from now on."""
        group = self.nearest(colour)
        if group is None:
            group = colour
            self._leaders.append(colour)
            self._labs = np.vstack([self._labs, to_lab(colour)])
        if group != WHITE:
            self._members.setdefault(group, []).append((colour, weight))
            self._shown.pop(group, None)
        return group

    def shown(self, group: str) -> str:
        """The member all others of the group are nearest to, late ones counting most: a colour somebody has really set."""
        members = self._members.get(group)
        if not members:
            return group
        found = self._shown.get(group)
        if found is None:
            labs = np.array([to_lab(colour) for colour, _ in members])
            weights = np.array([weight for _, weight in members]) * FADES ** np.arange(len(members) - 1, -1, -1.0)
            apart = np.sqrt(np.square(labs[:, None, :] - labs[None, :, :]).sum(axis=2))
            found = self._shown[group] = members[int((apart @ weights).argmin())][0]
        return found


class ColourMemory:
    """make: an empty memory of choices among ``OFFERED`` and what it is taught."""

    def __init__(self, kind: Kind, make: Callable[[], ChoiceMemory]) -> None:
        self.kind, self._make = kind, make
        self._held: list[Example] = []  # as ``Rows`` holds them: the newest
        self._total = 0
        self._begin()

    def __len__(self) -> int:
        return len(self._used())

    def _used(self) -> list[Example]:
        return self._held[max(0, len(self._held) - kept_of(self._total)) :]

    @property
    def rows(self) -> Sequence[Row]:
        """With the colour its group is shown as."""
        return [replace(row, value=self._shown(row.value)) for row in self._names.rows]

    # -- learning -------------------------------------------------------------------------------------------------------

    def learn(self, example: Example) -> None:
        self._checked(example)
        before = kept_of(self._total)
        at = bisect.bisect_right(self._held, _order(example), key=_order)
        is_last = at == len(self._held)
        if at or self._total == len(self._held):  # else there are newer ones that are not held any more
            self._held.insert(at, example)
        self._total += 1
        if kept_of(self._total) < before:
            del self._held[:-MOST]
        if is_last and kept_of(self._total) == before + 1:
            self._names.learn(self._named(example))
        else:
            self._run_through()

    def learn_all(self, examples: Iterable[Example], total: int | None = None) -> None:
        """Into an empty memory; the same bytes as learning one by one. total: of how many these are the newest."""
        found = sorted(examples, key=_order)
        for example in found:
            self._checked(example)
        self._total = len(found) if total is None else total
        self._held = found[max(0, len(found) - held_of(self._total)) :]
        self._run_through()

    def forget(self, who: str) -> None:
        """Somebody who was there is named no more."""
        if any(who in example.context.together for example in self._held):
            self._held = [replace(example, context=example.context.without(who)) for example in self._held]
            self._run_through()

    def can_learn(self, example: Example) -> bool:
        return is_colour(example.value)

    def _checked(self, example: Example) -> None:
        if not self.can_learn(example):
            raise UnknownValue(self.kind.name, example.value)

    def _begin(self) -> None:
        self._palette, self._names = Palette(self.kind), self._make()

    def _run_through(self) -> None:
        self._begin()
        self._names.learn_all([self._named(example) for example in self._used()])

    def _named(self, example: Example) -> Example:
        return replace(example, value=self._palette.put(str(example.value), example.weight))

    # -- asking ---------------------------------------------------------------------------------------------------------

    def predict(self, context: Context, now: datetime) -> Preference:
        named = self._names.predict(context, now)
        options = tuple((self._shown(option), p) for option, p in named.options if option != OTHER)
        return replace(named, value=options[0][0], options=options)

    def likelihood(self, context: Context, value: Value, now: datetime) -> float:
        """Probability of the colour's group; one never used is one of many others."""
        group = self._palette.nearest(value) if isinstance(value, str) and is_colour(value) else None
        return (
            self._names.likelihood(context, OTHER, now) / OTHERS
            if group is None
            else self._names.likelihood(context, group, now)
        )

    def explain(self, context: Context, now: datetime) -> Explanation:
        named = self._names.explain(context, now)
        return replace(named, because=tuple(replace(one, value=self._shown(one.value)) for one in named.because))

    def _shown(self, group: Value) -> Value:
        return self._palette.shown(group) if isinstance(group, str) else group


def _order(example: Example) -> tuple[datetime, str, float]:
    return example.at, str(example.value), example.weight
