"""Presence on a plain topic: rooms, home and away as text or JSON; what is old is no news."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from devices.errors import BadPayload
from devices.event import Seen
from devices.families.presence_topic import FAMILY
from devices.message import Message
from devices.vocabulary import AT_HOME, NOT_HOME, Device, DeviceId, Moment, Reference, Settings

AT = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)
NOW = Moment(AT, 1000.0)
TOPIC = "home/presence/ana"


def make_source(**options: object) -> Device:
    device = FAMILY.from_reference(Reference("topic", TOPIC, DeviceId(TOPIC), options), Settings())
    assert device is not None
    return device


def seen(payload: object, retain: bool = False) -> Seen:
    wire = payload.encode() if isinstance(payload, str) else json.dumps(payload).encode()
    [event] = FAMILY.hear(make_source(), Message(TOPIC, wire, NOW, retain))
    assert isinstance(event, Seen)
    assert event.source == TOPIC
    return event


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        ("kitchen", "kitchen"),
        (" Living room ", "Living room"),
        ('"kitchen"', "kitchen"),
        ("not_home", NOT_HOME),
        ("Away", NOT_HOME),
        ("home", AT_HOME),
        ("Home", AT_HOME),
        ("Küche", "Küche"),
    ],
)
def test_a_text_is_a_place(payload: str, place: str) -> None:
    assert seen(payload) == Seen(DeviceId(TOPIC), place, NOW)


@pytest.mark.parametrize("payload", ["null", "unknown", "none", "", "   ", "Unavailable", '{"room": null}', '{"room": ""}'])
def test_not_known_is_said_as_such(payload: str) -> None:
    assert seen(payload).place is None


def test_json_may_say_more_than_the_room() -> None:
    event = seen({"room": "kitchen", "confidence": 0.8, "distance": "2.5"})
    assert (event.place, event.confidence, event.distance_m) == ("kitchen", 0.8, 2.5)


def test_a_confidence_in_percent_is_understood() -> None:
    assert seen({"room": "kitchen", "confidence": 80}).confidence == 0.8


def test_a_retained_message_is_a_snapshot() -> None:
    assert seen("kitchen", retain=True).snapshot
    assert not seen("kitchen").snapshot


@pytest.mark.parametrize("key", ["at", "timestamp", "time"])
@pytest.mark.parametrize(
    ("age_s", "snapshot"), [(0, False), (29, False), (31, True), (86_400, True), (-59, False), (-61, True), (-1e7, True)]
)
def test_an_old_message_and_one_from_the_future_are_snapshots(key: str, age_s: float, snapshot: bool) -> None:
    at = AT - timedelta(seconds=age_s)
    spelled = [
        at.isoformat(),
        at.isoformat().replace("+00:00", "Z"),
        at.timestamp(),
        at.timestamp() * 1000,
        str(at.timestamp()),
    ]
    assert [seen({"room": "kitchen", key: told}).snapshot for told in spelled] == [snapshot] * 5


def test_a_time_without_a_zone_is_only_old_beyond_every_zone() -> None:
    assert not seen({"room": "kitchen", "at": "2026-03-04T21:00:00"}).snapshot
    assert seen({"room": "kitchen", "at": "2026-03-03T19:00:00"}).snapshot


@pytest.mark.parametrize(
    "payload",
    [
        "true",
        "off",
        "1",
        "x" * 101,
        "a\x00b",
        "a\nb",
        "\u202ekitchen",
        "{",
        "[]",
        "{}",
        '{"room": 5}',
        '{"room": ["kitchen"]}',
        '{"room": "kitchen", "confidence": -1}',
        '{"room": "kitchen", "confidence": true}',
        '{"room": "kitchen", "distance": -1}',
        '{"room": "kitchen", "distance": NaN}',
        '{"room": "kitchen", "at": "yesterday"}',
        '{"room": "kitchen", "at": [1]}',
        '{"room": "kitchen", "at": true}',
        '{"room": "\\ud800"}',
    ],
)
def test_what_is_no_place_is_refused(payload: str) -> None:
    with pytest.raises(BadPayload):
        seen(payload)


@pytest.mark.parametrize(
    "told", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", 1e300, -1e300, "99999999999999999999"]
)
def test_a_time_out_of_all_range_harms_nothing(told: object) -> None:
    with suppress(BadPayload):
        assert seen({"room": "kitchen", "at": told}).snapshot


@pytest.mark.parametrize("name", ["", "home/+/ana", "#", "$SYS/x", "a\nb"])
def test_a_source_is_one_topic(name: str) -> None:
    reference = Reference("topic", name, DeviceId("x"))
    assert FAMILY.mistakes(reference, Settings())
    assert FAMILY.from_reference(reference, Settings()) is None


@pytest.mark.parametrize("timeout", [0, True, "60", 1e9])
def test_a_timeout_is_seconds(timeout: object) -> None:
    reference = Reference("topic", TOPIC, DeviceId(TOPIC), {"timeout": timeout})
    assert any("timeout: 60" in mistake for mistake in FAMILY.mistakes(reference, Settings()))


def test_a_block_of_a_device_is_no_presence_source() -> None:
    reference = Reference("topic", TOPIC, DeviceId(TOPIC), {"quantities": {"power": {}}})
    assert any("one topic" in mistake for mistake in FAMILY.mistakes(reference, Settings()))
