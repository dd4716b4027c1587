"""Listening to the broker for a while, for commands that look at the home without running it. Nothing is stored or sent."""

import contextlib
import select
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from devices.errors import DeviceError
from devices.links.mqtt import MqttLink
from devices.message import Message
from hub.clock import SystemClock
from hub.config import Config

CONNECT_S = 6.0


@dataclass(slots=True)
class BrokerHeard:
    """problem: why there was no connection; is_refused: the broker itself said so. denied: topics that could not be heard,
    and why. refused: what could not be read, one sentence each.
    """

    problem: str = ""
    is_refused: bool = False
    denied: Mapping[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


def listen(
    config: Config,
    opened: contextlib.ExitStack,
    topics: Callable[[], Iterable[str]],
    hear: Callable[[Message], bool],
    seconds: float,
    progress: Callable[[float], None] = lambda _part: None,
) -> BrokerHeard:
    """hear: whether new topics are wanted after the message. progress: told the part of the time that has passed."""
    from .run import mqtt_options

    options = mqtt_options(config, opened, own_broker=False)
    link = MqttLink(replace(options, client_id="", will=None), SystemClock().now)
    heard = BrokerHeard()
    link.subscribe(topics())
    link.connect()
    opened.callback(link.close)
    start = time.monotonic()
    up_at: float | None = None
    while True:
        now = time.monotonic()
        if up_at is None and link.state == "up":
            up_at = now
        if up_at is None and link.state != "syncing" and now - start > CONNECT_S:
            heard.problem, heard.is_refused = link.problem or "no answer", bool(link.not_let_in)
            return heard
        if up_at is not None:
            progress(min(1.0, (now - up_at) / seconds))
            if now - up_at >= seconds:
                heard.denied = link.refusals
                return heard
        sock = link.socket()
        ready, writable, _ = select.select(
            [] if sock is None else [sock], [sock] if sock is not None and link.wants_write() else [], [], 0.05
        )
        if writable:
            link.on_writable()
        messages = link.on_readable() if ready or link.has_more else []
        for message in messages:
            try:
                if hear(message):
                    link.subscribe(topics())
            except DeviceError as error:
                heard.refused.append(str(error))
        link.tick()
