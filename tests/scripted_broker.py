"""A broker that does what a test says: stays silent, refuses, talks rubbish. It speaks just enough MQTT 5 to be believed."""

import contextlib
import socket
import threading
from collections.abc import Callable
from types import TracebackType

from .patience import PATIENCE_S

CONNECT, PUBLISH, SUBSCRIBE, PINGREQ = 1, 3, 8, 12


def publish(topic: bytes, payload: bytes, retain: bool = False) -> bytes:
    """A PUBLISH packet of MQTT 5 at QoS 0, short enough for one byte of length."""
    body = len(topic).to_bytes(2, "big") + topic + b"\0" + payload
    return bytes([0x30 | retain, len(body)]) + body


def believable(kind: int, body: bytes) -> bytes:
    """What a broker answers that grants everything and sends the sync marker back."""
    if kind == CONNECT:
        return b"\x20\x03\x00\x00\x00"
    if kind == SUBSCRIBE:
        return suback(body, 0)
    if kind == PUBLISH and b"/sync/" in body:
        return bytes([0x30, len(body)]) + body
    return b"\xd0\x00" if kind == PINGREQ else b""


def suback(body: bytes, code: int) -> bytes:
    """Every filter of a SUBSCRIBE answered with the same code."""
    at, count = 3, 0  # packet id, then the length of no properties
    while at < len(body):
        at += 2 + int.from_bytes(body[at : at + 2], "big") + 1
        count += 1
    return bytes([0x90, 3 + count]) + body[:2] + b"\0" + bytes([code]) * count


class ScriptedBroker:
    """answer: packet type and body → bytes to send back. connections: how many there were. heard: packets, type and body."""

    def __init__(self, answer: Callable[[int, bytes], bytes] = believable, port: int = 0) -> None:
        self.connections = 0
        self.heard: list[tuple[int, bytes]] = []
        self._answer = answer
        self._server = socket.create_server(("127.0.0.1", port))
        self.port = int(self._server.getsockname()[1])
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, name="scripted broker", daemon=True)

    def __enter__(self) -> "ScriptedBroker":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self.hang_up()
        self._thread.join(PATIENCE_S)

    def say(self, packet: bytes) -> None:
        self._open[-1].sendall(packet)

    def hang_up(self) -> None:
        for connection in self._open:
            with contextlib.suppress(OSError):  # the other side was quicker
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            with contextlib.suppress(OSError):
                self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        while first := stream.read(1):
            size = shift = 0
            while True:
                byte = stream.read(1)[0]
                size |= (byte & 0x7F) << shift
                shift += 7
                if not byte & 0x80:
                    break
            body = stream.read(size)
            self.heard.append((first[0] >> 4, body))
            if reply := self._answer(first[0] >> 4, body):
                connection.sendall(reply)
