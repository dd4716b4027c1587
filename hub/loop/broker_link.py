"""The broker's link as the hub needs it: over a socket (``MqttLink``), or in memory where time is made up (``MemoryLink``)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

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


def says(link: BrokerLink, bad: int) -> dict[str, Any]:
    """What ``status`` tells of it. bad: messages it brought that could not be used."""
    counts = link.counts
    return {
        "state": link.state,
        "problem": link.problem,
        "received": counts.received,
        "published": counts.published,
        "dropped": counts.dropped + bad,
        "late": counts.late + counts.dropped_outgoing,
        "unsent": counts.refused,
        "forbidden": counts.forbidden,
        "reconnects": counts.reconnects,
        "refused": dict(link.refusals),
        "unsaid": dict(link.unsaid),
    }
