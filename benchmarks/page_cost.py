"""What ten phones with the page open cost the hub: the processor time of its loop's thread, how long that thread waits for a
core although it could run, and how long who comes in waits for the third command. With and without phones by turns, in one run.

    python benchmarks/page_cost.py [--rounds 6] [--samples 40] [--rooms 14] [--nice -10]

On a machine that does other things as well the milliseconds of an arrival say little; what the loop's thread itself uses
depends less on that (Linux: /proc/PID/task/TID/schedstat). nice: of the hub's loop, the broker and the driver; phones and page
keep theirs.
"""

import argparse
import contextlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import meanwhile
from benchmarks.contenders import Contender, hub
from benchmarks.latency import Driver, percentile
from tests.mosquitto import Mosquitto

SETTLES_S = 3.0  # after the phones have begun, or ended
REST_S = 10.0  # watched with nobody coming in
DRAWN = 1000


@dataclass
class Lane:
    """With phones, or without. took_s: of each arrival. used_s, waited_s: of the loop's thread while they came; rest_s: what it
    uses a second with nobody coming."""

    took_s: list[float] = field(default_factory=list)
    used_s: float = 0.0
    waited_s: float = 0.0
    rest_s: list[float] = field(default_factory=list)

    def line(self, name: str) -> str:
        n = len(self.took_s)
        figures = [percentile(self.took_s, share) * 1e3 for share in (0.5, 0.99)]
        used, waited = (1e6 * one / n for one in (self.used_s, self.waited_s))
        rest = 1e3 * sum(self.rest_s) / len(self.rest_s)
        return f"{name:14}{n:>6}{figures[0]:>9.2f}{figures[1]:>9.2f}{used:>12.0f}{waited:>12.0f}{rest:>14.2f}"


def schedule(pid: int) -> tuple[float, float]:
    """Seconds the main thread of a process, where the hub's loop runs, has run, and has waited for a core."""
    ran, waited, _ = Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()
    return int(ran) / 1e9, int(waited) / 1e9


def one_round(driver: Driver, contender: Contender, pid: int, samples: int, lane: Lane) -> None:
    began, (used, _) = time.monotonic(), schedule(pid)
    driver.run(lambda _m: False, REST_S)
    lane.rest_s.append((schedule(pid)[0] - used) / (time.monotonic() - began))
    before = schedule(pid)
    for _ in range(samples):
        while not contender.is_rested():
            driver.run(lambda _m: False, 0.02)
        took = driver.turn(contender)
        if took is not None:
            lane.took_s.append(took)
    after = schedule(pid)
    lane.used_s += after[0] - before[0]
    lane.waited_s += after[1] - before[1]


def between(off: list[float], on: list[float], share: float) -> tuple[float, float]:
    """By how much a percentile is later with phones, ms, as far as so many samples tell it: the middle nine tenths of what they
    give drawn anew (Efron's bootstrap)."""
    found = sorted(
        1e3 * (percentile(random.choices(on, k=len(on)), share) - percentile(random.choices(off, k=len(off)), share))
        for _ in range(DRAWN)
    )
    return found[DRAWN // 20], found[-DRAWN // 20]


@contextlib.contextmanager
def looking(config: Path, is_on: bool) -> Iterator[None]:
    if not is_on:
        yield
        return
    with meanwhile.phones(config) as told:
        driver_waits = time.monotonic() + SETTLES_S
        while time.monotonic() < driver_waits:
            time.sleep(0.1)
        yield
        print(told(), file=sys.stderr)


def pid_of(config: Path) -> int:
    found = subprocess.run(["pgrep", "-f", f"hub run -c {config}"], capture_output=True, text=True, check=True)
    return int(found.stdout.split()[0])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=6, help="of each, by turns")
    parser.add_argument("--samples", type=int, default=40, help="arrivals a round")
    parser.add_argument("--rooms", type=int, default=14)
    parser.add_argument("--nice", type=int, default=0)
    asked = parser.parse_args()
    random.seed(1)
    lanes = {False: Lane(), True: Lane()}
    with Mosquitto() as broker, contextlib.ExitStack() as opened:
        driver = Driver(broker.port)
        opened.callback(driver.link.close)
        contender = opened.enter_context(hub(broker.port, driver.wait_online, asked.rooms))
        assert contender.config is not None
        pid = pid_of(contender.config)
        for one in (pid, broker.pid or 0, os.getpid()):
            os.setpriority(os.PRIO_PROCESS, one, asked.nice)
        for _ in range(2 * asked.rooms):  # every room told once, and the first time is over
            driver.turn(contender)
        for number in range(2 * asked.rounds):
            is_on = number % 2 == 1
            with looking(contender.config, is_on):
                one_round(driver, contender, pid, asked.samples, lanes[is_on])
            driver.run(lambda _m: False, SETTLES_S)
    print(f"{'':14}{'n':>6}{'p50 ms':>9}{'p99 ms':>9}{'loop µs/arr':>12}{'waits µs/arr':>13}{'at rest ms/s':>13}")
    print(lanes[False].line("nobody looks"))
    print(lanes[True].line("ten phones"))
    off, on = (lane.took_s for lane in (lanes[False], lanes[True]))
    for share in (0.5, 0.9, 0.99):
        low, high = between(off, on, share)
        over = 1e3 * (percentile(on, share) - percentile(off, share))
        print(f"with phones: p{share * 100:.0f} {over:+.2f} ms, nine times of ten between {low:+.2f} and {high:+.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
