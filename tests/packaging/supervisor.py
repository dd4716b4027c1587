"""A stand-in for Home Assistant's Supervisor, as an add-on sees it: http://supervisor, with what it knows of the add-on and of
the broker, and Home Assistant itself behind /core.

https://developers.home-assistant.io/docs/add-ons/communication and /docs/api/supervisor/endpoints.
"""

import contextlib
import json
import socket
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from .stand_in import StandIn

HOST, PORT = "127.77.0.1", 80  # the name has no port in an add-on; an address of the loopback that is nobody else's
_PIECE = 65536


class Supervisor(StandIn):
    """A context manager. mqtt: what is said of the MQTT service; may be changed. info: of the add-on itself. core: where Home
    Assistant is. asked: the paths asked for so far. token: what an add-on must show.
    """

    def __init__(self, token: str, core: str, mqtt: Mapping[str, Any], info: Mapping[str, Any]) -> None:
        self.token, self.core = token, urlsplit(core)
        self.mqtt, self.info = dict(mqtt), dict(info)
        self.asked: list[str] = []
        super().__init__((HOST, PORT), _handler(self))


def _handler(supervisor: Supervisor) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            supervisor.asked.append(self.path)
            if self.path.startswith("/core/"):
                self._pass_on()
            elif self.headers["Authorization"] != f"Bearer {supervisor.token}":
                self._answer(401, {"result": "error", "message": "no"})
            elif self.path == "/services/mqtt":
                self._answer(200, {"result": "ok", "data": supervisor.mqtt})
            elif self.path == "/addons/self/info":
                self._answer(200, {"result": "ok", "data": supervisor.info})
            else:
                self._answer(404, {"result": "error", "message": "not found"})

        do_POST = do_GET

        def _answer(self, status: int, body: Mapping[str, Any]) -> None:
            said = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def _pass_on(self) -> None:
            """One request, or one WebSocket for as long as it lasts."""
            self.close_connection = True
            path = self.path.removeprefix("/core").replace("/websocket", "/api/websocket", 1)
            is_socket = "upgrade" in self.headers.get("Connection", "").lower()
            kept = {name: value for name, value in self.headers.items() if is_socket or name.lower() != "connection"}
            lines = [f"{self.command} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in kept.items())]
            lines += [] if is_socket else ["Connection: close"]
            length = int(self.headers.get("Content-Length") or 0)
            with socket.create_connection((supervisor.core.hostname or "", supervisor.core.port or 80)) as far:
                far.sendall("\r\n".join([*lines, "", ""]).encode() + self.rfile.read(length))
                back = threading.Thread(target=self._bring_back, args=(far,), daemon=True)
                back.start()
                with contextlib.suppress(OSError):
                    while is_socket and (piece := self.rfile.read1(_PIECE)):
                        far.sendall(piece)
                    if is_socket:
                        far.shutdown(socket.SHUT_WR)
                back.join()

        def _bring_back(self, far: socket.socket) -> None:
            with contextlib.suppress(OSError):
                while piece := far.recv(_PIECE):
                    self.connection.sendall(piece)
                self.connection.shutdown(socket.SHUT_WR)

        def log_message(self, *_args: object) -> None:
            return

    return Handler
