"""Home as residents have it: it follows what happens in the house, and undo, thanks and why are a tap away."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from hub.store.page_reader import examples
from tests.models.builders import ANA
from tests.whole.living import Household, Hub, teach

from .rig import Watched

pytestmark = [pytest.mark.broker, pytest.mark.browser, pytest.mark.whole]


@pytest.fixture(scope="module", autouse=True)
def taught(hub: Hub, home: Household) -> None:
    """Ana wants the kitchen at thirty per cent."""
    teach(home, "ana", "kitchen", home.devices["kitchen_lamp"], times=12, state="ON", brightness=76)
    home.sets(home.devices["kitchen_lamp"], state="OFF")
    home.goes("ana", "not_home")
    home.quiet(0.5)


def test_ana_arrives_and_her_card_changes_without_a_reload_and_undo_puts_the_lamp_back(
    hub: Hub, home: Household, watch: Callable[..., Watched]
) -> None:
    seen = watch().comes_in(hub, "ana")
    page = seen.page
    kitchen = page.locator("#room-kitchen")
    expect(kitchen).to_contain_text("Nobody, as far as is known")
    page.evaluate("window.stays = true")
    mark = home.mark()
    home.goes("ana", "kitchen")
    home.decision(mark)
    expect(kitchen).to_contain_text("Ana", timeout=5000)
    expect(kitchen).to_contain_text("set light to on", timeout=5000)
    expect(page.get_by_role("status")).to_contain_text("When Ana came")
    assert page.evaluate("window.stays") is True
    lamp = home.devices["kitchen_lamp"]
    home.wait_for(lambda: lamp.state["state"] == "ON", "the lamp to be lit")
    kitchen.get_by_role("button", name="Undo").click()
    home.wait_for(lambda: lamp.state["state"] == "OFF", "the lamp to be as it was")
    expect(kitchen).to_contain_text("Put back")
    seen.is_clean()
    home.goes("ana", "not_home")
    home.quiet(0.3)


def test_what_was_wanted_instead_is_set_at_once_and_the_next_time(
    hub: Hub, home: Household, watch: Callable[..., Watched]
) -> None:
    lamp = home.devices["kitchen_lamp"]
    home.sets(lamp, state="OFF")
    home.quiet(0.3)
    mark = home.mark()
    home.goes("ana", "kitchen")
    home.decision(mark)
    home.wait_for(lambda: lamp.state["state"] == "ON", "the lamp to be lit")
    seen = watch().comes_in(hub, "ana")
    page = seen.page
    page.locator("#room-kitchen").get_by_role("link", name="Why").click()
    card = page.locator("section", has=page.get_by_role("heading", name="Brightness"))
    card.locator("summary", has_text="That was wrong").click()
    card.get_by_label("What would have been right").fill("80")
    before = len(lessons(hub))
    card.get_by_role("button", name="Set it so").click()
    home.wait_for(lambda: abs(lamp.state["brightness"] / 254 - 0.8) < 0.03, "the lamp to be as she said")
    expect(page.get_by_role("heading", level=1)).to_have_text("Why")
    expect(page.locator("main")).to_contain_text("As you asked")
    # what else of that arrival nobody touched may have been accepted meanwhile, on a slow machine
    taught = [row for row in lessons(hub)[before:] if row["source"] != "accept"]
    assert [(row["kind"], row["source"]) for row in taught] == [("brightness", "correction")]
    assert abs(taught[0]["value"] - 0.8) < 0.01
    seen.is_clean()
    home.goes("ana", "not_home")
    home.quiet(0.3)


def lessons(hub: Hub) -> list[dict[str, Any]]:
    """Every example stored of Ana, the oldest first."""
    return [
        {"kind": row.kind, "source": row.source.value, "value": row.value} for row in examples(hub.folder / "attune.db", ANA)
    ]
