"""The loop, turn by turn, on a link of our own: what it hands on, in which order, and that nothing stops it."""

import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from devices.errors import BadPayload
from devices.message import Message
from devices.vocabulary import Moment
from hub.loop.inbox import Inbox
from hub.loop.loop import AT_ONCE, Loop
from tests.fake_clock import FakeClock
from tests.patience import PATIENCE_S


class FakeLink:
    """A link that hears what a test says."""

    def __init__(self, clock: FakeClock) -> None:
        self.state = "up"
        self.has_more = False
        self.deadline: float | None = None
        self.heard: list[Message] = []
        self.ticks = self.writes = 0
        self.is_behind = False
        self._clock = clock
        self.near, self._far = socket.socketpair()
        self.near.setblocking(False)

    def say(self, topic: str, payload: bytes = b"1") -> None:
        self.heard.append(Message(topic, payload, self._clock.now()))
        self._far.send(b"!")

    def reconnect(self) -> None:
        """The link's socket is another one from now on, and the old one is closed."""
        old = self.near, self._far
        self.near, self._far = socket.socketpair()
        self.near.setblocking(False)
        for end in old:
            end.close()

    def socket(self) -> socket.socket | None:
        return self.near if self.state != "down" else None

    def wants_write(self) -> bool:
        return self.is_behind

    def on_readable(self) -> list[Message]:
        self.near.recv(65536)
        heard, self.heard = self.heard, []
        return heard

    def on_writable(self) -> None:
        self.writes += 1
        self.is_behind = False

    def tick(self) -> None:
        self.ticks += 1

    def close(self) -> None:
        self.near.close()
        self._far.close()


@dataclass
class Told:
    """What the loop handed on."""

    messages: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)
    ticks: list[float] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    next_deadline: float | None = None
    failing_ticks: int = 0

    def on_message(self, message: Message) -> None:
        self.order.append("message")
        if message.payload == b"bad":
            raise BadPayload(message.topic, message.payload, "not what was asked for")
        if message.payload.startswith(b"bug"):
            raise RuntimeError("a mistake\nof ours")
        self.messages.append(message.topic)

    def on_value(self, value: object) -> None:
        self.order.append("value")
        if value == "bug":
            raise ValueError("nobody thought of this value")
        self.values.append(value)

    def on_tick(self, now: Moment) -> None:
        if self.failing_ticks:
            self.failing_ticks -= 1
            raise KeyError("a lamp")
        self.ticks.append(now.mono)


@dataclass
class Rig:
    loop: Loop
    link: FakeLink
    inbox: Inbox
    clock: FakeClock
    told: Told


@pytest.fixture
def rig() -> Iterator[Rig]:
    clock, told, inbox = FakeClock(), Told(), Inbox()
    link = FakeLink(clock)
    loop = Loop(
        link,
        inbox,
        clock,
        told.on_message,
        told.on_value,
        told.on_tick,
        next_deadline=lambda: told.next_deadline,
        on_link=lambda state, _now: told.states.append(state),
        is_urgent=lambda topic: topic.startswith("presence/"),
    )
    yield Rig(loop, link, inbox, clock, told)
    loop.close()
    link.close()
    inbox.close()


def test_messages_and_values_are_handed_on(rig: Rig) -> None:
    rig.link.say("lamp")
    rig.inbox.put("reload")
    rig.loop.turn(0)
    assert rig.told.messages == ["lamp"]
    assert rig.told.values == ["reload"]


def test_what_the_house_says_comes_before_what_other_threads_want(rig: Rig) -> None:
    rig.inbox.put("slow")
    rig.link.say("presence/ana")
    rig.loop.turn(0)
    assert rig.told.order == ["message", "value"]


def test_ticks_come_every_second_and_at_the_nearest_deadline(rig: Rig) -> None:
    rig.loop.turn(0)
    assert rig.told.ticks == []
    rig.clock.advance(1.0)
    rig.loop.turn(0)
    rig.told.next_deadline = rig.clock.mono + 0.3
    rig.clock.advance(0.2)
    rig.loop.turn(0)
    assert rig.told.ticks == [1001.0]
    rig.clock.advance(0.1)
    rig.loop.turn(0)
    assert rig.told.ticks == pytest.approx([1001.0, 1001.3])


def test_a_deadline_that_stays_in_the_past_does_not_spin(rig: Rig) -> None:
    rig.told.next_deadline = 0.0
    rig.clock.advance(0.5)
    for _ in range(10):
        rig.loop.turn(0)  # no time passes between these
    assert len(rig.told.ticks) == 1


def test_a_change_of_the_links_state_is_told_once(rig: Rig) -> None:
    rig.link.state = "down"
    rig.loop.turn(0)
    rig.loop.turn(0)
    rig.link.state = "up"
    rig.loop.turn(0)
    assert rig.told.states == ["down", "up"]


def test_a_new_connection_is_listened_to(rig: Rig) -> None:
    rig.link.say("before")
    rig.loop.turn(0)
    rig.link.reconnect()
    rig.link.say("after")
    rig.loop.turn(0)
    rig.link.state = "down"
    rig.loop.turn(0)
    rig.link.state = "up"
    rig.link.reconnect()
    rig.link.say("once more")
    rig.loop.turn(0)
    assert rig.told.messages == ["before", "after", "once more"]


def test_a_socket_that_was_full_is_written_when_it_takes_more(rig: Rig) -> None:
    rig.loop.turn(0)
    assert rig.link.writes == 0
    rig.link.is_behind = True
    rig.loop.turn(0)
    rig.loop.turn(0)
    assert rig.link.writes == 1


def test_ten_thousand_messages_that_raise_do_not_keep_the_next_good_one(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for n in range(10_000):
            rig.link.say(f"topic/{n % 100}", b"bug %d" % n)
            if n % 100 == 99:
                rig.loop.turn(0)
        rig.link.say("good")
        rig.loop.turn(0)
    assert rig.told.messages == ["good"]
    assert rig.loop.complaints.bugs == 10_000
    assert len(caplog.records) == 1  # one kind, one line
    line = caplog.records[0].getMessage()
    assert "RuntimeError" in line
    assert "topic/0 bug 0" in line
    assert "\n" not in line


def test_ten_thousand_unusable_messages_are_counted_and_said_once_per_topic_and_reason(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for n in range(10_000):
            rig.link.say(f"topic/{n % 3}", b"bad")
            if n % 100 == 99:
                rig.loop.turn(0)
        rig.link.say("good")
        rig.loop.turn(0)
    assert rig.told.messages == ["good"]
    assert rig.loop.complaints.bad == 10_000
    assert [record.getMessage().split(":")[0] for record in caplog.records] == [f"dropped topic/{n}" for n in range(3)]


def test_rubbish_on_ever_new_topics_does_not_flood_the_log(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for n in range(1000):
            rig.link.say(f"hostile/{n}", b"bad")
            if n % 100 == 99:
                rig.loop.turn(0)
        assert len(caplog.records) == 30
        rig.clock.advance(61)
        rig.link.say("hostile/x", b"bad")
        rig.loop.turn(0)
    assert [record.getMessage()[:45] for record in caplog.records[30:]] == [
        "970 further complaints were not logged",
        "dropped hostile/x: not what was asked for: ba"[:45],
    ]


def test_a_hostile_message_is_one_escaped_line_cut_short(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        rig.link.say("lamp\n\x1b[31m", b"bug\r\n" + "‮".encode() + b"x" * 5000)
        rig.loop.turn(0)
    line = caplog.records[0].getMessage()
    assert not any(character in line for character in "\r\n\x1b‮")
    assert "x" * 201 not in line


def test_a_bug_with_a_value_a_tick_or_a_deadline_stops_nothing(rig: Rig) -> None:
    rig.told.failing_ticks = 1
    rig.inbox.put("bug")
    rig.inbox.put("fine")
    rig.clock.advance(1)
    rig.loop.turn(0)
    rig.clock.advance(1)
    rig.loop.turn(0)
    assert rig.told.values == ["fine"]
    assert len(rig.told.ticks) == 1
    assert rig.loop.complaints.bugs == 2


def test_a_broken_next_deadline_still_ticks_every_second() -> None:
    clock, told, inbox = FakeClock(), Told(), Inbox()
    link = FakeLink(clock)

    def broken() -> float | None:
        raise ZeroDivisionError

    loop = Loop(link, inbox, clock, told.on_message, told.on_value, told.on_tick, next_deadline=broken)
    clock.advance(1)
    loop.turn(0)
    assert told.ticks == [1001.0]
    for thing in (loop, link, inbox):
        thing.close()


def test_a_storm_is_handled_in_pieces_and_presence_comes_first(rig: Rig) -> None:
    for n in range(5000):
        rig.link.say(f"lux/{n}")
        if n % 100 == 99:
            rig.link.near.recv(65536)  # the pair's buffer is small; the messages stay
    rig.link.say("presence/ana")
    rig.loop.turn(0)
    assert rig.told.messages[0] == "presence/ana"
    assert len(rig.told.messages) == AT_ONCE
    assert len(rig.loop.backlog) == 5001 - AT_ONCE
    for _ in range(5001 // AT_ONCE):
        rig.loop.turn(None)  # does not wait while something is left
    assert len(rig.told.messages) == 5001


def test_stop_ends_a_loop_that_waits(rig: Rig) -> None:
    thread = threading.Thread(target=rig.loop.run)
    thread.start()
    rig.loop.stop()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
