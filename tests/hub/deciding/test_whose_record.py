"""Whose record says how far the hub may go: who has shown next to nothing takes from nobody what they have earned."""

import pytest

from devices.vocabulary import OccupantId, RoomId, Value
from hub.deciding.sharing import Shared, Terms, share
from hub.deciding.whose_record import whose_record
from models.kind import kinds
from models.preference import Preference

from .a_room import Trusted

KITCHEN, ANA, GRAN = RoomId("kitchen"), OccupantId("ana"), OccupantId("gran")


def wants(name: str, sure: float, evidence: float) -> Preference:
    others = [one for one in ("jazz", "radio", "silence") if one != name]
    options: list[tuple[Value, float]] = [(name, sure), *((one, (1.0 - sure) / 2) for one in others)]
    return Preference(kinds()["music"], name, 0.0, evidence, tuple(options))


def asked(gran: Preference, there: str = "silence") -> tuple[dict[OccupantId, Preference], Shared]:
    known = {ANA: wants("jazz", 0.99, 30.0), GRAN: gran}
    return known, share(Terms("content"), kinds()["music"], known, {}, there)


def deciders(known: dict[OccupantId, Preference], shared: Shared, hardly_seen: set[OccupantId]) -> set[OccupantId]:
    return set(whose_record(Trusted(hardly_seen=hardly_seen), KITCHEN, "music", known, shared, "silence"))


def test_who_has_shown_next_to_nothing_takes_nothing_from_others() -> None:
    assert deciders(*asked(wants("jazz", 0.6, 0.2)), {GRAN}) == {ANA}


def test_who_has_been_judged_counts() -> None:
    assert deciders(*asked(wants("jazz", 0.6, 5.0)), set()) == {ANA, GRAN}


def test_who_had_rather_kept_what_is_there_counts_however_little_is_known() -> None:
    assert deciders(*asked(wants("silence", 0.8, 1.0)), {GRAN}) == {ANA, GRAN}


@pytest.mark.parametrize("hardly_seen", [{ANA}, {ANA, GRAN}])
def test_what_pleases_nobody_of_whom_enough_was_seen_has_been_earned_by_nobody(hardly_seen: set[OccupantId]) -> None:
    known, shared = asked(wants("radio", 0.7, 5.0))
    assert deciders(known, shared, hardly_seen) == {ANA, GRAN}
