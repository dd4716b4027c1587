from datetime import UTC, datetime, timedelta

from hub.clock import JUMP_S, RELEASED, STEADY_S, SystemClock, TrustedTime
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


def test_a_clock_before_the_release_is_not_believed_and_again_once_it_is_right_and_steady() -> None:
    clock, time = FakeClock(datetime(1970, 1, 1, tzinfo=UTC)), TrustedTime()
    assert time.look(clock.now())
    assert not time.is_trusted
    early = clock.now()
    assert not time.look(clock.advance(60))
    clock.set_wall(datetime(2026, 6, 1, tzinfo=UTC))
    assert not time.look(clock.now())
    assert time.look(clock.advance(STEADY_S + 1))
    assert time.is_trusted
    assert not time.may_have_been(early.at)
    assert time.may_have_been(RELEASED)
    assert time.redated(early, clock.now()).at == clock.now().at - timedelta(seconds=60 + STEADY_S + 1)


def test_a_clock_that_jumps_is_not_believed_until_it_is_steady_and_a_nudge_is_no_jump() -> None:
    clock, time = FakeClock(), TrustedTime()
    time.look(clock.now())
    clock.set_wall(clock.now().at + timedelta(seconds=JUMP_S - 1))
    assert not time.look(clock.now())
    clock.set_wall(clock.now().at - timedelta(seconds=JUMP_S + 1))
    assert time.look(clock.now())
    assert not time.is_trusted
    assert time.look(clock.advance(STEADY_S))
