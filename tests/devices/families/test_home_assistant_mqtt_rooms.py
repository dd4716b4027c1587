"""Announced thermostats, switches, covers, fans, sensors and people: units, words, ranges, and who is there at all."""

from typing import Any

import pytest

from devices.errors import BadCommand, BadPayload
from devices.event import Reachable, Seen
from devices.families.home_assistant_mqtt import FAMILY
from devices.vocabulary import Device, Role
from tests.devices.families.discovered import announced, orders, said, told, values

CLIMATE: dict[str, Any] = {
    "temp_cmd_t": "c/t/set",
    "temp_stat_t": "c/t",
    "mode_cmd_t": "c/m/set",
    "mode_stat_t": "c/m",
    "modes": ["off", "heat"],
    "curr_temp_t": "c/now",
    "min_temp": "5",
    "max_temp": "30",
    "temp_step": 0.5,
}


def thermostat(**config: Any) -> Device:
    return announced("climate/c", **{**CLIMATE, **config})


def online(device: Device, topic: str, payload: object, retain: bool = False) -> list[bool]:
    return [e.online for e in FAMILY.hear(device, said(topic, payload, retain)) if isinstance(e, Reachable)]


def places(device: Device, payload: object, retain: bool = False) -> list[str | None]:
    return [e.place for e in FAMILY.hear(device, said(device.hears[0], payload, retain)) if isinstance(e, Seen)]


def test_a_thermostat_has_setpoint_mode_and_temperature_in_its_own_range() -> None:
    device = thermostat()
    trait = device.traits["setpoint"]
    assert (trait.low, trait.high, trait.step, trait.settable) == (5.0, 30.0, 0.5, True)
    assert device.traits["hvac_mode"].choices == ("off", "heat")
    assert not device.traits["temperature"].settable
    assert device.role is Role.CLIMATE


def test_a_thermostat_without_a_unit_speaks_celsius() -> None:
    assert values(thermostat(), "c/t", "20.5") == {"setpoint": 20.5}
    assert values(thermostat(), "c/now", "19.25") == {"temperature": 19.25}
    assert told(thermostat(), setpoint=20.3) == [("c/t/set", "20.5")]
    assert told(thermostat(), setpoint=21.0) == [("c/t/set", "21")]
    assert told(thermostat(), setpoint=99.0) == [("c/t/set", "30")]


def test_fahrenheit_is_converted_both_ways_with_its_range_and_step() -> None:
    device = thermostat(temp_unit="F", min_temp=45, max_temp=86, temp_step=1)
    trait = device.traits["setpoint"]
    assert [trait.low, trait.high] == [pytest.approx(7.2222), 30.0]
    assert trait.step == pytest.approx(5 / 9)
    assert values(device, "c/t", "68") == {"setpoint": 20.0}
    assert values(device, "c/now", "50") == {"temperature": 10.0}
    assert told(device, setpoint=20.0) == [("c/t/set", "68")]
    assert told(device, setpoint=20.2) == [("c/t/set", "68")]
    assert told(device, setpoint=50.0) == [("c/t/set", "86")]
    assert orders(device, "c/t/set", "70")["setpoint"] == pytest.approx(21.1111)


def test_a_thermostat_silent_about_its_range_has_home_assistants() -> None:
    celsius = announced("climate/c", temp_cmd_t="a").traits["setpoint"]
    fahrenheit = announced("climate/c", temp_cmd_t="a", temp_unit="F").traits["setpoint"]
    assert (celsius.low, celsius.high, celsius.step) == (7.0, 35.0, 1.0)
    assert (fahrenheit.low, fahrenheit.high) == (7.0, 35.0)


def test_of_two_setpoints_the_lower_is_what_a_person_wants_warm() -> None:
    device = announced("climate/c", temp_lo_cmd_t="lo/set", temp_lo_stat_t="lo", temp_hi_cmd_t="hi/set", temp_hi_stat_t="hi")
    assert told(device, setpoint=20.0) == [("lo/set", "20")]
    assert told(device, cooling_setpoint=26.0) == [("hi/set", "26")]
    assert values(device, "hi", "26") == {"cooling_setpoint": 26.0}


def test_mode_goes_before_temperature_and_words_not_listed_say_nothing() -> None:
    device = thermostat()
    assert told(device, setpoint=20.0, hvac_mode="heat") == [("c/m/set", "heat"), ("c/t/set", "20")]
    assert values(device, "c/m", "heat") == {"hvac_mode": "heat"}
    assert values(device, "c/m", "boost") == {}
    with pytest.raises(BadCommand, match="none of off, heat"):
        told(device, hvac_mode="boost")


def test_the_valve_of_a_radiator_is_waited_for() -> None:
    assert thermostat(dev={"ids": "x", "model": "Thermostatic radiator valve"}).settle_s == 300.0
    assert thermostat(dev={"ids": "x", "model": "Wall thermostat"}).settle_s is None


def test_a_range_of_one_point_cannot_be_set() -> None:
    assert not thermostat(min_temp=22, max_temp=22).traits["setpoint"].settable


def test_a_thermostat_of_water_says_so() -> None:
    assert "water" in thermostat(name="Water").hazard
    assert thermostat(name="Hall").hazard == ""


def test_an_impossible_temperature_is_refused_and_an_unknown_one_says_nothing() -> None:
    for wrong in ("900", "-80", "inf", "warm", "1e400"):
        with pytest.raises(BadPayload):
            FAMILY.hear(thermostat(), said("c/now", wrong))
    for silent in ("None", "nan", "unknown", "unavailable", " "):
        assert values(thermostat(), "c/now", silent) == {}


@pytest.mark.parametrize(
    ("config", "word"),
    [
        ({"temp_unit": "R"}, "°C"),
        ({"min_temp": "cold"}, "min_temp"),
        ({"temp_stat_tpl": "{{ now() }}"}, "now()"),
    ],
)
def test_a_thermostat_that_cannot_be_used_says_why(config: dict[str, Any], word: str) -> None:
    assert word in thermostat(**config).refused
    assert "without topics" in announced("climate/c", name="x").refused


def test_a_switch_has_words_of_its_own() -> None:
    device = announced("switch/s", cmd_t="s/set", stat_t="s", pl_on="go", pl_off="halt", stat_on="going", stat_off="halted")
    assert told(device, power=True) == [("s/set", "go")]
    assert values(device, "s", "going") == {"power": True}
    assert values(device, "s", "HALTED") == {"power": False}
    assert orders(device, "s/set", "halt") == {"power": False}
    assert orders(device, "s/set", "toggle") == {"power": None}
    with pytest.raises(BadPayload):
        FAMILY.hear(device, said("s", "go"))


def test_json_true_and_false_are_words_too() -> None:
    device = announced(
        "binary_sensor/b", stat_t="b", dev_cla="occupancy", pl_on=True, pl_off=False, val_tpl="{{ value_json.o }}"
    )
    assert values(device, "b", {"o": True}) == {"occupancy": True}
    assert values(device, "b", {"o": False}) == {"occupancy": False}
    assert values(device, "b", {"o": None}) == {}
    assert values(device, "b", {}) == {}


def test_a_switch_with_a_command_template_is_told_and_overheard_through_it() -> None:
    device = announced("switch/s", cmd_t="s/set", stat_t="s", cmd_tpl='{"relay": "{{ value | lower }}"}')
    assert told(device, power=True) == [("s/set", {"relay": "on"})]
    assert orders(device, "s/set", '{"relay": "off"}') == {"power": False}
    assert orders(device, "s/set", '{"relay": "blink"}') == {"power": None}


def test_a_command_template_that_fails_is_a_command_that_cannot_be_given() -> None:
    for source in ("{{ 1 / 0 }}", "{{ '' }}", "{{ value.x.y }}", "{{ '\\ud800' }}"):
        with pytest.raises(BadCommand):
            told(announced("switch/s", cmd_t="s/set", cmd_tpl=source), power=True)


@pytest.mark.parametrize("category", ["config", "diagnostic"])
def test_a_setting_is_not_a_switch(category: str) -> None:
    for component in ("switch", "number", "select"):
        assert "setting" in announced(f"{component}/s", cmd_t="a", ent_cat=category, ops=["heat", "off"]).refused


def test_a_number_counts_only_as_a_rooms_setpoint() -> None:
    device = announced(
        "number/n", cmd_t="n/set", stat_t="n", dev_cla="temperature", unit_of_meas="°F", min=50, max=86, name="Target"
    )
    assert told(device, setpoint=20.0) == [("n/set", "68")]
    assert "no use for" in announced("number/n", cmd_t="n/set", min=0, max=255).refused
    assert "not a room's" in announced("number/n", cmd_t="n/set", dev_cla="temperature", name="Boiler flow temperature").refused
    assert "command_topic" in announced("number/n", dev_cla="temperature", name="Target").refused
    assert "°C" in announced("number/n", cmd_t="n", dev_cla="temperature", unit_of_meas="K").refused


def test_a_choice_counts_only_between_a_thermostats_modes() -> None:
    device = announced("select/s", cmd_t="s/set", stat_t="s", ops=["off", "heat", "auto"])
    assert told(device, hvac_mode="heat") == [("s/set", "heat")]
    assert values(device, "s", "auto") == {"hvac_mode": "auto"}
    for options in (["a", "b"], ["heat"], [], ["auto", "off"], "heat", [1, None]):
        assert "no use for" in announced("select/s", cmd_t="s/set", ops=options).refused
    assert "command_topic" in announced("select/s", ops=["heat", "off"]).refused


def test_a_cover_with_a_position_is_a_fraction_open_either_way_round() -> None:
    usual = announced("cover/c", pos_t="p", set_pos_t="p/set", set_pos_tpl='{"position": {{ position }}}')
    turned = announced("cover/c", pos_t="p", set_pos_t="p/set", pos_open=0, pos_clsd=100)
    assert told(usual, position=0.4) == [("p/set", {"position": 40})]
    assert told(turned, position=0.4) == [("p/set", "60")]
    assert values(turned, "p", "60") == {"position": 0.4}
    assert usual.role is Role.COVER
    assert "position" in announced("cover/c", cmd_t="c").refused
    assert "the same" in announced("cover/c", pos_t="p", pos_open=0, pos_clsd=0).refused
    assert "garage" in announced("cover/c", pos_t="p", dev_cla="garage").hazard


def test_a_fan_has_power_and_its_own_number_of_speeds() -> None:
    device = announced("fan/f", cmd_t="f/set", stat_t="f", pct_cmd_t="f/s/set", pct_stat_t="f/s", spd_rng_min=1, spd_rng_max=4)
    assert told(device, fan_speed=0.5) == [("f/s/set", "2")]
    assert values(device, "f/s", "4") == {"fan_speed": 1.0}
    assert told(device, power=False) == [("f/set", "OFF")]


@pytest.mark.parametrize(
    ("unit", "payload", "celsius"), [("°C", "21.5", 21.5), ("°F", "41", 5.0), ("K", "293.15", 20.0), ("", "7", 7.0)]
)
def test_a_temperature_is_read_in_its_unit(unit: str, payload: str, celsius: float) -> None:
    device = announced("sensor/s", stat_t="s", dev_cla="temperature", unit_of_meas=unit)
    assert values(device, "s", payload) == {"temperature": pytest.approx(celsius)}


def test_a_sensor_in_degrees_without_a_class_counts_where_it_calls_itself_a_temperature() -> None:
    assert set(announced("sensor/s", stat_t="s", unit_of_meas="°C", name="Outdoor temperature").traits) == {"temperature"}
    assert announced("sensor/s", stat_t="s", unit_of_meas="°C", name="Target temperature").refused
    assert announced("sensor/s", stat_t="s", unit_of_meas="°C", name="Dew point").refused


def test_light_is_read_in_lux_only() -> None:
    assert values(announced("sensor/s", stat_t="s", dev_cla="illuminance", unit_of_meas="lx"), "s", "143.2") == {
        "illuminance": 143.2
    }
    assert "%" in announced("sensor/s", stat_t="s", dev_cla="illuminance", unit_of_meas="%").refused


@pytest.mark.parametrize(
    ("component", "config", "word"),
    [
        ("sensor", {"dev_cla": "pressure", "unit_of_meas": "hPa"}, "pressure"),
        ("sensor", {"unit_of_meas": "W"}, "W"),
        ("sensor", {"dev_cla": "temperature", "unit_of_meas": "Ré"}, "Ré"),
        ("sensor", {"stat_cla": "measurement"}, "measures"),
        ("binary_sensor", {"dev_cla": "smoke"}, "smoke"),
        ("binary_sensor", {}, "people"),
        ("binary_sensor", {"dev_cla": "motion", "pl_on": "x", "pl_off": "x"}, "the same"),
    ],
)
def test_a_sensor_the_hub_does_not_use_says_why(component: str, config: dict[str, Any], word: str) -> None:
    assert word in announced(f"{component}/s", stat_t="s", **config).refused


@pytest.mark.parametrize("component", ["sensor", "binary_sensor"])
def test_a_sensor_without_a_topic_says_so(component: str) -> None:
    assert "state_topic" in announced(f"{component}/s", dev_cla="motion").refused


@pytest.mark.parametrize(
    "config", [{"dev_cla": "motion"}, {"dev_cla": "occupancy"}, {"dev_cla": "presence"}, {"name": "Presence"}]
)
def test_motion_occupancy_and_presence_are_occupancy(config: dict[str, Any]) -> None:
    assert values(announced("binary_sensor/b", stat_t="b", **config), "b", "ON") == {"occupancy": True}


def test_a_tracker_tells_home_away_a_room_or_that_nothing_is_known() -> None:
    device = announced("device_tracker/ana", stat_t="ana", pl_home="in", pl_not_home="out", pl_rst="?")
    assert places(device, "in") == ["home"]
    assert places(device, "out") == ["not_home"]
    assert places(device, "not_home") == ["not_home"]
    assert places(device, "?") == [None]
    assert places(device, "unknown") == [None]
    assert places(device, "Living room") == ["Living room"]
    assert device.role is Role.TRACKER


def test_a_retained_place_is_a_snapshot() -> None:
    device = announced("device_tracker/ana", stat_t="ana")
    (event,) = FAMILY.hear(device, said("ana", "kitchen", retain=True))
    assert isinstance(event, Seen)
    assert event.snapshot


@pytest.mark.parametrize("payload", ["x" * 101, "a\nb", "\u202ekitchen", '{"a": 1}\x07'])
def test_what_is_no_place_is_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        places(announced("device_tracker/ana", stat_t="ana"), payload)


def test_a_motion_sensor_may_say_for_how_long_its_word_counts() -> None:
    motion = {"stat_t": "hall/motion", "dev_cla": "motion"}
    assert announced("binary_sensor/hall", **motion, off_dly=30, exp_aft=600).traits["occupancy"].lasts_s == 30
    assert announced("binary_sensor/hall", **motion).traits["occupancy"].lasts_s is None


def test_a_tracker_tells_a_state_or_coordinates() -> None:
    assert announced("device_tracker/ana", json_attr_t="ana/gps").hears == ("ana/gps",)
    assert "json_attributes_topic" in announced("device_tracker/ana").refused


def test_a_text_sensor_can_tell_somebodys_room() -> None:
    named = announced("sensor/ana", stat_t="ana", name="Ana room", val_tpl="{{ value_json.room }}")
    assert not named.refused
    assert places(named, {"room": "kitchen"}) == ["kitchen"]
    assert places(named, {"other": 1}) == []
    assert places(named, {"room": None}) == [None]
    other = announced("sensor/x", stat_t="x", name="Mode")
    assert "presence" in other.refused
    assert places(other, "kitchen") == ["kitchen"]


def test_one_availability_topic_says_whether_it_is_there() -> None:
    device = announced("switch/s", stat_t="s", avty_t="s/lwt", pl_avail="Online", pl_not_avail="Offline")
    assert online(device, "s/lwt", "Online") == [True]
    assert online(device, "s/lwt", "Offline") == [False]
    assert online(device, "s/lwt", "sleeping") == []
    assert [e.snapshot for e in FAMILY.hear(device, said("s/lwt", "Online", retain=True)) if isinstance(e, Reachable)] == [True]


def test_where_several_count_together_each_topic_is_a_word_of_its_own() -> None:
    both = [{"t": "bridge", "val_tpl": "{{ value_json.state }}"}, {"t": "own", "val_tpl": "{{ value_json.state }}"}]
    device = announced("switch/s", stat_t="s", avty=both, avty_mode="all")
    assert online(device, "bridge", {"state": "offline"}) == [False]
    assert online(device, "bridge", {"state": "online"}) == [True]
    assert [words(device, topic) for topic in ("bridge", "own")] == [("bridge", False), ("own", False)]
    assert online(device, "own", {"state": "offline"}) == [False]
    assert online(device, "own", {"state": "online"}) == [True]
    assert online(device, "own", "online") == [True]  # as bridges said it before it was JSON


def test_where_any_is_enough_each_topic_says_so() -> None:
    device = announced("switch/s", stat_t="s", avty=[{"t": "a"}, {"t": "b"}], avty_mode="any")
    assert words(device, "a") == ("a", True)
    assert online(device, "a", "online") == [True]
    assert words(announced("switch/s", stat_t="s", avty=[{"t": "a"}], avty_mode="any"), "a") == ("", True)


def words(device: Device, topic: str) -> tuple[str, bool]:
    """Which word of several it is, and whether one is enough."""
    (event,) = FAMILY.hear(device, said(topic, "offline"))
    assert isinstance(event, Reachable)
    return event.word, event.is_enough


def test_where_the_latest_counts_each_is_believed() -> None:
    device = announced("switch/s", stat_t="s", avty=[{"t": "a"}, {"t": "b"}], avty_mode="latest")
    assert online(device, "a", "offline") == [False]
    assert online(device, "b", "online") == [True]
    assert words(device, "a") == ("", False)


def test_a_cleared_state_says_nothing() -> None:
    device = announced("switch/s", stat_t="s", avty_t="s")
    assert FAMILY.hear(device, said("s", "", retain=True)) == ()


def test_nothing_is_said_for_no_values() -> None:
    assert told(thermostat()) == []


def test_a_cover_of_the_old_way_has_one_template_for_its_position() -> None:
    cover = announced("cover/c", pos_t="p", stat_t="p", set_pos_t="p/set", val_tpl="{{ value_json.value }}", pos_open=99)
    assert values(cover, "p", {"value": 99}) == {"position": 1.0}
    newer = announced("cover/c", pos_t="p", stat_t="s", val_tpl="{{ value_json.state }}")
    assert values(newer, "p", "50") == {"position": 0.5}


@pytest.mark.parametrize(
    ("payload", "to"), [("OPEN", {"position": 1.0}), ("close", {"position": 0.0}), ("STOP", {"position": None}), ("60", {})]
)
def test_a_cover_sent_to_an_end_by_others_is_ordered_there(payload: str, to: dict[str, Any]) -> None:
    cover = announced("cover/c", pos_t="p", set_pos_t="p/set", cmd_t="c/set")
    assert orders(cover, "c/set", payload) == to


def test_a_cover_is_sent_to_its_ends_in_its_own_words() -> None:
    cover = announced("cover/c", pos_t="p", cmd_t="c/set", pl_open="auf", pl_cls="zu", pl_stop="halt")
    assert orders(cover, "c/set", "auf") == {"position": 1.0}
    assert orders(cover, "c/set", "OPEN") == {}


@pytest.mark.parametrize(
    ("config", "seconds"), [({"exp_aft": 300}, 300.0), ({"expire_after": "60"}, 60.0), ({"exp_aft": 0}, None), ({}, None)]
)
def test_a_sensor_says_how_long_its_word_counts(config: dict[str, Any], seconds: float | None) -> None:
    warmth = announced("sensor/t", stat_t="t", dev_cla="temperature", unit_of_meas="°C", **config)
    light = announced("sensor/l", stat_t="l", unit_of_meas="Lx", **config)
    assert (warmth.traits["temperature"].lasts_s, light.traits["illuminance"].lasts_s) == (seconds, seconds)


def test_a_time_that_is_none_is_refused_in_words() -> None:
    assert "expire_after" in announced("sensor/t", stat_t="t", dev_cla="temperature", exp_aft="soon").refused


def test_a_sensor_that_never_says_off_notices_somebody_each_time() -> None:
    pir = announced("binary_sensor/b", stat_t="b", dev_cla="motion", off_dly=30)
    assert [values(pir, "b", word) for word in ("ON", "ON")] == [{"occupancy": True}] * 2
