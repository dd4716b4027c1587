"""``attune rehearse`` as a user starts it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TOP = Path(__file__).parents[2]
pytestmark = pytest.mark.whole


def rehearse(folder: Path, script: Path, *words: str, config: Path = TOP / "config.yaml") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    return subprocess.run(
        [sys.executable, "-m", "hub", "rehearse", str(script), "-c", str(config), *words], cwd=folder, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def write(folder: Path, text: str) -> Path:
    path = folder / "script.yaml"
    path.write_text(text, "utf-8")
    return path


def test_the_example_runs_on_the_example_s_home_and_the_hub_gets_better(tmp_path: Path) -> None:
    told = lines(rehearse(tmp_path, TOP / "rehearsal.yaml", "--json"))
    assert {line["kind"] for line in told} == {"command", "decision", "correction", "state", "summary"}
    assert [line["at"] for line in told] == sorted(line["at"] for line in told)
    marks = told[-1]["marks"]
    assert marks["start"]["corrections"] > 10
    assert marks["after learning"]["corrections"] == 0
    assert list(tmp_path.iterdir()) == []
    assert not (TOP / "attune.db").exists()


def test_two_runs_with_other_hash_seeds_are_one_to_the_last_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = []
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        said.append(rehearse(tmp_path, TOP / "rehearsal.yaml", "--json").stdout)
    assert said[0] == said[1] != ""


def test_a_resident_reads_days_people_hands_and_what_it_came_to(tmp_path: Path) -> None:
    done = rehearse(tmp_path, TOP / "rehearsal.yaml")
    for words in ("Monday 2 March 2026", "Ana comes into the living room", "sets right: living_lamp on", "after learning"):
        assert words in done.stdout
    assert "What it came to" in done.stdout


def test_a_wrong_script_ends_with_2_and_each_mistake_s_line_and_key(tmp_path: Path) -> None:
    script = write(
        tmp_path, 'start: "2026-03-02 07:00"\nsteps:\n  - {at: "18:00", anna: kitchen}\n  - {at: "+1 min", fly: away}\n'
    )
    done = rehearse(tmp_path, script)
    assert done.returncode == 2
    assert "script.yaml:3: steps[0].anna" in done.stderr
    assert "script.yaml:4: steps[1].fly" in done.stderr
    assert done.stdout == ""


def test_a_date_that_is_over_ends_with_2(tmp_path: Path) -> None:
    script = write(tmp_path, 'start: "2026-03-02 07:00"\nsteps:\n  - {at: "2026-03-01 06:00", ana: kitchen}\n')
    done = rehearse(tmp_path, script, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "script.yaml:3: steps[0]" in done.stderr


def test_a_database_that_is_not_there_ends_with_1_and_one_line(tmp_path: Path) -> None:
    missing = rehearse(tmp_path, TOP / "rehearsal.yaml", "--from", str(tmp_path / "none.db"))
    assert missing.returncode == 1
    assert "none.db" in missing.stderr


def test_a_place_where_nothing_can_be_kept_is_told_before_anything_is_lived(tmp_path: Path) -> None:
    done = rehearse(tmp_path, TOP / "rehearsal.yaml", "--keep", str(tmp_path / "nowhere" / "kept.db"), "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "kept.db cannot be written" in done.stderr


def test_a_script_that_is_not_there_is_called_a_script(tmp_path: Path) -> None:
    done = rehearse(tmp_path, tmp_path / "none.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert "none.yaml: there is no such file. Right would be: the path of a script" in done.stderr
