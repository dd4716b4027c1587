"""Who takes part in the latency benchmark. Each answers a presence message with three commands; how is its own affair."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.meanwhile import sensor_rooms
from devices.message import Outgoing
from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId, Value
from hub.clock import SystemClock
from models.example import DEFAULT_WEIGHT, Example, Source
from tests.mosquitto import free_port

TOP = Path(__file__).parents[1]
ROOMS = 100  # the hub's lamps may change once in two seconds, and echoes have three: a room rests until its turn comes again
REST_S = 4.0
LESSONS = 14
DEVICES: dict[str, tuple[str, str, Value, str, str]] = {  # name → quantity, its block, taught value, as wished, as reset
    "a": ("brightness", "{low: 0, high: 100}", 0.6, "60", "10"),
    "b": ("colour_temperature", "{unit: K}", 3000.0, "3000", "5000"),
    "c": ("power", "{values: {on: 'true', off: 'false'}}", True, "true", "false"),
}


@dataclass
class Contender:
    """name: what stands in its topics. prepare: what to publish ahead of the next turn. config: the hub's."""

    name: str
    says: Callable[[], Outgoing]
    prepare: Callable[[], list[Outgoing]] = field(default=list)
    is_rested: Callable[[], bool] = field(default=lambda: True)
    config: Path | None = None


@contextmanager
def bare_echo(port: int) -> Iterator[Contender]:
    process = subprocess.Popen(
        [sys.executable, str(TOP / "benchmarks" / "bare_echo.py"), str(port)], stdout=subprocess.PIPE, cwd=TOP
    )
    try:
        assert process.stdout is not None
        if process.stdout.readline().strip() != b"ready":
            raise RuntimeError("the bare echo does not start")
        yield Contender("echo", lambda: Outgoing("bench/echo/presence", b"r0"))
    finally:
        process.terminate()
        process.wait(10)


AUTOMATION = """
automation:
  - id: bench
    alias: bench
    mode: queued
    max: 50
    triggers: [{trigger: mqtt, topic: bench/ha/presence}]
    actions:
      - {action: mqtt.publish, data: {topic: bench/ha/r0/a/set, payload: "60"}}
      - {action: mqtt.publish, data: {topic: bench/ha/r0/b/set, payload: "3000"}}
      - {action: mqtt.publish, data: {topic: bench/ha/r0/c/set, payload: "true"}}
"""


def real_home() -> Any | None:
    """The real Home Assistant of ../shared/real-home, not yet started, or None where it is not installed."""
    folder = TOP.parent / "shared" / "real-home"
    if not (folder / "real_home.py").exists():
        return None
    sys.path.insert(0, str(folder))
    import real_home as module

    if not (module.install_directory() / "venv" / "bin" / "hass").exists():
        return None
    return module.RealHome({"bench": AUTOMATION})


def home_assistant() -> Contender:
    """Runs already, with the broker everybody uses."""
    return Contender("ha", lambda: Outgoing("bench/ha/presence", b"r0"))


@contextmanager
def hub(port: int, wait_online: Callable[[], bool], rooms: int = ROOMS) -> Iterator[Contender]:
    """``attune run`` with a taught database. wait_online: runs the driver until ``attune/status`` says online."""
    folder = Path(tempfile.mkdtemp(prefix="attune-bench-"))
    (folder / "config.yaml").write_text(_config(port, rooms))
    _teach(folder / "config.yaml", rooms)
    log = (folder / "hub.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "hub", "run", "-c", str(folder / "config.yaml")], cwd=TOP, stdout=log, stderr=log
    )
    try:
        if not wait_online():
            raise RuntimeError(f"the hub does not come online:\n{(folder / 'hub.log').read_text()[-3000:]}")
        yield _Rooms(folder / "config.yaml", rooms).contender()
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


class _Rooms:
    """One person who goes from room to room; every room is put back before its next turn."""

    def __init__(self, config: Path, rooms: int) -> None:
        self._config, self._rooms = config, rooms
        self._turn = 0
        self._used = [0.0] * rooms

    def contender(self) -> Contender:
        return Contender("hub", self.go, self.put_back, self.is_rested, self._config)

    def is_rested(self) -> bool:
        return time.monotonic() - self._used[self._turn % self._rooms] > REST_S

    def put_back(self) -> list[Outgoing]:
        room = self._turn % self._rooms
        return [Outgoing(f"bench/hub/r{room}/{name}", spec[4].encode()) for name, spec in DEVICES.items()]

    def go(self) -> Outgoing:
        room = self._turn % self._rooms
        self._used[room] = time.monotonic()
        self._turn += 1
        return Outgoing("bench/hub/presence", f"r{room}".encode())


def _config(port: int, count: int) -> str:
    rooms = "\n".join(
        f"  r{room}:\n    name: Room {room}\n    when_empty: {{light: keep, music: keep, temperature: keep}}\n    devices:\n"
        + "\n".join(
            f"      - topic: {{id: {name}{room}, state: bench/hub/r{room}/{name}, command: bench/hub/r{room}/{name}/set, "
            f"quantities: {{{spec[0]}: {spec[1]}}}}}"
            for name, spec in DEVICES.items()
        )
        for room in range(count)
    )
    return f"""
home: {{name: Bench, latitude: 52.37, longitude: 4.9, time_zone: UTC}}
mqtt: {{host: 127.0.0.1, port: {port}}}
storage: {{path: bench.db}}
page: {{listen: "127.0.0.1:{free_port()}"}}
autonomy: act
earn_autonomy: false
safety: {{arrival_gap: 0, commands_per_device_per_minute: 600, commands_per_10_seconds: 1000}}
occupants:
  ana: {{name: Ana, learn: [light, temperature, music], presence: [{{topic: bench/hub/presence}}]}}
rooms:
{rooms}
{sensor_rooms() if count == ROOMS else ""}
"""


def _teach(config_path: Path, rooms: int) -> None:
    """Two weeks of the same three choices at this hour in every room, as the hub itself would have stored them."""
    from hub.config.load import load
    from hub.house import House
    from hub.sending.outbox import Ports
    from hub.standing import Standing
    from hub.store import Store

    config, now = load(config_path), SystemClock().now()
    with Store.open(config.storage.path) as store:
        house = House(config, store, Ports.deaf(), Standing())
        for room in range(rooms):
            for name, (quantity, _, value, _, _) in DEVICES.items():
                for day in range(LESSONS, 0, -1):
                    then = Moment(now.at - timedelta(days=day), now.mono)
                    context = house.context(RoomId(f"r{room}"), DeviceId(f"{name}{room}"), quantity, (), then)
                    store.examples.add(
                        Example(OccupantId("ana"), quantity, value, DEFAULT_WEIGHT[Source.HAND], then.at, context, Source.HAND)
                    )


def as_json(results: dict[str, list[float]]) -> str:
    return json.dumps({name: [round(s * 1e6, 1) for s in samples] for name, samples in results.items()})
