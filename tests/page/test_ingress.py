"""The page inside Home Assistant: only the Supervisor is let in, its word on who asks counts, and every place stands under its
prefix."""

import http.client
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from hub.web.live import OF_ALL, OF_PERSON
from hub.web.screen import Screen, found
from tests.mosquitto import Mosquitto, free_port
from tests.packaging.ingress import PANEL, PREFIX, Ingress
from tests.packaging.supervisor import HOST
from tests.patience import PATIENCE_S
from tests.whole.living import Household, Hub, teach, tunable_lamp

from .conftest import page_config
from .rig import Answer, Watched, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.whole]

ACCOUNTS = {"ana": "a" * 32, "ben": "b" * 32, "guest": "0123456789abcdef" * 2, "nobody": ""}
ADDON = "127.77.0.3"  # the add-on's own address in the Supervisor's network


@dataclass
class Home:
    """A house whose page is shown in Home Assistant only."""

    hub: Hub
    home: Household
    ingress: Ingress
    port: int

    def ask(self, who: str, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """As a browser in which that account is signed in. path: as the browser has it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ingress.port, timeout=PATIENCE_S)
        own = {"Cookie": f"ingress_session={who}", **{n.replace("_", "-"): v for n, v in headers.items()}}
        if method == "POST":
            own = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin", **own}
        try:
            connection.request(method, path, urlencode(form or {}) if method == "POST" else None, own)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return Answer(answer.status, {n.lower(): v for n, v in answer.getheaders()}, text)
        finally:
            connection.close()


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with Mosquitto() as broker:
        port = free_port()
        config = page_config(broker.port, port)
        del config["page"]
        for who in ("ana", "ben"):
            config["occupants"][who]["home_assistant_user"] = ACCOUNTS[who]
        options = ["--ingress", f"{ADDON}:{port}", "--supervisor", HOST]
        hub, home = Hub(tmp_path_factory.mktemp("ingress"), config, options), Household(broker.port)
        home.add(tunable_lamp("kitchen_lamp"))
        hub.start(home)
        teach(home, "ana", "kitchen", home.devices["kitchen_lamp"], times=8, state="ON", brightness=76)
        with Ingress((ADDON, port), {who: (account, who) for who, account in ACCOUNTS.items()}) as ingress:
            yield Home(hub, home, ingress, port)
        hub.stop()
        home.close()


def plain(port: int, peer: str, headers: dict[str, str], path: str = "/") -> int:
    """The answer's status to who comes to the add-on itself."""
    connection = http.client.HTTPConnection(ADDON, port, timeout=PATIENCE_S, source_address=(peer, 0))
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_nobody_but_the_supervisor_is_let_in_whatever_they_claim(inside: Home) -> None:
    ana = {"X-Ingress-Path": PREFIX, "X-Remote-User-Id": ACCOUNTS["ana"]}
    for path in ("/", "/person/ana", "/static/attune.css", "/events", "/enter"):
        assert plain(inside.port, "127.0.0.1", ana, path) == 403
        assert plain(inside.port, ADDON, {**ana, "X-Forwarded-For": HOST, "Host": HOST}, path) == 403
    assert plain(inside.port, HOST, ana) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Ingress-Path": ""},
        {"X-Ingress-Path": "https://evil.example"},
        {"X-Ingress-Path": "//evil.example"},
        {"X-Ingress-Path": f"{PREFIX}/../.."},
        {"X-Ingress-Path": f'{PREFIX}"><script>'},
        {"X-Ingress-Path": PREFIX, "X-Remote-User-Id": "ana; ben"},
        {"X-Ingress-Path": PREFIX, "X-Remote-User-Id": "x" * 65},
    ],
    ids=str,
)
def test_what_no_supervisor_says_is_refused(inside: Home, headers: dict[str, str]) -> None:
    assert plain(inside.port, HOST, headers) == 403


@pytest.mark.shows("occupants.*.home_assistant_user")
def test_an_account_of_home_assistant_is_its_person_here_and_an_unknown_one_sees_what_a_tablet_does(inside: Home) -> None:
    assert f'href="{PREFIX}/person/ana"' in inside.ask("ana", "GET", f"{PREFIX}/").text
    assert inside.ask("ana", "GET", f"{PREFIX}/person/ana").status == 200
    assert inside.ask("ana", "GET", f"{PREFIX}/house").status == 200
    assert inside.ask("ben", "GET", f"{PREFIX}/person/ben").status == 200
    assert inside.ask("ben", "GET", f"{PREFIX}/person/ana").status == 403
    assert inside.ask("ben", "GET", f"{PREFIX}/house").status == 403
    guest = inside.ask("guest", "GET", f"{PREFIX}/")
    assert f"home_assistant_user: {ACCOUNTS['guest']}" in guest.text
    for stranger in ("guest", "nobody"):
        for path in ("/person/ana", "/person/ben", "/log", "/house"):
            assert inside.ask(stranger, "GET", f"{PREFIX}{path}").status == 403
    claimed = inside.ask("guest", "GET", f"{PREFIX}/person/ana", X_Remote_User_Id=ACCOUNTS["ana"])
    assert claimed.status == 403
    assert inside.ask("none", "GET", f"{PREFIX}/").status == 401


def test_there_is_no_door_for_home_assistant_has_opened_already(inside: Home) -> None:
    assert inside.ask("ana", "GET", f"{PREFIX}/enter").status == 404
    assert inside.ask("ana", "POST", f"{PREFIX}/leave").status == 404
    text = inside.ask("ana", "GET", f"{PREFIX}/person/ana").text
    assert "/leave" not in text
    assert "Here by your account of Home Assistant." in text


def test_every_place_every_screen_names_stands_under_the_prefix_and_is_there(inside: Home) -> None:
    seen, waiting = set[str](), [f"{PREFIX}/"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = inside.ask("ana", "GET", path)
        assert answer.status == 200, path
        if answer.headers["content-type"] != "text/html":
            continue
        named = re.findall(r'(href|src|action|hx-get|hx-sse:connect)="([^"]*)"', answer.text)
        for what, place in named:
            if place.startswith(("#", "data:")):
                continue
            assert place.startswith(f"{PREFIX}/"), f"{path} leads to {place}"
            leads_on = what != "action" or f'<form method="get" action="{place}"' in answer.text
            if leads_on and not place.endswith(("/events", "/export")):
                waiting.append(urljoin(path, place.replace("&amp;", "&")).partition("#")[0])
    patterns = [re.compile(re.sub(r"\{\w+\}", "[^/]+", s.path)) for s in found() if isinstance(s, Screen) and not s.is_part]
    places = {urlsplit(path).path.removeprefix(PREFIX) for path in seen}
    assert [p.pattern for p in patterns if not any(p.fullmatch(place) for place in places)] == []


def orders(inside: Home, who: str, path: str, **headers: str) -> tuple[Answer, str]:
    """With the form of the home screen and its cookie; the answer, and where the browser then is."""
    shown = inside.ask(who, "GET", f"{PREFIX}/")
    cookie = shown.headers["set-cookie"].partition(";")[0]
    given = {"Cookie": f"ingress_session={who}; {cookie}", **headers}
    answer = inside.ask(who, "POST", f"{PREFIX}{path}", {"form": shown.form}, **given)
    return answer, answer.headers.get("location", "")


def test_an_order_is_taken_from_the_page_in_this_browser_only_and_leads_on_under_the_prefix(inside: Home) -> None:
    answer, place = orders(inside, "ana", "/pause")
    assert (answer.status, place) == (303, f"{PREFIX}/?done=pause")
    assert inside.hub.status()["paused"] is True
    for wrong in (
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Cookie": "ingress_session=ana"},
        {"Cookie": f"ingress_session=ana; attune_form={'x' * 43}"},
        {"Content_Type": "text/plain"},
    ):
        assert orders(inside, "ana", "/resume", **wrong)[0].status in (403, 415), wrong
    own = f"http://127.0.0.1:{inside.ingress.port}"
    for origin, status in ((own, 303), ("http://evil.example", 403), ("null", 403)):
        shown = inside.ask("ana", "GET", f"{PREFIX}/")
        cookie = f"ingress_session=ana; {shown.headers['set-cookie'].partition(';')[0]}"
        old = {"Cookie": cookie, "Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", inside.ingress.port, timeout=PATIENCE_S)
        connection.request("POST", f"{PREFIX}/resume", urlencode({"form": shown.form}), old)
        assert connection.getresponse().status == status, origin
        connection.close()
    assert inside.hub.status()["paused"] is False


def test_its_cookie_is_for_the_page_alone_and_its_frame_may_be_home_assistants(inside: Home) -> None:
    headers = inside.ask("ana", "GET", f"{PREFIX}/").headers
    assert f"Path={PREFIX}/; HttpOnly; SameSite=Strict" in headers["set-cookie"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "SAMEORIGIN"


@pytest.fixture
def panel(browser: Browser, inside: Home) -> Iterator[Callable[..., Watched]]:
    """Home Assistant with the page in its frame, in a browser where that account is signed in."""
    made: list[Watched] = []

    def make(who: str, **options: Any) -> Watched:
        seen = Watched(browser, inside.ingress.port, **options)
        made.append(seen)
        seen.context.add_cookies([{"name": "ingress_session", "value": who, "url": seen.url("/")}])
        return seen

    yield make
    for one in made:
        one.close()


def test_in_home_assistants_frame_it_lives_and_takes_orders(inside: Home, panel: Callable[..., Watched]) -> None:
    seen = panel("ana", viewport={"width": 1280, "height": 800})
    seen.page.goto(seen.url(PANEL))
    frame = seen.page.frame_locator("iframe")
    card = frame.locator("#room-kitchen")
    expect(card.get_by_role("heading", name="Kitchen")).to_be_visible()
    inside.home.goes("ben", "kitchen")
    expect(card.locator(".who")).to_contain_text("Ben")  # by the stream, without a reload
    frame.get_by_role("button", name="Pause").click()
    expect(frame.get_by_text("Paused.")).to_be_visible()
    wait_until(lambda: inside.hub.status()["paused"] is True)
    frame.get_by_role("button", name="Go on").click()
    expect(frame.get_by_role("button", name="Pause")).to_be_visible()
    inside.home.goes("ben", "not_home")
    # A frame that goes on to another page is not told so: htmx says that what it was waiting for has ended.
    cut_off = ("network error", "Failed to fetch")
    seen.errors = [error for error in seen.errors if not any(words in error for words in cut_off)]
    seen.is_clean()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_an_unknown_account_sees_is_for_everybody(inside: Home, panel: Callable[..., Watched], scheme: str) -> None:
    seen = panel("guest", color_scheme=scheme)
    seen.page.goto(inside.ingress.url("/"))
    expect(seen.page.get_by_text("Your account of Home Assistant is nobody's here")).to_be_visible()
    seen.is_for_everybody(f"ingress-unknown-{scheme}")
    seen.is_clean()


def test_one_account_keeps_nobody_else_from_hearing(inside: Home) -> None:
    def listens(who: str, secret: str) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        connection = http.client.HTTPConnection("127.0.0.1", inside.ingress.port, timeout=PATIENCE_S)
        connection.request("GET", f"{PREFIX}/events", headers={"Cookie": f"ingress_session={who}; attune_form={secret}"})
        return connection, connection.getresponse()

    made = [listens("guest", f"{number:043}") for number in range(OF_ALL)]
    assert [answer.status for _, answer in made].count(429) >= OF_ALL - OF_PERSON
    made.append(listens("ana", "a" * 43))
    assert made[-1][1].status == 200
    for connection, answer in made:
        answer.close()
        connection.close()


@pytest.mark.parametrize("path", ["/log/", "/person/ana/", "//evil.example/", "/..%2f..%2fapi/hassio/", "/%2e%2e/%2e%2e/auth/"])
def test_no_way_leads_out_of_its_prefix(inside: Home, path: str) -> None:
    answer = inside.ask("ana", "GET", f"{PREFIX}{path}", Host="evil.example", X_Forwarded_Host="evil.example")
    assert answer.status in (400, 404)
    assert "location" not in answer.headers


def test_beside_ingress_it_is_elsewhere_only_where_the_file_says_so(inside: Home) -> None:
    assert "the page listens at 127.0.0.1" not in inside.hub.log.read_text()
    config = json.loads(inside.hub.config.read_text())
    assert "page" not in config
