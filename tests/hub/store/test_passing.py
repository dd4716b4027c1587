"""What is there for a while only is gone afterwards, however who made it has ended."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.store import passing
from hub.store.passing import passing_folder, sweep
from tests.models.builders import ANA
from tests.patience import PATIENCE_S
from tests.whole.living import environment

from ..keeping import open_store

HOLDS = """
import sys
from hub.store.passing import passing_folder
with passing_folder() as folder:
    (folder / "copy").write_text("ana")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "shared"
    found.mkdir()
    monkeypatch.setattr(passing, "_in_memory", lambda: str(found))
    return found


@pytest.fixture
def holder() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLDS]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment())
    yield process
    process.kill()
    process.wait(PATIENCE_S)


def folder_of(process: subprocess.Popen[str]) -> Path:
    assert process.stdout is not None
    return Path(process.stdout.readline().strip())


def test_it_is_its_owners_only_and_gone_afterwards(place: Path) -> None:
    with passing_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "copy").write_text("ana")
    assert list(place.iterdir()) == []


def fails_in_one() -> None:
    with passing_folder() as folder:
        (folder / "copy").write_text("ana")
        raise ValueError("failed")


def test_what_fails_in_it_leaves_nothing(place: Path) -> None:
    with pytest.raises(ValueError, match="failed"):
        fails_in_one()
    assert list(place.iterdir()) == []


def test_who_is_killed_leaves_what_the_next_sweep_takes_and_nobody_before(holder: subprocess.Popen[str]) -> None:
    folder = folder_of(holder)
    sweep()
    assert (folder / "copy").read_text() == "ana"
    holder.kill()
    holder.wait(PATIENCE_S)
    sweep()
    assert not folder.exists()


def test_with_somebody_forgotten_what_was_left_goes(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    folder = folder_of(holder)
    holder.kill()
    holder.wait(PATIENCE_S)
    with open_store(tmp_path / "attune.db") as store:
        store.forget(ANA)
    assert not folder.exists()


def test_what_only_looks_like_one_is_left_alone(place: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (place / "attune-passing-link").symlink_to(precious)
    (place / "attune-passing-file").write_text("not a folder")
    (place / "another").mkdir()
    sweep()
    assert precious.exists()
    assert {file.name for file in place.iterdir()} == {"attune-passing-link", "attune-passing-file", "another"}
