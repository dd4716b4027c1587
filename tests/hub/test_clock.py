from datetime import UTC, datetime, timedelta

from hub.clock import SystemClock
from tests.fake_clock import FakeClock


def test_the_system_clock_tells_aware_utc_and_a_time_that_only_grows() -> None:
    one, other = SystemClock().now(), SystemClock().now()
    assert one.at.utcoffset() == timedelta(0)
    assert other.mono >= one.mono


def test_the_fake_clock_moves_both_times_or_the_wall_alone() -> None:
    clock = FakeClock(datetime(2026, 1, 1, tzinfo=UTC), mono=5.0)
    assert clock.advance(60).mono == 65.0
    assert clock.now().at == datetime(2026, 1, 1, 0, 1, tzinfo=UTC)
    assert clock.set_wall(datetime(2029, 1, 1, tzinfo=UTC)).mono == 65.0
