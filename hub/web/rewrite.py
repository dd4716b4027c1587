"""``python -m hub.web.rewrite``: changes a configuration on the page's word, in a process of its own, as checking one takes
twenty megabytes. A request as JSON on standard input, the answer as JSON on standard output.

Nothing is written while the file is wrong, nor what would make it wrong, nor over what somebody has changed since it was looked
at. What was there before stays beside it as ``.bak``.
"""

import contextlib
import difflib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..config import ConfigError
from ..config.load import load
from ..config.yaml_edit import Add, CannotEdit, Drop, Edit, Put, edited
from ..store.files import before_it, put_in_place

_BOM = "\ufeff"


def rewrite(path: Path, edits: Sequence[Edit], seen: str | None) -> dict[str, Any]:
    """lines: what goes (-) and comes (+). seen: digest of the file as it was looked at; None: only looks.

    Where it cannot be: ``refused``, one word, and ``words``.
    """
    path = path.resolve()
    try:
        before = path.read_bytes()
        load(path)
    except OSError as error:
        return _refused("not_readable", error.strerror or str(error))
    except ConfigError as error:
        return _refused("wrong_now", _mistakes(error, path, path))
    digest = sha256(before).hexdigest()
    if seen is not None and seen != digest:
        return _refused("changed_meanwhile", "")
    text = before.decode("utf-8")
    try:
        after = _BOM * text.startswith(_BOM) + edited(text.removeprefix(_BOM), edits)
    except CannotEdit as error:
        return _refused("cannot_edit", str(error))
    said = {"lines": _difference(text, after), "seen": digest, "file": path.name}
    return said | _tried(path, before, after.encode("utf-8"), is_meant=seen is not None)


def _tried(path: Path, before: bytes, after: bytes, is_meant: bool) -> dict[str, Any]:
    """Checked beside the file, where its secrets and paths are found, and put in its place if it is meant."""
    part = path.with_name(path.name + ".part")
    try:
        _write(part, after, path)
        try:
            load(part)
        except ConfigError as error:
            return _refused("would_be_wrong", _mistakes(error, part, path))
        if not is_meant:
            return {"written": False}
        if path.read_bytes() != before:
            return _refused("changed_meanwhile", "")
        _write(before_it(path), before, path)
        put_in_place(part, path)
    except OSError as error:
        return _refused("not_writable", error.strerror or str(error))
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return {"written": True}


def _write(path: Path, content: bytes, like: Path) -> None:
    """Whose it is and who may read it as of another. Raises OSError."""
    known = like.stat()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        if os.geteuid() == 0:
            os.fchown(out.fileno(), known.st_uid, known.st_gid)
        os.fchmod(out.fileno(), known.st_mode & 0o777)


def _difference(before: str, after: str) -> list[str]:
    """Only the lines that differ, those that go before those that come."""
    compared = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line.rstrip() for line in compared if line[:2] in ("- ", "+ ")]


def _mistakes(error: ConfigError, tried: Path, path: Path) -> str:
    return "\n".join(str(mistake).replace(str(tried), path.name) for mistake in error.mistakes[:5])


def _refused(code: str, words: str) -> dict[str, Any]:
    return {"refused": code, "words": words}


def _edit(given: Mapping[str, Any]) -> Edit:
    """Raises KeyError."""
    keys = tuple(given["keys"])
    if given["do"] == "put":
        return Put(keys, given["value"])
    return Add(keys, given["value"]) if given["do"] == "add" else Drop(keys)


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    json.dump(rewrite(Path(asked["path"]), [_edit(each) for each in asked["edits"]], asked["seen"]), sys.stdout)
