"""Whose doing a change is: the hub's own echo, a hand, another program."""

import pytest

from devices.event import Ordered, Pressed
from devices.vocabulary import Value
from hub.attribution import ORDER_WINDOW_S, Attribution, Cause, side_effects
from hub.home import Change

from .build import LAMP, ROOM, make_device, make_trait, moment

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
    story = [("jazz", "silence", 0.1), ("silence", "calm", 0.3), ("calm", "radio", 2.0)]
    assert [attribution.classify(changed(b, v, s, "music"), ROOM) for b, v, s in story] == [Cause.ECHO] * 3
    (closed,) = attribution.close(moment(WINDOW_S + 1))
    assert closed.strayed
    assert closed.expectation.last == "radio"


def test_nothing_sent_expects_nothing() -> None:
    attribution = expecting(0.2, 0.5)
    attribution.withdraw(LAMP)
    assert attribution.classify(changed(0.2, 0.5, 0.1), ROOM) is Cause.HAND


def test_a_dimming_command_moves_the_switch_and_the_colour_besides() -> None:
    lamp = make_device("power", "brightness", "colour_temperature")
    assert {t.name for t in side_effects({"brightness": 0.4}, lamp.traits)} == {"power", "colour_temperature"}
    assert side_effects({"volume": 0.4}, make_device("volume", "music").traits) == []
