"""The page's process: started by who knocks, gone when nobody looks, started again when it breaks, told when it cannot be."""

import contextlib
import http.client
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.config.load import checked
from hub.config.page import PageConfig
from hub.jobs.page_process import PageProcess, PageTrouble
from tests.mosquitto import free_port
from tests.patience import PATIENCE_S


def page_at(port: int) -> PageConfig:
    home = {"latitude": 52.37, "longitude": 4.9, "time_zone": "Europe/Amsterdam"}
    return checked({"home": home, "page": {"listen": f"127.0.0.1:{port}"}}).page


DIES = (sys.executable, "-c", "import sys; sys.exit(3)")


@pytest.fixture
def told() -> list[object]:
    return []


@pytest.fixture
def start(tmp_path: Path, told: list[object]) -> Iterator[Callable[..., tuple[PageProcess, int]]]:
    made: list[PageProcess] = []

    def make(**more: object) -> tuple[PageProcess, int]:
        port = free_port()
        page = page_at(port)
        made.append(PageProcess(page, tmp_path / "attune.db", told.append, **more))  # type: ignore[arg-type]
        made[-1].start()
        return made[-1], port

    yield make
    for process in made:
        process.stop()


def until(is_so: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def knock(port: int) -> int:
    """The answer's status, once somebody listens."""
    end = time.monotonic() + PATIENCE_S
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        try:
            connection.request("GET", "/enter")
            return connection.getresponse().status
        except ConnectionRefusedError:
            assert time.monotonic() < end
            time.sleep(0.02)
        finally:
            connection.close()


def test_it_is_there_only_while_somebody_looks(start: Callable[..., tuple[PageProcess, int]]) -> None:
    process, port = start(idle_s=0.5)
    assert process._child is None
    assert knock(port) == 503  # no hub runs here, and the page says so
    child = process._child
    assert child is not None
    until(lambda: child.poll() is not None)
    assert child.returncode == 0
    assert knock(port) == 503
    assert process._child is not child


def test_one_that_breaks_is_started_again_ever_more_slowly_and_told_once(
    start: Callable[..., tuple[PageProcess, int]], told: list[object]
) -> None:
    _, port = start(program=DIES)
    until(lambda: _listens(port))
    with socket.create_connection(("127.0.0.1", port)):
        until(lambda: told)
    assert told == [PageTrouble("the page ended with 3 and is started again")]


def test_a_port_somebody_has_is_told_and_waited_for(
    start: Callable[..., tuple[PageProcess, int]], told: list[object], tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as other:
        port = other.getsockname()[1]
        page = page_at(port)
        process = PageProcess(page, tmp_path / "attune.db", told.append)
        process.start()
        until(lambda: told)
    until(lambda: _listens(port))
    process.stop()
    assert told == [PageTrouble(f"the page cannot listen at 127.0.0.1:{port}: Address already in use")]


def test_the_usual_port_that_somebody_has_troubles_nobody_who_asked_for_no_page(tmp_path: Path, told: list[object]) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as other:
        page = page_at(other.getsockname()[1])
        process = PageProcess(page, tmp_path / "attune.db", told.append, is_asked_for=False)
        process.start()
        until(lambda: process._told)
        process.stop()
    assert told == []


def test_for_the_supervisor_it_needs_no_password_as_it_knows_who_asks_and_lets_nobody_else_in(
    tmp_path: Path, told: list[object]
) -> None:
    port = free_port()
    page = replace(page_at(port), listen=f"0.0.0.0:{port}")
    process = PageProcess(page, tmp_path / "attune.db", told.append, supervisor="192.0.2.1")
    process.start()
    assert knock(port) == 403
    process.stop()
    assert told == []


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port), 1.0).close()
        return True
    return False
