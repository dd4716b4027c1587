"""The broker's socket as paho sees it: read in large pieces, and never showing a packet larger than the limit.

paho asks the kernel for one byte, then another, then the rest; out of this buffer that costs nothing. And before MQTT 5
a client cannot tell the broker how large a packet may be: what is larger is read and thrown away here, in pieces, so it costs
no memory and the connection lives on (robustness I1). We subscribe at QoS 0: nobody waits for an acknowledgement of it.
And what belongs together goes out together: each write of the socket costs as much as making a packet.
"""

import socket
import ssl
import time

PIECE = 16 * 1024  # bytes asked of the kernel at a time: six hundred small messages, which paho makes 2 KB of each
GENTLE_S = 0.5
_COMPLETE, _MORE, _BROKEN = 0, 1, 2


class Intake:
    """Has what paho's SocketLike asks for. limit: bytes of a whole packet. Owned by the loop's thread."""

    def __init__(self, sock: socket.socket, limit: int) -> None:
        sock.setblocking(False)
        self.socket = sock
        self.thrown_away = 0  # packets
        self.is_gentle = False  # close() waits for the broker to have heard everything
        self._limit = limit
        self._buffer = bytearray()
        self._at = 0  # what paho has had of the buffer
        self._ready = 0  # bytes of the buffer that belong to packets within the limit, checked
        self._came = 0  # bytes, last time
        self._to_skip = 0  # bytes still to come of a packet that is too large
        self._ended: OSError | None = None
        self._is_closed_by_peer = False
        self._out = bytearray()  # packets paho has handed over and the kernel has not taken yet
        self._is_gathering = False

    # For the link

    def gather(self) -> None:
        """From now on packets wait for let_go()."""
        self._is_gathering = True

    def let_go(self) -> None:
        """Writes what was gathered, at once; what the kernel does not take waits. Never raises, never waits."""
        self._is_gathering = False
        if not self._out:
            return
        try:
            sent = self.socket.send(self._out)
        except (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except OSError as error:
            self._ended = error  # paho hears of it as it reads
            return
        del self._out[:sent]

    @property
    def has_unsent(self) -> bool:
        return bool(self._out)

    def fill(self) -> int:
        """Takes one piece from the kernel, if there is one; returns the bytes that came. Never raises, never waits."""
        self._came = 0
        if self._ended is not None or self._is_closed_by_peer:
            return 0
        try:
            piece = self.socket.recv(PIECE)
        except (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return 0
        except OSError as error:
            self._ended = error
            return 0
        if not piece:
            self._is_closed_by_peer = True
            return 0
        self._came = came = len(piece)
        if self._at:
            del self._buffer[: self._at]
            self._ready -= self._at
            self._at = 0
        self._buffer += piece
        self._check()
        return came

    @property
    def may_have_more(self) -> bool:
        """Whether another fill() may bring something although the kernel may say nothing: TLS keeps bytes of its own."""
        return self._came == PIECE or (isinstance(self.socket, ssl.SSLSocket) and self._came > 0)

    @property
    def has_packets(self) -> bool:
        """Whether paho has something to read: bytes of packets, or the news that it is over."""
        return self._at < self._ready or self._is_over

    @property
    def why_over(self) -> str:
        """What the network says of the end, in words; empty as long as it is not over."""
        if self._ended is not None:
            return f"the connection broke ({self._ended.strerror or self._ended})"
        return "the broker hung up" if self._is_closed_by_peer else ""

    @property
    def _is_over(self) -> bool:
        return self._ended is not None or self._is_closed_by_peer

    def _check(self) -> None:
        """Moves ``_ready`` on over whole packets; cuts out what is too large."""
        while True:
            if self._to_skip:
                cut = min(self._to_skip, len(self._buffer) - self._ready)
                del self._buffer[self._ready : self._ready + cut]
                self._to_skip -= cut
                if self._to_skip:
                    return
            state, header, size = self._header()
            if state == _BROKEN:
                self._ready = len(self._buffer)  # paho refuses it in its own words
                return
            if state == _MORE:
                return
            if header + size > self._limit:
                self.thrown_away += 1
                self._to_skip = header + size
                continue
            if len(self._buffer) - self._ready < header + size:
                return
            self._ready += header + size

    def _header(self) -> tuple[int, int, int]:
        """State, bytes of the fixed header, bytes that follow it. Source: MQTT 5.0, sections 1.5.5 and 2.1.1."""
        size = shift = 0
        for place in range(1, 5):
            if self._ready + place >= len(self._buffer):
                return _MORE, 0, 0
            byte = self._buffer[self._ready + place]
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return _COMPLETE, 1 + place, size
        return _BROKEN, 0, 0

    # For paho

    def recv(self, buffer_size: int) -> bytes:
        if self._at < self._ready:
            found = bytes(self._buffer[self._at : min(self._ready, self._at + buffer_size)])
            self._at += len(found)
            return found
        if self._ended is not None:
            raise self._ended
        if self._is_closed_by_peer:
            return b""
        raise BlockingIOError

    def send(self, buffer: bytes | bytearray) -> int:
        if self._is_gathering:
            self._out += buffer
            return len(buffer)
        self.let_go()
        if self._out:
            raise BlockingIOError  # in order
        try:
            return self.socket.send(buffer)
        except (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except OSError as error:
            self._ended = error
            raise

    def close(self) -> None:
        if self.is_gentle:
            self._wait_for_the_peer()
        self.socket.close()

    def _wait_for_the_peer(self) -> None:
        """Reads on until the broker has closed too: closing with bytes unread would reset the connection, last words too."""
        try:
            self.socket.settimeout(GENTLE_S)
            self.socket.shutdown(socket.SHUT_WR)
            until = time.monotonic() + GENTLE_S
            while self.socket.recv(PIECE) and time.monotonic() < until:
                pass
        except OSError:
            pass

    def fileno(self) -> int:
        return self.socket.fileno()

    def setblocking(self, flag: bool) -> None:
        self.socket.setblocking(flag)
