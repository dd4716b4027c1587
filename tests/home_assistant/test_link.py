"""The hub in a real Home Assistant: it learns through its entities, sets them, and lives through what may happen to it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from devices.links.home_assistant import Conversation
from tests.whole.living import Household, Hub, configuration

from .residence import Residence

pytestmark = [pytest.mark.home_assistant, pytest.mark.timeout(900)]
Make = Callable[[Mapping[str, Any]], Hub]

LAMP, HEATING, PLAYER = "light.bed_light", "climate.heatpump", "media_player.bedroom"


def config_for(residence: Residence, *devices: str, **more: Any) -> dict[str, Any]:
    config = configuration(residence.mqtt_port, {"bedroom": [{"home_assistant": entity} for entity in devices]}, **more)
    config["home_assistant"] = {"url": residence.url, "token": residence.tokens["hub"]}
    config["occupants"]["ana"]["presence"] = [{"home_assistant": "device_tracker.ana_phone"}]
    config["learning"]["correction_window"] = 60
    return config


def status(hub: Hub) -> dict[str, Any]:
    return hub.status()


def started(residence: Residence, household: Household, hub: Hub) -> Hub:
    """Online, in Home Assistant, and with every entity known."""
    hub.start(household)
    residence.wait(lambda: status(hub)["link"]["home_assistant"]["state"] == "up", "the hub to be in Home Assistant")
    residence.wait(lambda: not status(hub)["missing"], "the hub to know its entities")
    return hub


def attribute(residence: Residence, entity: str, name: str) -> Any:
    return residence.state(entity)["attributes"].get(name)


def click(residence: Residence, action: str, entity: str, **data: Any) -> None:
    residence.as_person("ana", action, entity_id=entity, **data)


@pytest.mark.shows("home_assistant.url", "home_assistant.token")
def test_ana_teaches_light_warmth_and_music_and_finds_them_when_she_comes(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    go = residence.tracker("ana_phone")
    config = config_for(residence, LAMP, HEATING, PLAYER)
    config["music"] = {"calm": {"playlist": "calm evening"}, "jazz": {"playlist": "jazz"}}
    config["rooms"]["bedroom"]["limits"] = {"temperature": [16, 26], "volume": 100}
    hub = make_hub({**config, "autonomy": "watch"})
    started(residence, household, hub)
    click(residence, "media_player.media_play", PLAYER)  # the demo's player plays on with whatever it is told
    for evening in range(8):
        click(residence, "light.turn_off", LAMP)
        click(residence, "climate.set_temperature", HEATING, temperature=18)
        residence.automation("media_player.play_media", PLAYER, media_content_id="jazz", media_content_type="playlist")
        residence.automation("media_player.volume_set", PLAYER, volume_level=0.6)
        residence.wait(lambda: attribute(residence, PLAYER, "media_content_id") == "jazz", "jazz")
        residence.wait(lambda: attribute(residence, PLAYER, "volume_level") == 0.6, "the volume of before")
        go("bedroom")
        residence.wait(lambda: status(hub)["people"][0]["room"] == "bedroom", "Ana to be in the bedroom")
        click(residence, "light.turn_on", LAMP, brightness=77, color_temp_kelvin=2700)
        click(residence, "climate.set_temperature", HEATING, temperature=21.5)
        click(residence, "media_player.volume_set", PLAYER, volume_level=0.3)
        click(residence, "media_player.play_media", PLAYER, media_content_id="calm evening", media_content_type="playlist")
        household.quiet(0.8)
        go("not_home")
        residence.wait(lambda: status(hub)["people"][0]["home"] is False, "Ana to be out")
        examples = status(hub)["people"][0]["examples"]
        assert examples["brightness"] >= evening + 1, examples
    click(residence, "light.turn_off", LAMP)
    click(residence, "climate.set_temperature", HEATING, temperature=19)
    residence.automation("media_player.volume_set", PLAYER, volume_level=0.5)
    residence.automation("media_player.play_media", PLAYER, media_content_id="jazz", media_content_type="playlist")
    hub.stop()
    hub.config.write_text(hub.config.read_text().replace('"autonomy": "watch"', '"autonomy": "act"'))
    started(residence, household, hub)
    household.quiet(1.0)
    mark = household.mark()
    go("bedroom")
    decision = household.decision(mark)
    outcomes = {wish["quantity"]: (wish["outcome"], wish["reason"]) for wish in decision["wishes"]}
    residence.wait(lambda: residence.state(LAMP)["state"] == "on", f"the lamp to be lit; decided {outcomes}")
    assert abs(attribute(residence, LAMP, "brightness") - 77) <= 8
    assert abs(attribute(residence, LAMP, "color_temp_kelvin") - 2700) <= 150
    residence.wait(lambda: attribute(residence, HEATING, "temperature") == 21.5, f"the heating at 21.5; decided {outcomes}")
    assert outcomes["music"][0] == "sent", outcomes["music"]
    residence.wait(lambda: attribute(residence, PLAYER, "media_content_id") == "calm evening", "calm music")
    residence.wait(lambda: attribute(residence, PLAYER, "volume_level") == 0.3, f"the volume; decided {outcomes}")


def test_a_wrong_token_is_said_once_and_the_rest_of_the_home_goes_on(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    config = config_for(residence, LAMP)
    config["home_assistant"]["token"] = "no-such-token"
    config["occupants"]["ana"]["presence"] = [{"topic": "home/presence/ana"}]
    hub = make_hub(config)
    mark = household.mark()
    hub.start(household)
    problem = household.wait_for(lambda: household.since(mark, "attune/problem"), "a problem")[0]
    assert "home_assistant: token" in problem["problem"]
    household.goes("ana", "bedroom")
    household.wait_for(lambda: "bedroom" in household.since(mark, "attune/occupant/ana/room"), "Ana's room")
    household.quiet(3.0)
    assert len(household.since(mark, "attune/problem")) == 1
    assert "no-such-token" not in hub.log.read_text()


def test_a_wrong_address_is_said_and_the_rest_of_the_home_goes_on(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    config = config_for(residence, LAMP)
    config["home_assistant"]["url"] = f"http://127.0.0.1:{residence.mqtt_port}"
    config["occupants"]["ana"]["presence"] = [{"topic": "home/presence/ana"}]
    hub = make_hub(config)
    mark = household.mark()
    hub.start(household)
    problem = household.wait_for(lambda: household.since(mark, "attune/problem"), "a problem")[0]
    assert str(residence.mqtt_port) in problem["problem"]
    household.goes("ana", "bedroom")
    household.wait_for(lambda: "bedroom" in household.since(mark, "attune/occupant/ana/room"), "Ana's room")


def test_an_entity_that_is_unavailable_is_left_alone_and_teaches_nothing_when_it_returns(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    lamp, go = residence.lamp("shy"), residence.tracker("ana_phone")
    config = config_for(residence, "light.shy")
    config["occupants"]["ana"]["pinned"] = [{"room": "bedroom", "quantity": "brightness", "value": 0.5}]
    hub = started(residence, household, make_hub(config))
    lamp.wall_switch(True, 30)
    residence.wait(lambda: attribute(residence, "light.shy", "brightness") == 30, "the lamp's level")
    lamp.there(False)
    residence.wait(lambda: residence.state("light.shy")["state"] == "unavailable", "the lamp to be away")
    mark = household.mark()
    go("bedroom")
    wishes = household.decision(mark)["wishes"]
    assert {wish["outcome"] for wish in wishes} == {"held"}, wishes
    lamp.there(True)
    lamp.wall_switch(True, 210)
    residence.wait(lambda: attribute(residence, "light.shy", "brightness") == 210, "the lamp's new level")
    household.quiet(1.0)
    found = status(hub)
    assert found["people"][0]["examples"].get("brightness", 0) == 0
    assert found["rooms"][0]["devices"][0]["held"] == []


def test_an_entity_that_vanishes_is_missing_and_one_that_comes_is_taken_up(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    residence.lamp("brief")
    hub = started(residence, household, make_hub(config_for(residence, "light.brief", LAMP)))
    mark = household.mark()
    residence.publish("homeassistant/light/brief/config", "", retain=True)
    residence.wait(lambda: status(hub)["missing"] == ["light.brief"], "the lamp to be missing")
    (told,) = household.wait_for(lambda: household.since(mark, "attune/problem"), "a problem")
    assert told["problem"].startswith("light.brief is not in Home Assistant any more")
    residence.lamp("brief")
    residence.wait(lambda: status(hub)["missing"] == [], "the lamp to be back")


def test_what_home_assistant_refuses_is_a_problem_that_names_the_entity(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    go = residence.tracker("ana_phone")
    config = config_for(residence, "media_player.walkman")
    config["music"] = {"calm": {"url": "http://127.0.0.1:9/none"}}
    config["occupants"]["ana"]["pinned"] = [{"room": "bedroom", "quantity": "volume", "value": 0.2}]
    started(residence, household, make_hub(config))
    residence.as_person("ana", "media_player.turn_off", entity_id="media_player.walkman")
    household.quiet(0.5)
    mark = household.mark()
    go("bedroom")
    assert household.decision(mark)["wishes"]


def test_an_entity_added_while_the_hub_runs_is_heard_at_once_and_nobody_is_told_of_a_lost_link(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    residence.tracker("ana_phone")
    hub = started(residence, household, make_hub(config_for(residence, LAMP)))
    mark = household.mark()
    hub.config.write_text(json.dumps(config_for(residence, LAMP, HEATING)))

    def knows() -> bool:
        devices = {device["device"]: device for device in status(hub)["rooms"][0]["devices"]}
        return bool(devices.get(HEATING, {}).get("state", {}).get("setpoint")) and "power" in devices[LAMP]["state"]

    residence.wait(knows, "the heating to be known")
    assert status(hub)["link"]["home_assistant"] == {"state": "up", "problem": "", "dropped": 0}
    household.publish("homeassistant/status", "online")  # as if it had just started: the link that is up stays
    click(residence, "light.turn_on", LAMP, brightness=111)
    residence.wait(lambda: abs(status(hub)["rooms"][0]["devices"][0]["state"]["brightness"] - 111 / 255) < 0.01, "its level")
    assert household.since(mark, "attune/problem") == []


def test_thousands_of_calls_leave_the_hub_as_small_as_it_was(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    residence.tracker("ana_phone")
    hub = started(residence, household, make_hub(config_for(residence, LAMP)))

    def click_often(times: int) -> None:
        with Conversation(residence.url, residence.tokens["ana"]) as conversation:
            for number in range(times):
                level = {"entity_id": LAMP, "brightness": 1 + number % 254}
                conversation.ask("call_service", domain="light", service="turn_on", service_data=level)

    def resident_kib() -> int:
        lines = Path(f"/proc/{hub.pid}/status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmRSS")))

    click_often(500)
    household.quiet(1.0)
    before = resident_kib()
    click_often(3000)
    household.quiet(1.0)
    assert abs(hub.status()["rooms"][0]["devices"][0]["state"]["brightness"] - (1 + 2999 % 254) / 255) < 0.01  # heard all
    assert resident_kib() - before < 4096
