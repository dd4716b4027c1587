"""The situation a wish is asked in: quiet hours over midnight, weather that grows old, the sun once a minute."""

from datetime import UTC, datetime, time

import pytest

from devices.vocabulary import RoomId
from hub.home.situation import OUTDOOR_AGE_S, SUN_EVERY_S, Outdoors, Situation

from ..build import moment

KITCHEN = RoomId("kitchen")
DAY_S = 86_400.0


def situation(quiet: tuple[time, time] | None = None) -> Situation:
    return Situation(52.37, 4.9, "Europe/Amsterdam", quiet)


def at(hour: int, minute: int = 0) -> datetime:
    """In summer: two hours later on the clock there."""
    return datetime(2026, 7, 1, hour, minute, tzinfo=UTC)


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert not situation().is_quiet(at(1))


@pytest.mark.parametrize(("hour", "is_quiet"), [(20, False), (21, True), (23, True), (4, True), (5, False)])
def test_quiet_hours_go_over_midnight_by_the_homes_own_clock(hour: int, is_quiet: bool) -> None:
    assert situation((time(23, 0), time(6, 30))).is_quiet(at(hour)) is is_quiet


def test_a_rest_at_noon_is_quiet_from_its_first_minute_up_to_its_last() -> None:
    noon = situation((time(13, 0), time(14, 0)))
    assert [noon.is_quiet(at(hour, minute)) for hour, minute in ((10, 59), (11, 0), (11, 59), (12, 0))] == [
        False,
        True,
        True,
        False,
    ]


def test_who_else_is_there_is_known_and_never_who() -> None:
    assert situation().context(KITCHEN, None, 0, moment()).company is False
    assert situation().context(KITCHEN, 12.0, 2, moment()).company is True


def test_what_goes_on_is_of_its_room_alone() -> None:
    there = situation()
    there.activity[KITCHEN] = "cooking"
    assert there.context(KITCHEN, None, 0, moment()).activity == "cooking"
    assert there.context(RoomId("hall"), None, 0, moment()).activity is None


def test_a_temperature_outdoors_that_is_too_old_is_not_known() -> None:
    outdoors = Outdoors()
    assert outdoors.current(moment()) is None
    outdoors.hear(7.0, moment())
    assert outdoors.current(moment(OUTDOOR_AGE_S)) == 7.0
    assert outdoors.current(moment(OUTDOOR_AGE_S + 1)) is None


def test_the_mean_outdoors_is_of_days_that_are_over_and_follows_slowly() -> None:
    outdoors = Outdoors()
    for at_s, celsius in ((0, 8.0), (60, 12.0), (DAY_S, 20.0)):
        outdoors.hear(celsius, moment(at_s))
    assert outdoors.mean_c == 10.0
    outdoors.hear(20.0, moment(2 * DAY_S))
    assert outdoors.mean_c == pytest.approx(0.8 * 10.0 + 0.2 * 20.0)


def test_the_sun_is_reckoned_once_a_minute() -> None:
    there = situation()
    first = there.sun_deg(moment())
    assert there.sun_deg(moment(SUN_EVERY_S - 1)) == first
    assert there.sun_deg(moment(SUN_EVERY_S + 1)) != first
