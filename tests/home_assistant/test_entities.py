"""The hub's own entities in a real Home Assistant: there with the right state, obeyed, gone when due."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from tests.patience import PATIENCE_S
from tests.whole.living import Household, Hub, configuration, teach, tunable_lamp

from .residence import Residence

pytestmark = [pytest.mark.home_assistant, pytest.mark.timeout(900)]
Make = Callable[[Mapping[str, Any]], Hub]


def a_home(residence: Residence, **more: Any) -> dict[str, Any]:
    return configuration(residence.mqtt_port, {"kitchen": [{"zigbee2mqtt": "kitchen_lamp"}], "hall": []}, **more)


def is_state(residence: Residence, entity: str, wanted: str) -> bool:
    return residence.exists(entity) and residence.state(entity)["state"] == wanted


def becomes(residence: Residence, entity: str, wanted: str) -> None:
    def seen() -> str:
        return str(residence.state(entity)["state"]) if residence.exists(entity) else "not there"

    try:
        residence.wait(lambda: seen() == wanted, f"{entity} to be {wanted}")
    except AssertionError as error:
        raise AssertionError(f"{entity} is {seen()!r}; {error}") from None


@pytest.fixture
def clean(residence: Residence) -> Iterator[None]:
    """What a hub leaves retained on the shared broker is taken away afterwards."""
    yield
    found: list[str] = []
    heard_all, is_all = "test/heard-all", threading.Event()

    def on_message(_client: paho.Client, _userdata: Any, message: paho.MQTTMessage) -> None:
        if message.topic == heard_all:
            is_all.set()
        elif message.retain and message.payload:
            found.append(message.topic)

    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.on_connect = lambda c, *_: c.subscribe([("attune/#", 0), ("homeassistant/device/attune/#", 0), (heard_all, 0)])
    client.on_subscribe = lambda c, *_: c.publish(heard_all)  # comes back after everything that is kept
    client.on_message = on_message
    client.connect("127.0.0.1", residence.mqtt_port)
    client.loop_start()
    assert is_all.wait(PATIENCE_S)
    announced = [topic for topic in found if topic.startswith("homeassistant/")]
    for topic in (*announced, *(topic for topic in found if topic not in announced)):
        client.publish(topic, b"", retain=True).wait_for_publish(PATIENCE_S)

    def is_gone() -> bool:
        for topic in announced:  # Home Assistant drops a removal that comes while it still takes the announcement in
            client.publish(topic, b"", retain=True).wait_for_publish(PATIENCE_S)
        states = residence.home.get("/api/states")
        return not any(".attune_" in state["entity_id"] for state in states)

    residence.wait(is_gone, "the hub's entities to go")
    client.disconnect()
    client.loop_stop()


EXPECTED = {
    "switch.attune_pause": "off",
    "sensor.attune_state": "running",
    "binary_sensor.attune_problem": "off",
    "sensor.attune_missing_devices": "0",
    "sensor.attune_choices_learned": "0",
    "sensor.attune_kitchen_why": "unknown",
    "select.attune_kitchen_autonomy": "act",
    "button.attune_kitchen_undo": "unknown",
    "button.attune_kitchen_thanks": "unknown",
    "select.attune_kitchen_suggestion": "unavailable",
    "select.attune_kitchen_activity": "nothing",
    "sensor.attune_ana_room": "unknown",
    "sensor.attune_ana_corrections_per_day": "unknown",
    "sensor.attune_ana_hit_rate": "unknown",
    "switch.attune_ana_learning_light": "on",
    "switch.attune_ana_learning_temperature": "on",
    "switch.attune_ana_learning_music": "on",
}


@pytest.mark.usefixtures("clean")
def test_every_entity_appears_with_its_state_category_unit_and_area(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    household.add(tunable_lamp("kitchen_lamp"))
    before = len(residence.home.log("home-assistant"))
    config = a_home(residence)
    config["home_assistant"] = {"url": residence.url, "token": residence.tokens["hub"]}
    config["rooms"]["hall"]["devices"] = [{"home_assistant": "light.entrance_color_white_lights"}]
    hub = make_hub(config)
    hub.start(household)
    for entity, state in EXPECTED.items():
        becomes(residence, entity, state)
    for event in ("event.attune_decision", "event.attune_kitchen_decision"):  # what an event was last, Home Assistant remembers
        assert residence.exists(event)
    registry = {entry["entity_id"]: entry for entry in residence.ask("config/entity_registry/list")}
    assert registry["sensor.attune_ana_hit_rate"]["entity_category"] == "diagnostic"
    assert registry["select.attune_kitchen_autonomy"]["entity_category"] == "config"
    assert registry["switch.attune_pause"]["entity_category"] is None
    attributes = residence.state("sensor.attune_ana_hit_rate")["attributes"]
    assert (attributes["unit_of_measurement"], attributes["state_class"]) == ("%", "measurement")
    assert residence.state("select.attune_kitchen_autonomy")["attributes"]["options"] == ["watch", "suggest", "act"]
    assert residence.state("event.attune_decision")["attributes"]["event_types"] == ["sent", "suggested", "held", "corrected"]
    devices = {device["name"]: device for device in residence.ask("config/device_registry/list")}
    areas = {area["area_id"]: area["name"] for area in residence.ask("config/area_registry/list")}
    assert areas[devices["Attune Kitchen"]["area_id"]] == "Kitchen"
    assert devices["Attune Kitchen"]["via_device_id"] == devices["Attune"]["id"]
    for entity in EXPECTED:
        shown = residence.state(entity)["attributes"]
        assert "icon" in shown or "device_class" in shown, entity
        is_figure = shown.get("state_class") == "measurement"
        assert is_figure == ("unit_of_measurement" in shown), entity
    hub.stop()
    household.quiet(0.5)
    assert residence.home.log("home-assistant")[before:] == ""  # no warning about what was announced, or how the hub left


@pytest.mark.usefixtures("clean")
def test_a_switch_in_home_assistant_pauses_the_hub(residence: Residence, household: Household, make_hub: Make) -> None:
    hub = make_hub(a_home(residence))
    hub.start(household)
    becomes(residence, "switch.attune_pause", "off")
    for is_on in (True, False):
        mark = household.mark()
        residence.as_person("ana", f"switch.turn_{'on' if is_on else 'off'}", entity_id="switch.attune_pause")
        wanted = "ON" if is_on else "OFF"
        household.wait_for(lambda: wanted in household.since(mark, "attune/pause"), "the hub to obey")  # noqa: B023
        assert hub.status()["paused"] is is_on
        becomes(residence, "switch.attune_pause", "on" if is_on else "off")
        becomes(residence, "sensor.attune_state", "paused" if is_on else "running")
    hub.stop()
    for entity in ("switch.attune_pause", "sensor.attune_state", "select.attune_kitchen_autonomy", "sensor.attune_ana_room"):
        becomes(residence, entity, "unavailable")
    hub.start(household)
    becomes(residence, "switch.attune_pause", "off")


@pytest.mark.usefixtures("clean")
def test_what_the_hub_does_can_be_seen_undone_and_thanked_for(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    lamp = tunable_lamp("kitchen_lamp")
    household.add(lamp)
    hub = make_hub(a_home(residence))
    hub.start(household)
    teach(household, "ana", "kitchen", lamp, state="ON", brightness=77)
    becomes(residence, "sensor.attune_ana_room", "Away")
    mark = household.mark()
    household.goes("ana", "kitchen")
    decision = household.decision(mark)
    assert "sent" in [wish["outcome"] for wish in decision["wishes"]], decision
    becomes(residence, "sensor.attune_ana_room", "Kitchen")
    # Its sentence may be that of the visit before, word for word: the id tells.
    why_is = "sensor.attune_kitchen_why"
    residence.wait(lambda: residence.state(why_is)["attributes"].get("decision") == decision["id"], "why")
    assert decision["sentence"].startswith(residence.state(why_is)["state"][:-1])
    why = residence.state(why_is)["attributes"]
    assert why["sentence"] == decision["sentence"]
    residence.wait(lambda: residence.state("sensor.attune_kitchen_why")["attributes"]["evidence"], "the evidence")
    assert residence.state("event.attune_kitchen_decision")["attributes"]["event_type"] == "sent"
    assert int(residence.state("sensor.attune_choices_learned")["state"]) >= 12
    learned = hub.status()["people"][0]["examples"]["brightness"]
    residence.as_person("ana", "button.press", entity_id="button.attune_kitchen_thanks")
    residence.wait(lambda: hub.status()["people"][0]["examples"]["brightness"] == learned + 1, "thanks to teach")
    household.quiet(0.5)
    residence.as_person("ana", "button.press", entity_id="button.attune_kitchen_undo")
    household.wait_for(lambda: lamp.state["state"] == "OFF", f"the lamp to be as it was {hub.asked('status')['problems']}")
    residence.wait(lambda: residence.state("event.attune_decision")["attributes"]["event_type"] == "corrected", "a correction")
    residence.wait(lambda: float(residence.state("sensor.attune_ana_corrections_per_day")["state"]) >= 1.0, "the figure")


@pytest.mark.usefixtures("clean")
def test_learning_is_switched_off_per_domain_and_autonomy_per_room(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    lamp = tunable_lamp("kitchen_lamp")
    household.add(lamp)
    hub = make_hub(a_home(residence))
    hub.start(household)
    becomes(residence, "switch.attune_ana_learning_music", "on")
    residence.as_person("ana", "switch.turn_off", entity_id="switch.attune_ana_learning_music")
    becomes(residence, "switch.attune_ana_learning_music", "off")
    assert hub.asked("consent", "ana")["learns"] == ["light", "temperature"]
    teach(household, "ana", "kitchen", lamp, state="ON", brightness=77)
    residence.as_person("ana", "select.select_option", entity_id="select.attune_kitchen_autonomy", option="suggest")
    becomes(residence, "select.attune_kitchen_autonomy", "suggest")
    mark = household.mark()
    household.goes("ana", "kitchen")
    decision = household.decision(mark)
    assert decision["autonomy"] == "suggest"
    assert {wish["outcome"] for wish in decision["wishes"]} <= {"suggested", "held"}
    becomes(residence, "select.attune_kitchen_suggestion", "waiting")
    assert "brightness" in residence.state("select.attune_kitchen_suggestion")["attributes"]["offer"]
    household.quiet(1.0)  # what the last evening taught has settled
    learned = hub.status()["people"][0]["examples"]["brightness"]
    residence.as_person("ana", "select.select_option", entity_id="select.attune_kitchen_suggestion", option="accept")
    household.wait_for(lambda: lamp.state["state"] == "ON" and abs(lamp.state["brightness"] - 77) <= 8, "the lamp to be lit")
    becomes(residence, "select.attune_kitchen_suggestion", "unavailable")
    assert hub.status()["people"][0]["examples"]["brightness"] == learned + 1
    hub.stop()
    hub.start(household)
    becomes(residence, "select.attune_kitchen_autonomy", "suggest")
    becomes(residence, "switch.attune_ana_learning_music", "off")


@pytest.mark.usefixtures("clean")
def test_an_activity_chosen_in_home_assistant_is_the_rooms_until_everybody_has_left(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    household.add(tunable_lamp("kitchen_lamp"))
    make_hub(a_home(residence)).start(household)
    becomes(residence, "select.attune_kitchen_activity", "nothing")
    household.goes("ana", "kitchen")
    becomes(residence, "sensor.attune_ana_room", "Kitchen")
    residence.as_person("ana", "select.select_option", entity_id="select.attune_kitchen_activity", option="watching")
    becomes(residence, "select.attune_kitchen_activity", "watching")
    household.publish("attune/room/kitchen/activity/set", "karaoke")
    becomes(residence, "select.attune_kitchen_activity", "other")
    household.goes("ana", "not_home")
    becomes(residence, "select.attune_kitchen_activity", "nothing")


@pytest.mark.usefixtures("clean")
def test_entities_go_with_their_room_and_person_also_when_the_hub_was_off_meanwhile(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    config = configuration(
        residence.mqtt_port, {"kitchen": [], "hall": [], "attic": []}, ("ana", "ben", "mia"), storage={"path": "attune.db"}
    )
    hub = make_hub(config)
    hub.start(household)
    for entity in ("sensor.attune_ben_room", "sensor.attune_attic_why", "sensor.attune_mia_room", "sensor.attune_hall_why"):
        becomes(residence, entity, "unknown")
    household.goes("ben", "hall")
    becomes(residence, "sensor.attune_ben_room", "Hall")
    del config["rooms"]["attic"]
    del config["occupants"]["mia"]
    hub.config.write_text(json.dumps(config))
    residence.wait(lambda: not residence.exists("sensor.attune_attic_why"), "the attic to go")
    residence.wait(lambda: not residence.exists("sensor.attune_mia_room"), "Mia to go")
    hub.stop()
    del config["rooms"]["hall"]
    del config["occupants"]["ben"]
    hub.config.write_text(json.dumps(config))
    hub.start(household)
    residence.wait(lambda: not residence.exists("sensor.attune_hall_why"), "the hall to go")
    residence.wait(lambda: not residence.exists("sensor.attune_ben_room"), "Ben to go")
    becomes(residence, "sensor.attune_ana_room", "unknown")
    left = Household(residence.mqtt_port)
    left.quiet(1.0)
    named = [topic for _, topic, payload in left.heard if payload and ("ben" in topic or "hall" in topic or "mia" in topic)]
    left.close()
    assert named == []


@pytest.mark.usefixtures("clean")
def test_somebody_forgotten_is_not_shown_any_more(residence: Residence, household: Household, make_hub: Make) -> None:
    lamp = tunable_lamp("kitchen_lamp")
    household.add(lamp)
    hub = make_hub(a_home(residence))
    hub.start(household)
    teach(household, "ana", "kitchen", lamp, 6, state="ON", brightness=77)
    household.goes("ana", "kitchen")
    becomes(residence, "sensor.attune_ana_room", "Kitchen")
    residence.wait(lambda: residence.state("sensor.attune_kitchen_why")["state"] != "unknown", "why")
    hub.attune("forget", "ana", "--yes")
    becomes(residence, "sensor.attune_kitchen_why", "unknown")
    becomes(residence, "sensor.attune_ana_room", "unknown")
    becomes(residence, "sensor.attune_ana_hit_rate", "unknown")
    becomes(residence, "sensor.attune_choices_learned", "0")
    becomes(residence, "switch.attune_ana_learning_light", "on")  # what the configuration allows
    later = Household(residence.mqtt_port)
    later.quiet(1.0)
    told = {topic: payload for _, topic, payload in later.heard if topic.startswith("attune/") and b"kitchen" in payload}
    later.close()
    assert told == {}
