"""Heating before people come, lived through: what a valve hears, and how often."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from .rig import lived, make_home, of

Steps = list[Mapping[str, Any]]


def test_a_setback_does_not_go_to_and_fro_while_they_sleep(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        rooms={
            "living_room": {"devices": [{"zigbee2mqtt": "trv"}], "when_empty": {"temperature": 17, "after": 120}},
            "bedroom": {"devices": [{"zigbee2mqtt": "lamp"}]},
        },
    )
    day: Steps = [
        {"at": "07:00", "ana": "living_room"},
        {"at": "07:00:30", "want": {"trv": {"setpoint": 20}}},
        {"at": "07:45", "ana": "not_home"},
        {"at": "18:00", "about": "10 min", "ana": "living_room"},
        {"at": "+1 min", "want": {"trv": {"setpoint": 21}}},
        {"at": "22:45", "ana": "bedroom"},
    ]
    lines = lived(
        tmp_path,
        {"repeat": 21, "every": "day", "steps": day},
        home=home,
        devices={"trv": {"kind": "valve", "setpoint": 17, "temperature": 19}},
    )
    told = [datetime.fromisoformat(line["at"]) for line in of(lines, "command") if line["at"] > "2026-03-12"]
    by_night = [at for at in told if at.hour < 6]
    assert [(a, b) for a, b in pairwise(by_night) if b - a < timedelta(minutes=50)] == []
