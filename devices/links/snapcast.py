"""The connection to the Snapserver of one client; what all players' connections have in common is ``player.py``.

Whatever the server announces, its whole status is read anew and compared: it is small, and so nothing is missed. Who asks for
a change is told in the answer only, all others by a notification.
"""

import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

from ..command import Command
from ..errors import BadCommand, BadPayload
from ..event import Reported
from ..families.snapcast import Place, Room, clients_of, events, requests, room_of, wishes_of
from ..text import shown
from ..vocabulary import Device, Moment, Settings
from .jsonrpc import CallRefused, JsonRpc
from .player import ANSWER_S, PlayerLink

SETTLE_S = 0.1  # changes come in bursts: a group's, a slider's
LOOK_S = 20.0  # so often a silent connection is tried
STALE_S = 5.0  # an older command is not sent any more
OVER_S = 5.0  # a stream idle for so long has ended; between two tracks it is idle for less
_NO_NEWS = frozenset({"Stream.OnProperties", "Client.OnLatencyChanged"})  # the position in a track, every second
_BROKEN = (OSError, ValueError, BadPayload, CallRefused)  # ValueError: a status that is none


class SnapcastLink(PlayerLink):
    """One client of a Snapserver."""

    kind: ClassVar[str] = "Snapcast"
    broken: ClassVar[tuple[type[Exception], ...]] = _BROKEN

    def __init__(self, device: Device, settings: Settings, put: Callable[[Any], object], now: Callable[[], Moment]) -> None:
        super().__init__(device, settings, put, now)
        self._rpc: JsonRpc | None = None
        self._stream = ""
        self._has_played = False  # something was heard on that stream, so that its end means something
        self._idle_since: float | None = None

    # The thread

    def _open(self) -> None:
        place = self._place()
        self._rpc = JsonRpc(place.host, place.port, ANSWER_S, self._now())
        self._stream = ""
        self._look()

    def _shut(self) -> None:
        if self._rpc is not None:
            with suppress(OSError):
                self._rpc.close()
            self._rpc = None

    def _attend(self) -> None:
        rpc = self._server()
        due: float | None = None  # when to look at the state, once a burst is over
        while not self._is_stopping:
            is_heard = self._ready(rpc.fileno(), due, LOOK_S)
            if is_heard:
                rpc.hear()
            self._drain()
            while self._waiting and not self._is_stopping:
                self._obey(rpc, *self._waiting.popleft())
                due = self._now().mono + SETTLE_S
            now = self._now().mono
            if (due is None and not is_heard) or (due is not None and now >= due):
                self._look()
                due = self._over_at()
            if rpc.news() - _NO_NEWS:
                soon = self._now().mono + SETTLE_S
                due = soon if due is None else min(due, soon)

    def _obey(self, rpc: JsonRpc, command: Command, since: float) -> None:
        if self._now().mono - since > STALE_S:
            self.dropped += 1
            return
        for name in sorted(command.values, reverse=True):
            # One by one: where a stream is missing, the volume is set.
            refusal: Exception | None = None
            try:
                room = room_of(rpc.call("Server.GetStatus"), self._place().client)
                if room is None:
                    raise CallRefused("the server knows no such client")
                for method, params in requests(self.device, Command(command.device, {name: command.values[name]}), room):
                    rpc.call(method, params)
                if name == "music":
                    self._has_played = False  # what we have just asked for has not ended, even if nothing plays into it
            except (CallRefused, BadCommand) as error:
                refusal = error
            self._obeyed(name, refusal)

    def _look(self) -> None:
        """Reads the state and tells what is news; after being away, all of it as a snapshot."""
        answer = self._server().call("Server.GetStatus")
        place = self._place()
        room = room_of(answer, place.client)
        if room is None or not room.is_online:
            known = ", ".join(shown(name, 40) for name in clients_of(answer)[:12]) or "none"
            missing = f"knows no one client called {shown(place.client, 60)} (it knows {known})"
            reason = missing if room is None else "is not connected to its client: is it switched on?"
            self._stream = ""
            self._is_away(f"Snapserver at {place.host}:{place.port} {reason}", reason)
            return
        self._miss_streams(room)
        is_return = not self.is_connected
        if is_return:
            self._told = {}
        is_over = self._is_over(room, is_return)
        news: tuple[Reported, ...] = events(self.device, room, is_over, self._told, self._now(), snapshot=is_return)
        if is_return:
            self._is_up(news)
        else:
            self._tell(news)

    def _is_over(self, room: Room, is_return: bool) -> bool:
        """Whether what played has ended. A stream nobody has played into yet, however long it is idle, has not."""
        now = self._now().mono
        if room.stream != self._stream or is_return:
            self._stream, self._has_played, self._idle_since = room.stream, is_return or not room.is_idle, None
        if not room.is_idle:
            self._has_played, self._idle_since = True, None
            return False
        if self._idle_since is None:
            self._idle_since = -math.inf if is_return else now  # idle when we came: for who knows how long
        return self._has_played and now - self._idle_since >= OVER_S

    def _over_at(self) -> float | None:
        """When an idle stream will count as ended, if that is still to come."""
        if self._idle_since is None or not self._has_played:
            return None
        at = self._idle_since + OVER_S
        return at if at > self._now().mono else None

    def _miss_streams(self, room: Room) -> None:
        for wish, stream in wishes_of(self.device).items():
            if stream in room.streams:
                self._problems.pop(f"stream {wish}", None)
                continue
            known = ", ".join(shown(name, 40) for name in room.streams[:12]) or "none"
            place = self._place()
            self._problems[f"stream {wish}"] = (
                f'Snapserver at {place.host}:{place.port} has no stream "{shown(stream, 60)}", '
                f"which music: {shown(wish, 40)} wants (it has {known})"
            )

    def _place(self) -> Place:
        place = self.device.wire
        if not isinstance(place, Place):
            raise OSError("no address")
        return place

    def _server(self) -> JsonRpc:
        if self._rpc is None:
            raise OSError("not connected")
        return self._rpc
