"""The broker's link: paho-mqtt without its threads. One thread owns it, waits on ``socket()`` and calls what is due.

A connection goes down → connecting → syncing → up. In *syncing* the link has subscribed and waits for a marker it sent to
itself: what a broker kept (retained messages) comes before it, so everything heard until then is passed on as retained and can
neither trigger nor teach. Every connection gets a paho client of its own: nothing of an outage is ever sent afterwards.

With MQTT 5 the broker does not send us what we published ourselves (no-local); with 3.1.1 it does, and the hub recognises its
own commands (``hears_itself``).
"""

import logging
import random
import secrets
import select
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from ..filters import cannot_publish_to, problem_of, topic_matches, without_covered
from ..message import Message, Outgoing
from ..text import shown
from ..vocabulary import Moment
from .dial import Address, Dial
from .intake import Intake
from .mqtt_options import Counts, MqttOptions
from .portions import MANY, Portions
from .retry import Retry

__all__ = ["Counts", "MqttLink", "MqttOptions", "State", "topic_matches"]
log = logging.getLogger(__name__)

State = Literal["down", "connecting", "syncing", "up"]
OWN_LIMIT = 16 * 1024  # bytes of a payload we publish
QUEUE = 100  # messages waiting for a socket that does not take them
NAMED = 5  # filters in a sentence
STALE_S = 5.0  # a command that waited longer is not sent any more
DIAL_S = 12.0  # name, TCP and TLS together
ANSWER_S = 5.0  # for CONNACK, and for the SUBACKs
MARKER_S = 3.0
HUSH_S = 0.3  # a broker that talked and then falls silent has dropped the marker
SYNC_S = 60.0  # at most, for a broker that is busy telling all it has kept
DENIED_AGAIN_S = 60.0  # what the broker refused is asked for again
READ_AT_ONCE = 1024 * 1024  # bytes per on_readable(), so that a flood cannot keep the loop from deciding
MISC_S = 1.0
_UNSPECIFIED = 128  # reason code
_NO_PROTOCOL = 132  # reason code: Unsupported Protocol Version


class _Client(paho.Client):
    """paho on a connection that stands already; what calls the broker is ours (see dial.py)."""

    def __init__(self, intake: Intake, client_id: str, protocol: MQTTProtocolVersion) -> None:
        super().__init__(CallbackAPIVersion.VERSION2, client_id, protocol=protocol, reconnect_on_failure=False)
        self._intake = intake

    def _create_socket(self) -> Any:
        return self._intake


class MqttLink:
    """Never raises for what a broker or network does; ``problem`` says why it is down. now: stamps what is heard."""

    def __init__(self, options: MqttOptions, now: Callable[[], Moment], jitter: Callable[[], float] = random.random) -> None:
        self.state: State = "down"
        self.problem = "not connected yet"
        self.counts = Counts()
        self.not_let_in = ""  # why the broker refuses the connection itself, as long as that is its last word
        self.denied: dict[str, str] = {}  # wanted filters the broker refuses → its reason, until it grants them
        self.unasked: dict[str, str] = {}  # filters nobody may ask a broker for → why
        self._options, self._now = options, now
        self._address = Address(options.host, options.port, options.tls)
        self._client_id = options.client_id or f"attune-{secrets.token_hex(4)}"
        self._marker_topic = f"{options.base_topic}/sync/{_as_level(self._client_id)}"
        self._retry = Retry(options.connects_per_minute, jitter)
        self._is_wanted = False
        self._is_first = True
        self._protocol = MQTTProtocolVersion.MQTTv311 if options.protocol == "3.1.1" else MQTTProtocolVersion.MQTTv5
        self._is_guess = False  # 3.1.1 is tried because MQTT 5 got no answer; the broker may only have been dying
        self._may_want: frozenset[str] = frozenset()  # everything asked for that may be
        self._wanted: frozenset[str] = frozenset()  # what of it the broker is asked for
        self._rank: dict[str, int] = {}
        self._dial: Dial | None = None
        self._forget()

    def _forget(self) -> None:
        """Everything that belongs to one connection."""
        self.has_more = False  # on_readable() stopped at its limit: call it again without waiting
        self._client: _Client | None = None
        self._intake: Intake | None = None
        self._told: deque[tuple[str, Any, Any]] = deque()  # what paho's callbacks said: kind, what, detail
        self._raw: list[paho.MQTTMessage] = []
        self._queue: deque[tuple[float, Outgoing]] = deque()
        self._subscribed: frozenset[str] = frozenset()
        self._asked: dict[int, Sequence[str]] = {}  # SUBSCRIBE on its way: packet id → filters
        self._asked_at = self._denied_at = 0.0
        self._portions = Portions()
        self._sync_by = 0.0
        self._until = 0.0  # the current step must be over by then, monotonic
        self._heard_at = self._misc_at = 0.0
        self._had_answer = False

    # What the loop asks

    def socket(self) -> socket.socket | None:
        """What to wait on for reading; it changes with every connection."""
        if self._dial is not None:
            return self._dial.waiting
        if self._client is None or self._intake is None or self._client.socket() is None:
            return None
        return self._intake.socket

    def wants_write(self) -> bool:
        client, intake = self._client, self._intake
        return client is not None and (bool(self._queue) or client.want_write() or (intake is not None and intake.has_unsent))

    @property
    def deadline(self) -> float | None:
        """Monotonic time by which tick() is due; None when there is nothing to do."""
        if not self._is_wanted:
            return None
        if self.state == "down":
            return self._retry.at
        if self._dial is not None:
            return self._until
        return self._misc_at + MISC_S if self.state == "up" else min(self._sync_step_by(), self._misc_at + MISC_S)

    @property
    def hears_itself(self) -> bool:
        """Whether what we publish comes back on our own subscriptions (MQTT 3.1.1 knows no way to say no)."""
        return self._protocol != MQTTProtocolVersion.MQTTv5

    @property
    def refusals(self) -> Mapping[str, str]:
        """What is to be heard and is not: filter → why, in the broker's words or in ours."""
        return {**self.unasked, **self.denied}

    @property
    def client_id(self) -> str:
        return self._client_id

    # What the loop does

    def connect(self) -> None:
        """From now on the link connects, and again after every loss. Returns at once."""
        self._is_wanted = True
        self.tick()

    def close(self, farewell: Outgoing | None = None) -> None:
        """Says the last words, disconnects cleanly (so no will) and stays down. Waits a second at most."""
        self._is_wanted = False
        if self._dial is not None:
            self._dial.give_up()
            self._dial = None
        client, intake = self._client, self._intake
        if client is not None and intake is not None and client.socket() is not None:
            if self.state in ("syncing", "up"):
                if farewell is not None:
                    client.publish(farewell.topic, farewell.payload, farewell.qos, farewell.retain)
                _flush(client, intake, 1.0)
                intake.is_gentle = True
                client.disconnect()
                _flush(client, intake, 0.5)
            intake.close()
        self.problem = "closed"
        self._forget()
        self.state = "down"

    def on_readable(self) -> list[Message]:
        """What was heard, in order, stamped right after it was read. Also drives connecting and subscribing."""
        if self._dial is not None:
            self._pick_up()
            return []
        heard: list[Message] = []
        intake, taken = self._intake, 0
        while intake is not None and intake is self._intake:
            came = intake.fill()
            moment = self._now()
            if came:
                self._heard_at = moment.mono
            self._read(intake)
            self._pass_on(moment, heard)
            self._answer(moment.mono)
            taken += came
            self.has_more = intake.may_have_more and taken >= READ_AT_ONCE
            if not intake.may_have_more or self.has_more:
                break
        self.counts.received += len(heard)
        return heard

    def on_writable(self) -> None:
        """Sends what waited; a command that waited too long is dropped."""
        client, intake = self._client, self._intake
        if client is None or intake is None:
            return
        intake.let_go()
        if client.want_write():
            client.loop_write()
        now = self._now().mono
        while self._queue and not client.want_write() and client.socket() is not None:
            since, outgoing = self._queue.popleft()
            if now - since > STALE_S and not outgoing.retain:
                self.counts.late += 1
            else:
                self._send(client, outgoing)
        self._check(now)

    def tick(self) -> None:
        """Whatever is due by now: calling the broker, giving up on one that is silent, the ping."""
        now = self._now().mono
        if not self._is_wanted:
            return
        if self.state == "down":
            if now >= self._retry.at:
                self.state, self._until = "connecting", now + DIAL_S
                self._dial = Dial(self._address)
            return
        if self._dial is not None:
            if self._dial.is_over:
                self._pick_up()
            elif now >= self._until:
                self._dial.give_up()
                self._dial = None
                self._failed(f"no connection to {self._address.host}:{self._address.port} within {DIAL_S:g} s", now)
            return
        if self._client is not None and now - self._misc_at >= MISC_S:
            self._misc_at = now
            self._client.loop_misc()
        self._check(now)
        if self.state == "connecting" and self._client is not None and now >= self._until:
            self._lose(f"no answer to CONNECT within {ANSWER_S:g} s", now)
        elif self.state == "syncing" and now >= self._sync_step_by():
            self._sync_is_late(now)
        elif self.state == "up" and self.denied and now - self._denied_at >= DENIED_AGAIN_S:
            self._ask_again(now)
        elif self.state in ("syncing", "up") and now - self._heard_at > 1.5 * self._keepalive():
            self._lose(f"nothing heard for {now - self._heard_at:.0f} s", now)

    def publish(self, outgoing: Outgoing) -> bool:
        """Writes to the socket at once. False, and counted, when the link is not up, it is too large, or too much waits."""
        client = self._client
        refusal = _why_not(outgoing)
        if refusal:
            log.warning("not published to %s: %s", shown(outgoing.topic, 120), refusal)
        if refusal or client is None or self.state != "up" or len(self._queue) >= QUEUE:
            self.counts.refused += 1
            return False
        if self._queue or client.want_write():
            self._queue.append((self._now().mono, outgoing))
            return True
        return self._send(client, outgoing)

    def publish_all(self, several: Sequence[Outgoing]) -> list[bool]:
        """As publish() of each in order, with one write of the socket for them all."""
        intake = self._intake
        if intake is None or len(several) < 2:
            return [self.publish(outgoing) for outgoing in several]
        intake.gather()
        try:
            return [self.publish(outgoing) for outgoing in several]
        finally:
            intake.let_go()

    def subscribe(self, filters: Iterable[str]) -> dict[str, str]:
        """The wanted filters, all of them; the difference is applied now, or on the next connection.

        Returns the filters that are not asked for, each with why: broken ones, and those that name no topic at all (``#``).
        What the broker refused before is asked for again.
        """
        in_order = list(filters)
        self._rank = {pattern: rank for rank, pattern in enumerate(in_order)}
        asked = frozenset(in_order)
        refused = {f: why for f in in_order if (why := problem_of(f))}
        for pattern in refused.keys() - self.unasked.keys():
            log.warning("not subscribed to %s: %s", shown(pattern, 120), refused[pattern])
        self.unasked = refused
        self._may_want = asked - refused.keys()
        self.denied = {f: why for f, why in self.denied.items() if f in self._may_want or f == self._marker_topic}
        self._wanted = self._worth_asking()
        if self.state in ("syncing", "up"):
            self._apply()
            if self.state == "up":
                self._ask_again(self._now().mono)
            self._check(self._now().mono)
        return refused

    # Connecting

    def _pick_up(self) -> None:
        """The call is over: speak MQTT on it, or try again later."""
        dial, now = self._dial, self._now().mono
        if dial is None or not dial.is_over:
            return
        self._dial = None
        found = dial.taken()
        if found is None:
            self._failed(dial.problem, now)
            return
        self._retry.connected(now)
        self._intake = Intake(found, self._options.packet_limit)
        self._client = client = self._new_client(self._intake)
        self._heard_at = self._misc_at = now
        self._until = now + ANSWER_S
        if self._protocol == MQTTProtocolVersion.MQTTv5:
            properties: Any = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
            properties.MaximumPacketSize = self._options.packet_limit
            client.connect(
                self._options.host, self._options.port, self._options.keepalive_s, clean_start=True, properties=properties
            )
        else:
            client.connect(self._options.host, self._options.port, self._options.keepalive_s)
        self._check(now)

    def _new_client(self, intake: Intake) -> _Client:
        options, told, raw = self._options, self._told, self._raw
        client = _Client(intake, self._client_id, self._protocol)
        client.suppress_exceptions = True
        client.max_queued_messages_set(QUEUE)
        if options.username:
            client.username_pw_set(options.username, options.password)
        if options.will is not None:
            client.will_set(options.will.topic, options.will.payload, options.will.qos, options.will.retain)
        # One line each that cannot raise: everything is done outside, after loop_read().
        client.on_message = lambda _c, _u, message: raw.append(message)
        client.on_connect = lambda _c, _u, _flags, reason, _p: told.append(("connected", reason, None))
        client.on_subscribe = lambda _c, _u, mid, reasons, _p: told.append(("subscribed", mid, reasons))
        client.on_disconnect = lambda _c, _u, _flags, reason, _p: told.append(("ended", reason, None))
        return client

    def _read(self, intake: Intake) -> None:
        """Lets paho take every whole packet there is."""
        client = self._client
        try:
            while client is not None and client.socket() is not None and intake.has_packets:
                if client.loop_read() != MQTTErrorCode.MQTT_ERR_SUCCESS:
                    break
        except Exception as error:  # noqa: BLE001 - a broker's bytes must not end the loop, whatever paho makes of them
            self._told.append(("ended", f"what the broker sent cannot be read ({type(error).__name__}: {error})", None))
        if intake.thrown_away:
            log.warning("a message of over %d bytes was thrown away", self._options.packet_limit)
            self.counts.oversized += intake.thrown_away
            self.counts.dropped += intake.thrown_away
            intake.thrown_away = 0

    def _pass_on(self, moment: Moment, heard: list[Message]) -> None:
        for message in self._raw:
            try:
                topic = message.topic
            except UnicodeDecodeError:
                self.counts.dropped += 1
                continue
            if topic == self._marker_topic:
                if self.state == "syncing" and self._portions.is_back(bytes(message.payload)):
                    self._ask_more()
                continue
            heard.append(Message(topic, bytes(message.payload), moment, message.retain or self.state != "up"))
        self._raw.clear()

    def _answer(self, now: float) -> None:
        """Acts on what paho's callbacks noted."""
        while self._told:
            kind, what, detail = self._told.popleft()
            if kind == "connected":
                self._greeted(what, now)
            elif kind == "subscribed":
                self._granted(what, detail, now)
            else:
                self._hung_up(str(what), now)
                return
        self._check(now)

    def _greeted(self, reason: Any, now: float) -> None:
        """CONNACK."""
        self._had_answer = True
        if reason.is_failure:
            if reason.value == _NO_PROTOCOL and self._options.protocol == "auto":
                log.info("the broker does not speak MQTT 5; falling back to 3.1.1")
                self._protocol = MQTTProtocolVersion.MQTTv311
                self._told.clear()
                self._lose("the broker speaks another version of MQTT", now, is_quick=True)
            else:
                self._told.clear()
                self._lose(f"the broker refuses: {_in_words(reason)}", now)
                self.not_let_in = _in_words(reason)
            return
        if not self._is_first:
            self.counts.reconnects += 1
        self._is_first, self.not_let_in = False, ""
        self.state, self._until, self._sync_by = "syncing", now + ANSWER_S, now + SYNC_S
        log.info("connected to %s:%d with MQTT %s", self._address.host, self._address.port, self.protocol)
        self._apply()

    @property
    def protocol(self) -> str:
        return "3.1.1" if self._protocol == MQTTProtocolVersion.MQTTv311 else "5"

    # Subscribing and the marker

    def _apply(self) -> None:
        """New filters first, then the old ones go, so that nothing is missed between."""
        client = self._client
        if client is None:
            return
        is_new = not self._subscribed
        wanted = self._wanted | {self._marker_topic}
        new, old = self._ranked(wanted - self._subscribed), sorted(self._subscribed - wanted)
        if is_new:
            new.remove(self._marker_topic)
            new.insert(0, self._marker_topic)
        if is_new or self.state == "syncing":
            self._portions.add(new)
        else:
            for part in _parts(new):
                self._ask(client, part)
        for part in _parts(old):
            client.unsubscribe(part)
        self._subscribed = wanted
        if is_new:
            self._ask_more()

    def _worth_asking(self) -> frozenset[str]:
        """What no other filter covers that is not refused."""
        denied = self._may_want & self.denied.keys()
        return without_covered(self._may_want - denied) | denied

    def _ask_again(self, now: float) -> None:
        """What the broker refused: its access list may have been changed, and nobody tells us."""
        self._denied_at = now
        if self._client is not None:
            for part in _parts(self._ranked(self.denied.keys() & self._subscribed)):
                self._ask(self._client, part)

    def _ask(self, client: _Client, part: Sequence[str]) -> None:
        self._asked_at = self._now().mono
        _, mid = client.subscribe([(f, self._how(f)) for f in part])
        if mid is not None:
            self._asked[mid] = part

    def _ask_more(self) -> None:
        """The next portion of a new connection; after the last the link is up."""
        part = self._portions.next(self._subscribed)
        if self._client is None or not part:
            self.state, self.problem = "up", ""
            return
        self._until = self._now().mono + ANSWER_S
        self._ask(self._client, part)

    def _ranked(self, filters: Iterable[str]) -> list[str]:
        """In the order they were asked for: retained messages come in the order of subscribing."""
        return sorted(filters, key=lambda pattern: (self._rank.get(pattern, len(self._rank)), pattern))

    def _how(self, pattern: str) -> Any:
        """QoS 0: nothing is worth hearing late. Retained messages come once, marked as such; live ones unmarked."""
        if self._protocol != MQTTProtocolVersion.MQTTv5:
            return 0
        return SubscribeOptions(qos=0, noLocal=pattern != self._marker_topic, retainAsPublished=False)

    def _granted(self, mid: int, reasons: Any, now: float) -> None:
        """SUBACK."""
        before = dict(self.denied)
        for pattern, reason in zip(self._asked.pop(mid, []), reasons, strict=False):
            if not reason.is_failure:
                self.denied.pop(pattern, None)
            elif pattern in self._subscribed:
                self.denied[pattern], self._denied_at = _in_words(reason), now
        if self.denied != before:
            self._allowed_otherwise(before)
        if self.state == "syncing" and not self._asked and not self._portions.is_marking:
            if self._portions.has_marker:
                self._mark(now)
            else:
                self._ask_more()

    def _allowed_otherwise(self, before: Mapping[str, str]) -> None:
        """What the broker refuses is not what it was; where it refuses a wide filter it may still grant the narrow ones."""
        for pattern in self.denied.keys() - before.keys():
            self.counts.denied += 1
            log.warning("the broker refuses the subscription to %s: %s", shown(pattern, 120), self.denied[pattern])
        for pattern in before.keys() - self.denied.keys():
            log.info("the broker grants the subscription to %s now", shown(pattern, 120))
        if self._marker_topic in self.denied:
            self._portions.without_marker()
        self._wanted = self._worth_asking()
        self._apply()

    def _mark(self, now: float) -> None:
        """What comes back behind everything the broker had to say until now."""
        if self._client is not None:
            self._asked_at, self._until = now, now + MARKER_S
            self._client.publish(self._marker_topic, self._portions.mark())

    def _sync_step_by(self) -> float:
        """When the step of syncing that is under way is late."""
        portions = self._portions
        has_hushed = portions.is_marking and portions.may_mark_again and self._heard_at > self._asked_at
        return min(self._until, self._heard_at + HUSH_S) if has_hushed else self._until

    def _sync_is_late(self, now: float) -> None:
        is_talking = self._heard_at > self._asked_at and now < self._sync_by
        if not self._portions.is_marking:
            if not is_talking:
                self._lose(f"no answer to SUBSCRIBE within {ANSWER_S:g} s", now)
                return
            self._asked = {}
            self._portions.again(is_granted=False)
            self._ask_more()
        elif is_talking and self._portions.may_mark_again:
            self._mark(now)
        else:
            # A broker's access list may forbid the marker. Its retained messages are marked as such, so this is safe enough.
            self._portions.without_marker()
            self.counts.markers_missed += 1
            log.warning("%s does not come back (forbidden by the broker?); going on without", self._marker_topic)
            self._ask_more()

    # Losing it

    def _keepalive(self) -> float:
        return float(self._client.keepalive) if self._client is not None else float(self._options.keepalive_s)

    def _check(self, now: float) -> None:
        """paho closes its socket where it notices the end: on writing, on the ping, on reading."""
        if self._client is not None and self._client.socket() is None:
            reasons = [str(what) for kind, what, _ in self._told if kind == "ended"]
            self._told.clear()
            self._hung_up(reasons[0] if reasons else "the connection ended", now)

    def _hung_up(self, problem: str, now: float) -> None:
        """Some brokers refuse a subscription so: without a word."""
        asked = [shown(pattern, 60) for part in self._asked.values() for pattern in part] if self.state == "syncing" else []
        more = f" and {len(asked) - NAMED} more" if len(asked) > NAMED else ""
        self._lose(f"{problem}, when asked for {', '.join(asked[:NAMED])}{more}" if asked else problem, now)

    def _lose(self, problem: str, now: float, is_quick: bool = False) -> None:
        """The connection is over, whoever ended it."""
        was, had_answer = self.state, self._had_answer
        self.counts.dropped_outgoing += len(self._queue)
        if self._intake is not None:
            self._intake.close()
        self._forget()
        if self._options.protocol == "auto" and (self._is_guess or not had_answer):
            # Some brokers close without a word when they hear CONNECT of MQTT 5.
            self._is_guess = self._protocol == MQTTProtocolVersion.MQTTv5
            self._protocol = MQTTProtocolVersion.MQTTv311 if self._is_guess else MQTTProtocolVersion.MQTTv5
        if was in ("syncing", "up"):
            log.warning("the broker is lost: %s", problem)
            self.state, self.problem = "down", problem
            self._retry.lost(now)
        else:
            self._failed(problem, now)
            if is_quick:
                self._retry.lost(now)

    def _failed(self, problem: str, now: float) -> None:
        if problem != self.problem:
            log.warning("no broker: %s", problem)
        self.state, self.problem, self.not_let_in = "down", problem, ""
        self._retry.failed(now)

    def _send(self, client: _Client, outgoing: Outgoing) -> bool:
        info = client.publish(outgoing.topic, outgoing.payload, outgoing.qos, outgoing.retain)
        is_sent = info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS and client.socket() is not None
        if is_sent:
            self.counts.published += 1
        else:
            self.counts.refused += 1
            self._check(self._now().mono)
        return is_sent


def _why_not(outgoing: Outgoing) -> str:
    """Why a message must not go out, or an empty string."""
    if len(outgoing.payload) > OWN_LIMIT:
        return f"{len(outgoing.payload)} bytes, the limit is {OWN_LIMIT}"
    return cannot_publish_to(outgoing.topic)


def _in_words(reason: Any) -> str:
    """A reason code as MQTT calls it. "Unspecified error" is all that MQTT 3.1.1 knows of a refused subscription."""
    return "it does not say why" if reason.value == _UNSPECIFIED else str(reason)


def _as_level(client_id: str) -> str:
    """A client id as one level of a topic."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in client_id)


def _parts(filters: list[str]) -> list[list[str]]:
    return [filters[start : start + MANY] for start in range(0, len(filters), MANY)]


def _flush(client: paho.Client, intake: Intake, seconds: float) -> None:
    """Waits until everything is written, for so long at most."""
    until = time.monotonic() + seconds
    while (client.want_write() or intake.has_unsent) and client.socket() is not None and (left := until - time.monotonic()) > 0:
        try:
            _, writable, _ = select.select([], [intake.socket], [], left)
        except (OSError, ValueError):
            return
        if not writable:
            return
        intake.let_go()
        if client.want_write() and client.loop_write() != MQTTErrorCode.MQTT_ERR_SUCCESS:
            return
