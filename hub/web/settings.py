"""What residents change of the configuration: shown as the lines it comes to, and on their word written into the file.

In the flow: a form → edits → ``rewrite`` in a process of its own → config.yaml → the hub's watcher → the hub as it is then.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import NotPossible
from .screen import Asking, Shown
from .words import marked

PATIENCE_S = 60.0  # a process starts, and checks the file
TAKEN_WITHIN_S = 30.0  # by the hub, after it has been written; on a busy machine it takes its time
REFUSALS: Mapping[str, str] = {
    "not_readable": marked("The configuration cannot be read from here."),
    "wrong_now": marked("There is a mistake in the configuration now. Until it is put right nothing is changed here."),
    "would_be_wrong": marked("That would make the configuration wrong, so nothing was changed."),
    "changed_meanwhile": marked(
        "Somebody has changed the configuration meanwhile, so nothing was written. Look at it once more."
    ),
    "cannot_edit": marked(
        "The configuration is written in a way that this cannot be changed from here. Please change it there."
    ),
    "not_writable": marked("The hub may not write its configuration. Whoever looks after the house can put these lines in."),
}

Edits = Sequence[Mapping[str, Any]]


def put(keys: Sequence[str], value: Any) -> Mapping[str, Any]:
    return {"do": "put", "keys": list(keys), "value": value}


def add(keys: Sequence[str], item: Any) -> Mapping[str, Any]:
    return {"do": "add", "keys": list(keys), "value": item}


def drop(keys: Sequence[str | int]) -> Mapping[str, Any]:
    return {"do": "drop", "keys": list(keys)}


def change(asking: Asking, edits: Edits, back: str, path: str) -> str | Shown:
    """First shown as lines, to be sent again with the digest of the file they are for; then written, and waited for until the
    hub has it. back: where to go then. path: of the form itself.
    """
    words, seen = asking.words, asking.given.get("seen")
    if asking.hub.config is None:
        raise NotPossible("the configuration is not changed from here", "not_written_here")
    if not edits:
        return back
    before = asking.hub.ask("household")
    answer = _rewritten({"path": str(asking.hub.config), "edits": list(edits), "seen": seen})
    more = {"back": back, "path": path, "lines": answer.get("lines", []), "file": answer.get("file", "")}
    if "refused" in answer:
        said = words.named(REFUSALS, answer["refused"])
        return Shown("refused.html", {**more, "said": said, "detail": answer["words"]}, is_signed_in=True)
    if not answer["written"]:
        fields = [(name, value) for name, value in asking.given.items() if name not in ("form", "seen")]
        return Shown("change.html", {**more, "seen": answer["seen"], "fields": fields}, is_signed_in=True)
    until = time.monotonic() + TAKEN_WITHIN_S
    while asking.hub.ask("household") == before and time.monotonic() < until:
        time.sleep(0.1)
    return back


def _rewritten(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Raises NotPossible when the process fails."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "hub.web.rewrite"],
            input=json.dumps(asked), capture_output=True, text=True, timeout=PATIENCE_S, check=True,
        )  # fmt: skip
        found: Mapping[str, Any] = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise NotPossible(f"the configuration could not be looked at: {type(error).__name__}") from error
    return found
