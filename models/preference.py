"""What a person would choose here and now, how sure that is, and where it came from."""

import math
from dataclasses import dataclass

from devices.vocabulary import Value

from .kind import Kind

CERTAIN = 1e9  # effective examples behind a value a resident wrote down or asked for


@dataclass(frozen=True, slots=True)
class Borrowed:
    """Of an answer about somebody of whom little is known. share: how much of it is what housemates who share would choose,
    0..1. right, of: how often these foretell each other's choices in the room, and the person's own so far; and of how many.
    """

    share: float
    right: float
    of: float


@dataclass(frozen=True, slots=True)
class Preference:
    """value: the best guess, rounded to the kind's step. spread: one standard deviation in the kind's unit, 0.0 for choices.
    evidence: effective number of the person's own examples, 0.0 when only the prior speaks.
    options: for choices, every name with its probability, likeliest first (power: True and False); empty for numbers.
    """

    kind: Kind
    value: Value
    spread: float
    evidence: float
    options: tuple[tuple[Value, float], ...] = ()
    mean: float = 0.0  # unrounded, for numbers
    borrowed: Borrowed | None = None  # where housemates speak beside what little is known of the person

    @property
    def is_known(self) -> bool:
        """Whether it rests on more than what anybody in any home may want."""
        return self.evidence > 0.0 or self.borrowed is not None

    def content(self, value: Value | None) -> float:
        """Probability that the person would be content with ``value``; 0.0 when it is not known.

        Numbers: normal around ``mean`` within the kind's tolerance. Choices: its probability.
        """
        if value is None:
            return 0.0
        if self.kind.choice:
            exact = next((p for option, p in self.options if option == value), None)
            return next((p for option, p in self.options if self.kind.near(option, value)), 0.0) if exact is None else exact
        if isinstance(value, bool | str) or not math.isfinite(value):
            return 0.0
        return _within(float(value) - self.mean, self.kind.tolerance, self.spread)


@dataclass(frozen=True, slots=True)
class Because:
    """One past choice and how far it pulled the answer. pull: in the kind's unit (numbers) or in probability (choices)."""

    example_id: int | None
    at: str  # local ISO time of the choice
    value: Value
    pull: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Sums exactly to the prediction: ``from_others + sum of every example's pull`` (numbers and each choice).

    because: the examples with the largest pull, at most three; rest: what all others pulled together, so that
    ``from_others + because + rest = total``. groups: feature group → its share, in the kind's unit.
    experts: for choices, what each expert said of the chosen value. by_company: whether who is there says the most of it.
    """

    from_others: float
    because: tuple[Because, ...]
    total: float
    groups: tuple[tuple[str, float], ...] = ()
    experts: tuple[tuple[str, float], ...] = ()
    rest: float = 0.0
    by_company: bool = False


def hit(kind: Kind, predicted: Value | None, value: Value) -> bool | None:
    """Whether the guess would have been left alone; None when there was none."""
    if predicted is None:
        return None
    return kind.near(predicted, value)


def _within(offset: float, tolerance: float, spread: float) -> float:
    """Probability mass of N(0, spread²) within offset ± tolerance."""
    width = max(spread, 1e-9) * math.sqrt(2.0)
    return 0.5 * (math.erf((offset + tolerance) / width) - math.erf((offset - tolerance) / width))
