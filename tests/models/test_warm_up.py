"""A room's warm-up rate: of few stretches, robust, and bounded where nobody has watched it."""

import numpy as np
import pytest

from models.warm_up import USUAL_LAG_H, USUAL_TAU_H, Stretch, Warmth


def heated(rate: float, rise: float = 3.0, out_c: float | None = 5.0) -> Stretch:
    return Stretch(17.0, 17.0 + rise, out_c, 0.2 + rise / rate, is_heated=True, lag_h=0.2)


def test_a_room_nobody_has_watched_warms_by_about_a_degree_an_hour() -> None:
    hours, spread = Warmth().hours(18.0, 20.0, 5.0)
    assert 1.0 < hours < 4.0
    assert spread > 0.5


@pytest.mark.parametrize("rate", [0.3, 1.0, 3.0])
def test_three_stretches_say_how_fast_a_room_is(rate: float) -> None:
    warmth = Warmth([heated(rate) for _ in range(3)])
    assert warmth.rate(17.0, 20.0, 5.0) == pytest.approx(rate, rel=0.35)
    assert warmth.hours(17.0, 20.0, 5.0)[1] < Warmth().hours(17.0, 20.0, 5.0)[1]


def test_one_stretch_with_the_sun_in_the_window_does_not_spoil_the_rest() -> None:
    warmth = Warmth([*(heated(1.0) for _ in range(6)), heated(8.0)])
    assert warmth.rate(17.0, 20.0, 5.0) == pytest.approx(1.0, rel=0.3)


def test_a_colder_day_takes_longer() -> None:
    rows = [heated(2.0 - 0.06 * (10.0 - out), out_c=out) for out in (-10.0, -5.0, 0.0, 5.0, 10.0) for _ in range(3)]
    warmth = Warmth(rows)
    assert warmth.hours(17.0, 20.0, -10.0)[0] > 1.5 * warmth.hours(17.0, 20.0, 10.0)[0]


def test_a_room_that_is_warm_takes_no_time() -> None:
    assert Warmth().hours(21.0, 20.0, 5.0) == (0.0, 0.0)


def test_a_room_left_alone_cools_toward_outdoors_as_it_did() -> None:
    quick = Warmth([Stretch(21.0, 16.0, 5.0, 4.0, is_heated=False)] * 8)
    hours = np.array([0.0, 4.0, 400.0])
    found = quick.left_alone(21.0, 5.0, hours)
    assert found[0] == 21.0
    assert found[1] == pytest.approx(16.0, abs=1.0)
    assert found[2] == pytest.approx(5.0, abs=0.1)


def test_a_room_with_a_summer_outside_stays_as_it_is() -> None:
    assert Warmth().left_alone(21.0, 28.0, np.array([5.0]))[0] == 21.0


@pytest.mark.parametrize(
    "useless",
    [
        Stretch(20.0, 20.1, 5.0, 1.0, is_heated=True),
        Stretch(20.0, 22.0, 5.0, 0.05, is_heated=True),
        Stretch(20.0, float("nan"), 5.0, 1.0, is_heated=True),
        Stretch(20.0, 22.0, 5.0, 5.0, is_heated=False),
        Stretch(20.0, 19.0, 25.0, 5.0, is_heated=False),
    ],
)
def test_what_says_nothing_of_a_rate_is_not_kept(useless: Stretch) -> None:
    warmth = Warmth()
    assert not warmth.learn(useless)
    assert warmth.stretches() == ()
    assert (warmth.lag_h, warmth.tau_h) == (USUAL_LAG_H, pytest.approx(USUAL_TAU_H))


def test_what_was_stored_makes_the_same_room_again() -> None:
    warmth = Warmth([heated(0.7), heated(1.4), Stretch(21.0, 17.0, None, 7.0, is_heated=False)])
    again = Warmth(warmth.stretches())
    assert again.hours(16.0, 21.0, -3.0) == warmth.hours(16.0, 21.0, -3.0)
    assert again.tau_h == warmth.tau_h
