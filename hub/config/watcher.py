"""Notices an edited configuration and puts the new one, or what is wrong with it, into the inbox.

A wrong file is refused whole: what is put is the ConfigError, and whoever takes it keeps the configuration in use.
"""

import logging
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

from ..errors import HubError
from .document import SECRETS
from .in_a_child import ChildReading
from .mistakes import ConfigError
from .model import Config

log = logging.getLogger(__name__)

LOOKS_EVERY_S = 0.5
QUIET_S = 0.2  # an editor that empties the file before it writes is done by then
LONGEST = 8  # such waits


class Watcher:
    """Its own thread; ``put`` is all it touches. It reads the files again rather than ask the system to be told: many editors
    save by renaming a new file over the old one, network folders tell nothing, and where the database lies in the same folder
    every lesson would wake it."""

    def __init__(
        self, path: Path, put: Callable[[Config | ConfigError], object], sign: Callable[[], object] = lambda: None
    ) -> None:
        """sign: called all the while, as long as it watches."""
        self._path = path.absolute()
        self._put, self._sign = put, sign
        self._stopping = Event()
        self._last: tuple[bytes | None, ...] = self._digest()  # as loaded just before, so that only a difference is news
        self._thread = Thread(target=self._run, name="config watcher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and waits for it: no longer than a configuration that is being read takes."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> None:
        """Reads the files again and puts what they say, if they say something else than before."""
        digest = self._digest()
        if digest == self._last:
            return  # touched, or saved without a change
        self._last = digest
        try:
            found: Config | ConfigError = ChildReading(self._path).wait()[0]
        except ConfigError as error:
            found = error
        except HubError as error:
            log.warning("%s", error)
            self._last = ()  # it is tried again
            return
        self._put(found)

    def _run(self) -> None:
        while not self._stopping.wait(LOOKS_EVERY_S):
            self._sign()
            try:
                if self._is_quiet():
                    self.look()
            except Exception:  # the edge of the thread: no memory, no process to be had for reading it
                log.warning("it could not be seen whether %s has changed", self._path.name, exc_info=True)
                self._last = ()  # it is tried again

    def _is_quiet(self) -> bool:
        """Once nobody writes the files any more, if somebody does; False where it is to end before."""
        found = self._digest()
        for _ in range(LONGEST):
            if found == self._last:
                break  # nobody does
            if self._stopping.wait(QUIET_S):
                return False
            self._sign()
            found, before = self._digest(), found
            if found == before:
                break
        return True

    def _digest(self) -> tuple[bytes | None, ...]:
        """What the files hold; None for one that is not there."""
        return tuple(_hash(file) for file in (self._path, self._path.parent / SECRETS))


def _hash(file: Path) -> bytes | None:
    try:
        if not file.is_file():  # a pipe may never say anything
            return None
        with file.open("rb") as opened:
            return sha256(opened.read(2_000_000)).digest()
    except OSError:
        return None
