"""The embedded broker (amqtt) for homes and demos without one: on loopback only, for anybody on this machine.

It lives in a thread of its own with its own asyncio loop and speaks MQTT 3.1.1. What it keeps (retained messages) lives in
memory.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from typing import Any

from amqtt.adapters import StreamReaderAdapter, StreamWriterAdapter
from amqtt.broker import Broker
from amqtt.contexts import BrokerConfig, ListenerConfig
from amqtt.errors import AMQTTError, BrokerError

from ..errors import LinkDown

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
START_S, STOP_S = 10.0, 10.0
SIGN_EVERY_S = 3.0
CONNECT_S = 10.0  # for somebody who connects to say who they are
_CONNECT_HEAD = 12  # bytes: up to the protocol's version with the longest length; a CONNECT has at least 14
_NOT_5 = b"\x20\x03\x00\x84\x00"  # CONNACK: unsupported protocol version
_NOISY = ("amqtt", "transitions", "websockets")  # each connection is several lines at INFO, a client's loss a warning


class _Begun(StreamReaderAdapter):  # type: ignore[misc]  # amqtt has no types that mypy can read
    """A stream of which some bytes were read already."""

    def __init__(self, reader: asyncio.StreamReader, begun: bytes) -> None:
        super().__init__(reader)
        self._begun = begun

    async def read(self, n: int = -1) -> bytes:
        if not self._begun:
            return bytes(await super().read(n))
        if n < 0:
            n = len(self._begun)
        found, self._begun = self._begun[:n], self._begun[n:]
        return found if len(found) == n else found + bytes(await super().read(n - len(found)))


def _version(first: bytes) -> int | None:
    """The protocol version of a CONNECT, from its first bytes; None when it is not one. Source: MQTT 5.0, section 3.1."""
    for length in range(1, 5):  # bytes of the packet's length
        if not first[length] & 0x80:
            at = 1 + length
            return first[at + 6] if first[0] == 0x10 and first[at : at + 6] == b"\x00\x04MQTT" else None
    return None


class _Broker(Broker):  # type: ignore[misc]  # amqtt has no types that mypy can read
    """amqtt, with three of its habits mended."""

    async def stream_connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, listener_name: str) -> None:
        # It reads the CONNECT of MQTT 5 as one of 3.1.1 and waits for bytes that never come. Say no at once instead.
        try:
            first = await asyncio.wait_for(reader.readexactly(_CONNECT_HEAD), CONNECT_S)
        except (asyncio.IncompleteReadError, TimeoutError, OSError):
            writer.close()
            return
        if _version(first) == 5:
            writer.write(_NOT_5)
            with contextlib.suppress(OSError):
                await writer.drain()
            writer.close()
            return
        await self._client_connected(listener_name, _Begun(reader, first), StreamWriterAdapter(writer))

    async def _publish_retained_messages_for_subscription(self, subscription: tuple[str, int], session: object) -> None:
        # It sends every new client what is retained under everybody's filters, not its own; and it walks over the
        # subscriptions while others subscribe, which ends the client's session with an error.
        pattern, _ = subscription
        if any(known.client_id == getattr(session, "client_id", None) for known, _ in self._subscriptions.get(pattern, ())):
            await super()._publish_retained_messages_for_subscription(subscription, session)


def _noted(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A client that broke off: asyncio would print a page about it."""
    log.debug("embedded broker: %s (%r)", context.get("message"), context.get("exception"))


class EmbeddedBroker:
    """port: 0 for a free one. sign: called every few seconds while its thread lives. Whatever starts it stops it."""

    def __init__(self, port: int = 0, sign: Callable[[], object] = lambda: None) -> None:
        self.port, self._sign = port, sign
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._broker: _Broker | None = None

    @property
    def host(self) -> str:
        return HOST

    def start(self) -> int:
        """Starts listening; returns the port. Raises LinkDown when it cannot (the port is taken)."""
        for name in _NOISY:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_noted)
        self._thread = threading.Thread(target=self._run, args=(self._loop,), name="broker", daemon=True)
        self._thread.start()
        try:
            self.port = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(START_S)
        except (OSError, AMQTTError, BrokerError, TimeoutError) as error:
            self._end()
            raise LinkDown("embedded broker", f"cannot listen on {HOST}:{self.port} ({error})") from error
        return self.port

    def stop(self) -> None:
        """Closes every connection and joins the thread."""
        if self._loop is None:
            return
        if self._broker is not None:
            try:
                asyncio.run_coroutine_threadsafe(self._broker.shutdown(), self._loop).result(STOP_S)
            except (AMQTTError, BrokerError, TimeoutError) as error:
                log.warning("the embedded broker ends badly: %s", error)
            self._broker = None
        self._end()

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()
        leftover = asyncio.all_tasks(loop)
        for task in leftover:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*leftover, return_exceptions=True))
        loop.close()

    def _end(self) -> None:
        loop, thread = self._loop, self._thread
        self._loop = self._thread = None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(STOP_S)

    def _live(self) -> None:
        self._sign()
        asyncio.get_running_loop().call_later(SIGN_EVERY_S, self._live)

    async def _start(self) -> int:
        config = BrokerConfig(
            listeners={"default": ListenerConfig(bind=f"{HOST}:{self.port}", max_connections=100)},
            plugins={"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
        )
        broker = _Broker(config, loop=asyncio.get_running_loop())
        await broker.start()
        self._broker = broker
        self._live()
        server = broker._servers["default"].instance  # amqtt tells the port it was given nowhere else
        return int(server.sockets[0].getsockname()[1])
