"""Examples that ``attune import-history`` found in a home's past are taken in: of people who agreed, those not known yet."""

from typing import Any

from devices.vocabulary import Moment
from models.example import Source

from ..errors import NotPossible
from ..house import Current
from ..store.tables.examples import example_of
from .asked import Asked, answers
from .reporting import Reporting


class HistoryIntake:
    """Owned by the loop's thread."""

    def __init__(self, current: Current, reporting: Reporting) -> None:
        self._current, self._reporting = current, reporting

    @answers("import")
    def take_in(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """examples: as they were found; ``taken``: the places in that list of those that were new. Raises StoreFailed."""
        try:
            given = [example_of(row) for row in asked.get("examples", ())]
        except (ValueError, TypeError, KeyError) as error:
            raise NotPossible(f"that is no example: {error}") from error
        if any(example.source is not Source.HISTORY for example in given):
            raise NotPossible("only what history tells can be imported")
        house = self._current.house
        new = house.store.examples.add_new(given)
        if new:
            house.learners.learn_again()
        self._reporting.show(now)
        taken = {id(example) for example in new}
        return {"taken": [place for place, example in enumerate(given) if id(example) in taken]}
