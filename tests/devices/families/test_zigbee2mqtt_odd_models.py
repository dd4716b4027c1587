"""Zigbee models that say usual things in their own way: words for speeds, a cooler in parts, sensors that are broken."""

from typing import Any

import pytest

from devices.errors import BadCommand, BadPayload
from devices.vocabulary import Role

from .zigbee_builders import MOTION, hear, make_device, say, told


def numeric(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "property": name, "type": "numeric", "access": 1, **more}


def test_a_fan_with_words_for_its_speeds_has_a_speed_in_equal_parts() -> None:
    fan = make_device("ZC0101")
    speed = fan.traits["fan_speed"]
    assert (fan.role, speed.low, speed.high, speed.step) == (Role.FAN, 0.0, 1.0, 1 / 3)
    assert say(fan, fan_speed=0.6) == {"fan_mode": "medium"}
    assert say(fan, fan_speed=0.0) == {"fan_mode": "off"}
    assert told(fan, {"fan_mode": "high", "fan_state": "ON"}) == {"power": True, "fan_speed": 1.0}


@pytest.mark.parametrize("word", ["on", "auto", "smart", "a word of its own"])
def test_a_mode_that_is_no_speed_says_nothing_of_how_fast_a_fan_turns(word: str) -> None:
    assert told(make_device("ZC0101"), {"fan_mode": word}) == {}


def test_a_fan_without_a_word_for_standing_still_turns_slowly_at_least() -> None:
    feature = {"name": "mode", "property": "fan_mode", "type": "enum", "access": 7, "values": ["3", "1", "2", "auto"]}
    fan = make_device(definition={"exposes": [{"type": "fan", "features": [feature]}]})
    assert fan.traits["fan_speed"].low == pytest.approx(1 / 3)
    assert say(fan, fan_speed=0.0) == {"fan_mode": "1"}
    assert say(fan, fan_speed=1.0) == {"fan_mode": "3"}
    with pytest.raises(BadCommand):
        say(fan, fan_speed="fast")


def test_a_fan_is_switched_by_its_own_switch_and_not_by_the_one_beside_it() -> None:
    fan = make_device("SSWF01G")
    assert say(fan, power=True) == {"fan_state": "ON"}
    assert told(fan, {"state": "ON", "fan_state": "OFF"}) == {"power": False}


def test_an_air_conditioner_in_parts_tells_the_rooms_warmth_and_is_never_switched() -> None:
    cooler = make_device("TCL-3-ZB-S")
    assert "air conditioner" in cooler.hazard
    assert told(cooler, {"current_temperature": 23.5, "state": "OFF"}) == {"power": False, "temperature": 23.5}


def test_ambient_light_in_lx_of_any_spelling_is_illuminance() -> None:
    assert told(make_device("HS9MS-E"), {"occupancy": False, "ambient_light": 12}) == {"occupancy": False, "illuminance": 12.0}


def test_ambient_light_in_a_unit_that_is_not_told_is_none() -> None:
    assert make_device(definition={"exposes": [numeric("ambient_light")]}).refused


def test_what_a_room_is_to_be_kept_at_is_not_how_warm_it_is() -> None:
    assert make_device(definition={"exposes": [numeric("current_temperature", access=3, unit="°C")]}).refused


def test_a_cover_that_counts_how_far_it_is_shut_is_turned_round() -> None:
    blind = make_device("SIN-4-RS-20_LEX", options={"invert": True})
    assert told(blind, {"position": 100}) == {"position": 0.0}
    assert told(blind, {"position": 30}) == {"position": 0.7}
    assert say(blind, position=1.0) == {"position": 0}
    assert say(blind, position=0.25) == {"position": 75}
    assert say(make_device("SIN-4-RS-20_LEX", options={"invert": False}), position=0.25) == {"position": 25}


def test_a_range_written_as_text_is_kept_to() -> None:
    feature = numeric("occupied_heating_setpoint", access=7, value_min="7", value_max="25", value_step="0.5")
    valve = make_device(definition={"exposes": [{"type": "climate", "features": [feature]}]})
    assert say(valve, setpoint=30.0) == {"occupied_heating_setpoint": 25}


def test_a_thermometer_that_is_not_there_silences_nothing_beside_it() -> None:
    sensor = make_device(MOTION)
    state = {"occupancy": True, "temperature": -327.68, "illuminance": 5}
    assert told(sensor, state) == {"occupancy": True, "illuminance": 5.0}


@pytest.mark.parametrize("temperature", [-327.68, "warm", True, []])
def test_a_reading_that_is_all_there_is_and_cannot_be_is_refused(temperature: Any) -> None:
    sensor = make_device(definition={"exposes": [numeric("temperature", unit="°C")]})
    with pytest.raises(BadPayload):
        hear(sensor, {"temperature": temperature})
