"""A hub whose clocks are ahead, as if so much time had passed: what takes days is tried in seconds."""

import os
from pathlib import Path
from typing import Any

import pytest

from . import living
from .living import Household

# Read by Python as it starts: both clocks are ahead by as many seconds as a file says.
_LATER = """
from datetime import timedelta
from pathlib import Path
import hub.clock
from devices.vocabulary import Moment
real = hub.clock.SystemClock.now
def now(self):
    found, ahead_s = real(self), float(Path({file!r}).read_text())
    return Moment(found.at + timedelta(seconds=ahead_s), found.mono + ahead_s)
hub.clock.SystemClock.now = now
"""


class Time:
    """Of every hub that is started from now on; everything else lives on."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._file, self._ahead_s = folder / "ahead", 0.0
        (folder / "sitecustomize.py").write_text(_LATER.format(file=str(self._file)))
        self._write()
        usual = living.environment()
        path = os.pathsep.join((str(folder), usual["PYTHONPATH"]))
        monkeypatch.setattr(living, "environment", lambda: {**usual, "PYTHONPATH": path})

    def passes(self, household: Household, seconds: float) -> None:
        """Its connection may have been silent for too long by then, and it makes another: waits until it is there again."""
        self.passes_unseen(seconds)
        household.quiet(1.5)
        household.wait_for(lambda: _is_up(household.glance()), "the hub to be back")

    def passes_unseen(self, seconds: float) -> None:
        """While no hub runs."""
        self._ahead_s += seconds
        self._write()

    def _write(self) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(str(self._ahead_s))
        new.replace(self._file)


def _is_up(status: Any) -> bool:
    return status is not None and status["link"]["state"] == "up"
