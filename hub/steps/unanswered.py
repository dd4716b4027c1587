"""Arrivals that are not answered, because they were there a moment ago: told all the same, and seldom.

In the flow: an arrival within ``safety.arrival_gap`` → Decision without wishes, so that why never speaks of an older one. One
at which everything was held begins no such time: the pause may be over, the lamp be there again.
"""

from collections.abc import Iterable

from devices.vocabulary import Moment, OccupantId, RoomId

from ..decision import Decision, Outcome, Reason, Wish, said
from ..sending.ledger import Ledger
from ..telling.explain import spoken_span

GAP = "gap"
FLUTTER_S = 1.0  # nobody comes, goes and comes again in less
AGAIN_S = 60.0  # so often it is told of one person and room


def was_there(occupant: OccupantId, ago_s: float) -> Reason:
    return Reason(
        GAP, said("%(person)s was here %(span)s ago, and it was decided then", person=occupant, span=spoken_span(ago_s))
    )


def comes_to_something(wishes: Iterable[Wish]) -> bool:
    """Whether anything of it is done, or asked: else nobody was spared anything by not deciding again."""
    return any(wish.outcome is not Outcome.HELD for wish in wishes)


def has_been_told(ledger: Ledger, room: RoomId, occupant: OccupantId, now: Moment) -> bool:
    """Whether the last that was told of the room is just this: a source that flaps does not fill the store."""
    last = ledger.entry("last", room)
    if last is None or last.decision.reason is None or last.decision.reason.code != GAP:
        return False
    return occupant in last.decision.occupants and now.mono - last.decision.moment.mono < AGAIN_S


def flutters(ledger: Ledger, decision: Decision) -> bool:
    """Whether a source only goes to and fro: that is worth no message."""
    if decision.reason is None or decision.sent():
        return False
    came = (ledger.arrived.get((who, decision.room), 0.0) for who in decision.occupants)
    return all(decision.moment.mono - at < FLUTTER_S for at in came)
