"""Coordinates against the home's own place and radius: clear ones have the last word, vague ones have none."""

import json
from collections.abc import Mapping

import pytest

from devices.errors import BadPayload
from devices.family import family_for
from devices.home_assistant.topics import ENTITY, STATE
from devices.message import Message
from devices.presence.position import beyond_m, corrected
from devices.vocabulary import AT_HOME, NOT_HOME, DeviceId, HomePlace, Reference, Settings

from .recorded_lines import NOW

HOME = HomePlace(52.3731, 4.8922, 100.0)
MESSAGE = Message("t", b"", NOW)
THERE = {"latitude": 52.09, "longitude": 5.12, "gps_accuracy": 20}  # 40 km off
HERE = {"latitude": 52.3732, "longitude": 4.8923, "gps_accuracy": 20}
Heard = list[tuple[str | None, bool | None]]


def at(metres_north: float, accuracy: float | None = None) -> float | None:
    told: dict[str, object] = {"lat": HOME.latitude + metres_north / 111_195.0, "lon": HOME.longitude}
    return beyond_m(HOME, MESSAGE, told if accuracy is None else told | {"acc": accuracy})


def test_how_far_outside_is_in_metres_and_counts_how_exact_it_is() -> None:
    assert at(40_000, 20) == pytest.approx(39_880, rel=0.01)
    assert at(300, 20) == pytest.approx(180, rel=0.02)
    assert at(300, 250) is None  # it may be at home
    assert at(0, 20) == pytest.approx(-100, abs=1)
    assert at(0, 2000) is None  # it may be anywhere in the quarter


def test_a_position_that_does_not_say_how_exact_it_is_is_taken_for_usual() -> None:
    assert (at(140), at(160)) == (None, pytest.approx(10, abs=1))


def test_without_a_home_or_without_a_fix_nothing_is_said() -> None:
    assert beyond_m(None, MESSAGE, THERE) is None
    assert beyond_m(HOME, MESSAGE, {"lat": 0, "lon": 0, "acc": 0}) is None
    assert beyond_m(HOME, MESSAGE, {"lat": 52.0}) is None


@pytest.mark.parametrize("wrong", [{"lat": 91, "lon": 0}, {"lat": "x", "lon": 0}, {"lat": 1, "lon": 1, "acc": True}])
def test_what_is_no_position_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadPayload):
        beyond_m(HOME, MESSAGE, wrong)


@pytest.mark.parametrize(
    ("place", "beyond", "right"),
    [
        (AT_HOME, 30_000.0, (NOT_HOME, True)),
        (AT_HOME, 300.0, (AT_HOME, False)),  # the app's own region may be wider, or the home written coarsely
        (None, 300.0, (NOT_HOME, True)),
        (None, -10.0, (AT_HOME, False)),
        (NOT_HOME, 300.0, (NOT_HOME, True)),
        (NOT_HOME, -10.0, (NOT_HOME, None)),
        ("Work", 300.0, ("Work", True)),
        ("kitchen", -10.0, ("kitchen", False)),
        ("kitchen", None, ("kitchen", None)),
        (None, None, (None, None)),
    ],
)
def test_what_a_position_makes_of_a_place(place: str | None, beyond: float | None, right: tuple[str | None, bool]) -> None:
    assert corrected(place, beyond) == right


def heard(key: str, name: str, topic: str, told: Mapping[str, object], announced: Message | None = None) -> Heard:
    """Through the family, as places and whether that is outside."""
    family, settings = family_for(key, "presence"), Settings(home=HOME)
    assert family is not None
    reference = Reference(key, name, DeviceId("source"))
    device = family.from_reference(reference, settings)
    if announced is not None:
        (device,) = (family.bind(d, reference) for d in family.describe(announced, {}, settings))
    assert device is not None
    events = family.hear(device, Message(topic, json.dumps(told).encode(), NOW))
    return [(seen.place, seen.outside) for seen in events]  # type: ignore[union-attr]


def owntracks(**told: object) -> Heard:
    return heard("owntracks", "ana/phone", "owntracks/ana/phone", {"tst": int(NOW.at.timestamp())} | told)


FAR = {"lat": 52.09, "lon": 5.12, "acc": 20}
NEAR = {"lat": 52.3732, "lon": 4.8923, "acc": 20}


def test_a_location_without_regions_is_told_by_its_coordinates() -> None:
    assert owntracks(_type="location", lat=52.09, lon=5.12) == [(NOT_HOME, True)]
    assert owntracks(_type="location", **NEAR) == [(AT_HOME, False)]
    assert owntracks(_type="location", **FAR | {"acc": 90_000}) == []
    assert owntracks(_type="location") == []


def test_a_home_region_the_app_forgot_to_leave_ends_by_the_coordinates() -> None:
    assert owntracks(_type="location", inregions=["Home"], **FAR) == [(NOT_HOME, True)]
    assert owntracks(_type="location", inregions=["Home"], **NEAR) == [(AT_HOME, False)]
    assert owntracks(_type="location", inregions=[], **NEAR) == [(AT_HOME, False)]
    assert owntracks(_type="location", inregions=[], **FAR) == [(NOT_HOME, True)]
    assert owntracks(_type="location", inregions=[]) == [(NOT_HOME, None)]


def test_a_region_may_be_known_by_its_id_and_a_crossing_without_a_name_by_its_coordinates() -> None:
    assert owntracks(_type="transition", event="leave", desc="Home", **FAR) == [(NOT_HOME, True)]
    assert owntracks(_type="transition", event="leave", rid="home", **FAR) == [(NOT_HOME, True)]
    assert owntracks(_type="transition", event="leave", wtst=1, **FAR) == [(NOT_HOME, True)]
    assert owntracks(_type="transition", event="enter", rid="home") == [(AT_HOME, None)]
    assert owntracks(_type="location", inrids=["home"], **NEAR) == [(AT_HOME, False)]


def test_a_waypoint_is_where_a_region_lies_and_not_where_the_phone_is() -> None:
    assert owntracks(_type="waypoint", desc="Home", rad=100, **FAR) == []


def tracker(state: str, **attributes: object) -> Heard:
    entity = "device_tracker.phone"
    announced = Message(f"{ENTITY}{entity}", json.dumps({"entity_id": entity, "state": "home", "attributes": {}}).encode(), NOW)
    return heard("home_assistant", entity, f"{STATE}{entity}", {"state": state, "attributes": attributes}, announced)


def test_a_tracker_of_home_assistant_is_out_when_its_coordinates_are() -> None:
    assert tracker("home", **THERE) == [(NOT_HOME, True)]
    assert tracker("home", **HERE) == [(AT_HOME, False)]
    assert tracker("home") == [(AT_HOME, None)]
    assert tracker("not_home", **THERE) == [(NOT_HOME, True)]
    assert tracker("Work", **THERE) == [("Work", True)]
    assert tracker("unknown", **THERE) == [(NOT_HOME, True)]


def test_a_topic_may_tell_coordinates() -> None:
    assert heard("topic", "home/ana", "home/ana", THERE) == [(NOT_HOME, True)]
    assert heard("topic", "home/ana", "home/ana", HERE) == [(AT_HOME, False)]
    assert heard("topic", "home/ana", "home/ana", {"room": "kitchen", **HERE}) == [("kitchen", False)]
    assert heard("topic", "home/ana", "home/ana", {**THERE, "gps_accuracy": 90_000}) == []


def discovered(told: Mapping[str, object], **config: object) -> Heard:
    body = {"unique_id": "u", "name": "Phone", "json_attributes_topic": "phone/where"} | config
    announced = Message("homeassistant/device_tracker/phone/config", json.dumps(body).encode(), NOW)
    return heard("home_assistant_mqtt", "u", "phone/where", told, announced)


def test_a_discovered_tracker_is_told_by_its_attributes() -> None:
    assert discovered(THERE) == [(NOT_HOME, True)]
    assert discovered(HERE) == [(AT_HOME, False)]
    assert discovered(THERE, state_topic="phone/state") == [(NOT_HOME, True)]
    assert discovered(HERE, state_topic="phone/state") == []  # the room it may have named stands
    assert discovered({"battery": 80}) == []
