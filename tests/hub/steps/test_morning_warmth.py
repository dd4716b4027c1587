"""Night and morning in a bedroom, without anybody coming: cooler as the night begins, warm by the hour she usually wakes."""

from pathlib import Path
from typing import Any

from ..rehearsal.rig import lived, make_home, of

DEVICES = {"lamp": "light", "motion": "motion", "trv": {"kind": "valve", "setpoint": 20, "temperature": 17}}
NIGHT: list[dict[str, Any]] = [
    {"at": "22:00", "ana": "bedroom"},
    {"at": "+1 min", "hand": {"lamp": {"power": True}}},
    {"at": "23:00", "hand": {"lamp": {"power": False}}},
    {"at": "07:30", "sensor": {"motion": True}},
    {"at": "+2 min", "sensor": {"motion": False}},
    {"at": "08:30", "ana": "not_home"},
]


def test_the_bedroom_is_cool_at_night_and_warm_as_she_usually_wakes(tmp_path: Path) -> None:
    pinned = [
        {"room": "bedroom", "quantity": "setpoint", "value": 20.0, "from": "06:00", "to": "22:30"},
        {"room": "bedroom", "quantity": "setpoint", "value": 17.0, "from": "22:30", "to": "06:00"},
    ]
    home = make_home(
        tmp_path,
        quiet_hours={"from": "22:30", "to": "06:30"},
        occupants={"ana": {"learn": ["temperature"], "presence": [{"topic": "home/presence/ana"}], "pinned": pinned}},
        rooms={
            "bedroom": {
                "devices": [{"zigbee2mqtt": "lamp"}, {"zigbee2mqtt": "trv"}], "sensors": [{"zigbee2mqtt": "motion"}],
                "when_empty": {"temperature": 17, "after": 60}, "follow": False,
            },
            "hall": {},
        },
    )  # fmt: skip
    lines = lived(
        tmp_path, {"repeat": 9, "every": "day", "steps": NIGHT}, {"mark": "later"}, *NIGHT, home=home, devices=DEVICES
    )
    last = [line for line in of(lines, "decision") if line["at"] >= "2026-03-11T22:30"]
    began = next(line for line in last if line["trigger"] == "sleeping")
    assert [(wish["quantity"], wish["value"], wish["outcome"]) for wish in began["wishes"]] == [("setpoint", 17.0, "sent")]
    ahead = next(line for line in last if line["trigger"] == "preheat")
    assert ahead["wishes"][0]["value"] == 20.0
    assert "2026-03-12T04:30" < ahead["at"] < "2026-03-12T07:30"
