"""One house, hub and browser for a file of tests; each test has a browser context of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.conftest import installed
from tests.mosquitto import Mosquitto, free_port
from tests.patience import PATIENCE_S
from tests.whole.living import Household, Hub, configuration, tunable_lamp

from .rig import CHROMIUM, Served, Visitor, Watched

PEOPLE = ("ana", "ben", "tom", "kim")


def page_config(broker_port: int, page_port: int, **more: Any) -> dict[str, Any]:
    """Ana keeps the house, Ben lives in it, Tom is Ana's child, Kim agreed to nothing."""
    config = configuration(broker_port, {"kitchen": [{"zigbee2mqtt": "kitchen_lamp"}], "hall": []}, PEOPLE)
    config["page"] = {"listen": f"127.0.0.1:{page_port}"}
    config["occupants"]["ana"] |= {"name": "Ana", "role": "keeper"}
    config["occupants"]["ben"] |= {"name": "Ben"}
    config["occupants"]["tom"] |= {"name": "Tom", "guardians": ["ana"]}
    config["occupants"]["kim"] |= {"name": "Kim", "learn": []}
    return {**config, **more}


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """A house of its own with a lamp in the kitchen, for as long as this lasts."""
    with Mosquitto() as broker:
        home, port = Household(broker.port), free_port()
        hub = Hub(folder, page_config(broker.port, port))
        home.add(tunable_lamp("kitchen_lamp"))
        hub.start(home)
        yield Served(hub, home, port)
        hub.stop()
        home.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("page")) as found:
        yield found


@pytest.fixture(scope="module")
def hub(served: Served) -> Hub:
    return served.hub


@pytest.fixture(scope="module")
def home(served: Served) -> Household:
    return served.home


@pytest.fixture(scope="module")
def port(served: Served) -> int:
    return served.port


@pytest.fixture
def visitor(hub: Hub, port: int) -> Callable[[str | None], Visitor]:
    return lambda person: Visitor(port).comes_in(hub, person)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_S * 1000)  # five seconds are not enough on two busy cores
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=installed("chromium"), headless=True, args=list(CHROMIUM))
        yield found
        found.close()


@pytest.fixture
def watch(browser: Browser, port: int) -> Iterator[Callable[..., Watched]]:
    made: list[Watched] = []

    def make(**options: Any) -> Watched:
        made.append(Watched(browser, port, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()
