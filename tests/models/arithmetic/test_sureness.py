"""An averaged answer that is too modest is said more surely once it has done, one too bold less; of the best guess alone."""

import random

import pytest

from models.arithmetic.sureness import Sureness


def lived(claimed: float, true: float, times: int = 200, trust: float = 1.0, weight: float = 1.0) -> Sureness:
    """A guess said to do with ``claimed`` that does as often as ``true``."""
    rng, sureness = random.Random(4), Sureness()
    for _ in range(times):
        sureness = sureness.after(claimed, trust, rng.random() < true, weight)
    return sureness


@pytest.mark.parametrize(("claimed", "true"), [(0.55, 0.7), (0.45, 0.6), (0.65, 0.8), (0.7, 0.7)])
def test_what_is_said_comes_near_what_happens(claimed: float, true: float) -> None:
    before, after = Sureness().of(claimed, 1.0), lived(claimed, true).of(claimed, 1.0)
    assert abs(after - true) <= max(0.06, 0.5 * abs(before - true))  # a tenth is taken for slips, so a little more is said


def test_before_anything_was_tried_hardly_anything_is_moved() -> None:
    for claimed in (0.3, 0.5, 0.7, 0.9):
        assert Sureness().of(claimed, 1.0) == pytest.approx(claimed, abs=0.04)


def test_where_nobody_was_seen_choosing_it_stays() -> None:
    assert lived(0.5, 0.9).of(0.5, 0.0) == pytest.approx(0.5)
    untold = lived(0.5, 0.9, trust=0.0).of(0.5, 1.0)
    assert untold == pytest.approx(Sureness().of(0.5, 1.0))


def test_an_outcome_of_no_weight_says_nothing() -> None:
    assert lived(0.5, 1.0, weight=0.0).of(0.5, 1.0) == pytest.approx(Sureness().of(0.5, 1.0))


def test_of_several_the_others_make_room_in_proportion() -> None:
    said = lived(0.5, 0.8).among([0.2, 0.5, 0.3], 1.0)
    assert sum(said) == pytest.approx(1.0)
    assert said[1] > 0.55
    assert said[2] / said[0] == pytest.approx(1.5)
    assert Sureness().among([0.0, 1.0], 1.0) == pytest.approx([0.0, 1.0], abs=1e-5)
