"""Recordings in packed files, folders and Home Assistant's database: what is one is read, what is none is said."""

import bz2
import io
import lzma
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.recorded_home import recorded

EIGHT = 8 * 3600.0
FIRST = "time,room,sensor,value\n2026-03-02 08:00:00,hall,M1,on\n2026-03-02 08:00:30,hall,M1,off\n"
SECOND = "time,room,sensor,value\n2026-03-03 08:00:00,kitchen,M2,on\n2026-03-03 08:00:30,kitchen,M2,off\n"


def _zip(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as held:
        for name, text in files.items():
            held.writestr(name, text)
    return path


def _tar(path: Path, files: dict[str, str]) -> Path:
    with tarfile.open(path, "w:gz") as held:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            held.addfile(member, io.BytesIO(text.encode()))
    return path


def _folder(path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("packed", [_zip, _tar, _folder])
def test_several_files_in_one_are_one_recording_and_what_is_none_is_said(
    tmp_path: Path, packed: Callable[[Path, dict[str, str]], Path]
) -> None:
    path = packed(
        tmp_path / "home",
        {"data/day_10.csv": SECOND, "data/day_2.csv": FIRST, "LICENSE": "You may use it.\n", "b.zip": "PK\3\4"},
    )
    found = recorded(path, 1)
    assert found.rooms == ["hall", "kitchen"]
    assert found.events[0] == (EIGHT, "hall", True)
    assert any("LICENSE" in note and "not read" in note for note in found.notes)
    assert any("b.zip: is packed and broken" in note for note in found.notes)


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress])
def test_a_file_packed_by_itself_is_read(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "home.csv.packed"
    path.write_bytes(pack(FIRST.encode()))
    assert recorded(path, 1).rooms == ["hall"]


def test_a_folder_without_a_recording_says_why_of_each_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"notes\.txt: the first line must name"):
        recorded(_folder(tmp_path / "home", {"notes.txt": "nothing\nof use\n"}), 1)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="empty: no file is in it"):
        recorded(tmp_path / "empty", 1)


def test_a_spreadsheet_is_told_what_to_be_saved_as(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"home\.xlsx: is a spreadsheet; save its table as CSV"):
        recorded(_zip(tmp_path / "home.xlsx", {"xl/workbook.xml": ""}), 1)


@pytest.mark.parametrize("is_new", [True, False])
def test_home_assistants_database_is_read(tmp_path: Path, is_new: bool) -> None:
    path = tmp_path / "home-assistant_v2.db"
    rows = [("binary_sensor.hall_motion", "on", 0), ("binary_sensor.hall_motion", "off", 30), ("person.ana", "home", 31)]
    with sqlite3.connect(path) as held:
        held.execute("PRAGMA journal_mode = WAL")
        if is_new:
            held.execute("CREATE TABLE states_meta (metadata_id INTEGER, entity_id TEXT)")
            held.execute("CREATE TABLE states (metadata_id INTEGER, state TEXT, last_updated_ts REAL)")
        else:
            held.execute("CREATE TABLE states (entity_id TEXT, state TEXT, last_updated TEXT)")
        for number, (entity, state, second) in enumerate([*rows, ("light.hall", "on", 5)]):
            if is_new:
                held.execute("INSERT INTO states_meta VALUES (?, ?)", (number, entity))
                held.execute("INSERT INTO states VALUES (?, ?, ?)", (number, state, 1772438400.0 + second))
            else:
                held.execute("INSERT INTO states VALUES (?, ?, ?)", (entity, state, f"2026-03-02 08:00:{second:02}.000000"))
    held.close()
    found = recorded(path, 1)
    assert found.events == [(EIGHT, "hall", True), (EIGHT + 30, "hall", False)]
    assert found.phones == [(EIGHT + 31, "ana", True)]
    assert any("not read: 1 states" in note for note in found.notes)


def test_another_database_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as held:
        held.execute("CREATE TABLE things (name TEXT)")
    held.close()
    with pytest.raises(ValueError, match="not Home Assistant's"):
        recorded(path, 1)
