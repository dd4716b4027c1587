"""Home Assistant's entities without Home Assistant: who changed what by context, compressed states, its history, its calls."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from devices.command import Command
from devices.event import Ordered
from devices.families.home_assistant import FAMILY
from devices.home_assistant import climates, lights, sensors
from devices.home_assistant.calls import completed, entities_of
from devices.home_assistant.entity import Entity, State, Wire
from devices.home_assistant.history import Past, past
from devices.home_assistant.listing import listed
from devices.home_assistant.origin import CALL_S, HAND, KEPT, SCENE, SCHEDULE, UNSURE, UNTOLD, ChangeContext, Origins
from devices.home_assistant.players import ANNOUNCED_S
from devices.home_assistant.topics import ENTITY
from devices.home_assistant.watched import RETURN_S, Watched
from devices.message import Message
from devices.vocabulary import Device, DeviceId, Moment, Role, RoomId, Settings
from hub.home.room_devices import RoomDevices
from tests.hub.build import make_trait

OWN, ANA = "hub-account", "ana-account"
START = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)


def at(seconds: float) -> Moment:
    return Moment(START, 1000.0 + seconds)


# Who changed it (protocols.md, 5.4)


def test_a_context_nobody_is_known_by_is_judged_by_its_value() -> None:
    assert Origins(OWN).of(ChangeContext("c1")) == UNTOLD


def test_a_persons_account_is_a_hand() -> None:
    assert Origins(OWN).of(ChangeContext("c1", user_id=ANA)) == HAND


def test_what_an_automation_did_carries_its_call_or_its_trigger_or_a_parent() -> None:
    origins = Origins(OWN)
    assert origins.called("light.turn_on", {"entity_id": "light.a"}, ChangeContext("c1"), 0.0)
    origins.triggered(ChangeContext("c2"), 0.0)
    assert {
        origins.of(ChangeContext("c1")),
        origins.of(ChangeContext("c2")),
        origins.of(ChangeContext("c3", parent_id="c0")),
    } == {SCHEDULE}


def test_a_scene_somebody_chose_is_theirs_and_no_lesson() -> None:
    origins = Origins(OWN)
    assert not origins.called("scene.turn_on", {}, ChangeContext("c1", user_id=ANA), 0.0)
    assert origins.of(ChangeContext("c1", user_id=ANA)) == SCENE


def test_the_hubs_own_call_is_known_by_its_answer_and_before_that_by_what_it_said() -> None:
    origins = Origins(OWN)
    origins.answered(ChangeContext("c1", user_id=OWN), 0.0)
    assert origins.of(ChangeContext("c1", user_id=OWN)) == UNTOLD
    origins.tells("light.turn_on", {"entity_id": "light.a"}, 0.0)
    assert not origins.called("light.turn_on", {"entity_id": "light.a"}, ChangeContext("c2", user_id=OWN), 1.0)
    assert origins.of(ChangeContext("c2", user_id=OWN)) == UNTOLD


def test_the_hubs_account_used_by_somebody_else_is_a_hand() -> None:
    origins = Origins(OWN)
    origins.tells("light.turn_on", {"entity_id": "light.a"}, 0.0)
    origins.called("light.turn_on", {"entity_id": "light.b"}, ChangeContext("c1", user_id=OWN), 1.0)
    assert origins.of(ChangeContext("c1", user_id=OWN)) == HAND
    origins.called("light.turn_on", {"entity_id": "light.a"}, ChangeContext("c2", user_id=OWN), CALL_S + 1.0)
    assert origins.of(ChangeContext("c2", user_id=OWN)) == HAND  # said too long ago to be that


def test_on_an_account_all_add_ons_share_somebody_else_is_another_program() -> None:
    origins = Origins(OWN, is_shared=True)
    origins.tells("light.turn_on", {"entity_id": "light.a"}, 0.0)
    assert not origins.called("light.turn_on", {"entity_id": "light.a"}, ChangeContext("c1", user_id=OWN), 1.0)
    assert origins.called("light.turn_on", {"entity_id": "light.b"}, ChangeContext("c2", user_id=OWN), 1.0)
    assert [origins.of(ChangeContext(f"c{n}", user_id=OWN)) for n in (1, 2, 3)] == [UNTOLD, SCHEDULE, SCHEDULE]
    assert origins.of(ChangeContext("c4", user_id=ANA)) == HAND


def test_who_may_not_see_calls_is_unsure_of_what_nobody_clicked() -> None:
    origins = Origins(OWN, sees_calls=False)
    assert origins.of(ChangeContext("c1")) == UNSURE
    assert origins.of(ChangeContext("c2", user_id=ANA)) == HAND
    assert origins.of(ChangeContext("c3", user_id=OWN)) == UNTOLD


def test_a_person_who_names_a_temperature_has_done_that_and_who_picks_a_preset_has_not() -> None:
    origins = Origins(OWN)
    click, preset = ChangeContext("c1", user_id=ANA), ChangeContext("c2", user_id=ANA)
    origins.called("climate.set_temperature", {"temperature": 23}, click, 0.0)
    origins.called("climate.set_preset_mode", {"preset_mode": "eco"}, preset, 0.0)
    assert (origins.has_named_setpoint(click), origins.has_named_setpoint(preset)) == (True, False)
    automation = ChangeContext("c3")
    origins.called("climate.set_temperature", {"temperature": 23}, automation, 0.0)
    assert not origins.has_named_setpoint(automation)


@pytest.mark.parametrize(
    ("service", "data"),
    [
        ("tts.speak", {"entity_id": "tts.voice", "media_player_entity_id": "media_player.a", "message": "Dinner"}),
        ("media_player.play_media", {"entity_id": "media_player.a", "media_content_id": "x", "announce": True}),
        ("music_assistant.play_announcement", {"entity_id": "media_player.a", "url": "http://192.0.2.1/gong.mp3"}),
    ],
)
def test_an_announcement_moves_the_volume_for_a_while_and_nobody_has_turned_it(service: str, data: dict[str, Any]) -> None:
    watched, origins, context = Watched(), Origins(OWN), ChangeContext("c1", user_id=ANA)
    list(watched.take({"a": {"media_player.a": {"s": "playing", "a": {"volume_level": 0.3}, "c": "c0"}}}, origins, at(0)))
    assert origins.called(service, data, context, 1.0)
    [order] = watched.ordered(service, data, entities_of(data), True, at(1))
    traits = {name: make_trait(name) for name in ("volume",)}
    wire = Wire("media_player.a", "media_player")
    player = Device(DeviceId("a"), "home_assistant", "media_player.a", "A", Role.PLAYER, traits, wire=wire)
    [ordered] = [event for event in FAMILY.hear(player, order) if isinstance(event, Ordered)]
    assert (ordered.trait, ordered.value, ordered.fade_s) == ("volume", None, ANNOUNCED_S)
    told = {"+": {"a": {"volume_level": 0.6}, "c": {"id": "c1", "user_id": ANA}}}
    [state] = watched.take({"c": {"media_player.a": told}}, origins, at(2))
    assert json.loads(state.payload)["origin"] == SCHEDULE
    assert origins.of(context) == HAND  # what else was done under it


def test_only_so_many_contexts_are_kept() -> None:
    origins = Origins(OWN)
    for number in range(KEPT + 1):
        origins.triggered(ChangeContext(f"c{number}"), 0.0)
    assert origins.of(ChangeContext("c0")) == UNTOLD
    assert origins.of(ChangeContext(f"c{KEPT}")) == SCHEDULE


# What a sensor measures


@pytest.mark.parametrize(
    ("state", "attributes", "expected"),
    [
        ("21.5", {"unit_of_measurement": "°C"}, [21.5]),
        ("70.7", {"unit_of_measurement": "°F"}, [21.5]),
        ("294.65", {"unit_of_measurement": "K"}, [21.5]),
        ("21,5 °C", {}, [21.5]),  # a template's own text
        ("70.7 °F", {"unit_of_measurement": "°C"}, [21.5]),
        ("210", {"unit_of_measurement": "°C"}, []),
        ("55 %", {}, []),
        ("warm", {}, []),
    ],
)
def test_a_temperature_is_read_however_a_template_writes_it(
    state: str, attributes: dict[str, Any], expected: list[float]
) -> None:
    wire = Wire("sensor.a", "sensor")
    device = Device(DeviceId("a"), "home_assistant", "sensor.a", "A", Role.SENSOR, {"temperature": make_trait("temperature")})
    assert [value for _, value in sensors.hear(device, State(state, attributes), wire)] == expected


# Compressed states


def states(messages: Iterator[Message]) -> list[tuple[str, bool]]:
    return [(json.loads(m.payload)["state"], m.retain) for m in messages if "state/" in m.topic]


def whole(state: str = "on", **attributes: Any) -> dict[str, Any]:
    return {"a": {"light.a": {"s": state, "a": attributes, "c": "c0"}}}


def changed(state: str, context: str = "c1", **attributes: Any) -> dict[str, Any]:
    return {"c": {"light.a": {"+": {"s": state, "a": attributes, "c": context}}}}


def test_an_entity_is_told_whole_first_which_is_no_news() -> None:
    watched = Watched()
    assert states(watched.take(whole(brightness=3), Origins(OWN), at(0))) == [("on", True)]
    assert watched.attributes("light.a") == {"brightness": 3}


def test_only_what_changed_is_told_and_what_is_taken_away_is_gone() -> None:
    watched, origins = Watched(), Origins(OWN)
    list(watched.take(whole(brightness=3, effect="x"), origins, at(0)))
    assert states(watched.take(changed("on", brightness=9), origins, at(60))) == [("on", False)]
    list(watched.take({"c": {"light.a": {"-": {"a": ["effect"]}}}}, origins, at(61)))
    assert watched.attributes("light.a") == {"brightness": 9}


def test_what_a_returned_entity_says_for_a_while_is_how_it_is() -> None:
    watched, origins = Watched(), Origins(OWN)
    list(watched.take(whole("unavailable"), origins, at(0)))
    assert states(watched.take(changed("on"), origins, at(10))) == [("on", True)]
    assert states(watched.take(changed("off"), origins, at(11))) == [("off", True)]
    assert states(watched.take(changed("on"), origins, at(10 + RETURN_S + 1))) == [("on", False)]


def test_a_removed_entity_is_unavailable_and_then_not_there() -> None:
    watched = Watched()
    list(watched.take(whole(), Origins(OWN), at(0)))
    gone = list(watched.take({"r": ["light.a", "light.never"]}, Origins(OWN), at(1)))
    assert [message.topic for message in gone] == ["home_assistant:state/light.a", "home_assistant:entity/light.a"]
    assert gone[1].payload == b""


def test_rubbish_of_a_stream_is_passed_over() -> None:
    watched, origins = Watched(), Origins(OWN)
    for event in ({"a": 3}, {"c": {"light.a": 1}}, {"c": {"light.a": {"+": 1}}}, {"r": 5}, {}):
        assert list(watched.take(event, origins, at(0))) == []


def test_a_thermostat_with_two_setpoints_is_told_both() -> None:
    both = {"target_temp_low": 20.0, "target_temp_high": 24.0, "temperature": None}
    assert completed("set_temperature", {"temperature": 21.0}, both) == {"target_temp_low": 21.0, "target_temp_high": 24.0}
    pushed = completed("set_temperature", {"temperature": 26.0}, both)
    assert pushed == {"target_temp_low": 26.0, "target_temp_high": 26.0}
    assert completed("set_temperature", {"temperature": 21.0}, {"temperature": 20.0}) == {"temperature": 21.0}


def test_a_call_names_its_entities_in_three_ways() -> None:
    assert entities_of({"entity_id": "light.a, light.b"}) == ("light.a", "light.b")
    assert entities_of({"target": {"entity_id": ["light.a"]}}) == ("light.a",)
    assert entities_of({"area_id": "kitchen"}) == ()


def test_a_level_far_below_none_is_dark() -> None:
    device = Device(DeviceId("it"), "home_assistant", "light.it", "it", Role.LIGHT, {"brightness": make_trait("brightness")})
    (call,) = lights.say(device, Command(device.id, {"brightness": -7e305}), Wire("light.it", "light", 0, False))
    assert call.topic.endswith("light/turn_off")


@pytest.mark.parametrize(
    ("data", "asked"),
    [
        ({}, {"power": True}),
        ({"brightness": 51}, {"power": True, "brightness": 0.2}),
        ({"brightness_pct": 20}, {"power": True, "brightness": 0.2}),
        ({"brightness_step": 20}, {"power": True, "brightness": None}),
        ({"color_temp_kelvin": 2700}, {"power": True, "colour_temperature": 2700.0, "colour": "white"}),
        ({"rgb_color": [255, 0, 0]}, {"power": True, "colour_temperature": None, "colour": "#ff0000"}),
        ({"hs_color": [240, 100]}, {"power": True, "colour_temperature": None, "colour": "#0000ff"}),
        ({"color_name": "orange"}, {"power": True, "colour_temperature": None, "colour": "#ff7f00"}),
        ({"white": 200}, {"power": True, "brightness": None, "colour_temperature": None, "colour": "white"}),
        ({"effect": "candle"}, {"power": True, "brightness": None, "colour_temperature": None, "colour": None}),
    ],
)
def test_a_call_for_a_light_asks_for_what_it_names_and_leaves_the_rest(
    data: dict[str, object], asked: dict[str, object]
) -> None:
    told = dict(lights.ordered("turn_on", data))
    assert told == {name: pytest.approx(value) if isinstance(value, float) else value for name, value in asked.items()}


# Lamps of bridges that speak no MQTT, as their integrations show them


@pytest.mark.parametrize(
    ("modes", "mode", "form", "told", "colour"),
    [
        (["color_temp", "hs", "xy"], "xy", "xy_color", [0.701, 0.299], "#ff0000"),  # deCONZ
        (["color_temp", "xy"], "xy", "xy_color", [0.1355, 0.0399], "#0000ff"),  # Hue
        (["color_temp", "hs"], "hs", "hs_color", [240.0, 100.0], "#0000ff"),  # zwave_js
    ],
)
def test_a_coloured_lamp_is_heard_and_told_in_its_own_form_and_white_by_its_warmth(
    modes: list[str], mode: str, form: str, told: list[float], colour: str
) -> None:
    attributes = {"supported_color_modes": modes, "min_color_temp_kelvin": 2000, "max_color_temp_kelvin": 6535}
    traits = lights.light(Entity("light.a", "on", attributes)).traits
    lamp = Device(DeviceId("a"), "home_assistant", "light.a", "A", Role.LIGHT, {trait.name: trait for trait in traits})

    def heard(**state: Any) -> dict[str, Any]:
        return dict(lights.hear(lamp, State("on", {**attributes, "brightness": 255, **state})))

    def said(**values: str) -> dict[str, Any]:
        [out] = lights.say(lamp, Command(lamp.id, values), Wire("light.a", "light"))
        found: dict[str, Any] = json.loads(out.payload)
        return found

    # While a colour shines some derive a warmth of it.
    shown = heard(color_mode=mode, color_temp_kelvin=3000, **{form: told})
    assert lamp.traits["colour"].same(shown["colour"], colour)
    assert "colour_temperature" not in shown
    assert heard(color_mode="color_temp", color_temp_kelvin=4000)["colour"] == "white"
    [sent] = [value for key, value in said(colour=colour).items() if key == form or (key == "service_data" and form in value)]
    assert pytest.approx(told, abs=0.003) == (sent[form] if isinstance(sent, dict) else sent)
    assert "2700" in json.dumps(said(colour="white"))


# History and registries


def row(when: float, state: str, **attributes: Any) -> dict[str, Any]:
    return {"lu": when, "s": state, "a": attributes}


def tale(found: list[Past]) -> list[tuple[str, bool, str, bool]]:
    return [(json.loads(one.message.payload)["state"], one.message.retain, one.user, one.is_program) for one in found]


def test_history_is_told_in_order_and_begins_with_how_things_were() -> None:
    told = {"light.a": [row(10.0, "off"), row(30.0, "on")], "light.b": [row(20.0, "off")]}
    found = list(past(told, [], {}))
    assert [one.message.when.mono for one in found] == [10.0, 20.0, 30.0]
    assert [retain for _, retain, _, _ in tale(found)] == [True, True, False]


def test_the_logbook_says_whose_account_or_automation_it_was() -> None:
    told = {"light.a": [row(10.0, "off"), row(30.0, "on"), row(50.0, "off")]}
    notes = [
        {"when": 30.0, "entity_id": "light.a", "context_user_id": ANA, "context_event_type": "call_service"},
        {"when": 50.0, "entity_id": "light.a", "context_event_type": "automation_triggered"},
    ]
    assert [(user, program) for _, _, user, program in tale(list(past(told, notes, {})))][1:] == [(ANA, False), ("", True)]


def test_an_attribute_that_follows_an_automation_closely_was_set_by_it() -> None:
    told = {
        "climate.a": [row(10.0, "heat", temperature=18), row(30.5, "heat", temperature=21), row(60.0, "heat", temperature=22)]
    }
    notes = [{"when": 30.0, "entity_id": "automation.x", "domain": "automation"}]
    assert [program for *_, program in tale(list(past(told, notes, {})))] == [False, True, False]


def test_after_a_start_and_an_absence_the_first_word_is_no_news() -> None:
    told = {"light.a": [row(10.0, "on"), row(500.0, "off"), row(600.0, "on"), row(700.0, "unavailable"), row(800.0, "off")]}
    notes = [{"when": 501.0, "domain": "homeassistant", "message": "started"}]
    assert [retain for _, retain, _, _ in tale(list(past(told, notes, {})))] == [True, True, False, False, True]


def test_rubbish_in_a_history_is_passed_over() -> None:
    for told, notes in ((None, None), ([], {}), ({"light.a": 3}, [1]), ({"light.a": [{"lu": "x"}, 4]}, [{"when": None}])):
        assert list(past(told, notes, {})) == []


def test_registries_give_each_entity_its_area_and_leave_out_the_hubs_own() -> None:
    found = listed(
        [
            {"entity_id": "light.a", "state": "on", "attributes": {"friendly_name": "A"}},
            {"entity_id": "switch.attune_pause"},
            7,
        ],
        [
            {"entity_id": "light.a", "device_id": "d1"},
            {"entity_id": "switch.attune_pause", "device_id": "d2"},
        ],
        [{"id": "d1", "area_id": "kitchen"}, {"id": "d2", "manufacturer": "Attune"}],
        [{"area_id": "kitchen", "name": "Kitchen"}],
        "°C",
        at(0),
    )
    assert [(one.entity, one.area, one.area_id, one.is_minor) for one in found] == [("light.a", "Kitchen", "kitchen", False)]


def test_a_child_device_is_in_its_parents_area_unless_it_has_its_own() -> None:
    """As Home Assistant 2026.11 lists them: a child has a parent_device_id, and neither manufacturer nor connections."""
    child = {"parent_device_id": "strip", "area_id": None, "identifiers": [["mqtt", "s1"]], "name": "Desk"}
    found = listed(
        [{"entity_id": f"switch.{name}"} for name in ("desk", "shelf", "ours")],
        [{"entity_id": f"switch.{name}", "device_id": name} for name in ("desk", "shelf", "ours")],
        [
            {"id": "strip", "area_id": "study"}, {"id": "hub", "manufacturer": "Attune"},
            child | {"id": "desk"}, child | {"id": "shelf", "area_id": "hall"},
            child | {"id": "ours", "parent_device_id": "hub"},
        ],
        [{"area_id": "study", "name": "Study"}, {"area_id": "hall", "name": "Hall"}],
        "°C",
        at(0),
    )  # fmt: skip
    assert [(one.entity, one.area) for one in found] == [("switch.desk", "Study"), ("switch.shelf", "Hall")]


def test_a_thermostat_with_two_setpoints_that_only_cools_now_has_one_and_it_is_the_cooling_one() -> None:
    only = {"target_temp_low": None, "target_temp_high": None, "temperature": 25.0}
    assert completed("set_temperature", {"target_temp_high": 24.0}, only) == {"temperature": 24.0}
    traits = {name: make_trait(name, low=7.0, high=35.0) for name in ("setpoint", "cooling_setpoint")}
    device = Device(DeviceId("ac"), "home_assistant", "climate.ac", "ac", Role.CLIMATE, traits)
    wire = Wire("climate.ac", "climate")
    assert dict(climates.hear(device, State("cool", only), wire)) == {"cooling_setpoint": 25.0}
    assert dict(climates.hear(device, State("heat", only), wire)) == {"setpoint": 25.0}


# Groups


def entity(name: str, **attributes: Any) -> Device:
    told = {"entity_id": name, "state": "on", "attributes": {"supported_color_modes": ["brightness"], **attributes}}
    [device] = FAMILY.describe(Message(f"{ENTITY}{name}", json.dumps(told).encode(), at(0)), {}, Settings())
    return device


def test_a_group_made_in_home_assistant_has_its_members_and_is_set_for_them() -> None:
    lamps = {f"light.{name}": entity(f"light.{name}") for name in ("left", "right")}
    spots = entity("light.spots", entity_id=list(lamps))
    room = RoomId("living_room")
    devices = {spots.id: spots, **{DeviceId(name): lamp for name, lamp in lamps.items()}}
    found = RoomDevices(devices, {room: tuple(devices)}, {room: ()})
    assert [fitting.device.id for fitting in found.of(room)] == ["light.spots"]
    assert set(found.members(spots.id)) == set(lamps)
