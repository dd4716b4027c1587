"""A few rehearsed days as a database, and what a replay makes of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import hub.replay.perform
from devices.vocabulary import Moment
from hub.config import Config
from hub.rehearsal.perform import perform as rehearse
from hub.rehearsal.stage import Stage
from hub.replay.lines import Line, lines
from hub.replay.perform import Lived, perform
from hub.steps.staying import Staying
from hub.store.taken_along import take_along

from ..rehearsal.rig import make_home, make_script


def recorded(folder: Path, *steps: Mapping[str, Any], home: Config | None = None, **more: Any) -> Path:
    """Where what was lived through is kept."""
    kept = folder / "kept.db"
    home = home or make_home(folder)
    rehearse(make_script(folder, home, steps, **more), home, None, lambda _line: None, keep=kept)
    return kept


def relived(database: Path, config: Config, days: int = 30) -> Lived:
    return perform(database, config, days, lambda _part: None)


def told(database: Path, config: Config, days: int = 30) -> tuple[Sequence[Line], Line]:
    """The differences, and the summary."""
    *others, last = lines(relived(database, config, days), config)
    return [line for line in others if line["kind"] == "difference"], last


def keeping(monkeypatch: pytest.MonkeyPatch, kept: Path) -> None:
    """From now on a replay leaves its copy of the database there, as it was when its hub stopped."""

    class KeptStage(Stage):
        def __exit__(self, *how: Any) -> None:
            take_along(self._database, kept)
            super().__exit__(*how)

    monkeypatch.setattr(hub.replay.perform, "Stage", KeptStage)


def looking(monkeypatch: pytest.MonkeyPatch) -> list[Moment]:
    """From now on, whenever a hub looks at its rooms."""
    found: list[Moment] = []
    look = Staying.tick

    def noted(staying: Staying, now: Moment) -> None:
        found.append(now)
        look(staying, now)

    monkeypatch.setattr(Staying, "tick", noted)
    return found
