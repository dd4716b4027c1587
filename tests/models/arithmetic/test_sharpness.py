"""A confidence too modest is sharpened by what the person chose next, one too bold is dulled."""

import random

import pytest

from models.arithmetic.sharpness import LEAST, Sharpness, powered


def lived(claimed: float, true: float, times: int = 200, weight: float = 1.0) -> Sharpness:
    """An answer that says ``claimed`` of the first of two options, which is chosen as often as ``true``."""
    rng, sharpness = random.Random(4), Sharpness()
    for _ in range(times):
        sharpness = sharpness.after([claimed, 1.0 - claimed], int(rng.random() >= true), 1.0, weight)
    return sharpness


@pytest.mark.parametrize(("claimed", "true"), [(0.6, 0.75), (0.6, 0.9), (0.8, 0.72), (0.7, 0.7)])
def test_what_is_said_comes_near_what_happens(claimed: float, true: float) -> None:
    said = lived(claimed, true).of([claimed, 1.0 - claimed], 1.0)[0]
    assert abs(said - true) <= max(0.04, abs(claimed - true) / 2)


def test_probabilities_stay_probabilities_and_keep_their_order() -> None:
    p = [0.5, 0.3, 0.15, 0.05, 0.0]
    for sharpness in (Sharpness(), lived(0.6, 0.95), lived(0.9, 0.5)):
        said = sharpness.of(p, 1.0)
        assert sum(said) == pytest.approx(1.0)
        assert said == sorted(said, reverse=True)
        assert min(said) >= 0.0


def test_where_nobody_was_seen_choosing_nothing_is_sharpened() -> None:
    assert lived(0.6, 0.95).of([0.6, 0.4], 0.0) == pytest.approx([0.6, 0.4])
    assert powered([0.6, 0.4], 3.0, 0.5) == pytest.approx(powered([0.6, 0.4], 2.0, 1.0))


def test_a_choice_of_no_weight_says_nothing() -> None:
    assert lived(0.6, 1.0, weight=0.0).of([0.6, 0.4], 1.0) == pytest.approx(Sharpness().of([0.6, 0.4], 1.0))


def test_what_was_held_impossible_is_no_end_of_the_world() -> None:
    sharpness = Sharpness().after([1.0, 0.0], 1, 1.0, 1.0)
    assert sum(sharpness.of([0.5, 0.5], 1.0)) == pytest.approx(1.0)
    assert powered([1.0, 0.0], 1.0, 1.0)[1] == pytest.approx(LEAST, rel=0.01)
