"""The daemon's local socket: how the command line asks a running hub, so that nobody else writes the database.

One JSON object a line, one answer a line. Only the user who runs the hub may connect (mode 0600 in a 0700 directory).
"""

import contextlib
import hashlib
import json
import logging
import os
import queue
import socket
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import NotPossible
from ..loop.workers import Workers
from .follow import Follower

log = logging.getLogger(__name__)

LINE_LIMIT = 64 * 1024
ANSWER_WITHIN_S = 70.0  # forgetting somebody may take a minute
CONNECT_WITHIN_S = 2.0
SIGN_EVERY_S = 3.0
_MINE = frozenset({0, os.getuid()})  # whose socket is believed to be a hub's


@dataclass(frozen=True, slots=True)
class Request:
    """A question put into the loop's inbox; the loop answers by ``reply``."""

    command: str
    arguments: Mapping[str, Any]
    answer: "queue.SimpleQueue[dict[str, Any]]" = field(default_factory=queue.SimpleQueue)

    def reply(self, answer: Mapping[str, Any]) -> None:
        self.answer.put(dict(answer))


def socket_paths(database: Path) -> tuple[Path, ...]:
    """Where the hub of this database may listen: beside it, else (the path is too long, the disk takes nothing) in the
    runtime directory."""
    digest = hashlib.sha256(os.fsencode(database)).hexdigest()[:16]
    elsewhere = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"attune-{digest}.sock"
    beside = database.with_name(database.name + ".sock")
    return (beside, elsewhere) if len(os.fsencode(beside)) < 100 else (elsewhere,)


class Console:
    """Accepts connections in its own thread and puts a Request per line into the inbox."""

    def __init__(self, paths: Sequence[Path], put: Callable[[object], object], workers: Workers | None = None) -> None:
        """paths: the first that can be had is used."""
        self._paths, self._put, self._workers = paths, put, workers or Workers()
        self._path = paths[0]
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Where no socket can be made the hub runs without one, and says so. The caller holds the database's lock, so a
        leftover is nobody's."""
        for path in self._paths:
            try:
                self._socket, self._path = _listening(path), path
                break
            except OSError as error:
                log.warning("no socket at %s: %s", path, error.strerror or error)
        else:
            return
        self._thread = threading.Thread(target=self._serve, name="console", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        server, thread = self._socket, self._thread
        self._socket = None
        if server is not None:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()
        if thread is not None:
            thread.join(5.0)
            with contextlib.suppress(OSError):  # a disk that became read-only
                self._path.unlink(missing_ok=True)

    def _serve(self) -> None:
        server, sign = self._socket, self._workers.watched("the console")
        while server is not None and self._socket is not None:
            sign()
            try:
                connection, _ = server.accept()
            except TimeoutError:
                server = self._anew(server)
                continue
            except OSError:
                return  # stopped
            threading.Thread(target=self._answer, args=(connection,), name="console-answer", daemon=True).start()

    def _anew(self, server: socket.socket) -> socket.socket:
        """Where its folder was taken away and is there again, or its file was tidied up, nobody would find it any more."""
        if self._path.exists():
            return server
        try:
            found = _listening(self._path)
        except OSError:
            return server  # the folder is not there yet
        self._socket, before = found, self._socket
        if before is None:  # stopped meanwhile
            self._socket = None
            found.close()
            return server
        server.close()
        return found

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(ANSWER_WITHIN_S)
            with connection.makefile("rb") as lines:
                line = lines.readline(LINE_LIMIT)
            if _is_to_follow(line):
                self._put(Follower(connection.dup()))
                return
            reply = self._ask_loop(line)
            connection.sendall(json.dumps(reply, ensure_ascii=False, default=str).encode() + b"\n")

    def _ask_loop(self, line: bytes) -> dict[str, Any]:
        try:
            asked = json.loads(line)
            request = Request(str(asked.pop("command")), asked)
        except (ValueError, KeyError, AttributeError, RecursionError):
            return {"error": "not a request", "code": "not_a_request"}
        self._put(request)
        try:
            return request.answer.get(timeout=ANSWER_WITHIN_S)
        except queue.Empty:
            return {"error": "the hub did not answer in time", "code": "no_answer"}


def ask(database: Path, command: str, *, within_s: float = ANSWER_WITHIN_S + 5.0, **arguments: Any) -> dict[str, Any] | None:
    """Asks the running hub of this database. None when none is running. Raises NotPossible with the hub's own sentence."""
    connection = next((found for path in socket_paths(database) if (found := _connected(path)) is not None), None)
    if connection is None:
        return None
    with connection:
        connection.settimeout(within_s)
        try:
            connection.sendall(json.dumps({"command": command, **arguments}).encode() + b"\n")
            with connection.makefile("rb") as lines:
                line = lines.readline()
            answer = json.loads(line)
        except (OSError, ValueError) as error:
            raise NotPossible(f"the running hub broke off ({type(error).__name__})", "no_answer") from error
    if not isinstance(answer, dict):
        raise NotPossible("the running hub gave no answer", "no_answer")
    if "error" in answer:
        raise NotPossible(str(answer["error"]), str(answer.get("code", "not_possible")))
    return answer


def _is_to_follow(line: bytes) -> bool:
    try:
        return bool(json.loads(line)["command"] == "follow")
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def _listening(path: Path) -> socket.socket:
    """Raises OSError."""
    path.unlink(missing_ok=True)
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        server.bind(str(path))
        path.chmod(0o600)
        server.listen(8)
        server.settimeout(SIGN_EVERY_S)
    except OSError:
        server.close()
        raise
    return server


def _connected(path: Path) -> socket.socket | None:
    """None where no hub of this user's (or root's) listens: anybody may put a socket into a directory of temporary files."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.stat().st_uid not in _MINE:
            raise PermissionError(path)
        connection.settimeout(CONNECT_WITHIN_S)
        connection.connect(str(path))
    except OSError:
        connection.close()
        return None
    return connection
