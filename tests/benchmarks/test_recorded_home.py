"""Recordings of real homes are read whatever their shape, and played to every way of knowing who is where."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.recorded_home import recorded
from benchmarks.whereabouts import judged_recording
from benchmarks.whereabouts_judged import HEADS

ROOT = Path(__file__).parents[2]


def made(folder: Path, *rows: str, head: str = "time,room,sensor,value,person") -> Path:
    path = folder / "home.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def an_evening(folder: Path) -> Path:
    """Ana walks to and fro between two rooms, two minutes in each."""
    rows = []
    for minute in range(0, 240, 2):
        room = "kitchen" if minute % 4 else "hall"
        for at, value in ((minute, "ON"), (minute + 1, "OFF")):
            rows.append(f"2026-03-02T{18 + at // 60:02}:{at % 60:02}:00,{room},M1,{value},ana")
    return made(folder, *rows)


def test_rows_out_of_order_and_with_another_head_are_put_in_order(tmp_path: Path) -> None:
    head = "Person, Value, Sensor, Room, Time"
    path = made(tmp_path, "ana,OFF,M1,hall,2026-03-02 08:01:00", "ana,ON,M1,hall,2026-03-02 08:00:00", head=head)
    found = recorded(path, 1)
    assert found.events == [(8 * 3600.0, "hall", True), (8 * 3600.0 + 60.0, "hall", False)]
    assert found.people == ["ana"]


def test_the_hour_of_the_day_is_the_homes_own(tmp_path: Path) -> None:
    path = made(tmp_path, "2026-03-02T23:30:00+01:00,hall,M1,on,", "2026-03-02T23:31:00+01:00,hall,M1,off,")
    assert recorded(path, 1).events[0][0] == 23.5 * 3600.0


def test_thermometers_and_sensors_nobody_knows_are_left_out_and_said(tmp_path: Path) -> None:
    path = made(
        tmp_path,
        "10,kitchen,T1,21.5,",
        "11,kitchen,M1,on,ana",
        "12,kitchen,M1,unavailable,",
        "13,kitchen,M1,off,",
        "14,attic,X,strange,ana",
        "15,attic,Y,off,",
    )
    found = recorded(path, 1)
    assert found.rooms == ["kitchen"]
    assert found.left_out == {
        "kitchen/T1": "says '21.5'",
        "attic/X": "says 'strange'",
        "attic/Y": "never says that somebody is there",
    }


def test_a_door_is_a_movement_when_it_opens_and_when_it_shuts(tmp_path: Path) -> None:
    path = made(tmp_path, "100,hall,D1,OPEN,", "9000,hall,D1,CLOSE,", "9001,kitchen,M1,on,")
    events = [event for event in recorded(path, 1).events if event[1] == "hall"]
    assert events == [(100.0, "hall", True), (101.0, "hall", False), (9000.0, "hall", True), (9001.0, "hall", False)]


def test_sensors_of_one_name_in_two_rooms_are_two(tmp_path: Path) -> None:
    path = made(tmp_path, "10,hall,motion,on,", "20,kitchen,motion,on,", "30,hall,motion,off,", "40,kitchen,motion,off,")
    assert recorded(path, 1).events == [
        (10.0, "hall", True),
        (20.0, "kitchen", True),
        (30.0, "hall", False),
        (40.0, "kitchen", False),
    ]


def test_a_sensor_that_sticks_is_believed_for_three_hours(tmp_path: Path) -> None:
    rows = ["0,hall,M1,on,", "60,hall,M1,off,", "100,hall,M1,on,", "90000,kitchen,M2,on,", "90060,kitchen,M2,off,"]
    events = [event for event in recorded(made(tmp_path, *rows), 1).events if event[1] == "hall"]
    assert [on for _, _, on in events] == [True, False, True, False]
    assert events[-1][0] == pytest.approx(100 + 3 * 3600, abs=6)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((), "nothing is in it"),
        (("yesterday,hall,M1,on,",), "line 2: 'yesterday' is no time"),
        (("nan,hall,M1,on,",), "line 2: 'nan' is no time"),
        (("10,,M1,on,",), "line 2: a row needs a room and a sensor"),
        (("10,hall,T1,21.5,",), "no sensor in it says on and off"),
    ],
)
def test_what_is_no_recording_is_said_in_words(tmp_path: Path, rows: tuple[str, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        recorded(made(tmp_path, *rows), 1)


def test_a_head_that_is_missing_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="room, value is missing"):
        recorded(made(tmp_path, "1,2", head="time,sensor"), 1)


def test_a_recording_is_judged_beside_the_usual_ways(tmp_path: Path) -> None:
    found = judged_recording(recorded(an_evening(tmp_path), 1), learn=1, has_pet=False)
    assert {"last motion", "timer 5 min", "timer 15 min", "ours"} == found.keys()
    assert all(len(row) == len(HEADS) for rows in found.values() for row in rows)
    assert found["ours"][0][0] > 0.9


def test_a_recording_that_names_nobody_is_played_all_the_same(tmp_path: Path) -> None:
    path = made(
        tmp_path, "0,hall,M1,on", "60,hall,M1,off", "4000,hall,M1,on", "4060,hall,M1,off", head="time,room,sensor,value"
    )
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.whereabouts", "--events", str(path), "--homes", "2"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert "2 people" in done.stdout
