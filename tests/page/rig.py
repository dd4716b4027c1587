"""The page as a phone has it: plain requests whose every header the test chooses, and Debian's Chromium."""

import http.client
import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from hub.api.console import ask
from hub.web.door import new_code
from tests.patience import PATIENCE_S
from tests.whole.living import Household, Hub

ARTIFACTS = Path(__file__).parents[2] / ".artifacts"
CHROMIUM = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-dev-shm-usage", *(("--no-sandbox",) if os.geteuid() == 0 else ()),
)  # fmt: skip
HEARS_BREACHES = """
window.__v = [];
document.addEventListener('securitypolicyviolation', e => window.__v.push(e.violatedDirective + ' ' + e.blockedURI));
"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def form(self) -> str:
        """What the page's forms carry."""
        found = re.search(r'name="form" value="([0-9a-f]+)"', self.text)
        assert found, self.text[:500]
        return found[1]


@dataclass
class Visitor:
    """Somebody's browser, bare. cookie: of their session, empty before they come in."""

    port: int
    cookie: str = ""
    host: str = ""
    sent: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, form: Mapping[str, str] | None = None, **headers: str) -> Answer:
        """As a browser of today sends a form of this page, unless headers say otherwise."""
        origin = {"Origin": f"http://{self.host or f'127.0.0.1:{self.port}'}", "Sec-Fetch-Site": "same-origin"}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", path, urlencode(form or {}), {**kind, **origin, **named})

    def orders(self, path: str, **fields: str) -> Answer:
        """A form of the home screen, with what its session's forms carry."""
        return self.post(path, {"form": self.get("/").form, **fields})

    def ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        given = {"Host": self.host or f"127.0.0.1:{self.port}", **({"Cookie": self.cookie} if self.cookie else {})}
        try:
            connection.request(method, path, body, {**given, **{n.replace("_", "-"): v for n, v in headers.items() if v}})
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace").replace("\u00a0", " ")  # as it is read
            found = Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)
        finally:
            connection.close()
        return found

    def comes_in(self, hub: Hub, person: str | None) -> "Visitor":
        """By a one-time code, as a person would."""
        code = one_time_code(hub, person)
        answer = self.post("/enter", {"code": code})
        assert answer.status == 303, answer.text
        self.cookie = answer.headers["set-cookie"].partition(";")[0]
        return self


@dataclass(frozen=True, slots=True)
class Served:
    """A house with its hub, whose page answers at a port of its own."""

    hub: Hub
    home: Household
    port: int


class Watched:
    """A browser's page of which everything is heard: foreign requests, breaches of the policy, errors on the console."""

    def __init__(self, browser: Browser, port: int, **options: Any) -> None:
        usual = {"viewport": {"width": 390, "height": 844}, "locale": "en-GB", "reduced_motion": "reduce"}
        self.context: BrowserContext = browser.new_context(**{**usual, **options})
        self.context.set_default_timeout(PATIENCE_S * 1000)
        self.page: Page = self.context.new_page()
        self.port, self.foreign, self.errors = port, list[str](), list[str]()
        self.page.add_init_script(HEARS_BREACHES)
        self.page.on(
            "request", lambda r: self.foreign.append(r.url) if not r.url.startswith((self.url("/"), "data:")) else None
        )
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def comes_in(self, hub: Hub, person: str | None) -> "Watched":
        code = one_time_code(hub, person)
        self.page.goto(self.url("/enter"))
        self.page.get_by_label("Code", exact=True).fill(code)
        self.page.locator("form", has=self.page.locator("#code")).get_by_role("button").click()
        self.page.wait_for_url(self.url("/"))
        return self

    def is_clean(self) -> None:
        """Nothing foreign was asked for, the policy was kept, and the console is silent."""
        assert self.foreign == []
        assert self.page.evaluate("window.__v") == []
        assert self.errors == [], self.errors

    def is_for_everybody(self, name: str) -> None:
        """axe finds nothing; a picture is left for a person to look at."""
        ARTIFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=True)
        found = Axe().run(self.page, options={"runOnly": RULES})
        assert found.violations_count == 0, found.generate_report()

    def close(self) -> None:
        self.context.close()


def one_time_code(hub: Hub, person: str | None) -> str:
    """As ``attune page token`` makes it, without starting a Python each time."""
    code, digest = new_code()
    assert ask(hub.folder / "attune.db", "page_code", code=digest, person=person) is not None
    return code


def wait_until(is_so: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    until = time.monotonic() + patience_s
    while not is_so():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.05)


def is_alone(hub: Hub) -> bool:
    """Whether the page of the hub before it, which was killed, has gone."""
    found = subprocess.run(["ps", "-e", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True)
    of_it = [line for line in found.stdout.splitlines() if "hub.web" in line and str(hub.config.parent) in line]
    return {int(line.split()[0]) for line in of_it} <= set(page_pids(hub))


def page_pids(hub: Hub) -> list[int]:
    """Of the page's processes the hub has started."""
    found = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(hub.pid)], capture_output=True, text=True, check=False)
    return [int(line.split()[0]) for line in found.stdout.splitlines() if "hub.web" in line]
