"""``attune replay``: the recorded weeks lived through once more, told to a resident or, line by line, to a program."""

import json
import logging
import sys
from collections.abc import Mapping
from pathlib import Path

from hub.api.console import ask as ask_running
from hub.config.load import load
from hub.replay.lines import Line, lines
from hub.replay.perform import perform


def replay(config: Path, other: Path | None, changes: Mapping[str, str], days: int, as_json: bool, tells_progress: bool) -> int:
    """config: of the home whose weeks they are. other: under which they are lived through; None: the same. changes:
    what of it is otherwise.

    The exit status. Raises ConfigError for a wrong configuration, HubError where there is nothing to live through.
    """
    logging.getLogger().setLevel(logging.ERROR)
    home = load(config)
    lived_under = load(config if other is None else other, changes) if other or changes else home
    ask_running(home.storage.path, "recorded")  # what the running hub has not written down yet
    lived = perform(home.storage.path, lived_under, days, _progress if tells_progress else lambda _part: None)
    if as_json:
        for line in lines(lived, home):
            _print(line)
        return 0
    from hub.replay.telling import ReplayTelling

    telling = ReplayTelling(home)
    for line in lines(lived, home):
        telling.tell(line)
    return 0


def _progress(part: float) -> None:
    _print({"kind": "progress", "part": round(part, 3)})


def _print(line: Line) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
