"""A value that has left its target again is in doubt: a fade's last word, or somebody's hand."""

import pytest

from devices.event import Moded, Ordered
from devices.vocabulary import Value
from hub.attribution.attribution import Attribution, Cause
from hub.home.readings import Change

from ..build import LAMP, ROOM, make_trait, moment

LEVEL = make_trait()


def told(attribution: Attribution, value: Value, at_s: float, before: Value = 0.5) -> Cause:
    return attribution.classify(Change(LAMP, LEVEL, before, value, moment(at_s), snapshot=False), ROOM)


def asked(old: float | None = None, target: float | None = 0.8) -> Attribution:
    attribution = Attribution()
    attribution.expect(LAMP, LEVEL, old, target, moment(), 4.0, "d1")
    return attribution


@pytest.mark.parametrize("after_s", [0.3, 0.9, 1.5])
def test_told_the_target_and_then_less_it_is_in_doubt(after_s: float) -> None:
    attribution = asked()
    told(attribution, 0.8, 0.05, 0.1)
    assert not attribution.is_in_doubt(LAMP, "brightness")
    assert told(attribution, 0.28, after_s, 0.8) is Cause.ECHO
    assert attribution.is_in_doubt(LAMP, "brightness")


def test_once_it_says_the_target_again_it_is_not() -> None:
    attribution = asked()
    for at_s, value in ((0.05, 0.8), (0.5, 0.28), (1.2, 0.8)):
        told(attribution, value, at_s)
    assert not attribution.is_in_doubt(LAMP, "brightness")


def test_on_its_way_it_is_not() -> None:
    attribution = asked(old=0.1)
    told(attribution, 0.4, 0.5)
    assert not attribution.is_in_doubt(LAMP, "brightness")


def test_a_lamp_only_switched_on_that_tells_another_level_than_it_woke_with_is_in_doubt() -> None:
    attribution = asked(old=0.6, target=None)
    told(attribution, 1.0, 0.05)
    assert not attribution.is_in_doubt(LAMP, "brightness")
    told(attribution, 0.08, 0.8)
    assert attribution.is_in_doubt(LAMP, "brightness")


def test_the_level_it_had_before_it_went_dark_is_its_own() -> None:
    attribution = asked(old=0.6, target=None)
    told(attribution, 1.0, 0.05)
    told(attribution, 0.6, 0.8)
    assert not attribution.is_in_doubt(LAMP, "brightness")


def test_a_setpoint_the_device_moved_itself_is_neither_in_doubt_nor_a_hand_noticed_late() -> None:
    attribution, setpoint = Attribution(), make_trait("setpoint", step=0.5)
    attribution.expect(LAMP, setpoint, 18.0, 21.0, moment(), 300.0, "d1")
    attribution.classify(Change(LAMP, setpoint, 18.0, 21.0, moment(1), snapshot=False), ROOM)
    assert not attribution.own_will.take(Moded(LAMP, "window", "off", moment(1)))
    assert attribution.own_will.take(Moded(LAMP, "window", "on", moment(100), rules=True, is_open=True))
    moved = Change(LAMP, setpoint, 21.0, 12.0, moment(100), snapshot=False)
    assert attribution.classify(moved, ROOM) is Cause.ITSELF
    assert not attribution.is_in_doubt(LAMP, "setpoint")
    (closed,) = attribution.close(moment(400))
    assert not closed.strayed
    assert not closed.elsewhere


def test_what_another_program_asked_for_is_in_doubt_as_well() -> None:
    attribution = Attribution()
    attribution.ordered(Ordered(LAMP, "brightness", 0.8, moment(), fade_s=2.0), LEVEL)
    told(attribution, 0.8, 0.1, 0.1)
    told(attribution, 0.3, 0.6, 0.8)
    assert attribution.is_in_doubt(LAMP, "brightness")
    assert not attribution.is_in_doubt(LAMP, "power")
