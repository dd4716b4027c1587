"""The log is taken over beside who writes: nothing is lost by it, nothing erased stays in it, and nobody writes twice."""

import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from devices.vocabulary import OccupantId
from hub.store import Store
from hub.store.checkpoints import BY_ITSELF, EVERY, Checkpoints
from tests.models.builders import ANA, EVENING, make_example
from tests.patience import PATIENCE_S

from ..keeping import files_under, open_store

CANARY = OccupantId("canary_7f3a9c")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "attune.db") as opened:
        opened.checkpoint_aside()
        yield opened


def commit(store: Store, times: int, who: OccupantId = ANA) -> None:
    for number in range(times):
        store.places.put(who, f"room_{number}", EVENING + timedelta(seconds=number))


def in_the_file_alone(store: Store, folder: Path) -> dict[OccupantId, str]:
    """What the database knows without its log."""
    copy = folder / "alone" / "attune.db"
    copy.parent.mkdir()
    shutil.copy(store.path, copy)
    with open_store(copy) as opened:
        return {who: place for who, (place, _) in opened.places.all().items()}


def test_after_a_hundred_commits_the_database_has_them_without_its_log(store: Store, tmp_path: Path) -> None:
    commit(store, EVERY)
    found = store._transactions.checkpoints
    assert found is not None
    found.rest()
    assert in_the_file_alone(store, tmp_path)[ANA] == f"room_{EVERY - 1}"


def test_until_then_nobody_takes_anything_over(store: Store, tmp_path: Path) -> None:
    commit(store, EVERY - 1)
    assert ANA not in in_the_file_alone(store, tmp_path)


def test_a_commit_takes_the_log_over_itself_only_where_it_has_grown_very_long(store: Store) -> None:
    assert store._connection.execute("pragma wal_autocheckpoint").fetchone() == (BY_ITSELF,)


def test_who_writes_goes_on_while_the_log_is_taken_over(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, may_go_on, has_begun = Checkpoints._take_over, threading.Event(), threading.Event()

    def slow(self: Checkpoints) -> None:
        has_begun.set()
        may_go_on.wait(PATIENCE_S)
        whole(self)

    monkeypatch.setattr(Checkpoints, "_take_over", slow)
    commit(store, EVERY)
    assert has_begun.wait(PATIENCE_S)
    commit(store, 2 * EVERY)
    assert store.places.all()[ANA][0] == f"room_{2 * EVERY - 1}"
    may_go_on.set()


def test_who_is_forgotten_while_the_log_is_taken_over_is_gone_from_it(store: Store, tmp_path: Path) -> None:
    for _ in range(5):
        store.examples.add(make_example(0.4, at=EVENING, occupant=CANARY))
        commit(store, 2 * EVERY, CANARY)
        assert store.forget(CANARY).files_left == 0
        assert not any(CANARY.encode() in file.read_bytes() for file in files_under(tmp_path))


def test_the_night_empties_the_log_beside_it(store: Store) -> None:
    commit(store, EVERY)
    store.retain(EVENING + timedelta(hours=1))
    assert store.path.with_name("attune.db-wal").stat().st_size == 0


def test_a_database_that_is_gone_is_not_made_anew(store: Store) -> None:
    store.path.unlink()
    found = Checkpoints(store.path)
    found._take_over()
    found.close()
    assert not store.path.exists()


def test_another_database_in_its_place_is_taken_over_as_well(store: Store, tmp_path: Path) -> None:
    store.recover(EVENING)
    commit(store, EVERY)
    assert store._transactions.checkpoints is not None
    store._transactions.checkpoints.rest()
    # Recovering commits too, so the takeover may begin before the last of these.
    assert int(in_the_file_alone(store, tmp_path)[ANA].removeprefix("room_")) >= EVERY // 2
