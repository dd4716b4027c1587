"""Calling the broker: resolve the name, connect, shake hands for TLS, in a short-lived thread of its own.

A name that does not resolve or a host that does not answer takes seconds; the loop must go on meanwhile. The thread
touches nothing of the link's: it ends by handing over a socket or a sentence, and wakes whoever waits on ``waiting``.
"""

import socket
import ssl
import threading
from dataclasses import dataclass
from pathlib import Path

OUTGOING_BYTES = 32 * 1024  # kept by the kernel for a slow broker; what waits there cannot be called back any more
CONNECT_S = 5.0  # for each step: TCP, then TLS
UNACKNOWLEDGED_MS = 5000  # bytes nobody has acknowledged for so long end the connection: a command is stale by then


@dataclass(frozen=True, slots=True)
class Address:
    """Where the broker is and how to speak to it. tls: None for plain TCP."""

    host: str
    port: int
    tls: "Tls | None" = None


@dataclass(frozen=True, slots=True)
class Tls:
    """ca_file: None for the system's. cert_file, key_file: the hub's own, where the broker asks for one."""

    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None

    def context(self) -> ssl.SSLContext:
        """TLS 1.2 or later, the certificate and the host name checked. Raises OSError (ssl.SSLError is one)."""
        for file in (self.ca_file, self.cert_file, self.key_file):
            if file is not None:
                file.open("rb").close()  # ssl does not say which file it misses
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # checks chain and host name
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.ca_file is not None:
            context.load_verify_locations(self.ca_file)
        else:
            context.load_default_certs()
        if self.cert_file is not None:
            context.load_cert_chain(self.cert_file, self.key_file)
        return context


class Dial:
    """One call. ``waiting`` becomes readable when it is over: ``taken()`` gives the socket, or ``problem`` says why not."""

    def __init__(self, address: Address) -> None:
        self.problem = ""
        self._address = address
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()  # over who closes the socket when nobody waits for it any more
        self._is_given_up = False
        self.waiting, self._done = socket.socketpair()
        self.waiting.setblocking(False)
        threading.Thread(target=self._call, name="mqtt-dial", daemon=True).start()

    @property
    def is_over(self) -> bool:
        try:
            return self.waiting.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False

    def taken(self) -> socket.socket | None:
        """The connected socket, once; it belongs to the caller now."""
        with self._lock:
            found, self._socket = self._socket, None
        self.waiting.close()
        return found

    def give_up(self) -> None:
        """Nobody waits any more; whatever comes of it is closed."""
        with self._lock:
            self._is_given_up = True
            if self._socket is not None:
                self._socket.close()
                self._socket = None
        self.waiting.close()

    def _call(self) -> None:
        found: socket.socket | None = None
        try:
            found = _connected(self._address)
        except ssl.SSLCertVerificationError as error:
            self.problem = f"the broker's certificate is not accepted: {error.verify_message}"
        except ssl.SSLError as error:
            self.problem = f"TLS failed: {error.reason or error}"
        except socket.gaierror:
            self.problem = f"nothing in this network is called {self._address.host!r}: is it spelled right?"
        except TimeoutError:
            self.problem = f"no answer from {self._address.host}:{self._address.port} within {CONNECT_S:g} s"
        except ConnectionRefusedError:
            self.problem = f"nothing listens at {self._address.host}:{self._address.port}: does a broker run there?"
        except (OSError, ValueError) as error:  # ValueError: a host name that cannot be one
            self.problem = f"{self._address.host}:{self._address.port}: {error}"
        except Exception as error:  # noqa: BLE001 - the edge of a thread
            self.problem = f"{type(error).__name__}: {error}"
        finally:
            with self._lock:
                if self._is_given_up and found is not None:
                    found.close()
                else:
                    self._socket = found
            self._done.close()


def _connected(address: Address) -> socket.socket:
    context = None if address.tls is None else address.tls.context()
    plain = socket.create_connection((address.host, address.port), timeout=CONNECT_S)
    try:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else a second small packet waits 40 ms
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, OUTGOING_BYTES)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS)
        if context is None:
            return plain
        try:
            return context.wrap_socket(plain, server_hostname=address.host)
        except ConnectionError as error:
            raise ConnectionError("TLS failed, the broker broke off; is this its port for TLS?") from error
    except BaseException:
        plain.close()
        raise
