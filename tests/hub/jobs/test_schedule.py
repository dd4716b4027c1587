"""Daily jobs: each once a local day, whatever the clock does."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.jobs.schedule import DAILY, due

CHANGES = [  # the two days a year on which the clocks change
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("US/Pacific", date(2026, 3, 8)),
    ("US/Pacific", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Kathmandu", date(2026, 3, 8)),  # a quarter of an hour off, and no change at all
]
NIGHT = datetime(2026, 3, 4, 5, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
TODAY = NIGHT.date()


def lived(
    start: datetime, hours: float, zone: str, last: dict[str, date], every: timedelta = timedelta(minutes=1)
) -> list[str]:
    """Ticks through so many hours; what ran, with its local date."""
    ran = []
    for i in range(int(timedelta(hours=hours) / every)):
        local = (start + i * every).astimezone(ZoneInfo(zone))
        for job in due(DAILY, last, local):
            last[job] = local.date()
            ran.append(f"{local:%d} {job}")
    return ran


@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_each_job_runs_once_on_the_day_the_clocks_change(zone: str, day: date) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) - timedelta(days=1)
    days = [(start.date() + timedelta(days=i)).strftime("%d") for i in range(3)]
    ran = lived(start.astimezone(UTC), 71, zone, {})
    assert ran == [f"{d} {job}" for d in days for job in ("train", "retain", "backup")]


def test_no_job_stands_in_the_hours_that_clocks_repeat_or_leave_out() -> None:
    assert all(not 1 <= at.hour < 3 for at in DAILY.values())


def test_jobs_come_in_the_order_of_their_times_once_these_have_come() -> None:
    assert due(DAILY, {}, NIGHT.replace(hour=3, minute=29)) == []
    assert due(DAILY, {}, NIGHT.replace(hour=3, minute=30)) == ["train"]
    assert due(DAILY, {}, NIGHT) == ["train", "retain", "backup"]


def test_what_ran_today_waits_for_tomorrow() -> None:
    last = dict.fromkeys(DAILY, TODAY)
    assert due(DAILY, last, NIGHT.replace(hour=23, minute=59)) == []
    assert due(DAILY, last, NIGHT + timedelta(days=1)) == ["train", "retain", "backup"]


@pytest.mark.parametrize("leap", [timedelta(hours=1), timedelta(days=1), timedelta(days=3 * 365)])
def test_what_was_missed_runs_once_and_not_for_every_day(leap: timedelta) -> None:
    last = dict.fromkeys(DAILY, TODAY)
    ran = lived((NIGHT + leap).astimezone(UTC), 2, "Europe/Amsterdam", last)
    assert len(ran) == (0 if leap < timedelta(days=1) else 3)


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(hours=5), timedelta(days=1)])
def test_a_clock_set_back_runs_nothing_twice(back: timedelta) -> None:
    last = dict.fromkeys(DAILY, TODAY)
    ran = lived((NIGHT - back).astimezone(UTC), back / timedelta(hours=1), "Europe/Amsterdam", last)
    assert ran == []


def test_a_clock_that_was_years_ahead_stops_no_job_for_years() -> None:
    last = dict.fromkeys(DAILY, TODAY + timedelta(days=3 * 365))
    assert lived(NIGHT.astimezone(UTC), 46, "Europe/Amsterdam", last) == [
        f"{day} {job}" for day in ("04", "05") for job in ("train", "retain", "backup")
    ]
