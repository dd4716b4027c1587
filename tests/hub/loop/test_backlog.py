"""The backlog: in order while it is calm; in a storm presence first, and of a flood only the newest."""

from datetime import UTC, datetime

from devices.message import Message
from devices.vocabulary import Moment
from hub.loop.backlog import CALM, MOST, MOST_BYTES, MOST_URGENT, PER_TOPIC, Backlog

NOW = Moment(datetime(2026, 3, 2, tzinfo=UTC), 1000.0)


def heard(topic: str, number: int, size: int = 0) -> Message:
    return Message(topic, str(number).encode() + b" " * size, NOW)


def make_backlog() -> Backlog:
    return Backlog(lambda topic: topic.startswith("presence/"))


def numbers(messages: list[Message]) -> list[int]:
    return [int(message.payload) for message in messages]


def test_in_a_calm_house_everything_is_handled_in_the_order_it_came() -> None:
    backlog = make_backlog()
    topics = ["lamp", "presence/ana", "lamp", "lux", "presence/ben", "lamp"]
    backlog.add(heard(topic, n) for n, topic in enumerate(topics))
    assert numbers(backlog.take(100)) == [0, 1, 2, 3, 4, 5]
    assert (len(backlog), backlog.dropped) == (0, 0)


def test_it_gives_no_more_than_asked_for_and_keeps_the_rest() -> None:
    backlog = make_backlog()
    backlog.add(heard("lamp", n) for n in range(5))
    assert numbers(backlog.take(2)) == [0, 1]
    assert len(backlog) == 3
    assert numbers(backlog.take(10)) == [2, 3, 4]


def test_in_a_storm_presence_goes_first_and_none_of_it_is_dropped() -> None:
    backlog = make_backlog()
    backlog.add(heard("lux", n) for n in range(5000))
    backlog.add(heard("presence/ana", n) for n in range(40))
    backlog.add(heard("lux", n) for n in range(5000, 9000))
    assert [m.topic for m in backlog.take(40)] == ["presence/ana"] * 40


def test_of_a_flooding_topic_only_the_newest_are_kept_and_the_others_are_counted() -> None:
    backlog = make_backlog()
    backlog.add(heard("lux", n) for n in range(10_000))
    assert len(backlog) <= CALM
    kept = numbers(backlog.take(10_000))
    assert kept == list(range(10_000 - len(kept), 10_000))
    assert backlog.dropped == 10_000 - len(kept)


def test_a_quiet_topic_loses_nothing_while_another_floods() -> None:
    backlog = make_backlog()
    for n in range(PER_TOPIC):
        backlog.add(heard("flood", i) for i in range(1000))
        backlog.add([heard("quiet", n)])
    kept = [m for m in backlog.take(100_000) if m.topic == "quiet"]
    assert numbers(kept) == list(range(PER_TOPIC))


def test_a_thousand_topics_in_turn_lose_nothing() -> None:
    backlog = make_backlog()
    backlog.add(heard(f"state/{n % 1000}", n) for n in range(10_000))
    assert backlog.dropped == 0
    assert sorted(numbers(backlog.take(10_000))) == list(range(10_000))


def test_endless_topics_and_endless_presence_are_bounded() -> None:
    backlog = make_backlog()
    backlog.add(heard(f"topic/{n}", n) for n in range(MOST + 500))
    backlog.add(heard("presence/ana", n) for n in range(MOST_URGENT + 70))
    assert len(backlog) == MOST + MOST_URGENT
    assert backlog.dropped == 570
    assert numbers(backlog.take(1)) == [70]  # the newest presence is what stays


def test_large_messages_are_bounded_by_their_bytes() -> None:
    backlog = make_backlog()
    backlog.add(heard(f"topic/{n}", n, size=MOST_BYTES // 10) for n in range(30))
    kept = numbers(backlog.take(100))
    assert kept == list(range(30 - len(kept), 30))
    assert 8 <= len(kept) <= 10
    assert len(backlog) == 0
