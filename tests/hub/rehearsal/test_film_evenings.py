"""Films, lived through: the light is down while one goes on, whatever happens to the hub meanwhile."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .rig import lived, of

Steps = list[Mapping[str, Any]]
EVENING: Steps = [
    {"at": "18:00", "about": "10 min", "ana": "living_room"},
    {"at": "+1 min", "want": {"lamp": {"power": True, "brightness": 0.7}}},
    {"at": "20:15", "about": "10 min", "activity": {"living_room": "film"}},
    {"at": "+20 s", "want": {"lamp": {"power": True, "brightness": 0.12}}},
    {"at": "22:10", "activity": {"living_room": "nothing"}},
    {"at": "+20 s", "want": {"lamp": {"power": True, "brightness": 0.4}}},
    {"at": "23:00", "ana": "not_home"},
]

KILLED_IN_A_FILM: Steps = [
    {"repeat": 14, "every": "day", "steps": EVENING},
    {"at": "18:00", "ana": "living_room"},
    {"at": "20:15", "activity": {"living_room": "film"}},
    {"at": "20:30", "hub": "kill"},
]


def test_a_film_goes_on_over_a_restart_and_the_light_stays_down_until_it_ends(tmp_path: Path) -> None:
    lines = lived(
        tmp_path,
        *KILLED_IN_A_FILM,
        {"at": "20:40", "hub": "start"},
        {"mark": "on again"},
        {"at": "22:09", "ask": "lamp"},
        {"mark": "over"},
        {"at": "22:10", "activity": {"living_room": "nothing"}},
        {"at": "+5 min", "ask": "lamp"},
        devices={"lamp": "light"},
    )
    during, after = of(lines, "state")
    assert during["values"]["brightness"] < 0.2
    assert after["values"]["brightness"] > 0.3
    assert [
        line["at"] for line in of(lines, "command") if "T20:41" < line["at"][10:16] < "T22:09" and line["at"] > "2026-03-16"
    ] == []


def test_what_ended_long_ago_does_not_go_on_after_a_night_without_power(tmp_path: Path) -> None:
    lines = lived(
        tmp_path,
        *KILLED_IN_A_FILM,
        {"at": "+1 h", "ana": "not_home"},
        {"at": "17:00", "hub": "start"},
        {"at": "18:00", "ana": "living_room"},
        {"at": "+1 min", "ask": "lamp"},
        devices={"lamp": "light"},
    )
    (state,) = of(lines, "state")
    assert state["values"]["brightness"] > 0.6
