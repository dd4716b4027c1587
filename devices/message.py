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
    """To be published. Commands are never retained; only the hub's own state is.

    qos: of a command 0, or 1 where the broker is to say whether it passes it on; it keeps it for nobody who is away.
    """

    topic: str
    payload: bytes
    retain: bool = False
    qos: int = 0
