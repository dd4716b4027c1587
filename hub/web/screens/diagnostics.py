"""The diagnostics file for the keeper: what is in it, before anybody takes it away."""

import json
from collections.abc import Mapping
from typing import Any

from ..screen import Asking, Handout, Screen

PATIENCE_S = 60.0  # the first time it reads every package's version, and on a busy machine that takes its time


def shown(asking: Asking) -> Mapping[str, Any]:
    return {"text": _text(asking)}


def taken(asking: Asking) -> tuple[str, str, bytes]:
    return "attune-diagnostics.json", "application/json", _text(asking).encode()


def _text(asking: Asking) -> str:
    return json.dumps(asking.hub.ask("diagnostics", within_s=PATIENCE_S), ensure_ascii=False, indent=2) + "\n"


SCREENS = (Screen("/house/diagnostics", "house", "diagnostics.html", shown),)
HANDOUTS = (Handout("/house/diagnostics/file", "house", taken),)
