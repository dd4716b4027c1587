"""What is read where nothing can be written, and how that ends."""

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hub.errors import DiskFailed, StoreFailed
from hub.store import Store, failing_disk
from hub.store.backups import back_up
from hub.store.connection import rows_of
from hub.store.failing_disk import is_of_the_disk, readable, seen
from hub.store.schema import STEPS, applied, is_whole
from tests.models.builders import ANA, EVENING, make_example

from ..keeping import fill, open_store

RELEASES = sorted(Path(__file__).with_name("databases").glob("*.sqlite"))
REFUSED = "the disk is read-only"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "attune.db"
    with open_store(path) as store:
        fill(store, ANA, "lamp")
    return path


def lessons(connection: sqlite3.Connection) -> int:
    with closing(connection):
        return len(list(rows_of(connection, "select id from examples")))


def test_the_database_is_read_where_it_lies(path: Path) -> None:
    connection, notes = readable(path, EVENING)
    assert notes == ()
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("delete from examples")
    assert lessons(connection) == 5


@pytest.mark.parametrize("release", RELEASES, ids=[file.stem for file in RELEASES])
def test_one_of_an_older_version_is_brought_up_to_date_in_memory(release: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(release, tmp_path / "attune.db"))
    before = path.read_bytes()
    connection, _ = readable(path, EVENING)
    assert applied(connection) == frozenset(STEPS)
    assert is_whole(connection)
    assert lessons(connection) == 51
    assert path.read_bytes() == before


def test_a_damaged_one_gives_way_to_its_newest_good_backup_and_none_to_nothing(path: Path, tmp_path: Path) -> None:
    with open_store(path) as store:
        backup = back_up(store.path, EVENING)
    path.write_bytes(bytes(8192))
    connection, notes = readable(path, EVENING)
    assert notes == (f"the backup {backup.name} is read in its place",)
    assert lessons(connection) == 5
    connection, notes = readable(tmp_path / "other.db", EVENING)
    assert notes == ("nothing that was learned can be read",)
    assert lessons(connection) == 0
    assert not (tmp_path / "other.db").exists()


def test_a_newer_versions_is_not_read_either(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('attune', 'm999_moods', '2030-01-01')"
        )
        connection.commit()
    with pytest.raises(StoreFailed, match="newer Attune"):
        readable(path, EVENING)


def test_what_fails_is_told_from_what_lies_on_it(path: Path) -> None:
    assert is_of_the_disk(OSError(errno.ENOSPC, "full"))
    assert is_of_the_disk(OSError(errno.EROFS, "read-only"))
    assert not is_of_the_disk(FileNotFoundError(errno.ENOENT, "nothing"))
    assert not is_of_the_disk(ValueError())
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        with pytest.raises(sqlite3.OperationalError) as refused:
            reader.execute("delete from settings")
        assert is_of_the_disk(refused.value)
        with pytest.raises(sqlite3.OperationalError) as mistaken:
            reader.execute("select nothing from nowhere")
        assert not is_of_the_disk(mistaken.value)
    assert seen(path.parent / "not" / "made" / "yet") is None


@pytest.fixture
def refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Opened on a disk that takes nothing, which it does again now."""

    def fails(*_: object) -> None:
        raise DiskFailed(REFUSED)

    with monkeypatch.context() as failing:
        failing.setattr("hub.store.store.opened", fails)
        return open_store(path)


def test_nothing_is_written_or_forgotten_until_it_is_over(refused: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with refused as store:
        for write in (
            lambda: store.examples.add(make_example(0.3)),
            lambda: store.forget(ANA),
            lambda: store.retain(EVENING),
        ):
            with pytest.raises(DiskFailed, match=REFUSED):
                write()
        monkeypatch.setattr(failing_disk, "seen", lambda _folder: REFUSED)
        with pytest.raises(DiskFailed, match=REFUSED):
            store.recover(EVENING)
        monkeypatch.undo()
        assert store.counts()["examples"] == 5
        assert not store.recover(EVENING)  # it is what was read all the time
        assert store.refusal == ""
        store.examples.add(make_example(0.3))
        assert store.counts()["examples"] == 6


def test_what_could_not_be_read_before_is_news_when_it_can(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise DiskFailed(REFUSED)

    away = path.rename(path.with_name("away"))
    with monkeypatch.context() as failing:
        failing.setattr("hub.store.store.opened", fails)
        store = open_store(path)
    with store:
        assert store.counts()["examples"] == 0
        away.rename(path)
        assert store.recover(EVENING)
        assert store.counts()["examples"] == 5


@pytest.mark.parametrize("how", ["empty", "gone"])
def test_what_a_lost_file_would_never_give_back_is_not_taken(path: Path, how: str) -> None:
    """Every page of it is in memory, so that SQLite notices nothing."""
    with open_store(path) as store:
        assert store.trouble() is None
        store.examples.add(make_example(0.3))
        if how == "empty":
            os.truncate(path, 0)
        else:
            path.unlink()
        with pytest.raises(DiskFailed, match=how):
            store.examples.add(make_example(0.4))
        assert how in (store.trouble() or "")
        with pytest.raises(DiskFailed, match=how):
            store.recover(EVENING)
        assert store.counts()["examples"] == 6


def test_a_new_database_is_not_taken_for_a_lost_one(tmp_path: Path) -> None:
    with open_store(tmp_path / "attune.db") as store:
        assert store.trouble() is None
        store.examples.add(make_example(0.3))
