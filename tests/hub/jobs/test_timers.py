"""The ticking: into the inbox, once a minute, also after the clock was set; and its end."""

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.events import EVENT_JOB_ERROR, JobEvent

from hub.jobs.timers import EVERY_S, Tick, Timers, has_jumped
from tests.fake_clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def make(clock: FakeClock) -> Iterator[Callable[[list[object]], Timers]]:
    made: list[Timers] = []

    def timers(inbox: list[object]) -> Timers:
        made.append(Timers(inbox.append, "Europe/Amsterdam", clock))
        return made[-1]

    yield timers
    for one in made:
        one.stop()


def test_the_first_tick_comes_at_once_for_what_was_missed(make: Callable[[list[object]], Timers]) -> None:
    inbox: list[object] = []
    make(inbox).start()
    assert inbox == [Tick()]


def test_the_tick_comes_every_minute_late_rather_than_never_and_never_as_a_burst(
    make: Callable[[list[object]], Timers],
) -> None:
    inbox: list[object] = []
    timers = make(inbox)
    timers.start()
    job = timers.scheduler.get_job("tick")
    assert job.trigger.interval == timedelta(seconds=EVERY_S)
    assert job.misfire_grace_time is None
    assert job.coalesce is True
    assert job.max_instances == 1
    job.func()
    assert inbox == [Tick(), Tick()]


def test_no_thread_outlives_the_end(clock: FakeClock) -> None:
    before = set(threading.enumerate())
    timers = Timers(lambda _: None, "Europe/Amsterdam", clock)
    timers.start()
    assert len(set(threading.enumerate()) - before) >= 2
    timers.stop()
    timers.stop()  # the wiring may come by twice
    assert set(threading.enumerate()) <= before


def test_timers_that_never_started_can_be_stopped(clock: FakeClock) -> None:
    Timers(lambda _: None, "Europe/Amsterdam", clock).stop()


@pytest.mark.parametrize("step", [timedelta(hours=1), timedelta(days=1), timedelta(days=-1), timedelta(seconds=-3)])
def test_a_clock_that_was_set_is_noticed_and_the_minute_begins_anew(
    make: Callable[[list[object]], Timers], clock: FakeClock, step: timedelta
) -> None:
    inbox: list[object] = []
    timers = make(inbox)
    timers.start()
    timers.look()
    # Set back by a day, APScheduler would wait until the old time comes again.
    asleep = datetime.now(UTC) + timedelta(days=1)
    timers.scheduler.modify_job("tick", next_run_time=asleep)
    clock.advance(3.0)
    clock.set_wall(clock.at + step)
    timers.look()
    assert inbox == [Tick(), Tick(clock_was_set=True)]
    job = timers.scheduler.get_job("tick")
    assert job.next_run_time <= datetime.now(UTC) + timedelta(seconds=EVERY_S)


def test_a_clock_that_goes_is_not_called_set(make: Callable[[list[object]], Timers], clock: FakeClock) -> None:
    inbox: list[object] = []
    timers = make(inbox)
    for _ in range(5):
        timers.look()
        clock.advance(3.0)
        clock.set_wall(clock.at + timedelta(seconds=0.5))  # as a time server nudges it
    assert inbox == []


def test_more_than_two_seconds_apart_is_a_jump_either_way(clock: FakeClock) -> None:
    before = clock.now()
    for drift, expected in ((1.9, False), (-1.9, False), (2.1, True), (-2.1, True)):
        moved = FakeClock(clock.at + timedelta(seconds=60 + drift), clock.mono + 60).now()
        assert has_jumped(before, moved) is expected


def test_a_job_that_failed_is_told(make: Callable[[list[object]], Timers], caplog: pytest.LogCaptureFixture) -> None:
    timers = make([])
    with caplog.at_level(logging.WARNING, "hub.jobs.timers"):
        timers.scheduler._dispatch_event(JobEvent(EVENT_JOB_ERROR, "tick", "default"))
    assert "timer tick" in caplog.text
