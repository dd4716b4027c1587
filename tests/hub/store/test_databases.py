"""A home that updates from any release keeps everything it had: a real database of each is opened."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId
from hub.store.connection import rows_of, tables_of
from hub.store.schema import COLUMNS, STEPS, applied, is_whole
from models.example import Source
from tests.models.builders import ANA, BEN

from ..a_house import Living
from ..keeping import LIVING, open_store

RELEASES = sorted(Path(__file__).with_name("databases").glob("*.sqlite"))
AT = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)


@pytest.fixture(params=RELEASES, ids=[file.stem for file in RELEASES])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copy(request.param, tmp_path / "attune.db"))


def everything(path: Path) -> dict[str, list[dict[str, object]]]:
    with closing(sqlite3.connect(path)) as connection:
        return {name: list(rows_of(connection, f"select * from {name}")) for name in tables_of(connection)}


def test_there_is_one_of_each_step_of_the_schema() -> None:
    newest = []
    for file in RELEASES:
        with closing(sqlite3.connect(file)) as connection:
            newest.append(max(applied(connection)))
    assert newest == list(STEPS)


def test_after_an_update_no_row_is_lost_or_changed(database: Path) -> None:
    before = everything(database)
    open_store(database).close()
    after = everything(database)
    assert before.keys() <= after.keys()
    for table in before.keys() & COLUMNS.keys():
        both = list(zip(before[table], after[table], strict=True))
        assert [old for old, _ in both] == [{column: new[column] for column in old} for old, new in both]
    with closing(sqlite3.connect(database)) as connection:
        assert applied(connection) == frozenset(STEPS)
        assert is_whole(connection)


def test_after_an_update_everything_is_read_as_it_was_meant(database: Path) -> None:
    with open_store(database) as store:
        assert store.notes == ()
        examples = list(store.examples.all())
        assert [example.at for example in examples[:40]] == [AT + timedelta(hours=7 * i) for i in range(40)]
        assert {example.source for example in examples[:40]} == {Source.HAND, Source.CORRECTION, Source.UNDO, Source.HISTORY}
        warm, last = examples[3], examples[39]
        assert (warm.occupant, warm.kind, warm.value, warm.predicted) == (BEN, "setpoint", 20.5, 20.5)
        assert (last.context.room, last.context.illuminance_lx, last.decision) == ("kitchen", 390.0, "d39")
        decided = store.decisions.newest(99)
        assert [decision.get("undone", False) for decision in decided] == [True] + [False] * 6
        assert all(decision["occupants"] == [ANA] and decision["sentence"] for decision in decided)
        (hold,) = store.holds.all(Moment(AT, 50.0))
        assert (hold.device, hold.value, hold.occupants) == (DeviceId("lamp"), 0.4, frozenset({ANA, BEN}))
        assert store.debts.all() == {(LIVING, "light"): {ANA: 0.5, BEN: -0.5}}
        assert store.places.all() == {ANA: ("kitchen", AT)}
        assert store.consents.all() == {BEN: frozenset({"light", "music"})}
        assert store.settings.get("paused") is True


def test_after_an_update_it_takes_what_a_new_one_takes(database: Path) -> None:
    with open_store(database) as store:
        before = len(store.fingerprints.all().get((ANA, DeviceId("phone")), []))
        store.fingerprints.put(ANA, DeviceId("phone"), RoomId("bath"), [{"bath": -40.0}], AT)
        assert len(store.fingerprints.all()[ANA, DeviceId("phone")]) == before + 1
        assert store.forget(OccupantId("ana")).files_left == 0
        assert {example.occupant for example in store.examples.all()} == {BEN}


def test_after_an_update_a_hub_begins_with_it(database: Path, tmp_path: Path) -> None:
    """The last words of each room, what stands, and what everybody wants."""
    home = Living(tmp_path)
    assert home.store.notes == ()
    assert home.house.paused
    said = home.house.standing.earlier_decisions[RoomId("kitchen")]
    assert "only 50 % sure where 70 % is needed" in said["sentence"]
    assert home.house.shelf.knows(ANA, "brightness") == 15
    assert any(habit.room == "kitchen" for habit in home.house.shelf.habits(ANA))
    home.close()
