"""Brokers that take less than others: nothing retained, no acknowledgement, small messages."""

import socket
from dataclasses import replace

import pytest

from devices.message import Outgoing
from tests.devices.driving import drive, opened
from tests.mosquitto import Mosquitto

pytestmark = pytest.mark.broker
LAST = Outgoing("attune/status", b"offline", retain=True, qos=1)


@pytest.fixture(autouse=True)
def _reconnect_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.links.retry.FIRST_S", 0.02)


@pytest.mark.parametrize("config", ["retain_available false", "max_qos 0", "retain_available false\nmax_qos 0"], ids=str)
def test_a_broker_that_takes_no_such_will_is_given_a_lesser_one(config: str) -> None:
    """Mosquitto, EMQX and others refuse the whole connection over it."""
    with Mosquitto(f"{config}\nallow_anonymous true\n") as broker, opened(broker.port, wait=False, will=LAST) as hub:
        assert drive(hub, until=lambda: hub.link.state == "up")
        assert (hub.link.problem, hub.link.not_let_in) == ("", "")
        with opened(broker.port, LAST.topic) as other:
            hub.link._connection._intake.socket.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]  # it is lost
            assert drive(other, until=lambda: other.payloads() == [b"offline"])


def test_what_is_larger_than_the_broker_takes_is_told_and_the_link_kept() -> None:
    long = Outgoing("attune/event", b"x" * 1500)
    with Mosquitto("max_packet_size 1000\nallow_anonymous true\n") as broker:
        filters = [f"home/{'x' * 40}/{number}" for number in range(300)]
        with opened(broker.port, *filters) as hub, opened(broker.port, "attune/#") as other:
            assert not hub.link.publish(long)
            assert hub.link.unsaid[long.topic].startswith("1500 bytes are too many, it takes 1000")
            assert hub.link.publish(replace(long, payload=b"short"))
            assert drive(hub, other, until=lambda: other.payloads() == [b"short"])
            assert (hub.link.state, hub.link.counts.reconnects, hub.link.unsaid) == ("up", 0, {})


def test_a_broker_whose_answers_cannot_be_followed_is_spoken_to_in_3_1_1() -> None:
    """Mosquitto with a message_size_limit, which it does not tell of beforehand."""
    with Mosquitto("message_size_limit 600\nallow_anonymous true\n") as broker, opened(broker.port) as hub:
        long = Outgoing("attune/status", b"x" * 700, retain=True, qos=1)
        for _ in range(2):
            assert hub.link.publish(long)
            assert drive(hub, until=lambda: hub.link.state != "up")
            assert drive(hub, until=lambda: hub.link.state == "up")
        assert hub.link.protocol == "3.1.1"
        hub.link.publish(long)
        with opened(broker.port, "attune/status") as other:
            assert hub.link.publish(replace(long, payload=b"online"))
            assert drive(hub, other, until=lambda: other.payloads() == [b"online"])
