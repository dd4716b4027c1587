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
