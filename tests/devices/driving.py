"""Drives links in a test as the loop does, until something is so."""

import select
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from devices.links.mqtt import MqttLink, MqttOptions
from devices.message import Message
from hub.clock import SystemClock
from tests.patience import PATIENCE_S


class Driven:
    """One link and what it has heard so far."""

    def __init__(self, link: MqttLink) -> None:
        self.link = link
        self.heard: list[Message] = []

    def topics(self) -> list[str]:
        return [message.topic for message in self.heard]

    def payloads(self) -> list[bytes]:
        return [message.payload for message in self.heard]


def drive(*driven: Driven, until: Callable[[], bool], seconds: float = PATIENCE_S) -> bool:
    """Runs the links until ``until`` is true; False when it did not become so in time."""
    end = time.monotonic() + seconds
    while not until():
        left = end - time.monotonic()
        if left <= 0:
            return False
        by_socket = {d.link.socket(): d for d in driven}
        sockets = [sock for sock in by_socket if sock is not None]
        writing = [sock for sock in sockets if by_socket[sock].link.wants_write()]
        readable, writable, _ = select.select(sockets, writing, [], min(left, 0.02))
        for sock in readable:
            one = by_socket[sock]
            one.heard += one.link.on_readable()
        for sock in writable:
            by_socket[sock].link.on_writable()
        for one in driven:
            one.link.tick()
    return True


def settle(*driven: Driven, seconds: float = 0.2) -> None:
    """For showing that nothing more comes."""
    drive(*driven, until=lambda: False, seconds=seconds)


def make_options(port: int, **changes: object) -> MqttOptions:
    return MqttOptions("127.0.0.1", port, **{"connects_per_minute": 60_000, **changes})  # type: ignore[arg-type]


@contextmanager
def opened(port: int, *filters: str, wait: bool = True, **changes: object) -> Iterator[Driven]:
    """A link that is up, unless told not to wait for that; closed at the end."""
    driven = Driven(MqttLink(make_options(port, **changes), SystemClock().now))
    driven.link.subscribe(filters)
    driven.link.connect()
    try:
        if wait:
            assert drive(driven, until=lambda: driven.link.state == "up"), driven.link.problem
        yield driven
    finally:
        driven.link.close()
