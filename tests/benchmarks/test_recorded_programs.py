"""Recordings as programs other than Home Assistant, and archives like theirs, write them: small, made up, in their shape."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from benchmarks.recorded_home import Recording, recorded

EIGHT = 8 * 3600.0
ON_AND_OFF = [(EIGHT, "hall", True), (EIGHT + 30, "hall", False)]


def read(folder: Path, text: str, name: str = "home.csv") -> Recording:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return recorded(path, 1)


@pytest.mark.parametrize(
    ("head", "row", "on", "off"),
    [
        ("ts;id;val;ack", "2026-03-02 08:00:{s:02};zigbee.0.hall.occupancy;{v};true", "true", "false"),  # ioBroker
        ("Date,Source,Name,Value,Displayed Text", "2026-03-02 08:00:{s:02} AM UTC,DEVICE,motion,{v},Hall motion", "active",
         "inactive"),  # SmartThings
        ("DeviceRowID,nValue,sValue,Date,Name", "7,{v},,2026-03-02 08:00:{s:02},Hall PIR", "1", "0"),  # Domoticz
        ("TimestampUTC,MotionSensorName,Motion(1/0)", "2026-03-02 08:00:{s:02},hall,{v}", "1", "0"),
        ("Zeit;Gerät;Zustand", "02.03.2026 08:00:{s:02};Bewegung Flur;{v}", "Bewegung erkannt", "Frei"),
        ("TIMESTAMP;OBJECT;STATE", "2026/03/02 08:00:{s:02};Hall;{v}", "Movement", "No movement"),
    ],
)  # fmt: skip
def test_a_table_s_columns_are_known_by_what_they_say(tmp_path: Path, head: str, row: str, on: str, off: str) -> None:
    found = read(tmp_path, f"{head}\n{row.format(s=0, v=on)}\n{row.format(s=30, v=off)}\n")
    assert found.events == ON_AND_OFF


def test_an_archive_s_inhabitant_is_whose_row_it_is(tmp_path: Path) -> None:
    text = "TIMESTAMP;ID;STATE;HABITANT\n2017/10/31 08:00:00;M01;Movement;Mario\n2017/10/31 08:00:30;M01;No movement;Mario\n"
    found = read(tmp_path, text)
    assert found.people == ["Mario"]
    assert [(room, is_on) for _, room, is_on in found.events] == [("M01", True), ("M01", False)]


def test_a_column_a_sensor_is_still_that_beside_what_was_done(tmp_path: Path) -> None:
    found = read(
        tmp_path, "timestamp,hall_pir,Activity\n2026-03-02 08:00:00,1,kitchen work\n2026-03-02 08:00:30,0,kitchen work\n"
    )
    assert found.events == ON_AND_OFF


@pytest.mark.parametrize(
    "row",
    [
        "2026-03-02 08:00:{s:02}.000 [INFO ] [event.ItemStateChangedEvent] - Item 'Hall_Motion' changed from {o} to {v}",
        "2026-03-02 08:00:{s:02}.000 [vent.ItemStateChangedEvent] - Hall_Motion changed from {o} to {v}",
        "2026-03-02 08:00:{s:02}.000  Status: (ZWave) Light/Switch (Hall motion) {v}",
    ],
)
def test_the_logs_of_other_programs_are_read(tmp_path: Path, row: str) -> None:
    on, off = ("On", "Off") if "Status" in row else ("ON", "OFF")
    other = "2026-03-02 08:00:10.000 [INFO ] [b.core] - Started"
    found = read(tmp_path, f"{row.format(s=0, v=on, o=off)}\n{other}\n{row.format(s=30, v=off, o=on)}\n", "events.log")
    assert found.events == ON_AND_OFF


@pytest.mark.parametrize(
    "tables",
    [
        {
            "DeviceStatus (ID, Name)": [(7, "Hall PIR")],
            "LightingLog (DeviceRowID, nValue, sValue, Date)": [
                (7, 2, "", "2026-03-02 08:00:00"),
                (7, 0, "", "2026-03-02 08:00:30"),
            ],
        },
        {
            "datapoints (id, name)": [(7, "zigbee.0.hall.occupancy")],
            "ts_bool (id, ts, val)": [(7, 1772438400000, 1), (7, 1772438430000, 0)],
        },
    ],
)
def test_the_databases_of_other_programs_are_read(tmp_path: Path, tables: Mapping[str, Sequence[tuple[object, ...]]]) -> None:
    path = tmp_path / "home.db"
    with sqlite3.connect(path) as held:
        for table, rows in tables.items():
            held.execute(f"CREATE TABLE {table}")
            for row in rows:
                held.execute(f"INSERT INTO {table.split()[0]} VALUES ({', '.join('?' * len(row))})", row)
    held.close()
    assert recorded(path, 1).events == ON_AND_OFF
