"""A clock that is not believed: told once, nothing learned or decided by the time of day meanwhile, and told when it is over.

In the flow: the loop's tick → Standing.time → wishes (held), lessons (not taken), attune/problem, status.
"""

import math
from dataclasses import replace
from functools import partial

from devices.vocabulary import Moment

from ..clock import is_believable
from ..errors import NotPossible
from ..house import House
from ..modes import SETTING as MODES
from ..modes import is_of_the_clock
from .reporting import Reporting

DOUBTED = "the clock cannot be believed"


def look_at_the_clock(reporting: Reporting, now: Moment) -> None:
    """Called at least once a second; costs nothing but when the answer changes."""
    house, time = reporting.house, reporting.house.standing.time
    is_news = time.look(now)
    if time.was_wrong_by:
        _ends_later(house)
    if not is_news:
        return
    if not time.is_trusted:
        why = "it has just been set" if is_believable(now.at) else "it is waiting for the network's time"
        words = f"{DOUBTED} ({now.at:%Y-%m-%d %H:%M} UTC, {why}): nothing is learned, and nothing done by the time of day"
        reporting.problem(words)
        return
    house.bursts.drop_all()  # chosen nobody knows when
    house.ledger.stays.update({who: (room, time.redated(since, now)) for who, (room, since) in house.ledger.stays.items()})
    for words in [words for words in house.problems if words.startswith(DOUBTED)]:
        house.problems.remove(words)
    reporting.tell("the clock is right again, what people choose is being learned")
    reporting.changed = -math.inf


def must_know_the_time(until: str | None, now: Moment) -> None:
    """For who says until when something is to be. Raises NotPossible where that has no meaning yet."""
    if until is not None and is_of_the_clock(until) and not is_believable(now.at):
        raise NotPossible("what time it is is not known yet: say for how long, such as 2h", "no_time")


def _ends_later(house: House) -> None:
    """A pause and modes asked for while the clock was wrong last as long as was asked for."""
    standing = house.standing
    by, ends = standing.time.was_wrong_by, standing.pause_until
    if ends is not None and not is_believable(ends):
        standing.pause_until = ends + by
        house.keep(partial(standing.keep_pause, house.store))
    moved = [(room, mode) for room, mode in standing.modes.everywhere() if not is_believable(mode.until)]
    for room, mode in moved:
        standing.modes.put(room, replace(mode, since=mode.since + by, until=mode.until + by))
    if moved:
        house.keep(partial(house.store.settings.put, MODES, standing.modes.to_json()))
