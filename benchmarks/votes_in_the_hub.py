"""Votes told to the memory the hub runs (``models/choices.py``): the same examples, rows and learner as in a home, under the
columns of a study instead of a house's.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from devices.vocabulary import OccupantId
from models.arithmetic.core import Belief
from models.arithmetic.looks import Grid, standard_cells, standard_grid
from models.choices import ChoiceMemory, SharedBeliefs
from models.context import Context
from models.example import Example, Source
from models.features import Layout, Spot
from models.kind import kinds
from models.learners.donors import ChoicePrior

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Vote(Context):
    """columns: the study's, as its prior scales them, a constant first."""

    columns: tuple[float, ...] = ()


class StudyLayout(Layout):
    """A study's columns where a house's would stand."""

    def __init__(self, prior: ChoicePrior) -> None:
        super().__init__(("always",), (), ())
        self.size = len(prior.centre) - len(prior.slots) + 1
        self.names = ("always", *(f"column {number}" for number in range(1, self.size)))
        self.own_at = ()
        every = np.arange(self.size)
        self._every = Spot(every, every[:, None] * self.size)

    @property
    def grid(self) -> Grid:
        return standard_grid(self.size - 1)

    @property
    def usual_look(self) -> None:
        """Nobody had guests: every vote counts as one."""
        return

    def cells(self, context: Context, activity: int, together: int) -> tuple[int, ...]:
        assert isinstance(context, Vote)
        return tuple(standard_cells(np.array(context.columns[1:])))

    def seen(self, context: Context) -> tuple[Spot, np.ndarray]:
        assert isinstance(context, Vote)
        return self._every, np.array(context.columns)


class VotesInTheHub:
    """One person's. classes: all of the task, sorted. taught: whether donors taught what is believed before the first vote;
    else it is what the hub believes of names it never heard."""

    def __init__(self, prior: ChoicePrior, classes: list[str], taught: bool) -> None:
        self._prior, shared = prior, SharedBeliefs()
        layout = StudyLayout(prior)
        if taught:
            shared.beliefs[tuple(classes)] = prior.belief_for(classes)
        wide = Belief(np.zeros(layout.size), np.diag([0.2, *[0.1] * (layout.size - 1)]), 0.12)
        self._memory = ChoiceMemory(kinds()["music"], layout, wide, tuple(classes), shared)

    def ask(self, x: np.ndarray, t: float) -> np.ndarray:
        """Probabilities in the order of the classes."""
        now = self._at(t)
        said = dict(self._memory.predict(self._context(x, now), now).options)
        return np.array([said[name] for name in self._memory.options])

    def tell(self, x: np.ndarray, name: str, t: float) -> None:
        now = self._at(t)
        self._memory.learn(Example(OccupantId("one"), "music", name, 1.0, now, self._context(x, now), Source.HAND))

    @staticmethod
    def _at(t: float) -> datetime:
        return EPOCH + timedelta(days=t)

    def _context(self, x: np.ndarray, now: datetime) -> Vote:
        slot = repr(self._prior.slot(x))
        # By the clock there is one slot: a study's own says more of when it was.
        return Vote(now.replace(hour=12, minute=0), slot, columns=tuple(self._prior.columns(x[None])[0].tolist()))
