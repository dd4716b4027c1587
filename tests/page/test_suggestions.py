"""Suggestions on the running program: answered yes, no or not now, stopped and let come again, by whom it may be."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.mosquitto import Mosquitto, free_port
from tests.whole.living import Household, Hub, tunable_lamp

from .conftest import page_config
from .rig import Served, Visitor, Watched, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.browser, pytest.mark.whole]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """What Ana wants in the kitchen is written down, and the hub only suggests it. One a test: three a day are enough."""
    with Mosquitto() as broker:
        home, port = Household(broker.port), free_port()
        config = page_config(broker.port, port, autonomy="suggest")
        wants = {"power": True, "brightness": 0.3}
        config["occupants"]["ana"]["pinned"] = [
            {"room": "kitchen", "quantity": quantity, "value": value} for quantity, value in wants.items()
        ]
        config["rooms"]["kitchen"]["devices"][0]["name"] = "Lamp over the table"
        hub = Hub(tmp_path, config)
        home.add(tunable_lamp("kitchen_lamp"))
        hub.start(home)
        home.sets(home.devices["kitchen_lamp"], state="OFF")
        home.heeded()
        yield Served(hub, home, port)
        hub.stop()
        home.close()


@pytest.fixture
def hub(served: Served) -> Hub:
    return served.hub


@pytest.fixture
def home(served: Served) -> Household:
    return served.home


@pytest.fixture
def port(served: Served) -> int:
    return served.port


def comes(home: Household, is_asked: bool = True) -> dict[str, Any]:
    """Ana comes into the kitchen. The decision."""
    mark = home.mark()
    home.goes("ana", "kitchen")
    found = home.decision(mark)
    assert ("suggested" in {wish["outcome"] for wish in found["wishes"]}) is is_asked, found["sentence"]
    home.heeded()
    return found


def goes_and_comes(home: Household, is_asked: bool) -> dict[str, Any]:
    home.goes("ana", "not_home")
    home.heeded()
    return comes(home, is_asked)


def test_not_now_takes_the_card_away_and_is_not_asked_again_today_and_counts_for_nothing(
    hub: Hub, home: Household, watch: Callable[..., Watched], visitor: Callable[[str | None], Visitor]
) -> None:
    comes(home)
    before = hub.status()["people"]
    seen = watch().comes_in(hub, "ana")
    kitchen = seen.page.locator("#room-kitchen")
    kitchen.get_by_role("button", name="Not now").click()
    expect(seen.page.locator(".done")).to_contain_text("until tomorrow")
    expect(kitchen.get_by_role("button", name="Not now")).to_have_count(0)
    assert "put off until tomorrow" in goes_and_comes(home, is_asked=False)["sentence"]
    assert [(one["person"], one["examples"]) for one in hub.status()["people"]] == [
        (p["person"], p["examples"]) for p in before
    ]
    ana = visitor("ana")
    wait_until(lambda: "<strong>Not now</strong>" in ana.get("/suggestions").text)  # once it is on the disk
    text = ana.get("/suggestions").text
    assert "Nothing waits for an answer." in text
    assert "not before" in text
    seen.is_clean()


def test_what_is_stopped_is_suggested_no_more_until_it_is_to_be_again(
    hub: Hub, home: Household, watch: Callable[..., Watched]
) -> None:
    comes(home)
    seen = watch().comes_in(hub, "ana")
    page = seen.page
    page.get_by_role("link", name="Suggestions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Suggestions")
    page.get_by_role("button", name="Stop suggesting this: Kitchen: light").click()
    expect(page.locator(".done")).to_contain_text("not suggested any more")
    expect(page.locator("#waiting")).not_to_contain_text("light to on")
    assert "not to be suggested any more" in goes_and_comes(home, is_asked=False)["sentence"]
    assert [(one["kind"], one["until"]) for one in hub.asked("suggestions")["resting"]] == [("power", None)]
    page.get_by_role("button", name="Suggest it again: Kitchen: light").click()
    expect(page.locator(".done")).to_contain_text("may be suggested again")
    goes_and_comes(home, is_asked=True)
    seen.is_clean()


def test_what_waits_comes_by_itself_with_why_and_how_sure_and_a_yes_there_is_done(
    hub: Hub, home: Household, watch: Callable[..., Watched]
) -> None:
    seen = watch().comes_in(hub, "ana")
    page, lamp = seen.page, home.devices["kitchen_lamp"]
    page.goto(seen.url("/suggestions"))
    waiting = page.locator("#waiting")
    expect(waiting).to_contain_text("Nothing waits for an answer.")
    comes(home)
    for words in ("Kitchen", "Lamp over the table", "brightness to 30", "sure", "may only suggest here", "For Ana.", "until"):
        expect(waiting).to_contain_text(words)
    waiting.get_by_role("button", name="Yes").click()
    home.wait_for(lambda: lamp.state["state"] == "ON", "the lamp to be lit")
    expect(page.get_by_role("heading", level=1)).to_have_text("Suggestions")
    expect(page.locator(".done")).to_contain_text("It is set so.")
    expect(page.locator("section", has=page.get_by_role("heading", name="What was said"))).to_contain_text("Yes")
    seen.is_clean()


def test_axe_finds_nothing_in_what_waits_was_answered_and_rests(
    hub: Hub, home: Household, watch: Callable[..., Watched], visitor: Callable[[str | None], Visitor]
) -> None:
    ana = visitor("ana")
    comes(home)
    assert ana.orders("/suggestion/kitchen", answer="no").status == 303
    assert ana.orders("/person/ana/suggestions/kitchen/power", answer="again").status == 303
    goes_and_comes(home, is_asked=True)
    assert ana.orders("/person/ana/suggestions/kitchen/colour", answer="stop").status == 303
    wait_until(lambda: "<strong>No</strong>" in ana.get("/suggestions").text)  # once it is on the disk
    for scheme in ("light", "dark"):
        for width in (390, 1280):
            seen = watch(viewport={"width": width, "height": 844}, color_scheme=scheme).comes_in(hub, "ana")
            for name, path in (("suggestions-waiting", "/suggestions"), ("home-asked", "/")):
                seen.page.goto(seen.url(path))
                expect(seen.page.get_by_role("button", name="Not now")).to_have_count(1)
                assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
                for control in seen.page.locator("button, a.button").all():
                    box = control.bounding_box()
                    assert box is None or box["height"] >= 44
                seen.is_for_everybody(f"{name}-{width}-{scheme}")
            seen.is_clean()


def test_without_javascript_it_is_answered_as_well(hub: Hub, home: Household, browser: Browser, port: int) -> None:
    comes(home)
    plain = Watched(browser, port, java_script_enabled=False)
    try:
        page = plain.comes_in(hub, "ana").page
        page.goto(plain.url("/suggestions"))
        page.locator("#waiting").get_by_role("button", name="Not now").click()
        expect(page.locator("#waiting")).to_contain_text("Nothing waits for an answer.")
        page.get_by_role("button", name="Stop suggesting this: Kitchen: brightness").click()
        expect(page.get_by_role("button", name="Stop suggesting this: Kitchen: brightness")).to_have_count(0)
    finally:
        plain.close()


def test_of_what_was_suggested_each_sees_their_own_and_a_childs_and_only_they_stop_it(
    home: Household, visitor: Callable[[str | None], Visitor]
) -> None:
    ana, ben, tom, wall = (visitor(who) for who in ("ana", "ben", "tom", None))
    comes(home)
    wait_until(lambda: "What it suggests to me" in ana.get("/suggestions").text)  # once it is on the disk
    for other in (ben, tom, wall):
        text = other.get("/suggestions").text
        assert "What it suggests" not in text
        assert "What was said" not in text
        assert other.orders("/person/ana/suggestions/kitchen/power", answer="stop").status == 403
    assert "Not now" in wall.get("/suggestions").text  # as on Home
    assert "Not now" not in ben.get("/suggestions").text
    assert ben.orders("/suggestion/kitchen", answer="later").status == 403
    assert ana.orders("/person/tom/suggestions/kitchen/brightness", answer="stop").status == 303
    assert "What it suggests to Tom" in ana.get("/suggestions").text
    assert "not any more" in tom.get("/suggestions").text
    assert tom.orders("/person/tom/suggestions/kitchen/brightness", answer="again").status == 303
    assert ana.orders("/person/ana/suggestions/attic/power", answer="stop").status == 404
    assert ana.orders("/person/ana/suggestions/kitchen/moods", answer="stop").status == 409
    assert ana.orders("/person/ana/suggestions/kitchen/power", answer="perhaps").status == 404
    assert ana.orders("/suggestion/kitchen", answer="perhaps").status == 404


def test_by_topic_and_command_line_it_is_the_same(hub: Hub, home: Household) -> None:
    comes(home)
    assert "kitchen: light on and brightness 30 %, for ana, until" in hub.attune("suggestions")
    home.publish("attune/room/kitchen/suggestion/set", "later")
    wait_until(lambda: {one["kind"] for one in hub.asked("suggestions")["resting"]} == {"power", "brightness"})
    assert hub.asked("suggestions")["waiting"] == []
    assert "light is not suggested to ana until" in hub.attune("suggestions").replace("power", "light")
    hub.attune("suggestions", "later", "kitchen", expect=1)
    home.publish("attune/room/kitchen/suggestion/set", "again")
    wait_until(lambda: hub.asked("suggestions")["resting"] == [])
    goes_and_comes(home, is_asked=True)
    assert "kitchen: no more suggestions of brightness, power." in hub.attune("suggestions", "stop", "kitchen")
    goes_and_comes(home, is_asked=False)
    assert "power is not suggested to ana any more" in hub.attune("suggestions", "--person", "ana")
    assert "again, brightness, power." in hub.attune("suggestions", "again", "kitchen")
    goes_and_comes(home, is_asked=True)
    assert "Declined in kitchen" in hub.attune("suggestions", "decline", "kitchen")
