"""A hub that is not heard any more: an open page says so in words, and so does a new one; once it is back all is right.

Its house is of this file alone: its hub is killed, and started again.
"""

import contextlib
import os
import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from .rig import Served, Visitor, Watched, is_alone, page_pids, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.whole]


@pytest.fixture(autouse=True)
def reached(served: Served) -> None:
    """The page of a hub that was started anew waits until the one before, which answers till then, has made room for it."""
    wait_until(lambda: is_alone(served.hub))

    def answers() -> bool:
        with contextlib.suppress(ConnectionError):
            return Visitor(served.port).get("/enter").status == 200
        return False

    wait_until(answers)


@pytest.mark.browser
def test_an_open_page_says_that_the_hub_has_died_and_is_right_again_when_it_is_back(
    served: Served, watch: Callable[..., Watched]
) -> None:
    hub, home = served.hub, served.home
    seen = watch(locale="de-DE").comes_in(hub, "ana")
    page, gone = seen.page, seen.page.locator("#gone")
    kitchen = page.locator("#room-kitchen")
    home.sets(home.devices["kitchen_lamp"], state="OFF")
    expect(kitchen).to_contain_text("aus")
    expect(gone).to_be_hidden()
    hub.kill()
    expect(gone).to_contain_text("nicht mehr zu erreichen")
    expect(gone).not_to_contain_text("…")
    expect(kitchen).to_contain_text("aus")  # as it was: no answer has taken its place
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("h1")).to_have_text("Test")  # an order that reaches nobody leads nowhere
    hub.start(home)
    expect(gone).to_be_hidden()
    home.sets(home.devices["kitchen_lamp"], state="ON")
    expect(kitchen).to_contain_text("kitchen_lamp: an")
    assert seen.page.url == seen.url("/")


@pytest.mark.browser
def test_who_loads_the_page_of_a_hub_that_was_killed_is_told_since_when_and_led_back_by_itself(
    served: Served, watch: Callable[..., Watched]
) -> None:
    ana = Visitor(served.port).comes_in(served.hub, "ana")
    seen = watch().comes_in(served.hub, "ana")
    pids = page_pids(served.hub)
    served.hub.kill()
    wait_until(lambda: ana.get("/alive").status == 503)
    answer = ana.get("/")
    assert answer.status == 503
    assert "It was last heard at" in answer.text
    assert "Try again" in answer.text
    for path in ("/log", "/person/ana", "/rooms", "/house"):
        assert ana.get(path).status == 503
    seen.page.goto(seen.url("/rooms"))
    expect(seen.page.get_by_role("alert")).to_contain_text("The hub is not running")
    served.hub.start(served.home)
    expect(seen.page.locator("h1")).to_have_text("Rooms")
    wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in pids))
    assert "cannot listen" not in served.hub.log.read_text()


@pytest.mark.browser
def test_a_hub_that_stands_still_is_told_too(served: Served, watch: Callable[..., Watched]) -> None:
    seen = watch().comes_in(served.hub, "ana")
    os.kill(served.hub.pid, signal.SIGSTOP)
    try:
        expect(seen.page.locator("#gone")).to_contain_text("has not been heard since")
    finally:
        os.kill(served.hub.pid, signal.SIGCONT)
    expect(seen.page.locator("#gone")).to_be_hidden()


@pytest.mark.browser
def test_a_page_whose_session_was_ended_elsewhere_says_so_and_shows_nothing_new(
    served: Served, watch: Callable[..., Watched]
) -> None:
    seen = watch().comes_in(served.hub, "ana")
    other = seen.context.new_page()
    other.goto(seen.url("/person/ana"))
    other.get_by_role("button", name="Sign out here").click()
    other.wait_for_url(seen.url("/enter"))
    served.home.goes("ana", "kitchen")
    out = seen.page.locator("#out")
    expect(out).to_contain_text("You have been signed out.")
    expect(seen.page.locator("#room-kitchen")).not_to_contain_text("Ana")
    out.get_by_role("link").click()
    expect(seen.page.get_by_label("Code", exact=True)).to_be_visible()
