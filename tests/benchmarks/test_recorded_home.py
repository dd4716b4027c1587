"""Recordings of real homes are read whatever their shape, and played to every way of knowing who is where."""

import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

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
    """Ana walks to and fro between two rooms people stay in, two minutes in each."""
    rows = []
    for minute in range(0, 240, 2):
        room = "kitchen" if minute % 4 else "living"
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
        (("10,hall,,on,",), "line 2: a row needs a room and a sensor"),
        (("10,hall,T1,21.5,",), "no sensor in it says on and off"),
    ],
)
def test_what_is_no_recording_is_said_in_words(tmp_path: Path, rows: tuple[str, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        recorded(made(tmp_path, *rows), 1)


def test_a_broken_line_among_many_is_left_out_and_said(tmp_path: Path) -> None:
    rows = [f"{at * 60},hall,M1,{'on' if at % 2 else 'off'}," for at in range(1, 101)]
    found = recorded(made(tmp_path, *rows, "soon,hall,M1,on,"), 1)
    assert found.notes[0].startswith("not read: line 102: 'soon' is no time; 2026-03-02T08:00:00, ")
    assert len(found.events) == 100


@pytest.mark.parametrize(
    "rows",
    [
        "time;room;sensor;value;person|2026-03-02T08:00:00;hall;M1;on;ana|2026-03-02T08:01:00;hall;M1;off;",
        "sensor\tstate\tarea\ttimestamp|M1\tON\thall\t2026/03/02 08:00:00|M1\tOFF\thall\t2026/03/02 08:01:00",
        "entity_id,state,last_changed|binary_sensor.hall_motion,on,2026-03-02T08:00:00+00:00"
        "|binary_sensor.hall_motion,unavailable,2026-03-02T08:01:00+00:00",
        "Date,Time,Location,Sensor,Message|02.03.2026,08:00:00,hall,M1,Motion detected|02.03.2026,08:01:00,hall,M1,No motion",
        "2026-03-02 08:00:00.000000,hall,M1,TRUE|2026-03-02 08:01:00.000000,hall,M1,FALSE",
        "# of an archive|time room sensor value|2026-03-02 08:00:00 hall M001 ON|2026-03-02 08:01:00 hall M001 OFF",
        "time,room,sensor,value|1772438400,hall,M1,1|1772438460,hall,M1,0",
        "time,room,sensor,value|1772438400000,Hall,M1,1.0|1772438460000,hall ,M1,0.0",
        'time,room,sensor,value|"3/2/2026, 8:00:00 AM",hall,M1,occupied|"3/31/2026, 8:00 pm",hall,M1,vacant',
        "time,room,sensor,value|2026-03-02 08:00:00 UTC,hall,M1,active|2026-03-02 08:01:00Z,hall,M1,inactive",
    ],
)
def test_whatever_wrote_it_down_it_is_read(tmp_path: Path, rows: str) -> None:
    head, *body = rows.split("|")
    found = recorded(made(tmp_path, *body, head=head), 1)
    assert found.events[0][0] == 8 * 3600.0
    assert [(room.casefold(), on) for _, room, on in found.events] == [("hall", True), ("hall", False)]
    assert not [note for note in found.notes if note.startswith("not read")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_letters_of_any_program_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "home.csv"
    path.write_text("time,room,sensor,value\n0,Küche,M1,on\n60,Küche,M1,off\n", encoding=encoding)
    assert recorded(path, 1).rooms == ["Küche"]


def test_no_hour_comes_twice_when_the_clocks_go_back(tmp_path: Path) -> None:
    rows = (
        "2026-10-25T02:59:00+02:00,hall,M1,on",
        "2026-10-25T02:01:00+01:00,hall,M1,off",
        "2026-10-25T03:00:00+01:00,hall,M1,on",
    )
    found = recorded(made(tmp_path, *rows, head="time,room,sensor,value"), 1)
    assert [at for at, _, _ in found.events] == [3 * 3600 - 60.0, 3 * 3600 + 60.0, 4 * 3600.0]


def test_what_counts_in_another_zone_is_put_on_the_homes_clock(tmp_path: Path) -> None:
    rows = ("2026-07-01T22:30:00Z,hall,M1,on", "1782945060,hall,M1,off")
    found = recorded(made(tmp_path, *rows, head="time,room,sensor,value"), 1, ZoneInfo("Europe/Amsterdam"))
    assert [at for at, _, _ in found.events] == [1800.0, 1860.0]


def test_several_people_may_be_named_in_a_row_and_nobody_by_many_words(tmp_path: Path) -> None:
    rows = ("0,hall,M1,on,R1;R2", "10,hall,M1,off,", "20,kitchen,M2,on,r1", "30,kitchen,M2,off,unknown", "40,hall,M1,on,None")
    found = recorded(made(tmp_path, *rows), 1)
    assert found.people == ["R1", "R2"]
    assert [stay.room for stay in found.stays["R1"]] == ["hall", "kitchen"]
    assert [stay.room for stay in found.stays["R2"]] == ["hall"]
    assert found.notes == ["2 people are named in it: so many are taken to live there, not 1"]


def test_a_phone_is_one_in_the_words_of_several_programs_and_any_other_place_is_out(tmp_path: Path) -> None:
    rows = (
        "0,,phone,home,ana",
        "1,,person.ben,home,",
        "2,hall,M1,on,",
        "3,hall,M1,off,",
        "50,,person.ben,Office,",
        "60,,phone,unavailable,ana",
    )
    found = recorded(made(tmp_path, *rows), 2)
    assert found.phones == [(0.0, "ana", True), (1.0, "ben", True), (50.0, "ben", False)]


def test_a_lamp_s_own_state_and_what_no_room_names_are_no_sensors(tmp_path: Path) -> None:
    rows = ("0,hall,M1,on,", "1,hall,M1,off,", "2,hall,light.hall,on,", "3,,M9,on,", "4,hall,binary_sensor.hall_battery,on,")
    assert recorded(made(tmp_path, *rows), 1).left_out == {
        "hall/light.hall": "is no sensor of anybody",
        "M9": "is in no room that anything names",
        "hall/binary_sensor.hall_battery": "is no sensor of anybody",
    }


def test_a_sensor_that_says_something_strange_now_and_then_is_a_sensor(tmp_path: Path) -> None:
    rows = [f"{at},hall,M1,{'on' if at % 2 else 'off'}," for at in range(1, 101)]
    assert recorded(made(tmp_path, *rows, "101,hall,M1,ONN,"), 1).left_out == {}


def test_weeks_in_which_nothing_was_written_down_are_cut_out(tmp_path: Path) -> None:
    rows = ("0,hall,M1,on,ana", "60,hall,M1,off,", f"{86400 * 40 + 120},hall,M1,on,ana", f"{86400 * 40 + 180},hall,M1,off,")
    found = recorded(made(tmp_path, *rows), 1)
    assert found.notes == ["cut out: 39 days on which nothing was written down"]
    assert found.events[-1] == (86400 + 180.0, "hall", False)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "nothing is in it"),
        (b"a\0b", "is no text"),
        (b"\x1f\x8bbroken", "is packed and broken"),
        (b"2026-03-02 08:00:00,M1,warm\n", "without a first line that names them"),
        (b"hello\nworld\n", "time, room, sensor, value is missing"),
        (
            b"time,room,sensor,value\n07:00,hall,M1,on\n08:00,hall,M1,on\n1,hall,M1,on\n",
            "line 2: '07:00' is no time; .*; line 3",
        ),
    ],
)
def test_a_file_that_is_something_else_is_said_in_words(tmp_path: Path, body: bytes, words: str) -> None:
    path = tmp_path / "home.csv"
    path.write_bytes(body)
    with pytest.raises(ValueError, match=words):
        recorded(path, 1)


@pytest.mark.parametrize(
    ("more", "words"),
    [(["--events", "nowhere.csv"], "nowhere.csv: No such file"), (["--homes", "0"], "--homes and --days are 1 or more")],
)
def test_a_wrong_order_is_answered_in_a_line(more: list[str], words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.whereabouts", *more], cwd=ROOT, capture_output=True, text=True
    )  # fmt: skip
    assert done.returncode in (1, 2)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


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
