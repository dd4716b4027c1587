"""Which room a sensor of a recording is in, by what it is called: BedroomBDoor, Fridge, hall_motion. For recorded_rows.py.

Public recordings call a sensor by room, letter and thing (BedroomBDoor is at the second bedroom), or by a thing whose room is
no secret; others by a code (M001), which tells nothing.
"""

import csv
import re
from pathlib import Path

from benchmarks.recorded_said import folded
from hub.setup.room_names import room_of

_LETTERED = re.compile(r"([A-Z][A-Za-z]*?)([A-Z])(?=[A-Z][a-z]|$)")
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_THINGS = (
    ("kitchen", "fridge freezer refrigerator microwave dishwasher cupboard stove oven cooktop toaster kettle pantry"),
    ("bathroom", "basin medicine"),
    ("living_room", "sofa couch tv television seat"),
    ("hall", "frontdoor maindoor main front entry entryway foyer"),
    ("toilet", "flush toiletflush"),
)  # fmt: skip
_ROOM_OF_THING = {thing: room for room, things in _THINGS for thing in things.split()}
# What notices nobody in public recordings that call things by a code: lamps, fans; and items, which are there until taken.
_ROOMS = ("room", "location", "area", "place")
LAMP_CODE = re.compile(r"(LL?|F)\d{2,4}")
ITEM_CODE = re.compile(r"I\d{2,4}")
CODE = re.compile(r"[A-Z]{1,4}\d{1,4}[A-Za-z]?")


def place_of(sensor: str) -> str:
    """Empty where its name tells nothing."""
    lettered = _LETTERED.match(sensor)
    if lettered is not None and room_of(_parted(lettered[1]), {}):
        return f"{room_of(_parted(lettered[1]), {})}_{lettered[2].casefold()}"
    words = _parted(sensor)
    known = room_of(words, {})
    return known or next((_ROOM_OF_THING[word] for word in folded(words).split() if word in _ROOM_OF_THING), "")


def rooms_of_sensors(path: Path) -> dict[str, str]:
    """Of a file of sensor,room lines, with or without a first line that says so, or the other way round. Raises OSError, and
    ValueError, in words."""
    found: dict[str, str] = {}
    is_room_first = False
    for number, text in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        cells = [cell.strip() for cell in next(csv.reader([text.replace(";", ",").replace("\t", ",")]))]
        if len(cells) != 2 or not all(cells):
            raise ValueError(f"{path.name}, line {number}: {text.strip()[:40]!r} is no sensor,room (M001,bedroom is one)")
        heads = [folded(cell) for cell in cells]
        if not found and any(head in _ROOMS for head in heads) and any(head.startswith("sensor") for head in heads):
            is_room_first = heads[0] in _ROOMS
        else:
            found[cells[is_room_first]] = cells[not is_room_first]
    if not found:
        raise ValueError(f"{path.name}: no sensor,room is in it")
    return found


def _parted(name: str) -> str:
    return _JOINED.sub(" ", name)
