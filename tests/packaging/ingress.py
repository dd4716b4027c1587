"""Home Assistant's ingress as a browser has it: ``/api/hassio_ingress/<token>/…``, which the Supervisor hands on to the add-on
with a word on who is signed in.

What both do to a request and its answer, read in homeassistant/components/hassio/ingress.py and supervisor/api/ingress.py.
"""

import contextlib
import http.client
from collections.abc import Mapping
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler

from tests.patience import PATIENCE_S

from .stand_in import StandIn
from .supervisor import HOST

TOKEN = "Zt_x7-Qk0b3VnGfXmLw9cAaY2dRsPpHhUuEeIiOoTt4"
PREFIX = f"/api/hassio_ingress/{TOKEN}"
PANEL = "/panel"  # where Home Assistant shows the page in a frame of its own
_FRAME = f"""<!doctype html><title>Home</title><link rel="icon" href="data:,">
<iframe title="Attune" src="{PREFIX}/"></iframe>"""
_KEPT_OUT = {"content-length", "content-encoding", "transfer-encoding", "connection"}
_ITS_OWN = {"x-ingress-path", "x-remote-user-id", "x-remote-user-name", "x-remote-user-display-name", "x-hass-source"}


class Ingress(StandIn):
    """A context manager. addon: where the add-on listens. people: session in the browser's cookie → account and name.

    peer: the address it comes to the add-on from.
    """

    def __init__(self, addon: tuple[str, int], people: Mapping[str, tuple[str, str]], peer: str = HOST) -> None:
        self.addon, self.people, self.peer = addon, people, peer
        super().__init__(("127.0.0.1", 0), _handler(self))

    def url(self, path: str) -> str:
        """Of a place on the page."""
        return f"http://127.0.0.1:{self.port}{PREFIX}{path}"


def _handler(ingress: Ingress) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            session = SimpleCookie(self.headers.get("Cookie", "")).get("ingress_session")
            if self.path == PANEL:
                self._answer(200, _FRAME)
            elif not self.path.startswith(f"{PREFIX}/"):
                self._answer(404, "not found")
            elif session is None or session.value not in ingress.people:
                self._answer(401, "no session")
            else:
                self._hand_on(*ingress.people[session.value])

        do_POST = do_GET

        def _hand_on(self, account: str, name: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            far = http.client.HTTPConnection(*ingress.addon, timeout=PATIENCE_S, source_address=(ingress.peer, 0))
            far.putrequest(self.command, self.path.removeprefix(PREFIX), skip_host=True, skip_accept_encoding=True)
            for header, value in self.headers.items():
                if header.lower() not in _KEPT_OUT | _ITS_OWN:
                    far.putheader(header, value)
            far.putheader("X-Ingress-Path", PREFIX)
            far.putheader("X-Hass-Source", "core.ingress")
            far.putheader("X-Forwarded-Host", self.headers["Host"])
            far.putheader("X-Forwarded-Proto", "http")
            if account:
                far.putheader("X-Remote-User-Id", account)
                far.putheader("X-Remote-User-Display-Name", name)
            if self.command == "POST":
                far.putheader("Content-Length", str(len(body)))
            with contextlib.suppress(OSError, http.client.HTTPException):  # the browser has gone, or the add-on
                far.endheaders(body)
                self._hand_back(far.getresponse())
            far.close()

        def _hand_back(self, answer: http.client.HTTPResponse) -> None:
            self.send_response(answer.status)
            for header, value in answer.getheaders():
                if header.lower() not in {*_KEPT_OUT, "content-type", "server", "date"}:
                    self.send_header(header, value)
            self.send_header("Content-Type", answer.headers.get_content_type())  # without its charset
            if answer.status in (204, 304):
                self.end_headers()
                return
            self._begin_body()
            while piece := answer.read1(65_536):
                self._write(piece)
            self._write(b"")

        def _answer(self, status: int, text: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self._begin_body()
            for piece in (text.encode(), b""):
                self._write(piece)

        def _begin_body(self) -> None:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()

        def _write(self, piece: bytes) -> None:
            """A chunk; the empty one is the last."""
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            self.wfile.flush()

        def log_message(self, *_args: object) -> None:
            return

    return Handler
