"""The configuration as it stands, for the keeper: its lines without secrets, and what checking it says."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from ...errors import NotPossible
from ..screen import Asking, Screen
from ..settings import PATIENCE_S

_SECRET = re.compile(r"""((?:password|token)["']?\s*:\s*)(?![!\s])("[^"]*"|'[^']*'|[^,}\s#]+)""")
_IN_AN_ADDRESS = re.compile(r"(://)[^/@\s]+@")


def configuration(asking: Asking) -> Mapping[str, Any]:
    path = asking.hub.config
    if path is None:
        raise NotPossible("the configuration is not changed from here", "not_written_here")
    try:
        text = path.read_text("utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "hub", "check", "-c", str(path), "--json"],
            capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip
        found: Mapping[str, Any] = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise NotPossible(f"the configuration could not be looked at: {type(error).__name__}") from error
    return {
        "file": path.name,
        "ok": found["ok"],
        "mistakes": found["mistakes"],
        "warnings": found["warnings"],
        "text": without_secrets(text),
    }


def without_secrets(text: str) -> str:
    """Its lines with dots for passwords and tokens that stand there themselves."""
    return _IN_AN_ADDRESS.sub(r"\1••••@", _SECRET.sub(r"\1••••", text))


SCREENS = (Screen("/house/configuration", "house", "configuration.html", configuration),)
