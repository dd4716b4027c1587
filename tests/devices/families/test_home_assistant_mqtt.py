"""Announcements: topics, short forms, whole devices, names, removal, and what is wrong with them."""

import json
from typing import Any

import pytest

from devices.discovery.abbreviations import DEVICE, ENTITY
from devices.errors import BadPayload
from devices.families.home_assistant_mqtt import FAMILY
from devices.filters import problem_of, topic_matches
from devices.vocabulary import DeviceId, Reference, Role, Settings
from tests.devices.families.discovered import announced, everything_in, means, said, values
from tests.devices.recorded.home_assistant_mqtt.samples import announced_devices, announcement, recorded

PLUG: dict[str, Any] = {"cmd_t": "p/set", "stat_t": "p"}


def test_announcements_are_listened_for_by_component_and_never_with_a_hash() -> None:
    topics = FAMILY.announced_on([], Settings(discovery_prefix="ha/disco"))
    assert "ha/disco/light/+/config" in topics
    assert "ha/disco/light/+/+/config" in topics
    assert "ha/disco/device/+/config" in topics
    assert "ha/disco/device/+/+/config" in topics
    assert not any("#" in topic or problem_of(topic) for topic in topics)


@pytest.mark.parametrize("prefix", ["", "a/#", "+", "/a", "a/", "$SYS", "a\x00"])
def test_a_prefix_that_is_no_topic_is_a_mistake_and_nothing_is_listened_for(prefix: str) -> None:
    settings = Settings(discovery_prefix=prefix)
    assert FAMILY.announced_on([], settings) == ()
    assert any("discovery_prefix" in s for s in FAMILY.mistakes(Reference(FAMILY.key, "lamp", DeviceId("lamp")), settings))


@pytest.mark.parametrize(
    ("name", "word"), [("", "empty"), (" lamp", "space"), ("a/#", "filter"), ("homeassistant/light/a/config", "announcement")]
)
def test_a_name_no_entity_can_have_is_a_mistake(name: str, word: str) -> None:
    found = FAMILY.mistakes(Reference(FAMILY.key, name, DeviceId("x")), Settings())
    assert len(found) == 1
    assert word in found[0]


def test_every_recorded_announcement_falls_under_the_topics_listened_on_or_is_of_a_kind_not_read() -> None:
    filters = FAMILY.announced_on([], Settings())
    unread = set()
    for row in announced_devices():
        for message in row["messages"]:
            if not any(topic_matches(pattern, message["topic"]) for pattern in filters):
                unread.add(message["topic"].split("/")[1])
    assert unread <= {"update", "button", "text", "event"}


def test_short_keys_and_the_base_topic_are_written_out() -> None:
    recorded_switch = next(row for row in recorded() if row["topic"] == "homeassistant/switch/irrigation/config")
    (device,) = FAMILY.describe(said(recorded_switch["topic"], recorded_switch["payload"]), {}, Settings())
    assert device.hears == ("homeassistant/switch/irrigation/state", "homeassistant/switch/irrigation/set")
    assert device.name == "garden"
    assert device.stable_id == "switch/irrigation"


def test_the_base_topic_stands_at_the_start_or_the_end_and_in_the_availability() -> None:
    device = announced("switch/a", **{"~": "base"}, cmd_t="~/set", stat_t="state/~", avty=[{"t": "~/online"}], name="~x~")
    assert device.hears == ("state/base", "base/set", "base/online")
    assert device.name == "~x~"


def test_the_tables_of_short_forms_are_whole() -> None:
    assert len(ENTITY) == 278
    assert ENTITY["stat_t"] == "state_topic"
    assert DEVICE["sa"] == "suggested_area"


def test_a_key_given_both_ways_counts_as_written_in_full() -> None:
    assert announced("switch/a", stat_t="short", state_topic="full", cmd_t="c").hears[0] == "full"


def test_an_empty_payload_withdraws_the_entity() -> None:
    assert everything_in("switch/a", "") == ()


def test_a_migration_leaves_the_entity_to_its_devices_announcement() -> None:
    assert everything_in("switch/a", {"migrate_discovery": True}) == ()


def test_a_captured_announcement_of_a_whole_device_gives_each_entity() -> None:
    row = next(row for row in recorded() if row["topic"] == "homeassistant/device/hub_1/config")
    found = {d.stable_id: d for d in FAMILY.describe(said(row["topic"], row["payload"]), {}, Settings())}
    assert set(found) == {
        "hub_alice_mode",
        "hub_living_pause",
        "hub_living_occ",
        "hub_ev",
        "hub_alice_trk",
        "hub_grace",
    }
    assert found["hub_living_occ"].traits["occupancy"].quantity == "occupancy"
    assert found["hub_living_occ"].hears == ("hub/living/occupied", "hub/status")
    assert found["hub_living_pause"].name == "Personalization Hub Living pause"
    assert found["hub_alice_trk"].role is Role.TRACKER
    assert "event" in found["hub_ev"].refused
    assert found["hub_grace"].refused
    assert found["hub_alice_mode"].refused


def test_what_a_device_shares_holds_for_each_component_that_has_none_of_its_own() -> None:
    one, two = everything_in(
        "device/x",
        {
            "dev": {"ids": ["x"], "name": "X", "sa": "Study"},
            "o": {"name": "test"},
            "~": "x",
            "stat_t": "~/state",
            "cmd_t": "~/set",
            "avty_t": "~/online",
            "pl_avail": "yes",
            "cmps": {
                "a": {"p": "switch", "uniq_id": "xa"},
                "b": {"p": "switch", "uniq_id": "xb", "cmd_t": "~/b/set", "avty": [{"t": "b/online"}]},
            },
        },
    )
    assert one.hears == ("x/state", "x/set", "x/online")
    assert two.hears == ("x/state", "x/b/set", "b/online")
    assert one.area == "Study"


def strip(**more: Any) -> dict[str, Any]:
    """A strip of two sockets as Home Assistant of today takes it: each socket a device below the strip's."""
    return {
        "dev": {"ids": ["s"], "name": "Strip", "sa": "Study"},
        "o": {"name": "test"},
        "avty_t": "s/online",
        "cdevs": [
            {"ids": ["s1"], "name": "Desk", "cmps": {"one": {**PLUG, "p": "switch", "uniq_id": "s_1", "name": None}}},
            {"identifiers": "s2", "components": {"two": {**PLUG, "p": "light", "uniq_id": "s_2", "name": "Lamp"}}},
        ],
        **more,
    }


def test_child_devices_are_where_their_parent_is_and_called_by_both_names() -> None:
    one, two = everything_in("device/s", strip())
    assert [(device.stable_id, device.name, device.area) for device in (one, two)] == [
        ("s_1", "Strip Desk", "Study"), ("s_2", "Strip Lamp", "Study"),
    ]  # fmt: skip
    assert not one.refused
    assert "s/online" in one.hears
    assert means(one, "Strip Desk")
    (alone,) = everything_in(
        "switch/s/one", {**PLUG, "uniq_id": "s_1", "dev": {"ids": "s", "name": "Strip", "cdev": {"ids": "s1", "name": "Desk"}}}
    )
    assert alone.name == "Strip Desk"


def test_a_device_that_has_a_component_twice_is_refused_as_home_assistant_does() -> None:
    found = everything_in("device/s", strip(cmps={"one": {**PLUG, "p": "switch", "uniq_id": "s_3"}}))
    assert ["two components one" in device.refused for device in found] == [True, True, False]


@pytest.mark.parametrize("children", [[], [7], [{}], [{"cmps": 3}], [{"cmps": {"a": 1}}], [{"name": {}, "cmps": {}}]])
def test_rubbish_for_child_devices_is_passed_over(children: list[object]) -> None:
    assert everything_in("device/s", strip(cdevs=children)) == ()


def test_a_component_with_only_its_platform_was_removed() -> None:
    found = everything_in(
        "device/x", {"o": {"name": "t"}, "cmps": {"a": {"p": "switch"}, "b": {**PLUG, "p": "switch", "uniq_id": "b"}}}
    )
    assert [device.stable_id for device in found] == ["b"]


def test_a_component_without_a_unique_id_is_refused_in_words() -> None:
    (found,) = everything_in("device/x", {"cmps": {"a": {**PLUG, "p": "switch"}}})
    assert "unique_id" in found.refused


@pytest.mark.parametrize("place", ["switch/a b", "switch/nöde/a", "switch/n/a.b"])
def test_ids_home_assistant_would_not_take_are_refused_in_words(place: str) -> None:
    (found,) = everything_in(place, PLUG)
    assert "letters, digits" in found.refused
    assert found.hears == ()


@pytest.mark.parametrize(
    "payload", ["{", "[]", "7", '{"a": NaN}', "\udcff", '{"a":' * 100 + "1" + "}" * 100, '{"a": "' + "x" * 300_000 + '"}']
)
def test_a_broken_announcement_is_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        everything_in("switch/a", payload)


def test_a_device_without_components_is_refused() -> None:
    with pytest.raises(BadPayload, match="components"):
        everything_in("device/x", {"dev": {"ids": "x"}})


def test_a_topic_that_is_no_announcement_is_refused() -> None:
    with pytest.raises(BadPayload):
        FAMILY.describe(said("elsewhere/switch/a/config", PLUG), {}, Settings())


@pytest.mark.parametrize("topic", ["a/#", "a/b+", "+/+", "$SYS/x", "a\nb", 7, ["a"], "x" * 600, {"a": 1}])
def test_a_state_topic_too_wide_or_none_at_all_is_refused_in_words(topic: object) -> None:
    assert "state_topic" in announced("switch/a", cmd_t="c", stat_t=topic).refused


@pytest.mark.parametrize("topic", ["a/+", "a/#", "$SYS/x", "a\x00b", True])
def test_a_command_topic_that_cannot_be_spoken_on_is_refused_in_words(topic: object) -> None:
    assert "command_topic" in announced("switch/a", cmd_t=topic, stat_t="a").refused


def test_a_level_of_a_state_topic_may_be_open() -> None:
    found = announced("sensor/a", stat_t="home/+/BTtoMQTT/AA", dev_cla="temperature", unit_of_meas="°C")
    assert values(found, "home/gate/BTtoMQTT/AA", "21") == {"temperature": 21.0}


def test_an_entity_is_meant_by_object_id_entity_id_unique_id_or_name() -> None:
    device = announced(
        "light/node/desk",
        cmd_t="c",
        uniq_id="0x1_light",
        default_entity_id="light.desk_lamp",
        name="Lamp",
        dev={"ids": ["x"], "name": "Desk"},
    )
    for name in ("desk_lamp", "light.desk_lamp", "0x1_light", "Lamp", "Desk Lamp", "node/desk"):
        assert means(device, name), name
    for name in ("desk", "Desk", "lamp", "LAMP", "", "switch.desk_lamp"):
        assert not means(device, name), name


def test_without_an_object_id_of_its_own_the_topics_counts() -> None:
    device = announced("light/livingroom/desk_lamp", cmd_t="c")
    assert means(device, "desk_lamp")
    assert means(device, "light.desk_lamp")


def test_the_main_entity_of_a_device_is_meant_by_the_devices_name() -> None:
    device = announced("light/node/light", cmd_t="c", name=None, object_id="hall", dev={"ids": "x", "name": "Hall lamp"})
    assert means(device, "Hall lamp")
    assert means(device, "hall_lamp")
    assert device.name == "Hall lamp"


def test_an_update_of_the_same_name_is_not_taken_for_the_thermostat() -> None:
    (update,) = everything_in("update/0x1/update", {"object_id": "trv", "name": None, "dev": {"name": "TRV", "ids": "x"}})
    assert not means(update, "trv")
    assert not means(update, "TRV")
    assert means(update, "update.trv")


def test_a_plus_in_a_name_is_no_filter() -> None:
    assert FAMILY.mistakes(Reference(FAMILY.key, "Lamp+", DeviceId("x")), Settings()) == []


def test_another_familys_reference_is_not_meant() -> None:
    assert not FAMILY.matches(announced("light/a", cmd_t="c"), Reference("zigbee2mqtt", "a", DeviceId("a")))


@pytest.mark.parametrize("component", ["lock", "siren", "alarm_control_panel", "valve", "water_heater"])
def test_what_must_not_be_moved_is_listed_with_its_hazard_and_takes_nothing(component: str) -> None:
    (device,) = everything_in(f"{component}/a", PLUG)
    assert device.hazard
    assert device.refused
    assert device.traits == {}
    assert (device.role is Role.LOCK) == (component == "lock")


@pytest.mark.parametrize(
    ("config", "word"),
    [
        ({"name": "Garage door"}, "garage"),
        ({"name": "Kettle"}, "kettle"),
        ({"name": "Plug", "device": {"ids": "x", "name": "Heater", "model": "Plug"}}, "heater"),
        ({"name": "Plug", "device": {"ids": "x", "model": "Irrigation valve"}}, "valve"),
        ({"name": "Bilge pump"}, "pump"),
        ({"object_id": "oven_plug"}, "oven"),
        ({"name": "Alarm armed"}, "alarm"),
        ({"name": "X", "device_class": "door"}, "door"),
    ],
)
def test_a_switch_of_something_dangerous_says_so(config: dict[str, Any], word: str) -> None:
    assert word in announced("switch/a", **PLUG, **config).hazard


@pytest.mark.parametrize("name", ["Outdoor light", "Garage light", "Child lock", "Ironic lamp", "Floor lamp", "Plug"])
def test_a_harmless_switch_has_no_hazard(name: str) -> None:
    assert announced("switch/a", **PLUG, name=name).hazard == ""


def test_names_from_outside_are_fit_to_be_shown() -> None:
    device = announced("switch/a", **PLUG, name="\u202eevil\x1b[2J", uniq_id="a\nb", dev={"ids": "x", "sa": "room\r"})
    for text in (device.name, device.stable_id, device.area):
        assert text.isprintable()


def test_a_recorded_announcement_of_zigbee2mqtt_is_described() -> None:
    topic, payload = announcement("climate", "TRV26")
    (device,) = FAMILY.describe(said(topic, json.loads(payload)), {}, Settings())
    assert device.name == "AVATTO TRV26"
    assert device.stable_id == "0x55ead3838769ee20_climate_zigbee2mqtt"
    assert {t.name: (t.low, t.high, t.step, t.unit) for t in device.traits.values() if t.quantity == "setpoint"} == {
        "setpoint": (5.0, 35.0, 0.5, "°C")
    }
    assert means(device, "avatto_trv26")
    assert means(device, "climate.avatto_trv26")
