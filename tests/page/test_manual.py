"""The manual's pictures: the page of `make demo`, as its viewers see it. `make pictures` puts them into docs/pictures."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.mosquitto import Mosquitto, free_port
from tests.patience import PATIENCE_S
from tests.whole.living import Household, Hub, teach, tunable_lamp

from .conftest import page_config
from .rig import ARTIFACTS, Served, Watched, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.browser, pytest.mark.whole, pytest.mark.timeout(1800)]
TOP = Path(__file__).parents[2]
INTO = Path(os.environ.get("ATTUNE_PICTURES") or ARTIFACTS / "manual")
LARGEST = 60 * 1024
DEMO_S = 1200.0  # twelve days of it, on a machine that does much else
PHONE: ViewportSize = {"width": 390, "height": 780}
PICTURES = {
    "me": "/person/ana",
    "brightness": "/person/ana/habits/brightness?room=living_room",
    "rooms": "/rooms",
    "log": "/log?room=kitchen",
    "enter": "/enter",
    "warmth": "/person/ana/habits/setpoint?room=living_room",
    "replay": "/replay",
    "figures": "/house/figures",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Ana's and Ben's kitchen."""
    with Mosquitto() as broker:
        home, port = Household(broker.port), free_port()
        config = page_config(broker.port, port)
        config["home"]["name"] = "Canal house"
        config["rooms"]["kitchen"]["devices"][0]["name"] = "Lamp over the table"
        config["occupants"] = {who: config["occupants"][who] for who in ("ana", "ben")}
        hub = Hub(tmp_path_factory.mktemp("page"), config)
        home.add(tunable_lamp("kitchen_lamp"))
        hub.start(home)
        home.goes("ben", "not_home")
        yield Served(hub, home, port)
        hub.stop()
        home.close()


@pytest.fixture(scope="module")
def ana(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[tuple[Page, str]]:
    """Ana's phone, and where the page is, after the demo's first twelve days."""
    folder = tmp_path_factory.mktemp("manual")
    said = folder / "said"
    environment = {**os.environ, "PYTHONPATH": str(TOP), "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}
    words = ["demo", "--days", "12", "--quick", "--stay"]
    with said.open("wb") as out:
        demo = subprocess.Popen([sys.executable, "-m", "hub", *words], cwd=folder, env=environment, stdout=out, stderr=out)
    try:
        wait_until(lambda: demo.poll() is not None or "goes on from here in real time" in said.read_text(), DEMO_S)
        found = re.search(r"(http://\S+)/ +\(name (\w+), password (\w+)\)", said.read_text())
        assert found, said.read_text()
        context = browser.new_context(viewport=PHONE, locale="en-GB", color_scheme="light", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_S * 1000)
        page = context.new_page()
        page.goto(f"{found[1]}/enter")
        page.get_by_label("Name", exact=True).fill(found[2])
        page.get_by_label("Password", exact=True).fill(found[3])
        page.locator("form", has=page.locator("#password")).get_by_role("button").click()
        page.wait_for_url(f"{found[1]}/")
        yield page, found[1]
        context.close()
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(PATIENCE_S)


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_can_be_taken_and_is_small(ana: tuple[Page, str], name: str) -> None:
    page, address = ana
    page.goto(address + PICTURES[name])
    taken(page, name)


def test_why_is_pictured_with_what_it_rests_on(ana: tuple[Page, str]) -> None:
    page, address = ana
    page.goto(f"{address}/log?outcome=sent")
    came = page.locator(".log li", has_text=re.compile("When (Ana|Ben|Mia)"))
    came.first.get_by_role("link").click()
    page.wait_for_url("**/why/*")
    taken(page, "why")


def test_home_is_pictured_as_somebody_comes_in(hub: Hub, home: Household, watch: Callable[..., Watched]) -> None:
    lamp = home.devices["kitchen_lamp"]
    teach(home, "ana", "kitchen", lamp, times=8, state="ON", brightness=120)
    home.sets(lamp, state="OFF")
    home.quiet(0.5)
    mark = home.mark()
    home.goes("ana", "kitchen")
    home.decision(mark)
    home.wait_for(lambda: lamp.state["state"] == "ON", "the lamp to be lit")
    home.heeded()
    seen = watch(viewport={"width": 390, "height": 640}).comes_in(hub, "ana")
    expect(seen.page.get_by_role("button", name="Undo in Kitchen")).to_be_visible()
    taken(seen.page, "home")
    seen.is_clean()


def taken(page: Page, name: str) -> None:
    INTO.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=INTO / f"{name}.png")
    assert (INTO / f"{name}.png").stat().st_size <= LARGEST
