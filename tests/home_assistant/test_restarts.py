"""Whatever is restarted, in whatever order, the hub, the broker and Home Assistant find each other again; and °F, and accounts
that may not see everything."""

from collections.abc import Callable, Iterator, Mapping
from itertools import permutations
from typing import Any

import pytest

from devices.home_assistant.watched import RETURN_S
from tests.whole.living import Household, Hub

from .residence import Residence
from .test_entities import becomes, clean
from .test_link import LAMP, attribute, click, config_for, started, status

pytestmark = [pytest.mark.home_assistant, pytest.mark.timeout(900)]
Make = Callable[[Mapping[str, Any]], Hub]

__all__ = ["clean"]


@pytest.fixture(scope="module")
def own_residence() -> Iterator[Residence]:
    """One to restart."""
    with Residence() as found:
        yield found


@pytest.fixture
def own_household(own_residence: Residence) -> Iterator[Household]:
    found = Household(own_residence.mqtt_port)
    yield found
    found.close()


def is_up(hub: Hub) -> bool:
    """A hub that is only starting answers nobody yet."""
    try:
        return bool(status(hub)["link"]["state"] == "up")
    except AssertionError:
        return False


def acts(residence: Residence, household: Household, hub: Hub, go: Callable[[str], None]) -> None:
    """Ana comes, and the lamp is lit as she wrote down; a click pauses the hub."""

    def is_heard() -> bool:
        go("garden")  # Home Assistant takes up to ten seconds to find a broker that was away
        return bool(residence.state("device_tracker.ana_phone")["state"] == "garden")

    residence.wait(is_heard, "Home Assistant to hear the tracker")
    household.quiet(RETURN_S + 0.5)  # what a tracker says first after an absence is no arrival
    go("not_home")
    residence.wait(lambda: residence.state("device_tracker.ana_phone")["state"] == "not_home", "Ana to be out")
    residence.wait(lambda: status(hub)["people"][0]["home"] is False, "the hub to know that Ana is out")
    click(residence, "light.turn_off", LAMP)
    household.quiet(1.0)
    go("bedroom")
    residence.wait(lambda: residence.state(LAMP)["state"] == "on", "the lamp to be lit")
    becomes(residence, "occupant_ana_room", "Bedroom")
    becomes(residence, "hub_pause", "off")


@pytest.mark.parametrize("order", list(permutations(("home assistant", "broker", "hub"))), ids=" ".join)
def test_after_restarts_in_any_order_everything_is_as_before(
    own_residence: Residence, own_household: Household, make_hub: Make, order: tuple[str, ...]
) -> None:
    residence, household = own_residence, own_household
    go = residence.tracker("ana_phone")
    config = config_for(residence, LAMP)
    config["occupants"]["ana"]["pinned"] = [
        {"room": "bedroom", "quantity": "power", "value": True},
        {"room": "bedroom", "quantity": "brightness", "value": 0.4},
    ]
    hub = started(residence, household, make_hub(config))
    for part in order:
        match part:
            case "home assistant":
                residence.home.stop_home_assistant()
                residence.home.start_home_assistant()
            case "broker":
                residence.home.stop_broker()
                residence.home.start_broker()
            case _:
                hub.stop()
                hub.launch()
    residence.wait(lambda: is_up(hub), "the hub to be on the broker")
    residence.wait(lambda: status(hub)["link"]["home_assistant"]["state"] == "up", "the hub to be in Home Assistant")
    residence.wait(lambda: not status(hub)["missing"], "the hub to know its entities")
    becomes(residence, "hub_state", "running")
    assert [wish for wish in household.since(0, "attune/decision") if wish["trigger"] == "arrival"] == []
    acts(residence, household, hub, go)


@pytest.fixture(scope="module")
def american() -> Iterator[Residence]:
    with Residence(unit_system="us_customary") as found:
        yield found


def test_fahrenheit_is_home_assistants_own_affair(american: Residence, make_hub: Make) -> None:
    """68 °F is taught and shown as 20 °C, and commanded as 68 °F."""
    household = Household(american.mqtt_port)
    go = american.tracker("ana_phone")
    heating = "climate.heatpump"
    config = config_for(american, heating)
    config["rooms"]["bedroom"]["limits"] = {"temperature": [16, 26], "volume": 100}
    config["outdoor"] = {"temperature": {"home_assistant": "weather.demo_weather_south"}}
    hub = started(american, household, make_hub(config))
    assert attribute(american, heating, "max_temp") > 90  # it speaks °F
    for _ in range(4):
        american.automation("climate.set_temperature", heating, temperature=64)
        american.wait(lambda: attribute(american, heating, "temperature") == 64, "the colder setpoint")
        go("bedroom")
        american.wait(lambda: status(hub)["people"][0]["room"] == "bedroom", "Ana to be in the bedroom")
        click(american, "climate.set_temperature", heating, temperature=68)
        household.quiet(0.8)
        go("not_home")
        american.wait(lambda: status(hub)["people"][0]["home"] is False, "Ana to be out")
    state = status(hub)["rooms"][0]["devices"][0]["state"]
    assert abs(state["setpoint"] - 20.0) < 0.01
    habits = hub.asked("habits", "ana")["habits"]["ana"]
    assert {round(habit["value"], 1) for habit in habits if habit["kind"] == "setpoint"} == {20.0}
    hub.stop()
    text = hub.config.read_text()
    pinned = '"pinned": [{"room": "bedroom", "quantity": "setpoint", "value": 20.0}], "learn"'
    hub.config.write_text(text.replace('"learn"', pinned, 1))
    american.automation("climate.set_temperature", heating, temperature=64)
    american.wait(lambda: attribute(american, heating, "temperature") == 64, "the colder setpoint")
    started(american, household, hub)
    household.quiet(1.0)
    go("bedroom")
    american.wait(lambda: attribute(american, heating, "temperature") == 68, "the heating at 68 °F")
    household.close()


def test_an_account_that_is_no_administrators_is_told_of_and_what_it_cannot_judge_teaches_nothing(
    residence: Residence, household: Household, make_hub: Make
) -> None:
    lamp, go = residence.lamp("wall"), residence.tracker("ana_phone")
    config = config_for(residence, "light.wall")
    config["home_assistant"]["token"] = residence.tokens["guest"]
    hub = make_hub(config)
    mark = household.mark()
    started(residence, household, hub)
    household.wait_for(lambda: household.since(mark, "attune/problem"), "a problem")
    assert "no administrator" in household.since(mark, "attune/problem")[0]["problem"]
    go("bedroom")
    residence.wait(lambda: status(hub)["people"][0]["room"] == "bedroom", "Ana to be in the bedroom")
    residence.automation("light.turn_on", "light.wall", brightness=200)
    residence.wait(lambda: residence.state("light.wall")["attributes"].get("brightness") == 200, "the automation")
    household.quiet(0.8)
    assert status(hub)["people"][0]["examples"] == {}
    click(residence, "light.turn_on", "light.wall", brightness=90)
    residence.wait(lambda: status(hub)["people"][0]["examples"], "a click to teach")
    lamp.wall_switch(False)
