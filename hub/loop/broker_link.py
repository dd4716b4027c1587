"""The broker's link as the hub needs it: over a socket (``MqttLink``), or in memory where time is made up (``MemoryLink``)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from devices.links.mqtt import Counts
from devices.message import Outgoing

from .loop import Link


class BrokerLink(Link, Protocol):
    """problem: why it is down. not_let_in: why the broker refuses the connection itself. refusals, unsaid: topic → why."""

    problem: str
    not_let_in: str
    counts: Counts

    @property
    def refusals(self) -> Mapping[str, str]: ...
    @property
    def unsaid(self) -> Mapping[str, str]: ...
    def connect(self) -> None: ...
    def close(self, farewell: Outgoing | None = None) -> None: ...
    def publish(self, outgoing: Outgoing) -> bool: ...
    def publish_all(self, several: Sequence[Outgoing]) -> list[bool]: ...
    def subscribe(self, filters: Iterable[str]) -> dict[str, str]: ...
    def say_anew(self) -> None: ...
