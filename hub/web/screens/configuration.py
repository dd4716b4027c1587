"""The configuration as it stands, for the keeper: its lines without secrets, and what checking it says."""

import re
from collections.abc import Mapping
from typing import Any

from ...errors import NotPossible
from ..checking import CHECKING
from ..screen import Asking, Screen

SOON_S = 0.3  # for which the lines wait: what is not found by then is shown as it comes
_SECRET = re.compile(r"""((?:password|token)["']?\s*:\s*)(?![!\s])("[^"]*"|'[^']*'|[^,}\s#]+)""")
_IN_AN_ADDRESS = re.compile(r"(://)[^/@\s]+@")


def configuration(asking: Asking) -> Mapping[str, Any]:
    path = asking.hub.config
    if path is None:
        raise NotPossible("the configuration is not changed from here", "not_written_here")
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise NotPossible(f"the configuration could not be looked at: {type(error).__name__}") from error
    return {"text": without_secrets(text), **part(asking)}


def part(asking: Asking) -> Mapping[str, Any]:
    """What checking it says; found None while that goes on."""
    path = asking.hub.config
    if path is None:
        raise NotPossible("the configuration is not changed from here", "not_written_here")
    try:
        found = CHECKING.look(path, SOON_S)
    except ValueError as error:
        raise NotPossible(f"the configuration could not be looked at: {error}") from error
    return {"file": path.name, "found": found}


def without_secrets(text: str) -> str:
    """Its lines with dots for passwords and tokens that stand there themselves."""
    return _IN_AN_ADDRESS.sub(r"\1••••@", _SECRET.sub(r"\1••••", text))


SCREENS = (
    Screen("/house/configuration", "house", "configuration.html", configuration),
    Screen("/parts/configuration", "house", "parts/configuration.html", part, is_part=True),
)
