"""Nights in homes in which no bedroom is known: whoever was last noticed in a room that went dark has gone to bed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .rig import lived, make_home, of

Steps = list[Mapping[str, Any]]
LAMP, MOTION = {"zigbee2mqtt": "lamp"}, {"zigbee2mqtt": "motion"}


def moving(at: str) -> Steps:
    return [{"at": at, "sensor": {"motion": True}}, {"at": "+1 min", "sensor": {"motion": False}}]


DAY: Steps = [
    *moving("07:00"),
    {"at": "07:01:30", "want": {"lamp": {"power": True, "brightness": 0.9}}},
    {"at": "07:30", "want": {"lamp": {"power": False}}},
    {"at": "07:40", "ana": "not_home"},
    {"at": "17:40", "about": "20 min", "ana": "home"},
    *moving("+40 s"),
    {"at": "+10 s", "want": {"lamp": {"power": True, "brightness": 0.6}}},
    *moving("19:30"),
    *moving("22:30"),
    {"at": "22:31:30", "want": {"lamp": {"power": False}}},
]


def lit_at(lines: list[Mapping[str, Any]], since: str) -> list[str]:
    """The times of day at which the hub switched the lamp on."""
    return [line["at"][11:16] for line in of(lines, "command") if line["values"].get("power") is True and line["at"] > since]


def test_nothing_lights_by_the_hour_over_who_went_to_bed_in_a_home_of_one_sensor_and_one_phone(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        occupants={"ana": {"learn": ["light"], "presence": [{"owntracks": "ana/phone"}]}},
        rooms={"living_room": {"devices": [LAMP], "sensors": [MOTION]}},
    )
    lines = lived(
        tmp_path, {"repeat": 12, "every": "day", "steps": DAY}, home=home, devices={"lamp": "light", "motion": "motion"}
    )
    times = lit_at(lines, "2026-03-08")
    assert [at for at in times if at < "07:00"] == []
    assert [at for at in times if "07:00" <= at <= "07:01"] != []  # who is up is waited for, and waits for no minute to be over
    assert [at for at in times if at > "17:30"] != []
