"""An evening of several people: who put up with how much of it."""

from devices.vocabulary import OccupantId
from hub.sending.turn import Turn

ANA, BEN, CEM = OccupantId("ana"), OccupantId("ben"), OccupantId("cem")
HOUR = 3600.0


def test_what_was_just_settled_counts_at_once() -> None:
    assert Turn({}, 0.0).settled({ANA: 0.9, BEN: 0.1}, 0.0).put_up_with() == {ANA: 0.0, BEN: 1.0}


def test_an_evening_counts_by_how_long_each_had_what() -> None:
    turn = Turn({}, 0.0).settled({ANA: 0.9, BEN: 0.1}, 0.0)
    turn = turn.settled({ANA: 0.2, BEN: 0.1, CEM: 1.0}, 3 * HOUR).left(CEM, 4 * HOUR).left(ANA, 4 * HOUR)
    assert turn.put_up_with() == {ANA: 0.25, BEN: 1.0, CEM: 0.0}


def test_who_has_left_puts_up_with_nothing_more_and_who_is_alone_with_nobody() -> None:
    turn = Turn({}, 0.0).settled({ANA: 0.9, BEN: 0.1, CEM: 0.1}, 0.0).left(BEN, HOUR)
    assert turn.contents == {ANA: 0.9, CEM: 0.1}
    turn = turn.left(CEM, 2 * HOUR)
    assert turn.contents == {}
    assert turn.left(ANA, 9 * HOUR).together[ANA] == 2 * HOUR


def test_a_few_minutes_are_no_difference() -> None:
    early = Turn({}, 0.0).settled({ANA: 0.9, BEN: 0.1}, 0.0).settled({ANA: 0.1, BEN: 0.9}, 300.0)
    assert early.left(ANA, 3 * HOUR).put_up_with() == {ANA: 1.0, BEN: 0.0}
