"""What outcomes say about the hub's confidence."""

import numpy as np
import pytest

from models.kind import kinds
from models.score import NARROWEST, WIDEST, Calibration, cut_square, hit


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


def test_calibration_follows_the_misses_and_stays_within_bounds() -> None:
    right, wrong, usual = Calibration(), Calibration(), Calibration()
    for _ in range(100):
        right, wrong, usual = right.after(0.0, 1.0), wrong.after(1e9, 1.0), usual.after(1.0, 1.0)
    assert right.factor == NARROWEST
    assert wrong.factor == WIDEST
    assert usual.factor == pytest.approx(1.0)
    assert Calibration().factor == 1.0


def test_a_slip_counts_no_more_than_three_spreads() -> None:
    assert Calibration().after(9.0, 1.0) == Calibration().after(1e12, 1.0)


def test_old_outcomes_fade_by_a_hundredth() -> None:
    faded = Calibration(2.0, 3.0).after(0.0, 0.0)
    assert (faded.missed, faded.seen) == pytest.approx((1.98, 2.97))


@pytest.mark.parametrize(
    ("kind", "predicted", "value", "right"),
    [
        ("brightness", 0.5, 0.64, True),
        ("brightness", 0.5, 0.66, False),
        ("music", "jazz", "jazz", True),
        ("music", "jazz", "calm", False),
        ("power", True, False, False),
        ("brightness", None, 0.5, None),
    ],
)
def test_a_guess_is_right_when_it_would_have_been_left_alone(
    kind: str, predicted: object, value: object, right: bool | None
) -> None:
    assert hit(kinds()[kind], predicted, value) is right  # type: ignore[arg-type]
