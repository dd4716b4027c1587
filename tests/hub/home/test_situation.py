"""The situation a wish is asked in: quiet hours over midnight, weather that grows old, the sun once a minute."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from devices.vocabulary import Moment, RoomId
from hub.home.situation import MINUTE_S, OUTDOOR_AGE_S, Outdoors, Situation

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
    assert there.sun_deg(moment(MINUTE_S - 1)) == first
    assert there.sun_deg(moment(MINUTE_S + 1)) != first


def test_what_is_asked_of_the_learners_is_the_very_same_as_long_as_nothing_of_it_changes() -> None:
    there = situation()
    asked = there.at_minute(KITCHEN, None, 12.0, 0, moment(5))
    assert there.at_minute(KITCHEN, None, 12.0, 0, moment(MINUTE_S - 1)) is asked
    assert asked.local.second == 0
    for lux, others, at_s in ((13.0, 0, 5), (12.0, 1, 5), (12.0, 0, MINUTE_S)):
        assert there.at_minute(KITCHEN, None, lux, others, moment(at_s)) is not asked


def test_what_changes_in_a_room_or_outdoors_makes_another_situation_of_it() -> None:
    there = situation()
    found = [there.at_minute(KITCHEN, None, None, 0, moment())]
    there.activity[KITCHEN] = "cooking"
    found.append(there.at_minute(KITCHEN, None, None, 0, moment()))
    there.outdoors.hear(7.0, moment())
    found.append(there.at_minute(KITCHEN, None, None, 0, moment()))
    assert [(one.activity, one.outdoor_c) for one in found] == [(None, None), ("cooking", None), ("cooking", 7.0)]


def test_as_of_the_minute_it_is_what_is_taught_but_for_the_seconds() -> None:
    there = situation()
    there.outdoors.hear(7.0, moment())
    taught, asked = there.context(KITCHEN, 3.0, 1, moment(80), "lamp"), there.at_minute(KITCHEN, "lamp", 3.0, 1, moment(80))
    assert replace(taught, local=taught.local.replace(second=0)) == asked


def test_a_little_later_it_is_another_hour_and_the_sun_is_elsewhere() -> None:
    there = situation()
    now, later = (there.at_minute(KITCHEN, None, 12.0, 0, moment(s)) for s in (0, 600))
    assert there.later(now, timedelta(minutes=10)) == later
    assert now.sun_elevation_deg != later.sun_elevation_deg


def test_in_the_hour_that_comes_twice_the_second_time_is_another() -> None:
    there = situation()
    first = Moment(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 0.0)
    again = Moment(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 3600.0)
    assert there.at_minute(KITCHEN, None, None, 0, first) is not there.at_minute(KITCHEN, None, None, 0, again)
