"""The configuration as it stands, for the keeper: its lines without secrets, and what checking it says."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...config.document import SECRETS
from ...errors import NotPossible
from ..screen import Asking, Screen
from ..settings import PATIENCE_S

_SECRET = re.compile(r"""((?:password|token)["']?\s*:\s*)(?![!\s])("[^"]*"|'[^']*'|[^,}\s#]+)""")
_KNOWN: dict[Path, tuple[Any, Mapping[str, Any]]] = {}  # by file: the state it was checked in, and what was said of it
_IN_AN_ADDRESS = re.compile(r"(://)[^/@\s]+@")


def configuration(asking: Asking) -> Mapping[str, Any]:
    path = asking.hub.config
    if path is None:
        raise NotPossible("the configuration is not changed from here", "not_written_here")
    try:
        text, found = path.read_text("utf-8"), _checked(path)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise NotPossible(f"the configuration could not be looked at: {type(error).__name__}") from error
    return {
        "file": path.name,
        "ok": found["ok"],
        "mistakes": found["mistakes"],
        "warnings": found["warnings"],
        "text": without_secrets(text),
    }


def _checked(path: Path) -> Mapping[str, Any]:
    """What ``attune check`` says of it, asked once for each state of the file and its secrets. Raises as a process does."""
    seen = tuple(_state(each) for each in (path, path.with_name(SECRETS)))
    if _KNOWN.get(path, (None, None))[0] != seen:
        done = subprocess.run(
            [sys.executable, "-m", "hub", "check", "-c", str(path), "--json"],
            capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip
        _KNOWN[path] = seen, json.loads(done.stdout)
    return _KNOWN[path][1]


def _state(path: Path) -> tuple[int, int] | None:
    """None where there is none."""
    try:
        known = path.stat()
    except OSError:
        return None
    return known.st_mtime_ns, known.st_size


def without_secrets(text: str) -> str:
    """Its lines with dots for passwords and tokens that stand there themselves."""
    return _IN_AN_ADDRESS.sub(r"\1••••@", _SECRET.sub(r"\1••••", text))


SCREENS = (Screen("/house/configuration", "house", "configuration.html", configuration),)
