"""The learners as scikit-learn knows them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge
from sklearn.utils.estimator_checks import parametrize_with_checks

from models.arithmetic.core import Belief
from models.learners import PreferenceClassifier, PreferenceRegressor, fit_prior


@parametrize_with_checks([PreferenceRegressor(), PreferenceClassifier()])  # type: ignore[untyped-decorator]
def test_it_is_a_scikit_learn_estimator(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)


def rows(n: int, seed: int = 0, p: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p))
    return x, 2.0 + x @ np.arange(p) + rng.normal(0, 0.3, n), rng.uniform(0.2, 1.0, n), rng.uniform(0, 20.0, n)


def names(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    return x, np.where(x[:, 0] + rng.normal(0, 0.4, n) > 0, "jazz", "calm"), np.sort(rng.uniform(0, 20.0, n))


def test_it_is_ridge_regression_on_whitened_features() -> None:
    x, y, _, _ = rows(30)
    prior = Belief(np.zeros(3), np.eye(3), 1.0, noise_rows=1e15)  # noise held at 1, no slips: plain ridge with alpha 1
    ours = PreferenceRegressor(prior=prior, nu=1e15).fit(x, y)
    assert ours.coef_ == pytest.approx(Ridge(alpha=1.0, fit_intercept=False).fit(x, y).coef_, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.integers(3, 25), st.integers(0, 1000))
def test_rows_may_arrive_in_any_order(n: int, seed: int) -> None:
    x, y, w, t = rows(n, seed)
    t[: n // 3] = t[0]  # some at one moment
    mixed = np.random.default_rng(seed + 1).permutation(n)
    one = PreferenceRegressor().fit(x, y, w, t)
    two = PreferenceRegressor().fit(x[mixed], y[mixed], w[mixed], t[mixed])
    assert one.coef_.tobytes() == two.coef_.tobytes()
    cx, cy, ct = names(n, seed)
    first = PreferenceClassifier().fit(cx, cy, t=ct)
    other = PreferenceClassifier().fit(cx[mixed], cy[mixed], t=ct[mixed])
    assert first.predict_proba(cx).tobytes() == other.predict_proba(cx).tobytes()


@pytest.mark.parametrize("timed", [True, False])
def test_appending_rows_is_fitting_all_of_them(timed: bool) -> None:
    x, y, w, t = rows(40)
    when = t if timed else None
    whole = PreferenceRegressor().fit(x, y, w, when)
    parts = PreferenceRegressor()
    for at in np.array_split(np.arange(40), 7):
        parts.partial_fit(x[at], y[at], w[at], None if when is None else when[at])
    assert whole.predict(x).tobytes() == parts.predict(x).tobytes()
    cx, cy, ct = names(40)
    both = PreferenceClassifier().fit(cx, cy, t=ct if timed else None)
    pieces = PreferenceClassifier()
    for at in np.array_split(np.arange(40), 7):
        pieces.partial_fit(cx[at], cy[at], t=ct[at] if timed else None)
    assert both.predict_proba(cx).tobytes() == pieces.predict_proba(cx).tobytes()


@pytest.mark.parametrize("make", [PreferenceRegressor, PreferenceClassifier])
def test_a_row_of_no_weight_is_no_row(make: type) -> None:
    x, _, w, t = rows(20)
    y = np.arange(20) % 3
    w[4] = 0.0
    rest = np.arange(20) != 4
    one, two = make().fit(x, y, w, t), make().fit(x[rest], y[rest], w[rest], t[rest])
    assert one.predict(x).tobytes() == two.predict(x).tobytes()


@pytest.mark.parametrize("timed", [True, False])
@pytest.mark.parametrize("often", [2, 7])
def test_a_weight_of_so_many_is_the_row_so_often(timed: bool, often: int) -> None:
    x, y, w, t = rows(20)
    again, single = [*range(20), *[3] * (often - 1)], w.copy()
    w[3] *= often
    when, each = (t, t[again]) if timed else (None, None)
    one, two = PreferenceRegressor().fit(x, y, w, when), PreferenceRegressor().fit(x[again], y[again], single[again], each)
    assert one.predict(x) == pytest.approx(two.predict(x))
    step_by_step = PreferenceRegressor().fit(x, y, single, when)
    for _ in range(often - 1):
        step_by_step.partial_fit(x[3:4], y[3:4], single[3:4], None if when is None else when[3:4])
    assert step_by_step.predict(x) == pytest.approx(one.predict(x))
    labels = np.arange(20) % 3
    first = PreferenceClassifier().fit(x, labels, w, when)
    other = PreferenceClassifier().fit(x[again], labels[again], single[again], each)
    assert first.predict_proba(x) == pytest.approx(other.predict_proba(x))
    assert sum(first.experts_.values()) == pytest.approx(1.0)


def test_a_weight_beyond_all_measure_keeps_the_experts_between_nothing_and_all() -> None:
    x, y, t = names(12)
    model = PreferenceClassifier().fit(x, y, [1.0] * 11 + [500.0], t)
    assert all(0.0 <= weight <= 1.0 for weight in model.experts_.values())
    assert model.predict_proba(x).sum(axis=1) == pytest.approx(np.ones(12))


@pytest.mark.parametrize("n", [52, 61, 75])
def test_rows_that_come_late_into_a_long_life_are_fitted_like_all_of_them(n: int) -> None:
    x, y, w, t = rows(n + 4)
    t = np.sort(t)
    late = [0, 1, n - 49, n - 10]
    rest = np.setdiff1d(np.arange(n + 4), late)
    model = PreferenceRegressor(max_rows=50)
    choice = PreferenceClassifier(max_rows=50)
    labels = np.arange(n + 4) % 3
    for i in (*rest, *late):
        model.partial_fit(x[i : i + 1], y[i : i + 1], w[i : i + 1], t[i : i + 1])
        choice.partial_fit(x[i : i + 1], labels[i : i + 1], w[i : i + 1], t[i : i + 1], classes=[0, 1, 2])
    assert model.predict(x).tobytes() == PreferenceRegressor(max_rows=50).fit(x, y, w, t).predict(x).tobytes()
    whole = PreferenceClassifier(max_rows=50).fit(x, labels, w, t)
    assert choice.predict_proba(x, t + 20.0).tobytes() == whole.predict_proba(x, t + 20.0).tobytes()


def test_what_others_alone_would_have_said_is_the_others_part_of_a_choice() -> None:
    x, y, t = names(30)
    taught = PreferenceClassifier(prior=fit_prior(donors())).fit(x, y, t=t)
    fresh = PreferenceClassifier(prior=taught.prior)
    for asked in ([2.0, 0.0], [-2.0, 0.0]):
        k = int(taught.predict_proba([asked], t=[31.0])[0].argmax())
        before = float(fresh.predict_proba([asked], t=[31.0])[0][k])
        assert taught.explain(asked, t=31.0).from_others == pytest.approx(before)
    assert abs(before - 0.5) > 0.05  # more than how often others choose it


def test_what_was_long_ago_counts_less() -> None:
    x, y = np.zeros((20, 1)), np.r_[np.zeros(10), np.ones(10)]
    recent = PreferenceRegressor(half_life_d=10.0).fit(x, y, t=np.r_[np.zeros(10), np.full(10, 40.0)])
    alike = PreferenceRegressor(half_life_d=1e9).fit(x, y, t=np.r_[np.zeros(10), np.full(10, 40.0)])
    assert recent.predict(x[:1])[0] > alike.predict(x[:1])[0]


def test_only_the_newest_rows_are_kept() -> None:
    x, y, w, t = rows(60)
    newest = np.argsort(t)[-25:]
    kept = PreferenceRegressor(max_rows=25).fit(x, y, w, t)
    assert len(kept.y_) == 25
    assert kept.t_ is not None
    assert sorted(kept.t_.tolist()) == sorted(t[newest].tolist())


@pytest.mark.parametrize("prior", [None, Belief(np.array([1.0, 0.0, 2.0]), np.eye(3), 0.4)])
def test_an_explanation_sums_to_the_prediction(prior: Belief | None) -> None:
    x, y, w, t = rows(30)
    for most in (3, 500):  # three rows: all are named
        model = PreferenceRegressor(prior=prior, max_rows=most).fit(x, y, w, t)
        why = model.explain(x[0])
        assert why.total == pytest.approx(model.predict(x[:1])[0])
        assert len(why.because) == 3
        assert why.from_others + sum(b.pull for b in why.because) + why.rest == pytest.approx(why.total)
        assert (abs(why.rest) < 1e-9) == (most == 3)


@pytest.mark.parametrize("timed", [True, False])
def test_a_choice_is_explained_to_its_probability(timed: bool) -> None:
    x, y, t = names(30)
    model = PreferenceClassifier(prior=fit_prior(donors()) if timed else None).fit(x, y, t=t if timed else None)
    why = model.explain(x[0], t=21.0 if timed else None)
    assert why.total == pytest.approx(model.predict_proba(x[:1], t=[21.0] if timed else None).max())
    assert why.from_others + sum(b.pull for b in why.because) + why.rest == pytest.approx(why.total)
    assert [name for name, _ in why.experts] == ["history", "ridge", "counts"]


def test_more_rows_make_a_regressor_surer() -> None:
    x, y, _, _ = rows(60)
    prior = Belief(np.zeros(3), np.eye(3), 1.0, noise_rows=1e12)
    few, many = (PreferenceRegressor(prior=prior).fit(x[:n], y[:n]).predict(x[:1], return_std=True)[1][0] for n in (5, 60))
    assert many < few


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
@pytest.mark.parametrize("make", [PreferenceRegressor, PreferenceClassifier])
def test_what_is_no_number_is_refused(make: type, wrong: float) -> None:
    x, _, _, t = rows(6)
    y = np.arange(6) % 2
    model = make().fit(x, y, t=t)
    for spoiled in (x.copy(), t.copy()):
        spoiled.flat[0] = wrong
        with pytest.raises(ValueError):
            model.fit(*((spoiled, y) if spoiled.ndim == 2 else (x, y)), t=spoiled if spoiled.ndim == 1 else t)
    with pytest.raises(ValueError):
        model.predict(x[:, :2])
    with pytest.raises(ValueError):
        model.fit(x, y, t=t[:3])


def test_time_is_given_for_every_row_or_for_none() -> None:
    x, y, _, t = rows(6)
    with pytest.raises(ValueError, match="every row"):
        PreferenceRegressor().fit(x, y, t=t).partial_fit(x, y)


@pytest.mark.parametrize("make", [PreferenceRegressor, PreferenceClassifier])
def test_a_prior_of_other_columns_is_refused(make: type) -> None:
    x, y, t = names(10)
    prior = Belief(np.zeros(5), np.eye(5), 1.0) if make is PreferenceRegressor else fit_prior([(np.zeros((10, 5)), y, t)])
    with pytest.raises(ValueError, match="columns"):
        make(prior=prior).fit(x, np.arange(10) % 2 if make is PreferenceRegressor else y)


def donors(n: int = 6) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    return [names(30, seed) for seed in range(n)]


def test_other_people_help_with_the_first_choices() -> None:
    prior = fit_prior(donors())
    x, y, t = names(40, 99)
    right = {"alone": 0, "helped": 0}
    for name, start in (("alone", None), ("helped", prior)):
        model = PreferenceClassifier(prior=start).fit(x[:2], y[:2], t=t[:2])
        right[name] = int((model.predict(x[2:]) == y[2:]).sum())
    assert right["helped"] > right["alone"]


def test_a_choice_no_donor_made_can_still_be_learned() -> None:
    prior = fit_prior(donors())
    x, _, t = names(20, 5)
    model = PreferenceClassifier(prior=prior).fit(x, np.full(20, "silence"), t=t)
    assert model.classes_.tolist() == ["calm", "jazz", "silence"]
    assert model.predict(x[:1]).tolist() == ["silence"]


def test_donors_who_all_chose_the_same_do_not_break_it() -> None:
    x, y, t = names(20)
    prior = fit_prior([(x, np.full(20, "jazz"), t)])
    model = PreferenceClassifier(prior=prior).fit(x, y, t=t)
    assert np.isfinite(model.predict_proba(x)).all()


def test_without_donors_there_is_no_prior() -> None:
    with pytest.raises(ValueError, match="at least one person"):
        fit_prior([])


def test_an_unused_class_can_be_announced() -> None:
    x, y, _ = names(6)
    model = PreferenceClassifier().partial_fit(x, np.full(6, "jazz"), classes=["calm", "jazz", "silence"])
    assert model.predict_proba(x[:1]).shape == (1, 3)
    assert model.partial_fit(x, y).classes_.tolist() == ["calm", "jazz", "silence"]


def test_the_package_imports_scikit_learn_only_when_asked() -> None:
    ask = "print('sklearn' in sys.modules)"
    code = f"import sys, models.learners as l; {ask}; l.PreferenceRegressor; {ask}"
    top = Path(__file__).parents[3]
    said = subprocess.run([sys.executable, "-c", code], cwd=top, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "True"]


def test_a_name_the_package_does_not_have_is_an_attribute_error() -> None:
    import models.learners

    with pytest.raises(AttributeError, match="PreferenceOracle"):
        _ = models.learners.PreferenceOracle


@pytest.mark.parametrize("max_rows", [500, 12])
def test_with_a_prior_appending_rows_is_fitting_all_of_them_too(max_rows: int) -> None:
    prior = fit_prior(donors(), slots=[1])
    x, y, t = names(40, 7)
    y = y.copy()
    y[30:33] = "silence"  # a class no donor used, halfway
    whole = PreferenceClassifier(prior=prior, max_rows=max_rows).fit(x, y, t=t)
    parts = PreferenceClassifier(prior=prior, max_rows=max_rows)
    for at in [[35, 36], *[[i] for i in range(35)], [38, 39, 37]]:  # the first come early, the last out of order
        parts.partial_fit(x[at], y[at], t=t[at])
    assert whole.predict_proba(x, t=t + 20.0).tobytes() == parts.predict_proba(x, t=t + 20.0).tobytes()


def test_with_a_prior_there_is_an_answer_before_the_first_row() -> None:
    x, _, t = names(5, 3)
    fresh = PreferenceClassifier(prior=fit_prior(donors()))
    before = fresh.predict_proba(x, t=t)
    assert before == pytest.approx(PreferenceClassifier(prior=fresh.prior).predict_proba(x))
    assert before.sum(axis=1) == pytest.approx(1.0)
    assert fresh.predict(np.array([[2.0, 0.0], [-2.0, 0.0]])).tolist() == ["jazz", "calm"]
    assert fresh.partial_fit(x, ["jazz"] * 5, t=t).classes_.tolist() == ["calm", "jazz"]
    prior = Belief(np.array([1.0, -1.0]), np.eye(2), 0.5)
    mean, spread = PreferenceRegressor(prior=prior).predict([[2.0, 1.0]], return_std=True)
    assert (mean[0], spread[0] ** 2) == (pytest.approx(1.0), pytest.approx(5.5))


def test_before_the_first_row_an_explanation_is_what_others_teach() -> None:
    fresh = PreferenceClassifier(prior=fit_prior(donors()))
    for asked in ([2.0, 0.0], [-2.0, 0.0]):
        why = fresh.explain(asked, t=3.0)
        assert why.total == why.from_others == pytest.approx(fresh.predict_proba([asked], t=[3.0]).max())
        assert why.because == ()
        assert [name for name, _ in why.experts] == list(fresh.experts_)
    why = PreferenceRegressor(prior=Belief(np.array([1.0, -1.0]), np.eye(2), 0.5)).explain([2.0, 1.0])
    assert (why.total, why.from_others, why.because) == (1.0, 1.0, ())


def test_what_every_expert_says_can_be_asked() -> None:
    x, y, t = names(20)
    model = PreferenceClassifier().fit(x, y, t=t)
    said = model.experts_proba(x[0], t=21.0)
    assert said.shape == (3, 2)
    assert said.sum(axis=1) == pytest.approx(np.ones(3))
    assert sum(model.experts_.values()) == pytest.approx(1.0)
    # Without times there are no looks, and nothing to be sharpened by: what is said is the experts' average.
    untimed = PreferenceClassifier().fit(x, y)
    average = np.array(list(untimed.experts_.values())) @ untimed.experts_proba(x[0])
    assert untimed.predict_proba(x[:1])[0].argmax() == average.argmax()


@pytest.mark.parametrize("taught", [True, False])
def test_beyond_the_most_rows_a_lesson_seldom_runs_through_all_of_them(taught: bool) -> None:
    prior, again = fit_prior(donors()) if taught else None, 0
    x, y, t = names(140)
    model = PreferenceClassifier(prior=prior, max_rows=50).fit(x[:50], y[:50], t=t[:50])
    for i in range(50, 140):
        before = model._learner
        model.partial_fit(x[i : i + 1], y[i : i + 1], t=t[i : i + 1])
        again += model._learner is not before
    assert again == 9  # once in ten lessons
    whole = PreferenceClassifier(prior=prior, max_rows=50).fit(x, y, t=t)
    assert whole.predict_proba(x, t=t).tobytes() == model.predict_proba(x, t=t).tobytes()


@pytest.mark.parametrize("prior", [Belief(np.zeros(3), np.eye(3), 0.5), None])
def test_the_watch_for_a_change_of_habit_seldom_runs_through_all_rows(prior: Belief | None) -> None:
    x, y, w, t = rows(140)
    t, again = np.sort(t), 0
    model = PreferenceRegressor(prior=prior, max_rows=50).fit(x[:50], y[:50], w[:50], t[:50])
    for i in range(50, 140):
        before = model._watch
        model.partial_fit(x[i : i + 1], y[i : i + 1], w[i : i + 1], t[i : i + 1])
        again += model._watch is not before
    assert again == 9
    whole = PreferenceRegressor(prior=prior, max_rows=50).fit(x, y, w, t)
    assert whole.predict(x).tobytes() == model.predict(x).tobytes()


def test_a_setting_that_was_changed_meanwhile_is_heard_at_the_next_row() -> None:
    x, y, t = names(30)
    model = PreferenceClassifier().fit(x[:25], y[:25], t=t[:25]).set_params(half_life_d=1.0)
    model.partial_fit(x[25:], y[25:], t=t[25:])
    whole = PreferenceClassifier(half_life_d=1.0).fit(x, y, t=t)
    assert whole.predict_proba(x, t=t).tobytes() == model.predict_proba(x, t=t).tobytes()
