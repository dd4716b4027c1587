"""What is done for somebody of whom it is not known who they are: what suits each they may be, else the house's own habit.

In the flow: somebody moves where nobody is known to be → Wish. Light alone; the house's habit is what hands chose in that room
while nobody was identified, and has a ladder of its own.
"""

from collections.abc import Mapping
from dataclasses import replace

from devices.vocabulary import Moment, OccupantId, RoomId

from ..consent import HOUSE
from ..decision import SATISFIED, Outcome, Reason, Wish
from .acting_gate import BETTER
from .dark_lamp import only_lit
from .room_view import RoomView
from .sight import Sight
from .wishes import Wishes

_OTHERWISE = Reason("unidentified", "which of them is there is not known, and one of them is known to like it otherwise")


def for_whoever(
    house: Sight, room: RoomId, now: Moment, may_be: Mapping[OccupantId, float]
) -> tuple[list[Wish], Mapping[OccupantId, float]]:
    """may_be: who of the residents it may be; nobody where it may as well be a guest. The wishes, and whom they are for."""
    theirs = Wishes(RoomView(house, room, now, may_be=may_be)).on_arrival() if may_be else []
    if not house.agreements.allows(HOUSE, "light") or any(wish.outcome is not Outcome.HELD for wish in theirs):
        return theirs, may_be
    view = RoomView(house, room, now, may_be={HOUSE: 1.0})
    own = only_lit(view, [_spared(house, wish, may_be, now) for wish in Wishes(view).on_arrival()])
    is_known = any(p.evidence > 0.0 for wish in own for p in (wish.preferences or {}).values())
    is_better = any(wish.outcome is not Outcome.HELD for wish in own) or not theirs
    return (own, {HOUSE: 1.0}) if is_known and is_better else (theirs, may_be)


def _spared(house: Sight, wish: Wish, may_be: Mapping[OccupantId, float], now: Moment) -> Wish:
    """Not done where one of those it may be is known to want it otherwise: as clearly as it takes to act (``BETTER``). Who is
    content with it nearly every other time, in other rooms at that, is not."""
    if wish.outcome is Outcome.HELD or wish.context is None:
        return wish
    for who in may_be:
        wanted = house.shelf.predict(who, wish.quantity, wish.context, now.at)
        if house.agreements.allows(who, "light") and wanted.evidence > 0.0 and wanted.content(wish.value) < SATISFIED - BETTER:
            return replace(wish, outcome=Outcome.HELD, reason=_OTHERWISE)
    return wish
