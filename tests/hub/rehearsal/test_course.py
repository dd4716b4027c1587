"""At what time each step of a script is, repeats unrolled."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hub.rehearsal.course import Course, WrongTime
from hub.rehearsal.times import moment_of

from .rig import make_home, make_script

HOME = ZoneInfo("Europe/Amsterdam")


def times(folder: Path, *steps: Any, **more: Any) -> list[str]:
    script = make_script(folder, make_home(folder), steps, **more)
    assert script.start is not None
    return [due.at.astimezone(HOME).strftime("%a %d %H:%M") for due in Course(script, moment_of(script.start, HOME), HOME)]


def test_steps_follow_one_another(tmp_path: Path) -> None:
    steps = (
        {"at": "18:00", "ana": "kitchen"},
        {"ben": "kitchen"},
        {"at": "+90 min", "ana": "home"},
        {"at": "18:00", "ben": "home"},
    )
    assert times(tmp_path, *steps) == ["Mon 02 18:00", "Mon 02 18:00", "Mon 02 19:30", "Tue 03 18:00"]


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ("day", ["Mon 02", "Tue 03", "Wed 04"]),
        ("weekday", ["Mon 02", "Tue 03", "Wed 04"]),
        ("weekend", ["Sat 07", "Sun 08", "Sat 14"]),
        ("week", ["Mon 02", "Mon 09", "Mon 16"]),
        ("wed", ["Wed 04", "Wed 11", "Wed 18"]),
    ],
)
def test_each_round_is_on_the_next_such_day(tmp_path: Path, every: str, expected: list[str]) -> None:
    found = times(tmp_path, {"repeat": 3, "every": every, "steps": [{"at": "18:00", "ana": "kitchen"}]})
    assert found == [f"{day} 18:00" for day in expected]


def test_a_first_round_whose_time_is_over_today_is_on_the_next_such_day(tmp_path: Path) -> None:
    friday = {"start": "2026-03-06 19:00"}
    step = {"at": "18:00", "ana": "kitchen"}
    assert times(tmp_path, {"repeat": 2, "every": "weekday", "steps": [step]}, **friday) == ["Mon 09 18:00", "Tue 10 18:00"]


def test_a_round_that_goes_on_past_midnight_is_followed_by_the_next_day_s(tmp_path: Path) -> None:
    steps = [{"at": "23:00", "ana": "kitchen"}, {"at": "+2 h", "ana": "home"}]
    found = times(tmp_path, {"repeat": 2, "every": "day", "steps": steps})
    assert found == ["Mon 02 23:00", "Tue 03 01:00", "Tue 03 23:00", "Wed 04 01:00"]


def test_rounds_a_span_apart_begin_at_once(tmp_path: Path) -> None:
    steps = [{"ana": "kitchen"}, {"at": "+30 s", "ana": "home"}]
    found = times(tmp_path, {"at": "08:00", "repeat": 3, "every": "1 min", "steps": steps})
    assert found == ["Mon 02 08:00", "Mon 02 08:00", "Mon 02 08:01", "Mon 02 08:01", "Mon 02 08:02", "Mon 02 08:02"]


def test_rounds_that_begin_with_a_span_begin_at_the_first_one_s_time_of_day(tmp_path: Path) -> None:
    steps = [{"at": "+1 min", "ana": "kitchen"}]
    assert times(tmp_path, {"at": "08:00", "repeat": 2, "every": "day", "steps": steps}) == ["Mon 02 08:01", "Tue 03 08:01"]


def test_repeats_stand_in_one_another(tmp_path: Path) -> None:
    week = [
        {"repeat": 5, "every": "weekday", "steps": [{"at": "18:00", "ana": "kitchen"}]},
        {"repeat": 2, "every": "weekend", "steps": [{"at": "10:00", "ana": "kitchen"}]},
    ]
    found = times(tmp_path, {"repeat": 2, "every": "week", "steps": week})
    assert len(found) == 14
    assert found[4:8] == ["Fri 06 18:00", "Sat 07 10:00", "Sun 08 10:00", "Mon 09 18:00"]


def test_a_step_may_be_some_minutes_late_and_a_span_follows_it_as_it_was(tmp_path: Path) -> None:
    steps = (
        {"at": "18:00", "about": "30 min", "ana": "kitchen"},
        {"at": "+1 min", "ana": "home"},
        {"at": "18:10", "ben": "home"},
    )
    late, then, clock = times(tmp_path, *steps)
    assert "Mon 02 18:00" < late <= "Mon 02 18:30"
    assert then > late
    assert clock == "Mon 02 18:10"  # as it was meant, whatever the dice said before
    assert times(tmp_path, *steps) == [late, then, clock]


def test_a_date_that_is_over_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(WrongTime) as told:
        times(tmp_path, {"at": "18:00", "ana": "kitchen"}, {"at": "2026-03-02 17:00", "ana": "home"})
    assert (told.value.key, told.value.is_over) == ("steps[1]", True)


@pytest.mark.parametrize(
    "step",
    [
        {"repeat": 2, "every": "weekday", "steps": [{"at": "sat 18:00", "ana": "kitchen"}]},
        {"repeat": 1_000_000, "every": "week", "steps": [{"at": "18:00", "ana": "kitchen"}]},
        {"repeat": 1_000_000, "steps": [{"repeat": 1_000_000, "steps": [{"ana": "kitchen"}]}]},
    ],
    ids=["never", "later than any calendar", "more than anybody waits for"],
)
def test_a_script_without_end_is_told(tmp_path: Path, step: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.rehearsal.course.MOST_STEPS", 500_000)
    with pytest.raises(WrongTime):
        times(tmp_path, step)
