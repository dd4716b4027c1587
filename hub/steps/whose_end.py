"""Of several who stay, whose hand ended what was on: as a rule that of one for whom it was on.

In the flow: Change → who may have made it, each with a weight → the lesson. Nobody sees whose hand it was. Where all were
taken to be as likely, who never touches anything became, evening by evening, the one who wants silence: of the others it was
known that they like the music.
"""

from collections.abc import Mapping

from devices.vocabulary import SILENCE, Moment, OccupantId

from ..home.readings import Change
from ..house import House

OTHERS = 0.25  # of the weight of one for whom it was on, that of one who only sits there: what is known of them may outweigh it
ENDS = (False, SILENCE)


def stood_for(house: House, change: Change, now: Moment) -> frozenset[OccupantId]:
    """For whom it was as it was before: who set it by hand, else those for whom the hub did."""
    key = change.device, change.trait.name
    hold, act = house.ledger.held(*key, now), house.ledger.acts.get(key)
    if hold is not None:
        return hold.occupants
    return frozenset(act.occupants if act is not None and change.trait.same(act.value, change.before) else ())


def whose_end(
    change: Change, may_be: Mapping[OccupantId, float], stood: frozenset[OccupantId], is_staying: bool
) -> Mapping[OccupantId, float]:
    """may_be: who may have made the change, each with a probability. is_staying: nobody has just come in, whose answer it may
    be to what they found."""
    if not is_staying or change.value not in ENDS or not any(who in stood for who in may_be):
        return may_be
    return {who: share if who in stood else share * OTHERS for who, share in may_be.items()}
