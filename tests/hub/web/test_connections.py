"""Connections to the page: how many are taken from whom, and which address it is."""

import contextlib
import socket
from collections.abc import Iterator

import pytest

from hub.web.connections import FROM_A_PROXY, FROM_ONE_ADDRESS, Listening, network, plain


@pytest.fixture
def listening() -> Iterator[Listening]:
    server = socket.create_server(("127.0.0.1", 0))
    server.setblocking(False)
    with Listening(server.detach(), frozenset({"127.0.0.3"})) as found:
        found.setblocking(False)
        yield found


def taken(listening: Listening, peer: str, count: int) -> tuple[list[socket.socket], list[socket.socket]]:
    """What ``count`` callers of an address have, and what was taken of them."""
    calling = [socket.create_connection(listening.getsockname(), source_address=(peer, 0)) for _ in range(count)]
    found = []
    with contextlib.suppress(BlockingIOError):
        while True:
            found.append(listening.accept()[0])
    return calling, found


def closed(sockets: list[socket.socket]) -> None:
    for each in sockets:
        each.close()


def test_of_one_address_only_so_many_are_taken_and_of_a_proxy_more(listening: Listening) -> None:
    some, mine = taken(listening, "127.0.0.2", FROM_ONE_ADDRESS + 3)
    many, through_a_proxy = taken(listening, "127.0.0.3", FROM_A_PROXY + 3)
    assert (len(mine), len(through_a_proxy)) == (FROM_ONE_ADDRESS, FROM_A_PROXY)
    closed([*some, *many, *mine, *through_a_proxy])


def test_who_has_ended_makes_room(listening: Listening) -> None:
    some, mine = taken(listening, "127.0.0.2", FROM_ONE_ADDRESS)
    mine[0].close()
    mine[0].close()  # twice is once
    more, another = taken(listening, "127.0.0.2", 2)
    assert len(another) == 1
    closed([*some, *more, *mine, *another])


def test_all_addresses_of_one_network_count_together() -> None:
    assert network("2001:db8:1:2::3") == network("2001:db8:1:2:ffff::1") != network("2001:db8:1:3::3")
    assert network("fe80::1%eth0") == network("fe80::2")
    assert network("192.168.1.3") != network("192.168.1.4")


def test_an_address_is_itself_on_a_socket_that_takes_both_kinds() -> None:
    assert network("::ffff:192.168.1.3") == network("192.168.1.3") != network("::ffff:192.168.1.4")
    assert network("::1") != network("::2")
    assert plain("::ffff:127.0.0.1").is_loopback
