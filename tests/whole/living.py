"""A home around the running program: a real broker, devices made from real exposes, people who come, set things and go.

``attune run`` is a process here, started and ended as a user does. Nothing of the hub is imported but the way to ask it: what
is seen is what is on the broker, on the command line and in the files.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from hub.api.console import ask
from tests.devices.simulated_zigbee import SimulatedZigbee, bridge_devices, bridge_groups, bridge_state, group_answer
from tests.patience import PATIENCE_S

RECORDED = Path(__file__).parents[1] / "devices" / "recorded" / "zigbee2mqtt" / "definitions.jsonl"
MARK = "test/mark"
LAMP = [{"zigbee2mqtt": "living_lamp"}]


def definition(model: str) -> dict[str, Any]:
    """A model's definition as its bridge publishes it."""
    for line in RECORDED.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["definition"]["model"] == model:
            found: dict[str, Any] = row["definition"]
            return found
    raise LookupError(model)


def tunable_lamp(name: str, number: int = 1) -> SimulatedZigbee:
    state = {"state": "OFF", "brightness": 254, "color_temp": 250, "color_mode": "color_temp"}
    return SimulatedZigbee(definition("84845509"), name, f"0x00158d00000000{number:02x}", state=state)


def valve(name: str, number: int = 40) -> SimulatedZigbee:
    device = SimulatedZigbee(definition("TRV26"), name, f"0x00158d00000000{number:02x}")
    device.state |= {"system_mode": "heat", "current_heating_setpoint": 18.0, "local_temperature": 18.5}
    return device


class Household:
    """The devices' and people's side of the broker. Everything heard is kept in ``heard`` as (monotonic, topic, payload)."""

    def __init__(self, port: int, keepalive_s: int = 60) -> None:
        self.heard: list[tuple[float, str, bytes]] = []
        self.devices: dict[str, SimulatedZigbee] = {}
        self.groups: dict[str, list[SimulatedZigbee]] = {}
        self.deaf: set[str] = set()  # devices that take no command
        self.glance: Callable[[], object] = lambda: None  # asks the hub that lives here for something, if one runs
        self._marked = self._came_back = self._connected = 0
        self._changed = threading.Condition()
        self._later: queue.Queue[tuple[float, str, bytes, float] | None] = queue.Queue()
        self._overtaken: dict[str, float] = {}
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv311)
        self._client.on_message = self._on_message
        self._listens = threading.Event()
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = lambda *_: self._listens.set()
        self._client.reconnect_delay_set(0.2, 1)  # type: ignore[arg-type]  # it takes parts of a second
        self._client.connect("127.0.0.1", port, keepalive_s)
        self._client.loop_start()
        assert self._listens.wait(PATIENCE_S), "the broker does not let the home listen"
        self._timer = threading.Thread(target=self._tell_later, daemon=True)
        self._timer.start()

    def close(self) -> None:
        self._later.put(None)
        self._timer.join(PATIENCE_S)
        self._client.disconnect()
        self._client.loop_stop()

    def add(self, *devices: SimulatedZigbee) -> None:
        """Pairs devices: the bridge announces them, and tells their states."""
        for device in devices:
            self.devices[device.friendly_name] = device
        self.publish(*bridge_state(), retain=True)
        self.publish(*bridge_devices(list(self.devices.values())), retain=True)
        self.tell_states()
        self.heeded()

    def group(self, name: str, *members: SimulatedZigbee) -> None:
        self.groups[name] = list(members)
        self.publish(*bridge_groups(self.groups), retain=True)

    def tell_states(self) -> None:
        for device in self.devices.values():
            self._say(device.snapshot())

    def publish(self, topic: str, payload: bytes | str, retain: bool = False) -> None:
        self._client.publish(topic, payload, retain=retain).wait_for_publish(PATIENCE_S)

    def send(self, topic: str, payload: str) -> None:
        """Without waiting until it is out: for very many."""
        self._client.publish(topic, payload)

    def goes(self, person: str, place: str) -> None:
        self.publish(f"home/presence/{person}", place)

    def sets(self, device: SimulatedZigbee, **native: Any) -> None:
        """Somebody's hand at the device itself: what a fade before it had still to report is no longer so."""
        self._overtaken[device.topic] = time.monotonic()
        for later in device.by_hand(**native):
            self._say(later)

    def wait_for(self, wanted: Callable[[], Any], what: str, seconds: float = PATIENCE_S) -> Any:
        """The first true answer of ``wanted``, looked at whenever something is heard."""
        until = time.monotonic() + seconds
        with self._changed:
            while not (found := wanted()):
                left = until - time.monotonic()
                if left <= 0 or (not self._changed.wait(min(left, 0.2)) and time.monotonic() > until):
                    tail = "\n".join(f"{t} {p[:300]!r}" for _, t, p in self.heard[-12:])
                    raise AssertionError(f"waited {seconds:g} s for {what}; last heard:\n{tail}")
        return found

    def since(self, mark: int, topic: str) -> list[Any]:
        """Payloads heard on a topic after a mark (``len(heard)`` then), as JSON where they are."""
        return [_json(p) for _, t, p in self.heard[mark:] if t == topic]

    def mark(self) -> int:
        return len(self.heard)

    def commands(self, mark: int) -> list[tuple[str, Any]]:
        """What devices were told after a mark."""
        return [(t, _json(p)) for _, t, p in self.heard[mark:] if t.endswith("/set") and not t.startswith("attune/")]

    def decision(self, mark: int, seconds: float = PATIENCE_S) -> dict[str, Any]:
        """The first decision after a mark."""
        found: list[dict[str, Any]] = self.wait_for(lambda: self.since(mark, "attune/decision"), "a decision", seconds)
        return found[0]

    def quiet(self, seconds: float) -> None:
        """Lets time pass for the hub, from when it has taken all that was said: for what must not happen, and for its windows.

        However slow the machine is, the hub sees at least so much time between what was said before and what is said after.
        """
        self.heeded()
        time.sleep(seconds)
        self.heeded()

    def heeded(self) -> None:
        """Returns once the hub has taken all that was said here, and has done all that was due; at once where nobody runs.

        What one client publishes the broker hands on in order: when our own mark is back, all before it waits at the hub's
        socket. The hub reads that before it answers, and does what is due between two answers.
        """
        self._marked += 1
        connected = self._connected
        self._client.publish(MARK, str(self._marked))

        def is_back_or_lost() -> bool:
            is_lost = not self._client.is_connected() or self._connected != connected
            return is_lost or self._came_back == self._marked

        self.wait_for(is_back_or_lost, "the broker to hand a mark on")
        for _ in range(2):
            self.glance()

    def _say(self, later: tuple[float, str, bytes]) -> None:
        delay_s, topic, payload = later
        if delay_s <= 0:
            self._client.publish(topic, payload)
        else:
            now = time.monotonic()
            self._later.put((now + delay_s, topic, payload, now))

    def _tell_later(self) -> None:
        waiting: list[tuple[float, str, bytes, float]] = []
        while True:
            try:
                patience = max(0.0, min((at for at, *_ in waiting), default=time.monotonic() + 1) - time.monotonic())
                new = self._later.get(timeout=patience or 0.001)
                if new is None:
                    return
                waiting.append(new)
            except queue.Empty:
                pass
            for entry in sorted(w for w in waiting if w[0] <= time.monotonic()):
                waiting.remove(entry)
                _, topic, payload, announced = entry
                if announced >= self._overtaken.get(topic, 0.0):
                    self._client.publish(topic, payload)

    def _on_connect(self, client: paho.Client, *_: Any) -> None:
        self._connected += 1
        client.subscribe([("#", 0)])

    def _on_message(self, _client: paho.Client, _userdata: Any, message: paho.MQTTMessage) -> None:
        payload = bytes(message.payload)
        with self._changed:
            if message.topic == MARK:
                self._came_back = int(payload)
            else:
                self.heard.append((time.monotonic(), message.topic, payload))
            self._changed.notify_all()
        if not message.topic.endswith("/set") or message.retain:
            return
        name = message.topic.removeprefix("zigbee2mqtt/").removesuffix("/set")
        if name in self.deaf:
            return
        if name in self.devices:
            for later in self.devices[name].answer(payload):
                self._say(later)
        elif name in self.groups:
            for later in group_answer(name, self.groups[name], payload):
                self._say(later)


class Hub:
    """``attune run`` as a process, and the other commands beside it. options: further words of that command."""

    def __init__(self, folder: Path, config: Mapping[str, Any], options: Sequence[str] = ()) -> None:
        self.folder, self._options = folder, options
        self.config = folder / "config.yaml"
        self.config.write_text(json.dumps(config), "utf-8")  # JSON is YAML
        self.log = folder / "hub.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self, household: Household, seconds: float = PATIENCE_S) -> None:
        """Returns once the hub says that it is ready."""
        mark = household.mark()
        household.glance = self.glance
        self.launch()

        def is_online() -> bool:
            assert self._process is not None
            if self._process.poll() is not None:
                raise AssertionError(f"the hub ended with {self._process.returncode}:\n{self.log.read_text()[-3000:]}")
            return "online" in household.since(mark, "attune/status")

        household.wait_for(is_online, "the hub to be online", seconds)

    def launch(self) -> None:
        """Starts it and does not wait. Its page only where the test says a port: the usual one is not ours to take."""
        text = self.config.read_text("utf-8")
        has_page = self._options or '"page"' in text or "\npage:" in text
        options = self._options if has_page else ["--no-page"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "hub", "run", *options, "-c", str(self.config)],
                stdout=log, stderr=log, env=environment(),
            )  # fmt: skip

    def kill(self) -> None:
        """SIGKILL: as when the power goes."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(PATIENCE_S)
        self._process = None

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        status = self._process.wait(PATIENCE_S)
        self._process = None
        return status

    def attune(self, *words: str, expect: int = 0) -> str:
        """One command, as typed. Returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "hub", *words, "-c", str(self.config)],
            capture_output=True, text=True, timeout=PATIENCE_S, env=environment(), check=False,
        )  # fmt: skip
        assert done.returncode == expect, f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout if expect == 0 else done.stderr + done.stdout

    def asked(self, *words: str) -> Any:
        """One command's answer as JSON."""
        return json.loads(self.attune(*words, "--json"))

    def status(self) -> dict[str, Any]:
        """As ``asked("status")``, at the hub's own socket: without starting a Python each time it is looked at."""
        found = self.glance()
        assert found is not None, f"the hub does not run:\n{self.log.read_text()[-3000:]}"
        return found

    def glance(self) -> dict[str, Any] | None:
        """``status``, or None where the hub does not run (yet, or any more)."""
        return ask(self.folder / "attune.db", "status")


def configuration(
    port: int, devices: Mapping[str, Sequence[Mapping[str, Any]]], people: Sequence[str] = ("ana",), **more: Any
) -> dict[str, Any]:
    """A home for tests: short windows, no earning, generous limits. devices: by room."""
    return {
        "home": {"name": "Test", "latitude": 52.37, "longitude": 4.9, "time_zone": "Europe/Amsterdam"},
        "mqtt": {"host": "127.0.0.1", "port": port},
        "earn_autonomy": False,
        "learning": {"settle": 0.3, "correction_window": 3},
        "safety": {"arrival_gap": 0, "commands_per_device_per_minute": 600, "commands_per_10_seconds": 1000},
        "occupants": {
            who: {"learn": ["light", "temperature", "music"], "presence": [{"topic": f"home/presence/{who}"}]} for who in people
        },
        "rooms": {room: {"devices": list(blocks)} for room, blocks in devices.items()},
        "music": {"calm": {"playlist": "Calm evening"}, "jazz": {"playlist": "Jazz"}},
        **more,
    }


def started(household: Household, hub: Hub) -> Hub:
    hub.start(household)
    household.tell_states()
    return hub


def teach(home: Household, person: str, room: str, device: SimulatedZigbee, times: int = 12, **native: Any) -> None:
    """The person comes, sets the device by hand, waits a moment, goes; the device is back at something else in between."""
    before = {key: device.state[key] for key in native}
    for _ in range(times):
        home.goes(person, room)
        home.quiet(0.15)
        home.sets(device, **native)
        home.quiet(0.45)
        home.goes(person, "not_home")
        home.quiet(0.1)
        home.sets(device, **before)
        home.quiet(0.1)


def environment() -> dict[str, str]:
    """The environment of a command as a user types it, with this checkout's program."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUNBUFFERED": "1"}


def _json(payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except ValueError:
        return payload.decode("utf-8", "replace")
