"""A clock that is not believed: told once, nothing learned or decided by the time of day meanwhile, and told when it is over.

In the flow: the loop's tick → Standing.time → wishes (held), lessons (not taken), attune/problem, status.
"""

import math

from devices.vocabulary import Moment

from ..clock import RELEASED
from .reporting import Reporting

DOUBTED = "the clock cannot be believed"


def look_at_the_clock(reporting: Reporting, now: Moment) -> None:
    """Called at least once a second; costs nothing but when the answer changes."""
    house, time = reporting.house, reporting.house.standing.time
    if not time.look(now):
        return
    if not time.is_trusted:
        why = "it has just been set" if now.at >= RELEASED else "it is waiting for the network's time"
        words = f"{DOUBTED} ({now.at:%Y-%m-%d %H:%M} UTC, {why}): nothing is learned, and nothing done by the time of day"
        reporting.problem(words)
        return
    house.bursts.drop_all()  # chosen nobody knows when
    house.ledger.stays.update({who: (room, time.redated(since, now)) for who, (room, since) in house.ledger.stays.items()})
    for words in [words for words in house.problems if words.startswith(DOUBTED)]:
        house.problems.remove(words)
    reporting.tell("the clock is right again, what people choose is being learned")
    reporting.changed = -math.inf
