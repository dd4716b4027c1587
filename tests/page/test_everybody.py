"""For everybody's eyes and hands: axe, light and dark, phone and desk, other languages, no script, keyboard, hostile names."""

import html
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.mosquitto import Mosquitto, free_port
from tests.whole.living import Household, Hub, teach, tunable_lamp

from .conftest import page_config
from .rig import Served, Visitor, Watched

pytestmark = [pytest.mark.broker, pytest.mark.browser, pytest.mark.whole]
# What has the focus: an order of its own, whether it is seen there and nothing lies over it, and whether it is a shut fold.
FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  one.number ??= (window.__count = (window.__count ?? 0) + 1);
  const {left, top, width, height} = one.getBoundingClientRect();
  const over = document.elementFromPoint(left + Math.min(width / 2, 20), top + height / 2);
  return {
    number: one.number,
    name: one.getAttribute('aria-label') || one.innerText || one.name,
    folded: one.matches(':not([open]) > summary'),
    seen: !!over && (one.contains(over) || (over.contains(one) && !over.closest('nav'))),
    outlined: getComputedStyle(one).outlineStyle !== 'none',
  };
}"""
LEFT_OUT = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]')]
  .filter(one => one.checkVisibility() && !one.disabled && !one.number).map(one => one.outerHTML)"""
HOSTILE = "<img src=x onerror=alert(1)>\"'{{7*7}}&amp;</script>"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Where everything that has a name is called something nasty."""
    with Mosquitto() as broker:
        home, port = Household(broker.port), free_port()
        config = page_config(broker.port, port)
        config["home"]["name"] = f"Home {HOSTILE}"
        config["occupants"]["ana"]["name"] = f"Ana {HOSTILE}"
        config["rooms"]["kitchen"]["name"] = f"Kitchen {HOSTILE}"
        config["rooms"]["kitchen"]["devices"][0]["name"] = f"Lamp {HOSTILE}"
        hub = Hub(tmp_path_factory.mktemp("page"), config)
        home.add(tunable_lamp("kitchen_lamp"))
        hub.start(home)
        lamp = home.devices["kitchen_lamp"]
        teach(home, "ana", "kitchen", lamp, times=8, state="ON", brightness=76)
        home.sets(lamp, state="OFF")
        home.quiet(0.5)
        mark = home.mark()
        home.goes("ana", "kitchen")
        home.decision(mark)
        home.heeded()
        yield Served(hub, home, port)
        hub.stop()
        home.close()


def screens(page: Visitor, person: str = "ana") -> dict[str, str]:
    """Name → path of everything Ana can open; of another, what of it is theirs."""
    decision = page.get("/").text.partition('href="/why/')[2].partition('"')[0]
    return {
        "home": "/",
        "why": f"/why/{decision}",
        "person": f"/person/{person}",
        "habits": f"/person/{person}/habits/brightness",
        "shares": f"/person/{person}/habits/power",
        "warmth-of-light": f"/person/{person}/habits/colour_temperature",
        "quality": f"/person/{person}/quality",
        "rooms": "/rooms",
        "suggestions": "/suggestions",
        "log": "/log",
        "house": "/house",
        "configuration": "/house/configuration",
        "diagnostics": "/house/diagnostics",
        "figures": "/house/figures",
        "replay": "/replay",
        "enter": "/enter",
        "trouble": "/why/none",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_names_are_only_text(
    hub: Hub, port: int, watch: Callable[..., Watched], scheme: str, width: int
) -> None:
    seen = watch(viewport={"width": width, "height": 844}, color_scheme=scheme).comes_in(hub, "ana")
    for name, path in screens(Visitor(port).comes_in(hub, "ana")).items():
        seen.page.goto(seen.url(path))
        assert seen.page.locator("h1").count() == 1
        assert seen.page.locator("img").count() == 0
        assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is wider than {width}"
        seen.is_for_everybody(f"{name}-{width}-{scheme}")
    seen.errors = [error for error in seen.errors if "404" not in error]  # trouble is one
    seen.is_clean()
    seen.page.goto(seen.url("/"))
    expect(seen.page.locator("h1")).to_have_text(f"Home {HOSTILE}")
    expect(seen.page.locator("#room-kitchen h2")).to_have_text(f"Kitchen {HOSTILE}")
    expect(seen.page.locator("#room-kitchen")).to_contain_text(f"Ana {HOSTILE}")


def test_a_small_screen_has_room_for_every_finger(hub: Hub, watch: Callable[..., Watched]) -> None:
    page = watch().comes_in(hub, "ana").page
    for control in page.locator("button, a.button, nav a, summary").all():
        if control.is_visible():
            box = control.bounding_box()
            assert box is not None
            assert box["height"] >= 44, control.inner_text()
            assert box["width"] >= 44, control.inner_text()


def test_everything_can_be_reached_by_keyboard_and_the_focus_is_seen(hub: Hub, watch: Callable[..., Watched]) -> None:
    page = watch().comes_in(hub, "ana").page
    page.goto(page.url)
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        reached.append(page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", reached[-1]
    text = " | ".join(reached)
    for wanted in ("To the content", "Pause", "Undo in", "Thanks for", "Why in"):
        assert wanted in text


@pytest.mark.parametrize("person", ["ana", "ben", "tom", None])
def test_by_keyboard_alone_everything_on_every_screen_is_reached_and_nothing_lies_over_what_has_the_focus(
    hub: Hub, browser: Browser, port: int, person: str | None
) -> None:
    watched = Watched(browser, port, java_script_enabled=False)  # nothing on it changes meanwhile
    page, bare = watched.comes_in(hub, person).page, Visitor(port).comes_in(hub, person)
    walked = 0
    for path in screens(bare, person or "ana").values():
        if bare.get(path).status != 200:
            continue
        page.goto(watched.url(path))
        first = None
        for _ in range(400):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if focused is None or focused["number"] == first:
                break
            first = first or focused["number"]
            assert focused["seen"], f"{path}: {focused['name']!r} has the focus and is not seen"
            assert focused["outlined"], f"{path}: {focused['name']!r} has the focus and does not show it"
            if focused["folded"]:
                page.keyboard.press("Enter")
        assert page.evaluate(LEFT_OUT) == [], path
        walked += 1
    assert walked >= 4
    watched.close()


@pytest.mark.parametrize(
    ("locale", "door", "learned", "came"),
    [
        ("de-DE", "Mit einem Code", "Was gelernt wurde", "Als Ana"),
        ("fr-FR", "Avec un code", "Ce qui a été appris", "À l'arrivée de Ana"),
    ],
)
def test_who_reads_another_language_reads_it_everywhere(
    hub: Hub, port: int, watch: Callable[..., Watched], locale: str, door: str, learned: str, came: str
) -> None:
    seen = watch(locale=locale)
    seen.page.goto(seen.url("/enter"))
    expect(seen.page.get_by_role("heading", level=2).first).to_have_text(door)
    assert seen.page.locator("html").get_attribute("lang") == locale
    ana = Visitor(port).comes_in(hub, "ana")
    texts = [html.unescape(ana.get(path, Accept_Language=locale).text) for path in ("/person/ana", "/")]
    assert learned in texts[0]
    assert came in texts[1]  # the hub's own reasons, too


def test_without_javascript_everything_works(hub: Hub, home: Household, browser: Browser, port: int) -> None:
    plain = Watched(browser, port, java_script_enabled=False)
    try:
        page = plain.comes_in(hub, "ana").page
        page.get_by_role("button", name="Pause").click()
        expect(page.locator("#top")).to_contain_text("Paused.")
        assert hub.status()["paused"] is True
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("#top")).not_to_contain_text("Paused.")
        assert hub.status()["paused"] is False
        page.get_by_role("link", name="Why in").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Why")
        page.get_by_role("button", name="Undo").click()
        home.wait_for(lambda: home.devices["kitchen_lamp"].state["state"] == "OFF", "the lamp to be as it was")
    finally:
        plain.close()


def test_four_times_as_large_nothing_is_lost(hub: Hub, watch: Callable[..., Watched]) -> None:
    seen = watch(viewport={"width": 320, "height": 640}).comes_in(hub, "ana")  # WCAG 1.4.10: 1280 at four hundred per cent
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
