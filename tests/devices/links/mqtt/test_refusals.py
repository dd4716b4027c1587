"""The link against brokers that are strict, silent or broken: certificates, passwords, rubbish, and names nobody knows."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from devices.links.mqtt import MqttLink, MqttOptions, Tls, syncing
from devices.links.mqtt.client import Client
from devices.message import Outgoing
from hub.clock import SystemClock
from tests.certificates import Certificates, make_certificates
from tests.devices.driving import Driven, drive, make_options, opened, settle
from tests.fake_clock import FakeClock
from tests.mosquitto import Mosquitto, free_port, password_file
from tests.patience import PATIENCE_S
from tests.scripted_broker import CONNECT, PINGREQ, PUBLISH, SUBSCRIBE, ScriptedBroker, believable, publish, suback


@pytest.fixture(autouse=True)
def _reconnect_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.links.retry.FIRST_S", 0.02)


def problem_of(options: MqttOptions, *filters: str) -> str:
    """What a link says that cannot connect; it must not come up."""
    driven = Driven(MqttLink(options, SystemClock().now))
    driven.link.subscribe(filters)
    at_first = driven.link.problem
    driven.link.connect()
    assert drive(driven, until=lambda: driven.link.problem != at_first)
    problem, state = driven.link.problem, driven.link.state
    driven.link.close()
    assert state == "down", state
    return problem


# Passwords


@pytest.mark.broker
def test_the_right_password_opens_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    users = password_file(tmp_path, {"attune": "correct horse"})
    with Mosquitto(f"allow_anonymous false\npassword_file {users}") as broker:
        with opened(broker.port, username="attune", password="correct horse") as hub:
            assert hub.link.state == "up"
        for username, password in (("attune", "guess"), ("eve", "correct horse"), ("", None)):
            assert "Not authorized" in problem_of(make_options(broker.port, username=username, password=password))


def test_a_password_is_never_shown() -> None:
    assert "canary" not in repr(MqttOptions("h", password="canary"))


# Certificates


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def secured(certificates: Certificates, more: str = "") -> Mosquitto:
    c = certificates
    return Mosquitto(f"cafile {c.ca}\ncertfile {c.cert}\nkeyfile {c.key}\n{more}")


@pytest.mark.broker
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_tls_works_and_large_messages_come_through_it(certificates: Certificates, host: str) -> None:
    tls = Tls(certificates.ca)
    with secured(certificates) as broker:
        link = MqttLink(replace(make_options(broker.port, tls=tls, packet_limit=100_000), host=host), SystemClock().now)
        link.subscribe(["home/#"])
        hub = Driven(link)
        link.connect()
        assert drive(hub, until=lambda: link.state == "up"), link.problem
        with opened(broker.port, tls=tls, packet_limit=100_000) as device:
            for n in range(300):
                assert device.link.publish(Outgoing("home/x", b"%d " % n + b"x" * 10_000))
                assert drive(device, until=lambda: not device.link.wants_write())
            assert drive(hub, device, until=lambda: len(hub.heard) == 300)
        link.close()


@pytest.mark.broker
def test_a_client_certificate_opens_where_one_is_asked_for(certificates: Certificates) -> None:
    c = certificates
    with secured(c, "require_certificate true\nuse_identity_as_username true") as broker:
        with opened(broker.port, tls=Tls(c.ca, c.client_cert, c.client_key)) as hub:
            assert hub.link.state == "up"
        assert problem_of(make_options(broker.port, tls=Tls(c.ca)))


@pytest.mark.broker
def test_a_broker_whose_certificate_cannot_be_trusted_is_refused(certificates: Certificates) -> None:
    c = certificates
    with secured(c) as broker:
        assert "self-signed" in problem_of(make_options(broker.port, tls=Tls(c.other_ca)))
        assert "certificate is not accepted" in problem_of(make_options(broker.port, tls=Tls()))
    with secured(replace(c, cert=c.wrong_host_cert, key=c.wrong_host_key)) as broker:
        assert "certificate is not valid for '127.0.0.1'" in problem_of(make_options(broker.port, tls=Tls(c.ca)))
    with secured(replace(c, cert=c.expired_cert, key=c.expired_key)) as broker:
        assert "expired" in problem_of(make_options(broker.port, tls=Tls(c.ca)))


def test_old_versions_of_tls_are_not_spoken() -> None:
    context = Tls().context()
    assert context.minimum_version.name == "TLSv1_2"
    assert context.check_hostname


@pytest.mark.broker
def test_tls_to_a_plain_port_and_a_missing_file_are_told(shared_mosquitto: Mosquitto, certificates: Certificates) -> None:
    assert "TLS failed" in problem_of(make_options(shared_mosquitto.port, tls=Tls(certificates.ca)))
    assert "No such file or directory: 'no/such/ca.pem'" in problem_of(
        make_options(shared_mosquitto.port, tls=Tls(Path("no/such/ca.pem")))
    )


# Nobody there


def test_a_broker_that_is_not_there_is_told_and_called_again() -> None:
    options = make_options(free_port())
    assert f"nothing listens at 127.0.0.1:{options.port}" in problem_of(options)
    hub = Driven(MqttLink(options, SystemClock().now))
    hub.link.connect()
    settle(hub, seconds=0.05)
    with ScriptedBroker(port=options.port):
        assert drive(hub, until=lambda: hub.link.state == "up")
    hub.link.close()


def test_a_name_that_nobody_knows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "nothing in this network is called 'broker.invalid'" in problem_of(MqttOptions("broker.invalid"))


def test_a_name_server_that_does_not_answer_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    may_answer = threading.Event()

    def slow(*_: object) -> None:
        may_answer.wait(PATIENCE_S)
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    clock = FakeClock()
    link = MqttLink(MqttOptions("broker.local"), clock.now)
    link.connect()  # a call that waited here would wait for the name server
    assert link.state == "connecting"
    assert not link.publish(Outgoing("a", b"1"))
    clock.advance(12.1)
    link.tick()
    assert (link.state, link.problem) == ("down", "no connection to broker.local:1883 within 12 s")
    clock.advance(1)
    link.connect()
    link.close()
    may_answer.set()
    for thread in threading.enumerate():
        if thread.name == "mqtt-dial":
            thread.join(PATIENCE_S)
            assert not thread.is_alive()


def test_a_broker_that_takes_the_call_and_says_nothing_is_given_up() -> None:
    clock = FakeClock()
    with ScriptedBroker(lambda _kind, _body: b"") as broker:
        hub = Driven(MqttLink(make_options(broker.port), clock.now))
        hub.link.connect()
        assert drive(hub, until=lambda: any(kind == CONNECT for kind, _ in broker.heard))
        clock.advance(5.1)
        hub.link.tick()
        assert hub.link.problem == "no answer to CONNECT within 5 s"
        hub.link.close()


def test_a_broker_that_does_not_grant_subscriptions_in_time_is_given_up() -> None:
    clock = FakeClock()
    with ScriptedBroker(lambda kind, body: believable(kind, body) if kind == CONNECT else b"") as broker:
        hub = Driven(MqttLink(make_options(broker.port), clock.now))
        hub.link.connect()
        assert drive(hub, until=lambda: hub.link.state == "syncing")
        clock.advance(5.1)
        hub.link.tick()
        assert hub.link.problem == "no answer to SUBSCRIBE within 5 s"
        hub.link.close()


def test_a_broker_that_talks_but_lost_its_answer_is_asked_again() -> None:
    clock = FakeClock()
    asked: list[bytes] = []

    def loses_the_first(kind: int, body: bytes) -> bytes:
        if kind == SUBSCRIBE:
            asked.append(body)
            return b"" if len(asked) == 1 else suback(body, 0)
        return believable(kind, body)

    with ScriptedBroker(loses_the_first) as broker:
        hub = Driven(MqttLink(make_options(broker.port), clock.now))
        hub.link.subscribe(["home/+"])
        hub.link.connect()
        assert drive(hub, until=lambda: hub.link.state == "syncing" and bool(asked))
        clock.advance(1)
        broker.say(publish(b"home/x", b"kept", retain=True))
        assert drive(hub, until=lambda: bool(hub.heard))
        clock.advance(4.1)
        assert drive(hub, until=lambda: hub.link.state == "up")
        assert [body[2:] for body in asked] == [asked[0][2:]] * 2  # the same filters, another packet id
        hub.link.close()


def test_silence_is_a_loss_after_one_and_a_half_keepalives_and_not_before() -> None:
    clock = FakeClock()
    with ScriptedBroker(lambda kind, body: b"" if kind == PINGREQ else believable(kind, body)) as broker:
        hub = Driven(MqttLink(make_options(broker.port, keepalive_s=10), clock.now))
        hub.link.connect()
        assert drive(hub, until=lambda: hub.link.state == "up")
        clock.advance(14.9)
        hub.link.tick()
        assert hub.link.state == "up"
        clock.advance(0.2)
        hub.link.tick()
        assert (hub.link.state, hub.link.problem) == ("down", "nothing heard for 15 s")
        hub.link.close()


def test_connections_that_break_at_once_are_not_made_more_than_fifteen_times_a_minute() -> None:
    clock = FakeClock()
    with ScriptedBroker(lambda _kind, _body: b"\x20\x03\x00\x87\x00") as broker:  # not authorised
        hub = Driven(MqttLink(MqttOptions("127.0.0.1", broker.port), clock.now))
        hub.link.connect()
        for _ in range(600):  # a minute, a tenth of a second at a time
            assert drive(hub, until=lambda: hub.link.state == "down")
            clock.advance(0.1)
            hub.link.tick()
        assert drive(hub, until=lambda: hub.link.state == "down")
        assert 5 <= broker.connections <= 15
        hub.link.close()


# Rubbish


def test_a_topic_that_is_not_utf_8_is_dropped_and_the_next_message_heard() -> None:
    with ScriptedBroker() as broker, opened(broker.port, "home/#") as hub:
        broker.say(publish(b"home/\xff\xfe", b"1") + publish(b"home/ok", b"2"))
        assert drive(hub, until=lambda: bool(hub.heard))
        assert hub.topics() == ["home/ok"]
        assert (hub.link.counts.dropped, hub.link.state) == (1, "up")


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\xf0\x00",  # no such packet
        b"\x30\xff\xff\xff\xff\x01",  # a length that never ends
        b"\x30\x02\xff\xff",  # a topic longer than its packet
        b"\x20\x00",  # CONNACK of nothing
        b"\x90\x01\x00",  # SUBACK cut short
        b"\x36\x05\x00\x01a\x00\x01",  # QoS 3
        b"\xe0\x01\x8b",  # DISCONNECT: server shutting down
    ],
)
def test_rubbish_from_the_broker_costs_the_connection_and_nothing_else(rubbish: bytes) -> None:
    with ScriptedBroker() as broker, opened(broker.port, "home/#") as hub:
        broker.say(publish(b"home/before", b"1") + rubbish)
        assert drive(hub, until=lambda: hub.link.state != "up")
        assert hub.topics() == ["home/before"]
        assert hub.link.problem
        broker.hang_up()
        assert drive(hub, until=lambda: hub.link.state == "up")
        broker.say(publish(b"home/after", b"2"))
        assert drive(hub, until=lambda: "home/after" in hub.topics())


def test_what_paho_cannot_read_at_all_costs_the_connection_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedBroker() as broker, opened(broker.port, "home/#") as hub:

        def broken(*_: object) -> None:
            raise AttributeError("a mistake of the library's")

        monkeypatch.setattr(Client, "_handle_publish", broken)
        broker.say(publish(b"home/x", b"1"))
        assert drive(hub, until=lambda: hub.link.state != "up")
        assert "a mistake of the library's" in hub.link.problem
        monkeypatch.undo()


# Refusals


class Guarded:
    """A broker that refuses each filter in ``refused`` with that code; asked: the filters it was asked for, in order."""

    def __init__(self, refused: dict[str, int], protocol: str = "5") -> None:
        self.refused = refused
        self.asked: list[str] = []
        self._is_old = protocol == "3.1.1"

    def __call__(self, kind: int, body: bytes) -> bytes:
        if kind == SUBSCRIBE:
            filters = filters_of(body, self._is_old)
            self.asked += filters
            codes = bytes(self.refused.get(pattern, 0) for pattern in filters)
            properties = b"" if self._is_old else b"\0"
            return bytes([0x90, 2 + len(properties) + len(codes)]) + body[:2] + properties + codes
        return b"\x20\x02\0\0" if kind == CONNECT and self._is_old else believable(kind, body)


@pytest.mark.parametrize(
    ("protocol", "code", "why"),
    [
        ("3.1.1", 0x80, "it does not say why"),
        ("5", 0x80, "it does not say why"),
        ("5", 0x83, "Implementation specific error"),
        ("5", 0x87, "Not authorized"),
        ("5", 0x8F, "Topic filter invalid"),
        ("5", 0x97, "Quota exceeded"),
        ("5", 0xA2, "Wildcard subscription not supported"),
    ],
)
def test_a_refused_subscription_is_told_and_the_others_work(protocol: str, code: int, why: str) -> None:
    guarded = Guarded({"secret/x": code}, protocol)
    with ScriptedBroker(guarded) as broker, opened(broker.port, "home/#", "secret/x", protocol=protocol) as hub:
        assert hub.link.refusals == {"secret/x": why}
        if protocol == "5":
            broker.say(publish(b"home/x", b"1"))
            assert drive(hub, until=lambda: bool(hub.heard))


def test_what_nobody_may_ask_a_broker_for_is_a_refusal_of_ours() -> None:
    with ScriptedBroker() as broker, opened(broker.port, "home/x", "home/+lamp") as hub:
        assert hub.link.refusals == {"home/+lamp": "a wildcard must stand alone between slashes, # only at the end"}
        hub.link.subscribe(["home/x"])
        assert hub.link.refusals == {}


def test_a_refusal_stands_through_a_reconnect_until_the_broker_grants_it() -> None:
    guarded = Guarded({"secret/x": 0x87})
    with ScriptedBroker(guarded) as broker, opened(broker.port, "secret/x") as hub:
        for refused in ({"secret/x": "Not authorized"}, {}):
            broker.hang_up()
            assert drive(hub, until=lambda: hub.link.state == "down")
            assert hub.link.refusals == {"secret/x": "Not authorized"}
            guarded.refused = {"secret/x": 0x87} if refused else {}
            assert drive(hub, until=lambda: hub.link.state == "up")
            assert hub.link.refusals == refused
        assert hub.link.counts.denied == 1


def test_what_was_refused_is_asked_for_again_with_the_next_subscription_and_after_a_minute() -> None:
    clock = FakeClock()
    guarded = Guarded({"secret/x": 0x87, "secret/y": 0x87})
    with ScriptedBroker(guarded) as broker:
        hub = Driven(MqttLink(make_options(broker.port, keepalive_s=100), clock.now))
        hub.link.subscribe(["secret/x", "secret/y"])
        hub.link.connect()
        assert drive(hub, until=lambda: hub.link.state == "up")
        guarded.refused = {"secret/y": 0x87}
        hub.link.subscribe(["secret/x", "secret/y", "home/x"])
        assert drive(hub, until=lambda: hub.link.refusals == {"secret/y": "Not authorized"})
        guarded.refused, asked = {}, len(guarded.asked)
        clock.advance(59)
        settle(hub, seconds=0.05)
        assert guarded.asked[asked:] == []
        clock.advance(2)
        assert drive(hub, until=lambda: hub.link.refusals == {})
        assert guarded.asked[asked:] == ["secret/y"]
        hub.link.close()


def test_where_a_wide_filter_is_refused_the_narrow_ones_in_it_are_asked_for() -> None:
    guarded = Guarded({"home/#": 0xA2})
    with ScriptedBroker(guarded) as broker, opened(broker.port, "home/#", "home/x", "home/y") as hub:
        assert hub.link.refusals == {"home/#": "Wildcard subscription not supported"}
        assert drive(hub, until=lambda: guarded.asked[-2:] == ["home/x", "home/y"])
        broker.say(publish(b"home/x", b"1"))
        assert drive(hub, until=lambda: bool(hub.heard))


def test_a_broker_that_refuses_the_marker_is_not_waited_for() -> None:
    clock = FakeClock()
    with ScriptedBroker(Guarded({"attune/sync/hub": 0x87})) as broker:
        hub = Driven(MqttLink(make_options(broker.port, client_id="hub"), clock.now))
        hub.link.subscribe(["home/x"])
        hub.link.connect()
        assert drive(hub, until=lambda: hub.link.state == "up")
        assert hub.link.refusals == {"attune/sync/hub": "Not authorized"}
        hub.link.close()


def test_a_broker_that_hangs_up_on_a_subscription_is_told_with_what_it_was_asked_for() -> None:
    """Some refuse so: without a word."""

    def hangs_up(kind: int, body: bytes) -> bytes:
        if kind == SUBSCRIBE:
            broker.hang_up()
            return b""
        return believable(kind, body)

    with ScriptedBroker(hangs_up) as broker:
        assert "when asked for attune/sync/hub, home/x" in problem_of(make_options(broker.port, client_id="hub"), "home/x")


@pytest.mark.parametrize(("code", "why"), [(0x80, "it does not say why"), (0x87, "Not authorized"), (0x8A, "Banned")])
def test_a_refused_connection_is_told_until_the_broker_lets_us_in(code: int, why: str) -> None:
    answers = [code, code]

    def grudging(kind: int, body: bytes) -> bytes:
        return bytes([0x20, 3, 0, answers.pop(), 0]) if kind == CONNECT and answers else believable(kind, body)

    with ScriptedBroker(grudging) as broker, opened(broker.port, wait=False) as hub:
        assert drive(hub, until=lambda: bool(hub.link.not_let_in))
        assert (hub.link.not_let_in, hub.link.problem) == (why, f"the broker refuses: {why}")
        broker.hang_up()
        assert drive(hub, until=lambda: len(answers) == 0)
        broker.hang_up()
        assert drive(hub, until=lambda: hub.link.state == "up")
        assert not hub.link.not_let_in


def test_the_end_is_told_in_the_brokers_words_or_in_the_networks() -> None:
    with ScriptedBroker() as broker, opened(broker.port) as hub:
        broker.say(b"\xe0\x01\x8b")
        assert drive(hub, until=lambda: hub.link.state == "down")
        assert hub.link.problem == "the broker ended it: Server shutting down"
        broker.hang_up()
        assert drive(hub, until=lambda: hub.link.state == "up")
        broker.hang_up()
        assert drive(hub, until=lambda: hub.link.state == "down")
        assert hub.link.problem in ("the broker hung up", "the connection broke (Connection reset by peer)")


# What we say and the broker does not pass on


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker that passes nothing on to the lamp."""
    (tmp_path / "acl").write_text("topic readwrite #\ntopic deny lamp/set\n")
    with Mosquitto(f"acl_file {tmp_path / 'acl'}", tmp_path) as broker:
        yield broker


@pytest.mark.broker
def test_a_command_the_broker_does_not_pass_on_is_told_until_it_does(guarded: Mosquitto) -> None:
    with opened(guarded.port) as hub:
        for topic in ("lamp/set", "valve/set", "lamp/set"):
            assert hub.link.publish(Outgoing(topic, b"1"))
        assert drive(hub, until=lambda: hub.link.counts.forbidden == 2)
        assert hub.link.unsaid == {"lamp/set": "Not authorized"}
        (guarded.folder / "acl").write_text("topic readwrite #\n")
        guarded.reread()

        def is_passed_on() -> bool:
            return not hub.link.unsaid or not hub.link.publish(Outgoing("lamp/set", b"1"))

        assert drive(hub, until=is_passed_on)
        assert hub.link.state == "up"


@pytest.mark.broker
def test_a_right_taken_away_is_told_by_a_command_that_asks(guarded: Mosquitto) -> None:
    (guarded.folder / "acl").write_text("topic readwrite #\n")
    guarded.reread()
    with opened(guarded.port) as hub:
        assert drive(hub, until=lambda: not hub.link.publish(Outgoing("lamp/set", b"1", qos=1)) or not hub.link.unsaid)
        (guarded.folder / "acl").write_text("topic readwrite #\ntopic deny lamp/set\n")
        guarded.reread()
        assert drive(hub, until=lambda: bool(hub.link.unsaid) or not hub.link.publish(Outgoing("lamp/set", b"1", qos=1)))
        assert hub.link.unsaid == {"lamp/set": "Not authorized"}


@pytest.mark.broker
@pytest.mark.parametrize(("version", "asked"), [("5", [1, 0, 0, 1]), ("3.1.1", [0, 0, 0, 0])])
def test_commands_are_asked_after_once_and_when_they_say_so_and_never_where_no_answer_tells(
    mosquitto: Mosquitto, version: str, asked: list[int]
) -> None:
    """At QoS 1 a message costs twice the packets; before MQTT 5 its answer tells nothing."""
    heard: list[int] = []
    lamp = paho.Client(CallbackAPIVersion.VERSION2)
    lamp.on_connect = lambda client, *_: client.subscribe("lamp/set", 2)
    granted = threading.Event()
    lamp.on_subscribe = lambda *_: granted.set()
    lamp.on_message = lambda _c, _u, message: heard.append(message.qos)
    lamp.connect("127.0.0.1", mosquitto.port)
    lamp.loop_start()
    assert granted.wait(10)
    with opened(mosquitto.port, protocol=version) as hub:
        for n, qos in enumerate((0, 0, 0, 1)):
            assert hub.link.publish(Outgoing("lamp/set", b"%d" % n, qos=qos))
            assert drive(hub, until=lambda n=n: len(heard) > n)
            settle(hub, seconds=0.05)
    lamp.disconnect()
    lamp.loop_stop()
    assert heard == asked


def test_a_broker_that_keeps_nothing_is_told_everything_and_asked_to_keep_nothing() -> None:
    """With MQTT 5 it says so, and cuts off who asks it all the same."""
    with Mosquitto("retain_available false\nallow_anonymous true\n") as broker, opened(broker.port) as hub:
        with opened(broker.port, "attune/status") as other:
            assert hub.link.publish(Outgoing("attune/status", b"online", retain=True, qos=1))
            assert drive(hub, other, until=lambda: other.payloads() == [b"online"])
        settle(hub, seconds=0.1)
        assert (hub.link.state, hub.link.counts.reconnects) == ("up", 0)


def filters_of(body: bytes, is_old: bool = False) -> list[str]:
    """The filters of a SUBSCRIBE, with no properties in it."""
    at, found = 2 if is_old else 3, []
    while at < len(body):
        size = int.from_bytes(body[at : at + 2], "big")
        found.append(body[at + 2 : at + 2 + size].decode())
        at += 2 + size + 1
    return found


def test_somebody_elses_marker_does_not_end_the_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncing, "MARKER_S", 60.0)

    def without_marker(kind: int, body: bytes) -> bytes:
        return b"" if kind == PUBLISH else believable(kind, body)

    with ScriptedBroker(without_marker) as broker, opened(broker.port, wait=False, client_id="hub") as hub:
        assert drive(hub, until=lambda: any(kind == PUBLISH for kind, _ in broker.heard))
        marker = next(body for kind, body in broker.heard if kind == PUBLISH)
        broker.say(publish(b"attune/sync/hub", b"0123456789abcdef"))
        settle(hub, seconds=0.1)
        assert hub.link.state == "syncing"
        broker.say(bytes([0x30, len(marker)]) + marker)
        assert drive(hub, until=lambda: hub.link.state == "up")
        assert hub.heard == []


def test_a_client_id_cannot_break_out_of_its_topic() -> None:
    with ScriptedBroker() as broker, opened(broker.port, client_id="a/#\u00fc+b") as hub:
        assert hub.link.state == "up"
        assert any(b"attune/sync/a____b" in body for kind, body in broker.heard if kind == SUBSCRIBE)
