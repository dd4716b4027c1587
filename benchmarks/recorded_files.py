"""What lies in the files of a recording: packed or not, in folders, in a program's own database. For recorded_rows.py.

Of a folder, or of an archive with several files, each that can be read is one part of the recording; of what is no recording
(a list of rooms, a licence, a picture) it is said.
"""

import bz2
import gzip
import io
import lzma
import re
import sqlite3
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.recorded_said import Reading, Said

_PACKED = {b"\x1f\x8b": gzip.decompress, b"BZh": bz2.decompress, b"\xfd7zXZ\x00": lzma.decompress}
_BROKEN = OSError, EOFError, RuntimeError, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError
_SPREADSHEET = ("xl/workbook.xml", "content.xml")
_DATABASE = b"SQLite format 3\0"
_WAL = slice(18, 20)  # of its head: whether a second file beside it is to be read, which is not here
_ASKED = "binary_sensor", "person", "device_tracker"
_DATABASES = {  # the tables each has, and what of them is read: what speaks, what it says, when
    "Home Assistant's": (
        {"states", "states_meta"},
        "SELECT meta.entity_id, states.state, states.last_updated_ts FROM states "
        "JOIN states_meta AS meta ON meta.metadata_id = states.metadata_id WHERE states.last_updated_ts IS NOT NULL ORDER BY 3",
    ),
    "Home Assistant's, before 2023": (
        {"states"}, "SELECT entity_id, state, last_updated FROM states WHERE last_updated IS NOT NULL ORDER BY 3",
    ),
    "Domoticz'": (  # its own clock; 2 and more is a level, which is on
        {"LightingLog", "DeviceStatus"},
        "SELECT device.Name, min(log.nValue, 1), log.Date FROM LightingLog AS log "
        "JOIN DeviceStatus AS device ON device.ID = log.DeviceRowID ORDER BY 3",
    ),
    "ioBroker's": (  # milliseconds
        {"datapoints", "ts_bool"},
        "SELECT point.name, said.val, said.ts FROM ts_bool AS said JOIN datapoints AS point ON point.id = said.id ORDER BY 3",
    ),
}  # fmt: skip


def files_in(path: Path) -> list[tuple[str, bytes | ValueError]]:
    """Names and bytes, unpacked, or in words why they cannot be; in the order of the numbers in their names. Raises OSError,
    ValueError for an empty folder."""
    if path.is_dir():
        inside = [one for one in path.rglob("*") if one.is_file() and not one.name.startswith(".")]
        found = [file for one in inside for file in _unpacked(str(one.relative_to(path)), one.read_bytes())]
        if not found:
            raise ValueError(f"{path.name}: no file is in it")
    else:
        found = list(_unpacked(path.name, path.read_bytes()))
    return sorted(found, key=lambda file: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", file[0])])


def _unpacked(name: str, body: bytes) -> Iterator[tuple[str, bytes | ValueError]]:
    unpack = next((how for head, how in _PACKED.items() if body.startswith(head)), None)
    try:
        if unpack is not None:
            body = unpack(body)
        if body.startswith(b"PK\x03\x04"):
            yield from _zipped(name, body)
        elif body[257:262] == b"ustar":
            with tarfile.open(fileobj=io.BytesIO(body)) as held:
                for member in held:
                    inner = held.extractfile(member)
                    if inner is not None and not Path(member.name).name.startswith("."):
                        yield from _unpacked(member.name, inner.read())
        else:
            yield name, body
    except _BROKEN as error:
        yield name, ValueError(f"{name}: is packed and broken ({error})")


def _zipped(name: str, body: bytes) -> Iterator[tuple[str, bytes | ValueError]]:
    with zipfile.ZipFile(io.BytesIO(body)) as held:
        if any(member in _SPREADSHEET for member in held.namelist()):
            yield name, ValueError(f"{name}: is a spreadsheet; save its table as CSV")
            return
        for member in held.infolist():
            if not member.is_dir() and not Path(member.filename).name.startswith((".", "__")):
                yield from _unpacked(member.filename, held.read(member))


def is_database(body: bytes) -> bool:
    return body.startswith(_DATABASE)


def read_database(name: str, body: bytes) -> Reading:
    """Home Assistant's, Domoticz' or ioBroker's. Raises ValueError, in words."""
    whole = bytearray(body)
    whole[_WAL] = b"\x01\x01"
    with closing(sqlite3.connect(":memory:")) as held:
        try:
            held.deserialize(bytes(whole))
            tables = {row[0] for row in held.execute("SELECT name FROM sqlite_master")}
            program = next((program for program, (needed, _) in _DATABASES.items() if needed <= tables), None)
            if program is None:
                raise ValueError(f"{name}: is a database, but not Home Assistant's (no table of states is in it)")
            rows = held.execute(_DATABASES[program][1]).fetchall()
        except sqlite3.Error as error:
            raise ValueError(f"{name}: is a database that cannot be read ({error})") from None
    is_ours = program.startswith("Home Assistant")
    reading = Reading(f"{program.partition(',')[0]} database")
    for number, (entity, state, at) in enumerate(rows, 1):
        if not is_ours or str(entity).split(".")[0] in _ASKED:
            when = str(at) if isinstance(at, float | int) or not is_ours else f"{at} UTC"
            reading.said.append(Said(number, when, str(entity), str(state)))
    others = len(rows) - len(reading.said)
    if others:
        reading.notes.append(f"not read: {others} states of what is neither a {', a '.join(_ASKED)}")
    return reading
