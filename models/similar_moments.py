"""What a person chose in moments like this one: in this room at this hour, or anywhere at this hour on such a day.

Whether rooms matter to a person's music, or weekends, nobody can know beforehand: each way of looking is scored on what the
person did next, and heard accordingly.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy import absolute, add, divide, exp, minimum, multiply, subtract

ENOUGH = 2.5  # choices that make a habit: two must not be enough to act on, a dozen must (q >= 0.7, learning.md)
OWN = 0.5  # choices the base share is worth, of what was chosen in such moments
# How far "then" is believed beside "here" at first, how fast that follows its success, and how much is given back: fixed share
# as the experts' weights (Herbster and Warmuth, Machine Learning 32, 1998).
START, RATE, BACK = 0.1, 1.0, 0.01


@dataclass(frozen=True, slots=True)
class Look:
    """What counts as a moment like this one. other_room, other_day: what a choice elsewhere, or on the other of weekday and
    weekend, counts; hours: one standard deviation; later: what a choice keeps at every later one in such moments."""

    other_room: float
    hours: float
    other_day: float
    later: float

    @property
    def narrow(self) -> float:
        """What hours are multiplied with, so that a choice d of them apart counts exp(-d²)."""
        return math.sqrt(0.5) / self.hours


HERE = Look(other_room=0.1, hours=3.0, other_day=1.0, later=0.7)
THEN = Look(other_room=1.0, hours=1.2, other_day=0.05, later=0.8)
LOOKS = (HERE, THEN)
_NARROW = complex(HERE.narrow, THEN.narrow)
_FADES = tuple(-math.log(look.later) for look in LOOKS)

Where = tuple[str, str | None, bool]  # a room and place, on a weekday or at a weekend


Glimpse = tuple[float, float, list[float]]
"""What one look finds: how many choices in such moments; then what they count, later ones more, for each option, shape (k,), in
units of the number before: quicker than a value of its own, and whoever asks has to divide by their sum anyway."""


class Scratch:
    """Arrays to calculate in, for everybody's choices in turn: making them anew would cost a fifth of the time."""

    __slots__ = ("_one", "_other", "_turns")

    def __init__(self) -> None:
        self._one = self._other = np.zeros(0, dtype=complex)
        self._turns = np.zeros(0)

    def of(self, n: int) -> tuple[np.ndarray, ...]:
        """Two of n complex numbers, and the same as 2 n numbers, the second also in two rows; a day of each look, n times."""
        if n > len(self._one):
            size = max(512, 2 * n)
            self._one, self._other = np.zeros(size, dtype=complex), np.zeros(size, dtype=complex)
            self._turns = np.tile([24.0 * look.narrow for look in LOOKS], size)
        one, other = self._one[:n], self._other[:n]
        numbers = other.view(np.float64)
        return one, one.view(np.float64), other, numbers, numbers.reshape(-1, 2).T, self._turns[: 2 * n]


class SimilarMoments:
    """A person's choices as arrays, so that a moment is compared with all of them at once.

    The two looks lie side by side as the parts of complex numbers, HERE real and THEN imaginary: each step is then one pass
    over one contiguous array, and the slowest one, the running sum, takes both at once.
    """

    __slots__ = ("_all", "_chosen", "_code", "_codes", "_hour", "_like", "_n", "_options", "_scratch", "_views", "_weight")

    def __init__(self, options: int, scratch: Scratch, room_for: int = 0) -> None:
        """options: how many there are to choose among. room_for: how many choices are about to be added."""
        self._options, self._scratch, self._n = options, scratch, 0
        self._codes: dict[Where, int] = {}
        self._like: dict[Where, np.ndarray] = {}
        self._hour, self._code = np.zeros(room_for, dtype=complex), np.zeros(room_for, dtype=np.intp)
        self._weight, self._chosen = np.zeros(2 * room_for), np.zeros((room_for, options))
        self._show()

    def add(self, where: Where, hour: float, label: int, weight: float) -> None:
        """One more choice, later than all before it. hour: local, 0..24."""
        i = self._n
        if i == len(self._hour):
            more = max(8, i // 4)
            self._hour = np.append(self._hour, np.zeros(more))
            self._weight = np.append(self._weight, np.zeros(2 * more))
            self._code = np.append(self._code, np.zeros(more, dtype=np.intp))
            self._chosen = np.append(self._chosen, np.zeros((more, self._options)), axis=0)
        if where not in self._codes:
            self._codes[where] = len(self._codes)
            self._like = {}
        self._hour[i], self._code[i] = hour * _NARROW, self._codes[where]
        self._weight[2 * i : 2 * i + 2] = weight
        self._chosen[i, label] = 1.0
        self._n = i + 1
        self._show()

    def _show(self) -> None:
        n = self._n
        self._all = self._hour[:n], self._code[:n], self._weight[: 2 * n], self._chosen[:n]
        self._views = self._scratch.of(n)

    def near(self, where: Where, hour: float) -> np.ndarray:
        """What each choice counts for a moment by its place and time alone; shape (n, 2), by each of LOOKS."""
        self._count(where, hour)
        found: np.ndarray = self._views[4].T / _FADES
        return found

    def _count(self, where: Where, hour: float) -> None:
        """The same times each look's fade, into the second array of the scratch."""
        (hours, code, weight, _), (one, apart, other, near, _, turns) = self._all, self._views
        subtract(hours, hour * _NARROW, one)
        absolute(apart, apart)
        subtract(turns, apart, near)
        minimum(apart, near, out=apart)  # over midnight
        multiply(apart, apart, apart)
        exp(apart, apart)
        like = self._like.get(where)
        if like is None:
            like = self._like[where] = self._alike(where)
        like.take(code, 0, other, "clip")
        multiply(near, weight, near)
        divide(near, apart, near)

    def find(self, where: Where, hour: float) -> tuple[Glimpse, Glimpse]:
        """By each of LOOKS; of one choice at least. 9 µs at 500."""
        self._count(where, hour)
        so_far, since, other, near, by_look, _ = self._views
        add.accumulate(other, 0, None, so_far)
        every = so_far.item(-1)
        here, then = every.real, every.imag
        # later ** (choices in such moments since) is later ** (all of them) * later ** -(those so far).
        exp(since, since)
        multiply(near, since, near)
        from_here, from_then = by_look.dot(self._all[3]).tolist()  # of small arrays, twice as quick as @
        for_here, for_then = _FADES
        return (
            (here / for_here, math.exp(-here) / for_here, from_here),
            (then / for_then, math.exp(-then) / for_then, from_then),
        )

    def _alike(self, where: Where) -> np.ndarray:
        """What a choice at each of the places and days counts, by each look, times its fade."""
        room, place, is_weekend = where
        found = np.empty(len(self._codes), dtype=complex)
        for at, (other_room, other_place, other_day) in enumerate(self._codes):
            is_here, is_then = (other_room, other_place) == (room, place), other_day == is_weekend
            here, then = ((1.0 if is_here else look.other_room) * (1.0 if is_then else look.other_day) for look in LOOKS)
            found[at] = complex(_FADES[0] * here, _FADES[1] * then)
        return found


def followed(say: float, here: float, then: float, weight: float) -> float:
    """How far "then" is believed after a choice to which the two gave these probabilities."""
    power = RATE * weight
    for_then, for_here = say * max(then, 1e-6) ** power, (1.0 - say) * max(here, 1e-6) ** power
    say = for_then / (for_then + for_here)
    return (1.0 - BACK * weight) * say + BACK * weight * START
