"""When somebody usually comes: per weekday, given how long they have been away."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from models.comings import STEP_MIN, STEPS, Absence, Comings, first_of

HOME = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 1, 5, 8, 10, tzinfo=HOME)


def weeks(count: int, hour: float = 17.75, wednesdays: float | None = None) -> Iterator[Absence]:
    """Workdays from ten past eight on, ten minutes sooner and later by turns."""
    for day in range(7 * count):
        left = MONDAY + timedelta(days=day)
        back = wednesdays if wednesdays is not None and left.weekday() == 2 else hour
        if left.weekday() < 5:
            yield Absence(left, left.replace(hour=0, minute=0) + timedelta(hours=back, minutes=10 * (day % 3 - 1)))


def between(chances: np.ndarray, now: datetime, start: str, end: str) -> float:
    """Of coming between two times of the same day."""
    hours = (datetime.combine(now.date(), datetime.strptime(one, "%H:%M").time(), now.tzinfo) for one in (start, end))
    first, last = (int((one - now).total_seconds() / 60 / STEP_MIN) for one in hours)
    return float(chances[first:last].sum())


def test_nobody_known_comes_at_no_time_in_particular() -> None:
    chances = Comings().chances(MONDAY, None)
    assert chances.shape == (STEPS,)
    assert chances.max() == chances.min()
    assert 0.0 < chances.sum() < 1.0


def test_three_weeks_say_when_they_come() -> None:
    comings = Comings(weeks(3))
    now = MONDAY + timedelta(days=21, hours=4)
    chances = comings.chances(now, MONDAY + timedelta(days=21))
    assert between(chances, now, "17:00", "18:30") > 0.75
    assert chances.sum() <= 1.0 + 1e-9


def test_two_days_already_point_to_the_hour_and_are_not_believed_yet() -> None:
    comings = Comings(list(weeks(1))[:2])
    now = MONDAY + timedelta(days=2, hours=4)
    found = between(comings.chances(now, MONDAY + timedelta(days=2)), now, "17:00", "18:30")
    assert 0.25 < found < 0.75


def test_a_wednesday_of_its_own_is_told_apart() -> None:
    comings = Comings(weeks(8, wednesdays=13.5))
    for days, low in ((56, 0.0), (58, 0.5)):
        left = MONDAY + timedelta(days=days)
        now = left + timedelta(hours=3)
        noon = between(comings.chances(now, left), now, "13:00", "14:00")
        assert noon >= low
        assert noon < 0.2 or days == 58


def test_an_hour_that_went_by_without_them_counts_no_more() -> None:
    comings = Comings(weeks(8, wednesdays=13.5))
    left = MONDAY + timedelta(days=58)
    now = left.replace(hour=15, minute=30)
    chances = comings.chances(now, left)
    assert between(chances, now, "15:30", "16:30") < 0.15
    assert between(chances, now, "17:00", "18:30") > 0.1


def test_who_is_hours_over_their_time_is_expected_at_no_hour() -> None:
    comings = Comings(weeks(6))
    left = MONDAY + timedelta(days=42)
    assert comings.chances(left.replace(hour=21), left)[:12].max() < 0.03


def test_a_journey_does_not_end_tonight() -> None:
    comings = Comings(weeks(4))
    left = MONDAY + timedelta(days=28)
    now = left + timedelta(days=3)
    assert comings.chances(now, left)[: 12 * 6].max() < 0.03


def test_where_it_is_not_known_when_they_left_the_weekday_still_speaks() -> None:
    now = MONDAY + timedelta(days=28, hours=6)
    assert between(Comings(weeks(4)).chances(now, None), now, "17:00", "18:30") > 0.7


def test_a_night_is_an_absence_over_midnight() -> None:
    comings = Comings(
        Absence(MONDAY.replace(hour=23) + timedelta(days=day), MONDAY.replace(hour=7, minute=0) + timedelta(days=day + 1))
        for day in range(20)
    )
    now = MONDAY.replace(hour=4, minute=0) + timedelta(days=21)
    assert between(comings.chances(now, now - timedelta(hours=5)), now, "06:30", "07:30") > 0.75


def test_the_night_the_clocks_change_the_hour_on_the_wall_counts() -> None:
    night = datetime(2026, 3, 8, 23, 0, tzinfo=HOME)
    comings = Comings(
        Absence(night + timedelta(days=day), night.replace(hour=7) + timedelta(days=day + 1)) for day in range(20)
    )
    asleep = datetime(2026, 3, 28, 23, 0, tzinfo=HOME)
    at_six = datetime(2026, 3, 29, 6, 0, tzinfo=HOME)
    assert float(comings.chances(at_six, asleep)[:9].sum()) > 0.7


@pytest.mark.parametrize("lasted", [timedelta(minutes=5), timedelta(days=40), timedelta(hours=-2)])
def test_a_moment_and_a_month_teach_nothing(lasted: timedelta) -> None:
    comings = Comings()
    assert not comings.learn(Absence(MONDAY, MONDAY + lasted))
    assert comings.absences() == ()


def test_the_first_of_two_comes_sooner_than_either() -> None:
    one, other = np.zeros(STEPS), np.zeros(STEPS)
    one[10], other[20] = 0.5, 0.5
    both = first_of([one, other])
    assert both[10] == pytest.approx(0.5)
    assert both[20] == pytest.approx(0.25)
    assert first_of([]).sum() == 0.0


def nights(count: int, to_bed: float = 23.5) -> Iterator[Absence]:
    """Up at seven on workdays, at nine at weekends; to bed by turns a quarter of an hour sooner and later."""
    midnight = MONDAY.replace(hour=0, minute=0)
    for day in range(7 * count):
        wakes = midnight + timedelta(days=day + 1)
        hour = 7.0 if wakes.weekday() < 5 else 9.0
        yield Absence(midnight + timedelta(days=day, hours=to_bed, minutes=15 * (day % 3 - 1)), wakes + timedelta(hours=hour))


@pytest.mark.parametrize(
    ("bed", "low", "high"), [("fri", "08:30", "09:30"), ("sun", "06:30", "07:30"), ("wed", "06:30", "07:30")]
)
@pytest.mark.parametrize("to_bed", [23.4, 24.1])
def test_a_night_is_of_the_day_it_ends_in(bed: str, low: str, high: str, to_bed: float) -> None:
    comings = Comings(nights(5, 23.75))
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(bed)
    slept = MONDAY.replace(hour=0, minute=0) + timedelta(days=35 + weekday, hours=to_bed)
    now = MONDAY.replace(hour=3, minute=0) + timedelta(days=36 + weekday)
    chances = comings.chances(now, slept)
    assert between(chances, now, low, high) > 0.6
