"""Everything that is said about one choice in one moment, and how far each is believed."""

from collections.abc import Sequence

import numpy as np

from .arithmetic.choice import EXPERTS
from .similar_moments import Glimpse

OPINIONS = (*EXPERTS, "here", "then", "nobody")


class ExpertMix:
    """weights, opinions: of each of OPINIONS how far it is believed, summing to 1, and its probabilities, shape (k,).

    trust: that there is a habit at all, 0..1; nobody has the rest. average: what they say together, shape (k,).
    """

    __slots__ = ("_believed", "_experts", "_looks", "average", "opinions", "trust", "weights")

    def __init__(
        self,
        believed: np.ndarray,
        experts: Sequence[list[float]],
        looks: Sequence[Glimpse],
        shares: Sequence[float],
        base: list[float],
    ) -> None:
        """believed: of the three experts; shares: of the looks; both sum to 1."""
        self._believed, self._experts, self._looks = believed, experts, looks
        (here, then), (in_here, in_then) = looks, shares
        local = [in_here * here.local, in_then * then.local]
        self.trust = in_here * here.trust + in_then * then.trust
        self.weights = [*((self.trust - sum(local)) * believed).tolist(), *local, 1.0 - self.trust]
        self.opinions = [*experts, here.share, then.share, base]
        u, v, w, x, y, z = self.weights
        self.average = [u * a + v * b + w * c + x * d + y * e + z * f for a, b, c, d, e, f in zip(*self.opinions, strict=True)]

    def by_look(self, k: int) -> list[float]:
        """The probability of option ``k``, looking one way only."""
        expected = sum(float(w) * p[k] for w, p in zip(self._believed, self._experts, strict=True))
        base = self.opinions[-1][k]
        return [(f.trust - f.local) * expected + f.local * f.share[k] + (1.0 - f.trust) * base for f in self._looks]
