"""The ridge with a prior: the properties that make it the one it is said to be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.arithmetic.core import Belief, fit, prior_fit
from models.errors import ShapeMismatch

P = 5


def belief(seed: int = 0, joint: bool = True) -> Belief:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(P, P))
    covariance = root @ root.T + np.eye(P) if joint else np.diag(rng.uniform(0.5, 2.0, P))
    return Belief(rng.normal(size=P), covariance, 0.5)


def rows(n: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, P)), rng.normal(size=n), rng.uniform(0.2, 1.0, n)


def test_before_the_first_row_the_prior_speaks_alone() -> None:
    start = belief()
    none = fit(start, np.zeros((0, P)), np.zeros(0), np.zeros(0))
    x = np.arange(P, dtype=float)
    assert none.coef @ x == pytest.approx(x @ start.mean)
    assert x @ none.inverse @ x + none.s2 == pytest.approx(x @ start.covariance @ x + start.s2)
    assert none.evidence == 0.0


def test_without_slips_it_is_the_textbooks_posterior() -> None:
    start = belief()
    x, y, w = rows(12)
    known = fit(start, x, y, w, nu=1e12)  # no Student-t
    s2 = float(w[0] / known.pull[0])
    a = np.linalg.inv(start.covariance) + (x * (w / s2)[:, None]).T @ x
    b = np.linalg.inv(start.covariance) @ start.mean + x.T @ (w * y) / s2
    assert known.coef == pytest.approx(np.linalg.solve(a, b))  # Bishop, PRML eq. 3.50
    assert known.inverse == pytest.approx(np.linalg.inv(a))


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 30), st.integers(0, 10_000))
def test_doubling_a_weight_is_repeating_the_row(n: int, seed: int) -> None:
    x, y, w = rows(n, seed)
    i = seed % n
    doubled = w.copy()
    doubled[i] *= 2.0
    again = [*range(n), i]
    one, two = fit(belief(), x, y, doubled), fit(belief(), x[again], y[again], w[again])
    assert one.coef == pytest.approx(two.coef, rel=1e-9, abs=1e-9)
    assert one.s2 == pytest.approx(two.s2)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 30), st.integers(0, 10_000))
def test_a_row_of_no_weight_is_no_row(n: int, seed: int) -> None:
    x, y, w = rows(n, seed)
    i = seed % n
    w[i] = 0.0
    rest = np.arange(n) != i
    one, two = fit(belief(), x, y, w), fit(belief(), x[rest], y[rest], w[rest])
    assert one.coef == pytest.approx(two.coef, rel=1e-9, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 20), st.integers(0, 10_000))
def test_more_rows_never_make_it_less_sure_of_the_mean(n: int, seed: int) -> None:
    x, _, w = rows(n + 1, seed)
    start = belief()
    fixed = 0.5  # s2 and u held

    def unsure(k: int) -> float:
        a = np.linalg.inv(start.covariance) + (x[:k] * (w[:k] / fixed)[:, None]).T @ x[:k]
        return float(x[0] @ np.linalg.inv(a) @ x[0])

    assert unsure(n + 1) <= unsure(n) * (1 + 1e-9)


def test_a_column_nobody_filled_stays_at_its_prior_and_changes_nothing() -> None:
    start = belief(joint=False)
    x, y, w = rows(9)
    x[:, 3] = 0.0
    slim = Belief(np.delete(start.mean, 3), np.delete(np.delete(start.covariance, 3, 0), 3, 1), start.s2)
    whole, less = fit(start, x, y, w), fit(slim, np.delete(x, 3, 1), y, w)
    assert np.delete(whole.coef, 3) == pytest.approx(less.coef)
    assert whole.coef[3] == start.mean[3]
    assert whole.inverse[3, 3] == start.covariance[3, 3]


def test_a_column_others_depend_on_is_never_left_out() -> None:
    start = belief(joint=True)
    x, y, w = rows(9)
    x[:, 3] = 0.0
    known = fit(start, x, y, w)
    assert known.coef[3] != start.mean[3]


def test_a_slip_pulls_less_than_an_honest_choice() -> None:
    start = Belief(np.zeros(1), np.eye(1), 0.1)
    x, w = np.ones((12, 1)), np.ones(12)
    y = np.zeros(12)
    y[6] = 5.0
    known = fit(start, x, y, w)
    assert known.pull[6] < 0.2 * known.pull[0]
    assert known.coef[0] < 0.15  # the mean would be 0.42


def test_steady_people_make_the_noise_small_and_unsteady_ones_large() -> None:
    start, x, w = Belief(np.zeros(1), np.eye(1), 0.5), np.ones((30, 1)), np.ones(30)
    rng = np.random.default_rng(0)
    assert fit(start, x, np.full(30, 0.3), w).s2 < 0.1
    assert fit(start, x, rng.normal(0, 2.0, 30), w).s2 > 1.5


def test_what_nobody_touched_says_less_about_the_noise_than_an_equal_choice_by_hand() -> None:
    start, x, w = Belief(np.zeros(1), np.eye(1), 1.0), np.ones((20, 1)), np.full(20, 0.15)
    accepts = fit(start, x, np.zeros(20), w, accepted=np.ones(20), tolerance=0.8)
    by_hand = fit(start, x, np.zeros(20), np.ones(20))
    assert by_hand.s2 < accepts.s2 < start.s2


def test_a_wide_tolerance_learns_little_from_an_accept() -> None:
    start, x, w = Belief(np.zeros(1), np.eye(1), 1.0), np.ones((20, 1)), np.full(20, 0.15)
    narrow = fit(start, x, np.zeros(20), w, accepted=np.ones(20), tolerance=0.5)
    wide = fit(start, x, np.zeros(20), w, accepted=np.ones(20), tolerance=5.0)
    assert narrow.s2 < wide.s2


def test_misses_before_a_change_are_no_noise() -> None:
    start, x, w = Belief(np.zeros(1), 0.01 * np.eye(1), 0.5), np.ones((20, 1)), np.ones(20)
    y = np.concatenate([np.full(10, 4.0), np.zeros(10)])
    changed = np.concatenate([np.zeros(10), np.ones(10)])
    assert fit(start, x, y, w, steady=changed).s2 < fit(start, x, y, w).s2


def test_a_belief_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(ShapeMismatch):
        Belief(np.zeros(3), np.eye(2), 1.0)


def test_the_prior_itself_is_never_changed() -> None:
    start = belief()
    kept = start.mean.copy(), start.covariance.copy()
    fit(start, *rows(5))
    known = prior_fit(start)
    assert (kept[0] == start.mean).all()
    assert (kept[1] == start.covariance).all()
    assert known.coef is start.mean
