"""What one of the hub's own commands explains of the words that follow it."""

import pytest

from devices.vocabulary import Trait, Value
from hub.attribution.attribution import Attribution, Cause
from hub.attribution.expectation import Closed
from hub.home.readings import Change

from ..build import LAMP, ROOM, make_trait, moment

WINDOW_S = 4.0


def expecting(old: Value | None, target: Value, trait: Trait, lasts_s: float = WINDOW_S) -> Attribution:
    attribution = Attribution()
    attribution.expect(LAMP, trait, old, target, moment(0), lasts_s, "d1")
    return attribution


def story(attribution: Attribution, trait: Trait, *told: tuple[Value, Value, float]) -> list[Cause]:
    """told: before, after, seconds."""
    return [attribution.classify(Change(LAMP, trait, b, v, moment(s), False), ROOM) for b, v, s in told]


def closed_of(attribution: Attribution, at_s: float = WINDOW_S + 0.1) -> Closed:
    (closed,) = attribution.close(moment(at_s))
    return closed


LEVEL, MUSIC = make_trait(), make_trait("music")
AT_ONCE, IN_ORDER = make_trait(glides=False), make_trait("music", glides=False)
ECHO, HAND = Cause.ECHO, Cause.HAND


# What glides and what does not


def test_what_tells_its_target_at_once_tells_nothing_on_the_way() -> None:
    assert story(expecting(0.2, 0.8, AT_ONCE), AT_ONCE, (0.2, 0.5, 0.3)) == [HAND]


def test_it_may_tell_where_it_still_is_and_never_again_once_it_is_there() -> None:
    attribution = expecting(0.2, 0.8, AT_ONCE)
    assert story(attribution, AT_ONCE, (0.3, 0.2, 0.1), (0.2, 0.8, 0.2), (0.8, 0.2, 0.7)) == [ECHO, ECHO, HAND]


def test_nothing_lies_on_the_way_to_a_volume() -> None:
    volume = make_trait("volume")
    assert story(expecting(0.2, 0.6, volume), volume, (0.2, 0.4, 0.5)) == [HAND]


def test_a_fade_only_ever_comes_closer() -> None:
    attribution = expecting(0.2, 0.9, LEVEL)
    assert story(attribution, LEVEL, (0.2, 0.6, 0.5), (0.6, 0.4, 0.8)) == [ECHO, HAND]


def test_but_where_it_set_out_may_be_told_late() -> None:
    attribution = expecting(0.2, 0.9, LEVEL)
    assert story(attribution, LEVEL, (0.2, 0.6, 0.3), (0.6, 0.2, 0.4), (0.2, 0.9, 1.0)) == [ECHO, ECHO, ECHO]


def test_a_lamp_lit_from_the_dark_neither_turns_back_nor_goes_beyond_once_it_is_on_its_way() -> None:
    attribution = expecting(None, 0.3, LEVEL)
    assert story(attribution, LEVEL, (0.6, 0.07, 0.4), (0.07, 0.2, 0.8), (0.2, 0.55, 1.2)) == [ECHO, ECHO, HAND]
    attribution = expecting(None, 0.8, LEVEL)
    assert story(attribution, LEVEL, (0.6, 0.3, 0.4), (0.3, 0.6, 0.8), (0.6, 0.4, 1.2)) == [ECHO, ECHO, HAND]


def test_it_may_tell_the_level_it_had_kept_first() -> None:
    attribution = expecting(None, 0.3, LEVEL)
    assert story(attribution, LEVEL, (0.6, 0.35, 0.2), (0.35, 0.05, 0.5), (0.05, 0.3, 1.2)) == [ECHO, ECHO, ECHO]


def test_a_bridges_promise_inside_the_fade_does_not_end_it() -> None:
    attribution = expecting(0.5, 0.2, LEVEL)
    assert story(attribution, LEVEL, (0.5, 0.45, 0.12), (0.45, 0.2, 0.13), (0.2, 0.4, 0.6)) == [ECHO, ECHO, ECHO]


def test_a_late_word_of_the_earlier_command_does_not_end_the_newer_ones_fade() -> None:
    attribution = expecting(0.8, 0.5, LEVEL)
    story(attribution, LEVEL, (0.8, 0.5, 0.1))
    attribution.expect(LAMP, LEVEL, 0.5, 0.2, moment(1.0), WINDOW_S, "d2")
    assert story(attribution, LEVEL, (0.5, 0.6, 1.1), (0.6, 0.2, 1.6), (0.2, 0.4, 2.0)) == [ECHO, ECHO, ECHO]


def test_a_sleeping_valve_may_obey_the_earlier_command_when_it_wakes() -> None:
    valve = make_trait("setpoint")
    attribution = expecting(18.0, 19.5, valve, 300.0)
    attribution.expect(LAMP, valve, 18.0, 21.0, moment(3.0), 300.0, "d2")
    assert story(attribution, valve, (18.0, 19.5, 100), (19.5, 21.0, 101), (21.0, 23.0, 150)) == [ECHO, ECHO, HAND]


# Names


def test_a_third_name_is_no_way_to_a_choice() -> None:
    assert story(expecting("jazz", "calm", MUSIC), MUSIC, ("jazz", "radio", 0.3)) == [HAND]


def test_where_nothing_was_known_before_any_name_may_be_the_old_one() -> None:
    assert story(expecting(None, "calm", MUSIC), MUSIC, ("jazz", "radio", 0.3)) == [ECHO]


def test_what_has_played_for_a_while_does_not_fall_silent_by_itself() -> None:
    attribution = expecting("jazz", "calm", MUSIC, 6.0)
    assert story(attribution, MUSIC, ("jazz", "calm", 0.3), ("calm", "silence", 3.5)) == [ECHO, HAND]


@pytest.mark.parametrize(("trait", "cause"), [(MUSIC, ECHO), (IN_ORDER, HAND)])
def test_a_player_that_tells_things_in_their_order_never_tells_the_old_name_after_the_new(trait: Trait, cause: Cause) -> None:
    attribution = expecting("jazz", "calm", trait)
    assert story(attribution, trait, ("jazz", "calm", 0.3), ("calm", "jazz", 0.9)) == [ECHO, cause]


# After a hand


def test_a_lamp_that_has_had_its_time_does_not_obey_any_more_after_a_hand() -> None:
    power = make_trait("power")
    attribution = expecting(True, True, power)
    assert story(attribution, power, (True, False, 0.4)) == [HAND]
    attribution.close(moment(2.6))
    assert story(attribution, power, (False, True, 3.0)) == [HAND]


def test_one_that_has_not_may_obey_still() -> None:
    power = make_trait("power")
    assert story(expecting(True, True, power), power, (True, False, 0.4), (False, True, 1.0)) == [HAND, ECHO]


# When the window closes


def test_what_rests_where_nobody_asked_it_to_was_set_by_a_hand_that_was_quicker() -> None:
    attribution = expecting(0.2, 0.8, LEVEL)
    story(attribution, LEVEL, (0.2, 0.5, 0.3))
    closed = closed_of(attribution)
    assert closed.elsewhere
    assert not attribution.is_its_own_answer(closed)


def test_what_answers_so_again_cannot_do_better() -> None:
    attribution = expecting(0.8, 0.02, LEVEL)
    story(attribution, LEVEL, (0.8, 0.15, 0.3))
    attribution.is_its_own_answer(closed_of(attribution))
    attribution.expect(LAMP, LEVEL, 0.6, 0.05, moment(100), WINDOW_S, "d2")
    story(attribution, LEVEL, (0.6, 0.151, 100.3))
    closed = closed_of(attribution, 105)
    assert closed.elsewhere
    assert attribution.is_its_own_answer(closed)


@pytest.mark.parametrize("last", [None, 0.2, 0.8])
def test_silence_the_old_value_and_the_target_are_no_answer_elsewhere(last: float | None) -> None:
    attribution = expecting(0.2, 0.8, LEVEL)
    if last is not None:
        attribution.repeated(LAMP, "brightness", last, moment(0.5))
    assert not closed_of(attribution).elsewhere
