"""Row B4 through the running program: the broker has lost everything it kept."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, started, teach, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
WARM: dict[str, Any] = {"state": "ON", "brightness": 76, "color_temp": 370}


@pytest.fixture
def forgetful(tmp_path: Path) -> Iterator[Mosquitto]:
    with Mosquitto("persistence false", tmp_path) as broker:
        yield broker


@pytest.fixture
def home(forgetful: Mosquitto) -> Iterator[Household]:
    found = Household(forgetful.port)
    yield found
    found.close()


def test_row_b4_a_lamp_not_heard_since_the_broker_lost_everything_is_lit_for_who_comes(
    forgetful: Mosquitto, home: Household, make_hub: MakeHub
) -> None:
    lamp = tunable_lamp("lamp")
    home.add(lamp)
    hub = started(home, make_hub(configuration(forgetful.port, {"living_room": [{"zigbee2mqtt": "lamp"}]})))
    teach(home, "ana", "living_room", lamp, **WARM)
    home.sets(lamp, **WARM)  # lit, as she likes it
    home.quiet(0.6)
    assert _power(hub) is True
    mark = home.mark()
    forgetful.kill()
    forgetful.start()
    home.wait_for(lambda: "online" in home.since(mark, "attune/status"), "the hub to be back")
    assert _power(hub) is None
    mark = home.mark()
    home.goes("ana", "living_room")
    decision = home.decision(mark)
    assert "near_enough" not in {wish["code"] for wish in decision["wishes"]}
    assert "sent" in {wish["outcome"] for wish in decision["wishes"]}, decision
    told = home.wait_for(lambda: home.commands(mark), "her light")
    assert told[0][0] == "zigbee2mqtt/lamp/set"
    assert told[0][1]["state"] == "ON"


def _power(hub: Hub) -> object:
    (room,) = hub.status()["rooms"]
    return room["devices"][0]["state"]["power"]
