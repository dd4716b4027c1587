"""What somebody did is counted by what came after it, too."""

import numpy as np
import pytest

from hub.presence.forward_counts import ForwardCounts

HALL, BEDROOM, KITCHEN = range(3)


def stays(*chances: float) -> np.ndarray:
    return np.diag(np.array(chances))


def for_s(seconds: float, places: int) -> np.ndarray:
    return np.full(places, seconds)


def test_where_somebody_may_have_gone_counts_once_it_is_known_from_where_they_came_back() -> None:
    counts = ForwardCounts(3)
    joint = stays(0.5, 0.0, 0.0)
    joint[HALL, BEDROOM] = joint[HALL, KITCHEN] = 0.25
    counts.went(joint, for_s(60.0, 3))
    counts.went(stays(0.5, 0.25, 0.25), for_s(3600.0, 3))
    back = np.zeros((3, 3))
    back[BEDROOM, HALL] = 1.0  # seen in the hall, and only from the bedroom
    counts.went(back, for_s(0.0, 3))
    crossings, seconds = counts.taken(np.array([1.0, 0.0, 0.0]))
    assert crossings[HALL, BEDROOM] == crossings[BEDROOM, HALL] == pytest.approx(1.0)
    assert crossings[HALL, KITCHEN] == 0.0
    assert seconds.tolist() == [0.0, 3660.0, 0.0]


def test_what_was_taken_is_not_counted_again() -> None:
    counts = ForwardCounts(2)
    counts.went(stays(1.0, 0.0), for_s(60.0, 2))
    counts.taken(np.array([1.0, 0.0]))
    crossings, seconds = counts.taken(np.array([1.0, 0.0]))
    assert not crossings.any()
    assert not seconds.any()


def test_time_is_shared_by_how_likely_each_place_was() -> None:
    counts = ForwardCounts(2)
    counts.went(stays(0.75, 0.25), for_s(100.0, 2))
    _, seconds = counts.taken(np.array([0.75, 0.25]))
    assert seconds.tolist() == [75.0, 25.0]
    assert seconds.sum() == 100.0


def test_time_in_which_somebody_was_hardly_expected_to_go_counts_less() -> None:
    counts = ForwardCounts(2)
    counts.went(stays(0.5, 0.5), np.array([3600.0, 60.0]))
    _, seconds = counts.taken(np.array([0.5, 0.5]))
    assert seconds.tolist() == [1800.0, 30.0]
