"""A lock file: one process at a time. It is given back when it is closed, and when its process ends, however that ends."""

import fcntl
import os
import time
from pathlib import Path

POLL_S = 0.02


def locked(file: Path, patience_s: float = 0.0) -> int:
    """A descriptor that holds the lock until it is closed. Raises BlockingIOError when another has it for longer than that,
    OSError when the file is not there and cannot be made."""
    try:
        lock = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        try:
            lock = os.open(file, os.O_RDONLY | os.O_CLOEXEC)  # a read-only disk: what is there can be locked all the same
        except OSError:
            raise error from None
    until = time.monotonic() + patience_s
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return lock
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise
                time.sleep(POLL_S)
    except BaseException:
        os.close(lock)
        raise


def held(file: Path) -> int:
    """The same of a file that is there, at once, by whatever name. Raises OSError; BlockingIOError when another has it."""
    handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)  # a pipe is not waited for
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(handle)
        raise
    return handle
