"""The embedded broker, with our own link as its client."""

import asyncio
import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from devices.errors import LinkDown
from devices.links.broker import EmbeddedBroker
from devices.message import Outgoing
from tests.devices.driving import drive, opened, settle
from tests.patience import PATIENCE_S


@pytest.fixture
def broker() -> Iterator[EmbeddedBroker]:
    broker = EmbeddedBroker()
    broker.start()
    yield broker
    broker.stop()


def test_messages_go_through_live_retained_and_by_wildcard(broker: EmbeddedBroker) -> None:
    with opened(broker.port, protocol="3.1.1") as device:
        assert device.link.publish(Outgoing("home/lamp/state", b"kept", retain=True))
        settle(device, seconds=0.1)
        with opened(broker.port, "home/+/state", "home/deep/#", protocol="3.1.1") as hub:
            assert drive(hub, device, until=lambda: len(hub.heard) == 1)
            for topic in ("home/lamp/state", "home/deep/a/b", "home/lamp/other", "else/lamp/state"):
                assert device.link.publish(Outgoing(topic, b"live"))
            assert drive(hub, device, until=lambda: len(hub.heard) == 3)
            settle(hub, device, seconds=0.1)
            assert [(m.topic, m.payload, m.retain) for m in hub.heard] == [
                ("home/lamp/state", b"kept", True),
                ("home/lamp/state", b"live", False),
                ("home/deep/a/b", b"live", False),
            ]


def test_a_retained_message_goes_away_with_an_empty_one(broker: EmbeddedBroker) -> None:
    with opened(broker.port, protocol="3.1.1") as device:
        device.link.publish(Outgoing("home/x", b"kept", retain=True))
        device.link.publish(Outgoing("home/x", b"", retain=True))
        settle(device, seconds=0.1)
        with opened(broker.port, "home/#", protocol="3.1.1") as hub:
            settle(hub)
            assert hub.heard == []


def test_the_will_of_a_lost_client_is_told_and_kept(broker: EmbeddedBroker) -> None:
    will = Outgoing("attune/status", b"offline", retain=True)
    with opened(broker.port, "attune/status", protocol="3.1.1") as watcher:
        with opened(broker.port, will=will, protocol="3.1.1") as hub:
            sock = hub.link.socket()
            assert sock is not None
            sock.shutdown(socket.SHUT_RDWR)
            assert drive(watcher, until=lambda: watcher.payloads() == [b"offline"])
        with opened(broker.port, "attune/status", protocol="3.1.1") as late:
            assert drive(late, until=lambda: [(m.payload, m.retain) for m in late.heard] == [(b"offline", True)])


def test_a_clean_goodbye_leaves_no_will(broker: EmbeddedBroker) -> None:
    with opened(broker.port, "attune/status", protocol="3.1.1") as watcher:
        with opened(broker.port, will=Outgoing("attune/status", b"lost"), protocol="3.1.1") as hub:
            hub.link.close(Outgoing("attune/status", b"offline"))
        assert drive(watcher, until=lambda: bool(watcher.heard))
        settle(watcher)
        assert watcher.payloads() == [b"offline"]


def test_a_new_client_hears_only_what_is_kept_under_its_own_filters(broker: EmbeddedBroker) -> None:
    with opened(broker.port, "private/#", "home/#", protocol="3.1.1") as other:
        other.link.publish(Outgoing("private/x", b"1", retain=True))
        settle(other, seconds=0.1)
        with opened(broker.port, "home/#", protocol="3.1.1") as hub:
            settle(hub, other)
            assert hub.heard == []


def test_many_clients_coming_and_subscribing_at_once_all_work(broker: EmbeddedBroker) -> None:
    with opened(broker.port, protocol="3.1.1") as device:
        for n in range(50):
            device.link.publish(Outgoing(f"home/{n}", b"kept", retain=True))
        settle(device, seconds=0.1)
        links = [opened(broker.port, f"home/{n}", "home/+", wait=False, protocol="3.1.1") for n in range(10)]
        clients = [link.__enter__() for link in links]
        try:
            assert drive(*clients, until=lambda: all(c.link.state == "up" and len(c.heard) == 50 for c in clients))
        finally:
            for link in links:
                link.__exit__(None, None, None)


def test_a_client_of_mqtt_5_is_told_at_once_and_comes_back_in_3_1_1(broker: EmbeddedBroker) -> None:
    with socket.create_connection(("127.0.0.1", broker.port), timeout=PATIENCE_S) as raw:
        raw.sendall(b"\x10\x11\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x04test")
        assert raw.recv(10) == b"\x20\x03\x00\x84\x00"  # unsupported protocol version
        assert raw.recv(1) == b""
    with opened(broker.port, "home/#") as hub, opened(broker.port) as device:
        assert hub.link.protocol == "3.1.1"
        assert device.link.publish(Outgoing("home/x", b"1"))
        assert drive(hub, device, until=lambda: bool(hub.heard))


@pytest.mark.parametrize("first", [b"", b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 20, b"\x10\x0c\x00\x04MQTT\x04\x02", bytes(100)])
def test_strangers_who_speak_no_mqtt_disturb_nobody(broker: EmbeddedBroker, first: bytes) -> None:
    with socket.create_connection(("127.0.0.1", broker.port), timeout=PATIENCE_S) as stranger:
        stranger.sendall(first)
        with opened(broker.port, "home/#", protocol="3.1.1") as hub, opened(broker.port, protocol="3.1.1") as device:
            assert device.link.publish(Outgoing("home/x", b"1"))
            assert drive(hub, device, until=lambda: bool(hub.heard))


def test_a_connect_with_a_long_length_is_read_whole(broker: EmbeddedBroker) -> None:
    name = b"n" * 200  # the packet's length takes two bytes
    body = b"\x00\x04MQTT\x04\x02\x00\x3c\x00\xc8" + name
    with socket.create_connection(("127.0.0.1", broker.port), timeout=PATIENCE_S) as raw:
        raw.sendall(b"\x10" + bytes([len(body) & 0x7F | 0x80, len(body) >> 7]) + body)
        assert raw.recv(4) == b"\x20\x02\x00\x00"


def test_only_this_machine_reaches_it(broker: EmbeddedBroker) -> None:
    instance = broker._broker._servers["default"].instance  # type: ignore[union-attr]
    assert [sock.getsockname()[0] for sock in instance.sockets] == ["127.0.0.1"]


def test_a_given_port_is_used_and_a_taken_one_is_told(broker: EmbeddedBroker) -> None:
    port = broker.port
    with pytest.raises(LinkDown, match=f"127.0.0.1:{port}"):
        EmbeddedBroker(port).start()
    broker.stop()
    again = EmbeddedBroker(port)
    assert again.start() == port
    again.stop()


def test_stopping_leaves_no_thread_no_connection_and_no_log_lines(caplog: pytest.LogCaptureFixture) -> None:
    before = threading.active_count()
    with caplog.at_level(logging.INFO):
        broker = EmbeddedBroker()
        broker.start()
        with opened(broker.port, "home/#", protocol="3.1.1") as hub:
            raw = socket.create_connection(("127.0.0.1", broker.port))  # somebody who never says a word
            broker.stop()
            assert drive(hub, until=lambda: hub.link.state != "up")
            raw.close()
        broker.stop()  # a second time harms nobody
    assert drive(until=lambda: threading.active_count() <= before)  # a thread that is done takes a moment to end
    assert [record for record in caplog.records if record.name.startswith(("amqtt", "asyncio"))] == []
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", broker.port), timeout=PATIENCE_S)


def test_it_may_run_beside_another_asyncio_loop() -> None:
    async def inside() -> int:
        broker = EmbeddedBroker()
        port = await asyncio.to_thread(broker.start)
        await asyncio.to_thread(broker.stop)
        return port

    with ThreadPoolExecutor(1) as elsewhere:  # a browser's tests, in the same process, leave a loop running in this thread
        assert elsewhere.submit(asyncio.run, inside()).result(PATIENCE_S) > 0


def test_its_thread_says_all_the_while_that_it_lives() -> None:
    signed = threading.Semaphore(0)
    broker = EmbeddedBroker(0, signed.release)
    broker.start()
    try:
        assert all(signed.acquire(timeout=PATIENCE_S) for _ in range(2))
    finally:
        broker.stop()
