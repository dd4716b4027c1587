"""``attune backup``: what is done every night, in a process of its own."""

import json
import os
from pathlib import Path

import typer

from hub.clock import SystemClock
from hub.config.load import load
from hub.errors import NotPossible
from hub.store.backups import back_up


def backup(path: Path, as_json: bool, is_nice: bool = False) -> int:
    """A copy of the database beside it, while the hub runs or not. Raises ConfigError, StoreFailed, NotPossible."""
    if is_nice:
        os.nice(10)
    database = load(path).storage.path
    if not database.exists():
        raise NotPossible(f"there is nothing to back up yet: {database} is not there")
    made = back_up(database, SystemClock().now().at)
    typer.echo(json.dumps({"backup": str(made), "bytes": made.stat().st_size}, ensure_ascii=False) if as_json else str(made))
    return 0
