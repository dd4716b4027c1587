"""Row B through the running program: brokers that take less than others do."""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest

from tests.mosquitto import Mosquitto
from tests.patience import PATIENCE_S

from .living import Household, Hub, configuration

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
LESSER = {
    "keeps nothing": "retain_available false",
    "acknowledges nothing": "max_qos 0",
    "takes little and says so": "max_packet_size 1500",
    "takes little and says nothing": "message_size_limit 800",
    "one at a time": "max_inflight_messages 1\nmax_queued_messages 1",
    "a short patience": "max_keepalive 10",
}
SHELF = {
    "id": "shelf", "state": "home/shelf/state", "command": "home/shelf/set",
    "quantities": {"power": {"key": "on"}, "brightness": {"key": "level", "low": 0, "high": 100}},
}  # fmt: skip
PINNED = [{"room": "den", "quantity": "brightness", "value": 0.4}, {"room": "den", "quantity": "power", "value": True}]


@pytest.fixture(params=LESSER.values(), ids=list(LESSER))
def broker(request: pytest.FixtureRequest) -> Iterator[Mosquitto]:
    with Mosquitto(f"allow_anonymous true\n{request.param}") as found:
        yield found


@pytest.fixture
def home(broker: Mosquitto) -> Iterator[Household]:
    with closing(
        Household(broker.port, keepalive_s=10)
    ) as found:  # a newer Mosquitto lets nobody in who asks for more than it gives
        yield found


def test_row_b_a_broker_that_takes_less_than_others_is_lived_with(
    broker: Mosquitto, home: Household, make_hub: MakeHub
) -> None:
    config = configuration(broker.port, {"den": [{"topic": SHELF}]})
    config["occupants"]["ana"]["pinned"] = PINNED
    hub = make_hub(config)
    hub.start(home)
    home.publish("home/shelf/state", '{"on": false, "level": 0}')
    home.wait_for(lambda: not hub.status()["missing"], "the shelf to be known")
    home.wait_for(lambda: hub.status()["link"]["state"] == "up", "the broker to be there for good")
    home.quiet(1.0)
    lost = hub.status()["link"]["reconnects"]
    mark = home.mark()
    home.goes("ana", "den")
    home.wait_for(lambda: home.commands(mark), "the shelf to be lit")
    assert home.commands(mark)[0] == ("home/shelf/set", {"on": True, "level": 40})
    home.quiet(1.0)
    link = hub.status()["link"]
    assert (link["state"], link["reconnects"]) == ("up", lost)


def test_row_b_a_broker_that_is_away_is_not_written_down_at_every_call(make_hub: MakeHub) -> None:
    with socket.create_server(("127.0.0.1", 0)) as far:
        far.settimeout(PATIENCE_S)
        hub = make_hub(configuration(far.getsockname()[1], {"den": []}))
        hub.launch()
        for _ in range(6):
            far.accept()[0].close()
    told = [line for line in hub.log.read_text().splitlines() if "hub.daemon: broker: " in line]
    assert told
    assert len(told) == len({line.partition("broker: ")[2] for line in told})  # each reason once
    assert hub.stop() == 0
