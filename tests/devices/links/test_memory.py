"""The broker in memory: as a real one with MQTT 5, but for the wire."""

from datetime import UTC, datetime

from devices.links.memory import MemoryBroker, MemoryLink
from devices.message import Outgoing
from devices.vocabulary import Moment


def now() -> Moment:
    return Moment(datetime(2026, 3, 2, tzinfo=UTC), 0.0)


class Home:
    """A broker, and what it passed on to everybody."""

    def __init__(self) -> None:
        self.passed: list[tuple[str, bool]] = []
        self.broker = MemoryBroker(now, lambda outgoing, by: self.passed.append((outgoing.topic, by is not None)))

    def link(self, *filters: str) -> MemoryLink:
        link = MemoryLink(self.broker, Outgoing("hub/status", b"offline", retain=True))
        link.subscribe(filters)
        link.connect()
        return link

    def say(self, topic: str, retain: bool = False, payload: bytes = b"it") -> bool:
        return self.broker.publish(Outgoing(topic, payload, retain))


def heard(link: MemoryLink) -> list[tuple[str, bool]]:
    return [(message.topic, message.retain) for message in link.on_readable()]


def test_what_was_kept_comes_before_the_link_is_up_and_what_is_new_after() -> None:
    home = Home()
    home.say("home/lamp", retain=True)
    home.say("home/gone", retain=True)
    home.say("home/gone", retain=True, payload=b"")
    home.say("home/loud")
    link = home.link("home/+")
    assert link.state == "syncing"
    assert heard(link) == [("home/lamp", True)]
    link.tick()
    assert link.state == "up"
    home.say("home/lamp", retain=True)
    home.say("other/lamp")
    assert heard(link) == [("home/lamp", False)]


def test_a_new_subscription_is_told_what_is_kept_of_it_once() -> None:
    home = Home()
    home.say("home/lamp", retain=True)
    home.say("home/door", retain=True)
    link = home.link("home/lamp")
    link.on_readable()
    assert link.subscribe(["home/lamp", "home/door", "home/#/broken", "#"]).keys() == {"home/#/broken", "#"}
    assert heard(link) == [("home/door", True)]


def test_nobody_hears_their_own_words() -> None:
    home = Home()
    link = home.link("home/lamp")
    link.tick()
    assert link.publish_all([Outgoing("home/lamp", b"on")]) == [True]
    assert heard(link) == []
    assert home.passed == [("home/lamp", True)]
    assert link.counts.published == 1


def test_while_the_broker_is_away_nothing_is_heard_said_or_kept_and_what_waited_is_lost() -> None:
    home = Home()
    home.say("home/lamp", retain=True)
    link = home.link("home/+")
    link.on_readable()
    link.tick()
    home.say("home/door")
    home.broker.go()
    link.tick()
    assert (link.state, link.has_more) == ("down", False)
    assert not home.say("home/late", retain=True)
    assert not link.publish(Outgoing("home/lamp", b"on"))
    home.broker.come_back()
    link.tick()
    assert heard(link) == [("home/lamp", True)]
    link.tick()
    assert (link.state, link.counts.reconnects, link.counts.refused) == ("up", 1, 1)


def test_of_a_link_that_dies_its_will_is_told_and_of_one_that_leaves_its_last_words() -> None:
    home = Home()
    watching = home.link("hub/status", "bye")
    watching.tick()
    home.broker.lose(home.link())
    assert heard(watching) == [("hub/status", False)]
    leaving = home.link()
    leaving.close(Outgoing("bye", b"bye"))
    assert heard(watching) == [("bye", False)]
    assert leaving.state == "down"
