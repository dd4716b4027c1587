"""One run of the demo: the household lives its days around the real hub, and what happened is counted."""

import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hub.config import load

from ..rehearsal.clock import SimulatedClock
from .household import LISTENS, Household, Scene
from .lockstep import Lockstep
from .tally import Tally

CONFIG = Path(__file__).with_name("config.yaml")
FIRST_DAY = (2026, 3, 2)  # a Monday; the days grow longer, which the hub has to follow


def play(
    days: int,
    seed: int,
    show: Callable[[Scene], None],
    rest: list[Callable[[float], None]] | None = None,
    only_watch: bool = False,
) -> Tally:
    """One run, everything it writes in a folder that is gone afterwards. rest: is given the way to let a viewer read.

    only_watch: the hub learns, but never acts as somebody comes in; what longer days alone change, to compare with.

    Raises HubError when the embedded broker cannot be had.
    """
    config = load(CONFIG)
    clock = SimulatedClock(datetime(*FIRST_DAY, tzinfo=ZoneInfo(config.home.time_zone)))
    with tempfile.TemporaryDirectory(prefix="attune-demo-", dir=_in_memory()) as folder:
        home = Household(config, clock, days, seed, show)
        with Lockstep(config, Path(folder), clock, LISTENS, home.hear) as lockstep:
            if rest is not None:
                rest.append(lockstep.rest)
            if only_watch:
                lockstep.daemon.house.ladder.pin(None, None, "watch")
            home.play(lockstep)
        return home.tally


def _in_memory() -> str | None:
    """Where writing costs nothing: every lesson is synced to the disk, and an SD card takes its time for that."""
    shared = Path("/dev/shm")
    return str(shared) if shared.is_dir() and os.access(shared, os.W_OK) else None
