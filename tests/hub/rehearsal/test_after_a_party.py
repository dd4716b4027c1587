"""One evening unlike the others, and the days after it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .rig import lived, make_home, of

Steps = list[Mapping[str, Any]]
DAY: Steps = [
    {"at": "18:00", "about": "10 min", "ana": "living_room"},
    {"at": "+1 min", "want": {"trv": {"setpoint": 21}}},
    {"at": "18:40", "ben": "living_room"},
    {"at": "23:00", "ana": "not_home", "ben": "not_home"},
]


def test_one_hand_of_a_housemate_leaves_nobody_cold_on_the_days_after(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        earn_autonomy=True,
        rooms={
            "living_room": {
                "devices": [{"zigbee2mqtt": "trv"}],
                "when_empty": {"temperature": 17, "after": 60},
            },
            "kitchen": {},
        },
    )
    party: Steps = [
        {"at": "18:00", "ana": "living_room", "ben": "living_room"},
        {"at": "20:30", "hand": {"trv": {"setpoint": 16}}, "by": "ben"},
        {"at": "23:00", "ana": "not_home", "ben": "not_home"},
    ]
    lines = lived(
        tmp_path,
        {"repeat": 19, "every": "day", "steps": DAY},
        *party,
        {"mark": "after"},
        {"repeat": 3, "every": "day", "steps": DAY},
        home=home,
        devices={"trv": {"kind": "valve", "setpoint": 17, "temperature": 18}},
    )
    since = lines[-1]["marks"]["after"]["since"]
    ahead = [
        (line["at"][:10], wish["value"], wish["outcome"])
        for line in of(lines, "decision")
        if line["at"] > since and line["trigger"] == "preheat"
        for wish in line["wishes"]
    ]
    assert len({day for day, value, outcome in ahead if outcome == "sent" and value >= 20.5}) == 3
