"""Case 25: what the broker does not let the hub hear is told, with the topic and what it was for, until it is over."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.mosquitto import Mosquitto, refusing

from .living import Household, Hub, configuration, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
LAMP, PRESENCE = "zigbee2mqtt/lamp", "home/presence/ana"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    """One that does not let the hub hear the lamp nor where Ana is."""
    with Mosquitto(refusing(tmp_path, "attune", "secret", [LAMP, PRESENCE]), tmp_path) as running:
        yield running


@pytest.fixture
def household(broker: Mosquitto) -> Iterator[Household]:
    home = Household(broker.port)
    yield home
    home.close()


def a_home(port: int, **more: Any) -> dict[str, Any]:
    found = configuration(port, {"living_room": [{"zigbee2mqtt": "lamp"}]}, **more)
    found["mqtt"] |= {"username": "attune", "password": "secret"}
    return found


def naming(sentences: list[str], *words: str) -> list[str]:
    return [sentence for sentence in sentences if all(word in sentence for word in words)]


def test_a_refused_subscription_is_told_everywhere_and_over_when_it_is(
    broker: Mosquitto, household: Household, make_hub: MakeHub, tmp_path: Path
) -> None:
    household.add(tunable_lamp("lamp"))
    hub = make_hub(a_home(broker.port))
    hub.start(household)
    told = household.wait_for(lambda: _about(household, LAMP), "the lamp's topic on attune/problem")
    assert naming([told[0]["problem"]], "Not authorized", "lamp in living_room")
    assert told[0]["room"] == "living_room"
    (presence,) = household.wait_for(lambda: _about(household, PRESENCE), "Ana's topic on attune/problem")
    assert "where ana is" in presence["problem"]
    assert naming(hub.asked("status")["problems"], LAMP, "Not authorized", "lamp in living_room")
    assert naming(hub.asked("status")["problems"], PRESENCE, "where ana is")
    assert hub.asked("status")["link"]["refused"] == {LAMP: "Not authorized", PRESENCE: "Not authorized"}
    checked = hub.attune("check", "--live", expect=1)
    assert naming(checked.splitlines(), "live:", LAMP, "Not authorized", "lamp in living_room")
    assert naming(checked.splitlines(), "live:", PRESENCE, "where ana is")
    health = household.wait_for(lambda: _shown_problem(household), "the problem on Home Assistant's screens")
    assert naming(health["problems"], LAMP)

    # The broker is restarted and refuses them still: nobody wants to read that at each reconnect.
    _again(broker, household)
    assert len(_about(household, LAMP)) == len(_about(household, PRESENCE)) == 1

    broker.config = refusing(tmp_path, "attune", "secret", [])
    mark = household.mark()
    _again(broker, household)
    household.wait_for(lambda: not hub.status()["problems"], "all to be well")
    household.wait_for(
        lambda: any(not said["problem"] for said in household.since(mark, "attune/health")), "the screens to say so"
    )
    assert hub.status()["link"]["refused"] == {}
    assert not naming(hub.attune("check", "--live").splitlines(), "Not authorized")
    household.add(tunable_lamp("lamp"))
    household.goes("ana", "living_room")
    household.wait_for(lambda: hub.status()["people"][0]["room"] == "living_room", "Ana to be seen")


def test_a_broker_that_does_not_let_the_hub_in_is_told_and_afterwards_said(
    broker: Mosquitto, household: Household, make_hub: MakeHub, tmp_path: Path
) -> None:
    hub = make_hub(a_home(broker.port))
    hub.start(household)
    mark = household.mark()
    broker.config = refusing(tmp_path, "attune", "another", [])
    broker.stop()
    broker.start()
    household.wait_for(lambda: naming(hub.status()["problems"], "does not let the hub in", "Not authorized"), "the refusal")
    assert naming(hub.attune("status").splitlines(), "broker", "Not authorized")
    assert naming(hub.attune("check", "--live", expect=1).splitlines(), "config.", "Not authorized (the right username:")
    broker.config = refusing(tmp_path, "attune", "secret", [])
    broker.stop()
    os.kill(hub.pid, signal.SIGSTOP)  # until the home listens again: what is told once is told to who is there
    try:
        broker.start()

        def listens() -> bool:
            with suppress(RuntimeError):  # it is not connected yet
                household.publish("home/listens", "yes")
            return bool(household.since(mark, "home/listens"))

        household.wait_for(listens, "the home to listen again")
    finally:
        os.kill(hub.pid, signal.SIGCONT)
    household.wait_for(lambda: "online" in household.since(mark, "attune/status"), "the hub to be let in again")

    def said() -> list[str]:
        return naming([one["problem"] for one in household.since(mark, "attune/problem")], "let the hub in", "Not authorized")

    household.wait_for(said, "what happened")
    assert len(said()) == 1
    assert not naming(hub.status()["problems"], "let the hub in")


def _about(household: Household, topic: str) -> list[dict[str, Any]]:
    return [said for said in household.since(0, "attune/problem") if topic in said.get("topics", ())]


def _shown_problem(household: Household) -> dict[str, Any] | None:
    return next((said for said in household.since(0, "attune/health") if said["problem"] and said["problems"]), None)


def _again(broker: Mosquitto, household: Household) -> None:
    mark = household.mark()
    broker.stop()
    broker.start()
    household.wait_for(lambda: "online" in household.since(mark, "attune/status"), "the hub to be back")
