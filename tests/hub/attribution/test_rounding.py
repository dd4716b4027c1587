"""A device whose step is coarser than it says: its rounding is no hand, and is remembered."""

import pytest

from hub.attribution.attribution import Attribution, Cause
from hub.attribution.rounding import is_rounded
from hub.home.readings import Change

from ..build import LAMP, ROOM, make_trait, moment

SETPOINT = make_trait("setpoint", step=0.5)


def change(value: float, before: float, at_s: float, origin: str = "") -> Change:
    return Change(LAMP, SETPOINT, before, value, moment(at_s), snapshot=False, origin=origin)


def asked(target: float = 21.5, lasts_s: float = 4.0) -> Attribution:
    attribution = Attribution()
    attribution.expect(LAMP, SETPOINT, 18.0, target, moment(), lasts_s, "d1")
    return attribution


@pytest.mark.parametrize(("target", "value"), [(21.5, 21.0), (21.5, 22.0), (20.4, 20.0)])
def test_a_whole_degree_of_a_half_one_is_a_rounding(target: float, value: float) -> None:
    assert is_rounded(SETPOINT, target, value)


@pytest.mark.parametrize(
    ("target", "value"), [(21.0, 20.5), (21.0, 20.0), (21.5, 20.0), (21.5, 23.0), (21.5, 20.5), (21.5, 21.5)]
)
def test_what_no_step_makes_of_it_is_none(target: float, value: float) -> None:
    assert not is_rounded(SETPOINT, target, value)


def test_a_level_is_rounded_by_its_tolerance_alone() -> None:
    assert not is_rounded(make_trait(), 0.5, 1.0)


def test_the_promise_then_what_the_device_makes_of_it_is_its_echo() -> None:
    attribution = asked()
    assert attribution.classify(change(21.5, 18.0, 0.1), ROOM) is Cause.ECHO
    assert attribution.classify(change(21.0, 21.5, 1.1), ROOM) is Cause.ECHO
    assert attribution.close(moment(10))[0].confirmed


def test_what_it_makes_of_it_at_once_is_its_echo_too() -> None:
    assert asked().classify(change(21.0, 18.0, 0.4), ROOM) is Cause.ECHO


def test_what_a_sleeping_valve_tells_long_after_its_bridges_promise_may_be_a_hand_which_wins() -> None:
    attribution = asked(lasts_s=301.0)
    assert attribution.classify(change(21.5, 18.0, 0.1), ROOM) is Cause.ECHO
    assert attribution.classify(change(21.0, 21.5, 200.0), ROOM) is Cause.HAND


def test_some_time_later_it_is_a_hand() -> None:
    attribution = asked()
    attribution.classify(change(21.5, 18.0, 0.1), ROOM)
    assert attribution.classify(change(21.0, 21.5, 3.5), ROOM) is Cause.HAND


def test_its_real_step_is_remembered_until_it_shows_a_finer_one() -> None:
    attribution = asked()
    assert attribution.nearest(LAMP, SETPOINT, 21.5) == 21.5
    attribution.classify(change(21.5, 18.0, 0.1), ROOM)
    attribution.classify(change(21.0, 21.5, 1.1), ROOM)
    assert attribution.nearest(LAMP, SETPOINT, 20.6) == 21.0
    attribution.classify(change(19.5, 21.0, 500.0), ROOM)
    assert attribution.nearest(LAMP, SETPOINT, 20.6) == 20.5
