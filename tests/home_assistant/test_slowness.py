"""However Home Assistant is (closed, slow, mute), what comes and goes over the broker does not wait for it (robustness P11)."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from devices.links.home_assistant.link import QUIET_S
from tests.proxy import Proxy
from tests.whole.living import Household, Hub, tunable_lamp

from .residence import Residence
from .test_entities import clean
from .test_link import LAMP, config_for, started

pytestmark = [pytest.mark.home_assistant, pytest.mark.timeout(900)]
Make = Callable[[Mapping[str, Any]], Hub]
LIGHTS = (LAMP, "light.ceiling_lights", "light.kitchen_lights", "light.office_rgbw_lights", "light.living_room_rgbww_lights",
          "light.entrance_color_white_lights")  # fmt: skip
ROUNDS = 2
SLOW_S = 1.5  # each way: what waits for an answer waits twice as long, and what waits for none is quicker on any machine

__all__ = ["clean"]


@pytest.fixture
def between(residence: Residence) -> Iterator[Proxy]:
    """Stands between the hub and Home Assistant's own port; the broker is reached past it."""
    port = urlsplit(residence.url).port
    assert port is not None
    with Proxy(port) as proxy:
        yield proxy


@pytest.fixture
def config(residence: Residence, household: Household, between: Proxy) -> dict[str, Any]:
    """Rooms with a Zigbee lamp and one of Home Assistant's each, all to be lit when Ana comes. One lamp is changed every two
    seconds at most, so there are many of them."""
    found = config_for(residence)
    found["home_assistant"]["url"] = f"http://127.0.0.1:{between.port}"
    found["occupants"]["ana"]["presence"] = [{"topic": "home/presence/ana"}]
    household.add(*(tunable_lamp(f"lamp{number}", number + 1) for number in range(len(LIGHTS))))
    found["rooms"] = {
        f"room{number}": {"devices": [{"zigbee2mqtt": f"lamp{number}"}, {"home_assistant": light}]}
        for number, light in enumerate(LIGHTS)
    }
    found["occupants"]["ana"]["pinned"] = [
        {"room": room, "quantity": quantity, "value": value}
        for room in found["rooms"]
        for quantity, value in (("power", True), ("brightness", 0.4))
    ]
    return found


def arrivals(residence: Residence, household: Household, rounds: int = ROUNDS) -> list[float]:
    """Seconds from each message that Ana is in another room to the command of the Zigbee lamp there."""
    took = []
    for _ in range(rounds):
        household.goes("ana", "not_home")
        household.quiet(2.1)  # the lamps have faded, and may be changed again
        for lamp in household.devices.values():
            household.sets(lamp, state="OFF")
        residence.as_person("ana", "light.turn_off", entity_id=list(LIGHTS))
        household.quiet(0.3)
        for number in range(len(LIGHTS)):
            command = f"zigbee2mqtt/lamp{number}/set"
            mark, since = household.mark(), time.monotonic()
            household.goes("ana", f"room{number}")
            household.wait_for(lambda: household.since(mark, command), f"a command to lamp{number}")  # noqa: B023
            took.append(next(at for at, topic, _ in household.heard[mark:] if topic == command) - since)
    return took


def are_at_once(took: list[float]) -> None:
    assert max(took) < 2 * SLOW_S, took


@pytest.mark.usefixtures("clean")
def test_a_home_assistant_that_is_slow_closed_or_mute_delays_nothing_and_is_found_again(
    residence: Residence, household: Household, between: Proxy, config: dict[str, Any], make_hub: Make
) -> None:
    hub = started(residence, household, make_hub(config))
    between.latency_s = SLOW_S
    are_at_once(arrivals(residence, household))
    assert hub.status()["link"]["home_assistant"]["state"] == "up"  # slow is not away
    between.latency_s = 0.0

    between.down()
    residence.wait(lambda: hub.status()["link"]["home_assistant"]["state"] == "down", "the link to be down")
    are_at_once(arrivals(residence, household))
    assert "cannot be reached" in hub.status()["link"]["home_assistant"]["problem"]
    household.wait_for(lambda: household.since(0, "attune/health")[-1]["home_assistant"] == "down", "that to be shown")
    between.up()
    residence.wait(lambda: hub.status()["link"]["home_assistant"]["state"] == "up", "the link to be up again")
    household.wait_for(lambda: household.since(0, "attune/health")[-1]["home_assistant"] == "up", "that to be shown")

    residence.as_person("ana", "light.turn_off", entity_id=list(LIGHTS))
    household.quiet(0.5)
    between.blackhole = True  # as when a cable is pulled: nobody says that the connection is gone
    household.quiet(QUIET_S + 0.5)  # it has asked whether Home Assistant is there, and waits
    assert hub.status()["link"]["home_assistant"]["state"] == "up"
    are_at_once(arrivals(residence, household))
    residence.wait(lambda: hub.status()["link"]["home_assistant"]["state"] == "down", "it to be noticed")
    are_at_once(arrivals(residence, household))
    between.blackhole = False
    residence.wait(lambda: hub.status()["link"]["home_assistant"]["state"] == "up", "the link to be up again")
    household.quiet(1.0)
    assert {residence.state(light)["state"] for light in LIGHTS} == {
        "off"
    }  # what was said into the void meanwhile does not come out of it


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("how", ["from the start", "later"])
def test_a_hub_that_waits_for_a_mute_home_assistant_ends_at_once_when_told_to(
    residence: Residence, household: Household, between: Proxy, config: dict[str, Any], make_hub: Make, how: str
) -> None:
    hub = make_hub(config)
    if how == "from the start":
        between.blackhole = True
        hub.start(household)
    else:
        started(residence, household, hub)
        between.blackhole = True
    are_at_once(arrivals(residence, household, 1))
    since = time.monotonic()
    assert hub.stop() == 0
    assert time.monotonic() - since < QUIET_S  # so long it would have waited for a word
    between.blackhole = False
