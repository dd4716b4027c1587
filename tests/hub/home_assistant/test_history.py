"""The configuration as a Home Assistant's history knows it, whatever way its release makes entity ids."""

import json
from pathlib import Path

import pytest

from devices.home_assistant.history import past
from devices.home_assistant.listing import Listed, listed
from devices.vocabulary import RoomId
from hub.home_assistant.history import HistoryReplay, with_entities

from ..a_house import make_config
from ..build import moment


def home_of(*entities: tuple[str, str, str, str]) -> list[Listed]:
    """Each: entity id, friendly name, platform, unique id."""
    states = [{"entity_id": entity, "attributes": {"friendly_name": name}} for entity, name, _, _ in entities]
    registry = [{"entity_id": entity, "platform": of, "unique_id": unique} for entity, _, of, unique in entities]
    return listed(states, registry, [], [], "°C", moment())


def entity_of(folder: Path, device: dict[str, str], home: list[Listed]) -> str:
    """The entity a device of the kitchen is taken for, or its own name."""
    config = make_config(folder, rooms={"kitchen": {"devices": [device]}})
    (found,) = with_entities(config, home).rooms[RoomId("kitchen")].devices
    return found.name if found.family == "home_assistant" else json.dumps({found.family: found.name})


PINNED = ("light.living_lamp", "Living lamp", "mqtt", "0x1_light_zigbee2mqtt")
NEWEST = ("light.kitchen_living_lamp", "Living lamp", "mqtt", "0x1_light_zigbee2mqtt")


@pytest.mark.parametrize("lamp", [PINNED, NEWEST])
@pytest.mark.parametrize(
    "device",
    [
        {"zigbee2mqtt": "Living lamp"},
        {"home_assistant_mqtt": "0x1_light_zigbee2mqtt"},
        {"home_assistant_mqtt": "Living lamp"},
    ],
)
def test_a_device_is_found_by_its_id_its_unique_id_or_its_name(
    tmp_path: Path, device: dict[str, str], lamp: tuple[str, str, str, str]
) -> None:
    other = ("light.kitchen_hood", "Hood", "mqtt", "hood")
    assert entity_of(tmp_path, device, home_of(lamp, other)) == lamp[0]


def test_the_id_counts_before_a_name_and_what_two_may_be_is_neither(tmp_path: Path) -> None:
    named = ("light.a", "Desk", "mqtt", "a")
    assert entity_of(tmp_path, {"zigbee2mqtt": "Desk"}, home_of(named, ("light.desk", "Other", "mqtt", "b"))) == "light.desk"
    twice = home_of(named, ("light.b", "Desk", "mqtt", "b"))
    assert entity_of(tmp_path, {"zigbee2mqtt": "Desk"}, twice) == '{"zigbee2mqtt": "Desk"}'


def test_a_name_of_another_integration_is_another_lamps(tmp_path: Path) -> None:
    home = home_of(("light.hue_desk", "Desk", "hue", "a"), ("sensor.desk", "Desk", "mqtt", "b"))
    assert entity_of(tmp_path, {"zigbee2mqtt": "Desk"}, home) == '{"zigbee2mqtt": "Desk"}'


# What a climate was set to

BEGAN = 1_769_000_000.0
MODES = ["off", "heat", "cool", "dry", "heat_cool"]


def taught(folder: Path, *told: tuple[str, float], modes: list[str] = MODES) -> tuple[list[tuple[str, float]], dict[str, int]]:
    """What a climate's past teaches about Ana, who stood beside it. told: mode and setpoint, an hour between each."""
    config = make_config(
        folder,
        rooms={"kitchen": {"devices": [{"home_assistant": "climate.ac"}]}},
        occupants={"ana": {"learn": ["temperature"], "presence": [{"home_assistant": "sensor.ana_room"}]}},
    )
    attributes = {"friendly_name": "AC", "hvac_modes": modes, "supported_features": 1, "min_temp": 7, "max_temp": 35}
    states = [
        {"entity_id": "climate.ac", "state": told[0][0], "attributes": attributes},
        {"entity_id": "sensor.ana_room", "state": "kitchen", "attributes": {"friendly_name": "Ana room"}},
    ]
    announced = [one.announcement for one in listed(states, [], [], [], "°C", moment())]
    rows = [{"lu": BEGAN + 3600.0 * at, "s": mode, "a": {"temperature": degrees}} for at, (mode, degrees) in enumerate(told)]
    whole = {
        "sensor.ana_room": [{"lu": BEGAN - 20.0, "s": "hall", "a": {}}, {"lu": BEGAN - 10.0, "s": "kitchen", "a": {}}],
        "climate.ac": rows,
    }
    with HistoryReplay(config, announced, {}, "") as replay:
        found = [*replay.live(past(whole, [], {})), *replay.end()]
        return [(one.kind, float(one.value)) for one in found], dict(replay.left_out)


def test_a_setpoint_while_it_heats_is_warmth_and_one_while_it_cools_is_coolness(tmp_path: Path) -> None:
    assert taught(tmp_path, ("heat", 20.0), ("heat", 21.5))[0] == [("setpoint", 21.5)]
    assert taught(tmp_path, ("cool", 26.0), ("cool", 24.0))[0] == [("cooling_setpoint", 24.0)]
    year = (("heat", 20.0), ("heat", 21.0), ("cool", 25.0), ("cool", 24.0), ("heat", 21.0), ("heat", 22.0))
    assert taught(tmp_path, *year)[0] == [("setpoint", 21.0), ("cooling_setpoint", 24.0), ("setpoint", 22.0)]


def test_what_comes_with_another_mode_is_that_modes_own(tmp_path: Path) -> None:
    found, left_out = taught(tmp_path, ("heat", 20.0), ("cool", 24.0), ("heat", 20.0))
    assert found == []
    assert left_out["came with another mode of the device"] == 2


def test_in_a_mode_that_may_mean_either_nothing_is_learned(tmp_path: Path) -> None:
    for mode in ("heat_cool", "dry", "off"):
        found, left_out = taught(tmp_path, (mode, 22.0), (mode, 24.0))
        assert found == []
        assert left_out == {"neither warmth nor coolness in the mode it was in": 1}


def test_one_that_can_only_cool_never_teaches_warmth(tmp_path: Path) -> None:
    assert taught(tmp_path, ("cool", 26.0), ("cool", 23.0), modes=["off", "cool"])[0] == [("cooling_setpoint", 23.0)]


def test_one_that_can_only_heat_teaches_as_ever(tmp_path: Path) -> None:
    assert taught(tmp_path, ("auto", 20.0), ("auto", 21.0), modes=["off", "heat", "auto"])[0] == [("setpoint", 21.0)]
