"""Whose turn it is where people share a room: what is owed is kept after each decision for several, and as one goes.

In the flow: Decision → debts. What they do to the next decision is in ``deciding/sharing.py``.
"""

from functools import partial

from devices.vocabulary import Moment, OccupantId, RoomId

from ..deciding.sharing import contents_by_domain, settle_debts
from ..decision import Decision
from ..house import House
from ..sending.turn import Turn


def settle_turns(house: House, decision: Decision) -> None:
    """Whoever had less than half of what they want is owed, by how much of the evening; old debts fade. On the disk too, of
    those who agreed."""
    room, now = decision.room, decision.moment
    for domain, contents in contents_by_domain(decision.wishes).items():
        _owe(house, room, domain, house.ledger.turn(room, domain, now).settled(contents, now.mono))


def leave_turns(house: House, room: RoomId, who: OccupantId, now: Moment) -> None:
    """One of several has left: what comes then is not theirs any more."""
    for domain, turn in house.ledger.turns(room):
        if who in turn.contents:
            _owe(house, room, domain, turn.left(who, now.mono))


def _owe(house: House, room: RoomId, domain: str, turn: Turn) -> None:
    debts = settle_debts(turn.before, turn.put_up_with())
    house.ledger.owe(room, domain, turn, debts)
    house.keep(partial(house.store.debts.put, room, domain, debts))
