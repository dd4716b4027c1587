"""Everything held about a person as files they can read: JSON whole, CSV a table each, and a page that explains the columns."""

import csv
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from devices.vocabulary import OccupantId

from ..errors import StoreFailed
from .files import make_folder

_EXPLAINED = {
    "examples": "what was learned from: kind, value in its unit, weight, when, the moment (context), how it is known",
    "house_habit": "what hands chose where nobody was identified, perhaps yours; it goes when anybody is forgotten",
    "decisions": "what the hub decided while you were there, with its sentence and evidence; kept 30 days",
    "recorded": "what happened while you were or may have been at home, kept 30 days at most, for attune replay",
    "debts": "how much you are owed where rooms are shared (0 to 3)",
    "whereabouts": "the last room you were in; kept 7 days",
    "consents": "what you agreed to have learned, where you narrowed it",
    "fingerprints": "how your phone sounds in each room, as attune calibrate took it (dB by receiver)",
    "ways": "how you go from room to room, and how long you stay, by four hours of the day (seconds); where you seem to sleep",
    "put_off": "changes of your habits, and suggestions, you want to be asked about again later or not any more",
    "comings": "when you left a room or home and came back, and fell asleep and woke, to five minutes; kept a year",
    "still_sources": "things of yours that were found to lie at home while you are out",
    "page_codes": "one-time codes for the page that still count, as hashes",
    "page_passwords": "the hash of your password for the page",
    "page_sessions": "where you are signed in to the page",
    "page_views": "who looked at your screens on the page, and when; kept 30 days",
    "together": "when housemates chose something and you were there with them, where they may learn by it",
    "holds": "values set by hand that are left alone while you are there",
}


def export(occupant: OccupantId, tables: Mapping[str, Sequence[Mapping[str, Any]]], folder: Path) -> list[Path]:
    """Writes into a new or empty folder; the files made. Raises StoreFailed for a folder with something in it, OSError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreFailed(f"{folder} exists and is not empty: name a new folder")
    make_folder(folder)
    folder.chmod(0o700)
    whole = {"person": occupant, **{name: [_readable(row) for row in rows] for name, rows in tables.items()}}
    files = [_written(folder / "everything.json", json.dumps(whole, indent=2, ensure_ascii=False))]
    for name, rows in tables.items():
        if not rows:
            continue
        file = folder / f"{name}.csv"
        with open(file, "w", newline="", encoding="utf-8", opener=_private) as out:
            writer = csv.DictWriter(out, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows({column: _plain(value) for column, value in row.items()} for row in rows)
        files.append(file)
    lines = [f"Everything Attune holds about {occupant}. Times are UTC.", ""]
    lines += [f"{name}.csv: {_EXPLAINED[name]} ({len(rows)} rows)" for name, rows in tables.items()]
    files.append(_written(folder / "README.txt", "\n".join(lines) + "\n"))
    return files


def _written(file: Path, text: str) -> Path:
    with open(file, "w", encoding="utf-8", opener=_private) as out:
        out.write(text)
    return file


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _readable(row: Mapping[str, Any]) -> dict[str, Any]:
    """Columns that hold JSON as what they hold."""
    found = dict(row)
    for column in ("value", "context", "document", "domains", "occupants", "acted", "predicted", "strengths"):
        if isinstance(found.get(column), str):
            found[column] = json.loads(found[column])
    return found


def _plain(value: Any) -> Any:
    """A cell that a spreadsheet does not take for a formula."""
    if not isinstance(value, str) or value[:1] not in tuple("=+-@\t\r"):
        return value
    try:
        return repr(float(value))
    except ValueError:
        return "'" + value
