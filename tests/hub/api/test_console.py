"""Where a hub listens for those who ask it, and who is believed to be one."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import hub.api.console
from hub.api.console import Console, Request, ask, socket_paths


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    (tmp_path / "run").mkdir()
    return tmp_path / "run"


def answers(value: object) -> None:
    assert isinstance(value, Request)
    threading.Thread(target=value.reply, args=({"asked": value.command},)).start()


@pytest.fixture
def nowhere(tmp_path: Path, runtime: Path) -> Iterator[tuple[Path, Console]]:
    """A database where no socket can be made; and the console of its hub."""
    database = tmp_path / "gone" / "attune.db"
    console = Console(socket_paths(database), answers)
    console.start()
    yield database, console
    console.stop()


def test_it_listens_beside_the_database(tmp_path: Path, runtime: Path) -> None:
    database = tmp_path / "attune.db"
    console = Console(socket_paths(database), answers)
    console.start()
    assert ask(database, "status") == {"asked": "status"}
    assert database.with_name("attune.db.sock").is_socket()
    assert list(runtime.iterdir()) == []
    console.stop()
    assert ask(database, "status") is None


def test_where_no_socket_can_be_made_beside_it_is_asked_in_the_runtime_directory(
    nowhere: tuple[Path, Console], runtime: Path
) -> None:
    database, console = nowhere
    assert ask(database, "status") == {"asked": "status"}
    assert len(list(runtime.iterdir())) == 1
    console.stop()
    assert list(runtime.iterdir()) == []


def test_where_none_can_be_made_at_all_the_hub_runs_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    console = Console((tmp_path / "gone" / "a.sock",), answers)
    console.start()
    assert "no socket at" in caplog.text
    console.stop()


def test_a_strangers_socket_is_no_hub(nowhere: tuple[Path, Console], monkeypatch: pytest.MonkeyPatch) -> None:
    database, _ = nowhere
    monkeypatch.setattr(hub.api.console, "_MINE", frozenset({4711}))
    assert ask(database, "status") is None
