"""How long from a presence message to the last of three commands: the hub, a bare paho echo, a real Home Assistant.

    python benchmarks/latency.py [--samples 500] [--without hub,ha] [--seed 1] [--during train|backup|storm|page] [--rooms 14]
        [--raw out.json]

All contenders share one Mosquitto on loopback and take random turns in one run; what counts are the differences and ratios.
Home Assistant takes part where ../shared/real-home is installed (then its broker is everybody's).
"""

import argparse
import gc
import random
import select
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import meanwhile
from benchmarks.contenders import ROOMS, Contender, as_json, bare_echo, home_assistant, hub, real_home
from devices.links.mqtt import MqttLink, MqttOptions
from devices.message import Message, Outgoing
from hub.clock import SystemClock
from tests.mosquitto import Mosquitto

COMMANDS = 3
LOST_S = 5.0
PAUSE_S = (0.010, 0.030)
WARM_UP = 20  # turns of each that do not count


class Driver:
    """The measuring client: publishes presence, counts commands, answers them as the devices would."""

    def __init__(self, port: int) -> None:
        self.link = MqttLink(MqttOptions("127.0.0.1", port), SystemClock().now)
        self.link.subscribe(["bench/+/+/+/set", "attune/status"])
        self.link.connect()
        if not self.run(lambda _m: False, 10.0, until_up=True):
            raise RuntimeError(self.link.problem)

    def run(self, until: Callable[[Message], bool], seconds: float, until_up: bool = False) -> bool:
        """Waits for a message for which ``until`` is true; False when none came in time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            sock = self.link.socket()
            if sock is None:
                time.sleep(0.01)
            elif select.select([sock], [sock] if self.link.wants_write() else [], [], min(left, 0.2))[0]:
                for message in self.link.on_readable():
                    if until(message):
                        return True
                self.link.on_writable()
            self.link.tick()
            if until_up and self.link.state == "up":
                return True
        return False

    def wait_online(self) -> bool:
        return self.run(lambda m: m.topic == "attune/status" and m.payload == b"online", 60.0)

    def turn(self, contender: Contender) -> float | None:
        """Seconds to the last command; None when not all came."""
        for message in contender.prepare():
            self.link.publish(message)
        self.run(lambda _m: False, random.uniform(*PAUSE_S))
        prefix, came = f"bench/{contender.name}/", list[Message]()

        def is_last(message: Message) -> bool:
            if message.topic.startswith(prefix):
                came.append(message)
            return len(came) == COMMANDS

        start = time.perf_counter()
        self.link.publish(contender.says())
        has_all = self.run(is_last, LOST_S)
        took = time.perf_counter() - start
        for command in came:  # the devices say that they did it
            self.link.publish(Outgoing(command.topic.removesuffix("/set"), command.payload))
        return took if has_all else None


def measure(driver: Driver, contenders: Sequence[Contender], samples: int) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Seconds by contender, and how often not all commands came."""
    took: dict[str, list[float]] = {c.name: [] for c in contenders}
    lost = {c.name: 0 for c in contenders}
    turns = [c for c in contenders for _ in range(samples + WARM_UP)]
    random.shuffle(turns)
    seen = {c.name: 0 for c in contenders}
    for number, contender in enumerate(turns):
        while not contender.is_rested():
            driver.run(lambda _m: False, 0.02)
        found = driver.turn(contender)
        seen[contender.name] += 1
        if found is None:
            lost[contender.name] += 1
        elif seen[contender.name] > WARM_UP:
            took[contender.name].append(found)
        if number % 50 == 0 and sys.stderr.isatty():
            print(f"\r{number}/{len(turns)}", end="", file=sys.stderr, flush=True)
    return took, lost


def percentile(samples: Sequence[float], share: float) -> float:
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(took: dict[str, list[float]], lost: dict[str, int]) -> str:
    """In microseconds, and against the echo."""
    lines = [f"{'':8}{'n':>6}{'lost':>6}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>10}   µs"]
    base = took.get("echo") or []
    for name, samples in took.items():
        if not samples:
            lines.append(f"{name:8}{0:>6}{lost[name]:>6}")
            continue
        figures = [percentile(samples, share) * 1e6 for share in (0.50, 0.95, 0.99)] + [max(samples) * 1e6]
        line = f"{name:8}{len(samples):>6}{lost[name]:>6}" + "".join(f"{f:>9.0f}" for f in figures[:3]) + f"{figures[3]:>10.0f}"
        if base and name != "echo":
            over = [(percentile(samples, share) - percentile(base, share)) * 1e6 for share in (0.50, 0.99)]
            line += f"   over the echo: p50 {over[0]:+.0f}, p99 {over[1]:+.0f}"
        lines.append(line)
    if took.get("ha") and took.get("hub"):
        half = percentile(took["hub"], 0.5) / percentile(took["ha"], 0.5)
        lines.append(f"hub / Home Assistant: p50 {half:.2f}, max {max(took['hub']) / max(took['ha']):.2f}")
    return "\n".join(lines)


def _meanwhile(what: str | None, port: int, contenders: Sequence[Contender], opened: ExitStack) -> Callable[[], str] | None:
    """Begins it. What tells, at the end, how often it was done."""
    configs = [contender.config for contender in contenders if contender.config is not None]
    if what == "page" and configs:
        return opened.enter_context(meanwhile.phones(configs[0]))
    if what == "storm":
        return opened.enter_context(meanwhile.storm(port))
    if what is not None and configs:
        return opened.enter_context(meanwhile.over_and_over(what, configs[0]))
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=500, help="turns of each contender that count")
    parser.add_argument("--without", default="", help="contenders to leave out: hub, echo, ha")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--during", choices=("train", "backup", "storm", "page"), help="what else goes on all the while")
    parser.add_argument("--rooms", type=int, default=ROOMS, help="of the hub's home; fewer than so many have to be waited for")
    parser.add_argument("--raw", type=Path, help="where to write every sample, in microseconds")
    asked = parser.parse_args()
    random.seed(asked.seed)
    without = set(asked.without.split(","))
    with ExitStack() as opened:
        home = None if "ha" in without else real_home()
        port = opened.enter_context(Mosquitto()).port if home is None else opened.enter_context(home).mqtt_port
        driver = Driver(port)
        opened.callback(driver.link.close)
        contenders = []
        if "echo" not in without:
            contenders.append(opened.enter_context(bare_echo(port)))
        if "hub" not in without:
            contenders.append(opened.enter_context(hub(port, driver.wait_online, asked.rooms)))
        if home is not None:
            contenders.append(home_assistant())
        elif "ha" not in without:
            print("Home Assistant takes no part: ../shared/real-home is not installed", file=sys.stderr)
        for contender in contenders:  # every room told once, and everybody's first time is over
            for _ in range(3):
                driver.turn(contender)
        gc.collect()
        gc.freeze()
        with ExitStack() as other:
            how_often = _meanwhile(asked.during, port, contenders, other)
            took, lost = measure(driver, contenders, asked.samples)
            if how_often is not None:
                print(how_often())
    print(table(took, lost))
    if asked.raw:
        asked.raw.write_text(as_json(took))
    return 1 if any(not samples for samples in took.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
