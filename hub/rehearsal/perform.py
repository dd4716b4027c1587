"""One rehearsal from its first line to its last: everything it writes is in a folder that is gone afterwards."""

import gc
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from devices.message import Outgoing

from ..config import Config, ConfigError
from ..config.mistakes import Mistake
from ..store.passing import passing_folder
from ..store.reader import read_examples
from ..store.taken_along import take_along
from .clock import SimulatedClock
from .course import Course, WrongTime
from .lines import Line
from .rehearsal import Rehearsal
from .script import Script
from .setting import DATABASE, setting_of
from .stage import Stage
from .times import moment_of

FIRST = datetime.fromisoformat("2026-03-02 00:00")  # local, a Monday: where nothing says when it begins


def perform(
    script: Script,
    config: Config,
    database: Path | None,
    tell: Callable[[Line], None],
    until: datetime | None = None,
    keep: Path | None = None,
    staged: Callable[[Config, Path, SimulatedClock, Callable[[Outgoing, bool], None]], Stage] = Stage,
) -> None:
    """database: one to begin with, of which a copy is taken; None: the hub knows nobody yet. tell: given every line. until:
    naive, by the home's clocks: it ends then, whatever is still to come. keep: where what it wrote is to be kept. staged: what
    the hub is put on.

    Raises ConfigError where the script's times cannot be, HubError where the rehearsal cannot begin.
    """
    zone = ZoneInfo(config.home.time_zone)
    with passing_folder() as folder:
        if database is not None:
            take_along(database, folder / DATABASE)
        begins = moment_of(script.start or _after(folder / DATABASE, zone), zone)
        _look_ahead(script, begins, zone)
        setting = setting_of(config, script, folder)
        clock = SimulatedClock(begins)
        rehearsal = Rehearsal(setting, clock, script.seed, tell)
        with staged(setting.config, folder / DATABASE, clock, rehearsal.hear) as stage:
            gc.freeze()  # as in the running hub: what is there now stays
            gc.set_threshold(10_000, 20, 20)
            end = None if until is None else moment_of(until, zone)
            rehearsal.play(stage, Course(script, begins, zone), end)
        if keep is not None:
            take_along(folder / DATABASE, keep)


def _look_ahead(script: Script, begins: datetime, zone: ZoneInfo) -> None:
    """A script whose times cannot be is told before anything of it is lived. Raises ConfigError."""
    try:
        for _ in Course(script, begins, zone):
            pass
    except WrongTime as wrong:
        right = "a later one, or a start: before it" if wrong.is_over else "fewer rounds"
        raise ConfigError([Mistake(script.file, wrong.line, wrong.key, wrong.words, right)], "the script") from None


def _after(database: Path, zone: ZoneInfo) -> datetime:
    """The first midnight after the last lesson that is remembered."""
    last = max((example.at for example in read_examples(database)), default=None) if database.exists() else None
    if last is None:
        return FIRST
    return datetime.combine(last.astimezone(zone).date() + timedelta(days=1), time())
