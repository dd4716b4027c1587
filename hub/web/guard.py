"""What every request must pass before anything looks at it, and the headers every answer carries.

Names it answers to (DNS rebinding), where an order comes from (cross-site forgery), how large and slow it may be.
"""

import asyncio
import socket
from collections.abc import Callable, Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_BODY = 64 * 1024
BODY_WITHIN_S = 10.0
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
SAFE = ("GET", "HEAD")


class Guard:
    """hosts: further names from the configuration, asked at every request. heard: told of every request that got in."""

    def __init__(self, app: ASGIApp, hosts: Callable[[], Collection[str]], heard: Callable[[], None]) -> None:
        self._app, self._hosts, self._heard = app, hosts, heard
        name = socket.gethostname().casefold()
        short = name.partition(".")[0]
        self._own = frozenset({"localhost", name, short, f"{short}.local"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers["Referrer-Policy"] = "no-referrer" if says_where_from else "same-origin"
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        # Told no referrer, a browser hides a form's origin as well; without Sec-Fetch-Site nothing would tell its own.
        says_where_from = "sec-fetch-site" in headers
        refusal = self._refusal(scope, headers)
        if refusal is None and scope["method"] not in SAFE:
            body = await _body(receive)
            if body is None:
                refusal = PlainTextResponse("too large, or too slow", 413)
            else:
                receive = _again(body)
        if refusal is not None:
            await refusal(scope, receive, send_guarded)
            return
        self._heard()
        await self._app(scope, receive, send_guarded)

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0], scope):
            return PlainTextResponse("this page does not answer to that name", 421)
        if scope["method"] in SAFE:
            return None
        if scope["method"] != "POST":
            return PlainTextResponse("not allowed", 405)
        if not _is_same_origin(headers, scope["scheme"], hosts[0]):
            return PlainTextResponse("orders are taken from the page itself only", 403)
        if headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
            return PlainTextResponse("not a form", 415)
        if not headers.get("content-length", "0").isdecimal() or int(headers.get("content-length", "0")) > LONGEST_BODY:
            return PlainTextResponse("too large", 413)
        return None

    def _is_ours(self, host: str, scope: Scope) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        if not name or any(c in host for c in "/\\@?# "):
            return False
        try:
            address = ip_address(name)
        except ValueError:
            return name in self._own or name in self._hosts()
        server = scope.get("server")
        return address.is_loopback or (server is not None and str(address) == server[0])


def _is_same_origin(headers: Headers, scheme: str, host: str) -> bool:
    """Browsers of today say where from; others at least of which origin. Who says neither is no browser."""
    origins, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
    own = f"{scheme}://{host}"
    if sites:
        return sites == ["same-origin"] and origins in ([], [own], ["null"])
    return origins == [own]


async def _body(receive: Receive) -> bytes | None:
    """Whole, or None where it is too large or too slow."""
    found = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                found += message.get("body", b"")
                if len(found) > LONGEST_BODY:
                    return None
                if not message.get("more_body"):
                    return bytes(found)
    except TimeoutError:
        return None


def _again(body: bytes) -> Receive:
    """The body once more, for whoever reads it."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    return receive
