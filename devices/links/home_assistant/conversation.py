"""The one door to Home Assistant: a conversation on its WebSocket, through homeassistant-api.

https://developers.home-assistant.io/docs/api/websocket. The client's own ``recv`` sorts answers by the id waited for and
keeps every list it ever made; here frames are taken one by one as they come, so nothing grows. It is given a session of its
own, whose time limit says how long it may be quiet; it never reconnects, so whoever holds a conversation begins another when
one has broken.
"""

import queue
import struct
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from socket import SO_LINGER, SOL_SOCKET
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from homeassistant_api import WebsocketClient
from homeassistant_api.errors import HomeassistantAPIError, UnauthorizedError
from niquests import Session
from niquests.exceptions import ConnectionError as NotConnected
from niquests.exceptions import ConnectTimeout, HTTPError, ReadTimeout, RequestException

from devices.errors import DeviceError, LinkDown
from devices.text import shown

LINK = "Home Assistant"
SUPERVISOR = "supervisor"  # the host an add-on reaches Home Assistant by
CONNECT_S = 5.0
ANSWER_S = 5.0  # a call that takes longer is given up; large answers come in parts and each part starts it anew

_ALONE_S = 1.0  # how long a goodbye waits for another thread to finish its frame

# RFC 6455, 5.5.1: a close frame, masked with zeros, that says 1000. The library's own says 0, which is no code at all, and Home
# Assistant writes a warning about it into its log at every goodbye.
_GOODBYE = b"\x88\x82\x00\x00\x00\x00\x03\xe8"

# Closed so, a connection takes with it what it has not delivered: no lamp is told minutes later, when the cable is back.
_RESET = struct.pack("ii", 1, 0)

# Whatever its layers raise when the other side is gone, slow or talks nonsense; Empty: another thread has just closed it.
_BROKEN = (
    HomeassistantAPIError, RequestException, OSError, ValueError, TypeError, AttributeError, KeyError, RuntimeError,
    queue.Empty,
)  # fmt: skip


class Refused(DeviceError):
    """Home Assistant answered, and the answer is no. code: its own word, such as ``unauthorized`` or ``not_found``."""

    def __init__(self, what: str, code: str, reason: str) -> None:
        self.what, self.code, self.reason = what, code, reason
        super().__init__(f"Home Assistant refuses {shown(what, 80)}: {shown(reason, 200)} ({shown(code, 40)})")


class _Named(LinkDown):
    """The reason names the key of the configuration, and with it Home Assistant."""

    def __init__(self, reason: str) -> None:
        super().__init__(LINK, reason)

    def __str__(self) -> str:
        return self.reason


class WrongToken(_Named):
    """The token of the configuration is not accepted; trying again changes nothing until somebody edits it."""

    def __init__(self) -> None:
        super().__init__(
            "home_assistant: token: is not accepted: make a long-lived access token in Home Assistant (your profile, security)"
        )


class WrongAddress(_Named):
    """Nothing can be at that address, or something else than Home Assistant is."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(
            f"home_assistant: url: {shown(url, 120)} is not Home Assistant's address ({why}): "
            "it is like http://homeassistant.local:8123"
        )


class NoAnswer(_Named):
    """Nobody answers at that address now: it may be wrong, or Home Assistant may be starting."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"home_assistant: url: {shown(url, 120)} {why}")


class _Session(WebsocketClient):  # type: ignore[misc]  # its package is not followed
    """The client frame by frame."""

    def frame(self) -> dict[str, Any]:
        found: dict[str, Any] = self._recv()
        return found

    def put(self, frame: dict[str, Any]) -> None:
        self._send(frame)

    def next_id(self) -> int:
        return int(self._request_id())

    def goodbye(self) -> None:
        with self._alone():
            self._ws._dsa.sendall(_GOODBYE)

    def drop(self) -> None:
        with self._alone() as connection:
            connection.sock.setsockopt(SOL_SOCKET, SO_LINGER, _RESET)

    def _alone(self) -> AbstractContextManager[Any]:
        """What is underneath, while no other thread is in the middle of a frame."""
        found: AbstractContextManager[Any] = self._ws._police_officer.borrow(self._ws._response, timeout=_ALONE_S)
        return found

    def end(self) -> None:
        self._ws.close()


class Conversation:
    """One connection, let in. ``ask`` and ``next`` are for the thread that listens, ``order`` for any thread.

    Raises LinkDown when there is no Home Assistant at that address, WrongToken when it does not let the hub in.
    """

    def __init__(self, url: str, token: str, quiet_s: float = ANSWER_S) -> None:
        """quiet_s: how long ``next`` waits for a frame; answers to ``ask`` may take that long per part, too."""
        self.url = url
        self._waiting: list[dict[str, Any]] = []  # events that came while an answer was waited for
        self._order = threading.Lock()  # ids must rise in the order they are sent
        # Nobody else is asked anything: no proxy of the environment, no authority about certificates.
        self._session = Session(
            timeout=(CONNECT_S, quiet_s), disable_http2=True, disable_http3=True, revocation_configuration=None
        )
        self._session.trust_env = False
        self._client = _Session(websocket_address(url), token, session=self._session)
        try:
            self._client.__enter__()
        except UnauthorizedError:
            self._quit()
            raise WrongToken from None
        except _BROKEN as error:
            self._quit()
            raise _failure(url, error) from error

    def __enter__(self) -> "Conversation":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, LinkDown):
            _quietly(self._client.drop)
        self.close()

    def ask(self, what: str, **words: Any) -> Any:
        """Says one thing and waits for its answer. Events heard meanwhile come out of ``next`` afterwards.

        what: the command's ``type``, such as ``get_states``. Raises Refused, LinkDown.
        """
        return self.answer(self.order(what, **words), what)

    def answer(self, number: int, what: str) -> Any:
        """Waits for the answer to what was ordered. Raises Refused, LinkDown."""
        while True:
            frame = self._take()
            if frame is None:
                raise LinkDown(LINK, f"did not answer {what} in time")
            if frame.get("id") != number or frame.get("type") == "event":
                self._waiting.append(frame)
                continue
            if frame.get("type") == "pong":
                return None
            if not frame.get("success"):
                raise refusal(what, frame)
            return frame.get("result")

    def order(self, what: str, expect: Callable[[int], object] | None = None, **words: Any) -> int:
        """Says one thing and does not wait: the answer's frame carries the id returned. Raises LinkDown.

        expect: told the id before anything is sent, so that whoever listens knows the answer when it comes.
        """
        with self._order:
            number = self._client.next_id()
            if expect is not None:
                expect(number)
            try:
                self._client.put({"id": number, "type": what, **words})
            except _BROKEN as error:
                raise _failure(self.url, error) from error
        return number

    def next(self) -> dict[str, Any] | None:
        """The next frame; None when it has been quiet for ``quiet_s``. Raises LinkDown."""
        return self._waiting.pop(0) if self._waiting else self._take()

    def close(self) -> None:
        """From any thread: whoever waits in ``next`` gets LinkDown."""
        self._quit()

    def _take(self) -> dict[str, Any] | None:
        try:
            return self._client.frame()
        except ReadTimeout:
            return None
        except _BROKEN as error:
            raise _failure(self.url, error) from error

    def _quit(self) -> None:
        for close in (self._client.goodbye, self._client.end, self._session.close):
            _quietly(close)


def refusal(what: str, frame: dict[str, Any]) -> Refused:
    """A frame with ``success`` false in words."""
    error = frame.get("error")
    found = error if isinstance(error, dict) else {}
    return Refused(what, str(found.get("code", "unknown")), str(found.get("message", "without saying why")))


def websocket_address(url: str) -> str:
    """http://host:8123 → ws://host:8123/api/websocket; a supervisor's http://supervisor/core → ws://supervisor/core/websocket."""
    parts = urlsplit(url.rstrip("/"))
    path = parts.path
    if path.endswith("/api"):
        path = path.removesuffix("/api")
    path += "/websocket" if parts.hostname == SUPERVISOR else "/api/websocket"
    return urlunsplit(("wss" if parts.scheme in ("https", "wss") else "ws", parts.netloc, path, "", ""))


def _failure(url: str, error: BaseException) -> LinkDown:
    """A sentence for people; the libraries' own words are kept short, and never hold the token."""
    why = _last(error)
    if isinstance(error, ConnectTimeout | ReadTimeout):
        return NoAnswer(url, "does not answer")
    if isinstance(error, HTTPError) and error.response is not None:
        status = error.response.status_code or 0
        # What stands before Home Assistant says so while that is starting.
        return (
            NoAnswer(url, f"answers with error {status}")
            if status >= 500
            else WrongAddress(url, f"it answers with error {status}")
        )
    if "WRONG_VERSION_NUMBER" in why:
        return WrongAddress(url, "http is spoken there, not https")
    if "Sec-Websocket-Accept" in why:
        return WrongAddress(url, "something else answers there")
    if isinstance(error, NotConnected | ConnectionError):
        return NoAnswer(url, f"cannot be reached ({why})")
    if isinstance(error, RequestException):
        return WrongAddress(url, "no such address can be")
    return LinkDown(LINK, f"the connection to {shown(url, 120)} ended ({why})")


def _last(error: BaseException) -> str:
    """The innermost cause, which names what happened."""
    inner: BaseException | None = error
    for _ in range(8):
        following = inner.__cause__ or inner.__context__ if inner is not None else None
        if following is None:
            break
        inner = following
    said = inner.strerror if isinstance(inner, OSError) and inner.errno else str(inner)
    words = str(said).partition(" using ")[0]  # by how many resolvers a name is unknown is nobody's business
    return shown(words or type(inner).__name__, 120)


def _quietly(call: Callable[[], object]) -> None:
    """Saying goodbye to what is gone already."""
    try:
        call()
    except _BROKEN:
        return
