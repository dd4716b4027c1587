"""Whose doing a change is: the hub's own echo, a hand, another program."""

import pytest

from devices.event import Ordered, Pressed
from devices.vocabulary import Value
from hub.attribution.attribution import Attribution, Cause, side_effects
from hub.attribution.foreign_commands import ORDER_WINDOW_S
from hub.home.readings import Change

from ..build import LAMP, ROOM, make_device, make_trait, moment

WINDOW_S = 4.0


def changed(
    before: Value | None, value: Value, at_s: float, quantity: str = "brightness", snapshot: bool = False, origin: str = ""
) -> Change:
    return Change(LAMP, make_trait(quantity), before, value, moment(at_s), snapshot, origin)


def expecting(old: Value | None, target: Value | None, quantity: str = "brightness") -> Attribution:
    attribution = Attribution()
    attribution.expect(LAMP, make_trait(quantity), old, target, moment(0), WINDOW_S, "d1")
    return attribution


def test_a_change_out_of_the_blue_is_a_hand() -> None:
    assert Attribution().classify(changed(0.3, 0.8, 0), ROOM) is Cause.HAND


def test_a_snapshot_is_nobodys_doing() -> None:
    assert Attribution().classify(changed(0.3, 0.8, 0, snapshot=True), ROOM) is Cause.SNAPSHOT
    assert Attribution().classify(changed(None, 0.8, 0), ROOM) is Cause.SNAPSHOT


def test_the_echo_of_a_command_with_rounding_is_its_own() -> None:
    assert expecting(0.3, 0.8).classify(changed(0.3, 0.8 + 1 / 254, 0.1), ROOM) is Cause.ECHO


def test_an_optimistic_echo_then_reports_from_inside_the_fade_then_the_end_are_all_echoes() -> None:
    attribution = expecting(0.02, 1.0)
    story = [(0.02, 1.0, 0.1), (1.0, 0.05, 1.0), (0.05, 0.6, 2.0), (0.6, 1.0, 3.0)]
    assert [attribution.classify(changed(b, v, s), ROOM) for b, v, s in story] == [Cause.ECHO] * 4


def test_beyond_the_target_inside_the_window_is_a_hand() -> None:
    attribution = expecting(0.2, 0.5)
    attribution.classify(changed(0.2, 0.5, 0.1), ROOM)
    assert attribution.classify(changed(0.5, 0.9, 1.0), ROOM) is Cause.HAND


def test_switched_off_right_after_the_hub_switched_on_is_a_hand() -> None:
    attribution = expecting(False, True, "power")
    attribution.classify(changed(False, True, 0.1, "power"), ROOM)
    assert attribution.classify(changed(True, False, 1.0, "power"), ROOM) is Cause.HAND


def test_a_change_after_the_window_is_a_hand() -> None:
    attribution = expecting(0.2, 0.5)
    attribution.classify(changed(0.2, 0.5, 0.1), ROOM)
    attribution.close(moment(WINDOW_S + 1))
    assert attribution.classify(changed(0.5, 0.3, WINDOW_S + 2), ROOM) is Cause.HAND


def test_the_last_word_of_a_fade_that_outlasts_the_window_is_an_echo() -> None:
    attribution = expecting(0.2, 0.5)
    attribution.classify(changed(0.2, 0.4, 3.9), ROOM)
    attribution.close(moment(WINDOW_S + 1))
    assert attribution.classify(changed(0.4, 0.5, WINDOW_S + 2), ROOM) is Cause.ECHO


def test_a_device_that_took_the_value_and_was_moved_back_inside_the_window_is_noticed_when_it_closes() -> None:
    attribution = expecting(0.2, 0.5)
    attribution.classify(changed(0.2, 0.5, 0.1), ROOM)
    attribution.classify(changed(0.5, 0.2, 2.0), ROOM)
    (closed,) = attribution.close(moment(WINDOW_S + 1))
    assert closed.strayed
    assert not closed.confirmed


def test_a_device_that_never_answered_is_silent_when_the_window_closes() -> None:
    (closed,) = expecting(0.2, 0.5).close(moment(WINDOW_S + 1))
    assert closed.silent
    assert not closed.strayed


def test_a_repeat_of_the_target_confirms() -> None:
    attribution = expecting(0.2, 0.5)
    attribution.repeated(LAMP, "brightness", 0.5, moment(1))
    (closed,) = attribution.close(moment(WINDOW_S + 1))
    assert closed.confirmed


def test_another_programs_command_is_not_a_hand() -> None:
    attribution = Attribution()
    assert attribution.ordered(Ordered(LAMP, "brightness", 0.9, moment(0)), make_trait())
    assert attribution.classify(changed(0.3, 0.9, 0.2), ROOM) is Cause.AUTOMATION


def test_another_programs_command_explains_only_what_follows_soon() -> None:
    attribution = Attribution()
    attribution.ordered(Ordered(LAMP, "brightness", 0.9, moment(0)), make_trait())
    assert attribution.classify(changed(0.3, 0.9, ORDER_WINDOW_S + 1), ROOM) is Cause.HAND


def test_a_button_pressed_just_before_a_programs_command_is_a_hand() -> None:
    attribution = Attribution()
    attribution.pressed(Pressed(LAMP, "on", moment(0)), ROOM)
    attribution.ordered(Ordered(LAMP, "brightness", 0.9, moment(0.2)), make_trait())
    assert attribution.classify(changed(0.3, 0.9, 0.4), ROOM) is Cause.HAND


def test_where_the_resident_says_so_an_apps_command_is_a_hand_unless_it_answers_the_hub() -> None:
    attribution = Attribution(app_is_hand=True)
    attribution.ordered(Ordered(LAMP, "brightness", 0.9, moment(0)), make_trait())
    assert attribution.classify(changed(0.3, 0.9, 0.2), ROOM) is Cause.HAND
    attribution.expect(LAMP, make_trait(), 0.9, 0.4, moment(20), WINDOW_S, "d2")
    attribution.classify(changed(0.9, 0.4, 20.1), ROOM)
    attribution.ordered(Ordered(LAMP, "brightness", 0.9, moment(20.5)), make_trait())
    assert attribution.classify(changed(0.4, 0.9, 20.7), ROOM) is Cause.AUTOMATION


def test_the_hub_recognises_its_own_command_coming_back() -> None:
    attribution = expecting(0.2, 0.5)
    assert not attribution.ordered(Ordered(LAMP, "brightness", 0.5, moment(0.01)), make_trait())
    assert attribution.classify(changed(0.2, 0.5, 0.1), ROOM) is Cause.ECHO


@pytest.mark.parametrize(("origin", "cause"), [("hand", Cause.HAND), ("schedule", Cause.AUTOMATION)])
def test_a_device_that_says_who_did_it_is_believed(origin: str, cause: Cause) -> None:
    assert expecting(19.0, 21.0, "setpoint").classify(changed(19.0, 20.0, 0.1, "setpoint", origin=origin), ROOM) is cause


def test_the_level_a_lamp_wakes_with_is_a_side_effect_and_a_later_one_is_a_hand() -> None:
    attribution = expecting(0.2, None)
    assert attribution.classify(changed(0.2, 0.9, 0.5), ROOM) is Cause.ECHO
    assert attribution.classify(changed(0.9, 0.4, 3.0), ROOM) is Cause.HAND


def test_names_on_the_way_to_a_playlist_are_echoes_and_a_stray_end_is_noticed() -> None:
    attribution = expecting("jazz", "calm", "music")
    story = [("jazz", "silence", 0.1), ("silence", "calm", 0.3), ("calm", "silence", 2.0)]
    assert [attribution.classify(changed(b, v, s, "music"), ROOM) for b, v, s in story] == [Cause.ECHO] * 3
    (closed,) = attribution.close(moment(WINDOW_S + 1))
    assert closed.strayed
    assert closed.expectation.last == "silence"


def test_another_name_after_the_one_it_was_told_is_a_hand_at_once() -> None:
    attribution = expecting("jazz", "calm", "music")
    attribution.classify(changed("jazz", "calm", 0.1, "music"), ROOM)
    assert attribution.classify(changed("calm", "radio", 2.0, "music"), ROOM) is Cause.HAND


def test_nothing_sent_expects_nothing() -> None:
    attribution = expecting(0.2, 0.5)
    attribution.withdraw(LAMP)
    assert attribution.classify(changed(0.2, 0.5, 0.1), ROOM) is Cause.HAND


def test_a_dimming_command_moves_the_switch_and_the_colour_besides() -> None:
    lamp = make_device("power", "brightness", "colour_temperature")
    assert {t.name for t in side_effects({"brightness": 0.4}, lamp.traits)} == {"power", "colour_temperature"}
    assert side_effects({"volume": 0.4}, make_device("volume", "music").traits) == []


def ordering(value: Value | None, quantity: str = "brightness", lasts_s: float = ORDER_WINDOW_S) -> Attribution:
    attribution = Attribution()
    attribution.ordered(Ordered(LAMP, quantity, value, moment(0)), make_trait(quantity), lasts_s)
    return attribution


def test_a_hand_that_goes_back_to_what_the_hub_had_set_is_a_hand_both_times() -> None:
    attribution = expecting(0.2, 0.5)
    attribution.classify(changed(0.2, 0.5, 0.1), ROOM)
    attribution.close(moment(WINDOW_S + 1))
    assert attribution.classify(changed(0.5, 0.9, 7), ROOM) is Cause.HAND
    assert attribution.classify(changed(0.9, 0.5, 12), ROOM) is Cause.HAND


def test_a_switch_off_before_any_answer_is_a_hand_where_the_lamp_was_lit_already() -> None:
    attribution = expecting(True, True, "power")
    assert attribution.classify(changed(True, False, 0.4, "power"), ROOM) is Cause.HAND


def test_the_words_of_an_earlier_command_are_its_echoes_after_a_newer_one() -> None:
    attribution = expecting(0.2, 0.8)
    attribution.classify(changed(0.2, 0.8, 0.1), ROOM)
    attribution.expect(LAMP, make_trait(), 0.8, 0.9, moment(1.0), WINDOW_S, "d2")
    story = [(0.8, 0.5, 1.1), (0.5, 0.9, 1.2), (0.9, 0.8, 1.4), (0.8, 0.9, 2.0)]
    assert [attribution.classify(changed(b, v, s), ROOM) for b, v, s in story] == [Cause.ECHO] * 4
    assert attribution.classify(changed(0.9, 0.5, 4.0), ROOM) is Cause.HAND


def test_a_lamp_of_a_hundred_levels_that_rests_one_beside_the_target_has_done_it() -> None:
    attribution, trait = Attribution(), make_trait(step=1 / 99)
    attribution.expect(LAMP, trait, 0.2, 50 / 99, moment(0), WINDOW_S, "d1")
    attribution.repeated(LAMP, "brightness", 50 / 99, moment(0.1))
    attribution.repeated(LAMP, "brightness", 49 / 99, moment(2.0))
    (closed,) = attribution.close(moment(WINDOW_S + 1))
    assert closed.confirmed
    assert not closed.strayed


def test_where_a_lamp_stood_when_it_was_put_out_in_a_fade_was_nobodys_choice() -> None:
    attribution = expecting(0.2, 0.8)
    attribution.classify(changed(0.2, 0.8, 0.1), ROOM)
    attribution.classify(changed(0.8, 0.4, 0.6), ROOM)
    assert attribution.classify(changed(True, False, 0.8, "power"), ROOM) is Cause.HAND
    (closed,) = attribution.close(moment(WINDOW_S + 1))
    assert not closed.strayed


def test_a_lit_lamp_keeps_the_colour_nobody_named() -> None:
    attribution = Attribution()
    attribution.classify(changed(None, True, -60, "power"), ROOM)
    attribution.expect(LAMP, make_trait("colour_temperature"), 2700.0, None, moment(0), WINDOW_S, "d1")
    assert attribution.classify(changed(2700.0, 4000.0, 1.0, "colour_temperature"), ROOM) is Cause.HAND


def test_nothing_lies_on_the_way_to_a_setpoint() -> None:
    assert expecting(19.0, 22.0, "setpoint").classify(changed(19.0, 20.5, 0.5, "setpoint"), ROOM) is Cause.HAND
    assert ordering(22.0, "setpoint").classify(changed(19.0, 20.5, 0.5, "setpoint"), ROOM) is Cause.HAND


def test_a_lamp_lit_from_the_dark_may_come_from_a_level_it_kept_and_once_it_is_there_only_a_hand_moves_it() -> None:
    attribution = expecting(None, 0.3)
    story = [(0.3, 0.31, 0.1), (0.31, 0.65, 0.6), (0.65, 0.3, 1.7)]
    assert [attribution.classify(changed(b, v, s), ROOM) for b, v, s in story] == [Cause.ECHO] * 3
    assert attribution.classify(changed(0.3, 0.8, 2.1), ROOM) is Cause.HAND


def test_a_fade_that_came_to_its_end_is_over_before_its_time() -> None:
    attribution = expecting(0.2, 0.8)
    story = [(0.2, 0.5, 0.3), (0.5, 0.8, 1.2)]
    assert [attribution.classify(changed(b, v, s), ROOM) for b, v, s in story] == [Cause.ECHO] * 2
    assert attribution.classify(changed(0.8, 0.6, 1.6), ROOM) is Cause.HAND


def test_a_sleeping_valve_obeys_when_it_wakes_although_a_hand_has_turned_it_meanwhile() -> None:
    attribution, trait = Attribution(), make_trait("setpoint")
    attribution.expect(LAMP, trait, 18.0, 21.0, moment(0), 300.0, "d1")
    attribution.classify(changed(18.0, 21.0, 0.1, "setpoint"), ROOM)
    assert attribution.classify(changed(21.0, 23.0, 60, "setpoint"), ROOM) is Cause.HAND
    assert attribution.classify(changed(23.0, 24.0, 90, "setpoint"), ROOM) is Cause.HAND
    assert attribution.classify(changed(24.0, 21.0, 200, "setpoint"), ROOM) is Cause.ECHO
    assert attribution.classify(changed(21.0, 23.0, 220, "setpoint"), ROOM) is Cause.HAND
    assert attribution.classify(changed(23.0, 21.0, 230, "setpoint"), ROOM) is Cause.HAND


def test_a_slow_device_that_had_not_answered_yet_obeys_after_a_hand() -> None:
    attribution = expecting(19.0, 22.0, "setpoint")
    assert attribution.classify(changed(19.0, 17.0, 1.0, "setpoint"), ROOM) is Cause.HAND
    assert attribution.classify(changed(17.0, 22.0, 3.0, "setpoint"), ROOM) is Cause.ECHO


def test_a_thermostat_that_promised_and_was_turned_the_next_moment_may_keep_its_promise() -> None:
    attribution = expecting(19.0, 22.0, "setpoint")
    story = [(19.0, 22.0, 0.1), (22.0, 17.0, 0.5), (17.0, 22.0, 1.2)]
    assert [attribution.classify(changed(b, v, s, "setpoint"), ROOM) for b, v, s in story] == [
        Cause.ECHO,
        Cause.HAND,
        Cause.ECHO,
    ]


def test_what_is_not_on_the_way_to_another_programs_value_is_a_hand() -> None:
    attribution = ordering(0.5)
    assert attribution.classify(changed(0.2, 0.35, 0.2), ROOM) is Cause.AUTOMATION
    assert attribution.classify(changed(0.35, 0.5, 0.8), ROOM) is Cause.AUTOMATION
    assert attribution.classify(changed(0.5, 0.9, 1.2), ROOM) is Cause.HAND
    assert ordering(True, "power").classify(changed(True, False, 1.0, "power"), ROOM) is Cause.HAND


def test_on_the_way_long_after_another_programs_value_was_told_is_a_hand() -> None:
    attribution = ordering(0.5)
    attribution.classify(changed(0.2, 0.5, 0.2), ROOM)
    assert attribution.classify(changed(0.5, 0.4, 4.0), ROOM) is Cause.HAND


def test_back_where_it_was_before_another_programs_value_is_a_hand_once_that_was_told() -> None:
    attribution = ordering(0.2)
    assert attribution.classify(changed(0.6, 0.6 - 0.05, 0.1), ROOM) is Cause.AUTOMATION
    assert attribution.classify(changed(0.55, 0.2, 0.5), ROOM) is Cause.AUTOMATION
    assert attribution.classify(changed(0.2, 0.6, 0.9), ROOM) is Cause.HAND


def test_another_programs_lamp_fades_in_from_the_dark() -> None:
    attribution = Attribution()
    attribution.classify(changed(True, False, -60, "power"), ROOM)
    attribution.ordered(Ordered(LAMP, "brightness", 0.5, moment(0)), make_trait())
    story = [(0.4, 0.5, 0.1), (0.5, 0.1, 0.5), (0.1, 0.5, 1.5)]
    assert [attribution.classify(changed(b, v, s), ROOM) for b, v, s in story] == [Cause.AUTOMATION] * 3


def test_another_programs_level_lights_the_lamp() -> None:
    assert ordering(0.5).classify(changed(False, True, 0.5, "power"), ROOM) is Cause.AUTOMATION
    assert ordering(0.5).classify(changed(True, False, 0.5, "power"), ROOM) is Cause.HAND
    assert ordering(0.0).classify(changed(False, True, 0.5, "power"), ROOM) is Cause.HAND


def test_another_programs_command_explains_a_sleeping_valve_until_it_wakes() -> None:
    attribution = ordering(21.0, "setpoint", lasts_s=300.0)
    assert attribution.close(moment(100)) == []
    story = [(18.0, 21.0, 0.1), (21.0, 18.0, 90), (18.0, 21.0, 200)]  # the bridge's promise, the valve, the valve awake
    assert [attribution.classify(changed(b, v, s, "setpoint"), ROOM) for b, v, s in story] == [Cause.AUTOMATION] * 3


def test_the_name_of_a_call_kept_on_the_lamp_does_not_hide_a_hand() -> None:
    attribution = ordering(0.5)
    assert attribution.classify(changed(0.2, 0.4, 0.2, origin="schedule"), ROOM) is Cause.AUTOMATION
    assert attribution.classify(changed(0.4, 0.5, 0.5, origin="schedule"), ROOM) is Cause.AUTOMATION
    assert attribution.classify(changed(0.5, 0.9, 2.0, origin="schedule"), ROOM) is Cause.HAND
