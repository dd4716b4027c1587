"""ESPresense: each receiver's word about one phone, and nothing about anybody else's."""

import json

import pytest

from devices.errors import BadPayload
from devices.event import Seen
from devices.families.espresense import FAMILY
from devices.filters import topic_matches
from devices.message import Message
from devices.vocabulary import Device, DeviceId, Reference, Settings

from ..recorded_lines import NOW, Line, recorded, shared

BEACON = "iBeacon:426c7565-4368-6172-6d42-6561636f6e73-3838-4949"


def make_source(name: str = "irk:alice-phone", base: str = "espresense") -> Device:
    device = FAMILY.from_reference(Reference("espresense", name, DeviceId(name)), Settings(base_topics={"espresense": base}))
    assert device is not None
    return device


def seen(payload: object, topic: str = "espresense/devices/irk:alice-phone/kitchen", retain: bool = False) -> list[Seen]:
    wire = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return [e for e in FAMILY.hear(make_source(), Message(topic, wire, NOW, retain)) if isinstance(e, Seen)]


def test_it_listens_to_its_own_phone_in_every_room() -> None:
    assert make_source().hears == ("espresense/devices/irk:alice-phone/+",)
    assert make_source(base="house/ble").hears == ("house/ble/devices/irk:alice-phone/+",)


def test_the_room_is_the_last_level_of_the_topic() -> None:
    assert seen({"distance": 2.31}) == [Seen(DeviceId("irk:alice-phone"), "kitchen", NOW, distance_m=2.31)]
    assert seen({"distance": "0"})[0].distance_m == 0.0


def test_a_retained_word_is_a_snapshot() -> None:
    assert seen({"distance": 1}, retain=True)[0].snapshot


def test_a_cleared_topic_says_nothing() -> None:
    assert seen(b"") == []


@pytest.mark.parametrize(
    "payload", [b"kitchen", b"[]", b"{}", b'{"distance": null}', b'{"distance": -1}', b'{"distance": 1e9}']
)
def test_a_word_without_a_distance_is_refused(payload: bytes) -> None:
    with pytest.raises(BadPayload):
        seen(payload)


@pytest.mark.parametrize("name", ["apple:1007:11-12", "name:Tile", "node:kitchen"])
def test_what_is_not_one_persons_is_refused_with_what_would_be_right(name: str) -> None:
    [mistake] = FAMILY.mistakes(Reference("espresense", name, DeviceId(name)), Settings())
    assert "irk:ana-phone" in mistake


@pytest.mark.parametrize("name", ["", "irk:a/b", "irk:+", "#", "a\nb"])
def test_what_cannot_be_an_id_is_refused(name: str) -> None:
    reference = Reference("espresense", name, DeviceId("x"))
    assert FAMILY.mistakes(reference, Settings())
    assert FAMILY.from_reference(reference, Settings()) is None


def tried(lines: tuple[Line, ...]) -> dict[str, int]:
    """Every line offered to the sources it is for: heard, and nobody's business."""
    sources = [make_source(), make_source(BEACON)]
    counts = {"heard": 0, "others": 0}
    for line in lines:
        owners = [s for s in sources if any(topic_matches(f, line.message.topic) for f in s.hears)]
        for source in owners:
            [event] = FAMILY.hear(source, line.message)
            assert isinstance(event, Seen)
            assert event.place == line.message.topic.rsplit("/", 1)[1]
            assert event.distance_m == json.loads(line.message.payload)["distance"]
        counts["heard" if owners else "others"] += 1
    return counts


def test_every_recorded_message_is_heard_or_somebody_elses() -> None:
    assert tried(recorded("espresense")) == {"heard": 2, "others": 8}


@pytest.mark.shared
def test_every_shared_message_is_heard_or_somebody_elses() -> None:
    assert sum(tried(shared("espresense")).values()) == len(shared("espresense"))
