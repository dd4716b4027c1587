"""Somebody moves in with two who agreed to share, lived through the program: the first week, with their help and without."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from .test_rehearse import lines, rehearse, write

pytestmark = pytest.mark.whole

CONFIG = """
home: {{latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}}
occupants:
  ana: {{learn: [{learn}], presence: [{{topic: home/ana}}]}}
  ben: {{learn: [{learn}], presence: [{{topic: home/ben}}]}}
  cleo: {{learn: [light], presence: [{{topic: home/cleo}}]}}
rooms:
  living_room:
    devices: [{{zigbee2mqtt: living_lamp}}]
    sensors: [{{topic: home/living/lux, quantity: illuminance}}]
  kitchen:
    devices: [{{zigbee2mqtt: kitchen_lamp}}]
"""
ALL, SOME = "light, temperature, music", "light, temperature"


def a_day(who: str, kitchen: tuple[float, float], living: tuple[float, float], warm: tuple[float, float]) -> str:
    """Breakfast in the kitchen, the evening in the living room."""
    return f"""[
    {{at: "07:15", about: "20 min", {who}: kitchen}},
    {{at: "+1 min", want: {{kitchen_lamp: {{power: true, brightness: {list(kitchen)}}}}}}},
    {{at: "19:00", about: "20 min", {who}: living_room}},
    {{at: "+1 min", want: {{living_lamp: {{power: true, brightness: {list(living)}, colour_temperature: {list(warm)}}}}}}},
    {{at: "22:45", hand: {{living_lamp: {{power: false}}}}}},
    {{at: "+1 min", {who}: not_home}}]"""


HERE = {"kitchen": (0.8, 0.9), "living": (0.3, 0.38), "warm": (2700.0, 2800.0)}
OTHERWISE = {"kitchen": (0.2, 0.3), "living": (0.85, 0.95), "warm": (4500.0, 4600.0)}


@cache
def first_week(folder: Path, learn: str, is_like_them: bool) -> list[dict[str, Any]]:
    """What was told of the week in which Cleo moved in."""
    script = f"""
start: "2026-01-12 06:00"
devices: {{living_lamp: light, kitchen_lamp: light, living_lux: {{kind: lux, daylight: 0.02}}}}
steps:
  - repeat: 9
    steps:
      - {{repeat: 1, every: day, steps: {a_day("ana", **HERE)}}}
      - {{repeat: 1, every: day, steps: {a_day("ben", **HERE)}}}
  - {{mark: newcomer}}
  - {{repeat: 7, every: day, steps: {a_day("cleo", **(HERE if is_like_them else OTHERWISE))}}}
"""
    config = folder / f"{len(learn)}.yaml"
    config.write_text(CONFIG.format(learn=learn), "utf-8")
    told = lines(rehearse(folder, write(folder, script), "--json", config=config))
    return [line for line in told if line["at"] >= "2026-01-30T00" or line["kind"] == "summary"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("newcomers")


def test_a_newcomer_who_is_like_them_reaches_for_the_lamps_a_third_less_often(folder: Path) -> None:
    helped, alone = (first_week(folder, learn, True)[-1]["marks"]["newcomer"] for learn in (ALL, SOME))
    assert helped["corrections"] <= 0.7 * alone["corrections"]
    assert helped["acts_corrected"] <= 1  # a quarter a day would be two


def test_what_is_done_for_a_newcomer_is_said_to_be_from_housemates_and_how_much_of_it(folder: Path) -> None:
    week = (line for line in first_week(folder, ALL, True) if line["kind"] == "decision" and "cleo" in line["occupants"])
    first = next(line for line in week if line["room"] == "living_room")
    assert "% from housemates" in first["sentence"]
    sent = [wish for wish in first["wishes"] if wish["outcome"] == "sent"]
    assert sent
    assert all("from housemates" in wish["reason"] for wish in sent)


def test_a_newcomer_who_is_otherwise_is_done_wrong_to_no_oftener_than_once_in_four_days(folder: Path) -> None:
    assert first_week(folder, ALL, False)[-1]["marks"]["newcomer"]["acts_corrected"] <= 2
