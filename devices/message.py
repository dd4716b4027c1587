"""Bytes on the broker, one way and the other."""

from dataclasses import dataclass

from .vocabulary import Moment


@dataclass(frozen=True, slots=True)
class Message:
    """Heard. retain: the broker kept it, so it may be days old. when: stamped once, right after the socket was read."""

    topic: str
    payload: bytes
    when: Moment
    retain: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """To be published. Commands are never retained and go at QoS 0; only the hub's own state is retained."""

    topic: str
    payload: bytes
    retain: bool = False
    qos: int = 0
