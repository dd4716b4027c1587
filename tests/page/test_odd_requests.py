"""The page's attackers: odd framing, ways that lead elsewhere, handshakes that never end; and a page that stands still."""

import contextlib
import os
import signal
import socket
import ssl
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hub.web.connections import FROM_ONE_ADDRESS
from tests.certificates import make_certificates
from tests.mosquitto import Mosquitto, free_port
from tests.patience import PATIENCE_S
from tests.whole.living import Household, Hub

from .conftest import page_config
from .rig import Visitor, page_pids, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.whole]

FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
FRAMING = {
    "both lengths": f"{FORM}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": f"{FORM}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    "a sign": f"{FORM}Content-Length: +4\r\n\r\nabcd",
    "no digits": f"{FORM}Content-Length: \xb2\r\n\r\nab",
    "other encoding": f"{FORM}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "packed": f"{FORM}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "a space": f"{FORM}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "no size": f"{FORM}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
}
ELSEWHERE = (
    "/log/", "/person/ana/", "//evil.example/log/", "/\\evil.example/", "//evil.example/%2f..", "/enter/", "/static/../log",
    "http://evil.example/log/", "/why/%0d%0aLocation:%20http:%2f%2fevil.example", "/;@evil.example", "/.//evil.example",
)  # fmt: skip


MANY = 60  # more than one address may have, fewer than wait to be taken


def from_here(port: int) -> dict[str, str]:
    """The headers of a form of this page."""
    return {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{port}"}


def said(port: int, text: str) -> bytes:
    """All that comes back, until the page hangs up."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as connection:
        connection.sendall(text.encode("latin-1"))
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.fixture
def ana(visitor: Callable[[str | None], Visitor]) -> Visitor:
    return visitor("ana")


@contextmanager
def another(folder: Path, **page: Any) -> Iterator[tuple[Hub, int]]:
    """A hub of the test's own, and where its page is."""
    with Mosquitto() as broker:
        home, port = Household(broker.port), free_port()
        config = page_config(broker.port, port)
        config["page"] |= page
        hub = Hub(folder, config)
        hub.start(home)
        yield hub, port
        hub.stop()
        home.close()


@pytest.fixture
def served_alone(tmp_path: Path) -> Iterator[tuple[Hub, int]]:
    with another(tmp_path) as found:
        yield found


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[tuple[int, ssl.SSLContext]]:
    """Where its page is, and whom to trust there."""
    made = make_certificates(tmp_path / "certificates")
    with another(tmp_path, tls={"cert_file": str(made.cert), "key_file": str(made.key)}) as (_, port):
        yield port, ssl.create_default_context(cafile=str(made.ca))


@pytest.mark.parametrize("framing", FRAMING.values(), ids=list(FRAMING))
def test_row_c12_of_a_request_with_an_odd_length_nothing_that_follows_is_taken_for_another(
    hub: Hub, port: int, ana: Visitor, framing: str
) -> None:
    head = f"Host: 127.0.0.1:{port}\r\nCookie: {ana.cookie}\r\nOrigin: http://127.0.0.1:{port}\r\n"
    answer = said(port, f"POST /pause HTTP/1.1\r\n{head}{framing}GET / HTTP/1.1\r\n{head}\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert hub.status()["paused"] is False


@pytest.mark.parametrize("path", ELSEWHERE)
def test_row_c5_no_way_leads_elsewhere(port: int, ana: Visitor, path: str) -> None:
    head = f"Host: localhost:{port}\r\nCookie: {ana.cookie}\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n"
    answer = said(port, f"GET {path} HTTP/1.1\r\n{head}\r\n").lower()
    assert answer.startswith((b"http/1.1 404 ", b"http/1.1 400 "))
    assert b"\nlocation:" not in answer


def test_row_c12_what_strangers_send_fills_no_log(hub: Hub, port: int) -> None:
    before = hub.log.stat().st_size
    for text in ("\x16\x03\x01\x02\x00\x01\x00", "GET /\r\n\r\n", "PRI * HTTP/2.0\r\nHost: x\r\n\r\nSM\r\n\r\n"):
        for _ in range(10):
            assert said(port, text).startswith(b"HTTP/1.1 4")
    upgrade = "Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    for _ in range(10):
        assert said(port, f"GET /enter HTTP/1.1\r\nHost: localhost\r\n{upgrade}\r\n").startswith(b"HTTP/1.1 200")
    fields = "&".join(f"n{number}=" for number in range(200))
    assert Visitor(port).ask("POST", "/enter", fields, from_here(port)).status == 404
    assert hub.log.stat().st_size == before


def test_row_p5_a_page_that_stands_still_is_noticed_told_and_started_again(hub: Hub, port: int) -> None:
    assert Visitor(port).get("/enter").status == 200
    (frozen,) = page_pids(hub)
    os.kill(frozen, signal.SIGSTOP)
    assert Visitor(port).get("/enter").status == 200  # it waits at the door until there is another
    assert page_pids(hub) != [frozen]
    wait_until(lambda: "the page stood still and is started again" in hub.status()["problems"])


def test_row_p3_a_page_that_stands_still_keeps_no_hub_from_ending(served_alone: tuple[Hub, int]) -> None:
    hub, port = served_alone
    assert Visitor(port).get("/enter").status == 200
    (frozen,) = page_pids(hub)
    os.kill(frozen, signal.SIGSTOP)
    assert hub.stop() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(frozen, 0)


def test_row_c12_who_never_shakes_hands_keeps_nobody_out(encrypted: tuple[int, ssl.SSLContext]) -> None:
    port, trusted = encrypted
    with contextlib.ExitStack() as opened:
        silent = [
            opened.enter_context(socket.create_connection(("127.0.0.1", port), source_address=("127.0.0.2", 0)))
            for _ in range(MANY)
        ]
        with urllib.request.urlopen(f"https://localhost:{port}/enter", context=trusted, timeout=PATIENCE_S) as answer:
            assert answer.status == 200
        ended = 0
        for connection in silent[FROM_ONE_ADDRESS:]:
            connection.settimeout(PATIENCE_S)
            with contextlib.suppress(ConnectionResetError):
                assert connection.recv(1) == b""
            ended += 1
        assert ended == MANY - FROM_ONE_ADDRESS
