"""What has to be done now and then: retention, backup, the nightly training, the home's own priors."""

import logging
from collections.abc import Callable, Mapping
from datetime import date

from models.prior import Spec

from ..clock import Clock, is_believable
from ..errors import StoreFailed
from ..house import House
from ..store import Store
from ..store.priors import usable_priors
from .child_job import ChildJob
from .schedule import DAILY, due
from .timers import Tick

log = logging.getLogger(__name__)


class Upkeep:
    """Owned by the loop's thread. children: the jobs that are processes of their own, by name (``train``, ``backup``)."""

    def __init__(self, store: Store, clock: Clock, children: Mapping[str, ChildJob]) -> None:
        self._store, self._clock, self._children = store, clock, children
        self._notes: tuple[str, ...] = ()
        self._last: dict[str, date] | None = None  # when each job ran; kept here too, for a disk that takes nothing

    def priors(self) -> Mapping[str, Spec] | None:
        """The home's own, or None for the shipped ones."""
        found, notes = usable_priors(self._store.path, self._clock.now().at)
        self._notes += notes
        return found

    def notes(self) -> tuple[str, ...]:
        """What a person should know of the priors as they were found, told once."""
        notes, self._notes = self._notes, ()
        return notes

    def due(self, _tick: Tick, house: House, problem: Callable[[str], None]) -> None:
        """Runs, or starts, the daily jobs whose time has come."""
        now = self._clock.now().at
        if not is_believable(now):  # nothing is too old or young by such a clock
            return
        local = house.situation.local(now)
        if self._last is None:
            try:
                stored = self._store.settings.get("daily", {})
            except StoreFailed as error:
                house.store_failed(error)
                return
            # A fresh home has missed nothing: each job waits for its own time.
            self._last = {job: date.fromisoformat(day) for job, day in stored.items()} or dict.fromkeys(DAILY, local.date())
            if not stored:
                self._remember(house, self._last)
        for job in due(DAILY, self._last, local):
            self._last[job] = local.date()
            self._remember(house, self._last)
            log.info("daily job: %s", job)
            try:
                self._run(job)
            except (StoreFailed, OSError) as error:
                problem(f"the daily job {job} could not be done: {error}")

    def _remember(self, house: House, last: Mapping[str, date]) -> None:
        house.keep(lambda: self._store.settings.put("daily", {job: day.isoformat() for job, day in last.items()}))

    def poll(self, problem: Callable[[str], None]) -> bool:
        """Whether a training has just ended well, so that its priors are to be used."""
        is_trained = False
        for job, child in self._children.items():
            status = child.poll()
            is_trained |= job == "train" and status == 0
            if status:
                problem(f"the daily job {job} could not be done: {child.last_words}")
        return is_trained

    def _run(self, job: str) -> None:
        if job == "retain":
            self._store.retain(self._clock.now().at)
        elif job in self._children:
            self._children[job].start()
