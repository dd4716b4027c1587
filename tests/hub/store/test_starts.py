"""How many starts failed lately."""

import json
from pathlib import Path

import pytest

from hub.store.starts import FAILED, WITHIN_S, Starts, starts_path


def start(database: Path, mono: float, boot: str = "one") -> Starts:
    return Starts(database, lambda: mono, lambda: boot)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "attune.db"


def test_a_start_that_nobody_ended_has_failed(database: Path) -> None:
    assert [start(database, 10.0 * i).failed for i in range(4)] == [0, 1, 2, 3]


def test_after_five_within_ten_minutes_it_is_too_often(database: Path) -> None:
    found = [start(database, 10.0 * i) for i in range(FAILED + 1)]
    assert [one.is_too_often for one in found] == [False] * FAILED + [True]
    assert found[-1].why() == "5 starts within ten minutes ended in the hub's death"


def test_what_is_known_of_the_last_is_said(database: Path) -> None:
    start(database, 0.0).note("the timer stands still")
    start(database, 1.0)
    assert "the last that is known of it: the timer stands still" in start(database, 2.0).why()


def test_a_start_that_ended_well_does_not_count_and_takes_none_of_the_others_away(database: Path) -> None:
    start(database, 0.0)
    start(database, 1.0).ended_well()
    assert start(database, 2.0).failed == 1


def test_what_is_long_ago_or_before_the_machine_started_does_not_count(database: Path) -> None:
    start(database, 0.0)
    assert start(database, WITHIN_S + 1.0).failed == 0
    assert start(database, WITHIN_S + 2.0).failed == 1
    assert start(database, WITHIN_S + 3.0, boot="two").failed == 0


@pytest.mark.parametrize(
    "spoilt", ["", "[]", "{}", "null", '{"boot": "one", "starts": [{}]}', '{"boot": "one", "starts": 3}', "\x00"]
)
def test_a_spoilt_file_says_nothing(spoilt: str, database: Path) -> None:
    starts_path(database).write_text(spoilt)
    assert start(database, 0.0).failed == 0
    assert start(database, 1.0).failed == 1


def test_the_file_stays_small_and_its_owners_only(database: Path) -> None:
    for i in range(200):
        start(database, i / 10)
    assert len(json.loads(starts_path(database).read_text())["starts"]) <= 2 * FAILED
    assert starts_path(database).stat().st_mode & 0o777 == 0o600


def test_a_disk_that_takes_nothing_keeps_no_hub_from_starting(tmp_path: Path) -> None:
    found = start(tmp_path / "gone" / "attune.db", 0.0)
    found.note("x")
    found.ended_well()
    assert found.failed == 0
