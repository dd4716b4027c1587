"""OwnTracks: regions and crossings become places; a lost connection is nobody leaving; late reports are no news."""

import json
from typing import Any

import pytest

from devices.errors import BadPayload
from devices.event import Seen
from devices.families.owntracks import FAMILY
from devices.message import Message
from devices.vocabulary import AT_HOME, NOT_HOME, Device, DeviceId, Reference, Settings

from ..recorded_lines import NOW, Line, recorded, shared

TST = int(NOW.at.timestamp())


def make_source(**options: object) -> Device:
    device = FAMILY.from_reference(Reference("owntracks", "jane/phone", DeviceId("jane"), options), Settings())
    assert device is not None
    return device


def hear(document: dict[str, Any] | bytes, retain: bool = False, **options: object) -> list[Seen]:
    payload = document if isinstance(document, bytes) else json.dumps(document).encode()
    events = FAMILY.hear(make_source(**options), Message("owntracks/jane/phone", payload, NOW, retain))
    return [event for event in events if isinstance(event, Seen)]


def location(**more: object) -> dict[str, Any]:
    return {"_type": "location", "lat": 52.37, "lon": 4.89, "acc": 20, "tst": TST} | more


def crossing(event: str, desc: object, **more: object) -> dict[str, Any]:
    return {"_type": "transition", "event": event, "desc": desc, "lat": 52.37, "lon": 4.89, "acc": 20, "tst": TST} | more


def places(document: dict[str, Any], **options: Any) -> list[str | None]:
    return [seen.place for seen in hear(document, **options)]


def test_it_listens_to_its_phone_and_that_phones_events() -> None:
    assert make_source().hears == ("owntracks/jane/phone", "owntracks/jane/phone/event")


@pytest.mark.parametrize(
    ("regions", "place"),
    [
        (["Home"], AT_HOME),
        (["home", "Town"], AT_HOME),
        (["-Home"], AT_HOME),
        (["Work"], "Work"),
        (["-Kitchen"], "Kitchen"),
        ([], NOT_HOME),
    ],
)
def test_the_regions_it_is_in_say_where_it_is(regions: list[str], place: str) -> None:
    assert places(location(inregions=regions)) == [place]


def test_home_may_have_other_names() -> None:
    assert places(location(inregions=["Casa"]), home=["Home", "Casa"]) == [AT_HOME]
    assert places(location(inregions=["Casa"])) == ["Casa"]


def test_the_network_at_home_says_at_home() -> None:
    assert places(location(SSID="HomeNet"), wifi="HomeNet") == [AT_HOME]
    assert places(location(SSID="Cafe"), wifi="HomeNet") == []


def test_coordinates_alone_say_nothing() -> None:
    assert places(location()) == []


def test_a_beacon_without_a_name_may_be_anywhere() -> None:
    assert places(location(inregions=["EBEFD083-70A2-47C8-9837-E7B5634DF524"])) == []


@pytest.mark.parametrize(
    ("event", "desc", "place"),
    [("enter", "Home", [AT_HOME]), ("leave", "Home", [NOT_HOME]), ("enter", "Work", ["Work"]), ("leave", "Work", [])],
)
def test_crossing_a_border_says_where_it_is(event: str, desc: str, place: list[str]) -> None:
    assert places(crossing(event, desc)) == place


def test_out_of_a_beacons_reach_the_room_is_no_longer_known() -> None:
    assert places(crossing("leave", "-Kitchen", t="b")) == [None]


def test_a_crossing_without_a_name_says_nothing() -> None:
    nameless = crossing("leave", None, wtst=1525300290)
    del nameless["desc"]
    assert places(nameless) == []


def test_a_lost_connection_is_not_leaving() -> None:
    assert hear({"_type": "lwt", "tst": str(TST)}) == []


def test_an_encrypted_message_is_refused_with_what_to_do() -> None:
    with pytest.raises(BadPayload, match="take the encryption key out"):
        hear({"_type": "encrypted", "data": "x"})


def test_no_position_at_all_says_nothing() -> None:
    assert hear(location(inregions=[], acc=0, lat=0, lon=0)) == []
    assert hear(crossing("leave", "Home", acc=0.0, lat=0.0, lon=0.0)) == []


@pytest.mark.parametrize(
    ("tst", "snapshot"), [(TST, False), (str(TST - 20), False), (TST - 31, True), (TST + 61, True), (None, True)]
)
def test_its_own_time_decides_whether_it_is_news(tst: object, snapshot: bool) -> None:
    assert hear(location(inregions=["Home"], tst=tst))[0].snapshot is snapshot


def test_a_retained_report_is_a_snapshot() -> None:
    assert hear(location(inregions=["Home"]), retain=True)[0].snapshot


@pytest.mark.parametrize("kind", ["waypoint", "waypoints", "cmd", "status", "steps", "card", "beacon", "configuration"])
def test_everything_else_says_nothing(kind: str) -> None:
    assert hear({"_type": kind, "desc": "Home", "tst": TST}) == []


@pytest.mark.parametrize(
    "document",
    [
        b"jane",
        b"[]",
        b"{}",
        b'{"_type": 5}',
        json.dumps(location(inregions="Home")).encode(),
        json.dumps(location(inregions=[1])).encode(),
        json.dumps(location(inregions=["x" * 200])).encode(),
        json.dumps(location(inregions=["Home"], tst=[1])).encode(),
        json.dumps(location(inregions=["Home"], acc="near")).encode(),
        json.dumps(crossing("jump", "Home")).encode(),
        json.dumps(crossing("enter", {"a": 1})).encode(),
        json.dumps(crossing("enter", "a\nb")).encode(),
    ],
)
def test_what_cannot_be_is_refused(document: bytes) -> None:
    with pytest.raises(BadPayload):
        hear(document)


@pytest.mark.parametrize("name", ["", "jane", "jane/phone/x", "jane/", "+/phone", "jane/#"])
def test_a_source_is_user_and_device(name: str) -> None:
    reference = Reference("owntracks", name, DeviceId("x"))
    assert any("ana/phone" in mistake for mistake in FAMILY.mistakes(reference, Settings()))
    assert FAMILY.from_reference(reference, Settings()) is None


@pytest.mark.parametrize("home", [5, [], [1], [""]])
def test_home_is_a_list_of_names(home: object) -> None:
    reference = Reference("owntracks", "jane/phone", DeviceId("x"), {"home": home})
    assert any("home: [Home, Casa]" in mistake for mistake in FAMILY.mistakes(reference, Settings()))


def tried(lines: tuple[Line, ...]) -> dict[str, int]:
    """Each line as if it were this phone's: placed, silent or refused."""
    counts = {"placed": 0, "silent": 0, "refused": 0}
    for line in lines:
        try:
            events = FAMILY.hear(make_source(home=["Home", "Casa"]), line.message)
        except BadPayload:
            counts["refused"] += 1
            continue
        assert all(isinstance(e, Seen) and e.snapshot for e in events)  # all of them are old
        counts["placed" if events else "silent"] += 1
    return counts


def test_every_recorded_message_is_understood_or_refused() -> None:
    # placed: at Home, at Casa, entering Work; refused: the encrypted one.
    assert tried(recorded("owntracks")) == {"placed": 3, "silent": 6, "refused": 1}


@pytest.mark.shared
def test_every_shared_message_is_understood_or_refused() -> None:
    assert sum(tried(shared("owntracks")).values()) == len(shared("owntracks"))
