"""Whose turn it is where people share a room: after each decision for several, what is owed is reckoned and kept.

In the flow: Decision → debts. What they do to the next decision is in ``deciding/sharing.py``.
"""

from functools import partial

from ..deciding.sharing import contents_by_domain, settle_debts
from ..decision import Decision
from ..house import House


def settle_turns(house: House, decision: Decision) -> None:
    """Whoever got less than half of what they want is owed; old debts fade. On the disk too, of those who agreed."""
    for domain, contents in contents_by_domain(decision.wishes).items():
        debts = settle_debts(house.ledger.owed(decision.room, domain, decision.moment), contents)
        house.ledger.owe(decision.room, domain, debts, decision.moment)
        house.keep(partial(house.store.debts.put, decision.room, domain, debts))
