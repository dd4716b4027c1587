"""What heating came to, beside a fixed schedule, in degree-hours; and for how long somebody was too cold."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.heat.account import Account, HeatReading
from hub.steps.warmth import beside_schedule
from models.warm_up import Warmth

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


def lived(
    account: Account, warm: float, hours: float, *, setpoint: float = 16.0, wanted: float | None = None, since: float = 0.0
) -> None:
    for minute in range(0, int(hours * 60) + 1, 10):
        at = NOON + timedelta(hours=since, minutes=minute)
        account.take(HeatReading(warm, setpoint, 5.0, wanted), Warmth(), at, 3600 * since + 60.0 * minute)


def test_a_room_that_is_colder_than_the_clock_would_have_it_saves() -> None:
    account = Account()
    lived(account, 17.0, 48)
    saved = account.saved()
    assert saved is not None
    assert 0.1 < saved < 0.3
    words = beside_schedule(account)
    assert words is not None
    assert words.startswith("about ")
    assert words.endswith("% less than 21 °C from 6 to 23")


def test_a_room_that_is_always_warm_costs_more_than_the_clock() -> None:
    account = Account()
    lived(account, 23.0, 48)
    words = beside_schedule(account)
    assert words is not None
    assert "% more than 21 °C" in words


def test_before_a_day_was_seen_nothing_is_said() -> None:
    account = Account()
    lived(account, 17.0, 20)
    assert account.saved() is None
    assert beside_schedule(account) is None


def test_minutes_too_cold_are_those_of_who_is_there() -> None:
    account = Account()
    lived(account, 19.0, 2, setpoint=21.0, wanted=21.0)
    assert account.days[-1].missed_min == pytest.approx(120.0)
    assert account.days[-1].heated_h == pytest.approx(2.0)
    lived(account, 19.0, 2, setpoint=16.0, since=2.0)
    assert account.days[-1].missed_min == pytest.approx(120.0)
    assert account.days[-1].heated_h == pytest.approx(2.0)
    assert account.days[-1].degree_h == pytest.approx(4 * 14.0)
    assert account.usual_c == 21.0


def test_of_an_hour_nobody_saw_nothing_is_reckoned() -> None:
    account = Account()
    account.take(HeatReading(19.0, 21.0, 5.0, 21.0), Warmth(), NOON, 0.0)
    account.take(HeatReading(19.0, 21.0, 5.0, 21.0), Warmth(), NOON + timedelta(hours=3), 3 * 3600.0)
    assert account.days == []


def test_a_day_ends_at_midnight_and_thirty_are_kept_over_a_restart() -> None:
    account = Account()
    lived(account, 19.0, 24 * 40)
    assert len(account.days) == 30
    assert account.days[-1].seen_h == pytest.approx(12.0, abs=0.2)
    again = Account.from_json(account.to_json())
    assert again.days == account.days


def test_who_is_forgotten_was_at_no_time_there() -> None:
    account = Account()
    lived(account, 19.0, 2, setpoint=21.0, wanted=21.0)
    account.forget_people()
    day = account.days[-1]
    assert (day.occupied_h, day.missed_min, day.warmest_c) == (0.0, 0.0, None)
    assert day.degree_h > 0
