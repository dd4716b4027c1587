"""The configuration as a Home Assistant's history knows it, whatever way its release makes entity ids."""

import json
from pathlib import Path

import pytest

from devices.home_assistant.listing import Listed, listed
from devices.vocabulary import RoomId
from hub.home_assistant.history import with_entities

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
