"""What is said to systemd, and that nothing is where nobody listens."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.links.service_manager import ServiceManager


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as found:
        found.bind(str(tmp_path / "notify"))
        found.settimeout(1.0)
        yield found


def made(systemd: socket.socket, **more: str) -> ServiceManager:
    return ServiceManager({"NOTIFY_SOCKET": systemd.getsockname(), **more})


def heard(systemd: socket.socket) -> list[str]:
    systemd.setblocking(False)
    found = []
    try:
        while True:
            found.append(systemd.recv(4096).decode())
    except BlockingIOError:
        return found


def test_it_is_ready_once_and_tells_a_new_status_only(systemd: socket.socket) -> None:
    manager = made(systemd)
    for words in ("broker: up", "broker: up", "broker: down"):
        manager.ready()
        manager.status(words)
    manager.stopping()
    assert heard(systemd) == ["READY=1", "STATUS=broker: up", "STATUS=broker: down", "STOPPING=1"]


def test_it_beats_only_for_who_watches_this_process(systemd: socket.socket) -> None:
    for more in ({}, {"WATCHDOG_USEC": "soon"}, {"WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "1"}):
        made(systemd, **more).beat()
    assert heard(systemd) == []
    made(systemd, WATCHDOG_USEC="20000000", WATCHDOG_PID=str(os.getpid())).beat()
    assert heard(systemd) == ["WATCHDOG=1"]


def test_before_long_work_it_asks_for_patience_and_gives_it_back(systemd: socket.socket) -> None:
    with made(systemd, WATCHDOG_USEC="20000000").long_work():
        assert heard(systemd) == ["WATCHDOG_USEC=300000000\nWATCHDOG=1"]
    assert heard(systemd) == ["WATCHDOG_USEC=20000000\nWATCHDOG=1"]


def test_no_child_inherits_whom_to_speak_to() -> None:
    environment = {"NOTIFY_SOCKET": "@nobody", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "1", "PATH": "/bin"}
    manager = ServiceManager(environment)
    assert environment == {"PATH": "/bin"}
    manager.ready()  # nobody listens there, and nothing happens


def test_without_systemd_nothing_is_said() -> None:
    manager = ServiceManager({})
    with manager.long_work():
        manager.ready()
        manager.beat()
