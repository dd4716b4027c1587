"""Consent: the configuration is the most, what a person says since can only narrow it."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import hub.store
from devices.vocabulary import DeviceId, Moment, OccupantId
from hub.consent import DOMAINS, Agreements, agreed, allowed, may_keep, people_in
from hub.decision import Hold
from hub.store import Store
from hub.store.agreed import as_agreed
from tests.models.builders import EVENING, make_example

from .keeping import LIVING, add_decision, files_under, fill, open_store

ALL = frozenset(DOMAINS)
LIGHT = frozenset({"light"})
NONE: frozenset[str] = frozenset()
ANA, BEN, CEM = OccupantId("ana"), OccupantId("ben"), OccupantId("cem")


@pytest.mark.parametrize(
    ("configured", "narrowed", "learned"),
    [
        (ALL, None, ALL),
        (LIGHT, None, LIGHT),
        (NONE, None, NONE),
        (ALL, LIGHT, LIGHT),
        (ALL, NONE, NONE),
        (LIGHT, ALL, LIGHT),  # a person cannot be made to agree to more than the configuration says
        (NONE, ALL, NONE),
        (LIGHT, frozenset({"music"}), NONE),
    ],
)
def test_what_may_be_learned_is_what_both_allow(
    configured: frozenset[str], narrowed: frozenset[str] | None, learned: frozenset[str]
) -> None:
    assert {domain for domain in DOMAINS if allowed(configured, narrowed, domain)} == learned
    assert agreed(configured, narrowed) == bool(learned)


def test_a_domain_nobody_has_heard_of_is_not_allowed() -> None:
    assert not allowed(ALL, None, "weight")


def test_a_decision_is_kept_only_if_everybody_in_it_agreed() -> None:
    assert may_keep([ANA, BEN], {ANA: True, BEN: True})
    assert not may_keep([ANA, BEN], {ANA: True, BEN: False})
    assert not may_keep([ANA, CEM], {ANA: True})


def test_a_decision_about_nobody_is_not_kept() -> None:
    assert not may_keep([], {ANA: True})


def test_everybody_a_decision_is_about_is_found() -> None:
    document = {
        "occupants": ["ana"],
        "wishes": [{"for": ["ben"]}, {"device": "lamp"}],
        "evidence": [{"occupant": "cem"}, {"device": "lamp"}],
    }
    assert people_in(document) == {ANA, BEN, CEM}
    assert people_in({}) == frozenset()


def test_agreements_are_as_new_as_what_people_said_last() -> None:
    narrowed: dict[OccupantId, frozenset[str]] = {}
    agreements = Agreements({ANA: LIGHT, BEN: NONE}, narrowed)
    assert (agreements.allows(ANA, "light"), agreements.allows(ANA, "music"), agreements.allows(CEM, "light")) == (
        True,
        False,
        False,
    )
    assert agreements.of([ANA, BEN, CEM]) == {ANA}
    narrowed[ANA] = NONE
    assert agreements.of([ANA, BEN, CEM]) == frozenset()
    assert agreements.may_narrow(ANA)  # she may change her mind again
    assert not agreements.may_narrow(BEN)


def test_no_row_of_any_table_names_who_has_not_agreed(tmp_path: Path) -> None:
    with Store.open(tmp_path / "attune.db", Agreements({ANA: LIGHT, BEN: NONE})) as store:
        for who in (BEN, CEM):
            fill(store, who, "lamp")
            assert not store.holds_anything(who)
            assert store.examples.add_new([make_example(0.5, occupant=who)]) == []
        store.holds.put(Hold(LIVING, DeviceId("lamp"), "power", True, frozenset({ANA, BEN}), Moment(EVENING, 1.0)))
        assert {hold.occupants for hold in store.holds.all(Moment(EVENING, 1.0))} == {frozenset(), frozenset({ANA})}
        add_decision(store, "both", ANA, BEN)
        add_decision(store, "for-him", ANA, meant_for=[BEN])
        assert store.decisions.newest(9) == []
    assert [path.name for path in files_under(tmp_path) if BEN.encode() in path.read_bytes()] == []


def test_a_store_nobody_has_told_keeps_nothing_about_anybody(tmp_path: Path) -> None:
    with Store.open(tmp_path / "attune.db") as store:
        fill(store, ANA, "lamp")
        assert not store.holds_anything(ANA)


def test_who_agrees_no_more_is_named_by_nothing_that_stands(tmp_path: Path) -> None:
    with open_store(tmp_path / "attune.db") as store:
        for who in (ANA, BEN):
            fill(store, who, f"lamp of {who}")
        store.agreements = Agreements({ANA: LIGHT})
        store.drop_disagreed()
        assert set(store.places.all()) == {ANA}
        assert store.debts.all() == {(LIVING, "light"): {ANA: 1.5}}
        assert {hold.device: hold.occupants for hold in store.holds.all(Moment(EVENING, 1.0))} == {
            "lamp of ana": frozenset({ANA}),
            "lamp of ben": frozenset(),
        }


def test_a_row_is_written_in_one_place_only_which_asks_who_agreed() -> None:
    """Whoever adds a table says there what of it may be kept, or nothing of it is."""
    room = Path(hub.store.__file__).parent
    writing = [file.name for file in room.rglob("*.py") if re.search(r"insert (or|into)|\.insert\(|\.upsert", file.read_text())]
    asking = {
        "transaction.py",
        "decisions.py",
        "holds.py",
        "fingerprints.py",
        "clean_windows.py",
        "recorded.py",
    }  # all but the first by its ``insert``
    assert set(writing) == asking
    with closing(sqlite3.connect(":memory:")) as connection, pytest.raises(KeyError, match="moods"):
        as_agreed(connection, Agreements({ANA: LIGHT}), "moods", {"occupant": ANA}, frozenset())
