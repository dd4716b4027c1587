"""Decisions as they are kept: a document each, and whom it names."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from devices.vocabulary import RoomId
from hub.store import Store
from tests.models.builders import ANA, BEN, EVENING

from ...keeping import LIVING, add_decision, open_store, stored_decision

KITCHEN = RoomId("kitchen")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "attune.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


def test_the_last_decision_of_a_room_is_found_among_others(store: Store) -> None:
    add_decision(store, "a", ANA, at=EVENING)
    add_decision(store, "b", ANA, at=EVENING + timedelta(minutes=1), room=KITCHEN)
    assert [found["id"] for room in (None, LIVING) if (found := store.decisions.last(room)) is not None] == ["b", "a"]
    assert store.decisions.last(RoomId("bath")) is None
    assert [d["id"] for d in store.decisions.newest(1)] == ["b"]
    assert [d["id"] for d in store.decisions.newest(5, LIVING)] == ["a"]


def test_a_decision_comes_back_as_it_went_in_and_says_when_it_was_undone(store: Store) -> None:
    add_decision(store, "a", ANA)
    found = stored_decision(store, "a")
    assert found["wishes"][0]["before"] == 0.9
    assert "undone" not in found
    store.decisions.mark_undone("a")
    assert stored_decision(store, "a")["undone"] is True
    assert store.decisions.get("b") is None


def test_a_decision_stored_twice_is_there_once(store: Store) -> None:
    add_decision(store, "a", ANA, BEN)
    add_decision(store, "a", BEN)
    assert store.counts()["decisions"] == 1
    assert not store.holds_anything(ANA)


def test_somebody_a_decision_was_for_counts_though_they_had_left(store: Store) -> None:
    add_decision(store, "a", BEN, meant_for=[ANA])
    assert store.holds_anything(ANA)


def test_a_decision_that_cannot_be_read_any_more_is_left_out_and_told(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    for number, name in enumerate("abc"):
        add_decision(store, name, ANA, at=EVENING + timedelta(minutes=number))
    store._connection.execute("update decisions set document = '{\"lo' where id = 'b'")
    store._connection.execute("update decisions set document = '[1]' where id = 'c'")
    assert [decision["id"] for decision in store.decisions.newest(9)] == ["a"]
    assert "the stored decision b cannot be read" in caplog.text
