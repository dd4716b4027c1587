"""What the hub's own are called in a real Home Assistant: each word once, and after an update as before it."""

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from hub.config.load import load
from hub.home_assistant.announcement import announcements
from hub.telling.topics import Topics
from tests.whole.living import Household, Hub

from .residence import Residence
from .test_entities import a_home, becomes, clean

pytestmark = [pytest.mark.home_assistant, pytest.mark.timeout(900)]
Make = Callable[[Mapping[str, Any]], Hub]

__all__ = ["clean"]


def words_twice(text: str) -> list[str]:
    return [word for word, count in Counter(text.lower().replace("_", " ").split()).items() if count > 1]


def of_the_hub(residence: Residence) -> dict[str, dict[str, Any]]:
    """Unique id → what Home Assistant's registry says of it."""
    listed = residence.ask("config/entity_registry/list")
    ours = (entry for entry in listed if entry["platform"] == "mqtt" and entry["unique_id"].startswith("attune_"))
    return {entry["unique_id"]: entry for entry in ours}


@pytest.mark.usefixtures("clean")
def test_area_device_and_entity_say_each_word_once(residence: Residence, household: Household, make_hub: Make) -> None:
    config = a_home(residence)
    config["rooms"]["kitchen"]["name"] = "Große Küche"
    make_hub(config).start(household)
    becomes(residence, "room_kitchen_activity", "nothing")
    becomes(residence, "occupant_ana_learning_music", "on")
    devices = {device["id"]: device for device in residence.ask("config/device_registry/list")}
    areas = {area["area_id"]: area["name"] for area in residence.ask("config/area_registry/list")}
    found = of_the_hub(residence)
    assert len(found) > 20
    for entry in found.values():
        device = devices[entry["device_id"]]
        area = areas.get(device["area_id"], "")
        assert words_twice(f"{area} {device['name']} {entry['original_name']}") == []
        assert words_twice(entry["entity_id"]) == []
    # The same in every release, so that README, the blueprints and what people write down are true of all.
    assert residence.ours("room_kitchen_why") == "sensor.attune_grosse_kuche_why"
    assert residence.ours("room_hall_event") == "event.attune_hall_decision"
    assert residence.ours("occupant_ana_room") == "sensor.attune_ana_room"
    assert residence.ours("hub_pause") == "switch.attune_pause"


def as_before(topic: str, payload: bytes, config: Mapping[str, Any]) -> bytes:
    """An announcement as the hub made it when a room's device was called by the room, and ids were left to Home Assistant."""
    body = json.loads(payload)
    room = topic.split("/")[-2].removeprefix("room_")
    if room in config["rooms"]:
        body["device"]["name"] = f"Attune {body['device']['suggested_area']}"
    for component in body["components"].values():
        component.pop("object_id", None)
        component.pop("default_entity_id", None)
    return json.dumps(body).encode()


@pytest.mark.usefixtures("clean")
def test_a_home_that_updates_keeps_its_ids_its_devices_and_what_its_owner_renamed(
    residence: Residence, household: Household, make_hub: Make, tmp_path: Path
) -> None:
    config = a_home(residence)
    path = tmp_path / "config.yaml"
    path.write_text(json.dumps(config))
    loaded = load(path)
    announced = announcements(loaded, Topics(loaded.base_topic))
    for topic, payload in announced.items():
        residence.publish(topic, as_before(topic, payload, config).decode(), retain=True)
    wanted = {part["unique_id"] for body in announced.values() for part in json.loads(body)["components"].values()
              if "unique_id" in part}  # fmt: skip
    residence.wait(lambda: wanted <= of_the_hub(residence).keys(), "the hub of before to be taken in")
    residence.ask(
        "config/entity_registry/update", entity_id=residence.ours("room_kitchen_why"), new_entity_id="sensor.why_did_it"
    )
    before = {unique: (entry["entity_id"], entry["device_id"]) for unique, entry in of_the_hub(residence).items()}
    assert before["attune_room_kitchen_why"][0] == "sensor.why_did_it"
    make_hub(config).start(household)
    becomes(residence, "room_kitchen_autonomy", "act")
    residence.wait(lambda: residence.our_device("room_kitchen")["name"] == "Attune", "the new announcement")
    after = {unique: (entry["entity_id"], entry["device_id"]) for unique, entry in of_the_hub(residence).items()}
    assert after == before


def test_a_home_assistant_that_is_updated_keeps_the_hubs_ids(monkeypatch: pytest.MonkeyPatch, make_hub: Make) -> None:
    """From the pinned release to the newest, in one leap, with the hub there all the time."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    pinned, newest = cache / "real-home", cache / "real-home-newest"
    if not all((folder / "installed").exists() for folder in (pinned, newest)):
        pytest.skip("not both Home Assistants are here")
    monkeypatch.setenv("REAL_HOME_DIR", str(pinned))
    with Residence() as residence:
        household = Household(residence.mqtt_port)
        hub = make_hub(a_home(residence))
        hub.start(household)
        becomes(residence, "room_kitchen_activity", "nothing")
        becomes(residence, "occupant_ana_learning_music", "on")
        before = {unique: (entry["entity_id"], entry["device_id"]) for unique, entry in of_the_hub(residence).items()}
        release = residence.home.get("/api/config")["version"]
        residence.home.stop_home_assistant()
        monkeypatch.setenv("REAL_HOME_DIR", str(newest))
        residence.home.start_home_assistant()
        assert residence.home.get("/api/config")["version"] != release
        becomes(residence, "room_kitchen_activity", "nothing")
        household.goes("ana", "kitchen")
        becomes(residence, "occupant_ana_room", "Kitchen")
        assert {unique: (entry["entity_id"], entry["device_id"]) for unique, entry in of_the_hub(residence).items()} == before
        household.close()
