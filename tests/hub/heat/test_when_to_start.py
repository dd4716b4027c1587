"""When heating starts: cold expected of being late against warmth wasted by being early."""

import numpy as np
import pytest

from hub.heat.when_to_start import HeatAsked, when_to_start
from models.comings import STEP_MIN, STEPS
from models.warm_up import Stretch, Warmth

ROOM = Warmth([Stretch(17.0, 20.0, 5.0, 2.2, is_heated=True, lag_h=0.2)] * 4)


def coming_in(minutes: int, chance: float = 0.9) -> np.ndarray:
    """Most likely then, ten minutes sooner or later."""
    chances = np.full(STEPS, 0.02 / STEPS)
    middle = minutes // STEP_MIN
    for step, share in ((middle - 1, 0.25), (middle, 0.5), (middle + 1, 0.25)):
        if 0 <= step < STEPS:
            chances[step] += share * chance
    return chances


def asked(chances: np.ndarray, **changes: object) -> HeatAsked:
    given = {"now_c": 18.0, "want_c": 21.0, "low_c": 16.0, "out_c": 5.0, "at_most_min": 180.0, **changes}
    return HeatAsked(chances=chances, **given)  # type: ignore[arg-type]


def test_it_starts_about_as_long_before_as_the_room_needs() -> None:
    starts = [minutes for minutes in range(0, 300, 10) if when_to_start(asked(coming_in(minutes)), ROOM).is_start]
    needs = when_to_start(asked(coming_in(60)), ROOM).warm_in_min
    assert max(starts) == pytest.approx(needs, abs=50)
    assert min(starts) <= 10


def test_zero_is_never() -> None:
    assert not any(when_to_start(asked(coming_in(minutes), at_most_min=0.0), ROOM).is_start for minutes in range(0, 200, 10))


def test_who_hardly_ever_comes_is_not_heated_for() -> None:
    assert not any(when_to_start(asked(coming_in(minutes, 0.03)), ROOM).is_start for minutes in range(20, 200, 10))


def test_a_slow_room_starts_sooner() -> None:
    slow = Warmth([Stretch(17.0, 19.0, 5.0, 4.0, is_heated=True, lag_h=0.5)] * 6)
    chances = coming_in(240)
    assert not when_to_start(asked(chances, at_most_min=360.0), ROOM).is_start
    assert when_to_start(asked(chances, at_most_min=360.0), slow).is_start


def test_at_most_bounds_how_long_it_heats_ahead() -> None:
    slow = Warmth([Stretch(17.0, 19.0, 5.0, 4.0, is_heated=True, lag_h=0.5)] * 6)
    assert not when_to_start(asked(coming_in(240), at_most_min=120.0), slow).is_start
    assert when_to_start(asked(coming_in(100), at_most_min=120.0), slow).is_start
    assert when_to_start(asked(coming_in(30), at_most_min=120.0, heated_min=120.0), slow).is_start, "they are late"
    assert not when_to_start(asked(coming_in(30), at_most_min=120.0, heated_min=240.0), slow).is_start


def test_a_room_being_warmed_is_not_given_up_for_a_little() -> None:
    chances = [coming_in(20, chance / 100) for chance in range(1, 40)]
    fresh = sum(when_to_start(asked(one, now_c=20.0), ROOM).is_start for one in chances)
    kept = sum(when_to_start(asked(one, now_c=20.0, heated_min=30.0), ROOM).is_start for one in chances)
    assert kept >= fresh


def test_the_setback_is_less_deep_the_sooner_somebody_is_expected() -> None:
    soon = when_to_start(asked(coming_in(150), now_c=21.0, at_most_min=30.0), ROOM)
    late = when_to_start(asked(coming_in(590), now_c=21.0, at_most_min=30.0), ROOM)
    assert not soon.is_start
    assert soon.setpoint_c > late.setpoint_c >= 16.0


def test_what_has_cooled_is_not_warmed_again_but_by_a_start() -> None:
    answer = when_to_start(asked(coming_in(200), now_c=17.0, at_most_min=30.0), ROOM)
    assert not answer.is_start
    assert answer.setpoint_c <= 17.0


def test_an_unknown_temperature_is_taken_for_the_lowest_it_may_have() -> None:
    known = when_to_start(asked(coming_in(150), now_c=16.0), ROOM)
    assert when_to_start(asked(coming_in(150), now_c=None), ROOM) == known


def test_who_wants_it_no_warmer_than_the_setback_is_not_heated_for() -> None:
    answer = when_to_start(asked(coming_in(10), want_c=15.0), ROOM)
    assert (answer.setpoint_c, answer.is_start) == (15.0, False)


def test_it_says_what_it_weighed() -> None:
    answer = when_to_start(asked(coming_in(60)), ROOM)
    assert answer.is_start
    assert answer.starts_in_min == 0.0
    assert answer.chance > 0.85
    assert answer.late < answer.late_later
    waits = when_to_start(asked(coming_in(300)), ROOM)
    assert waits.starts_in_min is not None
    assert 50 < waits.starts_in_min < 300
