"""What every request must pass before anything looks at it, and the headers every answer carries.

Names it answers to (DNS rebinding), where an order comes from (cross-site forgery), how large and slow it may be.
"""

import asyncio
import socket
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .connections import plain
from .ingress import Entrance, entrance

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
IN_A_FRAME = {  # of Home Assistant, whose origin is the page's own there
    "Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "X-Frame-Options": "SAMEORIGIN",
}
SAFE = ("GET", "HEAD")


class Guard:
    """hosts: further names from the configuration, asked at every request. heard: told of every request that got in.

    supervisor: the only address let in, which says whose request it is; "" where the page is asked itself. Behind it the page
    stands under a prefix: what leads on from here is put under that as well.
    """

    def __init__(
        self, app: ASGIApp, hosts: Callable[[], Collection[str]], heard: Callable[[], None], supervisor: str = ""
    ) -> None:
        self._app, self._hosts, self._heard, self._supervisor = app, hosts, heard, supervisor
        name = socket.gethostname().casefold()
        short = name.partition(".")[0]
        self._own = frozenset({"localhost", name, short, f"{short}.local"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (HEADERS if came is None else {**HEADERS, **IN_A_FRAME}).items():
                    headers[name] = value
                if came is not None:
                    _put_under(came, headers)
                headers["Referrer-Policy"] = "no-referrer" if says_where_from else "same-origin"
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        came = entrance(self._supervisor, scope) if self._supervisor else None
        # Told no referrer, a browser hides a form's origin as well; without Sec-Fetch-Site nothing would tell its own.
        says_where_from = "sec-fetch-site" in headers
        refusal = self._refusal(scope, headers, came)
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

    def _refusal(self, scope: Scope, headers: Headers, came: Entrance | None) -> PlainTextResponse | None:
        if "transfer-encoding" in headers and "content-length" in headers:
            # RFC 9112, section 6.3: where a proxy goes by the other one, what follows would be the words of who comes next.
            return PlainTextResponse("two lengths", 400, {"Connection": "close"})
        if self._supervisor and came is None:
            return PlainTextResponse("only Home Assistant's Supervisor comes in here", 403)
        hosts = headers.getlist("host")
        # Through ingress it is Home Assistant's name, which that has looked at itself.
        if len(hosts) != 1 or not (came is not None or self._is_ours(hosts[0], scope)):
            return PlainTextResponse("this page does not answer to that name", 421)
        if scope["method"] in SAFE:
            return None
        if scope["method"] != "POST":
            return PlainTextResponse("not allowed", 405)
        if not (_is_same_origin(headers, scope["scheme"], hosts[0]) if came is None else _is_from_the_frame(headers, hosts[0])):
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
            address = plain(name)
        except ValueError:
            return name in self._own or name in self._hosts()
        server = scope.get("server")
        return address.is_loopback or (server is not None and address == plain(server[0]))


def _is_same_origin(headers: Headers, scheme: str, host: str) -> bool:
    """Browsers of today say where from; others at least of which origin. Who says neither is no browser."""
    origins, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
    own = f"{scheme}://{host}"
    if sites:
        return sites == ["same-origin"] and origins in ([], [own], ["null"])
    return origins == [own]


def _is_from_the_frame(headers: Headers, host: str) -> bool:
    """As above, where a proxy before Home Assistant may have changed scheme and port on the way: those are not asked for."""
    origins, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
    if sites:
        return sites == ["same-origin"] and len(origins) <= 1
    own = {_name(f"//{host}"), *(_name(f"//{each}") for each in headers.getlist("x-forwarded-host"))}
    return len(origins) == 1 and _name(origins[0]) in own - {""}


def _name(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _put_under(came: Entrance, headers: MutableHeaders) -> None:
    if headers.get("location", "").startswith("/"):
        headers["location"] = came.prefix + headers["location"]
    if came.is_new:
        headers.append("set-cookie", came.cookie)


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
