"""A few rehearsed days as a database, and what a replay makes of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hub.config import Config
from hub.rehearsal.perform import perform as rehearse
from hub.replay.lines import Line, lines
from hub.replay.perform import Lived, perform

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
