"""A household and a hub for each test; both are gone afterwards, whatever happened."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .living import Household, Hub, tunable_lamp


@pytest.fixture
def household(mosquitto: Mosquitto) -> Iterator[Household]:
    home = Household(mosquitto.port)
    yield home
    home.close()


@pytest.fixture
def lamp(household: Household) -> SimulatedZigbee:
    device = tunable_lamp("living_lamp")
    household.add(device)
    return device


@pytest.fixture
def make_hub(tmp_path: Path) -> Iterator[Callable[[Mapping[str, Any]], Hub]]:
    hubs: list[Hub] = []

    def make(config: Mapping[str, Any]) -> Hub:
        folder = tmp_path / f"hub{len(hubs)}"
        folder.mkdir()
        hubs.append(Hub(folder, config))
        return hubs[-1]

    yield make
    for hub in hubs:
        hub.stop()
