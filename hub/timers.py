"""The door of APScheduler: a minute's tick into the inbox, and one when the clock was set. Timers decide nothing.

What is due is arithmetic in calendar.py on the loop's thread, so a scheduler that fires late or twice does no harm.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.background import BackgroundScheduler

from devices.vocabulary import Moment

from .clock import Clock

log = logging.getLogger(__name__)

EVERY_S = 60
WATCH_S = 3
DRIFT_S = 2.0  # wall and monotonic clock apart by more: the clock was set


@dataclass(frozen=True, slots=True)
class Tick:
    """Time to look what is due. clock_was_set: the wall clock jumped."""

    clock_was_set: bool = False


class Timers:
    """put: the inbox. The scheduler's threads touch nothing else."""

    def __init__(self, put: Callable[[object], object], time_zone: str, clock: Clock) -> None:
        self._put, self._clock = put, clock
        self._last: Moment | None = None
        self._scheduler = BackgroundScheduler(
            timezone=time_zone, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._scheduler.add_job(lambda: self._put(Tick()), "interval", seconds=EVERY_S, id="tick")
        self._scheduler.add_job(self._watch, "interval", seconds=WATCH_S, id="watch")
        self._scheduler.add_listener(_told, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)

    def start(self) -> None:
        self._scheduler.start()
        self._put(Tick())  # what was missed while the hub was off

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def _watch(self) -> None:
        """A clock that was set must not leave the scheduler asleep until the old time comes."""
        now, before = self._clock.now(), self._last
        self._last = now
        if before is not None and has_jumped(before, now):
            log.warning("the clock was set by %.0f s", (now.at - before.at).total_seconds() - (now.mono - before.mono))
            self._put(Tick(clock_was_set=True))
            self._scheduler.wakeup()


def has_jumped(before: Moment, now: Moment) -> bool:
    """Whether the wall clock moved otherwise than time did."""
    return abs((now.at - before.at).total_seconds() - (now.mono - before.mono)) > DRIFT_S


def _told(event: JobEvent) -> None:
    log.warning("timer %s: %s", event.job_id, event)
