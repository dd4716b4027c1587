"""The connection to one MPD, in a thread of its own: slow answers never keep the house waiting.

It waits on MPD's ``idle`` and on a wake-up pipe in one selector, so that commands go out at once and ``stop`` is quick.
Commands are perishable: what cannot be said now is dropped and counted, never kept for later.
"""

import logging
import os
import random
import select
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import mpd

from ..command import Command
from ..errors import BadCommand
from ..event import Event, Reachable
from ..families.mpd import Address, Order, Playing, events, needs_list, orders, what_of, wishes_of
from ..text import shown
from ..vocabulary import Device, Moment, Settings, Value
from .retry import Retry

log = logging.getLogger(__name__)

ANSWER_S = 4.0  # no answer within it: the connection is given up
SETTLE_S = 0.15  # a change of music comes as a burst of events
LOOK_S = 20.0  # so often a silent connection is tried
STALE_S = 5.0  # an older command is not sent any more
WAITING = 16  # commands at most
LONGEST_QUEUE = 5_000  # songs; of longer queues the wish is not recognised
_PER_MINUTE = 12  # connections
_SUBSYSTEMS = ("player", "mixer", "playlist", "stored_playlist", "database")
_BROKEN = (mpd.MPDError, OSError, ValueError)  # ValueError: an answer that is not UTF-8, or a number that is none


class _Client(mpd.MPDClient):  # type: ignore[misc]
    """python-mpd2 waits inside ``idle``; here waiting is the selector's, so ``idle`` is split in two."""

    def begin_idle(self) -> None:
        self._write_command("idle", _SUBSYSTEMS)

    def end_idle(self, is_answering: bool) -> list[str]:
        """What changed. is_answering: MPD has begun to speak; else it is told to."""
        if not is_answering:
            self._write_command("noidle")
        return list(self._parse_list(self._read_lines()))

    def do(self, told: Sequence[Order]) -> None:
        """All of them or, from the first refused one on, none. Raises CommandError."""
        self.command_list_ok_begin()
        for name, *arguments in told:
            # setvol, load, add, delete, play, stop: their methods take the arguments as text.
            getattr(self, name)(*arguments)
        self.command_list_end()


class MpdLink:
    """One player. put: into the loop's inbox, from this link's thread. now: the hub's clock."""

    def __init__(self, device: Device, settings: Settings, put: Callable[[Event], object], now: Callable[[], Moment]) -> None:
        self.device, self._settings, self._put, self._now = device, settings, put, now
        self.is_connected = False
        self.dropped = 0  # commands that could not be said in time
        self._waiting: deque[tuple[Command, float]] = deque()
        self._wake_r, self._wake_w = os.pipe()
        os.set_blocking(self._wake_r, False)
        os.set_blocking(self._wake_w, False)
        self._is_stopping = False
        self._thread: threading.Thread | None = None
        self._lists: dict[str, tuple[str, ...]] = {}
        self._told: dict[str, Value] = {}
        self._queue: tuple[str, tuple[str, ...]] = ("", ())  # MPD's version of it, and the uris
        self._problems: dict[str, str] = {}

    def start(self) -> None:
        """Connects and keeps connected, in the background."""
        logging.getLogger("mpd").setLevel(logging.WARNING)  # it logs every call otherwise
        self._thread = threading.Thread(target=self._run, name=f"mpd {self.device.stable_id}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; returns when it has ended. A second call does nothing."""
        self._is_stopping = True
        self._wake()
        if self._thread is not None:
            self._thread.join(ANSWER_S + 1.0)
            if self._thread.is_alive():
                return  # stuck in the name service; it ends by itself and holds nothing up
            self._thread = None
        if self._wake_r >= 0:
            os.close(self._wake_r)
            os.close(self._wake_w)
            self._wake_r = self._wake_w = -1

    def send(self, command: Command) -> bool:
        """Never waits. False, and counted, when the player is not connected or too much is waiting already."""
        if not self.is_connected or len(self._waiting) >= WAITING:
            self.dropped += 1
            return False
        self._waiting.append((command, self._now().mono))
        self._wake()
        return True

    def problems(self) -> tuple[str, ...]:
        """What a person should look at, one sentence each: not reachable, no mixer, unknown playlists."""
        return tuple(dict(self._problems).values())

    # The thread

    def _run(self) -> None:
        retry = Retry(_PER_MINUTE, random.random)
        while not self._is_stopping:
            client = _Client()
            client.timeout = ANSWER_S
            is_up = False
            try:
                self._connect(client)
                is_up = True
                retry.connected(self._now().mono)
                self._attend(client)
            except _BROKEN as error:
                self._lost(error)
            except Exception:  # the edge of a thread: a bug here must not silence the player for good
                log.exception("the link to MPD %s broke", self.device.stable_id)
                self._lost(None)
            finally:
                _close(client)
            if self._is_stopping:
                break
            now = self._now().mono
            if is_up:
                retry.lost(now)
            else:
                retry.failed(now)
            self._pause(retry.at)
        self.is_connected = False

    def _connect(self, client: _Client) -> None:
        address = self.device.wire
        if not isinstance(address, Address):
            raise OSError("no address")
        client.connect(address.host, address.port)
        if address.password:
            client.password(address.password)
        self._told, self._queue = {}, ("", ())
        self._read_lists(client)
        state = self._read(client)
        self._problems.pop("link", None)
        self._waiting.clear()
        self.is_connected = True
        log.info("connected to MPD %s", self.device.stable_id)
        self._put(Reachable(self.device.id, True, self._now()))
        self._tell(state, snapshot=True)

    def _lost(self, error: BaseException | None) -> None:
        was_connected, self.is_connected = self.is_connected, False
        self.dropped += len(self._waiting)
        self._waiting.clear()
        reason = shown(str(error) or type(error).__name__, 120)
        known = self._problems.get("link")
        self._problems["link"] = (
            f"MPD at {self.device.stable_id} cannot be reached ({reason}): is it running and listening there?"
        )
        if was_connected or known is None:
            log.warning("MPD %s is not reachable: %s", self.device.stable_id, reason)
            self._put(Reachable(self.device.id, False, self._now()))

    def _attend(self, client: _Client) -> None:
        """Listens and obeys until it breaks or is stopped."""
        due: float | None = None  # when to look at the state, once a burst is over
        is_reading_lists = False
        while not self._is_stopping:
            client.begin_idle()
            wait = LOOK_S if due is None else max(0.0, due - self._now().mono)
            ready, _, _ = select.select([client.fileno(), self._wake_r], [], [], wait)
            changes = client.end_idle(client.fileno() in ready)
            self._drain()
            if changes:
                is_reading_lists |= bool({"stored_playlist", "database"} & set(changes))
                due = due if due is not None else self._now().mono + SETTLE_S
            while self._waiting and not self._is_stopping:
                self._obey(client, *self._waiting.popleft())
                due = self._now().mono + SETTLE_S
            if due is not None and self._now().mono >= due:
                due = None
                if is_reading_lists:
                    self._read_lists(client)
                    is_reading_lists = False
                self._tell(self._read(client), snapshot=False)

    def _obey(self, client: _Client, command: Command, since: float) -> None:
        if self._now().mono - since > STALE_S:
            self.dropped += 1
            return
        for name in sorted(command.values, reverse=True):
            # One by one: a player without a mixer still plays.
            try:
                status = client.status()
                told = orders(
                    self.device, Command(command.device, {name: command.values[name]}), _whole(status, "playlistlength")
                )
                client.do(told)
                self._problems.pop(f"told {name}", None)
            except (mpd.CommandError, BadCommand) as error:
                reason = shown(str(error), 160)
                self._problems[f"told {name}"] = f"MPD at {self.device.stable_id} refused {name}: {reason}"
                log.warning("MPD %s refused %s: %s", self.device.stable_id, name, reason)
            self._told.pop(name, None)  # what it makes of it is told, also when nothing changed

    def _read(self, client: _Client) -> Playing:
        status = client.status()
        version = str(status.get("playlist", ""))
        if version != self._queue[0] or not version:
            uris: tuple[str, ...] = ()
            if _whole(status, "playlistlength") <= LONGEST_QUEUE:
                uris = tuple(str(song.get("file", "")) for song in client.playlistinfo())
            self._queue = (version, uris)
        volume = _whole(status, "volume", -1)
        if volume < 0:
            problem = f"MPD at {self.device.stable_id} has no mixer, so its volume cannot be set"
            self._problems["mixer"] = f'{problem}: mixer_type "software" in its audio_output'
        else:
            self._problems.pop("mixer", None)
        return Playing(str(status.get("state", "stop")), volume if volume >= 0 else None, self._queue[1])

    def _read_lists(self, client: _Client) -> None:
        """What the wished-for playlists hold now; an unknown one is a problem a person should know of."""
        lists: dict[str, tuple[str, ...]] = {}
        for wish, tune in wishes_of(self.device).items():
            if not needs_list(tune):
                continue
            try:
                lists[wish] = tuple(str(uri) for uri in client.listplaylist(what_of(tune)))
                self._problems.pop(f"list {wish}", None)
            except mpd.CommandError:
                if tune.get("playlist"):
                    name = shown(what_of(tune), 80)
                    self._problems[f"list {wish}"] = (
                        f'MPD at {self.device.stable_id} has no playlist "{name}", which music: {shown(wish, 40)} wants'
                    )
        self._lists = lists

    def _tell(self, playing: Playing, snapshot: bool) -> None:
        for event in events(self.device, playing, self._lists, self._told, self._now(), snapshot):
            self._told[event.trait] = event.value
            self._put(event)

    def _pause(self, until: float) -> None:
        while not self._is_stopping and (left := until - self._now().mono) > 0:
            select.select([self._wake_r], [], [], left)
            self._drain()

    def _wake(self) -> None:
        with suppress(OSError):  # full: it will wake anyway; closed: it has stopped
            os.write(self._wake_w, b"!")

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            while os.read(self._wake_r, 512):
                pass


def ask(device: Device, settings: Settings, now: Callable[[], Moment]) -> tuple[str, ...]:
    """Connects once and says what is wrong, for ``attune check --live``. Takes seconds at most."""
    link = MpdLink(device, settings, lambda _event: None, now)
    client = _Client()
    client.timeout = ANSWER_S
    try:
        link._connect(client)
    except _BROKEN as error:
        link._lost(error)
    finally:
        _close(client)
        link.stop()
    return link.problems()


def _whole(answer: dict[str, Any], key: str, otherwise: int = 0) -> int:
    try:
        return int(answer.get(key, otherwise))
    except (TypeError, ValueError):
        return otherwise


def _close(client: _Client) -> None:
    with suppress(*_BROKEN):
        client.disconnect()
