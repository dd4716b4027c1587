"""A disk that takes nothing: told at once, tried again until it is over, and what stands is written down then.

In the flow: the store's trouble → attune/problem, status, screens. The house goes on from memory and learns nothing meanwhile.
"""

import logging
from functools import partial

from devices.vocabulary import Moment

from ..errors import AlreadyRunning, DiskFailed, StoreFailed
from ..store import Store
from .reporting import Reporting

log = logging.getLogger(__name__)

LOOK_EVERY_S = 10.0


class Disk:
    """Owned by the loop's thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._look_at = 0.0  # monotonic
        self._untold = store.notes

    def look(self, reporting: Reporting, now: Moment) -> bool:
        """Called at least once a second; costs nothing but every LOOK_EVERY_S. True when the database can be read that could
        not be until now: the house is to begin with it anew."""
        if now.mono < self._look_at:
            return False
        self._look_at = now.mono + LOOK_EVERY_S
        self._tell(reporting)
        if not reporting.house.standing.degraded:
            trouble = self._store.refusal or self._store.trouble()
            if trouble:
                reporting.store_failed(DiskFailed(trouble))
            else:
                reporting.house.keep(self._store.squeeze_again)
            return False
        try:
            is_news = self._store.recover(now.at)
        except (StoreFailed, AlreadyRunning) as error:
            log.debug("the disk still takes nothing: %s", error)
            return False
        reporting.store_recovered()
        self._untold = self._store.notes if is_news else ()
        self._tell(reporting)
        self._write_down(reporting)
        return is_news

    def _tell(self, reporting: Reporting) -> None:
        """How the database was found."""
        for note in self._untold:
            reporting.problem(note)
        self._untold = ()

    def _write_down(self, reporting: Reporting) -> None:
        """What was refused meanwhile and stands all the same; lessons were not taken and are lost."""
        house, store = reporting.house, self._store
        if house.paused or store.settings.get("paused", False):
            house.keep(partial(house.standing.keep_pause, store))
        for hold in house.ledger.holds.values():
            house.keep(partial(store.holds.put, hold))
        for (room, domain), debts in house.ledger.debts.items():
            house.keep(partial(store.debts.put, room, domain, debts))
        if house.learners.is_lacking:
            house.learners.learn_again()
