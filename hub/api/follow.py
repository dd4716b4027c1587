"""``follow`` on the hub's socket: the connection stays open, and a line comes for everything that has changed.

    {"n": 812, "changed": ["room/kitchen", "decision/7f3a", "person/ana"]}

Names only: whoever follows asks for what it may show. Written by the loop's thread, which waits for nobody.
"""

import json
import logging
import socket
from dataclasses import dataclass

from ..telling.changes import GATHERED_S, Changes

log = logging.getLogger(__name__)

EVERY_S = 0.25  # at most four lines a second
MOST = 8  # followers at a time


@dataclass(frozen=True, slots=True)
class Follower:
    """A connection that asked to be told, put into the loop's inbox."""

    connection: socket.socket


class Followers:
    """Owned by the loop's thread."""

    def __init__(self) -> None:
        self._connections: list[socket.socket] = []
        self._told, self._number = 0.0, 0

    def add(self, follower: Follower, changes: Changes) -> None:
        """The oldest makes room. The first line says that nothing is known of what was before."""
        while len(self._connections) >= MOST:
            self._connections.pop(0).close()
        follower.connection.setblocking(False)
        self._connections.append(follower.connection)
        self._say(["all"])
        changes.is_heard = bool(self._connections)

    def deadline(self, changes: Changes) -> float | None:
        """Monotonic time of the next line, None when there is nothing to say."""
        return None if changes.since is None else max(changes.since + GATHERED_S, self._told + EVERY_S)

    def tick(self, changes: Changes, now: float) -> None:
        """now: monotonic. Cost: some ten µs for each who follows."""
        due = self.deadline(changes)
        if due is not None and now >= due:
            self._told = now
            self._say(changes.take())
            changes.is_heard = bool(self._connections)

    def close(self) -> None:
        for connection in self._connections:
            connection.close()
        self._connections.clear()

    def _say(self, names: list[str]) -> None:
        self._number += 1
        line = json.dumps({"n": self._number, "changed": names}).encode() + b"\n"
        for connection in list(self._connections):
            try:
                is_whole = connection.send(line) == len(line)
            except OSError:
                is_whole = False
            if not is_whole:  # gone, or too slow to be waited for: it comes again and reads everything anew
                connection.close()
                self._connections.remove(connection)
