"""What a simulated person of either world really wants, as a preference that is certain: what a method is judged by."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from models.context import Context
from models.kind import kinds
from models.preference import CERTAIN, Preference


class Person(ABC):
    """noise: of each kind that is a number, in its unit, how far a hand falls from what is wanted."""

    noise: ClassVar[Mapping[str, float]]

    @abstractmethod
    def wish(self, kind: str, context: Context) -> float:
        """Of a kind that is a number; it may lie beyond what the kind can be."""

    @abstractmethod
    def probabilities(self, context: Context) -> dict[str, float]:
        """Of each name of music."""

    def true_wish(self, kind: str, context: Context) -> Preference:
        of = kinds()[kind]
        if of.choice:
            options = sorted(self.probabilities(context).items(), key=lambda option: -option[1])
            return Preference(of, options[0][0], 0.0, CERTAIN, tuple(options))
        mean = float(np.clip(self.wish(kind, context), of.low, of.high))
        return Preference(of, mean, self.noise[kind], CERTAIN, mean=mean)
