"""``attune rehearse``: a script lived through with the real hub, told to a resident or, line by line, to a program."""

import json
import logging
import sys
from pathlib import Path

from hub.config.load import load
from hub.errors import NotPossible
from hub.rehearsal.lines import KINDS, Line
from hub.rehearsal.perform import perform
from hub.rehearsal.reading import read_script


def rehearse(script: Path, config: Path, database: Path | None, keep: Path | None, as_json: bool) -> int:
    """keep: where what the hub has learned meanwhile is to be kept.

    The exit status. Raises ConfigError for a wrong configuration or script, HubError where it cannot be rehearsed.
    """
    logging.getLogger().setLevel(logging.ERROR)
    home = load(config)
    if keep is not None and keep.exists():
        raise NotPossible(f"{keep} is there already, and is left as it is", "exists")
    lived = read_script(script, home)
    if keep is not None:
        _is_writable(keep)
    if as_json:
        perform(lived, home, database, _print, keep=keep)
        return 0
    from hub.rehearsal.telling import RehearsalTelling

    telling = RehearsalTelling(home)
    perform(lived, home, database, telling.tell, keep=keep)
    return 0


def _is_writable(keep: Path) -> None:
    """Found out before weeks are lived through. Raises NotPossible."""
    try:
        keep.touch(mode=0o600)
        keep.unlink()
    except OSError as error:
        raise NotPossible(f"{keep} cannot be written: {error.strerror or error}", "unwritable") from error


def _print(line: Line) -> None:
    if line["kind"] in KINDS:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
