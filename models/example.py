"""What one observation taught: the rows that learners are refitted from. The stored examples are the truth, models a cache."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from devices.vocabulary import OccupantId, Value

from .context import Context


class Source(StrEnum):
    """How the hub came to know; sets the row's default weight and what it says about the hub's confidence (learning.md)."""

    HAND = "hand"  # set by hand, hub silent: residual
    CORRECTION = "correction"  # hub acted, corrected within the window: residual and wrong
    UNDO = "undo"  # hub acted, undone: what was there before, residual and wrong
    THANKS = "thanks"  # hub acted, explicit thanks: right
    ACCEPT = "accept"  # hub acted, nobody touched it, person stayed: censored
    SUGGESTED = "suggested"  # a suggestion was taken: right
    HISTORY = "history"  # imported, attribution uncertain


DEFAULT_WEIGHT: dict[Source, float] = {
    Source.HAND: 1.0,
    Source.CORRECTION: 1.0,
    Source.UNDO: 1.0,
    Source.THANKS: 1.0,
    Source.ACCEPT: 0.15,
    Source.SUGGESTED: 1.0,
    Source.HISTORY: 0.5,
}


@dataclass(frozen=True, slots=True)
class Example:
    """One row. weight: the source's default × the probability that it was this person's.

    value: in the kind's unit. acted: what the hub had set, where it had. predicted: what the hub would have said just before
    learning this, with q the probability it then gave itself (score.py, the ladder); None when it had nothing to say.
    """

    occupant: OccupantId
    kind: str
    value: Value
    weight: float
    at: datetime  # aware UTC
    context: Context
    source: Source
    acted: Value | None = None
    predicted: Value | None = None
    q: float | None = None
    decision: str = ""
    id: int | None = None
