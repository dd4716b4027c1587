"""Who comes back from a vacation finds the house as on other evenings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from .rig import lived, of

EVENINGS: Mapping[str, Any] = {
    "repeat": 10,
    "every": "day",
    "steps": [
        {"at": "18:00", "about": "10 min", "ana": "living_room"},
        {"at": "+1 min", "want": {"lamp": {"power": True, "brightness": 0.7}}},
        {"at": "23:00", "ana": "not_home"},
    ],
}


@pytest.mark.parametrize(
    ("mode", "is_lit"),
    [
        ("vacation", True),  # ends as somebody is home
        ("away", True),
        ({"name": "vacation", "until": "2026-03-18 21:00"}, True),  # some hours sooner than they said
        ({"name": "vacation", "until": "2026-03-25 21:00"}, False),  # they have forgotten something
    ],
)
def test_the_lamp_is_lit_as_they_come_in(tmp_path: Path, mode: Any, is_lit: bool) -> None:
    lines = lived(
        tmp_path,
        EVENINGS,
        {"at": "09:00", "ben": "not_home", "mode": mode},
        {"at": "2026-03-18 18:00", "ana": "living_room"},
        {"at": "+10 s", "ask": "lamp"},
        devices={"lamp": "light"},
    )
    (state,) = of(lines, "state")
    assert state["values"]["power"] is is_lit


@pytest.mark.parametrize("mode", ["vacation", "away"])
def test_who_is_home_early_and_ends_it_by_hand_has_the_room_as_if_they_came_in(tmp_path: Path, mode: str) -> None:
    lines = lived(
        tmp_path,
        EVENINGS,
        {"at": "09:00", "ben": "not_home", "mode": {"name": mode, "until": "2026-03-25 21:00"}},
        {"at": "2026-03-18 18:00", "ana": "living_room"},
        {"at": "+10 min", "ask": "lamp", "mode": "normal"},
        {"at": "+5 s", "ask": "lamp"},
        devices={"lamp": "light"},
    )
    assert [state["values"]["power"] for state in of(lines, "state")] == [False, True]


def test_who_is_home_early_and_stays_is_told_once_why_it_is_dark(tmp_path: Path) -> None:
    lines = lived(
        tmp_path,
        EVENINGS,
        {"at": "09:00", "ben": "not_home", "mode": {"name": "vacation", "until": "2026-03-25 21:00"}},
        {"at": "2026-03-17 18:00", "ana": "living_room"},
        {"at": "+10 min", "ana": "not_home"},  # the cat is fed
        {"mark": "home"},
        {"at": "2026-03-18 18:00", "ana": "living_room"},
        {"at": "+5 h", "ana": "not_home"},
        {"at": "2026-03-20 18:00", "ana": "living_room"},
        {"at": "+5 h", "ask": "lamp"},
        devices={"lamp": "light"},
    )
    (said,) = of(lines, "problem")
    assert said["at"][:15] == "2026-03-18T18:3"
    assert "vacation until 2026-03-25 21:00" in said["problem"]


def test_a_party_that_ends_over_people_changes_nothing_in_the_room(tmp_path: Path) -> None:
    lines = lived(
        tmp_path,
        EVENINGS,
        {"at": "17:00", "mode": {"name": "party", "until": "19:00"}},
        {"at": "18:00", "ana": "living_room"},
        {"at": "20:00", "ask": "lamp"},
        devices={"lamp": "light"},
    )
    (state,) = of(lines, "state")
    assert state["values"]["power"] is False
