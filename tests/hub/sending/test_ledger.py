"""What stands: whose turn it is while people come one after the other."""

from devices.vocabulary import OccupantId
from hub.sending.ledger import TURN_S, Ledger

from ..build import ROOM, moment

ANA, BEN = OccupantId("ana"), OccupantId("ben")


def settled(ledger: Ledger, at_s: float, debts: dict[OccupantId, float]) -> None:
    turn = ledger.turn(ROOM, "light", moment(at_s))
    ledger.owe(ROOM, "light", turn.settled({ANA: 1.0, BEN: 0.0}, moment(at_s).mono), debts)


def test_one_evening_is_one_turn_however_many_come_one_after_the_other() -> None:
    ledger = Ledger()
    ledger.debts[ROOM, "light"] = {ANA: 0.5}
    settled(ledger, 0, {ANA: 0.0, BEN: 0.5})
    assert ledger.owed(ROOM, "light", moment(60)) == {ANA: 0.5}
    settled(ledger, 60, {ANA: 0.0, BEN: 0.7})
    assert ledger.owed(ROOM, "light", moment(90)) == {ANA: 0.5}
    assert ledger.debts[ROOM, "light"] == {ANA: 0.0, BEN: 0.7}


def test_the_next_evening_is_another_turn() -> None:
    ledger = Ledger()
    settled(ledger, 0, {BEN: 0.5})
    ledger.parted(ROOM)
    assert ledger.owed(ROOM, "light", moment(1)) == {BEN: 0.5}
    settled(ledger, 1, {BEN: 0.3})
    assert ledger.owed(ROOM, "light", moment(1 + TURN_S)) == {BEN: 0.3}


def test_who_is_forgotten_is_owed_nothing_in_a_turn_under_way_either() -> None:
    ledger = Ledger()
    ledger.debts[ROOM, "light"] = {ANA: 0.5}
    settled(ledger, 0, {ANA: 0.0, BEN: 0.5})
    ledger.forget(ANA)
    assert ANA not in ledger.owed(ROOM, "light", moment(1))
    assert not ledger.turns(ROOM)
