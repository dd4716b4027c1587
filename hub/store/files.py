"""Files that are their owner's only, replaced whole or not at all: temporary file → fsync → rename → fsync of the directory."""

import os
from pathlib import Path


def write_whole(path: Path, text: str, mode: int = 0o600) -> None:
    """Keeps the mode of a file that is there already. Raises OSError, and then the old file stands untouched."""
    if path.exists():
        mode = path.stat().st_mode & 0o777
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        os.fchmod(out.fileno(), mode)
        out.write(text)
    put_in_place(part, path)


def before_it(path: Path) -> Path:
    """Where a file that is changed for its owner is kept as it was before."""
    found = path.resolve()
    return found.with_name(found.name + ".bak")


def put_in_place(part: Path, target: Path) -> None:
    """fsync → rename → fsync of the directory. Raises OSError."""
    _to_disk(part)
    part.replace(target)
    _to_disk(target.parent)


def make_folder(folder: Path) -> None:
    """Every folder that has to be made on the way is its owner's only. Raises OSError."""
    if not folder.exists():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def make_private(path: Path) -> None:
    """An empty file of mode 0600 before anything is written into it; SQLite gives -wal and -shm the same. Raises OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))


def is_of(handle: int, path: Path) -> bool:
    """Whether the open file is the one of this name, and neither gone nor replaced."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
