"""The door of APScheduler: a minute's tick into the inbox, and one when the clock was set. Timers decide nothing.

What is due is arithmetic in calendar.py on the loop's thread, so a scheduler that fires late or twice does no harm.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.background import BackgroundScheduler

from devices.vocabulary import Moment

from ..clock import Clock
from ..loop.workers import Workers

log = logging.getLogger(__name__)

EVERY_S = 60
SIGN_EVERY_S = 3  # so that its thread is missed where it stands still
WATCH_S = 3.0
DRIFT_S = 2.0  # wall and monotonic clock apart by more: the clock was set

_SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Tick:
    """Time to look what is due. clock_was_set: the wall clock jumped."""

    clock_was_set: bool = False


class Timers:
    """put: the inbox. Its threads touch nothing else."""

    def __init__(self, put: Callable[[object], object], time_zone: str, clock: Clock, workers: Workers | None = None) -> None:
        self._put, self._clock, self._workers = put, clock, workers or Workers()
        self._last: Moment | None = None
        self._ended = threading.Event()
        # Of its own: APScheduler reckons by the wall clock, and set back a day it would sleep for that day, a watch in it too.
        self._watcher = threading.Thread(target=self._watch, name="clock-watch", daemon=True)
        self.scheduler = BackgroundScheduler(
            timezone=time_zone, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self.scheduler.add_job(lambda: self._put(Tick()), "interval", seconds=EVERY_S, id="tick")
        self.scheduler.add_listener(_told, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)

    def start(self) -> None:
        self.scheduler.add_job(self._workers.watched("the timer"), "interval", seconds=SIGN_EVERY_S, id=_SIGN)
        self.scheduler.start()
        self._watcher.start()
        self._put(Tick())  # what was missed while the hub was off

    def stop(self) -> None:
        self._ended.set()
        if self._watcher.is_alive():
            self._watcher.join()
        if self.scheduler.running:
            self.scheduler.shutdown(wait=True)

    def look(self) -> None:
        """Compares the two clocks with the last time; called by the watch every WATCH_S."""
        now, before = self._clock.now(), self._last
        self._last = now
        if before is None or not has_jumped(before, now):
            return
        log.warning("the clock was set by %.0f s", _drift_s(before, now))
        self.scheduler.reschedule_job("tick", trigger="interval", seconds=EVERY_S)
        self.scheduler.reschedule_job(_SIGN, trigger="interval", seconds=SIGN_EVERY_S)
        self._put(Tick(clock_was_set=True))

    def _watch(self) -> None:
        sign = self._workers.watched("the watch over the clock")
        while not self._ended.wait(WATCH_S):
            sign()
            try:
                self.look()
            except Exception:
                log.exception("looking at the clock failed")


def has_jumped(before: Moment, now: Moment) -> bool:
    """Whether the wall clock moved otherwise than time did."""
    return abs(_drift_s(before, now)) > DRIFT_S


def _drift_s(before: Moment, now: Moment) -> float:
    return (now.at - before.at).total_seconds() - (now.mono - before.mono)


def _told(event: JobEvent) -> None:
    log.warning("timer %s: %s", event.job_id, event)
