"""What Home Assistant knows beside lamps: which room a sensor says somebody is in, the weather, what goes on; and what else
it can be told: inputs of a player, a plug with a lamp, a fan."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.whole.living import Household, Hub

from .residence import Residence
from .test_first_day import examples_of
from .test_link import LAMP, attribute, click, config_for, started

pytestmark = [pytest.mark.home_assistant, pytest.mark.timeout(900)]
Make = Callable[[Mapping[str, Any]], Hub]


def test_a_sensor_of_areas_says_the_room_and_weather_light_and_activity_are_what_is_learned_by(
    residence: Residence, household: Household, make_hub: Make, tmp_path: Path
) -> None:
    area = residence.sensor("ana_phone_area")  # as Bermuda makes them: the area's name, in words
    lux = residence.sensor("bedroom_lux", device_class="illuminance", unit_of_measurement="lx")
    doing = residence.sensor("bedroom_activity")
    config = config_for(residence, LAMP)
    config["rooms"]["bedroom"] |= {
        "name": "Master bedroom",
        "sensors": [{"home_assistant": "sensor.bedroom_lux"}],
        "activity": {"home_assistant": "sensor.bedroom_activity"},
    }
    config["occupants"]["ana"]["presence"] = [{"home_assistant": "sensor.ana_phone_area"}]
    config["outdoor"] = {"temperature": {"home_assistant": "weather.demo_weather_south"}}
    hub = started(residence, household, make_hub({**config, "autonomy": "watch"}))
    area("Hallway")
    residence.wait(lambda: hub.status()["people"][0]["room"] is None, "Ana to be in no room of ours")
    lux("120")
    doing("reading")
    area("Master bedroom")
    residence.wait(lambda: hub.status()["people"][0]["room"] == "bedroom", "Ana to be in the bedroom")
    click(residence, "light.turn_off", LAMP)
    click(residence, "light.turn_on", LAMP, brightness=90)
    residence.wait(lambda: hub.status()["people"][0]["examples"].get("brightness"), "a lesson")
    (lesson,) = [row for row in examples_of(hub, tmp_path / "all") if row["kind"] == "brightness"]
    context = lesson["context"]
    assert context["outdoor_c"] == attribute(residence, "weather.demo_weather_south", "temperature") == 21.6
    assert (context["illuminance_lx"], context["activity"]) == (120.0, "reading")
    # Home Assistant reckons where the sun is every few minutes, at night seldom; it moves 15 degrees an hour.
    reckoned = datetime.fromisoformat(residence.state("sun.sun")["last_reported"])
    moved = 15.0 * abs((datetime.fromisoformat(lesson["at"]) - reckoned).total_seconds()) / 3600
    assert context["sun_elevation_deg"] == pytest.approx(attribute(residence, "sun.sun", "elevation"), abs=moved + 0.5)


@pytest.mark.shows("rooms.*.devices[].as")
def test_inputs_of_a_player_a_lamp_on_a_plug_and_a_fan_are_set_as_they_are_wished(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    go = residence.tracker("ana_phone")
    player, plug, fan = "media_player.lounge_room", "switch.decorative_lights", "fan.ceiling_fan"
    config = config_for(residence, player, fan)
    config["rooms"]["bedroom"]["devices"].append({"home_assistant": plug, "as": "light"})
    config["music"] = {"disc": {"source": "dvd"}, "films": {"source": "youtube"}}
    config["occupants"]["ana"]["pinned"] = [
        {"room": "bedroom", "quantity": "music", "value": "films"},
        {"room": "bedroom", "quantity": "power", "value": False},
        {"room": "bedroom", "quantity": "fan_speed", "value": 0.66},
    ]
    click(residence, "media_player.select_source", player, source="dvd")
    click(residence, "switch.turn_on", plug)
    click(residence, "fan.turn_off", fan)
    started(residence, household, make_hub(config))
    household.quiet(0.5)
    go("bedroom")
    residence.wait(lambda: attribute(residence, player, "source") == "youtube", "films")
    residence.wait(lambda: residence.state(plug)["state"] == "off", "the lamp on the plug to be off")
    residence.wait(lambda: attribute(residence, fan, "percentage") == 67, "the fan at the second of its three speeds")
