"""Slow, many and guessing clients: each waits, nobody else does."""

import contextlib
import http.client
import os
import signal
import socket
import time

import pytest

from hub.web.connections import FROM_A_PROXY
from hub.web.serve import HEAD_WITHIN_S
from tests.whole.living import Household, Hub

from .rig import Answer, Visitor, page_pids

pytestmark = [pytest.mark.broker, pytest.mark.whole]


def test_half_said_heads_are_dropped_and_a_real_visitor_is_served_meanwhile(hub: Hub, home: Household, port: int) -> None:
    visitor = Visitor(port).comes_in(hub, "ana")
    half: list[socket.socket] = []
    with contextlib.ExitStack() as opened:
        for _ in range(FROM_A_PROXY - 8):
            half.append(opened.enter_context(socket.create_connection(("127.0.0.1", port))))
            half[-1].sendall(b"GET / HTTP/1.1\r\nHost: 127")
        began = time.monotonic()
        assert visitor.get("/").status == 200
        mark = home.mark()
        home.goes("ana", "kitchen")
        home.decision(mark)
        for connection in half:
            connection.settimeout(HEAD_WITHIN_S + 10)
            with contextlib.suppress(ConnectionResetError):
                assert connection.recv(100) == b""
        assert time.monotonic() - began >= HEAD_WITHIN_S - 1
    home.goes("ana", "not_home")


def test_of_one_address_only_so_many_are_heard_at_a_time(hub: Hub, port: int) -> None:
    with contextlib.ExitStack() as opened:
        many = [opened.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(FROM_A_PROXY + 10)]
        ended = 0
        for connection in many:
            connection.settimeout(0.5)
            try:
                ended += connection.recv(1) == b""
            except ConnectionResetError:
                ended += 1
            except TimeoutError:
                pass
            if ended >= 10:
                break
        assert ended >= 10
    assert Visitor(port).get("/enter").status == 200


def test_only_so_many_streams_are_open_for_one_session(hub: Hub, port: int) -> None:
    visitor = Visitor(port).comes_in(hub, "ben")
    streams = []
    for _ in range(3):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/events", headers={"Host": f"127.0.0.1:{port}", "Cookie": visitor.cookie})
        streams.append((connection, connection.getresponse()))
        assert streams[-1][1].status == 200
        assert streams[-1][1].readline() == b"event: resync\n"
    headers = {name.lower(): value for name, value in streams[0][1].getheaders()}
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["x-accel-buffering"] == "no"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert visitor.get("/events").status == 429
    for connection, answer in streams:
        answer.close()
        connection.close()


def test_a_page_that_breaks_is_started_again_for_who_knocks(hub: Hub, port: int) -> None:
    assert Visitor(port).get("/enter").status == 200
    (before,) = page_pids(hub)
    os.kill(before, signal.SIGKILL)
    assert Visitor(port).get("/enter").status == 200
    (after,) = page_pids(hub)
    assert after != before
    assert os.getpriority(os.PRIO_PROCESS, after) >= 5


def test_guessing_gets_slower_and_slower(hub: Hub, port: int) -> None:
    answers: list[Answer] = []
    for guess in range(8):
        answers.append(Visitor(port).post("/enter", {"who": "tom", "password": f"guess {guess}"}))
    assert 429 in [answer.status for answer in answers]
    refused = next(answer for answer in answers if answer.status == 429)
    assert int(refused.headers["retry-after"]) >= 1
    # the address has to wait as well, whoever it now claims to be
    assert Visitor(port).post("/enter", {"code": "AAAAAAAAAA"}).status == 429
