"""How the database is found at the start: broken, empty, older, newer, somebody else's."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

import hub.store.database
import hub.store.migrations
from hub.errors import StoreFailed
from hub.store import Store
from hub.store.backups import back_up, backups_in, folder_of
from hub.store.connection import tables_of
from hub.store.migrations import bring_up_to_date, migrations
from hub.store.schema import COLUMNS, STEPS, applied, is_whole
from tests.models.builders import ANA, EVENING, make_example

from ..keeping import fill, open_store

SEED = 20260304


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with a backup of five lessons, and two lessons more that no backup has."""
    path = tmp_path / "attune.db"
    with open_store(path) as store:
        fill(store, ANA, "lamp")
        back_up(store.path, EVENING)
        store.examples.add(make_example(0.6))
        store.examples.add(make_example(0.7))
    return path


def lessons(store: Store) -> int:
    return len(list(store.examples.all()))


def set_aside(path: Path) -> list[str]:
    """Without what lay beside them."""
    return sorted(file.name for file in path.parent.glob(f"{path.name}.broken-*") if not file.name.endswith(("-wal", "-shm")))


def zeros(content: bytes) -> bytes:
    return bytes(len(content))


def garbage(content: bytes) -> bytes:
    return random.Random(SEED).randbytes(len(content))


def page(number: int) -> Callable[[bytes], bytes]:
    def spoil(content: bytes) -> bytes:
        at = (number - 1) * 4096
        return content[:at] + random.Random(SEED + number).randbytes(4096) + content[at + 4096 :]

    return spoil


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "zeros": zeros,
    "garbage": garbage,
    "empty": lambda content: b"",
    "one byte": lambda content: b"S",
    "the header only": lambda content: content[:100],
    "half": lambda content: content[: len(content) // 2],
    "cut in the middle of a page": lambda content: content[: 3 * 4096 + 77],
    "no magic": lambda content: b"SQLite format 4" + content[15:],
    "page size of nothing": lambda content: content[:16] + b"\x00\x00" + content[18:],
    "write version unknown": lambda content: content[:18] + b"\x09" + content[19:],
    "read version unknown": lambda content: content[:19] + b"\x09" + content[20:],
    "schema format unknown": lambda content: content[:44] + b"\x00\x00\x00\x63" + content[48:],
    "first page spoilt": page(1),
    "second page spoilt": page(2),
    "a later page spoilt": page(6),
    "a table's name spoilt": lambda content: content.replace(b"CREATE TABLE", b"CREATE TAB\xfe\xff", 3),
    "a column's name spoilt": lambda content: content.replace(b"weight", b"weighs"),
    "a migration's name spoilt": lambda content: content.replace(b"attunem001", b"attunem001"[:-1] + b"7"),
    "a text": lambda content: b"this was a database once\n" * 400,
}


@pytest.mark.parametrize("spoil", BROKEN.values(), ids=list(BROKEN))
def test_a_broken_database_is_kept_aside_and_the_backup_takes_its_place(path: Path, spoil: Callable[[bytes], bytes]) -> None:
    spoilt = spoil(path.read_bytes())
    path.write_bytes(spoilt)
    with open_store(path) as store:
        assert lessons(store) == 5
        aside, restored = store.notes
        store.examples.add(make_example(0.8))
    (name,) = set_aside(path)
    assert (path.parent / name).read_bytes() == spoilt
    assert aside == f"the database was damaged and is kept as {name}"
    assert restored.startswith("the backup attune-20260304T190000Z.db was restored")
    with open_store(path) as store:
        assert store.notes == ()
        assert lessons(store) == 6


def test_spoilt_in_two_hundred_ways_it_starts_every_time(path: Path, tmp_path: Path) -> None:
    whole, rng = path.read_bytes(), random.Random(SEED)
    counts = set()
    for i in range(200):
        copy = tmp_path / f"case{i}" / "attune.db"
        copy.parent.mkdir()
        spoilt = bytearray(whole)
        for _ in range(rng.choice((1, 1, 3, 40))):
            spoilt[rng.randrange(100) if rng.random() < 0.4 else rng.randrange(len(spoilt))] = rng.randrange(256)
        copy.write_bytes(bytes(spoilt) if rng.random() < 0.8 else bytes(spoilt[: rng.randrange(len(spoilt))]))
        try:
            with open_store(copy) as store:
                counts.add((lessons(store), bool(store.notes)))
                store.examples.add(make_example(0.9))
        except Exception as error:
            raise AssertionError(f"case {i} of seed {SEED}") from error
        (folder_of(copy)).mkdir(exist_ok=True)
    assert (0, True) in counts  # without a backup it starts empty, and says so
    assert (7, False) in counts  # and what does not matter is not called damage


def test_a_broken_log_loses_no_more_than_was_in_it(path: Path) -> None:
    log = path.with_name(path.name + "-wal")
    with open_store(path) as store:
        store.examples.add(make_example(0.8))
        kept, main = log.read_bytes(), path.read_bytes()
    path.write_bytes(main)
    log.write_bytes(kept[:40] + bytes(200) + kept[240:])
    with open_store(path) as store:
        assert lessons(store) == 7
        assert store.notes == ()


def test_an_emptied_database_with_its_log_beside_it_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "attune.db"
    path.write_bytes(b"")
    path.with_name("attune.db-wal").write_bytes(b"left")
    with open_store(path) as store:
        assert len(store.notes) == 2
    assert len(set_aside(path)) == 1
    assert [file.read_bytes() for file in tmp_path.glob("attune.db.broken-*-wal")] == [b"left"]


def test_the_newest_backup_that_is_good_is_taken(path: Path) -> None:
    with open_store(path) as store:
        back_up(store.path, EVENING + timedelta(days=1))
        back_up(store.path, EVENING + timedelta(days=2))
        back_up(store.path, EVENING + timedelta(days=3))
    _, good, spoilt, empty = backups_in(folder_of(path))
    empty.write_bytes(b"")
    spoilt.write_bytes(page(3)(spoilt.read_bytes()))
    path.write_bytes(zeros(path.read_bytes()))
    with open_store(path) as store:
        assert lessons(store) == 7
        assert good.name in store.notes[1]


def test_without_a_good_backup_it_starts_empty_and_says_so(path: Path) -> None:
    for backup in backups_in(folder_of(path)):
        backup.write_bytes(garbage(backup.read_bytes()))
    path.write_bytes(garbage(path.read_bytes()))
    with open_store(path) as store:
        assert lessons(store) == 0
        assert "starts with an empty one" in store.notes[1]


def test_a_second_damage_leaves_the_first_evidence_alone(path: Path) -> None:
    for i in range(3):
        path.write_bytes(bytes([i]) * 5000)
        open_store(path).close()
    contents = {(path.parent / name).read_bytes()[:1] for name in set_aside(path)}
    assert contents == {b"\x00", b"\x01", b"\x02"}


def test_an_empty_file_where_nothing_was_is_a_new_database(tmp_path: Path) -> None:
    path = tmp_path / "attune.db"
    path.write_bytes(b"")
    with open_store(path) as store:
        assert store.notes == ()


def test_a_text_named_by_mistake_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("home: {}\n" * 1000)
    with pytest.raises(StoreFailed, match="cannot be opened"):
        open_store(path)
    assert path.read_text() == "home: {}\n" * 1000
    assert set_aside(path) == []


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "home-assistant_v2.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("create table states (entity_id text)")
        other.commit()
    before = path.read_bytes()
    with pytest.raises(StoreFailed, match="another program's database"):
        open_store(path)
    assert path.read_bytes() == before


# Schemas


def test_a_database_of_a_newer_version_is_refused_untouched(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode = delete")
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('attune', 'm999_moods', '2030-01-01')"
        )
        connection.commit()
    before, beside = path.read_bytes(), sorted(p.name for p in path.parent.iterdir())
    for _ in range(2):  # and it gave the lock back
        with pytest.raises(StoreFailed, match=r"attune\.db was written by a newer Attune; it is left untouched"):
            open_store(path)
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == beside


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> Migrations:
    """The program after an update that brings one more migration."""
    grown = Migrations("attune")
    for step in migrations.pending(Database(memory=True)):
        grown(name=step.name)(step.fn)
    monkeypatch.setattr(hub.store.migrations, "migrations", grown)
    monkeypatch.setattr(hub.store.database, "OURS", frozenset((*STEPS, "m900_moods")))
    return grown


def test_an_older_database_is_brought_up_to_date_with_all_it_holds(
    path: Path, newer: Migrations, monkeypatch: pytest.MonkeyPatch
) -> None:
    @newer()  # type: ignore[untyped-decorator]
    def m900_moods(db: Database) -> None:
        db.execute("alter table examples add column mood text")

    monkeypatch.setitem(COLUMNS, "examples", (*COLUMNS["examples"], "mood"))
    for _ in range(2):
        with open_store(path) as store:
            assert lessons(store) == 7
            assert [row["mood"] for row in store._transactions.query("select mood from examples limit 1")] == [None]
            assert store.notes == ()


def test_a_migration_that_fails_changes_nothing(path: Path, newer: Migrations, monkeypatch: pytest.MonkeyPatch) -> None:
    @newer(name="m900_moods")  # type: ignore[untyped-decorator]
    def half(db: Database) -> None:
        db.execute("alter table examples add column mood text")
        db.execute("this is no sentence of SQL")

    with pytest.raises(StoreFailed, match="could not be brought up to date"):
        open_store(path)
    monkeypatch.undo()
    assert set_aside(path) == []
    with open_store(path) as store:
        assert lessons(store) == 7
        assert "mood" not in store._transactions.query("select * from examples limit 1")[0]


def test_the_schema_in_words_is_the_one_the_migrations_make() -> None:
    assert tuple(step.name for step in migrations.pending(Database(memory=True))) == STEPS
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        assert applied(new) == frozenset()
        bring_up_to_date(new)
        assert applied(new) == frozenset(STEPS)
        assert is_whole(new)
        assert set(tables_of(new)) == {*COLUMNS, "_sqlite_migrations"}
