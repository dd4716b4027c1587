"""What the broker's link is told, and what it counts."""

from dataclasses import dataclass, field
from typing import Literal

from ...message import Outgoing
from .dial import Tls


@dataclass(frozen=True, slots=True)
class MqttOptions:
    """tls: None for plain TCP. client_id: empty for a random one. will: what the broker says of us when we are lost.

    base_topic: the hub's own tree; the sync marker travels below it, on ``<base_topic>/sync/<client_id>``.
    keepalive_s: silence after which a ping goes out; after 1.5 times that the link counts as lost. packet_limit: bytes of one
    packet; larger ones never reach us (MQTT 5) or are thrown away while they arrive (3.1.1).
    connects_per_minute: connections made at most. protocol: ``auto`` is MQTT 5, and 3.1.1 where the broker knows no better.
    """

    host: str
    port: int = 1883
    username: str = ""
    password: str | None = field(default=None, repr=False)
    tls: Tls | None = None
    client_id: str = ""
    will: Outgoing | None = None
    base_topic: str = "attune"
    keepalive_s: int = 10
    packet_limit: int = 20 * 1024 * 1024
    connects_per_minute: int = 15
    protocol: Literal["auto", "5", "3.1.1"] = "auto"


@dataclass(slots=True)
class Counts:
    """Since the start. dropped: heard but unusable (too large, topic not UTF-8). refused: publishing said no.

    forbidden: messages the broker answered it does not pass on; most it throws away in silence.
    late, dropped_outgoing: commands that waited too long, or were waiting when the link was lost. denied: subscriptions the
    broker refused. markers_missed: syncs that went on without their marker.
    """

    received: int = 0
    dropped: int = 0
    oversized: int = 0
    published: int = 0
    refused: int = 0
    late: int = 0
    dropped_outgoing: int = 0
    reconnects: int = 0
    denied: int = 0
    forbidden: int = 0
    markers_missed: int = 0
