"""One rehearsal from its first line to its last: everything it writes is in a folder that is gone afterwards."""

import gc
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ..config import Config
from .clock import SimulatedClock
from .course import Course, begins_at
from .playing import Line, Playing
from .script import Script
from .setting import setting_of
from .stage import Stage

FIRST = datetime(2026, 3, 2)  # a Monday: where a script does not say when it begins


def perform(script: Script, config: Config, database: Path | None, tell: Callable[[Line], None]) -> None:
    """database: one to begin with, of which a copy is taken; None: the hub knows nobody yet. tell: given every line.

    Raises HubError.
    """
    zone = ZoneInfo(config.home.time_zone)
    begins = begins_at(script, zone, FIRST.replace(tzinfo=zone))
    with tempfile.TemporaryDirectory(prefix="attune-rehearsal-", dir=in_memory()) as name:
        folder = Path(name)
        setting = setting_of(config, script, folder)
        clock = SimulatedClock(begins.astimezone(UTC))
        playing = Playing(setting, clock, script.seed, tell)
        with Stage(setting.config, folder, clock, playing.hear) as stage:
            gc.freeze()  # as in the running hub: what is there now stays
            gc.set_threshold(10_000, 20, 20)
            playing.play(stage, Course(script, begins, zone, script.seed))


def in_memory() -> str | None:
    """Where writing costs nothing: every lesson is synced to the disk, and an SD card takes its time for that."""
    shared = Path("/dev/shm")
    return str(shared) if shared.is_dir() and os.access(shared, os.W_OK) else None
