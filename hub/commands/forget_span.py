"""``attune forget --from … --to …``: what would go is shown, then asked for; ``--undo`` takes the last span back."""

from collections.abc import Mapping
from pathlib import Path

import typer

from .ask import answered, ask


def forget_span(path: Path, as_json: bool, is_sure: bool, is_undo: bool, span: Mapping[str, str | None]) -> int:
    """Exit 1 where nothing was forgotten. Raises ConfigError, HubError."""
    if is_undo:
        return ask("forget_undo", path, as_json, {})
    asked = {name: value for name, value in span.items() if value is not None}
    if not is_sure:
        ask("forget_span", path, as_json, asked)
        if as_json or not answered("forget_span", path, asked)["lessons"]:
            return 1
        if not typer.confirm("Forget these? (attune forget --undo takes them back for 30 days)", err=True):
            return 1
    return ask("forget_span", path, as_json, {**asked, "really": True})
