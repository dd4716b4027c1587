"""What was found, as a block of the configuration: in the room its area or name speaks of, ready to be pasted."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from devices.vocabulary import Device, DeviceId, Role, Trait
from hub.config.load import checked
from hub.setup.discovered import as_comments, block, doubles, place_of

ROOMS: Mapping[str, str] = {"kitchen": "Kitchen", "snug": "The snug"}
DIMS = {"brightness": Trait("brightness", "brightness", True)}
MOTION = {"occupancy": Trait("occupancy", "occupancy", False)}


def device(name: str, role: Role = Role.LIGHT, traits: Mapping[str, Trait] = DIMS, **more: str) -> Device:
    stable = more.pop("stable", f"id of {name}")
    return Device(DeviceId(stable), more.pop("family", "zigbee2mqtt"), stable, name, role, traits, **more)  # type: ignore[arg-type]


def parsed(lines: list[str]) -> Any:
    return YAML(typ="safe").load("\n".join(lines))


@pytest.mark.parametrize(
    ("name", "area", "room"),
    [
        ("lamp 1", "Kitchen", "kitchen"),
        ("kitchen lamp", "The snug", "snug"),  # where its bridge says it is comes before its name
        ("lamp 2", "Wine cellar", "basement"),
        ("lamp 3", "Ana's corner", "ana_s_corner"),
        ("Snug lamp", "", "snug"),
        ("wohnzimmer_stehlampe", "", "living_room"),
        ("lamp 4", "", ""),
    ],
)
def test_a_room_is_its_area_else_what_its_name_speaks_of(name: str, area: str, room: str) -> None:
    found = place_of(device(name, area=area), {**ROOMS, "basement": "Cellar"} if "cellar" in area else ROOMS)
    assert found.room == room
    assert bool(found.why) == bool(room)


def test_a_topic_that_begins_with_a_room_tells_it_too() -> None:
    assert place_of(device("Blind", stable="snug/blind"), ROOMS).room == "snug"


def test_the_block_is_yaml_with_devices_and_sensors_under_their_rooms() -> None:
    found = [
        device("kitchen lamp"),
        device("kitchen eye", Role.SENSOR, MOTION),
        device("lamp 4", stable="0xAB", family="tasmota"),
    ]
    told = parsed(block(found, ROOMS))
    assert told == {
        "rooms": {
            "kitchen": {"devices": [{"zigbee2mqtt": "kitchen lamp"}], "sensors": [{"zigbee2mqtt": "kitchen eye"}]},
            "unsorted": {"devices": [{"tasmota": "0xAB"}]},
        }
    }


def test_what_is_configured_is_not_offered_again() -> None:
    assert block([device("kitchen lamp")], ROOMS, {("zigbee2mqtt", "kitchen lamp")}) == []
    assert block([device("kitchen lamp")], ROOMS, {("zigbee2mqtt", "id of kitchen lamp")}) == []


def test_what_must_never_be_commanded_is_left_out_and_says_why() -> None:
    lines = block([device("kitchen door", Role.SWITCH, hazard="it is a door")], ROOMS)
    assert parsed(lines) == {"rooms": {"kitchen": {"devices": []}}}
    assert any("left out: it is a door" in line for line in lines)


def test_a_tracker_is_a_persons_and_what_cannot_be_used_is_nobodys() -> None:
    lines = block([device("Ana's phone", Role.TRACKER, {}), device("broken", traits={}, refused="no")], ROOMS)
    assert "broken" not in "\n".join(lines)
    assert all(line.startswith("#") for line in lines)
    assert "presence:" in lines[0]


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_name_breaks_the_file_it_is_written_into(name: str, area: str) -> None:
    found = [device(name, area=area, stable=name or "x", family="home_assistant_mqtt"), device(name, Role.TRACKER, {})]
    lines = block(found, ROOMS)
    assert all(line.startswith("#") for line in as_comments(lines))
    assert not any(c in line for line in lines for c in "\n\r\x85\u2028")
    [room] = parsed(lines)["rooms"].values()
    assert json.loads(json.dumps(room["devices"])) == [{"home_assistant_mqtt": name or "x"}]


def test_the_whole_block_is_a_configuration_the_hub_takes() -> None:
    found = [device("kitchen lamp"), device("Ana's corner lamp", area="Ana's corner"), device("eye", Role.SENSOR, MOTION)]
    home = {"home": {"latitude": 52.0, "longitude": 5.0, "time_zone": "Europe/Amsterdam"}}
    config = checked({**home, **parsed(block(found, ROOMS))})
    assert set(config.rooms) == {"kitchen", "ana_s_corner", "unsorted"}


def test_one_lamp_announced_in_two_ways_stands_once_in_the_block() -> None:
    lamp = replace(device("kitchen lamp"), hears=("bridge/state", "bridge/kitchen lamp", "bridge/kitchen lamp/set"))
    again = replace(device("Kitchen lamp", family="home_assistant_mqtt", stable="0xAB_light"), hears=("bridge/kitchen lamp",))
    other = replace(
        device("Kitchen fan", family="home_assistant_mqtt", stable="0xCD_light"), hears=("elsewhere", "bridge/state")
    )
    assert doubles([lamp, again, other]) == {("home_assistant_mqtt", "0xAB_light"): lamp}
    assert parsed(block([lamp, again, other], ROOMS))["rooms"]["kitchen"]["devices"] == [
        {"home_assistant_mqtt": "0xCD_light"},
        {"zigbee2mqtt": "kitchen lamp"},
    ]


def test_what_the_bridge_does_not_tell_itself_is_no_double() -> None:
    lamp = replace(device("kitchen lamp"), hears=("bridge/kitchen lamp",))
    motion = device("Kitchen motion", Role.SENSOR, MOTION, family="home_assistant_mqtt", stable="0xAB_motion")
    assert doubles([lamp, replace(motion, hears=("bridge/kitchen lamp",))]) == {}
