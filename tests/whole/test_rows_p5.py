"""Row P5 through the running program: started as systemd starts it, with a socket to say on that it lives, it stands still."""

import os
import queue
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.mosquitto import Mosquitto
from tests.patience import PATIENCE_S

from . import living
from .living import Household, Hub, configuration, started, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
WATCHDOG_S = 20.0  # as packaging/attune.service has it
# Read by Python as it starts: who finds its name in a file stands still where it would say that it lives.
FREEZABLE = """
import time
from pathlib import Path
import hub.loop.workers as workers
import hub.steps.step as step
frozen = Path({file!r})
def stand(name):
    while name in frozen.read_text().split("|"):
        time.sleep(0.05)
watched = workers.Workers.watched
def freezable(self, name):
    sign = watched(self, name)
    def signing(*looks):
        stand(name)
        sign(*looks)
    return signing
workers.Workers.watched = freezable
tick = step.Step.tick
def ticking(self, now):
    stand("the loop")
    tick(self, now)
step.Step.tick = ticking
"""


class Systemd:
    """The other end of NOTIFY_SOCKET."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "notify"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.path))
        self.heard: list[tuple[float, str]] = []
        self._said: queue.Queue[str] = queue.Queue()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def waits_for(self, words: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while words not in (said := self._said.get(timeout=max(0.1, until - time.monotonic()))):
            assert time.monotonic() < until, (words, said)

    def hears_nothing_more(self, longest_s: float) -> float:
        """Waits until it has been quiet for longer than a beat may take; seconds until the last word. Not longer than that."""
        begun = last = time.monotonic()
        while time.monotonic() - last < 9.0:
            assert last - begun < longest_s, self.heard[-5:]
            try:
                self._said.get(timeout=0.5)
                last = time.monotonic()
            except queue.Empty:
                pass
        return last - begun

    def close(self) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.sendto(b"END", str(self.path))
        self._thread.join(PATIENCE_S)
        self._socket.close()

    def _listen(self) -> None:
        while (said := self._socket.recv(4096).decode()) != "END":
            self.heard.append((time.monotonic(), said))
            self._said.put(said)


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    found = Systemd(tmp_path)
    yield found
    found.close()


@pytest.fixture
def freeze(tmp_path: Path, systemd: Systemd, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Who stands still from now on."""
    file = tmp_path / "frozen"
    file.write_text("")
    (tmp_path / "sitecustomize.py").write_text(FREEZABLE.format(file=str(file)))
    usual = living.environment()
    more = {
        "PYTHONPATH": os.pathsep.join((str(tmp_path), usual["PYTHONPATH"])),
        "NOTIFY_SOCKET": str(systemd.path),
        "WATCHDOG_USEC": str(int(WATCHDOG_S * 1_000_000)),
    }
    monkeypatch.setattr(living, "environment", lambda: {**usual, **more})

    def frozen(name: str) -> None:
        part = file.with_suffix(".new")
        part.write_text(name)
        part.replace(file)

    return frozen


@pytest.fixture
def hub(mosquitto: Mosquitto, household: Household, systemd: Systemd, freeze: object, make_hub: MakeHub) -> Hub:
    household.add(tunable_lamp("lamp"))
    found = started(household, make_hub(configuration(mosquitto.port, {"den": [{"zigbee2mqtt": "lamp"}]})))
    systemd.waits_for("READY=1")
    systemd.waits_for("WATCHDOG=1")
    return found


@pytest.mark.parametrize("worker", ["the timer", "the watch over the clock", "the console", "what watches the configuration"])
def test_row_p5_a_worker_that_stands_still_stops_the_heartbeat_within_15_seconds_and_is_named(
    worker: str, household: Household, systemd: Systemd, freeze: Callable[[str], None], hub: Hub
) -> None:
    mark = household.mark()
    freeze(worker)
    assert systemd.hears_nothing_more(15.0) < 15.0
    (told,) = [said["problem"] for said in household.since(mark, "attune/problem")]
    assert f"{worker} stands still" in told
    freeze("")
    systemd.waits_for("WATCHDOG=1")  # it lives again, and nobody has ended it meanwhile


def test_row_p5_a_loop_that_stands_still_stops_the_heartbeat(systemd: Systemd, freeze: Callable[[str], None], hub: Hub) -> None:
    freeze("the loop")
    assert systemd.hears_nothing_more(5.0) < 5.0
    freeze("")
    systemd.waits_for("WATCHDOG=1")


def test_row_p5_the_heart_beats_on_without_a_broker_and_ends_with_the_hub(
    mosquitto: Mosquitto, household: Household, systemd: Systemd, hub: Hub
) -> None:
    """What a restart cannot mend is no reason for one."""
    household.wait_for(lambda: household.since(0, "attune/sync/heartbeat"), "a beat to go out to the broker")
    mosquitto.kill()
    begun = time.monotonic()
    while time.monotonic() - begun < WATCHDOG_S:
        systemd.waits_for("WATCHDOG=1")
    gaps = [b - a for (a, _), (b, _) in zip(systemd.heard, systemd.heard[1:], strict=False)]
    assert max(gaps) < WATCHDOG_S / 2
    mosquitto.start()
    assert hub.stop() == 0
    systemd.waits_for("STOPPING=1")


def test_row_p5_a_broker_that_stops_answering_costs_no_restart(mosquitto: Mosquitto, systemd: Systemd, hub: Hub) -> None:
    assert mosquitto.pid is not None
    os.kill(mosquitto.pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        while time.monotonic() - begun < 1.5 * WATCHDOG_S:
            systemd.waits_for("WATCHDOG=1")
    finally:
        os.kill(mosquitto.pid, signal.SIGCONT)
    gaps = [b - a for (a, _), (b, _) in zip(systemd.heard, systemd.heard[1:], strict=False)]
    assert max(gaps) < WATCHDOG_S / 2
