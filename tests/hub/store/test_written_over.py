"""A database's file that somebody else writes into, or calls by another name, while the hub has it open."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hub.errors import AlreadyRunning, DiskFailed
from hub.store import Store
from hub.store.checkpoints import EVERY, Checkpoints
from hub.store.set_aside import set_aside_of
from tests.models.builders import ANA, EVENING, make_example
from tests.patience import PATIENCE_S

from ..keeping import open_store

OVER = "another program has written into the database"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """With a lesson in its log, and its file looked at since."""
    with open_store(tmp_path / "attune.db") as opened:
        opened.checkpoint_aside()
        opened.examples.add(make_example(0.4))
        assert opened.trouble() is None
        yield opened


@pytest.fixture
def another(tmp_path: Path) -> Path:
    """A database in which there are three lessons."""
    with open_store(tmp_path / "other" / "attune.db") as opened:
        for value in (0.1, 0.2, 0.3):
            opened.examples.add(make_example(value))
        return opened.path


def values(store: Store) -> list[object]:
    return [row["value"] for row in store._transactions.query("select value from examples order by id")]


def recovers(store: Store) -> bool:
    """At the second look: at the first it could still be being written."""
    with pytest.raises(DiskFailed, match=OVER):
        store.recover(EVENING)
    return store.recover(EVENING)


def test_what_is_copied_over_it_is_told_refuses_lessons_and_is_gone_on_with(store: Store, another: Path) -> None:
    shutil.copyfile(another, store.path)
    assert OVER in str(store.trouble())
    with pytest.raises(DiskFailed, match=OVER):
        store.examples.add(make_example(0.9))
    assert recovers(store)
    assert store.notes[-1] == "attune.db was written over while the hub ran: it goes on with the file that is there now"
    assert len(values(store)) == 3
    store.examples.add(make_example(0.8))
    assert store.trouble() is None
    store.close()
    with closing(sqlite3.connect(store.path)) as read:
        assert read.execute("pragma integrity_check").fetchone() == ("ok",)
        assert read.execute("select count(*) from examples").fetchone() == (4,)


def test_what_was_in_its_log_is_kept_aside(store: Store, another: Path) -> None:
    shutil.copyfile(another, store.path)
    recovers(store)
    (kept,) = set_aside_of(store.path)
    assert kept.name.endswith("-wal")
    assert kept.stat().st_size > 0
    assert kept.stat().st_mode & 0o777 == 0o600


def test_while_it_is_still_being_written_it_is_waited_for(store: Store, another: Path) -> None:
    whole = another.read_bytes()
    for size in (len(whole) // 2, len(whole) - 1, len(whole)):
        store.path.write_bytes(whole[:size])
        with pytest.raises(DiskFailed, match=OVER):
            store.recover(EVENING)
    assert store.recover(EVENING)
    assert len(values(store)) == 3


def test_rubbish_over_it_gives_way_to_a_backup_or_to_nothing(store: Store) -> None:
    store.path.write_bytes(b"rubbish" * 5000)
    assert recovers(store)
    assert any("the database was damaged" in note for note in store.notes)
    store.examples.add(make_example(0.8))
    assert len(values(store)) == 1


def test_what_is_taken_over_from_the_log_is_ours(store: Store) -> None:
    for _ in range(3):
        for number in range(EVERY):
            store.places.put(ANA, f"room_{number}", EVENING)
            assert store.trouble() is None
        store.retain(EVENING)
        assert store.trouble() is None
        store.forget(ANA)
        assert store.trouble() is None


def test_while_the_log_is_being_taken_over_nobody_is_blamed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, may_end, has_written = Checkpoints._take_over, threading.Event(), threading.Event()

    def slow(self: Checkpoints) -> None:
        whole(self)
        has_written.set()
        may_end.wait(PATIENCE_S)

    monkeypatch.setattr(Checkpoints, "_take_over", slow)
    for number in range(EVERY):
        store.places.put(ANA, f"room_{number}", EVENING)
    assert has_written.wait(PATIENCE_S)
    assert store.trouble() is None
    store.places.put(ANA, "kitchen", EVENING)
    may_end.set()
    assert store._transactions.checkpoints is not None
    store._transactions.checkpoints.rest()
    assert store.trouble() is None


def test_a_file_that_was_only_touched_loses_nothing_for_ever(store: Store) -> None:
    store.path.touch()
    assert recovers(store)
    (kept,) = set_aside_of(store.path)
    assert kept.stat().st_size > 0


def test_by_another_name_it_is_the_same_database(store: Store, tmp_path: Path) -> None:
    other = tmp_path / "linked" / "attune.db"
    other.parent.mkdir()
    os.link(store.path, other)
    with pytest.raises(AlreadyRunning, match="under another name of the same file"):
        open_store(other)
    assert not other.with_name("attune.db-wal").exists()
    store.examples.add(make_example(0.5))
    assert len(values(store)) == 2


def test_after_it_was_replaced_the_new_one_is_held(store: Store, another: Path, tmp_path: Path) -> None:
    another.replace(store.path)
    assert store.recover(EVENING)
    os.link(store.path, tmp_path / "linked.db")
    with pytest.raises(AlreadyRunning):
        open_store(tmp_path / "linked.db")


def test_what_another_hub_holds_is_not_taken_for_a_new_one(store: Store, another: Path) -> None:
    with open_store(another):
        store.path.unlink()
        os.link(another, store.path)
        with pytest.raises(AlreadyRunning):
            store.recover(EVENING)
