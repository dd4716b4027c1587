"""Edits of the configuration while the hub runs: each real change gives one answer, a new configuration or what is wrong."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from hub.config import Config, ConfigError
from hub.config.load import load
from hub.config.watcher import Watcher
from tests.patience import PATIENCE_S

RIGHT = "home: {name: Old, latitude: 52, longitude: 4, time_zone: Europe/Amsterdam}\n"
NEW = RIGHT.replace("Old", "New")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "config.yaml"
    found.write_text(RIGHT)
    return found


@pytest.fixture
def told() -> Queue[Config | ConfigError]:
    return Queue()


@pytest.fixture
def watcher(path: Path, told: Queue[Config | ConfigError]) -> Iterator[Watcher]:
    found = Watcher(path, told.put)
    yield found
    found.stop()


def test_a_changed_file_gives_the_new_configuration(path: Path, watcher: Watcher, told: Queue[Config | ConfigError]) -> None:
    path.write_text(NEW)
    watcher.look()
    found = told.get_nowait()
    assert isinstance(found, Config)
    assert found.home.name == "New"


def test_a_wrong_file_gives_its_mistakes_and_the_next_right_one_the_configuration(
    path: Path, watcher: Watcher, told: Queue[Config | ConfigError]
) -> None:
    path.write_text(NEW + "storge: {}\n")
    watcher.look()
    wrong = told.get_nowait()
    assert isinstance(wrong, ConfigError)
    assert [m.key for m in wrong.mistakes] == ["storge"]
    path.write_text(RIGHT)
    watcher.look()
    assert isinstance(told.get_nowait(), Config)


def test_a_file_saved_as_it_was_gives_nothing(path: Path, watcher: Watcher, told: Queue[Config | ConfigError]) -> None:
    path.write_text(RIGHT)
    os.utime(path)
    watcher.look()
    assert told.empty()


def test_a_file_taken_away_is_a_mistake(path: Path, watcher: Watcher, told: Queue[Config | ConfigError]) -> None:
    path.unlink()
    watcher.look()
    assert isinstance(told.get_nowait(), ConfigError)


def test_a_changed_secret_gives_the_configuration_with_it(path: Path, told: Queue[Config | ConfigError]) -> None:
    secrets = path.parent / "secrets.yaml"
    secrets.write_text("pw: first\n")
    path.write_text(RIGHT + "mqtt: {host: b, username: u, password: !secret pw}\n")
    watcher = Watcher(path, told.put)
    secrets.write_text("pw: second\n")
    watcher.look()
    found = told.get_nowait()
    assert isinstance(found, Config)
    assert found.mqtt is not None
    assert found.mqtt.password is not None
    assert found.mqtt.password == "second"


def test_the_thread_notices_an_edit_by_itself(path: Path, watcher: Watcher, told: Queue[Config | ConfigError]) -> None:
    watcher.start()
    path.write_text(NEW)
    found = told.get(timeout=PATIENCE_S)
    assert isinstance(found, Config)
    assert found == load(path)


def test_the_thread_notices_an_editor_that_renames_a_new_file_over_the_old(
    path: Path, watcher: Watcher, told: Queue[Config | ConfigError]
) -> None:
    watcher.start()
    for name in ("One", "Two"):  # the second rename is the one a watched file would not survive
        beside = path.with_suffix(".yaml~")
        beside.write_text(RIGHT.replace("Old", name))
        beside.replace(path)
        found = told.get(timeout=PATIENCE_S)
        assert isinstance(found, Config)
        assert found.home.name == name


def test_it_is_known_to_live_where_other_files_of_the_folder_never_rest(path: Path, told: Queue[Config | ConfigError]) -> None:
    """The database may lie beside the configuration."""
    signed: Queue[None] = Queue()
    watcher = Watcher(path, told.put, lambda: signed.put(None))
    ended = threading.Event()

    def writes() -> None:
        while not ended.is_set():
            path.with_name("attune.db-wal").write_text("x")

    writer = threading.Thread(target=writes)
    writer.start()
    try:
        watcher.start()
        for _ in range(20):
            signed.get(timeout=PATIENCE_S)
    finally:
        ended.set()
        writer.join()
        watcher.stop()


def test_stopping_ends_the_thread(watcher: Watcher) -> None:
    watcher.start()
    watcher.stop()
    assert not watcher._thread.is_alive()


def test_a_watcher_that_never_started_stops_too(watcher: Watcher) -> None:
    watcher.stop()
    assert not watcher._thread.is_alive()
