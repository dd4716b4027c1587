"""Folders for what is there for a while only and names people: copies of the database, an export on its way.

A process that is killed leaves its own behind, and so with it somebody who is forgotten later. Each is locked by whoever made
it, and whose lock is free is swept away.
"""

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .lock import held

_NAME = "attune-passing-"


@contextlib.contextmanager
def passing_folder() -> Iterator[Path]:
    """Its owner's only, in memory where it can be, and gone afterwards. Raises OSError."""
    sweep()
    # Under another name until it is locked: a sweep between the two must not take it.
    made = Path(tempfile.mkdtemp(prefix="attune-new-", dir=_in_memory()))
    handle = held(made)
    folder = made.rename(made.with_name(_NAME + secrets.token_hex(8)))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def sweep() -> None:
    """What killed processes of ours have left. What cannot be removed is somebody else's."""
    for folder in Path(_in_memory() or tempfile.gettempdir()).glob(f"{_NAME}*"):
        with contextlib.suppress(OSError):
            if folder.is_symlink() or folder.lstat().st_uid != os.geteuid():
                continue
            handle = held(folder)
            try:
                shutil.rmtree(folder)
            finally:
                os.close(handle)


def _in_memory() -> str | None:
    """Where writing costs nothing: every lesson is synced to the disk, and an SD card takes its time for that."""
    shared = Path("/dev/shm")
    return str(shared) if shared.is_dir() and os.access(shared, os.W_OK) else None
