"""The beat: out, back, into the database, and to who waits for it; what stops it and what does not."""

import pytest

from devices.message import Message, Outgoing
from devices.vocabulary import Moment
from hub.loop.heartbeat import BEAT_S, LOST, Heartbeat
from hub.loop.workers import LOOKS, Workers
from tests.fake_clock import FakeClock


class Home:
    """Everything around the heart. beats: how often the watchdog heard of it."""

    def __init__(self) -> None:
        self.clock, self.workers = FakeClock(), Workers()
        self.out: list[Outgoing] = []
        self.written: list[Moment] = []
        self.beats = 0
        self.takes = True
        self.heart = Heartbeat("attune/sync/heartbeat", self.publish, self.written.append, self, self.workers)

    def beat(self) -> None:
        self.beats += 1

    def publish(self, outgoing: Outgoing) -> bool:
        if self.takes:
            self.out.append(outgoing)
        return self.takes

    def tick(self, is_up: bool = True) -> list[str]:
        self.clock.advance(BEAT_S)
        return self.heart.tick(is_up, self.clock.now())

    def echo(self, payload: bytes | None = None, retain: bool = False) -> None:
        last = self.out[-1].payload if payload is None else payload
        self.heart.hear(Message("attune/sync/heartbeat", last, self.clock.now(), retain))


@pytest.fixture
def home() -> Home:
    return Home()


def test_it_beats_when_its_own_word_is_back_and_the_database_has_taken_it(home: Home) -> None:
    home.tick()
    assert (len(home.out), home.beats, home.written) == (1, 0, [])
    home.echo()
    assert (home.beats, home.written) == (1, [home.clock.now()])
    home.echo()  # the same again is no beat
    home.tick()
    home.echo(b"somebody else's")
    home.echo(retain=True)
    assert home.beats == 1


def test_a_link_that_does_not_hand_it_back_any_more_stops_it(home: Home) -> None:
    home.tick()
    home.echo()
    told = [words for _ in range(LOST + 4) for words in home.tick()]
    assert told == ["the link to the broker stands still"]
    beats = home.beats
    home.tick()
    assert home.beats == beats
    home.echo()
    assert home.beats == beats + 1


def test_a_broker_that_never_hands_it_back_does_not(home: Home) -> None:
    assert [words for _ in range(3 * LOST) for words in home.tick()] == []
    assert home.beats >= 2 * LOST
    assert len(home.out) > 2


def test_without_a_broker_it_beats_in_the_database_alone(home: Home) -> None:
    home.tick()
    home.echo()
    home.heart.connected()
    assert [words for _ in range(3 * LOST) for words in home.tick(is_up=False)] == []
    assert home.beats == 1 + 3 * LOST
    home.takes = False
    home.tick()
    assert home.beats == 2 + 3 * LOST


def test_while_a_worker_is_missed_it_does_not_beat_and_tells_it_once(home: Home) -> None:
    home.workers.watched("the timer")
    told = [home.tick(is_up=False) for _ in range(LOOKS + 3)]
    assert told == [[], [], ["the timer stands still"], [], []]
    assert home.beats == LOOKS


def test_a_clock_that_jumps_loses_no_beat(home: Home) -> None:
    home.tick()
    home.echo()
    home.tick()
    home.clock.advance(26 * 3600)
    assert home.tick() == []


def test_between_two_beats_nothing_is_done(home: Home) -> None:
    home.tick()
    home.clock.advance(BEAT_S / 2)
    assert home.heart.tick(True, home.clock.now()) == []
    assert len(home.out) == 1
