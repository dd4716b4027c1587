"""Announced lamps of all three schemas: what they report, what they are told, what others tell them."""

import json
import math
from typing import Any

import pytest

from devices.command import Command
from devices.errors import BadCommand, BadPayload
from devices.event import Reported
from devices.families.home_assistant_mqtt import FAMILY
from devices.vocabulary import Device
from tests.devices.families.discovered import announced, orders, said, told, values
from tests.devices.recorded.home_assistant_mqtt.samples import TEMPLATE_LAMP, recorded

JSON: dict[str, Any] = {"schema": "json", "stat_t": "l", "cmd_t": "l/set"}
BASIC: dict[str, Any] = {"cmd_t": "l/set", "stat_t": "l", "bri_cmd_t": "l/bri/set", "bri_stat_t": "l/bri"}


def json_lamp(**config: Any) -> Device:
    return announced("light/l", **{**JSON, "sup_clrm": ["color_temp"], **config})


def basic_lamp(**config: Any) -> Device:
    return announced("light/l", **{**BASIC, **config})


def template_lamp() -> Device:
    return announced("light/duo", **json.loads(TEMPLATE_LAMP[1]))


def wire_lamp(topic: str) -> Device:
    row = next(row for row in recorded() if row["topic"] == topic)
    return announced(topic.removeprefix("homeassistant/").removesuffix("/config"), **json.loads(row["payload"]))


def test_a_json_lamp_has_what_its_colour_modes_say() -> None:
    assert set(json_lamp(sup_clrm=["onoff"]).traits) == {"power"}
    assert set(json_lamp(sup_clrm=["brightness"]).traits) == {"power", "brightness"}
    assert set(json_lamp(sup_clrm=["xy", "color_temp"]).traits) == {"power", "brightness", "colour_temperature", "colour"}
    assert set(json_lamp(sup_clrm=["rgb"]).traits) == {"power", "brightness", "colour"}
    assert set(announced("light/l", **JSON, brightness=True).traits) == {"power", "brightness"}
    assert set(announced("light/l", **JSON).traits) == {"power"}


def test_its_range_is_its_own_in_mired_or_kelvin() -> None:
    mired = json_lamp(min_mirs=200, max_mirs=400).traits["colour_temperature"]
    kelvin = json_lamp(min_kelvin=2200, max_kelvin=6500).traits["colour_temperature"]
    silent = json_lamp().traits["colour_temperature"]
    assert (mired.low, mired.high) == (2500.0, 5000.0)
    assert (kelvin.low, kelvin.high) == (2200.0, 6500.0)
    assert (silent.low, round(silent.high or 0)) == (2000.0, 6536)


def test_a_json_lamp_is_told_whole_numbers_and_on() -> None:
    assert told(json_lamp(bri_scl=254), 2.0, brightness=0.5, colour_temperature=2700.0) == [
        ("l/set", {"state": "ON", "brightness": 127, "color_temp": 370, "transition": 2})
    ]
    payload = FAMILY.say(json_lamp(), Command(json_lamp().id, {"brightness": 0.5}, 2.0))[0].payload
    assert b"2.0" not in payload  # ESPHome ignores a float


def test_a_transition_of_part_of_a_second_stays_one() -> None:
    assert told(json_lamp(), 0.5, power=True) == [("l/set", {"state": "ON", "transition": 0.5})]


def test_off_is_told_alone() -> None:
    assert told(json_lamp(), 3.0, power=False, brightness=0.4) == [("l/set", {"state": "OFF", "transition": 3})]
    assert told(json_lamp(), brightness=0.0) == [("l/set", {"state": "OFF"})]


def test_the_least_light_is_not_darkness() -> None:
    assert told(json_lamp(), brightness=0.0001) == [("l/set", {"state": "ON", "brightness": 1})]
    assert told(json_lamp(), power=True, brightness=0.0) == [("l/set", {"state": "ON", "brightness": 1})]
    assert told(basic_lamp(), power=True, brightness=0.0) == [("l/bri/set", "1"), ("l/set", "ON")]
    assert '"brightness": 0.39' in json.dumps(told(template_lamp(), power=True, brightness=0.0)[0][1])


def test_a_wish_beyond_the_lamp_is_brought_into_its_range() -> None:
    assert told(json_lamp(max_mirs=400), colour_temperature=1500.0)[0][1]["color_temp"] == 400
    assert told(json_lamp(), brightness=7.0)[0][1]["brightness"] == 255


def test_kelvin_lamps_speak_kelvin_both_ways() -> None:
    lamp = json_lamp(clr_temp_k=True, min_kelvin=2000, max_kelvin=6500)
    assert told(lamp, colour_temperature=2700.4) == [("l/set", {"state": "ON", "color_temp": 2700})]
    assert values(lamp, "l", {"state": "ON", "color_temp": 3000})["colour_temperature"] == 3000.0


def test_a_json_lamps_state_is_read_in_our_units() -> None:
    found = values(json_lamp(), "l", {"state": "ON", "brightness": 51, "color_temp": 250, "color_mode": "color_temp"})
    assert found == {"power": True, "brightness": 0.2, "colour_temperature": 4000.0}


def test_off_wins_over_the_brightness_beside_it() -> None:
    assert values(json_lamp(), "l", {"state": "OFF", "brightness": 51}) == {"power": False}
    assert values(wire_lamp("homeassistant/light/led1/config"), "stat/led1/RESULT", {"POWER": "OFF", "Dimmer": 40}) == {
        "power": False
    }


def test_null_is_not_known_and_a_brightness_of_nought_is_ignored() -> None:
    assert values(json_lamp(), "l", {"state": None, "brightness": None}) == {}
    assert values(json_lamp(), "l", {"state": "ON", "brightness": 0}) == {"power": True}


def test_a_colour_temperature_beside_a_colour_is_only_derived() -> None:
    assert values(json_lamp(), "l", {"state": "ON", "color_temp": 250, "color_mode": "xy"}) == {"power": True}


def test_one_impossible_value_makes_the_message_suspect() -> None:
    for wrong in (
        {"brightness": 300},
        {"brightness": True},
        {"brightness": -3},
        {"color_temp": 5},
        {"state": -1},
        {"state": "MAYBE"},
    ):
        with pytest.raises(BadPayload):
            FAMILY.hear(json_lamp(), said("l", {"state": "ON", **wrong}))


def test_255_of_a_lamp_that_counts_to_254_is_full() -> None:
    assert values(json_lamp(bri_scl=254), "l", {"brightness": 255}) == {"brightness": 1.0}


def test_a_retained_state_is_a_snapshot_and_a_retained_command_nobodys_order() -> None:
    events = FAMILY.hear(json_lamp(), said("l", {"state": "ON"}, retain=True))
    assert [event.snapshot for event in events if isinstance(event, Reported)] == [True]
    assert FAMILY.hear(json_lamp(), said("l/set", {"state": "ON"}, retain=True)) == ()


def test_what_others_tell_a_json_lamp_is_heard() -> None:
    home_assistant = {"state": "ON", "transition": 2.0, "brightness": 152, "color_temp": 370}
    found = orders(json_lamp(bri_scl=254), "l/set", home_assistant)
    assert found["power"] is True
    assert found["brightness"] == pytest.approx(152 / 254, abs=1e-5)
    assert found["colour_temperature"] == pytest.approx(1e6 / 370)
    assert orders(json_lamp(), "l/set", {"brightness": 100})["power"] is True
    assert orders(json_lamp(), "l/set", "TOGGLE") == {"power": None}
    assert orders(json_lamp(), "l/set", {"brightness": "up"}) == {"brightness": None}
    assert orders(json_lamp(), "l/set", {"effect": "blink"}) == dict.fromkeys(json_lamp().traits)
    assert orders(json_lamp(), "l/set", {"state": "ON", "color": {"x": 0.3, "y": 0.3}}) == {
        "power": True,
        "colour_temperature": None,
    }


def test_each_lamp_recognises_its_own_words_as_orders() -> None:
    for lamp in (json_lamp(), basic_lamp(), template_lamp()):
        for power in (True, False):
            (out,) = FAMILY.say(lamp, Command(lamp.id, {"power": power}))
            assert orders(lamp, out.topic, out.payload.decode())["power"] is power


@pytest.mark.parametrize(
    ("kind", "messages"),
    [
        ("last", [("l/bri/set", "128"), ("l/set", "ON")]),
        ("first", [("l/set", "ON"), ("l/bri/set", "128")]),
        ("brightness", [("l/bri/set", "128")]),
    ],
)
def test_a_lamp_of_the_default_schema_is_told_in_the_order_it_wants(kind: str, messages: list[tuple[str, str]]) -> None:
    lamp = basic_lamp(on_cmd_type=kind)
    assert told(lamp, brightness=0.5) == messages
    assert told(lamp, power=False, brightness=0.5) == [("l/set", "OFF")]
    assert told(lamp, brightness=0.0) == [("l/set", "OFF")]


def test_a_lamp_told_in_numbers_may_say_on_and_off_in_words() -> None:
    lamp = basic_lamp(pl_on="255", pl_off="0", stat_val_tpl="{{ 'OFF' if value == '0' else 'ON' }}")
    assert values(lamp, "l", "0") == {"power": False}
    assert values(lamp, "l", "40") == {"power": True}
    turned = basic_lamp(pl_on="OFF", pl_off="ON")
    assert values(turned, "l", "OFF") == {"power": True}


def test_the_indicator_on_a_button_is_no_lamp() -> None:
    assert "setting" in basic_lamp(ent_cat="config").refused


def test_a_lamp_that_is_switched_on_by_its_brightness_is_told_full_for_on() -> None:
    assert told(basic_lamp(on_cmd_type="brightness"), power=True) == [("l/bri/set", "255")]
    assert told(basic_lamp(), power=True) == [("l/set", "ON")]


def test_a_lamp_that_is_switched_on_by_its_brightness_keeps_it_when_only_its_colour_changes() -> None:
    lamp = basic_lamp(on_cmd_type="brightness", clr_temp_cmd_t="l/ct/set")
    assert [topic for topic, _ in told(lamp, colour_temperature=3000.0)] == ["l/ct/set"]


def test_a_lamp_of_the_default_schema_has_words_and_templates_of_its_own() -> None:
    lamp = basic_lamp(
        pl_on="1",
        pl_off="0",
        bri_scl=100,
        bri_cmd_tpl='{"dim": {{ value }}}',
        bri_val_tpl="{{ value_json.dim }}",
        clr_temp_cmd_t="l/ct/set",
        clr_temp_stat_t="l/ct",
        clr_temp_cmd_tpl="CT {{ value }}",
    )
    assert told(lamp, brightness=0.4, colour_temperature=4000.0) == [
        ("l/ct/set", "CT 250"),
        ("l/bri/set", {"dim": 40}),
        ("l/set", "1"),
    ]
    assert values(lamp, "l", "0") == {"power": False}
    assert values(lamp, "l/bri", {"dim": 40}) == {"brightness": 0.4}
    assert values(lamp, "l/ct", "250") == {"colour_temperature": 4000.0}
    assert values(lamp, "l/ct", "None") == {}
    assert orders(lamp, "l/set", "1") == {"power": True}
    assert orders(lamp, "l/bri/set", {"dim": 40}) == {"brightness": None}  # a template cannot be run backwards


def test_old_tasmota_and_zwave_lamps_are_understood_as_captured() -> None:
    tasmota = wire_lamp("homeassistant/light/led1/config")
    assert values(tasmota, "stat/led1/RESULT", {"POWER": "ON"}) == {"power": True}
    assert values(tasmota, "stat/led1/RESULT", {"Dimmer": 40}) == {"brightness": 0.4}
    assert values(tasmota, "stat/led1/RESULT", {"CT": 250}) == {"colour_temperature": 4000.0}
    assert told(tasmota, brightness=0.4) == [("cmnd/led1/Dimmer", "40")]
    zwave = wire_lamp("homeassistant/light/Salon-Eclairage/dimmer/config")
    topic = "zwave/Salon/Eclairage_SAlon/38/0/currentValue"
    assert values(zwave, topic, {"time": 1, "value": 0}) == {"power": False}
    assert values(zwave, topic, {"time": 1, "value": 99}) == {"power": True, "brightness": 1.0}
    assert told(zwave, brightness=1.0) == [("zwave/Salon/Eclairage_SAlon/38/0/targetValue/set", "99")]
    assert orders(zwave, "zwave/Salon/Eclairage_SAlon/38/0/targetValue/set", "99") == {"brightness": 1.0, "power": True}


def test_a_template_lamp_speaks_through_its_templates() -> None:
    lamp = template_lamp()
    assert told(lamp, 1.5, brightness=0.5, colour_temperature=4000.0) == [
        ("shellies/duo/light/0/set", {"turn": "on", "brightness": 50.2, "temp": 4000, "transition": 1500})
    ]
    assert told(lamp, power=False, brightness=0.5) == [("shellies/duo/light/0/set", {"turn": "off"})]
    assert told(lamp, brightness=0.0) == [("shellies/duo/light/0/set", {"turn": "off"})]
    found = values(lamp, "shellies/duo/light/0/status", {"ison": True, "brightness": 50, "temp": 4000})
    assert found == {"power": True, "brightness": pytest.approx(0.5, abs=0.003), "colour_temperature": 4000.0}
    assert values(lamp, "shellies/duo/light/0/status", {"ison": False, "brightness": 50}) == {"power": False}
    assert orders(lamp, "shellies/duo/light/0/set", '{"turn": "on", "brightness": 3}') == dict.fromkeys(lamp.traits)


RGB: dict[str, Any] = {
    "schema": "template", "cmd_t": "s/set", "stat_t": "s", "stat_tpl": "{{ value_json.s }}", "bri_tpl": "{{ value_json.b }}",
    "clr_temp_tpl": "{{ value_json.ct }}", "r_tpl": "{{ value_json.c.r }}", "g_tpl": "{{ value_json.c.g }}",
    "b_tpl": "{{ value_json.c.b }}", "cmd_off_tpl": "off", "cmd_on_tpl": "on {{ hue }} {{ sat }} {{ color_temp }}",
}  # fmt: skip


def test_a_template_lamp_is_told_a_colour_in_each_form_its_template_may_ask_for() -> None:
    lamp = announced("light/s", **RGB)
    assert told(lamp, colour="#ff7f00") == [("s/set", "on 29.88 100.0")]
    assert told(lamp, colour="white") == [("s/set", "on   370")], "white is said by its warmth"


def test_a_template_lamp_that_tells_a_colour_and_a_warmth_at_once_is_of_no_known_colour() -> None:
    lamp = announced("light/s", **RGB)
    orange = {"r": 255, "g": 127, "b": 0}
    assert values(lamp, "s", {"s": "on", "b": 255, "c": orange}) == {"power": True, "brightness": 1.0, "colour": "#ff7f00"}
    assert "colour" not in values(lamp, "s", {"s": "on", "b": 255, "c": orange, "ct": 250})
    assert values(lamp, "s", {"s": "on", "b": 255, "ct": 250}) == {
        "power": True, "brightness": 1.0, "colour_temperature": 4000.0, "colour": "white",
    }  # fmt: skip


def test_a_template_lamp_whose_brightness_is_its_colour_takes_none() -> None:
    without = {key: value for key, value in RGB.items() if key != "bri_tpl"}
    assert set(announced("light/s", **without).traits) == {"power", "colour_temperature"}


@pytest.mark.parametrize(
    ("config", "word"),
    [
        ({"schema": "odd", "cmd_t": "a"}, "schema"),
        ({"schema": "json"}, "command_topic"),
        ({"schema": "template", "cmd_t": "a"}, "command templates"),
        ({}, "command_topic"),
        ({"cmd_t": "a", "on_cmd_type": "never"}, "on_command_type"),
        ({"cmd_t": "a", "pl_on": "x", "pl_off": "x"}, "the same"),
        ({**JSON, "brightness": True, "bri_scl": "full"}, "brightness_scale"),
        ({**JSON, "brightness": True, "bri_scl": -4}, "brightness_scale"),
        ({**JSON, "sup_clrm": ["color_temp"], "min_mirs": [1]}, "min_mireds"),
        ({**JSON, "sup_clrm": ["color_temp"], "max_kelvin": 10**300}, "max_kelvin"),
        ({"cmd_t": "a", "bri_cmd_t": "b", "bri_cmd_tpl": 7}, "not a template"),
        ({"cmd_t": "a", "avty_t": "b", "pl_avail": "x", "pl_not_avail": "x"}, "online and offline"),
    ],
)
def test_a_lamp_that_cannot_be_used_says_why(config: dict[str, Any], word: str) -> None:
    device = announced("light/l", **config)
    assert word in device.refused
    assert device.traits == {}
    with pytest.raises(BadCommand):
        told(device, power=True)
    assert FAMILY.hear(device, said("l", {"state": "ON"})) == ()


@pytest.mark.parametrize("transition", [-1.0, math.nan, math.inf, True])
def test_a_transition_that_is_no_time_is_refused(transition: float) -> None:
    for lamp in (json_lamp(), basic_lamp(), template_lamp()):
        with pytest.raises(BadCommand):
            told(lamp, transition, power=True)


def test_a_lamp_that_only_reports_takes_nothing() -> None:
    lamp = announced("light/l", schema="json", stat_t="l", brightness=True)
    assert values(lamp, "l", {"state": "ON", "brightness": 255}) == {"power": True, "brightness": 1.0}
    with pytest.raises(BadCommand, match="cannot be set"):
        told(lamp, brightness=0.5)
    with pytest.raises(BadCommand, match="no such quantity"):
        told(lamp, setpoint=20.0)


def test_a_range_of_one_colour_leaves_nothing_to_set() -> None:
    assert not json_lamp(min_mirs=300, max_mirs=300).traits["colour_temperature"].settable
