"""When a step happens, in every form a script may write it."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.rehearsal.times import After, ClockTime, Dated, moment_of, next_of, span_of, when_of

HOME = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1 min", 60), ("0.5 s", 0.5), ("1 h 30 min", 5400), ("2 days", 172_800), ("1 week", 604_800), ("90min", 5400)],
)
def test_a_span_is_a_number_and_a_unit_or_several(text: str, seconds: float) -> None:
    assert span_of(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "5", "min", "1 fortnight", "1 min ago", "-1 min", "999 weeks", "1e9 s"])
def test_what_is_no_span_is_none(text: str) -> None:
    assert span_of(text) is None


def test_every_form_of_a_time_is_understood() -> None:
    assert when_of("18:00") == ClockTime(time(18))
    assert when_of("wed 18:00") == when_of("Wednesday 18:00") == ClockTime(time(18), 2)
    assert when_of("2026-04-01 06:00") == Dated(datetime.fromisoformat("2026-04-01 06:00"))
    assert when_of("+0.5 s") == After(timedelta(seconds=0.5))


@pytest.mark.parametrize("text", ["25:00", "18:60", "wed", "someday 18:00", "2026-02-30 06:00", "+ soon", "18", "2026-04-01"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert when_of(text) is None


def after(text: str, before: str) -> str:
    when = when_of(text)
    assert when is not None
    found = next_of(when, moment_of(datetime.fromisoformat(before), HOME), HOME)
    return found.astimezone(HOME).strftime("%a %d %H:%M")


def test_a_time_of_day_is_the_next_such_time_which_may_be_now() -> None:
    assert after("18:00", "2026-03-02 07:00") == "Mon 02 18:00"
    assert after("18:00", "2026-03-02 18:00") == "Mon 02 18:00"
    assert after("18:00", "2026-03-02 18:01") == "Tue 03 18:00"
    assert after("wed 06:00", "2026-03-04 07:00") == "Wed 11 06:00"


def test_a_time_that_summer_time_leaves_out_comes_an_hour_later_and_a_span_is_of_real_hours() -> None:
    assert after("02:30", "2026-03-29 00:00") == "Sun 29 03:30"
    assert after("+3 h", "2026-03-29 00:00") == "Sun 29 04:00"
    assert moment_of(datetime.fromisoformat("2026-07-01 12:00"), HOME) == datetime(2026, 7, 1, 10, tzinfo=UTC)
