"""What other programs' commands explain, and what they do not."""

import pytest

from devices.event import Ordered
from devices.vocabulary import Value
from hub.attribution.attribution import Attribution, Cause
from hub.attribution.foreign_commands import ORDER_WINDOW_S
from hub.home.readings import Change

from ..build import LAMP, ROOM, make_trait, moment

CALLED = "schedule"  # Home Assistant keeps the name of an automation's call on the entity


def order(attribution: Attribution, quantity: str, value: Value | None, at_s: float = 0.0, fade_s: float = 0.0) -> None:
    attribution.ordered(Ordered(LAMP, quantity, value, moment(at_s), fade_s), make_trait(quantity))


def told(
    attribution: Attribution, quantity: str, before: Value, value: Value, at_s: float, origin: str = "", glides: bool = True
) -> Cause:
    trait = make_trait(quantity, glides=glides)
    return attribution.classify(Change(LAMP, trait, before, value, moment(at_s), False, origin), ROOM)


@pytest.fixture
def attribution() -> Attribution:
    """Of a lamp that is lit."""
    made = Attribution()
    made.classify(Change(LAMP, make_trait("power"), None, True, moment(-60), False), ROOM)
    return made


# A call's name that the entity keeps


def test_a_call_for_the_volume_says_nothing_of_what_plays(attribution: Attribution) -> None:
    order(attribution, "volume", 0.2)
    assert told(attribution, "volume", 0.5, 0.2, 0.5, CALLED) is Cause.AUTOMATION
    assert told(attribution, "music", "jazz", "silence", 2.0, CALLED) is Cause.HAND


def test_a_name_kept_of_a_call_nobody_saw_is_believed(attribution: Attribution) -> None:
    assert told(attribution, "music", "jazz", "silence", 2.0, CALLED) is Cause.AUTOMATION


def test_a_name_kept_by_a_dark_lamp_covers_what_it_wakes_with(attribution: Attribution) -> None:
    told(attribution, "power", True, False, -30)
    order(attribution, "power", True)
    assert told(attribution, "power", False, True, 3.0, CALLED) is Cause.AUTOMATION
    assert told(attribution, "brightness", 0.4, 0.9, 3.0, CALLED) is Cause.AUTOMATION


def test_once_a_hand_has_overruled_a_call_its_name_hides_no_second_move(attribution: Attribution) -> None:
    order(attribution, "brightness", 0.9)
    assert told(attribution, "brightness", 0.5, 0.9, 0.3, CALLED) is Cause.AUTOMATION
    assert told(attribution, "brightness", 0.9, 0.6, 3.0, CALLED) is Cause.HAND
    assert told(attribution, "brightness", 0.6, 0.4, 3.5, CALLED) is Cause.HAND


def test_a_newer_call_counts_again(attribution: Attribution) -> None:
    order(attribution, "brightness", 0.9)
    told(attribution, "brightness", 0.5, 0.9, 0.3, CALLED)
    told(attribution, "brightness", 0.9, 0.6, 3.0, CALLED)
    order(attribution, "brightness", 0.9, 4.0)
    assert told(attribution, "brightness", 0.6, 0.9, 4.3, CALLED) is Cause.AUTOMATION


def test_what_a_program_asked_for_before_the_hand_is_still_the_programs(attribution: Attribution) -> None:
    order(attribution, "setpoint", 17.5)
    assert told(attribution, "setpoint", 19.0, 17.5, 3.0, "hand") is Cause.AUTOMATION
    assert told(attribution, "setpoint", 17.5, 22.5, 5.0, "hand") is Cause.HAND


# On the way


def test_a_lamp_that_a_program_lights_wakes_with_whatever_level(attribution: Attribution) -> None:
    told(attribution, "power", True, False, -30)
    order(attribution, "power", True)
    assert told(attribution, "power", False, True, 0.2) is Cause.AUTOMATION
    assert told(attribution, "brightness", 0.4, 0.9, 0.2) is Cause.AUTOMATION
    assert told(attribution, "colour_temperature", 2700.0, 4000.0, 0.2) is Cause.AUTOMATION
    assert told(attribution, "brightness", 0.9, 0.3, 4.0) is Cause.HAND


def test_a_lamp_that_is_lit_does_not_wake(attribution: Attribution) -> None:
    order(attribution, "power", True)
    assert told(attribution, "brightness", 0.4, 0.9, 0.2) is Cause.HAND


def test_what_tells_its_target_at_once_has_no_way_there(attribution: Attribution) -> None:
    order(attribution, "brightness", 0.9)
    assert told(attribution, "brightness", 0.5, 0.7, 0.3, glides=False) is Cause.HAND


def test_a_third_name_is_no_way_to_another_programs_choice(attribution: Attribution) -> None:
    order(attribution, "music", "calm")
    assert told(attribution, "music", "jazz", "silence", 0.3) is Cause.AUTOMATION
    assert told(attribution, "music", "silence", "radio", 0.4) is Cause.HAND


def test_a_program_that_sets_anew_what_the_hub_has_just_set_leaves_the_hubs_words_their_time(attribution: Attribution) -> None:
    attribution.expect(LAMP, make_trait(), 0.2, 0.8, moment(0), 4.0, "d1")
    told(attribution, "brightness", 0.2, 0.8, 0.1)
    told(attribution, "brightness", 0.8, 0.5, 0.6)
    order(attribution, "brightness", 0.6, 0.8)
    assert told(attribution, "brightness", 0.5, 0.6, 0.9) is Cause.AUTOMATION
    assert told(attribution, "brightness", 0.6, 0.75, 1.0) is Cause.AUTOMATION


def test_a_thermostat_that_promised_another_program_may_keep_its_promise_after_a_hand(attribution: Attribution) -> None:
    order(attribution, "setpoint", 23.5)
    story = [(19.0, 23.5, 0.1), (23.5, 22.5, 0.4), (22.5, 23.5, 1.5)]
    assert [told(attribution, "setpoint", b, v, s) for b, v, s in story] == [Cause.AUTOMATION, Cause.HAND, Cause.AUTOMATION]


# Slowly


def test_a_long_fade_of_another_programs_is_nobodys_hand_while_it_lasts(attribution: Attribution) -> None:
    order(attribution, "brightness", 0.9, fade_s=40.0)
    story = [(0.2, 0.9, 0.1), (0.9, 0.2, 3.0), (0.2, 0.3, 8.0), (0.3, 0.6, 25.0), (0.6, 0.9, 41.0)]
    assert [told(attribution, "brightness", b, v, s) for b, v, s in story] == [Cause.AUTOMATION] * 5
    assert told(attribution, "brightness", 0.9, 0.6, 60.0) is Cause.HAND


def test_one_that_turns_round_or_goes_beyond_is_a_hand(attribution: Attribution) -> None:
    order(attribution, "brightness", 0.9, fade_s=40.0)
    story = [(0.2, 0.5, 10.0), (0.5, 0.3, 12.0), (0.3, 1.0, 20.0)]
    assert [told(attribution, "brightness", b, v, s) for b, v, s in story] == [Cause.AUTOMATION, Cause.HAND, Cause.HAND]


def test_a_lamp_that_fades_out_tells_levels_on_its_way(attribution: Attribution) -> None:
    order(attribution, "power", False, fade_s=20.0)
    assert told(attribution, "brightness", 0.8, 0.4, 10.0) is Cause.AUTOMATION
    assert told(attribution, "brightness", 0.4, 0.8, 30.0) is Cause.HAND


def test_where_a_long_fade_stops_it_is_not_sure_that_a_hand_has_stopped_it(attribution: Attribution) -> None:
    order(attribution, "brightness", 0.9, fade_s=40.0)
    told(attribution, "brightness", 0.2, 0.9, 0.1)
    told(attribution, "brightness", 0.9, 0.5, 20.0)
    assert attribution.close(moment(44.0)) == []
    (closed,) = attribution.close(moment(46.0))
    assert (closed.strayed, closed.elsewhere) == (False, True)


def test_a_lamp_that_a_program_lights_slowly_comes_from_a_level_it_had_kept(attribution: Attribution) -> None:
    told(attribution, "power", True, False, -30)
    order(attribution, "brightness", 0.2, fade_s=20.0)
    story = [(0.4, 0.2, 0.1), (0.2, 0.85, 0.5), (0.85, 0.5, 10.0)]
    assert [told(attribution, "brightness", b, v, s) for b, v, s in story] == [Cause.AUTOMATION] * 3
    assert told(attribution, "brightness", 0.5, 0.9, 12.0) is Cause.HAND


# When its echoes are over


def test_what_stays_beside_another_programs_value_is_noticed_when_its_echoes_are_over(attribution: Attribution) -> None:
    order(attribution, "brightness", 0.9)
    told(attribution, "brightness", 0.2, 0.9, 0.2)
    assert told(attribution, "brightness", 0.9, 0.5, 1.0) is Cause.AUTOMATION
    assert attribution.next_deadline() == moment(ORDER_WINDOW_S).mono
    (closed,) = attribution.close(moment(ORDER_WINDOW_S + 0.1))
    assert closed.strayed
    assert closed.expectation.last == 0.5


@pytest.mark.parametrize("last", [0.9, None])
def test_what_came_to_it_or_was_never_heard_of_strayed_nowhere(attribution: Attribution, last: float | None) -> None:
    order(attribution, "brightness", 0.9)
    if last is not None:
        told(attribution, "brightness", 0.2, last, 0.2)
    (closed,) = attribution.close(moment(ORDER_WINDOW_S + 0.1))
    assert not closed.strayed


def test_a_lamp_put_out_meanwhile_strayed_nowhere(attribution: Attribution) -> None:
    order(attribution, "brightness", 0.9)
    told(attribution, "brightness", 0.2, 0.9, 0.2)
    told(attribution, "brightness", 0.9, 0.5, 1.0)
    told(attribution, "power", True, False, 1.2)
    assert not any(closed.strayed for closed in attribution.close(moment(ORDER_WINDOW_S + 0.1)))
