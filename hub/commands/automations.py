"""``attune habits --automations``: what was learned, for Home Assistant's ``automations.yaml`` or a package of its own."""

import json
from pathlib import Path
from typing import Any

import typer

from hub.api.console import ask
from hub.config.load import load
from hub.config.yaml import written
from hub.errors import NotPossible
from hub.store.files import write_whole

_HEAD = "# Written by attune habits --automations: what was learned, as Home Assistant does it without the hub.\n"


def automations(path: Path, person: str | None, output: Path | None, as_json: bool) -> int:
    """Raises NotPossible when the hub does not run: only then it knows its devices."""
    config = load(path)
    given: dict[str, Any] = {} if person is None else {"person": person}
    answer = ask(config.storage.path, "automations", **given)
    if answer is None:
        raise NotPossible("the hub is not running, so it does not know its devices (start it with: attune run)", "not_running")
    found, left_out = answer["automations"], answer["left_out"]
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return 0
    for sentence in left_out:
        typer.echo(f"left out: {sentence}", err=True)
    if not found:
        raise NotPossible("nothing has been learned yet that would make an automation: it takes three examples of a habit")
    text = _HEAD + written(found)
    if output is None:
        typer.echo(text, nl=False)
        return 0
    if output.exists():
        raise NotPossible(f"{output} is there already and is left as it is: name another file")
    try:
        write_whole(output, text, mode=0o644)
    except OSError as error:
        raise NotPossible(f"{output} cannot be written: {error.strerror or error}") from error
    typer.echo(f"{output}: {len(found)} automations. Put them into automations.yaml, or under automation: in a package.")
    return 0
