"""One thing that happened, as it waits to be written down."""

from dataclasses import dataclass
from typing import Any

from devices.vocabulary import Moment


@dataclass(slots=True)
class Entry:
    """letter: as in a row. what: the event, decision, topic ... cause: what a changed value was taken for. is_telling: it
    brought somebody somewhere, so that it is kept whatever is thinned."""

    letter: str
    now: Moment
    what: Any
    more: Any = None
    cause: str = ""
    is_telling: bool = False
