"""Connections to the page, counted as they are taken: of one address only so many at a time, of all no more than have room.

It is done here and not where requests are read: a connection that is to be encrypted comes there only once both sides have
shaken hands, and who never does would hold it until then.
"""

import socket
from collections import Counter
from collections.abc import Callable
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

FROM_ONE_ADDRESS = 8  # a browser opens six
FROM_A_PROXY = 64  # a reverse proxy speaks for the whole house
OF_ALL = 400  # a process has 1024 files, and each of four answers may open some


def plain(host: str) -> IPv4Address | IPv6Address:
    """An address without the disguise IPv4 has on a socket that takes both. Raises ValueError for what is none."""
    address = ip_address(host.partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address


def network(host: str) -> str:
    """An address as it is given out: of IPv6 the network, for everybody has all of it."""
    try:
        address = plain(host)
    except ValueError:
        return host
    return str(address) if address.version == 4 or address.is_loopback else str(ip_network((address, 64), strict=False))


class Listening(socket.socket):
    """A listening socket. proxies: addresses that speak for many. Who is one too many is hung up on and takes no place."""

    def __init__(self, fileno: int, proxies: frozenset[str]) -> None:
        super().__init__(fileno=fileno)
        self._proxies = frozenset(network(each) for each in proxies if each)
        self._open: Counter[str] = Counter()

    def accept(self) -> tuple[socket.socket, Any]:
        """Raises BlockingIOError when nobody waits."""
        while True:
            taken, address = super().accept()
            whose = network(str(address[0]))
            most = FROM_A_PROXY if whose in self._proxies else FROM_ONE_ADDRESS
            if self._open[whose] < most and self._open.total() < OF_ALL:
                self._open[whose] += 1
                return _Counted(taken.detach(), partial(self._ended, whose)), address
            taken.close()

    def _ended(self, whose: str) -> None:
        self._open[whose] -= 1
        if self._open[whose] <= 0:
            del self._open[whose]


class _Counted(socket.socket):
    """One connection, which says so once it is closed."""

    def __init__(self, fileno: int, ended: Callable[[], None]) -> None:
        super().__init__(fileno=fileno)
        self._ended: Callable[[], None] | None = ended

    def close(self) -> None:
        super().close()
        ended, self._ended = self._ended, None
        if ended is not None:
            ended()
