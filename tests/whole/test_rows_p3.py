"""Rows P3 and B11 through the running program: how it is ended, what it is given to write to, and two of it at once."""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.mosquitto import Mosquitto
from tests.patience import PATIENCE_S

from .living import LAMP, Household, Hub, configuration, environment, started

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
WRONG = "the edited configuration is wrong and was not taken"
ANOTHER = "another hub speaks on this broker in the same name"


@pytest.fixture
def hub(mosquitto: Mosquitto, make_hub: MakeHub) -> Hub:
    return make_hub(configuration(mosquitto.port, {"living": LAMP}))


@pytest.fixture
def closed(hub: Hub) -> Iterator[subprocess.Popen[bytes]]:
    """It, started by somebody who has closed what it would read from and write to."""
    words = ["-m", "hub", "run", "--no-page", "-c", str(hub.config)]
    process = subprocess.Popen(["sh", "-c", 'exec "$0" "$@" <&- >&- 2>&-', sys.executable, *words], env=environment())
    yield process
    process.kill()
    process.wait()


def test_row_p3_a_closed_terminal_ends_it_well(household: Household, hub: Hub) -> None:
    mark = household.mark()
    started(household, hub)
    os.kill(hub.pid, signal.SIGHUP)
    household.wait_for(lambda: "offline" in household.since(mark, "attune/status"), "it to say that it ends")
    assert hub.stop() == 0
    assert json.loads((hub.folder / "attune.db.starts").read_text())["starts"] == []


def test_row_v4_no_dump_of_its_memory_is_made(household: Household, hub: Hub) -> None:
    started(household, hub)
    assert resource.prlimit(hub.pid, resource.RLIMIT_CORE) == (0, 0)


def test_row_p3_with_all_its_files_closed_it_runs_and_its_database_is_whole(
    household: Household, hub: Hub, closed: subprocess.Popen[bytes]
) -> None:
    household.wait_for(lambda: "online" in household.since(0, "attune/status") or closed.poll() is not None, "the hub")
    assert hub.status()["problems"] == []
    closed.terminate()
    assert closed.wait(PATIENCE_S) == 0


def test_row_p9_a_pipe_in_place_of_the_configuration_stops_nobody(household: Household, hub: Hub) -> None:
    started(household, hub)
    good = hub.config.read_bytes()
    hub.config.unlink()
    os.mkfifo(hub.config)
    household.wait_for(lambda: [words for words in hub.status()["problems"] if words.startswith(WRONG)], "it to be told")
    hub.config.unlink()
    hub.config.write_bytes(good)
    household.wait_for(lambda: not [words for words in hub.status()["problems"] if words.startswith(WRONG)], "it to be over")
    assert hub.stop() == 0


def test_row_p9_a_pipe_nobody_writes_to_is_no_configuration(hub: Hub, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    kept = os.open(pipe, os.O_RDWR)  # somebody holds it open and says nothing
    try:
        hub.config = pipe
        assert "it is a pipe into which nobody writes" in hub.attune("check", expect=2)
    finally:
        os.close(kept)


def test_row_b11_a_link_to_the_database_is_the_same_database(mosquitto: Mosquitto, household: Household, hub: Hub) -> None:
    started(household, hub)
    folder = hub.folder / "other"
    folder.mkdir()
    (folder / "linked.db").symlink_to(hub.folder / "attune.db")
    other = Hub(folder, configuration(mosquitto.port, {"living": LAMP}, storage={"path": "linked.db"}))
    assert "another hub is running with" in other.attune("run", "--no-page", expect=1)


def test_row_b11_another_name_of_the_databases_file_is_the_same_database(
    mosquitto: Mosquitto, household: Household, hub: Hub
) -> None:
    started(household, hub)
    folder = hub.folder / "other"
    folder.mkdir()
    (folder / "attune.db").hardlink_to(hub.folder / "attune.db")
    other = Hub(folder, configuration(mosquitto.port, {"living": LAMP}))
    assert "another hub is running with" in other.attune("run", "--no-page", expect=1)
    assert not (folder / "attune.db-wal").exists()
    assert hub.stop() == 0
    other.start(household)
    assert other.status()["problems"] == []
    assert other.stop() == 0


def test_row_b11_a_second_hub_of_the_same_name_is_told(
    mosquitto: Mosquitto, household: Household, hub: Hub, make_hub: MakeHub
) -> None:
    started(household, hub)
    other = make_hub(configuration(mosquitto.port, {"living": LAMP}))
    other.launch()
    (told,) = household.wait_for(lambda: [w for w in hub.status()["problems"] if w.startswith(ANOTHER)], "it to be told")
    assert "base_topic" in told
    household.wait_for(other.glance, "the other to be there, which is to end")
    assert other.stop() == 0
    household.wait_for(lambda: not [w for w in hub.status()["problems"] if w.startswith(ANOTHER)], "it to be over")
