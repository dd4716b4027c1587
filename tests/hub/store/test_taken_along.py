"""A copy of a home's database to try something on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hub.errors import StoreFailed
from hub.store import Store
from hub.store.priors import priors_path
from hub.store.taken_along import take_along


def test_a_copy_holds_what_the_running_hub_has_written_and_its_priors(tmp_path: Path) -> None:
    database, target = tmp_path / "attune.db", tmp_path / "copy.db"
    priors_path(database).write_text("{}")
    with Store.open(database) as store:
        store.settings.put("paused", True)
        take_along(database, target)
        store.settings.put("paused", False)
    with Store.open(target) as copy:
        assert copy.settings.get("paused", False) is True
    assert priors_path(target).read_text() == "{}"


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.db"
    wrong.write_text("no database" * 100)
    for path in (wrong, tmp_path / "none.db"):
        with pytest.raises(StoreFailed):
            take_along(path, tmp_path / "copy.db")


def test_a_newer_database_is_called_by_its_own_name(tmp_path: Path) -> None:
    newer = tmp_path / "attune.db"
    Store.open(newer).close()
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('attune', 'm999_moods', '2030-01-01')"
        )
    with pytest.raises(StoreFailed, match=r"attune\.db was written by a newer Attune"):
        take_along(newer, tmp_path / "copy.db")
