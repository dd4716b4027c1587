"""JSON-RPC 2.0 over a plain socket, one object a line: requests and their answers, and notifications in between.

Specification: https://www.jsonrpc.org/specification
"""

import json
import socket
import time
from collections.abc import Mapping
from typing import Any

from ..message import Message
from ..payload import decode_json
from ..text import shown
from ..vocabulary import Moment

LONGEST_LINE = 4 * 1024 * 1024  # bytes: a server's status may hold the covers of what plays
_CHUNK = 64 * 1024


class CallRefused(Exception):
    """The other side said no, in its own words."""


class JsonRpc:
    """One connection. answer_s: an answer later than this counts as none. Raises OSError where the connection is over,
    BadPayload for what is no JSON-RPC.
    """

    def __init__(self, host: str, port: int, answer_s: float, now: Moment) -> None:
        self._answer_s, self._now = answer_s, now
        self._socket = socket.create_connection((host, port), timeout=answer_s)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray()
        self._last = 0
        self._answers: dict[int, Mapping[str, Any]] = {}
        self._news: set[str] = set()

    def call(self, method: str, params: Mapping[str, object] | None = None) -> Any:
        """The result. Raises CallRefused."""
        self._last += 1
        request: dict[str, object] = {"id": self._last, "jsonrpc": "2.0", "method": method}
        if params is not None:
            request["params"] = params
        self._socket.settimeout(self._answer_s)
        self._socket.sendall(json.dumps(request, ensure_ascii=False).encode() + b"\r\n")
        until = time.monotonic() + self._answer_s
        while self._last not in self._answers:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"no answer within {self._answer_s:g} s")
            self._receive(left)
        answer = self._answers.pop(self._last)
        error = answer.get("error")
        if error is not None:
            words = [error.get("data"), error.get("message")] if isinstance(error, dict) else []
            raise CallRefused(shown(next((word for word in words if isinstance(word, str) and word), "refused"), 160))
        return answer.get("result")

    def hear(self) -> None:
        """Takes what has arrived; for when the socket is readable."""
        self._receive(self._answer_s)

    def news(self) -> frozenset[str]:
        """The methods of the notifications since the last time it was asked."""
        found = frozenset(self._news)
        self._news.clear()
        return found

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def _receive(self, seconds: float) -> None:
        self._socket.settimeout(seconds)
        chunk = self._socket.recv(_CHUNK)
        if not chunk:
            raise ConnectionError("it closed the connection")
        self._buffer += chunk
        *lines, rest = self._buffer.split(b"\n") if b"\n" in chunk else (self._buffer,)
        if len(rest) > LONGEST_LINE:
            raise ConnectionError(f"a line of over {LONGEST_LINE} bytes")
        self._buffer = bytearray(rest)
        for line in lines:
            if line.strip():
                self._take(bytes(line))

    def _take(self, line: bytes) -> None:
        told = decode_json(Message("json-rpc", line, self._now), LONGEST_LINE)
        for one in told if isinstance(told, list) else [told]:  # a batch
            if not isinstance(one, dict):
                continue
            identity, method = one.get("id"), one.get("method")
            if isinstance(method, str):
                self._news.add(method[:80])
            elif identity == self._last and not isinstance(identity, bool):
                self._answers = {self._last: one}  # of an earlier request that took too long, nobody waits any more
