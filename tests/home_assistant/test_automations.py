"""What Home Assistant's own automations can do with the hub, and without it: triggers, blueprints, exported habits."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.whole.living import Household, Hub, teach, tunable_lamp

from .residence import Residence
from .test_entities import a_home, becomes, clean
from .test_link import click, config_for, started, status

pytestmark = [pytest.mark.home_assistant, pytest.mark.timeout(900)]
Make = Callable[[Mapping[str, Any]], Hub]
BLUEPRINTS = Path(__file__).parents[2] / "blueprints" / "automation" / "attune"

__all__ = ["clean"]


def config_folder(residence: Residence) -> Path:
    return Path(residence.home.directory) / "config"


def add_automations(residence: Residence, name: str, automations: list[dict[str, Any]] | str) -> list[str]:
    """Puts a package in and loads it; the entity ids of the new automations."""
    before = {state["entity_id"] for state in residence.home.get("/api/states")}
    text = automations if isinstance(automations, str) else json.dumps(automations)
    body = f"automation: {text}" if not text.lstrip().startswith(("#", "-")) else "automation:\n" + text
    (config_folder(residence) / "packages" / f"{name}.yaml").write_text(body)
    residence.home.call("automation", "reload")

    def found() -> list[str]:
        now = residence.home.get("/api/states")
        return [s["entity_id"] for s in now if s["entity_id"].startswith("automation.") and s["entity_id"] not in before]

    new: list[str] = residence.wait(found, f"the automations of {name}")
    for entity in new:
        assert residence.state(entity)["state"] == "on", residence.home.log("home-assistant")[-2000:]
    return new


def add_blueprints(residence: Residence) -> None:
    shutil.copytree(BLUEPRINTS, config_folder(residence) / "blueprints" / "automation" / "attune", dirs_exist_ok=True)


@pytest.mark.usefixtures("clean")
def test_every_decision_can_start_an_automation_by_a_device_trigger(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    lamp = tunable_lamp("kitchen_lamp")
    household.add(lamp)
    config = a_home(residence)
    config["learning"]["correction_window"] = 60
    hub = make_hub(config)
    hub.start(household)
    becomes(residence, "room_kitchen_autonomy", "act")
    offered = residence.ask("device_automation/trigger/list", device_id=residence.our_device("room_kitchen")["id"])
    ours = {trigger["type"]: trigger for trigger in offered if trigger["domain"] == "mqtt"}
    assert set(ours) == {
        "something was set", "something is suggested", "everything was left alone", "somebody corrected it",
    }  # fmt: skip
    add_automations(residence, "device_triggers", [heard(trigger, number) for number, trigger in enumerate(ours.values())])
    household.quiet(0.7)  # triggers on MQTT reach the broker half a second later

    def hears(phrase: str, mark: int) -> dict[str, Any]:
        topic = f"test/heard/{list(ours).index(phrase)}"
        found: list[dict[str, Any]] = household.wait_for(lambda: household.since(mark, topic), f"an automation on {phrase!r}")
        return found[-1]

    mark = household.mark()
    teach(household, "ana", "kitchen", lamp, state="ON", brightness=77)
    assert hears("everything was left alone", mark)["room"] == "kitchen"
    residence.as_person("ana", "select.select_option", entity_id=residence.ours("room_kitchen_autonomy"), option="suggest")
    becomes(residence, "room_kitchen_autonomy", "suggest")
    mark = household.mark()
    household.goes("ana", "kitchen")
    assert "brightness" in hears("something is suggested", mark)["offer"]
    household.goes("ana", "not_home")
    residence.as_person("ana", "select.select_option", entity_id=residence.ours("room_kitchen_autonomy"), option="act")
    becomes(residence, "room_kitchen_autonomy", "act")
    mark = household.mark()
    household.goes("ana", "kitchen")
    assert hears("something was set", mark)["people"] == ["ana"]
    household.quiet(2.3)  # it has faded
    household.sets(lamp, state="ON", brightness=200)
    assert hears("somebody corrected it", mark)["room"] == "kitchen"
    (config_folder(residence) / "packages" / "device_triggers.yaml").unlink()
    residence.home.call("automation", "reload")


def heard(trigger: Mapping[str, Any], number: int) -> dict[str, Any]:
    """An automation as the editor makes it of a device trigger: it tells what it was started by."""
    chosen = {key: value for key, value in trigger.items() if key not in ("metadata", "platform")}
    said = {"topic": f"test/heard/{number}", "payload": "{{ trigger.payload }}"}
    return {
        "id": f"heard_{number}", "alias": f"Heard {number}", "mode": "queued", "triggers": [chosen | {"trigger": "device"}],
        "actions": [{"action": "mqtt.publish", "data": said}],
    }  # fmt: skip


def test_both_blueprints_are_listed_without_a_complaint(residence: Residence) -> None:
    add_blueprints(residence)
    found = residence.ask("blueprint/list", domain="automation")
    ours = {path: told for path, told in found.items() if path.startswith("attune/")}
    assert set(ours) == {"attune/ask_before_acting.yaml", "attune/movie_time.yaml"}
    for told in ours.values():
        assert "error" not in told
        assert told["metadata"]["name"].startswith("Attune: ")
        assert all(asked["name"] for asked in told["metadata"]["input"].values())


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("answer", ["ATTUNE_YES_", "ATTUNE_NO_"])
def test_the_hub_asks_before_acting_and_takes_the_answer(
    residence: Residence, household: Household, make_hub: Make, answer: str
) -> None:
    lamp = tunable_lamp("kitchen_lamp")
    household.add(lamp)
    hub = make_hub(a_home(residence))
    hub.start(household)
    becomes(residence, "room_kitchen_autonomy", "act")
    add_blueprints(residence)
    phone = {
        "alias": "Phone",
        "sequence": [{"action": "mqtt.publish", "data": {"topic": "test/phone", "payload": "{{ data | tojson }}"}}],
        "fields": {"data": {}},
    }
    residence.home.call("persistent_notification", "dismiss_all")
    name = f"ask_{answer.strip('_').lower()}"
    inputs = {
        "decision": residence.ours("room_kitchen_event"), "suggestion": residence.ours("room_kitchen_suggestion"),
        "notify": "script.phone", "minutes": 1,
    }  # fmt: skip
    (config_folder(residence) / "packages" / "phone.yaml").write_text(json.dumps({"script": {"phone": phone}}))
    residence.home.call("script", "reload")
    residence.wait(lambda: residence.exists("script.phone"), "the phone")
    (entity,) = add_automations(
        residence,
        name,
        [{"id": name, "alias": name, "use_blueprint": {"path": "attune/ask_before_acting.yaml", "input": inputs}}],
    )
    teach(household, "ana", "kitchen", lamp, state="ON", brightness=77)
    # Only now: three questions a day are all a person is asked, and being taught would use them up.
    residence.as_person("ana", "select.select_option", entity_id=residence.ours("room_kitchen_autonomy"), option="suggest")
    becomes(residence, "room_kitchen_autonomy", "suggest")
    mark = household.mark()
    household.goes("ana", "kitchen")
    asked = household.wait_for(lambda: household.since(mark, "test/phone"), "the question")[0]
    becomes(residence, "room_kitchen_suggestion", "waiting")
    chosen = next(action["action"] for action in asked["actions"] if action["action"].startswith(answer))

    def is_taken() -> bool:
        # Faster than any thumb: the automation listens for the answer a moment after it has asked.
        residence.request("/api/events/mobile_app_notification_action", {"action": chosen}, residence.home.token)
        return bool(residence.our_state("room_kitchen_suggestion")["state"] == "unavailable")

    residence.wait(is_taken, "the answer to be taken")
    household.quiet(0.5)
    assert lamp.state["state"] == ("ON" if answer == "ATTUNE_YES_" else "OFF")
    residence.home.call("automation", "turn_off", entity_id=entity)


@pytest.mark.usefixtures("clean")
def test_a_film_is_an_activity_while_it_plays(residence: Residence, household: Household, make_hub: Make) -> None:
    household.add(tunable_lamp("kitchen_lamp"))
    make_hub(a_home(residence)).start(household)
    becomes(residence, "room_kitchen_activity", "nothing")
    add_blueprints(residence)
    click(residence, "media_player.media_pause", "media_player.living_room")
    inputs = {"player": "media_player.living_room", "activity": residence.ours("room_kitchen_activity"), "pause": 0}
    add_automations(
        residence,
        "film",
        [{"id": "film", "alias": "Film", "use_blueprint": {"path": "attune/movie_time.yaml", "input": inputs}}],
    )
    mark = household.mark()
    click(residence, "media_player.media_play", "media_player.living_room")
    becomes(residence, "room_kitchen_activity", "watching")
    assert "watching" in household.since(mark, "attune/room/kitchen/activity")
    click(residence, "media_player.media_pause", "media_player.living_room")
    becomes(residence, "room_kitchen_activity", "nothing")


def test_what_was_learned_goes_on_as_plain_automations_without_the_hub(
    residence: Residence, household: Household, make_hub: Make, tmp_path: Path
) -> None:
    go, lamp = residence.tracker("ana_phone"), tunable_lamp("bedroom_lamp", 7)
    household.add(lamp)
    player = "media_player.bedroom"
    config = config_for(residence, "light.ceiling_lights", "climate.heatpump", player)
    config["music"] = {"calm": {"playlist": "calm evening"}, "jazz": {"playlist": "jazz"}}
    config["rooms"]["bedroom"]["devices"].append({"zigbee2mqtt": "bedroom_lamp"})
    config["rooms"]["bedroom"]["limits"] = {"temperature": [16, 26], "volume": 100}
    config["occupants"]["ana"]["presence"].append({"topic": "home/presence/ana"})
    config["home"]["time_zone"] = residence.home.get("/api/config")["time_zone"]  # the parts of the day are the home's
    hub = make_hub({**config, "autonomy": "watch"})
    started(residence, household, hub)
    household.tell_states()
    assert "three examples" in hub.attune("habits", "--automations", expect=1)
    click(residence, "media_player.media_play", player)  # the demo's player plays on with whatever it is told

    def as_before() -> None:
        click(residence, "light.turn_off", "light.ceiling_lights")
        click(residence, "climate.set_temperature", "climate.heatpump", temperature=18)
        click(residence, "media_player.volume_set", player, volume_level=0.6)
        click(residence, "media_player.play_media", player, media_content_id="jazz", media_content_type="playlist")

    for _ in range(3):
        as_before()
        go("bedroom")
        residence.wait(lambda: status(hub)["people"][0]["room"] == "bedroom", "Ana to be in the bedroom")
        click(residence, "light.turn_on", "light.ceiling_lights", brightness=51)
        click(residence, "climate.set_temperature", "climate.heatpump", temperature=22)
        click(residence, "media_player.volume_set", player, volume_level=0.3)
        click(residence, "media_player.play_media", player, media_content_id="calm evening", media_content_type="playlist")
        household.sets(lamp, state="ON", brightness=128)
        household.quiet(0.8)
        go("not_home")
        residence.wait(lambda: status(hub)["people"][0]["home"] is False, "Ana to be out")
        household.sets(lamp, state="OFF")
        household.quiet(0.4)
    written = tmp_path / "habits.yaml"
    hub.attune("habits", "ana", "--automations", "--output", str(written))
    assert "is there already" in hub.attune("habits", "--automations", "--output", str(written), expect=1)
    hub.stop()
    assert "not running" in hub.attune("habits", "--automations", expect=1)
    as_before()
    new = add_automations(residence, "habits", written.read_text())
    household.quiet(0.7)  # its MQTT triggers reach the broker half a second later
    for way in ("tracker", "topic"):
        click(residence, "light.turn_off", "light.ceiling_lights")
        household.sets(lamp, state="OFF")
        go("bedroom") if way == "tracker" else household.publish("home/presence/ana", '{"room": "bedroom"}')
        residence.wait(lambda: residence.state("light.ceiling_lights")["state"] == "on", f"the lamp, by {way}")
        assert abs(residence.state("light.ceiling_lights")["attributes"]["brightness"] - 51) <= 2
        household.wait_for(lambda: lamp.state["state"] == "ON", f"the Zigbee lamp, by {way}")
        assert abs(lamp.state["brightness"] - 128) <= 2
    assert residence.state("climate.heatpump")["attributes"]["temperature"] == 22
    plays = residence.state(player)["attributes"]
    assert (plays["media_content_id"], plays["volume_level"]) == ("calm evening", 0.3)
    residence.home.call("automation", "turn_off", entity_id=new)
