"""Everything that is said about one choice in one moment, and how far each is believed."""

from collections.abc import Sequence

from .arithmetic.choice import EXPERTS
from .similar_moments import ENOUGH, OWN, Glimpse

OPINIONS = (*EXPERTS, "here", "then", "nobody")


class ExpertMix:
    """weights: how far each of OPINIONS is believed, summing to 1.

    trust: that there is a habit at all, 0..1; nobody has the rest. average: what they say together, probabilities, shape (k,).
    """

    __slots__ = ("_base", "_believed", "_experts", "_looks", "average", "trust", "weights")

    def __init__(
        self,
        believed: Sequence[float],
        experts: tuple[list[float], list[float], list[float]],
        looks: tuple[Glimpse, Glimpse],
        then: float,
        base: list[float],
    ) -> None:
        """believed: of the three experts, summing to 1. experts: what each says, K numbers in the ratio of its probabilities.

        then: how far the second look is believed, the first has the rest. base: share of each option before anything is known,
        summing to 1. Lists, and every number touched once: with a handful of options that is quicker than arrays.
        """
        self._believed, self._experts, self._looks, self._base = believed, experts, looks, base
        (history, ridge, counts), (u, v, w) = experts, believed
        (here, here_scale, from_here), (late, late_scale, from_then) = looks
        trust_here, local_here = _heard(here)
        trust_then, local_then = _heard(late)
        local_here, local_then = (1.0 - then) * local_here, then * local_then
        self.trust = trust = (1.0 - then) * trust_here + then * trust_then
        left = trust - local_here - local_then
        self.weights = left * u, left * v, left * w, local_here, local_then, 1.0 - trust
        # Per number said, whatever its whole is; the base share is worth OWN beside what was chosen in such moments.
        local_here /= here_scale * sum(from_here) + OWN
        local_then /= late_scale * sum(from_then) + OWN
        a, b, c = left * u / sum(history), left * v / sum(ridge), left * w
        d, e, f = local_here * here_scale, local_then * late_scale, 1.0 - trust + OWN * (local_here + local_then)
        every = zip(history, ridge, counts, from_here, from_then, base, strict=True)
        self.average = [a * h + b * r + c * n + d * x + e * y + f * z for h, r, n, x, y, z in every]

    @property
    def opinions(self) -> list[list[float]]:
        """What each of OPINIONS says, probabilities, shape (6, k)."""
        looks = [
            [scale * count + OWN * share for count, share in zip(counts, self._base, strict=True)]
            for _, scale, counts in self._looks
        ]
        said = (*self._experts, *looks, self._base)
        return [[one / whole for one in ratios] for ratios, whole in zip(said, map(sum, said), strict=True)]

    def by_look(self, k: int) -> tuple[float, float]:
        """The probability of option ``k``, looking one way only."""
        expected = sum(w * said[k] / sum(said) for w, said in zip(self._believed, self._experts, strict=True))
        found = []
        for known, scale, counts in self._looks:
            trust, local = _heard(known)
            share = (scale * counts[k] + OWN * self._base[k]) / (scale * sum(counts) + OWN)
            found.append((trust - local) * expected + local * share + (1.0 - trust) * self._base[k])
        return found[0], found[1]


def _heard(known: float) -> tuple[float, float]:
    """Of so many choices in such moments: that there is a habit at all; and of that, what they themselves are heard with."""
    trust = known * known / (known * known + ENOUGH * ENOUGH)
    return trust, trust * known / (known + ENOUGH)
