"""``attune replay`` as a user starts it: on the demo's four weeks, and beside a hub that runs."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.config.load import load
from hub.demo.play import CONFIG, SCRIPT
from hub.rehearsal.perform import perform
from hub.rehearsal.reading import read_script
from hub.store.reader import read_rows
from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, environment, started, teach, tunable_lamp

pytestmark = [pytest.mark.whole, pytest.mark.timeout(1800)]
MakeHub = Callable[[Mapping[str, Any]], Hub]


def replayed(config: Path, *words: str, expect: int = 0) -> list[dict[str, Any]]:
    """The lines of ``--json``."""
    command = [sys.executable, "-m", "hub", "replay", "--json", "-c", str(config), *words]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
    assert done.returncode == expect, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of the demo's household, beside the database of its 28 days."""
    folder = tmp_path_factory.mktemp("weeks")
    home = load(CONFIG)
    script = read_script(SCRIPT, home)
    assert script.start is not None
    until = script.start + timedelta(days=28)
    perform(replace(script, seed=1), home, None, lambda _line: None, until=until, keep=folder / "attune.db")
    config = folder / "config.yaml"
    config.write_text(CONFIG.read_text("utf-8"), "utf-8")
    return config


def test_the_demo_s_28_days_come_out_the_same_under_their_own_configuration(weeks: Path, capsys: Any) -> None:
    began = time.monotonic()
    *light, summary = replayed(weeks, "--days", "30")
    with capsys.disabled():
        print(f"\n28 days replayed in {time.monotonic() - began:.1f} s")
    assert (summary["differ"], summary["same"]) == (0, summary["was"]["decisions"])
    assert summary["was"]["decisions"] > 500
    assert summary["was"] == summary["would"]
    assert {line["kind"] for line in light} == {"light"}


def test_another_configuration_is_told_with_what_differs_and_what_is_a_guess(weeks: Path) -> None:
    other = weeks.with_name("other.yaml")
    other.write_text(weeks.read_text("utf-8").replace("autonomy: act", "autonomy: suggest"), "utf-8")
    before = read_rows(weeks.with_name("attune.db"), "select count(*) as n, max(at) as at from decisions")
    *told, summary = replayed(weeks, "--days", "7", "--config", str(other))
    differences = [line for line in told if line["kind"] == "difference"]
    assert len(differences) == summary["differ"] > 10
    assert all(wish["outcome"] == "suggested" for line in differences for wish in line["would"] if line["trigger"] == "arrival")
    assert summary["would"]["suggestions"] > summary["was"]["suggestions"]
    assert "guess" in summary["guess"]
    assert read_rows(weeks.with_name("attune.db"), "select count(*) as n, max(at) as at from decisions") == before


def test_a_resident_reads_a_table(weeks: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "hub",
        "replay",
        "--days",
        "30",
        "-c",
        str(weeks),
    ]  # the whole of it: what begins in mid-life is less exact
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
    for words in ("Nothing would have been otherwise", "would have been", "acts of the hub", "guess"):
        assert words in done.stdout, done.stderr


@pytest.mark.broker
def test_a_day_is_lived_through_once_more_while_the_hub_runs_and_gone_with_who_lived_it(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    lamp = tunable_lamp("lamp")
    household.add(lamp)
    hub = started(household, make_hub(configuration(mosquitto.port, {"living_room": [{"zigbee2mqtt": "lamp"}]})))
    teach(household, "ana", "living_room", lamp, times=4, state="ON", brightness=76)
    mark = household.mark()
    household.goes("ana", "living_room")
    household.decision(mark)
    household.quiet(0.5)
    *told, summary = replayed(hub.config, "--days", "1")
    assert summary["was"]["decisions"] >= 5
    assert [line for line in told if line["kind"] == "difference"] == []
    assert summary["same"] == summary["was"]["decisions"]
    hub.attune("forget", "ana", "--yes")
    kept = read_rows(hub.folder / "attune.db", "select events from recorded")
    assert not [row for row in kept if "brightness" in row["events"] and "hand" in row["events"]]


@pytest.mark.broker
@pytest.mark.shows("storage.recorded")
def test_without_days_to_keep_there_is_nothing_to_live_through(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    lamp = tunable_lamp("lamp")
    household.add(lamp)
    config = configuration(
        mosquitto.port, {"living_room": [{"zigbee2mqtt": "lamp"}]}, storage={"path": "attune.db", "recorded": 0}
    )
    hub = started(household, make_hub(config))
    teach(household, "ana", "living_room", lamp, times=1, brightness=76)
    assert hub.asked("status")["running"]
    assert replayed(hub.config, "--days", "1", expect=1) == []
    assert read_rows(hub.folder / "attune.db", "select count(*) as n from recorded") == [{"n": 0}]
