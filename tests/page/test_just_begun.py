"""A home in which nothing stands yet, and whose broker is not there: the page says so, and does not say that all is well."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mosquitto import Mosquitto, free_port
from tests.whole.living import Hub

from .rig import Visitor, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.whole]


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[tuple[Hub, int, Mosquitto]]:
    """The hub, the page's port, and its broker, which has stopped."""
    page, broker = free_port(), Mosquitto()
    broker.start()
    broker.stop()
    config = {
        "home": {"name": "New home", "latitude": 52.37, "longitude": 4.9, "time_zone": "Europe/Amsterdam"},
        "mqtt": {"host": "127.0.0.1", "port": broker.port},
        "page": {"listen": f"127.0.0.1:{page}"},
        "occupants": {},
        "rooms": {},
    }
    hub = Hub(tmp_path, config)
    hub.launch()
    wait_until(lambda: hub.glance() is not None)
    wait_until(lambda: "the page listens" in hub.log.read_text())
    yield hub, page, broker
    hub.stop()
    broker.close()


def test_it_is_said_that_nobody_and_nothing_is_there_and_that_nothing_is_heard(begun: tuple[Hub, int, Mosquitto]) -> None:
    hub, page, broker = begun
    wall = Visitor(page).comes_in(hub, None)
    text = wall.get("/").text
    assert "The broker cannot be reached" in text
    assert "Everything runs." not in text
    assert "No room stands in config.yaml yet" in text
    assert "Nobody stands in config.yaml yet" in text
    broker.start()
    wait_until(lambda: "Everything runs." in wall.get("/").text)
    assert "The broker cannot be reached" not in wall.get("/").text
