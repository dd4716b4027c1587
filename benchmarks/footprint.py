"""What the running hub costs: start, memory, ingest, growth, one lesson.

    python benchmarks/footprint.py [--messages 1100000] [--examples 20000]

``attune run`` as a process on a real Mosquitto, with a database of five people, twelve rooms and six kinds.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

TOP = Path(__file__).parents[1]
sys.path.insert(0, str(TOP))

from devices.vocabulary import OccupantId  # noqa: E402 - the script finds the project beside itself
from hub.consent import DOMAINS, Agreements  # noqa: E402
from hub.store import Store  # noqa: E402
from models.context import Context  # noqa: E402
from models.example import Example, Source  # noqa: E402
from models.people import People  # noqa: E402
from tests.mosquitto import Mosquitto  # noqa: E402

PEOPLE = [f"person_{i}" for i in range(5)]
ROOMS = [f"room_{i}" for i in range(12)]
VALUES: dict[str, float | bool | str] = {
    "power": True, "brightness": 0.4, "colour_temperature": 2700.0, "setpoint": 20.5, "music": "calm", "volume": 0.3,
}  # fmt: skip
INSTALLED = {"PYTHONNODEBUGRANGES": "1"}  # as packaging/attune.service starts it
TOPICS = 1_000
FIRST = 100_000  # messages after which the waiting lines and memories of a flood are as long as they get
AT_ONCE = 50_000
STILL_MIB, STILL_S = 0.2, 4.0  # learners are made ready one after the other: so much more in so long, and all are


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--messages", type=int, default=1_100_000, help="of which the first 100,000 are not counted as growth")
    asked.add_argument("--examples", type=int, default=20_000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, Mosquitto() as broker:
        config = _home(Path(folder), broker.port)
        _fill(Path(folder) / "attune.db", given.examples)
        for name, figure in _measured(config, broker.port, given.messages):
            print(f"{name:55} {figure}")
    print(f"{'one lesson at 500 rows, median':55} {_lesson_ms():.2f} ms")


def _home(folder: Path, port: int) -> Path:
    sensors = [{"topic": f"bench/lux/{i}", "quantity": "illuminance"} for i in range(TOPICS)]
    config = {
        "home": {"latitude": 52.37, "longitude": 4.9, "time_zone": "Europe/Amsterdam"},
        "mqtt": {"host": "127.0.0.1", "port": port},
        "occupants": {
            who: {"learn": ["light", "temperature", "music"], "presence": [{"topic": f"home/presence/{who}"}]} for who in PEOPLE
        },
        "rooms": {room: {"sensors": sensors[i :: len(ROOMS)]} for i, room in enumerate(ROOMS)},
        "music": {"calm": {"playlist": "Calm evening"}},
    }
    path = folder / "config.yaml"
    path.write_text(json.dumps(config), "utf-8")
    return path


def _fill(database: Path, count: int) -> None:
    zone, start = ZoneInfo("Europe/Amsterdam"), datetime.now(UTC) - timedelta(days=300)
    agreed = Agreements({OccupantId(who): frozenset(DOMAINS) for who in PEOPLE})
    with Store.open(database, agreed) as store:
        for i in range(count):
            at = start + timedelta(minutes=20 * i)
            kind = list(VALUES)[i % len(VALUES)]
            context = Context(at.astimezone(zone), ROOMS[i // 7 % len(ROOMS)], illuminance_lx=100.0, company=False)
            who = OccupantId(PEOPLE[i // 6 % len(PEOPLE)])
            store.examples.add(Example(who, kind, VALUES[kind], 1.0, at, context, Source.HAND))


def _measured(config: Path, port: int, messages: int) -> list[tuple[str, str]]:
    heard: list[float] = []
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.max_queued_messages_set(0)
    client.on_message = lambda _c, _u, m: heard.append(time.monotonic()) if m.payload == b"online" else None
    client.connect("127.0.0.1", port)
    client.subscribe("attune/status")
    client.loop_start()
    began = time.monotonic()
    hub = subprocess.Popen(
        [sys.executable, "-m", "hub", "run", "-c", str(config)], cwd=TOP, stderr=subprocess.DEVNULL, env=os.environ | INSTALLED
    )
    try:
        while not heard:
            time.sleep(0.01)
        started = heard[0] - began
        time.sleep(3.0)
        before, ready = _resident_mib(hub.pid), _settled_mib(hub.pid)
        written, begin = _written(hub.pid), time.monotonic()
        first = min(FIRST, messages)
        received = _tell(client, config, 0, first)
        took = time.monotonic() - begin
        flooded = _resident_mib(hub.pid)
        for begun in range(first, messages, AT_ONCE):  # each part waited for: a line that waits is no growth
            _tell(client, config, begun, min(messages, begun + AT_ONCE))
        after = _resident_mib(hub.pid)
        growth = f"{(after - flooded) * 1e6 / (messages - first):.1f} MiB" if messages > first else "not measured"
        return [
            ("start to online", f"{started:.2f} s"),
            ("resident three seconds after the start", f"{before:.1f} MiB"),
            ("resident once every learner is ready", f"{ready:.1f} MiB"),
            (f"resident after {first} messages", f"{flooded:.1f} MiB"),
            (f"resident after {messages} messages", f"{after:.1f} MiB"),
            (f"growth per million messages after the first {first}", growth),
            (
                "state messages taken in",
                f"{received} of {first}, {received / took:,.0f} /s with the sender on the same cores",
            ),
            ("bytes written per 20,000 messages", f"{(_written(hub.pid) - written) * 20_000 / messages / 1e6:.2f} MB"),
        ]
    finally:
        hub.terminate()
        hub.wait(10)
        client.loop_stop()


def _tell(client: paho.Client, config: Path, first: int, last: int) -> int:
    """Sensors' reports, as fast as the broker takes them; how many in all had come to the hub at the end."""
    for i in range(first, last):
        client.publish(f"bench/lux/{i % TOPICS}", str(10 + i % 900))
        if i % 2_000 == 0:
            while client._out_packet and len(client._out_packet) > 4_000:
                time.sleep(0.001)
    received, begin = 0, time.monotonic()
    while received < last and time.monotonic() - begin < 300:
        received = _status(config)["received"]
    return received


def _settled_mib(pid: int) -> float:
    known = _resident_mib(pid)
    while True:
        time.sleep(STILL_S)
        now = _resident_mib(pid)
        if now - known < STILL_MIB:
            return now
        known = now


def _status(config: Path) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "hub", "status", "--json", "-c", str(config)], cwd=TOP, capture_output=True, check=True
    )
    found: dict[str, int] = json.loads(done.stdout)["link"]
    return found


def _resident_mib(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20


def _written(pid: int) -> int:
    lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes"))


def _lesson_ms() -> float:
    shelf, zone, start = People(ROOMS), ZoneInfo("Europe/Amsterdam"), datetime(2026, 1, 1, tzinfo=UTC)
    times = []
    for i in range(620):
        at = start + timedelta(hours=i)
        context = Context(at.astimezone(zone), "room_1", company=False)
        example = Example(OccupantId("person_1"), "brightness", 0.3 + i % 7 / 50, 1.0, at, context, Source.HAND)
        begin = time.perf_counter()
        shelf.learn(example)
        times.append(time.perf_counter() - begin)
    last = sorted(times[500:])
    return last[len(last) // 2] * 1e3


if __name__ == "__main__":
    main()
