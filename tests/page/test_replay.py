"""The recorded days under another setting, on the page: for the keeper, in a child, and gone when nobody looks."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hub.web.replaying import LOOKED_S, Replays
from tests.mosquitto import Mosquitto, free_port
from tests.patience import PATIENCE_S
from tests.whole.living import Household, Hub, tunable_lamp

from .conftest import page_config
from .rig import Served, Visitor, Watched, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.whole]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A home in which everybody has agreed, so that what happens is recorded."""
    with Mosquitto() as broker:
        home, port = Household(broker.port), free_port()
        config = page_config(broker.port, port)
        config["occupants"] = {who: block for who, block in config["occupants"].items() if block.get("learn")}
        wants = {"power": True, "brightness": 0.3}
        config["occupants"]["ana"]["pinned"] = [
            {"room": "kitchen", "quantity": quantity, "value": value} for quantity, value in wants.items()
        ]
        hub = Hub(tmp_path_factory.mktemp("page"), config)
        home.add(tunable_lamp("kitchen_lamp"))
        hub.start(home)
        home.heeded()
        home.goes("ana", "kitchen")
        home.wait_for(lambda: home.devices["kitchen_lamp"].state["state"] == "ON", "light")
        home.heeded()
        yield Served(hub, home, port)
        hub.stop()
        home.close()


def came_to(keeper: Visitor) -> str:
    """The screen, once the replay is over."""
    wait_until(lambda: "Living them through" not in keeper.get("/parts/replay").text)
    return keeper.get("/replay").text


def test_the_keeper_tries_a_setting_on_the_recorded_days(served: Served) -> None:
    ana = Visitor(served.port).comes_in(served.hub, "ana")
    assert "What it came to" not in ana.get("/replay").text
    assert ana.orders("/replay", days="1", autonomy="watch").status == 303
    told = came_to(ana)
    assert "What it came to" in told
    assert "a guess" in told
    assert "would have done otherwise" in told
    assert '<option value="watch" selected>' in told
    assert ana.orders("/replay", days="1").status == 303
    assert "Nothing would have been otherwise." in came_to(ana)


def test_nobody_but_the_keeper_sees_or_starts_it(served: Served) -> None:
    for other in ("ben", None):
        visitor = Visitor(served.port).comes_in(served.hub, other)
        for path in ("/replay", "/parts/replay", "/house/figures", "/house/diagnostics", "/house/diagnostics/file"):
            assert visitor.get(path).status == 403
        assert visitor.orders("/replay", days="1").status == 403


def test_days_nobody_offers_are_refused(served: Served) -> None:
    assert Visitor(served.port).comes_in(served.hub, "ana").orders("/replay", days="4000").status == 404


def test_the_diagnostics_file_is_shown_taken_away_and_names_nobody(served: Served) -> None:
    ana = Visitor(served.port).comes_in(served.hub, "ana")
    shown, taken = ana.get("/house/diagnostics"), ana.get("/house/diagnostics/file")
    assert taken.headers["content-type"].startswith("application/json")
    assert "attachment" in taken.headers["content-disposition"]
    for text in (shown.text.partition("<pre")[2].partition("</pre>")[0], taken.text):
        assert "person_1" in text
        assert "kitchen" not in text
        assert "Ana" not in text


def test_how_good_it_is_is_told_by_kind_and_names_nobody(served: Served) -> None:
    text = Visitor(served.port).comes_in(served.hub, "ana").get("/house/figures").text
    assert "Acts a day" in text
    assert "Ana" not in text.partition("<main")[2]


def test_a_child_nobody_looks_at_is_ended(tmp_path: Path) -> None:
    clock = [0.0]
    replays = Replays((sys.executable, "-c", "import time; time.sleep(600)", "--"), now=lambda: clock[0])
    run = replays.start(tmp_path / "config.yaml", 1, {})
    clock[0] = LOOKED_S + 1.0
    wait_until(lambda: run.is_over)
    assert "nobody waited" in run.trouble


def test_another_replay_ends_the_one_before(tmp_path: Path) -> None:
    replays = Replays((sys.executable, "-c", "import time; time.sleep(600)", "--"))
    first = replays.start(tmp_path / "config.yaml", 1, {})
    second = replays.start(tmp_path / "config.yaml", 2, {})
    wait_until(lambda: first.is_over)
    assert replays.look() is second
    replays.stop()
    wait_until(lambda: second.is_over)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_came_of_it_is_for_everybody(served: Served, watch: Callable[..., Watched], scheme: str) -> None:
    keeper = Visitor(served.port).comes_in(served.hub, "ana")
    assert keeper.orders("/replay", days="1", autonomy="watch").status == 303
    came_to(keeper)
    seen = watch(color_scheme=scheme).comes_in(served.hub, "ana")
    seen.page.goto(seen.url("/replay"))
    expect(seen.page.get_by_role("heading", name="What it came to")).to_be_visible()
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    seen.is_for_everybody(f"replayed-390-{scheme}")
    seen.is_clean()


@pytest.mark.browser
def test_how_far_it_is_is_shown_by_itself_until_it_is_over(served: Served, watch: Callable[..., Watched]) -> None:
    seen = watch().comes_in(served.hub, "ana")
    seen.page.goto(seen.url("/replay"))
    seen.page.get_by_label("The last days").select_option("1")
    seen.page.get_by_label("How far it may go").select_option("watch")
    seen.page.get_by_role("button", name="Live them through").click()
    expect(seen.page.locator("#replayed")).to_contain_text("would have done otherwise", timeout=PATIENCE_S * 1000)
    seen.is_clean()


def test_of_what_was_lived_through_nothing_is_left_once_somebody_is_forgotten(tmp_path: Path) -> None:
    replays = Replays((sys.executable, "-c", "import time; time.sleep(600)", "--"))
    run = replays.start(tmp_path / "config.yaml", 1, {})
    replays.forget()
    assert replays.look() is None
    wait_until(lambda: run.is_over)
