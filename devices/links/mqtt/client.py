"""paho-mqtt on a connection that stands already: the one door to it. What it is told it only notes, to be acted on outside."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from ...message import Outgoing
from .intake import Intake
from .options import MqttOptions

Version = Literal["5", "3.1.1"]
QUEUE = 100  # messages waiting for a socket that does not take them
PERISHABLE_S = 5  # a command that asks for an answer is worth nothing afterwards: no broker keeps it longer for who is away
LARGEST = 268_435_460  # bytes of a packet MQTT can speak of
KEEPS_NOTHING, NOT_SO_SURELY = 154, 155  # reason codes: why a will is refused that is to be retained, or its QoS
_NORMAL, _UNSPECIFIED, _BROKEN, _NO_PROTOCOL, _SILENCE = 0, 128, 130, 132, 141  # reason codes
NOT_FOLLOWED = "what the broker said breaks the rules of MQTT"


@dataclass(frozen=True, slots=True)
class Greeted:
    """CONNACK. refusal: why it does not let us in, or empty. is_older: because it does not speak this version of MQTT.
    most_qos: the highest it takes. keeps: whether it takes what is to be retained; who sends it such a thing is cut off, and
    so is who sends a packet of more bytes than ``largest``. code: MQTT's own of its answer.
    """

    refusal: str
    is_older: bool
    most_qos: int = 2
    keeps: bool = True
    largest: int = LARGEST
    code: int = 0


@dataclass(frozen=True, slots=True)
class Granted:
    """SUBACK. number: of the SUBSCRIBE. refusals: of each of its filters, why, or empty."""

    number: int
    refusals: Sequence[str]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """PUBACK. number: of the message. refusal: why the broker does not pass it on, or empty; before MQTT 5 it never says so."""

    number: int
    refusal: str


@dataclass(frozen=True, slots=True)
class Ended:
    """why: the broker's own words, or empty where it said nothing."""

    why: str


class Client(paho.Client):
    """told: what the broker answered, in order. heard: what was published. One line each, so that no callback can raise: in
    paho 2 that would end the network loop while it goes on saying that it is connected.
    """

    def __init__(self, intake: Intake, options: MqttOptions, client_id: str, version: Version) -> None:
        protocol = MQTTProtocolVersion.MQTTv5 if version == "5" else MQTTProtocolVersion.MQTTv311
        super().__init__(CallbackAPIVersion.VERSION2, client_id, protocol=protocol, reconnect_on_failure=False)
        self._intake, self._options, self._is_five = intake, options, version == "5"
        told: deque[Greeted | Granted | Acknowledged | Ended] = deque()
        heard: list[paho.MQTTMessage] = []
        self.told, self.heard = told, heard
        self.unanswered: dict[int, str] = {}  # number of a message → its topic
        self.most_qos, self.keeps, self.largest = 2, True, LARGEST
        self._acknowledge = lambda _c, _u, number, reason, _p: told.append(Acknowledged(number, _refusal(reason)))
        self.suppress_exceptions = True
        self.max_queued_messages_set(QUEUE)
        if options.username:
            self.username_pw_set(options.username, options.password)
        if options.will is not None:
            self.will_set(options.will.topic, options.will.payload, options.will.qos, options.will.retain)
        self.on_message = lambda _c, _u, message: heard.append(message)
        self.on_connect = lambda _c, _u, _flags, reason, properties: told.append(_greeted(reason, properties))
        self.on_subscribe = lambda _c, _u, mid, reasons, _p: told.append(Granted(mid, [_refusal(r) for r in reasons]))
        self.on_disconnect = lambda _c, _u, flags, reason, _p: told.append(
            _ended(reason, flags.is_disconnect_packet_from_server)
        )

    def _create_socket(self) -> Any:
        """paho's own, which would call the broker and wait: what calls it here is dial.py."""
        return self._intake

    @property
    def is_open(self) -> bool:
        """paho closes its socket where it notices the end: on writing, on the ping, on reading."""
        return self.socket() is not None

    def greet(self) -> None:
        """CONNECT."""
        options = self._options
        if not self._is_five:
            self.connect(options.host, options.port, options.keepalive_s)
            return
        properties: Any = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.MaximumPacketSize = options.packet_limit
        self.connect(options.host, options.port, options.keepalive_s, clean_start=True, properties=properties)

    def read(self) -> None:
        """Takes every whole packet there is."""
        try:
            while self.is_open and self._intake.has_packets:
                if self.loop_read() != MQTTErrorCode.MQTT_ERR_SUCCESS:
                    break
        except Exception as error:  # noqa: BLE001 - a broker's bytes must not end the loop, whatever paho makes of them
            self.told.append(Ended(f"what the broker sent cannot be read ({type(error).__name__}: {error})"))

    def write(self) -> bool:
        """As much as the socket takes of what waits; False when it is over."""
        return not self.want_write() or self.loop_write() == MQTTErrorCode.MQTT_ERR_SUCCESS

    @property
    def is_told_refusals(self) -> bool:
        """Whether the broker can say that it does not pass a message on."""
        return self._is_five and self.most_qos > 0

    def say(self, outgoing: Outgoing, asks: bool = False) -> bool:
        """Writes it at once where the socket takes it; False when it is over.

        asks: a command the broker is to answer for; without it a command goes at QoS 0 whatever it says.
        """
        qos = 1 if asks else min(outgoing.qos, self.most_qos) if outgoing.retain else 0
        if qos:
            self.on_publish = self._acknowledge
        retain = outgoing.retain and self.keeps
        info = self.publish(outgoing.topic, outgoing.payload, qos, retain, _perishable() if asks else None)
        if qos:
            self.unanswered[info.mid] = outgoing.topic
        return info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS and self.socket() is not None

    def answered(self, number: int) -> str | None:
        """The topic of a message the broker has answered for; None for one at QoS 0, of which paho tells as well."""
        topic = self.unanswered.pop(number, None)
        if not self.unanswered:
            self.on_publish = None  # with it paho makes two objects for each message at QoS 0
        return topic

    def ask(self, filters: Iterable[str], own: str) -> int | None:
        """SUBSCRIBE; its number, None when it is over. own: where filters begin on which we want to hear ourselves.

        QoS 0: nothing is worth hearing late. Retained messages come once, marked as such; live ones unmarked. With MQTT 5 the
        broker does not send us what we published ourselves; with 3.1.1 it does, and the hub recognises its own commands.
        """
        _, number = self.subscribe([(f, self._how(f.startswith(own))) for f in filters])
        return number

    def _how(self, is_own: bool) -> Any:
        return SubscribeOptions(qos=0, noLocal=not is_own, retainAsPublished=False) if self._is_five else 0


@cache
def _perishable() -> Properties:
    properties: Any = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    properties.MessageExpiryInterval = PERISHABLE_S
    found: Properties = properties
    return found


def _greeted(reason: Any, properties: Any) -> Greeted:
    is_older = reason.is_failure and reason.value == _NO_PROTOCOL
    keeps = bool(getattr(properties, "RetainAvailable", 1))
    most_qos, largest = getattr(properties, "MaximumQoS", 2), getattr(properties, "MaximumPacketSize", LARGEST)
    return Greeted(_refusal(reason), is_older, most_qos, keeps, largest, reason.value)


def _ended(reason: Any, is_from_broker: bool) -> Ended:
    if is_from_broker:
        return Ended(f"the broker ended it: {in_words(reason)}")
    if reason.value == _BROKEN:
        return Ended(NOT_FOLLOWED)
    # What paho makes up itself when the network fails says less than the network's own error.
    return Ended("" if reason.value in (_NORMAL, _UNSPECIFIED, _SILENCE) else str(reason))


def _refusal(reason: Any) -> str:
    return in_words(reason) if reason.is_failure else ""


def in_words(reason: Any) -> str:
    """A reason code as MQTT calls it. "Unspecified error" is all that MQTT 3.1.1 knows of a refused subscription."""
    return "it does not say why" if reason.value == _UNSPECIFIED else str(reason)
