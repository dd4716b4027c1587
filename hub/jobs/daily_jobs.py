"""What has to be done now and then: retention, backup, the nightly training, the home's own priors."""

import logging
from collections.abc import Callable, Mapping
from datetime import date

from models.prior import Spec

from ..clock import Clock
from ..errors import StoreFailed
from ..house import House
from ..store import Store
from ..store.priors import usable_priors
from .schedule import DAILY, due
from .timers import Tick
from .trainer import Trainer

log = logging.getLogger(__name__)


class Upkeep:
    """Owned by the loop's thread. trainer: None where nothing is to be trained."""

    def __init__(self, store: Store, clock: Clock, trainer: Trainer | None) -> None:
        self._store, self._clock, self._trainer = store, clock, trainer
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
        local = house.situation.local(self._clock.now().at)
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

    def poll(self) -> bool:
        """Whether a training has just ended well, so that its priors are to be used."""
        return self._trainer is not None and self._trainer.poll() == 0

    def _run(self, job: str) -> None:
        match job:
            case "train" if self._trainer is not None:
                self._trainer.start()
            case "retain":
                self._store.retain(self._clock.now().at)
            case "backup":
                self._store.backup(self._clock.now().at)
            case _:
                pass
