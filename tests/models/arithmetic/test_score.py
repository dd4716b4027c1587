"""What outcomes say about the hub's confidence."""

import numpy as np
import pytest

from models.arithmetic.score import FACTORS, SpreadCalibration, cut_square


@pytest.mark.parametrize("half", [0.3, 1.0, 2.5])
@pytest.mark.parametrize("offset", [-1.5, 0.0, 0.7])
def test_the_square_of_a_cut_normal_is_what_sampling_says(half: float, offset: float) -> None:
    z = np.linspace(offset - half, offset + half, 200_001)
    bell = np.exp(-0.5 * z * z)
    assert cut_square(half, offset) == pytest.approx(float((z * z * bell).sum() / bell.sum()), abs=1e-3)


def test_a_cut_far_out_is_its_nearer_edge() -> None:
    assert cut_square(1.0, 40.0) == pytest.approx(39.0**2)
    assert cut_square(1e6) == pytest.approx(1.0)
    assert cut_square(1e-3) == pytest.approx(0.0, abs=1e-6)


def after(outcomes: list[float], weight: float = 1.0) -> SpreadCalibration:
    calibration = SpreadCalibration()
    for z in outcomes:
        calibration = calibration.after(z, weight)
    return calibration


def test_nothing_known_changes_nothing() -> None:
    assert SpreadCalibration().factor == pytest.approx(1.0)


@pytest.mark.parametrize("true", [0.5, 1.0, 1.8])
def test_a_claimed_spread_is_brought_to_what_the_misses_have(true: float) -> None:
    misses = np.random.default_rng(3).normal(0.0, true, 300).tolist()
    assert after(misses).factor == pytest.approx(max(FACTORS[0], true * true), rel=0.25)


def test_one_value_in_ten_that_nobody_meant_leaves_the_spread_what_it_is() -> None:
    dice = np.random.default_rng(5)
    meant = dice.normal(0.0, 0.7, 300)
    astray = np.where(dice.random(300) < 0.1, dice.uniform(-8, 8, 300), meant)
    assert after(meant.tolist()).factor == pytest.approx(0.49, abs=0.1)
    assert after(astray.tolist()).factor < 0.8
    assert float((astray**2).mean()) > 1.5  # what their mean square would have said


def test_what_stands_again_and_again_says_that_the_spread_is_small() -> None:
    calibration = SpreadCalibration()
    for _ in range(30):
        calibration = calibration.stood(half=1.0, offset=0.0, weight=0.6)
    assert calibration.factor < 0.8


def test_standing_far_from_the_guess_says_that_the_spread_is_large() -> None:
    calibration = SpreadCalibration()
    for _ in range(30):
        calibration = calibration.stood(half=0.3, offset=2.5, weight=0.6)
    assert calibration.factor > 1.5


def test_outcomes_of_no_weight_say_nothing_and_old_ones_fade() -> None:
    narrow = after([0.0] * 30)
    assert after([7.0] * 5, 0.0).factor == pytest.approx(1.0)
    faded = narrow
    for _ in range(400):
        faded = faded.after(0.0, 0.0)
    assert narrow.factor < faded.factor
    assert faded.factor == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("z", [0.0, 1e9, -1e300, 40.0])
def test_the_factor_stays_among_those_there_are(z: float) -> None:
    assert FACTORS[0] <= after([z] * 200).factor <= FACTORS[-1]
