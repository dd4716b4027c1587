"""Recordings whose columns, words and times are spelled as other programs do."""

from pathlib import Path

import pytest

from benchmarks.recorded_home import Recording, recorded
from benchmarks.recorded_times import month_stands_first, seconds

EIGHT = 8 * 3600.0


def read(folder: Path, text: str, homes: int = 1) -> Recording:
    path = folder / "home.csv"
    path.write_text(text, encoding="utf-8")
    return recorded(path, homes)


@pytest.mark.parametrize(
    "head",
    [
        "Time,ItemName,Value", "event_time,device_name,event_value", "Time (UTC),Sensor ID,State",
        "last_changed,friendly_name,state", "Zeitstempel,Sensor,Zustand", "epoch,node,status", "sep=,\nTime,Sensor,State",
        "What was heard in March\nTime,Sensor,State",
    ],
)  # fmt: skip
def test_columns_in_other_words_are_found(tmp_path: Path, head: str) -> None:
    found = read(tmp_path, f"{head}\n2026-03-02 08:00:00,hall_motion,ON\n2026-03-02 08:00:30,hall_motion,OFF\n")
    assert found.events == [(EIGHT, "hall", True), (EIGHT + 30, "hall", False)]


def test_tables_one_after_the_other_are_one(tmp_path: Path) -> None:
    head = ",result,table,_start,_stop,_time,_value,entity_id"
    row = ",_result,0,2026-03-01T00:00:00Z,2026-03-09T00:00:00Z,2026-03-02T08:00:{}Z,{},{}_motion"
    found = read(
        tmp_path,
        f"#group,false\n{head}\n{row.format('00', 'on', 'hall')}\n{row.format('30', 'off', 'hall')}\n\n"
        f"#group,false\n{head}\n{row.format('40', 'on', 'kitchen')}\n{row.format('50', 'off', 'kitchen')}\n",
    )
    assert found.rooms == ["hall", "kitchen"]
    assert len(found.events) == 4
    assert not any("is no time" in note for note in found.notes)


def test_whose_a_row_is_may_be_called_by_other_words(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "timestamp,sensor,room,value,resident_id\n2026-03-02 08:00:00,M1,hall,on,1\n2026-03-02 08:00:30,M1,hall,off,1\n"
        "2026-03-02 08:01:00,M2,kitchen,on,2\n2026-03-02 08:01:30,M2,kitchen,off,2\n",
        homes=2,
    )
    assert found.people == ["1", "2"]


def test_a_tab_may_part_only_what_was_done(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        '2026-03-02 08:00:00.5 KitchenAArea ON\tCook="begin"\n2026-03-02 08:00:30.5 KitchenAArea OFF\n'
        '2026-03-02 08:01:00 HallArea ON\n2026-03-02 08:01:20 HallArea OFF\tCook="end"\n',
    )
    assert found.rooms == ["hall", "kitchen_a"]


@pytest.mark.parametrize(
    ("on", "off"),
    [
        ("tripped", "untripped"), ("activated", "deactivated"), ("MOTION_DETECTED", "NO_MOTION"), ("255", "0"), ("100", "0"),
        ("push", "release"), ("an", "aus"), ("t", "f"), ("STATE_ON", "STATE_OFF"),
    ],
)  # fmt: skip
def test_on_and_off_in_other_words_are_read(tmp_path: Path, on: str, off: str) -> None:
    found = read(tmp_path, f"time,room,sensor,value\n2026-03-02 08:00:00,hall,M1,{on}\n2026-03-02 08:00:30,hall,M1,{off}\n")
    assert found.events == [(EIGHT, "hall", True), (EIGHT + 30, "hall", False)]


def test_a_number_that_is_not_full_is_what_a_sensor_measures(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "time,room,sensor,value\n2026-03-02 08:00:00,hall,M1,on\n2026-03-02 08:00:10,hall,L1,0\n"
        "2026-03-02 08:00:20,hall,L1,37\n2026-03-02 08:00:30,hall,M1,off\n",
    )
    assert list(found.left_out) == ["hall/L1"]


@pytest.mark.parametrize(
    ("text", "offset_h"),
    [
        ("Mon Mar  2 08:00:00 2026", None), ("20260302080000", None), ("March 2, 2026 8:00 AM", None),
        ("Mar 2 2026 08:00:00", None), ("Mon, 02 Mar 2026 08:00:00 GMT", 0), ("2026-03-02 08:00:00 CET", 1),
        ("2026-03-02 08:00:00 EST", -5), ("2026-03-02T08:00:00+01:00[Europe/Amsterdam]", 1), ("2026-03-02 08:00:00 UTC+1", 1),
        ("2026-03-02 08:00:00 XYZT", None), ("2026-03-02 08:00:00 Z", 0),
    ],
)  # fmt: skip
def test_a_time_is_read_however_it_is_spelled(text: str, offset_h: int | None) -> None:
    found = seconds(text)
    assert found is not None
    at, offset = found
    assert at + (0.0 if offset is None else offset.total_seconds()) == 1772438400.0
    assert (None if offset is None else offset.total_seconds() / 3600) == offset_h


@pytest.mark.parametrize("text", ["kitchen", "2026", "8:00", "March", "2026-13-45 08:00", "version 2.10 of 2026", "1.5 h"])
def test_what_is_no_time_is_none(text: str) -> None:
    found = seconds(text)
    assert found is None or found[1] is not None  # a figure alone is seconds since 1970


@pytest.mark.parametrize(
    ("times", "is_first"),
    [
        (["03/02/2026 08:00", "03/03/2026 08:00", "03/04/2026 08:00"], True),
        (["02/03/2026 08:00", "03/03/2026 08:00"], False),
        (["03/02/2026 08:00 AM"], True),
        (["03/02/2026 08:00"], False),
        (["03/02/2026 08:00", "13/02/2026 08:00"], False),
        (["03/02/2026 08:00", "03/13/2026 08:00"], True),
        (["2026/03/02 08:00"], False),
    ],
)
def test_which_of_two_figures_is_the_month(times: list[str], is_first: bool) -> None:
    assert month_stands_first(times) is is_first
