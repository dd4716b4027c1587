"""What other people teach about a person never seen: the belief their choices are learned under. Offline only.

Donors are people who agreed, or a public data set; the person under test is never one of them. The history model is a
multinomial logistic regression, the ridge's prior is fitted by EM over people. Source: learning.md, "Categories", "The prior".
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from .choice import ChoiceBelief, ChoiceLearner
from .core import Belief
from .history import HistoryModel, Past

C = 0.3  # of the logistic model, each person weighing alike
ROUNDS = 20  # of EM
NEVER = -6.0  # intercept of a class no donor used
PRIOR_PEOPLE = 4.0  # what the wide start of the covariance is worth, in people


@dataclass(frozen=True)
class Donor:
    """One person's choices in time order. x: (n, p), labels: (n,) class indices, t: (n,) days, slots: n hashables."""

    x: np.ndarray
    labels: np.ndarray
    t: np.ndarray
    slots: Sequence[Hashable]


def believe(donors: Sequence[Donor], k: int, c: float = C, s2: float | None = None) -> ChoiceBelief:
    """The belief about anybody, from these people; k classes. Donors without rows do not count; none at all: an even chance."""
    donors = [donor for donor in donors if len(donor.labels)]
    p = donors[0].x.shape[1] if donors else 0
    if not donors:
        return ChoiceBelief(Belief(np.zeros(p), np.eye(p), 0.15), np.full((p, k), 1.0 / k), np.full(k, 1.0 / k))
    share = np.mean([np.bincount(d.labels, minlength=k) / len(d.labels) for d in donors], axis=0)
    share = (len(donors) * share + 1.0 / k) / (len(donors) + 1.0)
    model = _history_model(donors, k, share, c)
    start = ChoiceBelief(Belief(np.zeros(p), np.eye(p), 0.15), np.zeros((p, k)), share)
    rows = [_ridge_rows(donor, start) for donor in donors]
    mean, covariance, noise = expectation_maximisation(rows, [np.eye(k)[d.labels] for d in donors], share, s2)
    return ChoiceBelief(
        Belief(np.zeros(p), np.eye(p), noise),
        np.zeros((p, k)),
        share,
        start=(0.4, 0.4, 0.2),
        model=model,
        whole=(mean, np.linalg.inv(covariance)),
    )


def _history_model(donors: Sequence[Donor], k: int, share: np.ndarray, c: float) -> HistoryModel:
    from sklearn.linear_model import LogisticRegression

    columns, weights = [], []
    for donor in donors:
        past = Past(share)
        for x, label, t, slot in zip(donor.x, donor.labels, donor.t, donor.slots, strict=True):
            columns.append(np.concatenate([x, past.summary(t, slot)]))
            past.add(int(label), 1.0, t, slot)
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
    learner = ChoiceLearner(belief)
    rows = []
    for x, label, t, slot in zip(donor.x, donor.labels, donor.t, donor.slots, strict=True):
        rows.append(learner.columns(x, t))
        learner.note(int(label), 1.0, t, slot)
    return np.array(rows)


def expectation_maximisation(
    rows: Sequence[np.ndarray], targets: Sequence[np.ndarray], share: np.ndarray, s2: float | None = None
) -> tuple[np.ndarray, np.ndarray, float]:
    """coef ~ N(mean, S) over people, S shared by the classes. rows: (n_j, q), targets: (n_j, K) per person.

    Returns mean (q, K), S (q, q), s2. Source: Laird and Ware, Biometrics 38 (1982), EM for random coefficients; S kept away
    from singular by a wide start worth a few people.
    """
    q, k = rows[0].shape[1], targets[0].shape[1]
    wide = 0.05 * np.eye(q)
    mean, covariance, noise = np.zeros((q, k)), wide.copy(), s2 or 0.15
    people = len(rows)
    for _ in range(ROUNDS):
        precision = np.linalg.inv(covariance)
        coefs, unsure, squares, count = [], np.zeros((q, q)), 0.0, 0.0
        for x, y in zip(rows, targets, strict=True):
            share_of_one = 1.0
            inverse = np.linalg.inv(precision + share_of_one * x.T @ x / noise)
            coef = inverse @ (precision @ mean + x.T @ y / noise)
            coefs.append(coef)
            unsure += inverse
            squares += (float(((y - x @ coef) ** 2).sum()) / k + float(np.sum((x @ inverse) * x))) / len(y)
            count += 1.0
        mean = np.sum(coefs, axis=0) / (people + 0.5)  # drawn a little to nothing
        around = sum(((c - mean) @ (c - mean).T for c in coefs), np.zeros((q, q))) / k
        covariance = (PRIOR_PEOPLE * wide + unsure + around) / (PRIOR_PEOPLE + people)
        if s2 is None:
            noise = squares / count
    return mean, covariance, noise
