"""Who comes in, and what every route refuses: no session, a foreign name, a foreign origin, an order by GET."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from hub.web.rights import RIGHTS
from hub.web.screen import ScreenAct, found
from tests.mosquitto import free_port
from tests.patience import PATIENCE_S
from tests.whole.living import Household, Hub, environment

from .rig import Visitor, one_time_code, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.whole]

NAMES = {
    "at": "0", "change": "none", "decision": "none", "room": "kitchen", "person": "ana", "kind": "brightness",
    "session": "0" * 64,
}  # fmt: skip
READ = [
    "/enter",
    "/events",
    "/alive",
    *(re.sub(r"\{(\w+)\}", lambda m: NAMES[m[1]], s.path) for s in found() if not isinstance(s, ScreenAct)),
]
ORDERS = [
    "/enter",
    "/leave",
    *(re.sub(r"\{(\w+)\}", lambda m: NAMES[m[1]], a.path) for a in found() if isinstance(a, ScreenAct)),
]
FOREIGN_HOSTS = (
    "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:8099", "8.8.8.8", "192.168.1.77",
    "10.0.0.1", "[2001:db8::1]", "0.0.0.0", "attune", "attune.local.evil.example", "xn--80ak6aa92e.com",
    "127.0.0.1@evil.example", "evil.example#127.0.0.1", "127.0.0.1, evil.example", "127.0.0.1 evil.example", "127.0.0.1/evil",
    "http://127.0.0.1", "..", ".", "localhost\\evil.example", "2130706433", "0x7f000001", "127.1.evil.example",
    "1.1.1.1.nip.io", "127.0.0.1.nip.io", "[::ffff:8.8.8.8]", "[", "homeassistant.local", "router",
)  # fmt: skip


def raw(port: int, text: str) -> str:
    """What comes back to bytes no client library would send."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as connection:
        connection.sendall(text.encode())
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode("utf-8", "replace")


@pytest.fixture
def ana(visitor: Callable[[str | None], Visitor]) -> Visitor:
    return visitor("ana")


@pytest.mark.parametrize("path", READ)
def test_without_a_session_nothing_is_shown(hub: Hub, port: int, path: str) -> None:
    answer = Visitor(port).get(path)
    assert answer.status == 200 if path == "/enter" else answer.status in (303, 401)
    assert "Ana" not in answer.text
    assert "Kitchen" not in answer.text


@pytest.mark.parametrize("path", ORDERS)
def test_without_a_session_nothing_is_ordered(hub: Hub, port: int, path: str) -> None:
    answer = Visitor(port).post(path, {"form": "0" * 32})
    assert answer.status in (303, 403)
    assert answer.headers.get("location", "/enter") == "/enter"
    assert hub.status()["paused"] is False


@pytest.mark.parametrize("path", [*READ, "/static/attune.css", "/nowhere"])
def test_to_a_foreign_name_nothing_answers(port: int, ana: Visitor, path: str) -> None:
    for host in FOREIGN_HOSTS:
        said = raw(port, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {ana.cookie}\r\nConnection: close\r\n\r\n")
        assert said.startswith(("HTTP/1.1 421", "HTTP/1.1 400")), (host, said[:200])
    said = raw(port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert said.startswith(("HTTP/1.1 421", "HTTP/1.1 400"))


@pytest.mark.parametrize("path", ORDERS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example", "Sec-Fetch-Site": ""},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "", "Sec-Fetch-Site": "same-site"},
        {"Origin": "", "Sec-Fetch-Site": "none"},
        {"Origin": "null", "Sec-Fetch-Site": ""},
        {"Origin": "", "Sec-Fetch-Site": ""},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json"},
    ],
    ids=str,
)
def test_an_order_from_elsewhere_is_refused(hub: Hub, ana: Visitor, path: str, headers: dict[str, str]) -> None:
    form = ana.get("/").form
    assert ana.post(path, {"form": form}, **{name.replace("-", "_"): value for name, value in headers.items()}).status in (
        403,
        415,
    )
    assert hub.status()["paused"] is False
    assert ana.get("/").status == 200


@pytest.mark.parametrize("path", [path for path in ORDERS if path not in READ])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_an_order_is_taken_by_post_only(hub: Hub, ana: Visitor, path: str, method: str) -> None:
    assert ana.ask(method, path, None, {}).status in (404, 405)
    assert hub.status()["paused"] is False


@pytest.mark.parametrize("path", [path for path in ORDERS if path != "/enter"])
def test_an_order_without_its_sessions_token_is_refused(ana: Visitor, path: str) -> None:
    for token in ({}, {"form": ""}, {"form": "0" * 32}, {"form": "ü"}):
        assert ana.post(path, token).status == 403


@pytest.mark.parametrize(  # a stream has no end: test_patience.py reads its head
    "path",
    [*sorted({*READ} - {"/events"}), "/static/attune.css", "/static/vendor/htmx-4.0.1.min.js", "/nowhere", "/static/../app.py"],
)
def test_every_answer_carries_the_headers(ana: Visitor, path: str) -> None:
    headers = ana.get(path, Sec_Fetch_Site="none").headers
    policy = headers["content-security-policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert not any(name.startswith("access-control-") for name in headers)
    assert "server" not in headers
    if not path.startswith("/static/"):
        assert headers["cache-control"] == "no-store"


def test_nothing_on_the_page_is_inline(ana: Visitor) -> None:
    for path in ("/", "/enter"):
        text = ana.get(path).text
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", text)


def test_a_code_lets_in_once_and_is_written_nowhere(hub: Hub, port: int) -> None:
    code = hub.asked("page", "token", "ana")["token"]
    assert re.fullmatch(r"[A-Z2-7]{10}", code)
    assert code.encode() not in (hub.folder / "attune.db").read_bytes()
    assert Visitor(port).post("/enter", {"code": f" {code[:5]}-{code[5:].lower()} "}).status == 303
    again = Visitor(port).post("/enter", {"code": code})
    assert again.status == 403
    assert "set-cookie" not in again.headers


def test_the_cookie_is_for_this_site_and_no_script(hub: Hub, port: int) -> None:
    code = one_time_code(hub, "ana")
    cookie = Visitor(port).post("/enter", {"code": code, "remember": "yes"}).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/", f"Max-Age={90 * 86400}"} <= set(cookie.split("; "))
    secret = cookie.partition("=")[2].partition(";")[0]
    assert secret.encode() not in (hub.folder / "attune.db").read_bytes() + (hub.folder / "attune.db-wal").read_bytes()


def test_a_session_that_was_there_before_is_not_the_one_afterwards(hub: Hub, port: int) -> None:
    planted = Visitor(port, cookie="attune=planted-by-somebody-else-for-later-use")
    code = one_time_code(hub, "ana")
    assert "planted" not in planted.post("/enter", {"code": code}).headers["set-cookie"]
    assert planted.get("/").status == 303


def test_who_leaves_is_out(hub: Hub, ana: Visitor) -> None:
    assert ana.orders("/leave").headers["location"] == "/enter"
    assert ana.get("/").status == 303


def password(hub: Hub, person: str, text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hub", "page", "password", *person.split(), "-c", str(hub.config)],
        input=f"{text}\n", capture_output=True, text=True, timeout=PATIENCE_S, env=environment(), check=False,
    )  # fmt: skip


def test_a_password_lets_in_and_a_new_one_ends_what_came_in_by_the_old(hub: Hub, port: int) -> None:
    assert password(hub, "ben", "short").returncode == 1
    assert password(hub, "ben", "correct horse").returncode == 0
    came = Visitor(port).post("/enter", {"who": "Ben", "password": "correct horse"})
    assert came.status == 303
    ben = Visitor(port, came.headers["set-cookie"].partition(";")[0])
    assert ben.get("/").status == 200
    for form in (
        {"who": "ben", "password": "correct hors"},
        {"who": "nobody", "password": "correct horse"},
        {"who": "", "password": ""},
    ):
        assert Visitor(port).post("/enter", form).status == 403
    assert password(hub, "ben", "another horse").returncode == 0
    assert ben.get("/").status == 303
    assert Visitor(port).post("/enter", {"who": "ben", "password": "another horse"}).status == 303


def test_sessions_are_listed_and_ended_from_the_command_line(hub: Hub, port: int, ana: Visitor) -> None:
    wall = Visitor(port).comes_in(hub, None)
    listed = hub.asked("page", "sessions")["sessions"]
    assert {row["occupant"] for row in listed} >= {"ana", None}
    assert not any("session" in row for row in listed)
    assert hub.asked("page", "sessions", "ana", "--end")["ended"] >= 1
    assert ana.get("/").status == 303
    assert wall.get("/").status == 200


def test_a_large_or_endless_body_is_refused(port: int, ana: Visitor) -> None:
    assert ana.post("/pause", {"form": "x" * 70_000}).status == 413
    head = f"POST /pause HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
    said = raw(port, head + "4000\r\n" + "x" * 0x4000 + "\r\n" + ("4000\r\n" + "x" * 0x4000 + "\r\n") * 4)
    assert said.startswith("HTTP/1.1 413")


def test_every_right_of_the_table_is_used_and_every_used_one_stands_there() -> None:
    assert {each.right for each in found()} <= set(RIGHTS)


@pytest.fixture
def second(tmp_path_factory: pytest.TempPathFactory, home: Household) -> Iterator[Callable[..., Hub]]:
    made: list[Hub] = []

    def make(**page: object) -> Hub:
        folder = tmp_path_factory.mktemp("second")
        made.append(Hub(folder, {**json.loads(SECOND), "page": page}))
        return made[-1]

    yield make
    for one in made:
        one.stop()


SECOND = json.dumps(
    {
        "home": {"latitude": 52.37, "longitude": 4.9, "time_zone": "UTC"},
        "mqtt": {"host": "127.0.0.1", "port": 1},
        "occupants": {"ana": {"learn": ["light"]}, "kim": {}},
    }
)


def test_without_a_word_only_this_machine_is_listened_to_and_the_network_needs_more(second: Callable[..., Hub]) -> None:
    hub = second()
    hub.attune("check")
    hub = second(listen="0.0.0.0:8099")
    assert "tls" in hub.attune("check", expect=2)
    hub = second(listen="0.0.0.0:8099", plain=True)
    assert "password" in hub.attune("check", expect=2)
    refused = password(hub, "kim", "correct horse")  # who agreed to nothing is in no file
    assert refused.returncode == 1
    assert "kim has agreed to nothing" in refused.stderr
    assert "password" in hub.attune("check", expect=2)
    assert password(hub, "ana", "correct horse").returncode == 0
    hub.attune("check")


def test_where_nobody_agreed_to_anything_the_house_has_a_password_of_its_own(second: Callable[..., Hub]) -> None:
    port = free_port()
    hub = second(listen=f"0.0.0.0:{port}", plain=True)
    config = json.loads(hub.config.read_text())
    config["occupants"] = {"kim": {}}
    hub.config.write_text(json.dumps(config))
    hub.launch()
    wait_until(lambda: hub.glance() is not None)
    assert password(hub, "", "correct horse").returncode == 0
    wait_until(lambda: "the page listens" in hub.log.read_text())
    hub.attune("check")
    for who, given in (("", "correct hors"), ("kim", "correct horse"), ("", "")):
        wrong = {"who": who, "password": given}
        assert Visitor(port).post("/enter", wrong).status == 403
    came = Visitor(port).post("/enter", {"who": "", "password": "correct horse"})
    assert came.status == 303
    wall = Visitor(port, cookie=came.headers["set-cookie"].partition(";")[0])
    assert wall.get("/").status == 200
    assert wall.get("/person/kim").status == 403
    assert password(hub, "", "another horse").returncode == 0
    assert wall.get("/").status == 303
    assert [file.name for file in hub.folder.glob("attune.db*") if file.is_file() and b"kim" in file.read_bytes()] == []


def test_the_network_is_not_listened_to_before_somebody_has_a_password(second: Callable[..., Hub]) -> None:
    port = free_port()
    hub = second(listen=f"0.0.0.0:{port}", plain=True)
    hub.launch()
    visitor = Visitor(port)
    wait_until(lambda: hub.glance() is not None)
    wait_until(lambda: "not opened" in hub.log.read_text())
    with pytest.raises(ConnectionRefusedError):
        visitor.get("/")
    assert password(hub, "ana", "correct horse").returncode == 0
    wait_until(lambda: "the page listens" in hub.log.read_text())
    assert visitor.get("/enter").status == 200
