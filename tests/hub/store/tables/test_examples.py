"""Examples as rows: what goes in comes back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from devices.vocabulary import RoomId, Value
from hub.errors import StoreFailed
from hub.store import Store
from hub.store.reader import read_examples
from models.example import Source
from tests.models.builders import ANA, BEN, EVENING, make_example

from ...keeping import open_store

KITCHEN = RoomId("kitchen")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "attune.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


@pytest.mark.parametrize("value", [0.0, 0.3, 21.5, True, False, "jazz", "silence", "Ünïcödé 'quote'"])
def test_a_value_comes_back_as_what_it_was(store: Store, value: Value) -> None:
    store.examples.add(make_example(value))
    (found,) = store.examples.all()
    assert found.value == value
    assert type(found.value) is type(value)


def test_an_example_comes_back_whole(store: Store) -> None:
    example = replace(
        make_example(0.3, source=Source.CORRECTION, place="lamp.brightness", illuminance_lx=0.0, company=False),
        acted=False,
        predicted="silence",
        q=0.25,
        decision="d1",
    )
    number = store.examples.add(example)
    assert list(store.examples.all()) == [replace(example, id=number)]


def test_examples_come_in_the_order_they_happened_not_in_which_they_were_stored(store: Store) -> None:
    for days in (2, 0, 1):
        store.examples.add(make_example(0.1 + days / 10, at=EVENING + timedelta(days=days)))
    assert [round(e.at.day - EVENING.day) for e in store.examples.all()] == [0, 1, 2]


def test_examples_of_one_second_keep_their_order(store: Store) -> None:
    for microsecond in (0, 1, 500_000, 999_999):
        store.examples.add(make_example(0.5, at=EVENING.replace(microsecond=microsecond)))
    assert [e.at.microsecond for e in store.examples.all()] == [0, 1, 500_000, 999_999]


def test_one_persons_examples_are_that_persons_only(store: Store) -> None:
    store.examples.add(make_example(0.1, occupant=ANA))
    store.examples.add(make_example(0.2, occupant=BEN))
    assert [e.value for e in store.examples.all(BEN)] == [0.2]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_is_none_is_refused_and_leaves_no_row(store: Store, value: float) -> None:
    with pytest.raises(StoreFailed):
        store.examples.add(make_example(value))
    assert store.counts()["examples"] == 0
    store.examples.add(make_example(0.5))  # and the next one is taken


def test_a_row_that_cannot_be_read_any_more_is_left_out_and_told(
    store: Store, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for value in (0.1, 0.2, 0.3):
        store.examples.add(make_example(value))
    store._connection.execute("update examples set context = '{\"lo' where id = 2")
    store._connection.execute("update examples set source = cast(x'ff' as text) where id = 3")
    assert [e.value for e in store.examples.all()] == [0.1]
    assert "2 stored examples cannot be read" in caplog.text
    assert [e.value for e in read_examples(path)] == [0.1]
