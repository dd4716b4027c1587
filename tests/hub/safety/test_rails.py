"""Every cap by its number in the safety rules, each tripped; the caps over long random days are in test_rails_at_random."""

import math
from dataclasses import replace
from typing import Any

import pytest

from devices.vocabulary import Role, RoomId, Value
from hub.decision import Outcome, Trigger
from hub.safety.command_history import OBSERVE_S, REVERSALS, YIELD_S, CommandHistory
from hub.safety.rails import RAILS, WAIT, RailInput, ramp

from ..build import make_trait, moment
from ..rails_home import (
    FAN,
    LAMP,
    LIGHT,
    PLUG,
    RADIO,
    SENT,
    VALVE,
    device,
    outcome,
    railed,
    send,
    wish,
    with_trait,
)

# What is wished for at all


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e300, 10**400, True, "21", None, b"21", 21 + 0j, [21]])
def test_what_is_not_a_number_is_never_a_setpoint(value: object) -> None:
    assert outcome(railed(wish("setpoint", value, 20.0))) == ("held", "not_sane")


@pytest.mark.parametrize(
    ("quantity", "value"),
    [
        ("power", 1.0),
        ("power", "on"),
        ("music", "polka"),
        ("music", 1.0),
        ("music", ""),
        ("hvac_mode", "boost"),
        ("volume", True),
    ],
)
def test_what_a_trait_cannot_be_is_held(quantity: str, value: object) -> None:
    assert outcome(railed(wish(quantity, value))) == ("held", "not_sane")


def test_a_device_that_tells_nonsense_of_its_range_is_left_alone() -> None:
    for nonsense in ({"step": math.nan}, {"low": math.inf}, {"high": math.nan}):
        odd = with_trait(LAMP, "brightness", **nonsense)
        assert outcome(railed(wish("brightness", 0.4), of=odd)) == ("held", "not_sane")


def test_a_value_goes_out_on_the_devices_own_steps() -> None:
    coarse = with_trait(LAMP, "brightness", step=0.25)
    assert railed(wish("brightness", 0.6), of=coarse).value == 0.5


def test_a_good_wish_passes_as_it_is() -> None:
    good = wish("brightness", 0.62, 0.2)
    assert railed(good) == good


def test_what_cannot_be_reached_is_held() -> None:
    assert outcome(railed(wish("brightness", 0.6), is_reachable=False)) == ("held", "unreachable")


def test_what_only_tells_is_not_set() -> None:
    telling = with_trait(LAMP, "brightness", settable=False)
    assert outcome(railed(wish("brightness", 0.6), of=telling)) == ("held", "not_settable")


# F1


@pytest.mark.parametrize(
    ("wished", "gets"), [(3.0, 16.0), (16.0, 16.0), (21.0, 21.0), (24.5, 24.0), (60.0, 24.0), (-1e8, 16.0)]
)
def test_f1_a_setpoint_stays_within_the_rooms_limits(wished: float, gets: float) -> None:
    assert railed(wish("setpoint", wished, gets - 1.0)).value == gets


@pytest.mark.parametrize("limits", [(0.0, 50.0), (-20.0, 28.0), (7.0, 99.0), (30.0, 40.0), (1.0, 3.0), (25.0, 10.0)])
@pytest.mark.parametrize("trigger", [Trigger.ARRIVAL, Trigger.UNDO, Trigger.EMPTY])
def test_f1_no_configuration_widens_seven_to_twenty_eight(limits: tuple[float, float], trigger: Trigger) -> None:
    for wished in (-5.0, 7.0, 20.0, 28.0, 45.0):
        got = railed(wish("setpoint", wished, wished + 1.0), temperature=limits, trigger=trigger)
        assert got.outcome is Outcome.HELD or 7.0 <= float(got.value) <= 28.0


def test_f1_rounding_to_the_devices_steps_does_not_climb_over_a_limit() -> None:
    coarse = with_trait(VALVE, "setpoint", low=5.0, step=5.0)
    assert railed(wish("setpoint", 23.0, 18.0), of=coarse).value == 20.0


def test_f1_a_device_that_only_offers_what_is_not_safe_is_held() -> None:
    hot = with_trait(VALVE, "setpoint", low=30.0, high=45.0)
    assert outcome(railed(wish("setpoint", 21.0, 31.0), of=hot)) == ("held", "limit")


def test_f1_holds_for_an_undo_too() -> None:
    assert railed(wish("setpoint", 30.0, 21.0), trigger=Trigger.UNDO).value == 24.0


# F2


def test_f2_a_setpoint_moves_three_degrees_at_a_time() -> None:
    up = railed(wish("setpoint", 23.0, 17.0))
    assert (up.value, up.reason.code) == (20.0, "step")
    assert railed(wish("setpoint", 17.0, 23.0)).value == 20.0
    assert railed(wish("setpoint", 20.0, 17.0)).value == 20.0


def test_f2_a_step_is_three_degrees_on_coarse_devices_too() -> None:
    coarse = with_trait(VALVE, "setpoint", low=5.0, step=2.0)
    assert railed(wish("setpoint", 23.0, 17.0), of=coarse).value == 19.0


def test_f2_a_room_is_changed_once_in_ten_minutes() -> None:
    memory = CommandHistory()
    send(memory, railed(wish("setpoint", 21.0, 20.0), memory=memory), 0.0)
    other = device("second trv", Role.CLIMATE, "setpoint")
    assert outcome(railed(wish("setpoint", 22.0, 21.0), 599.0, memory)) == ("held", "pace")
    assert outcome(railed(wish("setpoint", 22.0, 21.0, other), 599.0, memory, other)) == ("held", "pace")
    assert outcome(railed(wish("setpoint", 22.0, 21.0, room=RoomId("attic")), 599.0, memory)) == SENT
    assert outcome(railed(wish("setpoint", 22.0, 21.0), 600.0, memory)) == SENT


def test_f2_from_a_setpoint_nobody_knows_there_is_no_step() -> None:
    assert outcome(railed(wish("setpoint", 21.0, None))) == ("held", "unknown")


def test_f2_what_the_hub_sent_last_is_known_though_the_device_stays_silent() -> None:
    memory = CommandHistory()
    send(memory, wish("setpoint", 17.0, 18.0), 0.0)
    assert railed(wish("setpoint", 23.0, None), 700.0, memory).value == 20.0


def test_f2_a_step_that_would_leave_the_limits_is_not_taken() -> None:
    assert outcome(railed(wish("setpoint", 21.0, 30.0))) == ("held", "step")


def test_f2_an_undo_puts_back_at_once_and_whole() -> None:
    memory = CommandHistory()
    send(memory, wish("setpoint", 22.0, 17.0), 0.0)
    assert outcome(railed(wish("setpoint", 17.0, 22.0), 30.0, memory, trigger=Trigger.UNDO)) == SENT


# F3


def test_f3_heating_is_switched_at_most_every_five_minutes() -> None:
    memory = CommandHistory()
    send(memory, wish("hvac_mode", "heat"), 0.0)
    for trigger in (Trigger.ARRIVAL, Trigger.UNDO):
        assert outcome(railed(wish("hvac_mode", "off", "heat"), 299.0, memory, trigger=trigger)) == ("held", "pace")
    assert outcome(railed(wish("hvac_mode", "off", "heat"), 300.0, memory)) == SENT


def test_f3_heating_is_switched_at_most_four_times_an_hour() -> None:
    memory = CommandHistory()
    for i in range(4):
        send(memory, wish("hvac_mode", "heat" if i % 2 else "off"), 301.0 * i)
    assert outcome(railed(wish("hvac_mode", "off", "heat"), 3599.0, memory)) == ("held", "pace")
    assert outcome(railed(wish("hvac_mode", "off", "heat"), 3600.0, memory)) == SENT


# F4


@pytest.mark.parametrize("anyone_home", [False, None])
def test_f4_blind_and_with_nobody_home_heat_is_never_raised(anyone_home: bool | None) -> None:
    blind: dict[str, Any] = {"knows_temperature": False, "anyone_home": anyone_home}
    assert outcome(railed(wish("setpoint", 21.0, 20.0), **blind)) == ("held", "blind")
    assert outcome(railed(wish("hvac_mode", "heat", "off"), **blind)) == ("held", "blind")
    assert outcome(railed(wish("setpoint", 19.0, 20.0), **blind)) == SENT


@pytest.mark.parametrize("trigger", list(Trigger))
def test_d1_where_no_thermometer_is_heard_nothing_is_warmed_beyond_the_safe_setpoint(trigger: Trigger) -> None:
    assert outcome(railed(wish("setpoint", 21.0, now=18.0), trigger=trigger, safe=18.5)) == ("sent", "limit")
    assert railed(wish("setpoint", 21.0, now=18.0), trigger=trigger, safe=18.5).value == 18.5
    assert railed(wish("setpoint", 17.0, now=18.0), trigger=trigger, safe=18.5).value == 17.0
    assert railed(wish("setpoint", 21.0, now=19.0), trigger=trigger).value == 21.0


@pytest.mark.parametrize("known", [{"knows_temperature": True, "anyone_home": False}, {"anyone_home": True}])
def test_f4_one_living_sensor_or_person_is_enough(known: dict[str, Any]) -> None:
    rail_input: dict[str, Any] = {"knows_temperature": False} | known
    assert outcome(railed(wish("setpoint", 21.0, 20.0), **rail_input)) == SENT


def test_f4_blind_and_empty_it_is_never_set_below_frost_safety() -> None:
    blind: dict[str, Any] = {"knows_temperature": False, "anyone_home": False, "temperature": (0.0, 28.0)}
    assert railed(wish("setpoint", 2.0, 9.0), **blind).value == 7.0


# F5


@pytest.mark.parametrize("is_playing", [False, None])
def test_f5_in_quiet_hours_nothing_starts_to_play(is_playing: bool | None) -> None:
    quiet: dict[str, Any] = {"is_quiet": True, "is_playing": is_playing}
    assert outcome(railed(wish("music", "jazz", "silence"), **quiet)) == ("held", "quiet_hours")
    assert outcome(railed(wish("music", "silence", "jazz"), **quiet)) == SENT
    assert outcome(railed(wish("music", "jazz", "silence"), trigger=Trigger.UNDO, **quiet)) == SENT


def test_f5_music_that_plays_may_change_in_quiet_hours() -> None:
    assert outcome(railed(wish("music", "calm", "jazz"), is_quiet=True, is_playing=True)) == SENT


@pytest.mark.parametrize(
    ("rail_input", "cap"),
    [({}, 0.60), ({"is_quiet": True}, 0.25), ({"volume": 0.4}, 0.4), ({"is_quiet": True, "volume": 0.1}, 0.1)],
)
def test_f5_volume_is_capped_by_day_by_night_and_by_the_room(rail_input: dict[str, Any], cap: float) -> None:
    assert railed(wish("volume", 0.9, 0.0), **rail_input).value == cap


def test_f5_volume_stays_near_the_last_level_set_by_hand() -> None:
    memory = CommandHistory()
    memory.record_manual(RADIO.id, 0.2)
    assert railed(wish("volume", 0.5, 0.1), memory=memory).value == pytest.approx(0.3)
    memory.record_manual(RADIO.id, math.nan)
    assert railed(wish("volume", 0.5, 0.1), memory=memory).value == pytest.approx(0.3)


def test_f5_a_cap_is_rounded_down_on_the_devices_steps() -> None:
    coarse = with_trait(RADIO, "volume", step=0.2)
    assert railed(wish("volume", 0.9, 0.0), of=coarse, is_quiet=True).value == 0.2


def test_f5_an_undo_is_louder_than_the_day_but_never_than_the_room_allows() -> None:
    assert railed(wish("volume", 0.8, 0.3), trigger=Trigger.UNDO, is_quiet=True).value == 0.8
    assert railed(wish("volume", 0.8, 0.3), trigger=Trigger.UNDO, volume=0.4).value == 0.4


@pytest.mark.parametrize(("old", "new"), [(0.1, 0.6), (0.0, 0.05), (None, 0.4)])
def test_f5_a_raise_takes_three_seconds_and_at_most_four_publishes(old: float | None, new: float) -> None:
    steps = ramp(old, new)
    delays, values = [s for s, _ in steps], [v for _, v in steps]
    assert len(steps) <= 4
    assert delays[0] == 0.0
    assert delays[-1] >= 3.0
    assert values == sorted(values)
    assert values[0] > (old or 0.0)
    assert values[-1] == new


def test_f5_a_lower_volume_comes_at_once() -> None:
    assert ramp(0.5, 0.2) == [(0.0, 0.2)]


# F6


def test_f6_in_quiet_hours_light_is_dim_and_warm() -> None:
    assert railed(wish("brightness", 0.9, 0.0), is_quiet=True).value == 0.30
    assert railed(wish("colour_temperature", 5000.0, 6000.0), is_quiet=True).value == 2700.0
    assert railed(wish("colour_temperature", 2200.0, 6000.0), is_quiet=True).value == 2200.0


def test_f6_a_lamp_that_cannot_be_dim_or_warm_enough_is_left_alone_in_quiet_hours() -> None:
    bright = with_trait(LAMP, "brightness", low=0.5)
    cold = with_trait(LAMP, "colour_temperature", low=4000.0)
    assert outcome(railed(wish("brightness", 0.9, 0.6), of=bright, is_quiet=True)) == ("held", "quiet_hours")
    assert outcome(railed(wish("colour_temperature", 5000.0, 6000.0), of=cold, is_quiet=True)) == ("held", "quiet_hours")


@pytest.mark.parametrize("lit", [{}, {"lit_with": 0.8}, {"lit_with": math.nan}, {"lit_with": 0.2, "lit_colour": 6000.0}])
def test_f6_in_quiet_hours_no_lamp_comes_on_bright_cold_or_unknown(lit: dict[str, Any]) -> None:
    assert outcome(railed(wish("power", True, False), is_quiet=True, **lit)) == ("held", "quiet_hours")


def test_f6_in_quiet_hours_a_lamp_comes_on_with_a_dim_level() -> None:
    assert outcome(railed(wish("power", True, False), is_quiet=True, lit_with=0.3)) == SENT
    assert outcome(railed(wish("power", False, True), is_quiet=True)) == SENT


def test_f6_in_quiet_hours_what_cannot_be_dimmed_stays_off() -> None:
    assert outcome(railed(wish("power", True, False, PLUG), is_quiet=True, lit_with=0.1)) == ("held", "quiet_hours")


def test_f6_an_undo_in_quiet_hours_puts_back_what_was() -> None:
    assert railed(wish("brightness", 0.9, 0.1), is_quiet=True, trigger=Trigger.UNDO).value == 0.9


@pytest.mark.parametrize("trigger", [Trigger.ARRIVAL, Trigger.UNDO])
def test_f6_a_lamp_changed_just_now_waits_until_two_seconds_are_over(trigger: Trigger) -> None:
    memory = CommandHistory()
    send(memory, wish("power", True, False), 0.0)
    early = railed(wish("brightness", 0.4, 0.1), 1.9, memory, trigger=trigger)
    assert outcome(early) == ("sent", WAIT)
    assert outcome(railed(wish("brightness", 0.4, 0.1), 2.0, memory, trigger=trigger)) == SENT


# Motors


def test_in_quiet_hours_no_blind_moves_but_a_person_may_undo() -> None:
    assert railed(wish("position", 0.2, 0.9), is_quiet=True).reason.code == "quiet_hours"
    assert outcome(railed(wish("position", 0.2, 0.9), is_quiet=True, trigger=Trigger.UNDO)) == SENT
    assert outcome(railed(wish("position", 0.2, 0.9))) == SENT


def test_in_quiet_hours_a_fan_only_grows_quieter() -> None:
    assert outcome(railed(wish("fan_speed", 0.3, 0.6), is_quiet=True)) == SENT
    assert railed(wish("fan_speed", 0.6, 0.3), is_quiet=True).reason.code == "quiet_hours"
    assert railed(wish("fan_speed", 0.3, None), is_quiet=True).reason.code == "quiet_hours"


@pytest.mark.parametrize("quantity", ["position", "fan_speed"])
def test_a_motor_is_left_alone_for_a_minute(quantity: str) -> None:
    memory = CommandHistory()
    send(memory, wish(quantity, 0.8, 0.1), 0.0)
    assert railed(wish(quantity, 0.2, 0.8), 59.0, memory).reason.code == "pace"
    assert outcome(railed(wish(quantity, 0.2, 0.8), 61.0, memory)) == SENT
    assert outcome(railed(wish(quantity, 0.2, 0.8), 10.0, memory, trigger=Trigger.UNDO)) == SENT


def test_a_fans_own_switch_stays_with_people() -> None:
    assert railed(wish("power", True, False, of=FAN)).reason.code == "hazard"


# F7


@pytest.mark.parametrize("role", [Role.LOCK, Role.OTHER, Role.SENSOR, Role.REMOTE, Role.TRACKER])
def test_f7_what_is_no_light_plug_heating_player_blind_or_fan_is_not_moved(role: Role) -> None:
    thing = device("thing", role, "power")
    assert outcome(railed(wish("power", True, False, thing), of=thing)) == ("held", "hazard")


@pytest.mark.parametrize(
    ("role", "quantity", "value"),
    [(Role.LIGHT, "position", 1.0), (Role.SWITCH, "brightness", 1.0), (Role.CLIMATE, "power", True),
     (Role.PLAYER, "power", True), (Role.CLIMATE, "cooling_setpoint", 18.0), (Role.LIGHT, "fan_speed", 0.3)],
)  # fmt: skip
def test_f7_of_each_only_what_it_is_there_for(role: Role, quantity: str, value: Value) -> None:
    thing = device("thing", role, quantity)
    assert outcome(railed(wish(quantity, value, None, thing), of=thing)) == ("held", "hazard")


def test_f7_what_its_family_calls_a_hazard_is_never_moved_by_any_trigger() -> None:
    for trigger in Trigger:
        odd = device("plug", Role.LIGHT, *LIGHT, hazard="it is a valve")
        held = railed(wish("power", True, False, odd), of=odd, trigger=trigger)
        assert (held.outcome, held.reason.words) == (Outcome.HELD, "it is a valve")


def test_f7_what_its_family_refuses_is_left_alone() -> None:
    odd = device("plug", Role.SWITCH, "power", refused="it never says how it is")
    assert outcome(railed(wish("power", True, False, odd), of=odd)) == ("held", "hazard")


def test_f7_a_plug_named_like_a_heater_is_never_switched() -> None:
    heater = device("Bathroom heater", Role.SWITCH, "power")
    held = railed(wish("power", True, False, heater), of=heater)
    assert outcome(held) == ("held", "hazard")
    assert "'heater'" in held.reason.words
    assert outcome(railed(wish("power", True, False, PLUG), of=PLUG)) == SENT


def test_f7_a_wish_for_anything_but_the_listed_device_is_held() -> None:
    listed = wish("brightness", 0.5)
    assert outcome(railed(listed, of=device("other lamp", Role.LIGHT, *LIGHT))) == ("held", "not_listed")
    assert outcome(railed(listed, trait=make_trait("brightness", high=2.0))) == ("held", "not_listed")


def test_f7_a_wish_cannot_pass_the_caps_under_another_quantity() -> None:
    disguised = replace(wish("setpoint", 45.0, 21.0), quantity="brightness")
    assert outcome(railed(disguised)) == ("held", "not_listed")


# F8


def test_f8_a_device_gets_five_commands_a_minute() -> None:
    memory = CommandHistory()
    for i in range(5):
        assert outcome(railed(wish("music", "jazz"), i * 5.0, memory)) == SENT
        send(memory, wish("music", "jazz"), i * 5.0)
    for trigger in (Trigger.ARRIVAL, Trigger.UNDO):
        assert outcome(railed(wish("music", "calm"), 59.0, memory, trigger=trigger)) == ("held", "too_many")
    assert outcome(railed(wish("music", "calm"), 60.1, memory)) == SENT


def test_f8_the_home_sends_twenty_commands_in_ten_seconds() -> None:
    memory = CommandHistory()
    for i in range(20):
        one = device(f"radio {i}", Role.PLAYER, "music")
        send(memory, wish("music", "jazz", of=one), i * 0.4)
    assert outcome(railed(wish("music", "jazz"), 9.0, memory)) == ("held", "too_many")
    assert outcome(railed(wish("music", "jazz"), 10.1, memory)) == SENT


def test_f8_a_decision_counts_what_it_is_about_to_send() -> None:
    memory = CommandHistory()
    assert outcome(railed(wish("music", "jazz"), memory=memory, others=19)) == SENT
    assert outcome(railed(wish("music", "jazz"), memory=memory, others=20)) == ("held", "too_many")


def test_f8_several_values_in_one_command_count_once() -> None:
    memory = CommandHistory()
    for quantity, value in (("power", True), ("brightness", 0.4), ("colour_temperature", 3000.0)):
        send(memory, wish(quantity, value), 0.0, "d1")
    for i in range(3):
        send(memory, wish("power", bool(i % 2)), 10.0 * (i + 1), f"d{i + 2}")
    assert memory.may_send(LAMP.id, moment(40.0))
    send(memory, wish("power", True), 41.0, "d5")
    assert not memory.may_send(LAMP.id, moment(42.0))


def test_f8_the_same_value_twice_at_one_moment_is_two_commands() -> None:
    memory = CommandHistory(per_device=2)
    send(memory, wish("power", True), 0.0)
    send(memory, wish("power", False), 0.0)
    assert not memory.may_send(LAMP.id, moment(0.0))


def test_f8_a_home_may_move_the_limits() -> None:
    memory = CommandHistory(per_device=1, per_home=2)
    send(memory, wish("music", "jazz"), 0.0)
    assert outcome(railed(wish("music", "calm"), 30.0, memory)) == ("held", "too_many")


def test_f8_retries_leave_the_last_command_of_the_minute_to_people() -> None:
    memory = CommandHistory()
    for i in range(4):
        assert memory.may_retry(LAMP.id, moment(i))
        memory.record_retry(LAMP.id, moment(i))
    assert not memory.may_retry(LAMP.id, moment(5.0))
    assert memory.may_send(LAMP.id, moment(5.0))


def test_f8_after_a_flood_the_hub_only_observes_until_resumed_or_half_an_hour_is_over() -> None:
    memory = CommandHistory()
    notice = memory.observe(moment(0.0))
    assert "only observes" in notice
    assert outcome(railed(wish("music", "jazz"), OBSERVE_S - 1.0, memory)) == ("held", "observing")
    assert not memory.may_retry(LAMP.id, moment(1.0))
    assert outcome(railed(wish("music", "jazz"), 5.0, memory, trigger=Trigger.UNDO)) == SENT
    assert outcome(railed(wish("music", "jazz"), OBSERVE_S, memory)) == SENT
    memory.observe(moment(0.0))
    memory.resume()
    assert outcome(railed(wish("music", "jazz"), 1.0, memory)) == SENT


# F9


def test_f9_paused_the_hub_moves_nothing_but_what_a_person_orders_undone() -> None:
    for quantity, value in (("power", True), ("music", "jazz"), ("setpoint", 21.0)):
        assert outcome(railed(wish(quantity, value, 20.0 if quantity == "setpoint" else None), is_paused=True)) == (
            "held",
            "paused",
        )
    assert outcome(railed(wish("power", False, True), is_paused=True, trigger=Trigger.UNDO)) == SENT


# D5, D6


@pytest.mark.parametrize(
    ("quantity", "value", "now"),
    [
        ("power", True, True),
        ("brightness", 0.5, 0.504),
        ("colour_temperature", 3000.0, 3060.0),
        ("setpoint", 21.0, 21.2),
        ("volume", 0.3, 0.31),
        ("music", "jazz", "jazz"),
    ],
)
def test_d5_what_is_so_already_is_not_said_again(quantity: str, value: Value, now: Value) -> None:
    for trigger in Trigger:
        assert outcome(railed(wish(quantity, value, now), trigger=trigger)) == ("held", "already_so")


def test_d5_what_the_caps_leave_is_compared_with_what_is() -> None:
    assert outcome(railed(wish("brightness", 0.9, 0.3), is_quiet=True)) == ("held", "already_so")


def test_d6_after_three_reversals_in_five_minutes_the_hub_yields_for_half_an_hour() -> None:
    memory = CommandHistory()
    assert memory.record_reversal(LAMP.id, "brightness", moment(0.0)) == []
    assert memory.record_reversal(LAMP.id, "brightness", moment(100.0)) == []
    (notice,) = memory.record_reversal(LAMP.id, "brightness", moment(200.0))
    assert "lamp" in notice
    assert outcome(railed(wish("brightness", 0.4), 201.0, memory)) == ("held", "yielding")
    assert outcome(railed(wish("power", True, False), 201.0, memory)) == SENT
    assert outcome(railed(wish("brightness", 0.4), 201.0, memory, trigger=Trigger.UNDO)) == SENT
    assert outcome(railed(wish("brightness", 0.4), 200.0 + YIELD_S, memory)) == SENT


def test_d6_reversals_far_apart_are_no_quarrel() -> None:
    memory = CommandHistory()
    for i in range(2 * REVERSALS):
        assert memory.record_reversal(LAMP.id, "brightness", moment(160.0 * i)) == []


def test_d6_a_quarrel_costs_at_most_ten_publishes() -> None:
    memory, published = CommandHistory(), 0
    for i in range(60):  # every half minute the hub wants it bright and a program makes it dark
        at_s = 30.0 * i
        if outcome(railed(wish("brightness", 0.8, 0.1), at_s, memory)) == SENT:
            send(memory, wish("brightness", 0.8, 0.1), at_s, f"d{i}")
            published += 1
            memory.record_reversal(LAMP.id, "brightness", moment(at_s + 2.0))
    assert 0 < published <= 10


# Together


def test_what_is_only_suggested_is_capped_but_not_paced() -> None:
    memory = CommandHistory(per_device=1)
    send(memory, wish("setpoint", 18.0, 17.0), 0.0)
    suggested = replace(wish("setpoint", 30.0, 18.0), outcome=Outcome.SUGGESTED)
    got = railed(suggested, 1.0, memory)
    assert (got.outcome, got.value) == (Outcome.SUGGESTED, 24.0)


def test_a_held_wish_keeps_its_reason() -> None:
    held = replace(wish("brightness", math.nan), outcome=Outcome.HELD)
    assert railed(held) == held


def test_every_rail_leaves_a_good_wish_alone() -> None:
    good = wish("brightness", 0.5, 0.1)
    c = RailInput(LAMP, LAMP.traits["brightness"], Trigger.ARRIVAL)
    for rail in RAILS:
        assert rail(good, c, CommandHistory(), moment(0.0)) == good, rail.__name__


# Limits of room and people, whoever orders it


@pytest.mark.parametrize("trigger", list(Trigger))
def test_no_light_goes_above_the_limit_of_who_is_there(trigger: Trigger) -> None:
    trimmed = railed(wish("brightness", 0.8, 0.1), brightness=0.3, trigger=trigger)
    assert (trimmed.value, trimmed.reason.code) == (0.3, "limit")
    assert "30 %" in trimmed.reason.words
    assert railed(wish("brightness", 0.2, 0.1), brightness=0.3, trigger=trigger).value == 0.2


@pytest.mark.parametrize("trigger", [Trigger.ARRIVAL, Trigger.UNDO, Trigger.ASKED])
@pytest.mark.parametrize(("lit_with", "comes_on"), [(0.2, True), (0.304, True), (0.5, False), (0.0, False), (None, False)])
def test_a_lamp_comes_on_only_with_a_level_below_the_limit(lit_with: float | None, comes_on: bool, trigger: Trigger) -> None:
    lit = railed(wish("power", True, False), brightness=0.3, lit_with=lit_with, is_lit=False, trigger=trigger)
    assert outcome(lit) == (SENT if comes_on else ("held", "limit"))


def test_a_limit_keeps_no_lamp_from_being_put_out() -> None:
    assert outcome(railed(wish("power", False, True), brightness=0.3, is_lit=True)) == SENT
    assert outcome(railed(wish("power", True, False, PLUG), brightness=0.3)) == ("held", "limit")  # what it feeds may be a lamp


@pytest.mark.parametrize("trigger", [Trigger.ARRIVAL, Trigger.UNDO, Trigger.ASKED])
@pytest.mark.parametrize(("loud_with", "plays"), [(0.2, True), (0.9, False), (None, False)])
def test_no_music_starts_louder_than_the_limit(loud_with: float | None, plays: bool, trigger: Trigger) -> None:
    started = railed(wish("music", "jazz", "silence"), volume=0.4, loud_with=loud_with, is_playing=False, trigger=trigger)
    assert outcome(started) == (SENT if plays else ("held", "limit"))
    assert outcome(railed(wish("music", "silence", "jazz"), volume=0.4, is_playing=True, trigger=trigger)) == SENT
