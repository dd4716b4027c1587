"""Which devices there are: what is announced in parts, in any order, comes out whole."""

import json

import pytest

from devices.errors import BadPayload
from devices.event import Reported
from devices.family import Use
from devices.message import Message
from devices.vocabulary import DeviceId, Reference, Settings
from hub.home.catalogue import Catalogue

from ..build import moment

CONFIG = {
    "ip": "192.168.1.20", "dn": "Attic", "fn": ["Plug"], "hn": "plug", "mac": "AABBCCDDEEFF", "md": "Plug", "ofln": "Offline",
    "onln": "Online", "state": ["OFF", "ON", "TOGGLE", "HOLD"], "sw": "13.0", "t": "plug", "ft": "%prefix%/%topic%/",
    "tp": ["cmnd", "stat", "tele"], "rl": [1], "lk": 1, "lt_st": 0, "so": {}, "swc": [-1], "btn": [0], "ver": 1,
}  # fmt: skip
SENSORS = {"sn": {"Time": "2026-03-04T19:00:00", "AM2301": {"Temperature": 20.5}, "TempUnit": "C"}, "ver": 1}


@pytest.mark.parametrize("order", [("config", "sensors"), ("sensors", "config")])
def test_a_device_announced_in_two_parts_is_whole_whichever_comes_first(order: tuple[str, str]) -> None:
    reference = Reference("tasmota", "plug", DeviceId("plug"))
    catalogue = Catalogue([("device", reference)], Settings())
    said = {"config": CONFIG, "sensors": SENSORS}
    for part in order:
        catalogue.announce(Message(f"tasmota/discovery/AABBCCDDEEFF/{part}", json.dumps(said[part]).encode(), moment()))
    assert {"power", "temperature"} <= set(catalogue.devices[DeviceId("plug")].traits)


MOTION = {
    "state_topic": "bridge/hall", "value_template": "{{ value_json.occupancy }}", "payload_on": True, "payload_off": False,
    "device_class": "occupancy", "unique_id": "hall_motion",
}  # fmt: skip
WARMTH = {
    "state_topic": "bridge/hall", "value_template": "{{ value_json.temperature }}", "device_class": "temperature",
    "unit_of_measurement": "°C", "unique_id": "hall_warmth",
}  # fmt: skip


def make_hall() -> Catalogue:
    """Two entities of a bridge, told in one message."""
    use: Use = "sensor"
    names = ("hall_warmth", "hall_motion")
    catalogue = Catalogue([(use, Reference("home_assistant_mqtt", name, DeviceId(name))) for name in names], Settings())
    for component, payload in (("sensor", WARMTH), ("binary_sensor", MOTION)):
        topic = f"homeassistant/{component}/{payload['unique_id']}/config"
        catalogue.announce(Message(topic, json.dumps(payload).encode(), moment()))
    return catalogue


def test_what_one_entity_cannot_read_the_others_on_its_topic_hear_all_the_same() -> None:
    message = Message("bridge/hall", b'{"occupancy": true, "temperature": -327.68}', moment())
    refused: list[BadPayload] = []
    assert [(e.device, e.value) for e in make_hall().hear(message, refused.append) if isinstance(e, Reported)] == [
        (DeviceId("hall_motion"), True)
    ]
    assert [refusal.topic for refusal in refused] == ["bridge/hall"]


def test_without_anybody_to_tell_the_first_refusal_is_raised() -> None:
    with pytest.raises(BadPayload):
        make_hall().hear(Message("bridge/hall", b'{"occupancy": true, "temperature": -327.68}', moment()))


def test_asking_who_speaks_on_a_topic_does_not_hide_that_devices_announce_themselves_there() -> None:
    catalogue = Catalogue([("device", Reference("tasmota", "corner", DeviceId("corner")))], Settings())
    topic = "tasmota/discovery/AABBCCDDEEFF/config"
    assert catalogue.speakers(topic) == []
    assert catalogue.is_announcement(topic)
    assert not catalogue.is_announcement("tasmota/discovery/AABBCCDDEEFF/other")
