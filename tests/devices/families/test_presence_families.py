"""Receivers of phones and tags: rooms by the receiver's name or the block's word for it; nobody by an address that changes."""

import json
from typing import Any

import pytest

from devices.errors import BadPayload
from devices.event import Event, Reachable, Reported, Seen
from devices.families import frigate, frigate_face, monitor, mqtt_room, openmqttgateway, room_assistant
from devices.family import Family, family_for
from devices.filters import topic_matches
from devices.message import Message
from devices.vocabulary import AT_HOME, NOT_HOME, Device, DeviceId, Reference, Settings

from ..recorded.frigate.samples import AT, FACE, TRACKED
from ..recorded.openmqttgateway.samples import BEACON, UUID
from ..recorded_lines import NOW, Line, recorded, shared

HERE = DeviceId("here")
PHONE = "34:AB:95:12:34:56"
ROOM_BASE = Settings(base_topics={"mqtt_room": "room-assistant/mqtt-room"})
EVERY = (mqtt_room, openmqttgateway, room_assistant, monitor, frigate_face)


def make(family: Family, name: str, settings: Settings | None = None, **options: Any) -> Device:
    device = family.from_reference(Reference(family.key, name, HERE, options), settings or Settings())
    assert device is not None
    return device


def heard(family: Family, device: Device, topic: str, payload: object, retain: bool = False) -> list[Event]:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return list(family.hear(device, Message(topic, text.encode(), NOW, retain)))


def places(events: list[Event]) -> list[tuple[str | None, float | None]]:
    return [(event.place, event.distance_m) for event in events if isinstance(event, Seen)]


# mqtt_room


@pytest.mark.parametrize("told", ["my_device_id", "MY_DEVICE_ID", "my-device-id"])
def test_an_id_is_the_same_in_every_spelling(told: str) -> None:
    phone = make(mqtt_room.FAMILY, "my_device_id")
    found = heard(mqtt_room.FAMILY, phone, "room_presence/kitchen", {"id": told, "distance": "1.25"})
    assert places(found) == [("kitchen", 1.25)]


def test_another_id_on_the_same_topic_is_somebody_else() -> None:
    phone = make(mqtt_room.FAMILY, "my_device_id")
    assert heard(mqtt_room.FAMILY, phone, "room_presence/kitchen", {"id": "yours", "distance": 1}) == []


def test_the_block_says_where_a_receiver_stands() -> None:
    phone = make(mqtt_room.FAMILY, "p", rooms={"gw1": "kitchen"})
    assert places(heard(mqtt_room.FAMILY, phone, "room_presence/gw1", {"id": "p", "distance": 2})) == [("kitchen", 2.0)]
    assert places(heard(mqtt_room.FAMILY, phone, "room_presence/gw2", {"id": "p", "distance": 2})) == [("gw2", 2.0)]


def test_what_the_broker_kept_is_a_snapshot() -> None:
    phone = make(mqtt_room.FAMILY, "p")
    [event] = heard(mqtt_room.FAMILY, phone, "room_presence/gw1", {"id": "p", "distance": 2}, retain=True)
    assert isinstance(event, Seen)
    assert event.snapshot


# OpenMQTTGateway


def test_a_beacon_is_the_same_person_after_its_address_has_changed() -> None:
    phone = make(openmqttgateway.FAMILY, f"{UUID}-0-0")
    for mac in ("58782076BC24", "5210A84690AC"):
        payload = {"id": mac, "distance": 3.5, "rssi": -70, **BEACON}
        found = heard(openmqttgateway.FAMILY, phone, f"home/OMG_1/BTtoMQTT/{mac}", payload)
        assert places(found) == [("OMG_1", 3.5)]


def test_a_uuid_with_dashes_is_the_same_beacon_and_another_minor_another_person() -> None:
    dashed = f"{UUID[:8]}-{UUID[8:12]}-{UUID[12:16]}-{UUID[16:20]}-{UUID[20:]}-0-0"
    payload = {"id": "x", "distance": 3.5, **BEACON}
    topic = "home/home_presence/OMG_2"
    assert places(heard(openmqttgateway.FAMILY, make(openmqttgateway.FAMILY, dashed), topic, payload)) == [("OMG_2", 3.5)]
    assert heard(openmqttgateway.FAMILY, make(openmqttgateway.FAMILY, f"{UUID}-0-1"), topic, payload) == []


def test_an_address_that_changes_is_refused_by_name_and_one_that_stays_is_not() -> None:
    changing, staying = "58:78:20:76:BC:24", "C1:23:45:67:89:AB"
    for address, is_refused in ((changing, True), (staying, False)):
        tag = make(openmqttgateway.FAMILY, address)
        payload = {"id": address, "mac_type": 1, "distance": 2.0}
        topic = f"home/OMG/BTtoMQTT/{address.replace(':', '')}"
        if is_refused:
            with pytest.raises(BadPayload, match="changes"):
                heard(openmqttgateway.FAMILY, tag, topic, payload)
        else:
            assert places(heard(openmqttgateway.FAMILY, tag, topic, payload)) == [("OMG", 2.0)]


def test_without_a_distance_it_is_guessed_from_how_the_signal_has_faded() -> None:
    phone = make(openmqttgateway.FAMILY, f"{UUID}-0-0")
    near, far = (
        places(heard(openmqttgateway.FAMILY, phone, "home/a/BTtoMQTT/58782076BC24", {"rssi": rssi, **BEACON}))[0][1]
        for rssi in (-66, "-91")
    )
    assert near == pytest.approx(1.0)
    assert far == pytest.approx(10.0)


def test_a_thermometers_numbers_are_no_presence() -> None:
    tag = make(openmqttgateway.FAMILY, "4C:33:A6:60:3C:79")
    told = {"hum": "52.6", "tempc": "19.2", "tempf": "66.56"}
    assert heard(openmqttgateway.FAMILY, tag, "home/OMG/BTtoMQTT/4C33A6603C79", told) == []


# room-assistant


def test_a_clusters_word_is_a_room_home_or_away() -> None:
    phone = make(room_assistant.FAMILY, "ble-some-id", rooms={"living-room": "salon"})
    topic = "room-assistant/sensor/ble-some-id/state"
    words = ["living-room", "bath", "not_home", "unknown"]
    found = [places(heard(room_assistant.FAMILY, phone, topic, word))[0][0] for word in words]
    assert found == ["salon", "bath", NOT_HOME, None]


# monitor


@pytest.mark.parametrize(
    ("confidence", "place"), [("100", [(AT_HOME, None)]), (0, [(NOT_HOME, None)]), ("0", [(NOT_HOME, None)]), ("30", [])]
)
def test_an_installation_hears_a_phone_has_lost_it_or_is_losing_it(confidence: object, place: list[Any]) -> None:
    phone = make(monitor.FAMILY, PHONE.lower())
    events = heard(monitor.FAMILY, phone, f"monitor/first floor/{PHONE}", {"confidence": confidence})
    assert places(events) == place
    assert all(isinstance(event, Seen) and event.receiver == "first floor" for event in events)


# Frigate


def test_a_count_is_somebody_and_nothing_moving_is_not_nobody() -> None:
    camera = make(frigate.FAMILY, "hall_cam", motion=True)
    counts = [heard(frigate.FAMILY, camera, "frigate/hall_cam/person", text) for text in ("2", "0")]
    assert counts == [[Reported(HERE, "occupancy", True, NOW)], [Reported(HERE, "occupancy", False, NOW)]]
    assert heard(frigate.FAMILY, camera, "frigate/hall_cam/motion", "ON") == [Reported(HERE, "occupancy", True, NOW)]
    assert heard(frigate.FAMILY, camera, "frigate/hall_cam/motion", "OFF") == []
    assert heard(frigate.FAMILY, camera, "frigate/available", "stopped") == [Reachable(HERE, False, NOW)]
    assert "frigate/hall_cam/motion" not in make(frigate.FAMILY, "hall_cam").hears


def test_what_all_cameras_see_is_how_things_are() -> None:
    camera = make(frigate.FAMILY, "hall_cam")
    for label, is_there in (("person", True), ("cat", False)):
        seen = {"hall_cam": {"motion": True, "objects": [{"label": label}]}, "other": {"objects": []}}
        expected = [Reported(HERE, "occupancy", is_there, NOW, snapshot=True)]
        assert heard(frigate.FAMILY, camera, "frigate/camera_activity", seen) == expected
    assert heard(frigate.FAMILY, camera, "frigate/camera_activity", {"other": {"objects": []}}) == []
    assert [out.topic for out in frigate.FAMILY.asks(Reference("frigate", "hall_cam", HERE), camera, Settings())] == [
        "frigate/onConnect"
    ]


def test_one_key_is_a_sensor_in_a_room_and_a_face_at_a_person() -> None:
    assert family_for("frigate", "sensor") is frigate.FAMILY
    assert family_for("frigate", "presence") is frigate_face.FAMILY


def test_a_face_is_that_persons_room_only_when_frigate_is_sure_and_it_is_now() -> None:
    john = make(frigate_face.FAMILY, "john", rooms={"front_door_cam": "hall"})
    topic = "frigate/tracked_object_update"
    assert places(heard(frigate_face.FAMILY, john, topic, {**FACE, "timestamp": AT})) == [("hall", None)]
    [late] = heard(frigate_face.FAMILY, john, topic, {**FACE, "timestamp": AT - 600})
    assert isinstance(late, Seen)
    assert late.snapshot
    for other in ({"name": None}, {"name": "Mary"}, {"score": 0.6}, {"type": "description"}):
        assert heard(frigate_face.FAMILY, john, topic, {**FACE, "timestamp": AT, **other}) == []


def test_an_event_with_a_name_is_a_face_while_the_person_moves() -> None:
    john = make(frigate_face.FAMILY, "John", rooms={"front_door_cam": "hall"})
    for kind, more, found in (
        ("update", {}, [("hall", None)]),
        ("update", {"sub_label": None}, []),
        ("update", {"label": "dog"}, []),
        ("update", {"stationary": True}, []),
        ("end", {}, []),
    ):
        event = {"type": kind, "before": TRACKED, "after": {**TRACKED, **more}}
        assert places(heard(frigate_face.FAMILY, john, "frigate/events", event)) == found


# What is wrong


@pytest.mark.parametrize(
    ("module", "name", "topic", "payload"),
    [
        (mqtt_room, "p", "room_presence/a", '{"distance": 2}'),
        (mqtt_room, "p", "room_presence/a", '{"id": "p"}'),
        (mqtt_room, "p", "room_presence/a", '{"id": "p", "distance": -1}'),
        (mqtt_room, "p", "room_presence/a", "[]"),
        (openmqttgateway, "45:e1:74:12:6e:00", "home/a/BTtoMQTT/45E174126E00", '{"distance": "near"}'),
        (openmqttgateway, "45:e1:74:12:6e:00", "home/a/BTtoMQTT/45E174126E00", "{"),
        (room_assistant, "p", "room-assistant/sensor/p/state", "x" * 200),
        (monitor, PHONE, f"monitor/a/{PHONE}", "{}"),
        (monitor, PHONE, f"monitor/a/{PHONE}", '{"confidence": 120}'),
        (frigate, "cam", "frigate/cam/person", "1.5"),
        (frigate, "cam", "frigate/cam/person", "many"),
        (frigate, "cam", "frigate/available", "maybe"),
        (frigate_face, "John", "frigate/events", "[]"),
        (frigate_face, "John", "frigate/tracked_object_update", '{"type": "face", "name": "John", "score": 5, "camera": "a"}'),
        (frigate_face, "John", "frigate/tracked_object_update", '{"type": "face", "name": "John", "score": 0.9}'),
    ],
)
def test_a_bad_payload_is_refused(module: Any, name: str, topic: str, payload: str) -> None:
    with pytest.raises(BadPayload):
        heard(module.FAMILY, make(module.FAMILY, name), topic, payload)


@pytest.mark.parametrize("module", EVERY)
@pytest.mark.parametrize("options", [{"timeout": "long"}, {"rooms": "kitchen"}, {"rooms": {"a": 3}}, {"rooms": {"a": ""}}])
def test_options_that_cannot_be_are_told_what_would_be_right(module: Any, options: dict[str, Any]) -> None:
    name = PHONE if module is monitor else "45:e1:74:12:6e:00" if module is openmqttgateway else "p"
    if not set(options) <= module.FAMILY.options:
        return  # the configuration says that the key is not known
    assert module.FAMILY.mistakes(Reference(module.FAMILY.key, name, HERE, options), Settings())


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (mqtt_room, "::"),
        (openmqttgateway, "Ana's phone"),
        (room_assistant, "a/b"),
        (monitor, "Ana"),
        (frigate, "events"),
        (frigate, "a/+"),
        (frigate_face, ""),
    ],
)
def test_a_name_that_cannot_be_is_told_what_would_be_right(module: Any, name: str) -> None:
    assert module.FAMILY.mistakes(Reference(module.FAMILY.key, name, HERE), Settings())
    assert module.FAMILY.from_reference(Reference(module.FAMILY.key, name, HERE), Settings()) is None
    assert module.FAMILY.mistakes(Reference(module.FAMILY.key, PHONE, HERE), Settings(base_topics={module.FAMILY.key: "a/#"}))


# What was recorded


def unread(lines: tuple[Line, ...], *speakers: tuple[Family, Device]) -> set[str]:
    """Topics of which nothing was made."""
    left = set()
    for line in lines:
        found = [e for family, device in speakers if _hears(device, line) for e in family.hear(device, line.message)]
        if not found:
            left.add(line.message.topic)
    return left


def _hears(device: Device, line: Line) -> bool:
    return any(topic_matches(pattern, line.message.topic) for pattern in device.hears)


def test_what_was_recorded_is_read_or_left_for_a_named_reason() -> None:
    phone = (monitor.FAMILY, make(monitor.FAMILY, PHONE))
    assert unread(recorded("monitor"), phone) == {"monitor/scan/arrive", "monitor/scan/depart"}, "orders to the listeners"

    cluster = (room_assistant.FAMILY, make(room_assistant.FAMILY, "ble-some-id"))
    raw = (mqtt_room.FAMILY, make(mqtt_room.FAMILY, "ble-some-id", ROOM_BASE))
    assert unread(recorded("room_assistant"), cluster, raw) == {
        "room-assistant/sensor/ble-some-id/attributes",  # of what the state has said
        "room-assistant/entity/living-room/bluetooth-low-energy-presence-sensor/ble-some-id",  # talk within the cluster
    }
    plain = (mqtt_room.FAMILY, make(mqtt_room.FAMILY, "my_device_id"))
    assert unread(recorded("mqtt_room"), plain, raw) == set()

    camera = [(frigate.FAMILY, make(frigate.FAMILY, name, motion=True)) for name in ("front_door", "yard")]
    faces = [(frigate_face.FAMILY, make(frigate_face.FAMILY, name)) for name in ("John", "John Smith")]
    assert unread(recorded("frigate"), *camera, *faces) == {
        "frigate/front_door/person/active",  # who sits still is there, too
        "frigate/events",  # John Smith at 0.79: not sure enough
    }


def test_what_gateways_told_is_read_or_left_for_a_named_reason() -> None:
    speakers = [(openmqttgateway.FAMILY, make(openmqttgateway.FAMILY, name)) for name in (f"{UUID}-0-0", "45:E1:74:12:6E:00")]
    assert unread(recorded("openmqttgateway"), *speakers) == {
        "home/OpenMQTTGateway/BTtoMQTT/4C33A6603C79",  # a thermometer
        "home/home_presence/OpenMQTTGateway_ESP32_BLE_House",  # somebody else's address
        "home/OpenMQTTGateway/commands/MQTTtoBT/config",  # an order to the gateway
        "home/OpenMQTTGateway/LWT",  # silence is what a gateway that has gone means
    }


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "kept"), [("monitor", "monitor"), ("openmqttgateway", "openmqttgateway"), ("frigate", "frigate")]
)
def test_every_line_of_the_shared_record_is_one_of_these(name: str, kept: str) -> None:
    assert [line.message for line in shared(name)] == [line.message for line in recorded(kept)]
