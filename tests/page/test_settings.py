"""What the block ``page:`` of the configuration does to the running program, and ``attune run --no-page``."""

import html
import json
import re
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.certificates import make_certificates
from tests.mosquitto import Mosquitto, free_port
from tests.whole.living import Household, Hub, environment, tunable_lamp

from .conftest import page_config
from .rig import Visitor, page_pids, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.whole]


@pytest.fixture
def start(tmp_path: Path, mosquitto: Mosquitto) -> Iterator[Callable[..., Hub]]:
    home, hubs = Household(mosquitto.port), list[Hub]()
    home.add(tunable_lamp("kitchen_lamp"))

    def make(page: dict[str, Any]) -> Hub:
        folder = tmp_path / f"hub{len(hubs)}"
        folder.mkdir()
        hubs.append(Hub(folder, page_config(mosquitto.port, 1, page=page)))
        hubs[-1].start(home)
        return hubs[-1]

    yield make
    for hub in hubs:
        hub.stop()
    home.close()


def give_password(hub: Hub, person: str, text: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "hub", "page", "password", person, "-c", str(hub.config)],
        input=f"{text}\n", capture_output=True, text=True, timeout=60, env=environment(), check=False,
    ).returncode  # fmt: skip


@pytest.mark.shows("page.listen", "page.hosts", "page.language", "page.plain")
def test_it_listens_where_it_is_told_in_the_language_and_by_the_names_it_is_told(start: Callable[..., Hub]) -> None:
    port = free_port()
    hub = start({"listen": f"127.0.0.1:{port}", "hosts": ["attune.home"], "language": "de", "plain": True})
    wait_until(lambda: "the page listens" in hub.log.read_text())
    assert page_pids(hub) == []  # nobody has knocked yet
    visitor = Visitor(port, host=f"Attune.home.:{port}")
    answer = visitor.get("/enter", Accept_Language="en")
    assert answer.status == 200
    assert '<html lang="de">' in answer.text
    assert Visitor(port, host=f"other.home:{port}").get("/enter").status == 421
    assert visitor.comes_in(hub, "ana").get("/").status == 200
    # an edited file counts at once for what the page asks the hub
    config = json.loads(hub.config.read_text())
    config["page"] |= {"hosts": ["new.home"], "language": "en_us"}
    hub.config.write_text(json.dumps(config))
    wait_until(lambda: Visitor(port, host="new.home").get("/enter").status == 200)
    assert '<html lang="en-US">' in Visitor(port, host="new.home").get("/enter").text
    assert 'data-hours="h12"' in Visitor(port, visitor.cookie, "new.home").get("/").text
    assert Visitor(port, host="attune.home").get("/enter").status == 421


@pytest.mark.shows("page.temperature_unit")
def test_a_home_that_counts_fahrenheit_is_told_and_asked_so_and_its_file_keeps_celsius(start: Callable[..., Hub]) -> None:
    port = free_port()
    hub = start({"listen": f"127.0.0.1:{port}", "temperature_unit": "°F"})
    wait_until(lambda: "the page listens" in hub.log.read_text())
    ana = Visitor(port).comes_in(hub, "ana")
    rooms = ana.get("/rooms").text
    assert "Never colder than, in °F" in rooms
    assert 'min="45" max="82"' in rooms
    low = re.search(r'name="low"[^>]* value="(\d+)"', rooms)
    assert low is not None
    answer = ana.orders("/rooms/kitchen/bounds", low=low[1], high="70", volume="")
    assert answer.status == 200
    assert re.search(r"temperature:?.{0,3} \[16(.0)?, 21\.11\]", html.unescape(answer.text)), answer.text


@pytest.mark.shows("page.tls.cert_file", "page.tls.key_file")
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1")
def test_with_a_certificate_it_speaks_https_only_and_its_cookie_is_for_that(start: Callable[..., Hub], tmp_path: Path) -> None:
    port, made = free_port(), make_certificates(tmp_path / "certificates")
    hub = start({"listen": f"127.0.0.1:{port}", "tls": {"cert_file": str(made.cert), "key_file": str(made.key)}})
    wait_until(lambda: "the page listens" in hub.log.read_text())
    context = ssl.create_default_context(cafile=str(made.ca))
    with urllib.request.urlopen(f"https://localhost:{port}/enter", context=context, timeout=30) as answer:
        assert answer.status == 200
    assert give_password(hub, "ana", "correct horse") == 0
    order = urllib.request.Request(
        f"https://localhost:{port}/enter",
        data=b"who=ana&password=correct+horse",
        headers={"Origin": f"https://localhost:{port}", "Sec-Fetch-Site": "same-origin"},
    )
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), _NoRedirect)
    with opener.open(order, timeout=30) as came:
        assert "Secure" in came.headers["set-cookie"].split("; ")
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(OSError, match=r"(?i)ssl|protocol|version"):
        urllib.request.urlopen(f"https://localhost:{port}/enter", context=old, timeout=30)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def http_error_303(self, _request: Any, answer: Any, _code: int, _message: str, _headers: Any) -> Any:
        return answer


@pytest.mark.shows("occupants.*.role")
def test_a_keeper_may_undo_what_was_done_for_others_and_is_told_of_problems(start: Callable[..., Hub]) -> None:
    port = free_port()
    hub = start({"listen": f"127.0.0.1:{port}"})
    config = json.loads(hub.config.read_text())
    config["rooms"]["hall"]["devices"] = [{"zigbee2mqtt": "gone_lamp"}]
    hub.config.write_text(json.dumps({**config, "mqtt": {**config["mqtt"], "base_topic": "other"}}))
    wait_until(lambda: bool(hub.status()["problems"]))
    assert "restart the hub" in Visitor(port).comes_in(hub, "ana").get("/").text
    for other in ("ben", "tom", None):
        text = Visitor(port).comes_in(hub, other).get("/").text
        assert "restart the hub" not in text
        assert "needs a look" in text


def test_without_a_page_nothing_listens(start: Callable[..., Hub], tmp_path: Path) -> None:
    port = free_port()
    hub = Hub(tmp_path, page_config(1, port))
    process = subprocess.Popen(
        [sys.executable, "-m", "hub", "run", "--no-page", "-c", str(hub.config)], stderr=subprocess.DEVNULL, env=environment()
    )
    try:
        wait_until(lambda: hub.glance() is not None)
        with pytest.raises(ConnectionRefusedError):
            Visitor(port).get("/")
        assert hub.attune("page", expect=1).startswith(f"http://127.0.0.1:{port}/ does not answer")
    finally:
        process.terminate()
        process.wait(30)
