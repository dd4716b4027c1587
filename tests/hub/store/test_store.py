"""What is kept, in one file, by one holder."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from devices.vocabulary import DeviceId, OccupantId, RoomId
from hub.errors import AlreadyRunning, StoreFailed
from hub.store import Store
from hub.store.backups import back_up
from hub.store.connection import open_reader
from hub.store.reader import read_examples
from tests.models.builders import ANA, BEN, EVENING, make_example
from tests.patience import PATIENCE_S

from ..keeping import LIVING, add_decision, files_under, fill, open_store

KITCHEN = RoomId("kitchen")
TOP = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "attune.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


def pragma(store: Store, name: str) -> object:
    return store._connection.execute(f"pragma {name}").fetchone()[0]


# The file


def test_the_database_is_opened_by_the_house_rules(store: Store) -> None:
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "synchronous") == 2  # FULL
    assert pragma(store, "foreign_keys") == 1
    assert pragma(store, "secure_delete") == 1
    assert pragma(store, "trusted_schema") == 0
    assert store._connection.execute("pragma mmap_size").fetchone() in (None, (0,))


def test_everything_made_is_its_owners_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with open_store(tmp_path / "made" / "for" / "attune.db") as store:
            fill(store, ANA, "lamp")
            back_up(store.path, EVENING)
            store.forget(ANA)
            fill(store, BEN, "lamp")
            store.export(BEN, tmp_path / "made" / "export" / "ben")
            made = [tmp_path / "made", *(tmp_path / "made").rglob("*")]
            modes = {str(p.relative_to(tmp_path)): stat.S_IMODE(p.stat().st_mode) for p in made}
    finally:
        os.umask(before)
    assert any(name.endswith("-wal") for name in modes)
    assert any(name.endswith("-shm") for name in modes)
    folders = {str(p.relative_to(tmp_path)) for p in made if p.is_dir() or str(p.relative_to(tmp_path)) == "made"}
    assert {name: oct(mode) for name, mode in modes.items() if mode != (0o700 if name in folders else 0o600)} == {}


def test_a_file_others_could_read_is_closed_to_them(path: Path) -> None:
    open_store(path).close()
    path.chmod(0o644)
    open_store(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_second_hub_is_told_and_the_first_goes_on(store: Store, path: Path) -> None:
    with pytest.raises(AlreadyRunning, match=r"another hub is running with .*attune\.db"):
        open_store(path)
    store.examples.add(make_example(0.5))
    assert store.counts()["examples"] == 1


def test_a_second_hub_in_a_process_of_its_own_is_told_too(store: Store, path: Path) -> None:
    program = "import sys; from pathlib import Path; from hub.store import Store; Store.open(Path(sys.argv[1]))"
    second = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=TOP, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert second.returncode == 1
    assert "AlreadyRunning" in second.stderr
    store.examples.add(make_example(0.5))


def test_the_lock_ends_with_its_holder(path: Path) -> None:
    open_store(path).close()
    open_store(path).close()


def test_a_store_that_cannot_be_opened_leaves_no_lock_behind(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreFailed):
        open_store(path)
    path.rmdir()
    open_store(path).close()


def test_a_place_where_nothing_can_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed, match="cannot be opened"):
        open_store(tmp_path / "file" / "attune.db")


def test_a_path_with_odd_letters_is_read_beside_the_hub(tmp_path: Path) -> None:
    path = tmp_path / "a b?c#d%20e" / "attune.db"
    with open_store(path) as store:
        store.examples.add(make_example(0.5))
        assert len(read_examples(path)) == 1


# Failing disks


def test_a_full_disk_takes_nothing_falsely_and_recovers(store: Store) -> None:
    store.examples.add(make_example(0.1))
    pages = int(str(pragma(store, "page_count")))
    store._connection.execute(f"pragma max_page_count = {pages}")

    def until_full() -> Iterator[int | None]:
        for _ in range(5000):
            yield store.examples.add(make_example(0.2))

    taken: list[int | None] = [1]
    with pytest.raises(StoreFailed, match=r"attune\.db: database or disk is full"):
        taken.extend(until_full())
    with pytest.raises(StoreFailed, match="full"):
        store.decisions.add("d", EVENING, LIVING, [ANA], {"sentence": "x" * 100_000})
    assert store.counts()["examples"] == len(taken)
    assert store.counts()["decisions"] == 0
    store._connection.execute("pragma max_page_count = 1000000")
    store.examples.add(make_example(0.3))
    assert store.counts()["examples"] == len(taken) + 1


@pytest.mark.parametrize(
    "write",
    [
        lambda store: store.examples.add(make_example(0.5)),
        lambda store: add_decision(store, "d", ANA),
        lambda store: store.decisions.mark_undone("d"),
        lambda store: store.debts.put(LIVING, "light", {ANA: 1.0}),
        lambda store: store.places.put(ANA, "kitchen", EVENING),
        lambda store: store.consents.put(ANA, ["light"], EVENING),
        lambda store: store.settings.put("paused", True),
        lambda store: store.holds.drop(DeviceId("lamp"), "power"),
        lambda store: store.retain(EVENING),
        lambda store: store.forget(ANA),
    ],
)
def test_a_database_that_became_read_only_refuses_with_a_sentence(store: Store, write: Callable[[Store], object]) -> None:
    store._connection.execute("pragma query_only = on")
    with pytest.raises(StoreFailed, match="readonly"):
        write(store)
    assert not store._connection.in_transaction


def test_a_database_that_cannot_be_read_says_so_too(store: Store) -> None:
    store._connection.execute("drop table decision_occupants")
    store._connection.execute("drop table examples")
    for read in (
        lambda: list(store.examples.all()),
        store.counts,
        lambda: store.holds_anything(ANA),
        lambda: store.forget(ANA),
    ):
        with pytest.raises(StoreFailed, match="no such table"):
            read()


def test_a_write_that_breaks_off_leaves_nothing_of_itself(store: Store) -> None:
    with pytest.raises(TypeError):
        store.decisions.add("d", EVENING, LIVING, [ANA], {"sentence": object()})
    assert not store._connection.in_transaction
    with pytest.raises(StoreFailed):
        store.decisions.add("d", EVENING, LIVING, [ANA], {"sentence": float("nan")})
    assert store.counts()["decisions"] == 0


# Together


def test_a_reader_cannot_write(store: Store, path: Path) -> None:
    store.examples.add(make_example(0.5))
    reader = open_reader(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("delete from examples")
    reader.close()


def test_a_reader_of_nothing_says_so(path: Path) -> None:
    with pytest.raises(StoreFailed, match="cannot be read"):
        read_examples(path)
    with pytest.raises(StoreFailed, match="cannot be read"):
        open_reader(path)
    assert not path.exists()


def test_writing_reading_and_backing_up_at_once_disturb_nobody(store: Store, path: Path) -> None:
    wrong: list[Exception] = []
    counts: tuple[list[int], list[int]] = ([], [])
    done = threading.Event()

    def read(seen: list[int]) -> None:
        while not done.is_set():
            try:
                seen.append(len(read_examples(path)))
            except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
                wrong.append(error)
                return

    readers = [threading.Thread(target=read, args=(seen,)) for seen in counts]
    for reader in readers:
        reader.start()
    try:
        for i in range(150):
            store.examples.add(make_example(0.5))
            if i % 30 == 0:
                backup = back_up(store.path, EVENING + timedelta(seconds=i))
                assert len(read_examples(backup)) == i + 1
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert wrong == []
    assert all(seen == sorted(seen) and seen for seen in counts)  # no reader ever saw a lesson vanish
    assert store.counts()["examples"] == 150


_WRITER = """
import sys
from pathlib import Path
from tests.hub.keeping import open_store
from tests.models.builders import make_example
with open_store(Path(sys.argv[1])) as store:
    while True:
        print(store.examples.add(make_example(0.5)), flush=True)
"""


def test_a_kill_at_any_moment_loses_no_acknowledged_lesson(path: Path) -> None:
    acknowledged: list[int] = []
    for i in range(10):
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], cwd=TOP, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        for _ in range(3 + 5 * i):
            acknowledged.append(int(writer.stdout.readline()))
        writer.send_signal(signal.SIGKILL)
        # What it said before it died was a promise as well.
        acknowledged += [int(line) for line in writer.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        writer.wait()
        writer.stdout.close()
        with open_store(path) as store:
            assert store.notes == ()
            kept = {example.id for example in store.examples.all()}
        assert set(acknowledged) <= kept
        assert len(kept) <= len(acknowledged) + i + 1  # and at most one more each time, cut off before it was told
    assert len(acknowledged) == len(set(acknowledged)) >= 255


# Export


def test_an_export_holds_everything_about_the_person_and_nothing_of_others(store: Store, tmp_path: Path) -> None:
    canary, other = OccupantId("canary_7f3a"), OccupantId("other_9c1b")
    fill(store, canary, "lamp")
    add_decision(store, "undo", BEN, meant_for=[canary])
    fill(store, other, "shade")
    files = store.export(canary, tmp_path / "export")
    assert sorted(files) == files_under(tmp_path / "export")
    names = {file.name for file in files}
    tables = {"examples", "decisions", "debts", "whereabouts", "consents", "holds", "fingerprints", "still_sources"}
    tables |= {"ways", "page_codes", "page_passwords", "page_sessions", "page_views"}
    tables |= {"put_off", "recorded", "comings"}
    assert names == {"everything.json", "README.txt", *(f"{table}.csv" for table in tables)}
    for table in tables:
        assert canary in (tmp_path / "export" / f"{table}.csv").read_text()
    whole = (tmp_path / "export" / "everything.json").read_text()
    assert '"decision-lamp"' in whole
    assert '"undo"' in whole
    assert other not in "".join(file.read_text() for file in files)
    explained = (tmp_path / "export" / "README.txt").read_text()
    assert all(table in explained for table in tables)


def test_an_export_never_writes_over_anything(store: Store, tmp_path: Path) -> None:
    fill(store, ANA, "lamp")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("dear")
    for taken in (tmp_path / "mine", tmp_path / "mine" / "letter"):
        with pytest.raises(StoreFailed, match="name a new folder"):
            store.export(ANA, taken)
    assert files_under(tmp_path / "mine") == [tmp_path / "mine" / "letter"]


def test_an_export_into_an_empty_folder_closes_it_to_others(store: Store, tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    store.export(ANA, tmp_path / "open")
    assert stat.S_IMODE((tmp_path / "open").stat().st_mode) == 0o700


def test_a_spreadsheet_takes_no_exported_text_for_a_formula(store: Store, tmp_path: Path) -> None:
    store.places.put(ANA, "=cmd|' /C calc'!A0", EVENING)
    store.examples.add(make_example(-0.5))
    store.export(ANA, tmp_path / "export")
    assert "'=cmd" in (tmp_path / "export" / "whereabouts.csv").read_text()
    assert ",-0.5," in (tmp_path / "export" / "examples.csv").read_text()  # a number stays a number


def test_nobody_waits_for_the_disk_over_where_somebody_is_but_over_every_lesson(store: Store) -> None:
    def waits() -> bool:
        return bool(store._connection.execute("pragma synchronous").fetchone()[0] == 2)

    store.places.put(ANA, "kitchen", EVENING)
    assert not waits()
    store.examples.add(make_example(0.3))
    assert waits()
    store.places.put(ANA, "hall", EVENING)
    store.consents.put(ANA, ["light"], EVENING)
    assert waits()
    assert store.places.all() == {ANA: ("hall", EVENING)}
