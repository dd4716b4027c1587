"""The connection to one MPD; what all players' connections have in common is ``player.py``.

It waits on MPD's ``idle``, in which MPD says what changed.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, ClassVar

import mpd

from ..command import Command
from ..errors import BadCommand
from ..event import Reported
from ..families.mpd import MpdAddress, Order, Playing, events, needs_list, orders, what_of, wishes_of
from ..text import shown
from ..vocabulary import OTHER_MUSIC, Device, Moment, Settings
from .player import ANSWER_S, PlayerLink

SETTLE_S = 0.15  # a change of music comes as a burst of events
LOOK_S = 20.0  # so often a silent connection is tried
STALE_S = 5.0  # an older command is not sent any more
LONGEST_QUEUE = 5_000  # songs; of longer queues the wish is not recognised
_SUBSYSTEMS = ("player", "mixer", "playlist", "stored_playlist", "database")
_BROKEN = (mpd.MPDError, OSError, ValueError)  # ValueError: an answer that is not UTF-8, or a number that is none


class _MpdClient(mpd.MPDClient):  # type: ignore[misc]
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


class MpdLink(PlayerLink):
    """One MPD."""

    kind: ClassVar[str] = "MPD"
    broken: ClassVar[tuple[type[Exception], ...]] = _BROKEN

    def __init__(self, device: Device, settings: Settings, put: Callable[[Any], object], now: Callable[[], Moment]) -> None:
        super().__init__(device, settings, put, now)
        logging.getLogger("mpd").setLevel(logging.WARNING)  # it logs every call otherwise
        self._client = _MpdClient()
        self._lists: dict[str, tuple[str, ...]] = {}
        self._queue: tuple[str, tuple[str, ...]] = ("", ())  # MPD's version of it, and the uris
        self._named: tuple[str, tuple[str, ...]] | None = None  # state and queue at which it was last known which wish that is

    # The thread

    def _open(self) -> None:
        address = self.device.wire
        if not isinstance(address, MpdAddress):
            raise OSError("no address")
        self._client = client = _MpdClient()
        client.timeout = ANSWER_S
        client.connect(address.host, address.port)
        if address.password:
            client.password(address.password)
        self._told, self._queue, self._named = {}, ("", ()), None
        self._read_lists(client)
        self._is_up(self._news(self._read(client), snapshot=True))

    def _shut(self) -> None:
        with suppress(*_BROKEN):
            self._client.disconnect()

    def _attend(self) -> None:
        client = self._client
        due: float | None = None  # when to look at the state, once a burst is over
        is_reading_lists = False
        while not self._is_stopping:
            client.begin_idle()
            changes = client.end_idle(self._ready(client.fileno(), due, LOOK_S))
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
                self._tell(self._news(self._read(client), snapshot=False))

    def _obey(self, client: _MpdClient, command: Command, since: float) -> None:
        if self._now().mono - since > STALE_S:
            self.dropped += 1
            return
        for name in sorted(command.values, reverse=True):
            # One by one: a player without a mixer still plays.
            refusal: Exception | None = None
            try:
                status = client.status()
                told = orders(
                    self.device, Command(command.device, {name: command.values[name]}), _whole(status, "playlistlength")
                )
                client.do(told)
            except (mpd.CommandError, BadCommand) as error:
                refusal = error
            self._obeyed(name, refusal)

    def _read(self, client: _MpdClient) -> Playing:
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

    def _read_lists(self, client: _MpdClient) -> None:
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

    def _news(self, playing: Playing, snapshot: bool) -> tuple[Reported, ...]:
        news = events(self.device, playing, self._lists, self._told, self._now(), snapshot)
        music = next((event.value for event in news if event.trait == "music"), self._told.get("music"))
        if music != OTHER_MUSIC:
            self._named = (playing.state, playing.queue)
        elif self._named == (playing.state, playing.queue):
            # Its playlist was edited meanwhile: nobody has put on anything else.
            news = tuple(event for event in news if event.trait != "music")
        return news


def _whole(answer: dict[str, Any], key: str, otherwise: int = 0) -> int:
    try:
        return int(answer.get(key, otherwise))
    except (TypeError, ValueError):
        return otherwise
