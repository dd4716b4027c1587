"""An ordinary message is read without paho's help, and exactly as paho reads it."""

import random

import pytest
from paho.mqtt._packet import decode_publish
from paho.mqtt.enums import MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from devices.links.mqtt import _plain

PROTOCOLS = (MQTTProtocolVersion.MQTTv311, MQTTProtocolVersion.MQTTv5)


def packet_of(topic: bytes, payload: bytes, is_5: bool, properties: bytes = b"\0") -> bytes:
    return len(topic).to_bytes(2, "big") + topic + (properties if is_5 else b"") + payload


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("seed", range(40))
def test_it_says_what_paho_says(protocol: MQTTProtocolVersion, seed: int) -> None:
    rng = random.Random(seed)
    is_5 = protocol == MQTTProtocolVersion.MQTTv5
    topic, payload = rng.randbytes(rng.choice((1, 7, 40, 300))), rng.randbytes(rng.choice((0, 1, 5, 2000)))
    command = 0x30 | rng.choice((0, 1)) | rng.choice((0, 8))
    packet = packet_of(topic, payload, is_5)
    told = decode_publish(command, packet, protocol)
    assert _plain(command, bytearray(packet), is_5) == (told.topic, told.payload, told.retain)


def test_what_has_properties_or_another_quality_of_service_is_left_to_paho() -> None:
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    properties.ContentType = "text/plain"
    assert _plain(0x30, packet_of(b"home/lamp", b"on", True, properties.pack()), True) is None  # type: ignore[no-untyped-call]
    assert _plain(0x32, packet_of(b"home/lamp", b"\0\1on", False), False) is None
    assert _plain(0x34, packet_of(b"home/lamp", b"\0\1on", False), False) is None


@pytest.mark.parametrize("is_5", [True, False])
def test_what_is_cut_off_or_names_no_topic_is_left_to_paho(is_5: bool) -> None:
    whole = packet_of(b"home/lamp", b"", is_5)
    for length in range(len(whole)):
        assert _plain(0x30, whole[:length], is_5) is None
    assert _plain(0x30, packet_of(b"", b"on", is_5), is_5) is None
