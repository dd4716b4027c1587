"""Commands that ask the hub: over its socket when it runs, else from its stored data."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from hub.api.console import ask as ask_running
from hub.config import Config, ConfigError
from hub.config.load import load
from hub.config.yaml import read
from hub.errors import HubError, NotPossible

from .print import printed


def ask(command: str, config_path: Path, as_json: bool, arguments: Mapping[str, Any]) -> int:
    """Asks, prints, returns the exit status. Raises ConfigError and HubError for the caller to say."""
    as_yaml = bool(arguments.get("as_yaml"))
    asked = {name: value for name, value in arguments.items() if name != "as_yaml" and value is not None}
    try:
        answer = answered(command, config_path, asked)
    except HubError as error:
        if as_json:  # a program reads the code; the line for a person goes where lines for people go
            typer.echo(json.dumps({"error": str(error), "code": error.code}, ensure_ascii=False))
        raise
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=str))
    else:
        printed("habits_yaml" if as_yaml else command, answer)
    return 1 if command == "status" and not answer["running"] else 0


def answered(command: str, config_path: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The running hub's answer, else that of its data. Raises ConfigError, HubError."""
    config: Config | None = None
    wrong: ConfigError | None = None
    try:
        config = load(config_path)
        database = config.storage.path
    except ConfigError as error:
        # A file in the middle of being edited must not keep anybody from pausing the hub that runs on the last good one.
        database, wrong = _database_beside(config_path), error
    answer = ask_running(database, command, **asked)
    if answer is not None:
        return answer
    if wrong is not None or config is None:
        raise wrong or NotPossible("no configuration")
    return _from_disk(config, command, asked)


def _database_beside(config_path: Path) -> Path:
    """Where the database of a configuration that cannot be read whole probably is."""
    try:
        root, _ = read(config_path)
    except ConfigError:
        root = None
    storage = root.get("storage") if isinstance(root, dict) else None
    named = storage.get("path") if isinstance(storage, dict) else None
    return config_path.absolute().parent / (named if isinstance(named, str) else "attune.db")


def _from_disk(config: Config, command: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The same answers from the database, opened for this one command."""
    from hub.api.answers import Answers
    from hub.clock import SystemClock
    from hub.house import House
    from hub.sending.outbox import Ports
    from hub.standing import Standing
    from hub.steps.step import Step
    from hub.store import Store

    now = SystemClock().now()
    with Store.open(config.storage.path) as store:
        step = Step(House(config, store, Ports.deaf(), Standing.read(store, config.rooms, now)))
        answers = Answers(step, is_running=False, link=lambda: {"state": "not running"})
        answer = answers.answer(command, asked, SystemClock().now())
    if "error" in answer:
        raise NotPossible(str(answer["error"]), str(answer["code"]))
    return answer
