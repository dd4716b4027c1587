"""A bad network for tests: a TCP proxy on loopback that can be down, mute, slow, narrow, choppy, or cut.

It runs an asyncio loop in a thread of its own; every switch may be thrown from any thread while connections are open.
"""

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any

from .patience import PATIENCE_S

HOST = "127.0.0.1"
_PIECE = 4096  # bytes taken at a time; small, so that a stalled side soon pushes back on the sender


class Proxy:
    """Stands before ``port``; connect to ``self.port``. Used as a context, it is running inside it.

    blackhole: takes connections and bytes in but passes nothing on, no farewell either, as when a cable is pulled. latency_s:
    added to every piece, each way. bandwidth: bytes per second each way, None for no limit. slice_bytes: the most passed on in
    one go. limit_data: bytes a connection may carry in all before it is closed, None for no limit. accepted: connections so
    far. refuses_mqtt5: what a broker that does not know MQTT 5 answers to its CONNECT before it closes, perhaps nothing; None:
    it knows it.
    """

    def __init__(self, port: int, host: str = HOST) -> None:
        self._target = (host, port)
        self.port = 0
        self.blackhole = False
        self.latency_s = 0.0
        self.bandwidth: float | None = None
        self.slice_bytes: int | None = None
        self.limit_data: int | None = None
        self.accepted = 0
        self.refuses_mqtt5: bytes | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> "Proxy":
        self._thread.start()
        self.up()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_S)
        self._loop.close()

    def up(self) -> None:
        """Takes connections (again), on the same port."""
        self._run(self._listen())

    def down(self) -> None:
        """Closes every connection and refuses new ones."""
        self._run(self._close(is_reset=False, is_listening=False))

    def reset(self) -> None:
        """Cuts every open connection with a TCP reset; new ones are welcome."""
        self._run(self._close(is_reset=True, is_listening=True))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    async def _listen(self) -> None:
        if self._server is not None:
            return
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _PIECE)  # inherited by what it accepts
        listener.bind((HOST, self.port))
        self.port = listener.getsockname()[1]
        self._server = await asyncio.start_server(self._accept, sock=listener, limit=_PIECE)

    async def _close(self, is_reset: bool, is_listening: bool) -> None:
        if not is_listening and self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._writers):
            if is_reset:
                raw = writer.get_extra_info("socket")
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        far: asyncio.StreamWriter | None = None
        try:
            if self.refuses_mqtt5 is not None and (first := await reader.read(_PIECE))[8:9] != b"\x04":
                writer.write(self.refuses_mqtt5)  # the ninth byte of a short CONNECT is the protocol's version
                await writer.drain()
                return
            far_reader, far = await asyncio.open_connection(*self._target, limit=_PIECE)
            self._writers.add(far)
            if self.refuses_mqtt5 is not None:
                far.write(first)
            carried = [0]
            both = [
                asyncio.ensure_future(self._pump(reader, far, carried)),
                asyncio.ensure_future(self._pump(far_reader, writer, carried)),
            ]
            try:
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for pump in both:
                    pump.cancel()
                await asyncio.gather(*both, return_exceptions=True)
        except OSError:
            pass  # the broker is not there: the client sees a connection that closes at once
        except asyncio.CancelledError:
            pass  # the proxy was taken down or reset
        finally:
            for side in (writer, far):
                if side is not None:
                    self._writers.discard(side)
                    side.close()
            self._tasks.discard(task)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, carried: list[int]) -> None:
        try:
            while piece := await source.read(_PIECE):
                if self.latency_s:
                    await asyncio.sleep(self.latency_s)
                for part in self._parts(piece):
                    while self.blackhole:
                        await asyncio.sleep(0.02)
                    if self.limit_data is not None and carried[0] + len(part) > self.limit_data:
                        sink.write(part[: max(0, self.limit_data - carried[0])])
                        return
                    carried[0] += len(part)
                    sink.write(part)
                    await sink.drain()
                    if self.bandwidth:
                        await asyncio.sleep(len(part) / self.bandwidth)
        except OSError:
            pass  # reset, by one side or the other
        while self.blackhole:
            await asyncio.sleep(0.02)  # nor does a cut cable tell anybody that the far side has hung up

    def _parts(self, piece: bytes) -> list[bytes]:
        size = self.slice_bytes or (min(_PIECE, max(1, int(self.bandwidth / 10))) if self.bandwidth else _PIECE)
        return [piece[start : start + size] for start in range(0, len(piece), size)]
