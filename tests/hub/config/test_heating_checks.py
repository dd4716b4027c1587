"""What of heating and cooling was probably not meant is told, with its place in the file."""

import json
from pathlib import Path
from typing import Any

import pytest

from hub.config.load import load_with_cautions

AC = {"home_assistant": "climate.ac", "as": "cooling"}


def told(folder: Path, **room: Any) -> list[tuple[str, str]]:
    """Each caution's place and problem."""
    given = {
        "home": {"name": "Test", "latitude": 52.3712, "longitude": 4.9012, "time_zone": "Europe/Amsterdam"},
        "home_assistant": {"url": "http://ha:8123", "token": "t"},
        "occupants": {"ana": {"learn": [], "presence": [{"topic": "home/presence/ana"}]}},
        "rooms": {"den": room},
    }
    path = folder / "config.yaml"
    path.write_text(json.dumps(given), "utf-8")
    return [(found.key, found.problem) for found in load_with_cautions(path)[1]]


CASES: list[tuple[dict[str, Any], str, str]] = [
    ({"devices": [{"home_assistant": "light.a", "as": "cooling"}]}, "rooms.den.devices[0].as", "a light has no setpoint"),
    (
        {"devices": [{"topic": {"id": "a", "state": "a", "command": "b", "quantities": {"power": {}}, "as": "cooling"}}]},
        "rooms.den.devices[0].as",
        "none of its quantities is a setpoint",
    ),
    ({"when_empty": {"cooling": 28}}, "rooms.den.when_empty.cooling", "nothing in it is as: cooling"),
    ({"limits": {"cooling": [22, 29]}}, "rooms.den.limits.cooling", "no device is as: cooling"),
    ({"devices": [AC], "when_empty": {"cooling": 31}}, "rooms.den.when_empty.cooling", "outside the room's limits of 20 to 30"),
    (
        {"devices": [AC], "when_empty": {"cooling": 21, "temperature": 20}},
        "rooms.den.when_empty.cooling",
        "would be heated and cooled",
    ),
]


@pytest.mark.parametrize(("room", "place", "problem"), CASES, ids=[case[1] + case[2][:12] for case in CASES])
def test_a_wrong_combination_is_told_where_it_stands(tmp_path: Path, room: dict[str, Any], place: str, problem: str) -> None:
    found = told(tmp_path, **room)
    assert [where for where, words in found if problem in words] == [place], found


def test_what_is_well_meant_is_passed_over(tmp_path: Path) -> None:
    assert told(tmp_path, devices=[AC], when_empty={"cooling": 28, "temperature": 17}, limits={"cooling": [22, 30]}) == []
