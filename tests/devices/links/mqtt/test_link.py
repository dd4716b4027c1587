"""The link against a real Mosquitto: connecting, hearing, publishing, losing the broker and finding it again."""

import os
import socket
import threading
from collections.abc import Iterator

import pytest

from devices.links.mqtt import OWN_LIMIT, QUEUE, connection, sending, syncing
from devices.message import Outgoing
from tests.devices.driving import Driven, drive, opened, settle
from tests.mosquitto import Mosquitto
from tests.patience import PATIENCE_S
from tests.proxy import Proxy

pytestmark = pytest.mark.broker
VERSIONS = ("5", "3.1.1")


@pytest.fixture(autouse=True)
def _reconnect_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.links.retry.FIRST_S", 0.02)


@pytest.fixture
def proxy(mosquitto: Mosquitto) -> Iterator[Proxy]:
    with Proxy(mosquitto.port) as proxy:
        yield proxy


def say(speaker: Driven, topic: str, payload: bytes = b"1", retain: bool = False) -> None:
    assert speaker.link.publish(Outgoing(topic, payload, retain))


def is_up_again(driven: Driven, after: int) -> bool:
    return driven.link.state == "up" and driven.link.counts.reconnects > after


# Hearing and publishing


@pytest.mark.parametrize("version", VERSIONS)
def test_a_message_is_heard_with_the_time_it_was_read(mosquitto: Mosquitto, version: str) -> None:
    with opened(mosquitto.port, "home/#", protocol=version) as hub, opened(mosquitto.port) as device:
        before = hub.link._now()
        say(device, "home/lamp", b'{"state": "ON"}')
        assert drive(hub, device, until=lambda: bool(hub.heard))
        message = hub.heard[0]
        assert (message.topic, message.payload, message.retain) == ("home/lamp", b'{"state": "ON"}', False)
        assert before.mono <= message.when.mono <= hub.link._now().mono
        assert hub.link.protocol == version
        assert hub.link.counts.received == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_retained_messages_are_marked_and_live_ones_on_the_same_topic_are_not(mosquitto: Mosquitto, version: str) -> None:
    with opened(mosquitto.port) as device:
        say(device, "home/lamp", b"old", retain=True)
        with opened(mosquitto.port, "home/#", protocol=version) as hub:
            say(device, "home/lamp", b"new", retain=True)
            assert drive(hub, device, until=lambda: len(hub.heard) == 2)
            assert [(m.payload, m.retain) for m in hub.heard] == [(b"old", True), (b"new", False)]


def test_what_comes_before_the_marker_is_a_snapshot_and_what_comes_after_is_not(mosquitto: Mosquitto, proxy: Proxy) -> None:
    proxy.latency_s = 0.1  # the marker takes a while to come back
    with opened(mosquitto.port) as device, opened(proxy.port, "home/#", wait=False) as hub:
        assert drive(hub, device, until=lambda: hub.link.state == "syncing")
        while hub.link.state == "syncing":
            say(device, "home/presence", b"early")
            settle(hub, device, seconds=0.01)
        proxy.latency_s = 0.0
        settle(hub, device, seconds=0.5)
        hub.heard, early = [], hub.heard
        say(device, "home/presence", b"live")
        assert drive(hub, device, until=lambda: b"live" in hub.payloads())
        assert early
        assert early[0].retain  # sent while the link was still syncing
        assert not hub.heard[-1].retain
        assert not any("/sync/" in topic for topic in hub.topics())


def test_filters_added_later_bring_their_retained_messages_marked(mosquitto: Mosquitto) -> None:
    with opened(mosquitto.port) as device, opened(mosquitto.port, "home/a") as hub:
        say(device, "home/b", b"kept", retain=True)
        settle(device, seconds=0.05)
        hub.link.subscribe(["home/a", "home/b"])
        assert drive(hub, until=lambda: bool(hub.heard))
        assert (hub.heard[0].payload, hub.heard[0].retain) == (b"kept", True)
        assert hub.link.state == "up"


def test_only_the_wanted_filters_are_heard_and_dropped_ones_fall_silent(mosquitto: Mosquitto) -> None:
    with opened(mosquitto.port, "home/a", "home/b") as hub, opened(mosquitto.port) as device:
        hub.link.subscribe(["home/b", "home/c"])
        settle(hub, seconds=0.1)
        for topic in ("home/a", "home/b", "home/c", "home/d"):
            say(device, topic)
        assert drive(hub, device, until=lambda: len(hub.heard) >= 2)
        settle(hub, device)
        assert hub.topics() == ["home/b", "home/c"]


def test_everything_at_once_is_never_subscribed(mosquitto: Mosquitto) -> None:
    with opened(mosquitto.port) as hub, opened(mosquitto.port) as device:
        refused = hub.link.subscribe(["#", "+/+", "home/a#", "home/ok"])
        assert set(refused) == {"#", "+/+", "home/a#"}
        settle(hub, seconds=0.1)
        say(device, "elsewhere/x")
        say(device, "home/ok")
        assert drive(hub, device, until=lambda: bool(hub.heard))
        settle(hub, device, seconds=0.1)
        assert hub.topics() == ["home/ok"]


def test_a_message_under_two_filters_is_heard_once(mosquitto: Mosquitto) -> None:
    with opened(mosquitto.port, "home/#", "home/lamp", "home/+") as hub, opened(mosquitto.port) as device:
        say(device, "home/lamp")
        assert drive(hub, device, until=lambda: bool(hub.heard))
        settle(hub, device)
        assert hub.topics() == ["home/lamp"]


def test_a_thousand_filters_are_all_granted(mosquitto: Mosquitto) -> None:
    with opened(mosquitto.port, *(f"home/{n}" for n in range(1000))) as hub, opened(mosquitto.port) as device:
        for n in (0, 500, 999):
            say(device, f"home/{n}")
        assert drive(hub, device, until=lambda: len(hub.heard) == 3)


@pytest.mark.parametrize(("version", "own"), [("5", []), ("3.1.1", [b"mine"])])
def test_own_commands_come_back_only_where_the_protocol_cannot_prevent_it(
    mosquitto: Mosquitto, version: str, own: list[bytes]
) -> None:
    with opened(mosquitto.port, "lamp/set", protocol=version) as hub, opened(mosquitto.port) as other:
        say(hub, "lamp/set", b"mine")
        settle(hub, other, seconds=0.1)
        say(other, "lamp/set", b"theirs")
        assert drive(hub, other, until=lambda: b"theirs" in hub.payloads())
        assert hub.payloads() == [*own, b"theirs"]


@pytest.mark.parametrize("version", ["5", "3.1.1"])
def test_what_is_said_to_ourselves_comes_back(mosquitto: Mosquitto, version: str) -> None:
    """The heartbeat: out to the broker, and back."""
    with opened(mosquitto.port, "attune/sync/heartbeat", protocol=version) as hub:
        say(hub, "attune/sync/heartbeat", b"beat")
        assert drive(hub, until=lambda: hub.payloads() == [b"beat"])


def test_the_socket_sends_small_packets_at_once(mosquitto: Mosquitto) -> None:
    with opened(mosquitto.port) as hub:
        sock = hub.link.socket()
        assert sock is not None
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


def test_publishing_writes_the_socket_before_it_returns(mosquitto: Mosquitto) -> None:
    with opened(mosquitto.port) as hub, opened(mosquitto.port, "lamp/set") as lamp:
        for n in range(3):
            say(hub, "lamp/set", b"%d" % n)
        assert not hub.link.wants_write()
        assert drive(lamp, until=lambda: len(lamp.heard) == 3)  # the hub's link is not driven any more
        assert hub.link.counts.published == 3


def test_a_message_of_our_own_over_16_kib_is_refused_and_the_link_kept(mosquitto: Mosquitto) -> None:
    with opened(mosquitto.port) as hub, opened(mosquitto.port, "big") as other:
        assert not hub.link.publish(Outgoing("big", b"x" * (OWN_LIMIT + 1)))
        assert hub.link.publish(Outgoing("big", b"x" * OWN_LIMIT))
        assert drive(hub, other, until=lambda: bool(other.heard))
        assert [len(payload) for payload in other.payloads()] == [OWN_LIMIT]
        assert hub.link.state == "up"
        assert hub.link.counts.refused == 1


@pytest.mark.parametrize("topic", ["", "a/+/b", "a/#", "a\0b", "\udcff", "$SYS/x"])
def test_a_topic_that_cannot_be_published_to_is_refused_and_the_link_kept(shared_mosquitto: Mosquitto, topic: str) -> None:
    with opened(shared_mosquitto.port) as hub:
        assert not hub.link.publish(Outgoing(topic, b"x"))
        settle(hub, seconds=0.05)
        assert hub.link.state == "up"


# Size


def connected_raw(port: int) -> socket.socket:
    """A plain MQTT 3.1.1 client, for what no library would send."""
    raw = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
    raw.sendall(b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04test")
    assert raw.recv(4) == b"\x20\x02\x00\x00"
    return raw


def retained(topic: bytes, payload: bytes) -> bytes:
    """A retained PUBLISH of MQTT 3.1.1 at QoS 0, two bytes of length."""
    size = 2 + len(topic) + len(payload)
    return bytes([0x31, 0x80 | size & 0x7F, size >> 7]) + len(topic).to_bytes(2, "big") + topic + payload


def publish_large(port: int, topic: bytes, size: int) -> None:
    """Publishes ``size`` zero bytes without ever holding them."""
    left = size + 2 + len(topic)
    head = bytearray([0x30])
    while True:
        left, byte = divmod(left, 128)
        head.append(byte | (0x80 if left else 0))
        if not left:
            break
    with connected_raw(port) as raw:
        raw.settimeout(PATIENCE_S)
        raw.sendall(bytes(head) + len(topic).to_bytes(2, "big") + topic)
        piece = bytes(64 * 1024)
        for start in range(0, size, len(piece)):
            raw.sendall(piece[: min(len(piece), size - start)])
        raw.sendall(b"\xe0\x00")
        raw.recv(1)


def resident_bytes() -> int:
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="memory is read from Linux's /proc")
@pytest.mark.parametrize("version", VERSIONS)
def test_sixty_megabytes_cost_no_memory_and_the_link_is_kept(mosquitto: Mosquitto, version: str) -> None:
    with opened(mosquitto.port, "home/#", protocol=version) as hub, opened(mosquitto.port) as device:
        say(device, "home/first")
        assert drive(hub, device, until=lambda: bool(hub.heard))
        before = most = resident_bytes()
        sender = threading.Thread(target=publish_large, args=(mosquitto.port, b"home/bomb", 60_000_000))
        sender.start()

        def is_over() -> bool:
            nonlocal most
            most = max(most, resident_bytes())
            return not sender.is_alive() and (version == "5" or hub.link.counts.oversized == 1)

        assert drive(hub, device, until=is_over)
        sender.join()
        say(device, "home/after")
        assert drive(hub, device, until=lambda: "home/after" in hub.topics())
        assert hub.topics() == ["home/first", "home/after"]
        assert hub.link.counts.reconnects == 0
        assert most - before <= 5_000_000


def test_a_bridges_long_list_of_devices_comes_through(mosquitto: Mosquitto) -> None:
    with opened(mosquitto.port, "home/#") as hub:
        sender = threading.Thread(target=publish_large, args=(mosquitto.port, b"home/devices", 3_000_000))
        sender.start()
        assert drive(hub, until=lambda: bool(hub.heard))
        sender.join()
        assert len(hub.heard[0].payload) == 3_000_000


def test_a_flood_is_read_in_pieces_and_its_end_leaves_nothing_to_read(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "READ_AT_ONCE", 1)
    with opened(mosquitto.port, "home/#") as hub, opened(mosquitto.port) as device:
        sender = threading.Thread(target=publish_large, args=(mosquitto.port, b"home/list", 1_000_000))
        sender.start()
        assert drive(hub, device, until=lambda: hub.link.has_more)
        assert drive(hub, device, until=lambda: bool(hub.heard))
        sender.join()
        assert drive(hub, device, until=lambda: not hub.link.has_more)
        sender = threading.Thread(target=publish_large, args=(mosquitto.port, b"home/list", 1_000_000))
        sender.start()
        assert drive(hub, until=lambda: hub.link.has_more)
        hub.link.close()
        sender.join()
        assert not hub.link.has_more  # a loop that believed it would never wait again


# Losing it


def test_a_killed_broker_is_found_again_and_everything_subscribed_again(mosquitto: Mosquitto) -> None:
    """B1 in short: under traffic, five times; nothing is heard twice."""
    number, heard_per_life = 0, []
    with opened(mosquitto.port, "home/#", "other/x") as hub, opened(mosquitto.port) as device:
        for life in range(5):
            start, had = number, len(hub.heard)

            def has_heard(start: int = start, had: int = had) -> bool:
                nonlocal number
                number += device.link.publish(Outgoing("home/x", b"%d" % number))
                return len(hub.heard) > had + 5 and number > start

            assert drive(hub, device, until=has_heard)
            heard_per_life.append(len(hub.heard) - had)
            mosquitto.kill()
            assert drive(hub, device, until=lambda: hub.link.state != "up" and device.link.state != "up")
            mosquitto.start()
            assert drive(hub, device, until=lambda n=life: is_up_again(hub, n) and is_up_again(device, n))
        say(device, "other/x")
        assert drive(hub, device, until=lambda: "other/x" in hub.topics())
    numbers = [int(m.payload) for m in hub.heard if m.topic == "home/x"]
    assert len(set(numbers)) == len(numbers)
    assert min(heard_per_life) > 5
    assert hub.link.counts.reconnects == 5


def test_nothing_said_during_an_outage_is_published_after_it(mosquitto: Mosquitto, proxy: Proxy) -> None:
    """B3 at the link."""
    with opened(proxy.port) as hub, opened(mosquitto.port, "lamp/set") as lamp:
        proxy.down()
        assert drive(hub, lamp, until=lambda: hub.link.state == "down")
        assert not any(hub.link.publish(Outgoing("lamp/set", b"stale", qos=qos)) for qos in (0, 1, 1))
        assert hub.link.counts.refused == 3
        assert hub.link.problem
        proxy.up()
        assert drive(hub, lamp, until=lambda: is_up_again(hub, 0))
        say(hub, "lamp/set", b"fresh")
        assert drive(hub, lamp, until=lambda: bool(lamp.heard))
        settle(hub, lamp)
        assert lamp.payloads() == [b"fresh"]


def test_two_hundred_retained_topics_stay_marked_over_fifty_reconnects(mosquitto: Mosquitto, proxy: Proxy) -> None:
    """B5 at the link."""
    with opened(mosquitto.port) as device:
        for n in range(200):
            say(device, f"home/{n}", b"kept", retain=True)
        settle(device, seconds=0.1)
        with opened(proxy.port, "home/+") as hub:
            for n in range(50):
                proxy.reset()
                assert drive(hub, until=lambda n=n: is_up_again(hub, n))
            assert len(hub.heard) == 51 * 200
            assert all(message.retain for message in hub.heard)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_pulled_cable_is_noticed_by_the_silence(
    mosquitto: Mosquitto, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    """B2 with a keepalive of two seconds: a busy machine may be a second late, and the broker and we forgive it."""
    monkeypatch.setattr(connection, "MISC_S", 0.1)
    with opened(proxy.port, keepalive_s=2, protocol=version) as hub:
        settle(hub, seconds=3.5)
        assert (hub.link.state, hub.link.counts.reconnects) == ("up", 0)  # silence alone is no loss: the ping is answered
        proxy.blackhole = True
        assert drive(hub, until=lambda: hub.link.state != "up")
        assert "nothing heard" in hub.link.problem
        proxy.blackhole = False
        assert drive(hub, until=lambda: is_up_again(hub, 0))


def test_a_stalled_link_queues_little_and_late_commands_are_dropped(
    mosquitto: Mosquitto, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B9 with shorter times."""
    monkeypatch.setattr(sending, "STALE_S", 0.2)
    with opened(proxy.port) as hub, opened(mosquitto.port, "lamp/set") as lamp:
        proxy.blackhole = True
        number = 0
        while hub.link.publish(Outgoing("lamp/set", b"%d " % number + b"x" * 4000)):
            number += 1
        assert hub.link._connection is not None
        assert hub.link._connection._sending.waiting == QUEUE
        assert hub.link.counts.refused == 1
        settle(hub, lamp, seconds=0.3)
        proxy.blackhole = False
        assert drive(hub, lamp, until=lambda: not hub.link.wants_write())
        say(hub, "lamp/set", b"fresh")
        assert drive(hub, lamp, until=lambda: b"fresh" in lamp.payloads())
        assert QUEUE / 2 < hub.link.counts.late <= QUEUE  # the kernels on the way took in a few more at first
        assert len(lamp.heard) == number - hub.link.counts.late + 1
        assert (hub.link.state, hub.link.counts.reconnects) == ("up", 0)


def test_a_slow_chopped_link_loses_nothing(mosquitto: Mosquitto, proxy: Proxy) -> None:
    proxy.slice_bytes, proxy.latency_s = 1, 0.002
    with opened(proxy.port, "home/#") as hub, opened(mosquitto.port) as device:
        for n in range(50):
            say(device, "home/x", b"%d" % n)
        assert drive(hub, device, until=lambda: len(hub.heard) == 50)
        assert hub.payloads() == [b"%d" % n for n in range(50)]


# Last words


def test_the_broker_tells_that_we_are_lost_and_our_farewell_that_we_left(mosquitto: Mosquitto, proxy: Proxy) -> None:
    will = Outgoing("attune/status", b"offline", retain=True)
    with opened(mosquitto.port, "attune/status") as watcher, opened(proxy.port, will=will) as hub:
        proxy.reset()
        assert drive(hub, watcher, until=lambda: watcher.payloads() == [b"offline"])
        assert drive(hub, watcher, until=lambda: is_up_again(hub, 0))
        hub.link.close(Outgoing("attune/status", b"gone", retain=True))
        assert drive(watcher, until=lambda: len(watcher.heard) == 2)
        settle(watcher)
        assert watcher.payloads() == [b"offline", b"gone"]  # and no will after a clean end
        assert hub.link.state == "down"
        hub.link.tick()
        assert hub.link.socket() is None


def test_the_farewell_arrives_although_we_have_not_read_everything(mosquitto: Mosquitto) -> None:
    with opened(mosquitto.port, "attune/status") as watcher, opened(mosquitto.port) as device:
        with opened(mosquitto.port, "home/#") as hub:
            for _ in range(2000):
                while not device.link.publish(Outgoing("home/x", b"x" * 100)):
                    settle(device, seconds=0.01)  # the broker takes no more just now
            assert drive(device, until=lambda: not device.link.wants_write())
            settle(device, seconds=0.1)
            hub.link.close(Outgoing("attune/status", b"offline", retain=True))
        assert drive(watcher, until=lambda: watcher.payloads() == [b"offline"])


# A broker that has kept much


def test_what_a_broker_has_kept_by_the_thousand_is_heard_whole(mosquitto: Mosquitto) -> None:
    """Old versions of Mosquitto drop what is over a thousand waiting messages, the answer to a further SUBSCRIBE too."""
    things, each = 120, 40
    with connected_raw(mosquitto.port) as raw:
        for thing in range(things):
            topics = [b"home/%d/%d" % (thing, n) for n in range(each)]
            raw.sendall(b"".join(retained(topic, b"x" * 2000) for topic in topics))
        raw.sendall(b"\xe0\x00")
    with opened(mosquitto.port) as watcher:
        watcher.link.subscribe([f"home/{things - 1}/{each - 1}"])
        assert drive(watcher, until=lambda: bool(watcher.heard))  # all of it has come to the broker
    with opened(mosquitto.port, *(f"home/{thing}/+" for thing in range(things))) as hub:
        assert len(set(hub.topics())) == things * each
        assert (hub.link.counts.reconnects, hub.link.counts.markers_missed) == (0, 0)


def test_filters_that_are_dropped_while_syncing_are_not_asked_for_later(mosquitto: Mosquitto) -> None:
    with opened(mosquitto.port) as device, opened(mosquitto.port, *(f"home/{n}/+" for n in range(40)), wait=False) as hub:
        assert drive(hub, until=lambda: hub.link.state == "syncing")
        hub.link.subscribe(["home/0/+", "away/+"])
        assert drive(hub, until=lambda: hub.link.state == "up")
        for topic in ("home/39/x", "home/0/x", "away/x"):
            say(device, topic)
        assert drive(hub, device, until=lambda: "away/x" in hub.topics())
        assert sorted(hub.topics()) == ["away/x", "home/0/x"]


# A broker that forbids


def test_a_forbidden_marker_does_not_keep_the_link_down(monkeypatch: pytest.MonkeyPatch, tmp_path: os.PathLike[str]) -> None:
    monkeypatch.setattr(syncing, "MARKER_S", 0.3)
    rules = os.path.join(tmp_path, "acl")
    with open(rules, "w") as file:
        file.write("topic readwrite home/#\n")
    with Mosquitto(f"acl_file {rules}") as broker, opened(broker.port, "home/#") as hub, opened(broker.port) as device:
        assert hub.link.counts.markers_missed == 1
        assert list(hub.link.refusals.values()) == ["what is said there does not come back"]  # all that such a broker shows
        say(device, "home/x")
        assert drive(hub, device, until=lambda: bool(hub.heard))
        assert not hub.heard[0].retain


# Old brokers


@pytest.mark.parametrize("answer", [b"\x20\x02\x00\x01", b"\x20\x03\x00\x84\x00", b""], ids=["3.1.1", "5", "silent"])
def test_a_broker_that_knows_no_mqtt_5_is_spoken_to_in_3_1_1(proxy: Proxy, mosquitto: Mosquitto, answer: bytes) -> None:
    proxy.refuses_mqtt5 = answer
    with opened(proxy.port, "home/#") as hub, opened(mosquitto.port) as device:
        assert hub.link.protocol == "3.1.1"
        say(device, "home/x")
        assert drive(hub, device, until=lambda: bool(hub.heard))
        proxy.reset()
        assert drive(hub, device, until=lambda: is_up_again(hub, 0))
        assert hub.link.protocol == "3.1.1"


def test_a_broker_that_only_died_is_spoken_to_in_mqtt_5_again(proxy: Proxy, mosquitto: Mosquitto) -> None:
    proxy.refuses_mqtt5 = b""
    with opened(proxy.port) as hub:
        assert hub.link.protocol == "3.1.1"
        proxy.refuses_mqtt5 = None
        proxy.reset()
        assert drive(hub, until=lambda: is_up_again(hub, 0))
        assert hub.link.protocol == "5"
