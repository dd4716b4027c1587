"""``attune check``: a configuration's mistakes and cautions, for people and for programs."""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..config import Config
from ..config.load import load_with_cautions
from ..config.mistakes import ConfigError, Mistake
from ..errors import StoreFailed
from ..store.page_reader import has_passwords


def check(path: Path) -> tuple[tuple[Mistake, ...], tuple[Mistake, ...]]:
    """Every mistake, and what will run but was probably not meant (only known where there is no mistake)."""
    try:
        config, cautions = load_with_cautions(path)
    except ConfigError as error:
        return error.mistakes, ()
    return _open_door(path, config), tuple(cautions)


def _open_door(path: Path, config: Config) -> tuple[Mistake, ...]:
    """A page that the network reaches, before anybody has a password for it: the hub does not open it until then."""
    with contextlib.suppress(StoreFailed):
        if config.page.is_local or has_passwords(config.storage.path):
            return ()
    problem = f"is {config.page.listen}, which the network reaches, and there is no password yet"
    return (Mistake(str(path), 1, "page.listen", problem, "first: attune page password, with a PERSON or for the house"),)


def as_text(path: Path, mistakes: Sequence[Mistake], cautions: Sequence[Mistake]) -> str:
    """One line each, the place first as editors and terminals link it."""
    lines = [str(mistake) for mistake in mistakes]
    lines += [f"{caution} (a warning)" for caution in cautions]
    if mistakes:
        lines.append(f"{len(mistakes)} {'mistake' if len(mistakes) == 1 else 'mistakes'}: {path} cannot be used as it is.")
    else:
        warned = f", with {len(cautions)} {'warning' if len(cautions) == 1 else 'warnings'}" if cautions else ""
        lines.append(f"{path} is right{warned}.")
    return "\n".join(lines)


def as_json(path: Path, mistakes: Sequence[Mistake], cautions: Sequence[Mistake]) -> dict[str, Any]:
    """``ok``, and each mistake and warning as ``{file, line, key, problem, right}``; line 0: the file as a whole."""
    return {
        "file": str(path),
        "ok": not mistakes,
        "mistakes": [mistake.to_json() for mistake in mistakes],
        "warnings": [caution.to_json() for caution in cautions],
    }
