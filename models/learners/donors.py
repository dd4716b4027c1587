"""What other people teach about a person never seen: the belief their choices are learned under. Offline only.

Donors are people who agreed, or a public data set; the person under test is never one of them. The history model is a
multinomial logistic regression, the ridge's prior is fitted by EM over people. Source: learning.md, "Categories", "The prior".
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arithmetic.choice import ChoiceBelief, ChoiceLearner
from ..arithmetic.core import Belief
from ..arithmetic.history import BLOCKS, HistoryModel, PastChoices
from ..arithmetic.looks import standard_grid
from ..arithmetic.sharpness import Powers

C = 0.01  # of the logistic model, each person weighing alike
# Weights of history, ridge and counts before a person's first choice, and what they drift back to; the powers that the average
# is sharpened with. Chosen on half of the people (by a hash of their names), measured on the other.
START, BACK = (0.5, 0.4, 0.1), (0.4, 0.4, 0.2)
POWERS = Powers((0.8, 1.0, 1.25, 1.5), (0.1, 0.7, 0.15, 0.05))
LOOKS = 0.02  # what all looks weigh at first, beside a model that others taught
ROUNDS = 20  # of EM
NEVER = -6.0  # intercept of a class no donor used
PRIOR_PEOPLE, WIDE = 4.0, 0.005  # what the wide start of the covariance is worth, in people, and its variance


@dataclass(frozen=True)
class Donor:
    """One person's choices in time order. x: (n, p), labels: (n,) class indices, t: (n,) days, slots: n hashables."""

    x: np.ndarray
    labels: np.ndarray
    t: np.ndarray
    slots: Sequence[Hashable]


@dataclass(frozen=True)
class ChoicePrior:
    """A belief with what its columns mean: handed to ``PreferenceClassifier(prior=...)``.

    classes: in the belief's order. centre, scale: (p,), of X's columns, from the donors alone. slots: columns of X that only
    name the slot a past is kept by (an hour bin, a room); the others are the context, after a constant.
    """

    classes: tuple[object, ...]
    centre: np.ndarray
    scale: np.ndarray
    belief: ChoiceBelief
    slots: tuple[int, ...] = ()

    def columns(self, x: np.ndarray) -> np.ndarray:
        """X (n, p) as the learner's context."""
        context = np.delete((x - self.centre) / self.scale, list(self.slots), axis=1)
        return np.column_stack([np.ones(len(x)), context])

    def slot(self, x: np.ndarray) -> Hashable:
        """Of one raw row, (p,)."""
        return tuple(x[list(self.slots)].tolist())

    def belief_for(self, classes: Sequence[object]) -> ChoiceBelief:
        """Over these classes, which hold the prior's own; one no donor used is thought rare."""
        if tuple(classes) == self.classes:
            return self.belief
        at = [classes.index(c) for c in self.classes]
        return widened(self.belief, at, len(classes))


def fit_prior(
    people: Sequence[tuple[np.ndarray, Sequence[object] | np.ndarray, np.ndarray]], slots: Sequence[int] = (), c: float = C
) -> ChoicePrior:
    """The belief a newcomer's choices start from, by other people's.

    Parameters
    ----------
    people : sequence of (X, y, t)
        One per person, in time order. X: (n, p) float64; y: (n,) names; t: (n,) days. Who has no choices does not count.
    slots : sequence of int
        Columns of X that only name the slot a past is kept by (an hour bin, a room).
    c : float
        Of the logistic model, smaller is more held back.

    Returns a ``ChoicePrior``. Raises ValueError when nobody has any choices. Cost: 0.3 s for 20 people of 100 rows.

    Examples
    --------
    >>> import numpy as np
    >>> from models.learners import PreferenceClassifier, fit_prior
    >>> warm, cold = [1.0], [-1.0]
    >>> person = (np.array([warm, cold] * 6), ["jazz", "calm"] * 6, np.arange(12.0))
    >>> prior = fit_prior([person, person, person])
    >>> prior.classes
    ('calm', 'jazz')
    >>> newcomer = PreferenceClassifier(prior=prior)
    >>> newcomer.predict([warm, cold]).tolist()
    ['jazz', 'calm']

    References
    ----------
    Laird and Ware, Biometrics 38 (1982), EM for random coefficients; learning.md, "The prior".
    """
    people = [person for person in people if len(person[1])]
    if not people:
        raise ValueError("a prior needs at least one person with choices")
    classes = tuple(np.unique(np.concatenate([np.asarray(y) for _, y, _ in people])).tolist())
    every = np.concatenate([x for x, _, _ in people])
    centre, scale = every.mean(axis=0), every.std(axis=0)
    scale = np.where(scale > 1e-9, scale, 1.0)
    prior = ChoicePrior(classes, centre, scale, _even(len(classes), every.shape[1] - len(slots) + 1), tuple(slots))
    donors = []
    for x, y, t in people:
        labels = np.array([classes.index(label) for label in np.asarray(y).tolist()])
        donors.append(Donor(prior.columns(x), labels, np.asarray(t), [prior.slot(row) for row in x]))
    return replace(prior, belief=believe(donors, len(classes), c))


def widened(belief: ChoiceBelief, at: Sequence[int], k: int) -> ChoiceBelief:
    """A belief about len(at) classes as one about k: class i becomes at[i]; the others are new and rare."""
    known, p = len(at), len(belief.context.mean)
    share = np.full(k, 0.02)
    share[list(at)] = belief.share
    share /= share.sum()
    mean = np.zeros((p, k))
    mean[:, list(at)] = belief.mean
    model, whole = belief.model, belief.whole
    if model is not None:
        first, size = 2 * p, 2 * p + BLOCKS * k + 3
        coef, intercept, centre, scale = np.zeros((size, k)), np.full(k, NEVER), np.zeros(size), np.ones(size)
        place = [*range(first), *(first + block * k + a for block in range(BLOCKS) for a in at), *range(size - 3, size)]
        coef[np.ix_(place, list(at))], intercept[list(at)] = model.coef, model.intercept
        centre[place], scale[place] = model.centre, model.scale
        model = HistoryModel(coef, intercept, centre, scale)
    if whole is not None:
        size = p + 3 * k + 1
        place = [*range(p), *(p + block * k + a for block in range(3) for a in at), size - 1]
        coefs, precision = np.zeros((size, k)), np.eye(size) / 0.05
        coefs[np.ix_(place, list(at))] = whole[0]
        precision[np.ix_(place, place)] = whole[1]
        whole = (coefs, precision)
    assert known <= k
    return replace(belief, mean=mean, share=share, model=model, whole=whole)


def _even(k: int, p: int) -> ChoiceBelief:
    return ChoiceBelief(Belief(np.zeros(p), np.eye(p), 0.15), np.full((p, k), 1.0 / k), np.full(k, 1.0 / k))


def believe(donors: Sequence[Donor], k: int, c: float = C, s2: float | None = None) -> ChoiceBelief:
    """The belief about anybody, from these people; k classes. Donors without rows do not count; none at all: an even chance."""
    donors = [donor for donor in donors if len(donor.labels)]
    p = donors[0].x.shape[1] if donors else 0
    if not donors:
        return _even(k, p)
    share = np.mean([np.bincount(d.labels, minlength=k) / len(d.labels) for d in donors], axis=0)
    share = (len(donors) * share + 1.0 / k) / (len(donors) + 1.0)
    model = _history_model(donors, k, share, c)
    start = ChoiceBelief(Belief(np.zeros(p), np.eye(p), 0.15), np.zeros((p, k)), share)
    rows = [_ridge_rows(donor, start) for donor in donors]
    mean, covariance, noise = expectation_maximisation(rows, [np.eye(k)[d.labels] for d in donors], s2)
    return ChoiceBelief(
        Belief(np.zeros(p), np.eye(p), noise),
        np.zeros((p, k)),
        share,
        start=START,
        back=BACK,
        model=model,
        whole=(mean, np.linalg.inv(covariance)),
        powers=POWERS,
        shifts=False,
        looks=LOOKS,
        is_bold=True,
    )


def _history_model(donors: Sequence[Donor], k: int, share: np.ndarray, c: float) -> HistoryModel:
    from sklearn.linear_model import LogisticRegression

    columns, weights = [], []
    for donor in donors:
        past = PastChoices(share, donor.x.shape[1])
        for x, label, t, slot in zip(donor.x, donor.labels, donor.t, donor.slots, strict=True):
            columns.append(np.concatenate([x, past.summary(x, t, slot)]))
            past.add(x, int(label), 1.0, t, slot)
        weights.append(np.full(len(donor.labels), 1.0 / len(donor.labels)))
    x, w, y = np.array(columns), np.concatenate(weights), np.concatenate([d.labels for d in donors])
    w *= len(w) / w.sum()
    centre, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale < 1e-9] = 1.0
    coef, intercept = np.zeros((x.shape[1], k)), np.full(k, NEVER)
    used = np.unique(y)
    if len(used) == 1:  # nothing to tell apart; a donor who always chose the same must not break it
        intercept[used[0]] = 0.0
        return HistoryModel(coef, intercept, centre, scale)
    fitted = LogisticRegression(C=c, max_iter=500).fit((x - centre) / scale, y, sample_weight=w)
    if len(used) == 2:
        coef[:, used[1]], intercept[used] = fitted.coef_[0], (0.0, fitted.intercept_[0])
    else:
        coef[:, used], intercept[used] = fitted.coef_.T, fitted.intercept_
    return HistoryModel(coef, intercept, centre, scale)


def _ridge_rows(donor: Donor, belief: ChoiceBelief) -> np.ndarray:
    """The ridge's columns of every row, from the past only."""
    learner = ChoiceLearner(belief, standard_grid(0))
    rows = []
    for x, label, t, slot in zip(donor.x, donor.labels, donor.t, donor.slots, strict=True):
        rows.append(learner.columns(x, t))
        learner.note(x, int(label), 1.0, t, slot)
    return np.array(rows)


def expectation_maximisation(
    rows: Sequence[np.ndarray], targets: Sequence[np.ndarray], s2: float | None = None
) -> tuple[np.ndarray, np.ndarray, float]:
    """coef ~ N(mean, S) over people, S shared by the classes. rows: (n_j, q), targets: (n_j, K) per person.

    Returns mean (q, K), S (q, q), s2. Source: Laird and Ware, Biometrics 38 (1982), EM for random coefficients; S kept away
    from singular by a wide start worth a few people.
    """
    q, k = rows[0].shape[1], targets[0].shape[1]
    wide = WIDE * np.eye(q)
    mean, covariance, noise = np.zeros((q, k)), wide.copy(), s2 or 0.15
    people = len(rows)
    for _ in range(ROUNDS):
        precision = np.linalg.inv(covariance)
        coefs, unsure, squares = [], np.zeros((q, q)), 0.0
        for x, y in zip(rows, targets, strict=True):
            inverse = np.linalg.inv(precision + x.T @ x / noise)
            coef = inverse @ (precision @ mean + x.T @ y / noise)
            coefs.append(coef)
            unsure += inverse
            squares += (float(((y - x @ coef) ** 2).sum()) / k + float(np.sum((x @ inverse) * x))) / len(y)
        mean = np.sum(coefs, axis=0) / (people + 0.5)  # drawn a little to nothing
        around = sum(((c - mean) @ (c - mean).T for c in coefs), np.zeros((q, q))) / k
        covariance = (PRIOR_PEOPLE * wide + unsure + around) / (PRIOR_PEOPLE + people)
        if s2 is None:
            noise = squares / people
    return mean, covariance, noise
