"""``attune diagnostics``: a file for somebody who is to help, in which nobody is named."""

import json
import os
from pathlib import Path

import typer

from hub.errors import NotPossible

from .ask import answered


def diagnostics(config: Path, file: Path, as_json: bool) -> int:
    """The exit status. Raises ConfigError, HubError."""
    found = answered("diagnostics", config, {})
    text = json.dumps(found, ensure_ascii=False, indent=2)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(text + "\n")
    except FileExistsError:
        raise NotPossible(f"{file} is there already, and is left as it is", "exists") from None
    except OSError as error:
        raise NotPossible(f"{file} cannot be written: {error.strerror or error}", "unwritable") from None
    typer.echo(text if as_json else f"{file}: health, versions, counts and the configuration without names and secrets")
    return 0
