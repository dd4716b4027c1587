"""The other benches run and say what their tables rest on: tiny runs, whose figures mean nothing and whose shape does."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SHARED
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.timeout(1800)  # measuring takes what it takes
ROOT = Path(__file__).parents[2]


def run(module: str, *arguments: str, folder: Path) -> Any:
    out = folder / "out.json"
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *arguments, "--json", str(out)],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(out.read_text("utf-8"))


@pytest.mark.parametrize("bench", sorted(p.stem for p in (ROOT / "benchmarks").glob("*.py") if "add_argument" in p.read_text()))
def test_every_bench_starts_as_a_file_and_as_a_module(bench: str) -> None:
    for way in ([f"benchmarks/{bench}.py"], ["-m", f"benchmarks.{bench}"]):
        done = subprocess.run([sys.executable, *way, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S)
        assert done.returncode == 0, done.stderr[-2000:]
        assert "usage:" in done.stdout


def test_what_learning_costs_is_measured_beside_scikit_learn(tmp_path: Path) -> None:
    found = run("learning_cost", "--repeat", "3", "--models", "6", folder=tmp_path)
    methods = {row["method"] for row in found["rows"]}
    assert {"attune", "attune, a choice of music", "scikit-learn Ridge"} <= methods
    assert {row["rows"] for row in found["rows"]} >= {1, 100, 499}
    assert all(row["predict"] > 0 and row["learn"] > 0 and row["refit"] > 0 for row in found["rows"])
    assert found["memory_mib"] > 0.05, "six models of 500 rows are held"


@pytest.mark.shared
def test_rooms_are_judged_at_places_no_fingerprint_was_taken() -> None:
    from benchmarks.rooms import fingerprints, majority, parts, read

    assert SHARED.is_dir()
    drive = read()
    dealt = parts(drive, 0.5)
    squares = [{tuple((drive.xy[j] / 0.5).astype(int)) for j in part} for part in dealt]
    assert sum(len(part) for part in dealt) == len(drive.at)
    assert all(not a & b for i, a in enumerate(squares) for b in squares[i + 1 :]), "no square is in two parts"
    assert set(majority(drive, dealt[0]).values()) <= set(drive.room.tolist())
    assert len(fingerprints(drive, dealt[1], 1.0).rooms) > 1


def test_a_trip_through_the_code_is_counted_and_a_consent_is_handed_on_by_nobody() -> None:
    done = subprocess.run([sys.executable, "benchmarks/trips.py", "--files"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    for trip in ("an arrival", "a hand's lesson", "a configuration value", "a consent"):
        assert f"| {trip} | " in done.stdout
    consent = done.stdout.partition("a consent")[2]
    # On the way it is noted for attune replay.
    assert "hub/daemon.py → hub/api/answers.py → hub/recording/recording.py → hub/steps/personal_data.py" in consent


def test_each_of_two_opposite_people_has_their_share_of_every_kind_and_is_told(tmp_path: Path) -> None:
    found = run("sharing", "--alone", "12", "--evenings", "4", folder=tmp_path)["rows"]
    two = [row for row in found if row["people"] == 2]
    assert {row["kind"] for row in two} == {"brightness", "colour_temperature", "setpoint", "music", "volume"}
    assert all(row["as_declared"] == row["evenings"] for row in two), two
    assert all(share == 0.5 for row in two if row["policy"] == "content" for share in row["share"].values()), two
    assert all(row["told"] == row["differing"] for row in two), two


def test_a_household_of_either_world_is_lived_by_every_method_and_the_worlds_differ(tmp_path: Path) -> None:
    rows = run("household", "--seeds", "1", "--days", "3", "--people", "3", "--no-changes", folder=tmp_path)
    assert {row["world"] for row in rows} == {"smooth", "switching"}
    each: dict[tuple[str, str], list[str]] = {(row["world"], row["kind"]): [] for row in rows}
    for row in rows:
        each[row["world"], row["kind"]].append(row["method"])
        assert row["low"] <= row["saved"] <= row["high"]
    assert len(each) == 8
    assert all(methods == each["smooth", "music"] and "gated HistGradientBoosting" in methods for methods in each.values())
    never = {(row["world"], row["kind"]): row["cost"] for row in rows if row["method"] == "never act"}
    assert never["smooth", "music"] != never["switching", "music"]


def test_five_hands_in_one_evening_cost_no_evening_after_it(tmp_path: Path) -> None:
    rows = run("changes", "--people", "1", "--parts", "party", "--kinds", "music,brightness", folder=tmp_path)
    assert [(row["part"], row["kind"]) for row in rows] == [("party", "music"), ("party", "brightness")]
    assert all(row["most"] <= row["goal"] for row in rows), rows


def test_a_rule_of_another_shape_is_lived_through_the_running_program(tmp_path: Path) -> None:
    (row,) = run("rules_lived", "--homes", "1", "--days", "14", "--rules", "below 700 lx", folder=tmp_path)
    assert row["rule"] == "light below 700 lx"
    assert row["free 20-40"] > row["never 20-40"] + 0.3
    assert row["wrong 20-40"] <= 0.2


def test_in_the_switching_world_people_go_by_what_they_do_and_rivals_are_silent_before_they_know() -> None:
    from benchmarks.gated_rivals import Linear
    from benchmarks.household_visits import visits

    residents, story = visits("switching", 1, 3, 2)
    told = [visit.context.activity for today in story for visit in today]
    assert {name for name in told if name} <= {"reading", "cooking", "watching", "working"}
    assert any(name is None for name in told)
    assert len({round(residents[0].level[name], 2) for name in ("reading", "watching")}) == 2
    rival = Linear()
    assert rival.act(story[0][0], "music", "silence") is None
    smooth = visits("smooth", 1, 3, 2)[1]
    assert all(visit.context.activity is None for today in smooth for visit in today)
