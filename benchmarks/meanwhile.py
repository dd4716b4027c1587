"""What else the server does while somebody comes in: trains, makes a backup, hears two thousand other messages a second, or
shows its page to ten phones."""

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

TOP = Path(__file__).parents[1]
STORM_PER_S = 2_000
STORM_DEVICES = 50
BURST_S = 0.005
PHONES, LOADS_EVERY_S = 10, 2.0  # each loads the whole page again so often, and what has changed at once


@contextlib.contextmanager
def over_and_over(command: str, config: Path) -> Iterator[Callable[[], str]]:
    """``attune train`` or ``attune backup`` as the hub starts it every night, again as soon as it has ended.

    Yields what tells how often it was done. Raises RuntimeError when it failed.
    """
    ended, said = threading.Event(), list[int]()
    line = [sys.executable, "-m", "hub", command, "--nice", "-c", str(config)]

    def work() -> None:
        while not ended.is_set():
            child = subprocess.Popen(line, cwd=TOP, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while child.poll() is None and not ended.wait(0.05):
                pass
            if child.poll() is None:
                child.terminate()
            said.append(child.wait()) if not ended.is_set() else child.wait()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield lambda: f"{command}: done {len(said)} times"
    finally:
        ended.set()
        worker.join()
    if any(said):
        raise RuntimeError(f"attune {command} ended with {set(said)}")


@contextlib.contextmanager
def storm(port: int) -> Iterator[Callable[[], str]]:
    """Reports of sensors the hub uses, STORM_PER_S of them, evenly. Yields what tells how many were said a second."""
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv311)
    client.connect("127.0.0.1", port)
    client.loop_start()
    ended, sent = threading.Event(), [0]
    began = time.monotonic()

    def work() -> None:
        while not ended.wait(BURST_S):
            due = int((time.monotonic() - began) * STORM_PER_S)
            for number in range(sent[0], due):
                topic, payload = sensor_message(number % STORM_DEVICES, number)
                client.publish(topic, payload)
            sent[0] = due

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield lambda: f"storm: {sent[0] / (time.monotonic() - began):.0f} messages a second"
    finally:
        ended.set()
        worker.join()
        client.disconnect()
        client.loop_stop()


@contextlib.contextmanager
def phones(config: Path) -> Iterator[Callable[[], str]]:
    """Ten with the page open. Yields what ends them and tells what they were given, and the most memory the page took."""
    line = ["nice", "-n", "10", sys.executable, "-m", "benchmarks.phones", str(config), str(LOADS_EVERY_S), str(PHONES)]
    child = subprocess.Popen(line, cwd=TOP, stdout=subprocess.PIPE, text=True)

    def told() -> str:
        memory = page_mib(config.parent)
        child.terminate()
        said = json.loads(child.communicate(timeout=30)[0])
        return f"phones: {json.dumps(said)}; the page's process {memory:.1f} MiB at the most"

    try:
        yield told
    finally:
        child.kill()
        child.wait()


def page_mib(folder: Path) -> float:
    """The most the page of the hub that lives here has had resident; 0.0 where it does not run."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            said = (process / "cmdline").read_bytes()
            if b"hub.web" in said and str(folder).encode() in said:
                status = (process / "status").read_text()
                return int(status.partition("VmHWM:")[2].split()[0]) / 1024.0
    return 0.0


def sensor_message(device: int, number: int) -> tuple[str, bytes]:
    """A sensor's report: an illuminance that goes up and down."""
    return f"bench/hub/lux{device}", str(20 + number % 400).encode()


def sensor_rooms() -> str:
    """The lines of configuration that make the hub listen to them, in rooms nobody goes to."""
    return "\n".join(
        f"  s{n}: {{name: Store {n}, sensors: [{{topic: bench/hub/lux{n}, quantity: illuminance}}]}}"
        for n in range(STORM_DEVICES)
    )
