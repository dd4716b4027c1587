"""On the way home: nearer and nearer, and when they are there at that pace."""

import pytest

from hub.heat.approach import SURE, Approach
from models.comings import STEP_MIN

MINUTE = 60.0


def driven(*distances_km: float, every_min: float = 5.0) -> Approach:
    approach = Approach()
    for i, km in enumerate(distances_km):
        approach.hear(1000.0 * km, i * every_min * MINUTE)
    return approach


def test_who_comes_nearer_is_expected_when_they_are_there_at_that_pace() -> None:
    approach = driven(20.0, 15.0, 10.0)
    due = approach.due_min(10 * MINUTE)
    assert due == pytest.approx(10.0, abs=1.0)
    chances = approach.chances(10 * MINUTE)
    assert chances is not None
    assert chances.sum() == pytest.approx(SURE)
    assert chances[:3].sum() > 0.7
    assert float(chances.argmax()) * STEP_MIN <= 10.0


def test_who_stays_where_they_are_does_not_come() -> None:
    assert driven(12.0, 12.0, 11.9, 12.1).due_min(20 * MINUTE) is None


def test_who_turns_round_does_not_come_any_more() -> None:
    assert driven(20.0, 14.0, 9.0, 12.0, 15.0).due_min(20 * MINUTE) is None


def test_a_walk_round_the_block_is_no_way_home() -> None:
    assert driven(0.5, 0.3, 0.4, 0.25).due_min(20 * MINUTE) is None


def test_one_position_says_nothing_and_an_old_one_nothing_any_more() -> None:
    assert driven(5.0).due_min(0.0) is None
    approach = driven(20.0, 10.0)
    assert approach.due_min(6 * MINUTE) is not None
    assert approach.due_min(40 * MINUTE) is None
