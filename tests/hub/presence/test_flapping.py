"""A phone that says home and away by turns, faster than anybody goes, is at home until it is calm."""

from datetime import UTC, datetime, timedelta

from devices.event import Seen
from devices.vocabulary import AT_HOME, NOT_HOME, DeviceId, Moment, OccupantId
from hub.presence.moved import Moved
from hub.presence.presence import Presence
from hub.presence.sources import SourceKind

ANA, PHONE = OccupantId("ana"), DeviceId("owntracks/ana")


def at(seconds: float) -> Moment:
    return Moment(datetime(2026, 3, 2, 18, tzinfo=UTC) + timedelta(seconds=seconds), seconds)


def says(presence: Presence, place: str, when: float) -> list[Moved]:
    return presence.hear(Seen(PHONE, place, at(when)), at(when))


def flapping(kind: SourceKind = SourceKind.REGION) -> Presence:
    presence = Presence({PHONE: (ANA, kind)}, {})
    for turn in range(12):
        says(presence, AT_HOME if turn % 2 == 0 else NOT_HOME, 20.0 * turn)
    return presence


def test_a_phone_that_flaps_is_at_home_and_told() -> None:
    presence = flapping()
    assert presence.where(ANA).home is True
    assert presence.flapping(at(240.0)) == [PHONE]
    assert says(presence, AT_HOME, 240.0) == []
    assert says(presence, NOT_HOME, 260.0) == []


def test_once_it_is_calm_what_it_said_last_counts() -> None:
    presence = flapping()
    says(presence, NOT_HOME, 260.0)
    presence.tick(at(700.0))
    assert presence.where(ANA).home is True
    presence.tick(at(900.0))
    assert presence.where(ANA).home is False
    assert presence.flapping(at(900.0)) == []


def test_who_comes_and_goes_now_and_then_is_believed() -> None:
    presence = Presence({PHONE: (ANA, SourceKind.REGION)}, {})
    for turn in range(12):
        says(presence, AT_HOME if turn % 2 == 0 else NOT_HOME, 120.0 * turn)
        assert presence.where(ANA).home is (turn % 2 == 0)


def test_what_names_rooms_is_believed_however_often() -> None:
    assert flapping(SourceKind.ROOM).where(ANA).home is False
