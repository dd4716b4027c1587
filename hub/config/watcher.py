"""Notices an edited configuration and puts the new one, or what is wrong with it, into the inbox.

A wrong file is refused whole: what is put is the ConfigError, and whoever takes it keeps the configuration in use.
"""

import logging
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

from watchfiles import Change, watch

from ..errors import HubError
from .document import SECRETS
from .in_a_child import ChildReading
from .mistakes import ConfigError
from .model import Config

log = logging.getLogger(__name__)

QUIET_MS = 200  # an editor that empties the file before it writes is done by then
LONGEST_MS = 1600


class Watcher:
    """Its own thread; ``put`` is all it touches. Folders are watched, not files: many editors save by renaming a new file
    over the old one, which a watched file would not survive."""

    def __init__(
        self, path: Path, put: Callable[[Config | ConfigError], object], sign: Callable[[], object] = lambda: None
    ) -> None:
        """sign: called all the while, as long as it watches."""
        self._path = path.absolute()
        self._put, self._sign = put, sign
        self._stopping = Event()
        self._files = {self._path, self._path.resolve(), self._path.parent / SECRETS, (self._path.parent / SECRETS).resolve()}
        self._last: tuple[bytes | None, ...] = self._digest()  # as loaded just before, so that only a difference is news
        self._thread = Thread(target=self._run, name="config watcher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and waits for it; at most about a second."""
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
        polling: bool | None = None  # None: watchfiles' own choice, the kernel's notices where they work
        while not self._stopping.is_set():
            try:
                for _ in watch(
                    *sorted({file.parent for file in self._files if file.parent.is_dir()}),
                    watch_filter=self._is_ours,
                    debounce=LONGEST_MS,
                    step=QUIET_MS,
                    stop_event=self._stopping,
                    rust_timeout=500,
                    yield_on_timeout=True,  # so that a change between loading and watching is seen too
                    raise_interrupt=False,
                    recursive=False,
                    force_polling=polling,
                    poll_delay_ms=1000,
                ):
                    self._sign()
                    self.look()
            except Exception:  # the edge of the thread: a full inotify table, a folder that went away
                log.warning("cannot be told of changes to %s, looking every second instead", self._path.name, exc_info=True)
                polling = True
                self._stopping.wait(1.0)

    def _is_ours(self, _change: Change, changed: str) -> bool:
        self._sign()  # where the database lies in the same folder, hours may pass in which nothing else is seen
        return Path(changed) in self._files

    def _digest(self) -> tuple[bytes | None, ...]:
        """What the files hold; None for one that is not there."""
        return tuple(_hash(file) for file in (self._path, self._path.parent / SECRETS))


def _hash(file: Path) -> bytes | None:
    if not file.is_file():  # a pipe may never say anything
        return None
    try:
        with file.open("rb") as opened:
            return sha256(opened.read(2_000_000)).digest()
    except OSError:
        return None
