"""Music with a real Snapserver: what a person starts by hand comes by itself, at the volume they set."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tests.mosquitto import Mosquitto
from tests.snapserver import Snapserver

from .living import Household, Hub, configuration

pytestmark = [pytest.mark.broker, pytest.mark.snapcast, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]


@pytest.fixture
def server() -> Iterator[Snapserver]:
    with Snapserver() as server:
        server.play_into("Jazz")
        yield server


def test_a_stream_chosen_by_hand_comes_by_itself(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, server: Snapserver
) -> None:
    config = configuration(mosquitto.port, {"living_room": [{"snapcast": "Kitchen", "server": server.address}]})
    config["music"] = {"calm": {"source": "Calm"}, "jazz": {"source": "Jazz"}}
    config["learning"]["settle"] = 0.5
    server.set_volume("Kitchen", 40, muted=True)
    hub = make_hub(config)
    hub.start(household)
    household.quiet(1.0)
    for _ in range(8):
        household.goes("ana", "living_room")
        household.quiet(0.3)
        server.tell("Group.SetStream", id=server.group("Kitchen")["id"], stream_id="Jazz")
        server.set_volume("Kitchen", 40)
        household.quiet(1.2)
        household.goes("ana", "not_home")
        household.quiet(0.2)
        server.set_volume("Kitchen", 40, muted=True)
        household.quiet(0.6)
    household.quiet(5.5)
    mark = household.mark()
    household.goes("ana", "living_room")
    decision = household.decision(mark)
    wish = next(w for w in decision["wishes"] if w["quantity"] == "music")
    assert (wish["value"], wish["outcome"]) == ("jazz", "sent"), decision["sentence"]
    household.wait_for(lambda: not server.volume("Kitchen")[1], "the client to sound")
    assert server.group("Kitchen")["stream_id"] == "Jazz"
