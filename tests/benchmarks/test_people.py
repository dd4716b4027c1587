"""The bench on real votes: what it reads, what it counts, and that it judges fairly."""

import csv
from pathlib import Path

import numpy as np
import pytest

from benchmarks.people import HUB, OURS, UNTAUGHT, Scored, donors_for, folds, measure, run, score_fold
from benchmarks.votes import Person, read, spaced

SHARED = Path(__file__).parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")


def make_person(name: str, times: list[float]) -> Person:
    n = len(times)
    return Person(name, np.zeros((n, 2)), np.array(["a"] * n), np.array(times), tuple({} for _ in times))


def make_scored(labels: list[int], ours: list[list[float]]) -> Scored:
    even = np.full((len(labels), 2), 0.5)
    return Scored("one", np.array(labels), {OURS: np.array(ours), "attune's counts alone": even})


@pytest.mark.shared
@needs_shared
def test_every_task_of_the_shared_data_is_read_whole() -> None:
    found = {(task.data, task.task): (len(task.people), sum(len(p.y) for p in task.people)) for task in read(SHARED)[0]}
    assert found == {
        ("ashrae", "thermal_preference"): (44, 3436),
        ("cozie", "thermal_preference"): (20, 2427),
        ("cozie", "light_preference"): (20, 2477),
        ("cozie", "noise_preference"): (20, 2404),
        ("melidos", "light_source"): (23, 602),
    }


@pytest.mark.shared
@needs_shared
def test_ours_beats_own_counts_on_a_short_task() -> None:
    task = next(task for task in read(SHARED)[0] if task.data == "melidos")
    _, scored = run(task, None, 0.0, True)
    ours, counts = measure(scored, OURS), measure(scored, "attune's counts alone")
    assert ours is not None
    assert counts is not None
    assert ours["log_loss"] < counts["log_loss"] - 0.1
    assert ours["gain"] > 0.067


def write_reports(path: Path, person: str = "u1") -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["person", "seq", "time", "hour", "weekday", "sleepiness_kss", "light_source"])
        writer.writerow([person, 1, "2025-07-21T13:57:17", 13.9, 0, "", "darkness"])
        writer.writerow([person, 0, "2025-07-21T09:57:17", 9.9, 0, 4, "daylight_outdoors"])
        writer.writerow([person, 2, "2025-07-21T15:57:17", 15.9, 0, 4, ""])


def test_plain_and_spaced_folders_of_the_same_columns_are_read(tmp_path: Path) -> None:
    write_reports(tmp_path / "reports.csv")
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    (task,), left_out = read(tmp_path)
    assert (task.data, task.study) == ("melidos", "melidos")
    assert task.people[0].y.tolist() == ["outdoors", "dark"]
    assert task.people[0].x[1, -3:-1].tolist() == [0.0, 1.0]  # sleepiness unknown
    assert [(one.path.name, one.why) for one in left_out] == [("notes.csv", "the columns of no study: a, b")]


def test_two_folders_of_one_study_are_two_tasks_of_different_people(tmp_path: Path) -> None:
    write_reports(tmp_path / "spring" / "reports.csv")
    write_reports(tmp_path / "autumn" / "reports.csv")
    tasks, left_out = read(tmp_path)
    assert [task.data for task in tasks] == ["melidos autumn/reports.csv", "melidos spring/reports.csv"]
    assert len({person.name for task in tasks for person in task.people}) == 2
    assert [len(donors_for(task, tasks)) for task in tasks] == [2, 2]
    assert left_out == []


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    write_reports(tmp_path / "whole" / "reports.csv")
    (tmp_path / "torn.csv.gz").write_bytes(b"\x1f\x8b\x08\x00rubbish")
    (tmp_path / "empty.csv").write_text("person,light_source,sleepiness_kss\n")
    (tmp_path / "other.csv").write_text("person,light_source,sleepiness_kss\nu1,darkness,4\n")
    tasks, left_out = read(tmp_path)
    assert [task.study for task in tasks] == ["melidos"]
    assert {one.path.name: one.why.split(":")[0] for one in left_out} == {
        "torn.csv.gz": "not readable",
        "empty.csv": "no rows",
        "other.csv": "a row is not as melidos has it",
    }
    (gone,) = read(tmp_path / "nowhere")[1]
    assert gone.why.startswith("not readable")


def test_spacing_keeps_votes_two_hours_after_the_last_kept() -> None:
    person = make_person("one", [0.0, 1 / 24, 2 / 24, 3.5 / 24, 4 / 24])
    assert spaced(person, 2.0).t.tolist() == [0.0, 2 / 24, 4 / 24]


def test_nobody_is_tested_under_their_own_prior() -> None:
    people = tuple(make_person(str(i), [0.0]) for i in range(23))
    tested = [person.name for fold in folds(people) for person in fold]
    assert sorted(tested) == sorted(person.name for person in people)


def test_the_figures_are_what_they_say() -> None:
    scored = [make_scored([0, 0, 1, 1], [[0.9, 0.1], [0.8, 0.2], [0.4, 0.6], [0.7, 0.3]])]
    said = measure(scored, OURS)
    assert said is not None
    assert said["accuracy"] == 0.75
    assert said["gain"] == 0.75 - 0.5  # the majority so far says 0 throughout
    assert said["log_loss"] == pytest.approx(-np.log([0.9, 0.8, 0.6, 0.3]).mean())
    assert said["calibration_error"] == pytest.approx((0.1 + 0.2 + 0.4 + 0.7) / 4)
    assert said["macro_f1"] == pytest.approx((0.8 + 2 / 3) / 2)
    early = measure(scored, OURS, 0, 1)
    assert early is not None
    assert (early["events"], early["accuracy"]) == (2, 1.0)
    assert measure(scored, "nobody's method") is None


def test_the_hub_runs_what_is_measured_on_peoples_votes() -> None:
    """One learner: the estimator of the bench and the hub's own memory give the same probabilities, vote by vote."""
    rng, people = np.random.default_rng(4), []
    for number in range(6):
        x = np.column_stack([rng.normal(size=40), rng.normal(size=40), rng.integers(0, 3, 40)])
        y = np.where(x[:, 0] + 0.5 * rng.normal(size=40) > 0.3, "warmer", np.where(x[:, 1] > 0.8, "cooler", "no_change"))
        people.append(Person(f"p{number}", x, y, np.cumsum(rng.uniform(0.02, 0.6, 40)), tuple({} for _ in range(40))))
    classes = ["cooler", "no_change", "warmer"]
    for scored in score_fold(people[:4], people[4:], classes, plain=True):
        assert scored.said[HUB] == pytest.approx(scored.said[OURS], abs=1e-9)
        assert not np.allclose(scored.said[UNTAUGHT], scored.said[OURS], atol=0.05)
