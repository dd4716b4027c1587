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


def becomes(residence: Residence, name: str, wanted: str) -> None:
    """name: of one of the hub's own, as ``Residence.ours`` takes it."""

    entity = ""

    def seen() -> str:
        nonlocal entity  # the registry is asked again only while it knows none, or the one it named is gone
        entity = entity if entity and residence.exists(entity) else residence.ours(name)
        return str(residence.state(entity)["state"]) if entity and residence.exists(entity) else "not there"

    try:
        residence.wait(lambda: seen() == wanted, f"{name} to be {wanted}")
    except AssertionError as error:
        raise AssertionError(f"{name} is {seen()!r}; {error}") from None


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
        return not any(unique.startswith("attune_") for unique in residence.registered())

    residence.wait(is_gone, "the hub's entities to go")
    client.disconnect()
    client.loop_stop()


EXPECTED = {
    "hub_pause": "off",
    "hub_state": "running",
    "hub_problem": "off",
    "hub_missing": "0",
    "hub_learned": "0",
    "hub_evening": "unavailable",
    "hub_count_again": "unknown",
    "room_kitchen_why": "unknown",
    "room_kitchen_autonomy": "act",
    "room_kitchen_undo": "unknown",
    "room_kitchen_thanks": "unknown",
    "room_kitchen_suggestion": "unavailable",
    "room_kitchen_activity": "nothing",
    "occupant_ana_room": "unknown",
    "occupant_ana_corrections": "unknown",
    "occupant_ana_hit_rate": "unknown",
    "occupant_ana_learning_light": "on",
    "occupant_ana_learning_temperature": "on",
    "occupant_ana_learning_music": "on",
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
    for name, state in EXPECTED.items():
        becomes(residence, name, state)
    for event in ("hub_event", "room_kitchen_event"):  # what an event was last, Home Assistant remembers
        assert residence.ours(event)
    registry = {entry["unique_id"]: entry for entry in residence.ask("config/entity_registry/list")}
    assert registry["attune_occupant_ana_hit_rate"]["entity_category"] == "diagnostic"
    assert registry["attune_room_kitchen_autonomy"]["entity_category"] == "config"
    assert registry["attune_hub_pause"]["entity_category"] is None
    attributes = residence.our_state("occupant_ana_hit_rate")["attributes"]
    assert (attributes["unit_of_measurement"], attributes["state_class"]) == ("%", "measurement")
    assert residence.our_state("room_kitchen_autonomy")["attributes"]["options"] == ["watch", "suggest", "act"]
    assert residence.our_state("hub_event")["attributes"]["event_types"] == ["sent", "suggested", "held", "corrected"]
    areas = {area["area_id"]: area["name"] for area in residence.ask("config/area_registry/list")}
    kitchen = residence.our_device("room_kitchen")
    assert areas[kitchen["area_id"]] == "Kitchen"
    assert kitchen["via_device_id"] == residence.our_device("hub")["id"]
    for name in EXPECTED:
        shown = residence.our_state(name)["attributes"]
        assert "icon" in shown or "device_class" in shown, name
        is_figure = shown.get("state_class") == "measurement"
        assert is_figure == ("unit_of_measurement" in shown), name
    hub.stop()
    household.quiet(0.5)
    assert residence.home.log("home-assistant")[before:] == ""  # no warning about what was announced, or how the hub left


@pytest.mark.usefixtures("clean")
def test_a_switch_in_home_assistant_pauses_the_hub(residence: Residence, household: Household, make_hub: Make) -> None:
    hub = make_hub(a_home(residence))
    hub.start(household)
    becomes(residence, "hub_pause", "off")
    for is_on in (True, False):
        mark = household.mark()
        residence.as_person("ana", f"switch.turn_{'on' if is_on else 'off'}", entity_id=residence.ours("hub_pause"))
        wanted = "ON" if is_on else "OFF"
        household.wait_for(lambda: wanted in household.since(mark, "attune/pause"), "the hub to obey")  # noqa: B023
        assert hub.status()["paused"] is is_on
        becomes(residence, "hub_pause", "on" if is_on else "off")
        becomes(residence, "hub_state", "paused" if is_on else "running")
    hub.stop()
    for name in ("hub_pause", "hub_state", "room_kitchen_autonomy", "occupant_ana_room"):
        becomes(residence, name, "unavailable")
    hub.start(household)
    becomes(residence, "hub_pause", "off")


@pytest.mark.usefixtures("clean")
def test_what_the_hub_does_can_be_seen_undone_and_thanked_for(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    lamp = tunable_lamp("kitchen_lamp")
    household.add(lamp)
    hub = make_hub(a_home(residence))
    hub.start(household)
    teach(household, "ana", "kitchen", lamp, state="ON", brightness=77)
    becomes(residence, "occupant_ana_room", "Away")
    mark = household.mark()
    household.goes("ana", "kitchen")
    decision = household.decision(mark)
    assert "sent" in [wish["outcome"] for wish in decision["wishes"]], decision
    becomes(residence, "occupant_ana_room", "Kitchen")
    # Its sentence may be that of the visit before, word for word: the id tells.
    residence.wait(lambda: residence.our_state("room_kitchen_why")["attributes"].get("decision") == decision["id"], "why")
    assert decision["sentence"].startswith(residence.our_state("room_kitchen_why")["state"][:-1])
    why = residence.our_state("room_kitchen_why")["attributes"]
    assert why["sentence"] == decision["sentence"]
    residence.wait(lambda: residence.our_state("room_kitchen_why")["attributes"]["evidence"], "the evidence")
    assert residence.our_state("room_kitchen_event")["attributes"]["event_type"] == "sent"
    assert int(residence.our_state("hub_learned")["state"]) >= 12
    learned = hub.status()["people"][0]["examples"]["brightness"]
    residence.as_person("ana", "button.press", entity_id=residence.ours("room_kitchen_thanks"))
    residence.wait(lambda: hub.status()["people"][0]["examples"]["brightness"] == learned + 1, "thanks to teach")
    household.quiet(0.5)
    residence.as_person("ana", "button.press", entity_id=residence.ours("room_kitchen_undo"))
    household.wait_for(lambda: lamp.state["state"] == "OFF", f"the lamp to be as it was {hub.asked('status')['problems']}")
    residence.wait(lambda: residence.our_state("hub_event")["attributes"]["event_type"] == "corrected", "a correction")
    residence.wait(lambda: float(residence.our_state("occupant_ana_corrections")["state"]) >= 1.0, "the figure")


@pytest.mark.usefixtures("clean")
def test_learning_is_switched_off_per_domain_and_autonomy_per_room(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    lamp = tunable_lamp("kitchen_lamp")
    household.add(lamp)
    hub = make_hub(a_home(residence))
    hub.start(household)
    becomes(residence, "occupant_ana_learning_music", "on")
    residence.as_person("ana", "switch.turn_off", entity_id=residence.ours("occupant_ana_learning_music"))
    becomes(residence, "occupant_ana_learning_music", "off")
    assert hub.asked("consent", "ana")["learns"] == ["light", "temperature"]
    teach(household, "ana", "kitchen", lamp, state="ON", brightness=77)
    residence.as_person("ana", "select.select_option", entity_id=residence.ours("room_kitchen_autonomy"), option="suggest")
    becomes(residence, "room_kitchen_autonomy", "suggest")
    mark = household.mark()
    household.goes("ana", "kitchen")
    decision = household.decision(mark)
    assert decision["autonomy"] == "suggest"
    assert {wish["outcome"] for wish in decision["wishes"]} <= {"suggested", "held"}
    becomes(residence, "room_kitchen_suggestion", "waiting")
    assert "brightness" in residence.our_state("room_kitchen_suggestion")["attributes"]["offer"]
    household.quiet(1.0)  # what the last evening taught has settled
    learned = hub.status()["people"][0]["examples"]["brightness"]
    residence.as_person("ana", "select.select_option", entity_id=residence.ours("room_kitchen_suggestion"), option="accept")
    household.wait_for(lambda: lamp.state["state"] == "ON" and abs(lamp.state["brightness"] - 77) <= 8, "the lamp to be lit")
    becomes(residence, "room_kitchen_suggestion", "unavailable")
    assert hub.status()["people"][0]["examples"]["brightness"] == learned + 1
    hub.stop()
    hub.start(household)
    becomes(residence, "room_kitchen_autonomy", "suggest")
    becomes(residence, "occupant_ana_learning_music", "off")


@pytest.mark.usefixtures("clean")
def test_an_activity_chosen_in_home_assistant_is_the_rooms_until_everybody_has_left(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    household.add(tunable_lamp("kitchen_lamp"))
    make_hub(a_home(residence)).start(household)
    becomes(residence, "room_kitchen_activity", "nothing")
    household.goes("ana", "kitchen")
    becomes(residence, "occupant_ana_room", "Kitchen")
    residence.as_person("ana", "select.select_option", entity_id=residence.ours("room_kitchen_activity"), option="watching")
    becomes(residence, "room_kitchen_activity", "watching")
    household.publish("attune/room/kitchen/activity/set", "karaoke")
    becomes(residence, "room_kitchen_activity", "other")
    household.goes("ana", "not_home")
    becomes(residence, "room_kitchen_activity", "nothing")


@pytest.mark.usefixtures("clean")
def test_a_mode_of_the_home_or_a_room_can_be_chosen_there(residence: Residence, household: Household, make_hub: Make) -> None:
    household.add(tunable_lamp("kitchen_lamp"))
    make_hub(a_home(residence)).start(household)
    becomes(residence, "hub_mode", "normal")
    residence.as_person("ana", "select.select_option", entity_id=residence.ours("room_kitchen_mode"), option="party")
    becomes(residence, "room_kitchen_mode", "party")
    becomes(residence, "hub_mode", "normal")
    household.publish("attune/mode/set", '{"mode": "vacation", "until": "return"}')
    becomes(residence, "hub_mode", "vacation")


@pytest.mark.usefixtures("clean")
def test_an_evening_that_is_offered_not_to_count_can_be_answered_there(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    make_hub(a_home(residence)).start(household)
    becomes(residence, "hub_evening", "unavailable")
    offered = {"from": "2026-03-07T18:00+01:00", "to": "2026-03-08T05:00+01:00", "sentence": "Shall it not count?"}

    def is_offered() -> bool:
        # As the hub tells it the morning after guests; and again, for at its start it still tells that it offers nothing.
        household.publish("attune/evening", json.dumps(offered))
        return bool(residence.our_state("hub_evening")["state"] == "waiting")

    residence.wait(is_offered, "the evening to be offered")
    assert residence.our_state("hub_evening")["attributes"]["sentence"] == offered["sentence"]
    mark = household.mark()
    residence.as_person("ana", "select.select_option", entity_id=residence.ours("hub_evening"), option="keep")
    household.wait_for(lambda: "keep" in household.since(mark, "attune/evening/set"), "the answer")
    residence.as_person("ana", "button.press", entity_id=residence.ours("hub_count_again"))
    household.wait_for(lambda: "undo" in household.since(mark, "attune/forget/set"), "the order to count it again")


@pytest.mark.usefixtures("clean")
def test_entities_go_with_their_room_and_person_also_when_the_hub_was_off_meanwhile(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    config = configuration(
        residence.mqtt_port, {"kitchen": [], "hall": [], "attic": []}, ("ana", "ben", "mia"), storage={"path": "attune.db"}
    )
    hub = make_hub(config)
    hub.start(household)
    for name in ("occupant_ben_room", "room_attic_why", "occupant_mia_room", "room_hall_why"):
        becomes(residence, name, "unknown")
    household.goes("ben", "hall")
    becomes(residence, "occupant_ben_room", "Hall")
    del config["rooms"]["attic"]
    del config["occupants"]["mia"]
    hub.config.write_text(json.dumps(config))
    residence.wait(lambda: not residence.ours("room_attic_why"), "the attic to go")
    residence.wait(lambda: not residence.ours("occupant_mia_room"), "Mia to go")
    hub.stop()
    del config["rooms"]["hall"]
    del config["occupants"]["ben"]
    hub.config.write_text(json.dumps(config))
    hub.start(household)
    residence.wait(lambda: not residence.ours("room_hall_why"), "the hall to go")
    residence.wait(lambda: not residence.ours("occupant_ben_room"), "Ben to go")
    becomes(residence, "occupant_ana_room", "unknown")
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
    becomes(residence, "occupant_ana_room", "Kitchen")
    residence.wait(lambda: residence.our_state("room_kitchen_why")["state"] != "unknown", "why")
    hub.attune("forget", "ana", "--yes")
    becomes(residence, "room_kitchen_why", "unknown")
    becomes(residence, "occupant_ana_room", "unknown")
    becomes(residence, "occupant_ana_hit_rate", "unknown")
    becomes(residence, "hub_learned", "0")
    becomes(residence, "occupant_ana_learning_light", "on")  # what the configuration allows
    later = Household(residence.mqtt_port)
    later.quiet(1.0)
    told = {topic: payload for _, topic, payload in later.heard if topic.startswith("attune/") and b"kitchen" in payload}
    later.close()
    assert told == {}
