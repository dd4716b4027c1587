"""Who hears jazz with Ben and nothing with Cleo, and dims the light for one of them: lived through the program."""

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from .test_rehearse import lines, rehearse, write

pytestmark = pytest.mark.whole

CONFIG = """
home: {{latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}}
occupants:
  ana: {{learn: [light, temperature, music], presence: [{{topic: home/ana}}]}}
  ben: {{learn: {ben}, presence: [{{topic: home/ben}}]}}
  cleo: {{learn: [light, temperature, music], presence: [{{topic: home/cleo}}]}}
rooms:
  den:
    sharing: {{light: owner, music: owner}}
    owner: ana
    when_empty: {{light: "off", music: stop, after: 60}}
    devices: [{{zigbee2mqtt: lamp}}, {{zigbee2mqtt: box}}]
music: {{calm: {{playlist: Calm}}, jazz: {{playlist: Jazz}}}}
"""
WITH = {"ben": ("jazz", 0.3), "cleo": ("silence", 0.8)}
WEEKS = ("ben", "cleo", "cleo", "ben", "cleo", "ben", "ben")


def evening(who: str) -> list[dict[str, Any]]:
    music, level = WITH[who]
    wanted = {"lamp": {"power": True, "brightness": level}, "box": {"music": music}}
    steps: list[dict[str, Any]] = [{"at": "20:00", "about": "20 min", who: "den"}, {"at": "+1 min", "ana": "den"}]
    steps += [
        {"at": "+1 min", "by": "ana", "want": wanted},
        {"at": "+50 min", "ana": "not_home"},
        {"at": "+1 min", who: "not_home"},
    ]
    return steps


def lived(folder: Path, ben: str) -> list[dict[str, Any]]:
    config = folder / "home.yaml"
    config.write_text(CONFIG.format(ben=ben), "utf-8")
    every = [step for week in range(4) for day in WEEKS for step in evening(day)]
    last = [step for day in WEEKS for step in evening(day)]
    steps = [*every, {"mark": "learned"}, *last]
    script = {"start": "2026-01-05 12:00", "devices": {"lamp": "light", "box": "player"}, "steps": steps}
    return lines(
        rehearse(folder, write(folder, json.dumps(script)), "--json", "--keep", str(folder / "kept.db"), config=config)
    )


def kept(folder: Path) -> list[dict[str, Any]]:
    with contextlib.closing(sqlite3.connect(folder / "kept.db")) as database:
        return [json.loads(context) for (context,) in database.execute("select context from examples where occupant = 'ana'")]


def test_what_is_chosen_with_one_housemate_is_not_given_with_another(tmp_path: Path) -> None:
    told = lived(tmp_path, "[light, temperature, music]")
    by_hand = [line for line in told if line["kind"] == "correction" and line["at"] > told[-1]["marks"]["learned"]["since"]]
    assert len(by_hand) <= 1
    assert {tuple(context.get("together", ())) for context in kept(tmp_path)} >= {("ana", "ben"), ("ana", "cleo")}


def test_who_does_not_share_is_named_in_nobodys_choices(tmp_path: Path) -> None:
    lived(tmp_path, "[light]")
    assert kept(tmp_path)
    assert {name for context in kept(tmp_path) for name in context.get("together", ())} <= {"ana", "cleo"}
