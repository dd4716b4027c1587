"""One real Home Assistant for all tests that leave it as they found it, and hubs that end with their test."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.whole.living import Household, Hub

from .residence import Residence


@pytest.fixture(scope="session")
def residence() -> Iterator[Residence]:
    """Starts in about ten seconds."""
    with Residence() as found:
        yield found


@pytest.fixture
def household(residence: Residence) -> Iterator[Household]:
    """Hears everything on Home Assistant's broker."""
    found = Household(residence.mqtt_port)
    yield found
    found.close()


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
