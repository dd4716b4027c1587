"""Noticing that somebody has changed."""

import numpy as np
import pytest

from models.arithmetic.change import BEFORE, IN_ALL, LAST, ChangeWatch

ONE = np.ones(1)


def make_watch() -> ChangeWatch:
    return ChangeWatch(np.zeros(1), 4.0 * np.eye(1), 0.3, 4.0)


def watched(values: list[float], w: float = 1.0) -> tuple[ChangeWatch, list[int]]:
    watch = make_watch()
    return watch, [i for i, y in enumerate(values) if watch.step(ONE, y, w, 1.0)]


def noisy(level: float, n: int, seed: int) -> list[float]:
    return list(np.random.default_rng(seed).normal(level, 0.4, n))


def test_a_steady_person_seldom_raises_an_alarm() -> None:
    # Slack 0.4 and alarm 6 mean one in about 470 rows (Siegmund's approximation of the two-sided run length).
    runs = [watched(noisy(0.0, 60, seed)) for seed in range(20)]
    assert sum(len(alarms) for _, alarms in runs) <= 4
    assert all(watch.factors == [1.0] * 60 for watch, alarms in runs if not alarms)


@pytest.mark.parametrize("step", [2.5, -2.5])
@pytest.mark.parametrize("seed", range(4))
def test_a_change_either_way_is_noticed_within_six(step: float, seed: int) -> None:
    watch, alarms = watched(noisy(0.0, 20, seed) + noisy(step, 6, seed + 50))
    assert len(alarms) == 1
    assert 20 <= alarms[0] <= 25
    assert watch.factors[:15] == [BEFORE] * 15
    assert watch.factors[22:] == [1.0] * 4


def test_what_was_long_before_weighs_no_more_than_a_few_rows_in_all() -> None:
    watch, alarms = watched(noisy(0.0, 200, 1) + [3.0] * 6)
    assert len(alarms) == 1
    assert sum(f for f in watch.factors if f < 1.0) <= IN_ALL + 1e-9


def test_a_slow_change_keeps_at_most_the_last_eight() -> None:
    watch = make_watch()
    for y in noisy(0.0, 30, 2):
        watch.step(ONE, y, 1.0, 1.0)
    n = 0
    while not watch.step(ONE, 0.9 + 0.02 * n, 1.0, 1.0):
        n += 1
        assert n < 60
    assert watch.factors.count(1.0) <= LAST


def test_one_slip_is_no_change() -> None:
    for seed in range(10):
        values = noisy(0.0, 20, seed)
        _, without = watched(values)
        _, alarms = watched([*values, 9.0])
        assert alarms == without


def test_rows_of_little_weight_raise_the_alarm_later() -> None:
    _, sure = watched(noisy(0.0, 20, 5) + [3.0] * 30)
    watch, unsure = make_watch(), []
    for i, y in enumerate(noisy(0.0, 20, 5) + [3.0] * 30):
        if watch.step(ONE, y, 1.0 if i < 20 else 0.2, 1.0):
            unsure.append(i)
    assert sure[0] < unsure[0]


def test_a_spread_claimed_too_small_is_widened_and_one_too_large_narrowed() -> None:
    wild, _ = watched([(-1.0) ** i * 3.0 for i in range(30)])
    calm, _ = watched([0.0] * 30)
    assert wild.calibration.factor > calm.calibration.factor
    assert calm.calibration.factor < 1.0


def test_the_misses_of_a_change_are_not_held_against_the_spread() -> None:
    changed, alarms = watched([0.0] * 20 + [3.0] * 10)
    assert alarms
    assert changed.calibration.factor <= 1.0
