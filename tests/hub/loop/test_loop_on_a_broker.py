"""The loop and the real link together against a real Mosquitto: storms, outages, and what is decided during them."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest

from devices.links.mqtt import MqttLink
from devices.message import Message, Outgoing
from devices.vocabulary import Moment
from hub.clock import SystemClock
from hub.loop.inbox import Inbox
from hub.loop.loop import Loop
from tests.devices.driving import make_options, opened
from tests.devices.links.mqtt.test_link import connected_raw
from tests.mosquitto import Mosquitto
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.broker


@dataclass
class House:
    """Answers presence with one command, written while the message is being handled; everything else only takes time."""

    link: MqttLink
    loop: Loop
    inbox: Inbox
    states: list[str] = field(default_factory=list)
    handled: int = 0
    work_s: float = 0.0

    def on_message(self, message: Message) -> None:
        self.handled += 1
        if message.topic == "home/presence" and not message.retain:
            self.link.publish(Outgoing("lamp/set", message.payload))
            return
        until = time.perf_counter() + self.work_s
        while time.perf_counter() < until:
            pass

    def turn_until(self, until: Callable[[], bool]) -> bool:
        end = time.monotonic() + PATIENCE_S
        while not until():
            if time.monotonic() > end:
                return False
            self.loop.turn(0.02)
        return True


@contextmanager
def living(port: int) -> Iterator[House]:
    clock, inbox = SystemClock(), Inbox()
    link = MqttLink(make_options(port), clock.now)
    link.subscribe(["home/#"])
    told: list[House] = []
    loop = Loop(
        link,
        inbox,
        clock,
        lambda message: told[0].on_message(message),
        lambda _value: None,
        lambda _now: None,
        on_link=lambda state, _now: told[0].states.append(state),
        is_urgent=lambda topic: topic == "home/presence",
    )
    house = House(link, loop, inbox)
    told.append(house)
    link.connect()
    try:
        assert house.turn_until(lambda: link.state == "up")
        yield house
    finally:
        link.close()
        loop.close()
        inbox.close()


def flood(port: int, topic: bytes, count: int, stop: threading.Event) -> None:
    """As fast as the broker takes it."""
    packet = bytes([0x30, 2 + len(topic) + 10]) + len(topic).to_bytes(2, "big") + topic
    with connected_raw(port) as raw:
        raw.settimeout(PATIENCE_S)
        for start in range(0, count, 100):
            if stop.is_set():
                break
            raw.sendall(b"".join(packet + b"%010d" % (start + n) for n in range(100)))
        raw.sendall(b"\xe0\x00")


def test_presence_is_answered_in_a_storm_it_cannot_keep_up_with(mosquitto: Mosquitto) -> None:
    """B7 in short: a flood on one topic, each message 2 ms of work; drops counted, the link kept, presence answered."""
    with living(mosquitto.port) as house, opened(mosquitto.port, "lamp/set") as lamp:
        house.work_s = 0.002
        stop = threading.Event()
        sender = threading.Thread(target=flood, args=(mosquitto.port, b"home/lux", 30_000, stop))
        sender.start()

        def lamp_has_heard(count: int) -> bool:
            lamp.heard += lamp.link.on_readable()
            lamp.link.tick()  # the broker wants to hear of it, however long the storm lasts
            return len(lamp.heard) == count

        assert house.turn_until(lambda: lamp_has_heard(0) and house.loop.backlog.dropped > 0)
        for n in range(5):
            assert lamp.link.publish(Outgoing("home/presence", b"%d" % n))
            assert house.turn_until(partial(lamp_has_heard, n + 1))
        stop.set()
        sender.join()
        assert house.turn_until(lambda: lamp_has_heard(5) and len(house.loop.backlog) == 0)
        assert lamp.payloads() == [b"0", b"1", b"2", b"3", b"4"]
        assert (house.link.state, house.link.counts.reconnects) == ("up", 0)
        assert house.handled < 30_000


def test_ten_thousand_states_on_a_thousand_topics_are_all_handled(mosquitto: Mosquitto) -> None:
    with living(mosquitto.port) as house, connected_raw(mosquitto.port) as raw:
        for start in range(0, 10_000, 100):
            topics = [b"home/%04d" % (n % 1000) for n in range(start, start + 100)]
            raw.sendall(b"".join(bytes([0x30, 2 + len(t) + 1]) + len(t).to_bytes(2, "big") + t + b"1" for t in topics))
            house.loop.turn(0.0)
        assert house.turn_until(lambda: house.handled == 10_000)
        assert house.loop.backlog.dropped == 0


def test_the_house_is_told_of_every_loss_and_return(mosquitto: Mosquitto) -> None:
    with living(mosquitto.port) as house:
        mosquitto.kill()
        assert house.turn_until(lambda: house.link.state in ("down", "connecting"))
        mosquitto.start()
        assert house.turn_until(lambda: house.link.state == "up")
        house.loop.turn(0)
    up = [n for n, state in enumerate(house.states) if state == "up"]
    assert len(up) == 2
    assert {"down", "connecting"} & set(house.states[up[0] : up[1]])


def test_another_thread_wakes_a_loop_that_waits_on_a_quiet_broker(mosquitto: Mosquitto) -> None:
    told: list[object] = []
    clock, inbox = SystemClock(), Inbox()
    link = MqttLink(make_options(mosquitto.port), clock.now)
    loop = Loop(link, inbox, clock, lambda _m: None, told.append, lambda _now: None)
    link.connect()
    thread = threading.Thread(target=loop.run)
    thread.start()
    inbox.put("reload")
    end = time.monotonic() + PATIENCE_S
    while not told and time.monotonic() < end:
        time.sleep(0.01)
    loop.stop()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    assert told == ["reload"]
    link.close()
    inbox.close()


def test_the_moment_of_a_message_is_when_it_was_read_not_when_its_turn_came(mosquitto: Mosquitto) -> None:
    seen: list[tuple[Moment, float]] = []
    with living(mosquitto.port) as house, opened(mosquitto.port) as device:
        house.work_s = 0.02

        def on_message(message: Message) -> None:
            House.on_message(house, message)
            seen.append((message.when, time.monotonic()))

        house.loop._on_message = on_message
        for n in range(20):
            assert device.link.publish(Outgoing(f"home/{n}", b"1"))
        assert house.turn_until(lambda: len(seen) == 20)
    assert seen[-1][1] - seen[-1][0].mono > 0.02  # it waited for the others, and its stamp does not hide that
