"""Evenings at home, lived through the program: who sits by daylight, lights the lamp at dusk and dims it by the hour."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from .test_rehearse import lines, rehearse, write

pytestmark = pytest.mark.whole

CONFIG = """
home: {latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}
occupants:
  ana: {learn: [light], presence: [{topic: home/ana}]}
rooms:
  living_room:
    devices: [{zigbee2mqtt: living_lamp}]
    sensors: [{zigbee2mqtt: living_lux}]
"""
EVENING = """[
    {at: "15:00", ana: living_room},
    {at: "15:05", want: {living_lamp: {power: false}}},
    {at: "18:30", want: {living_lamp: {power: true, brightness: 0.8, colour_temperature: 4000}}},
    {at: "20:30", want: {living_lamp: {power: true, brightness: 0.45, colour_temperature: 2700}}},
    {at: "22:30", want: {living_lamp: {power: true, brightness: 0.15, colour_temperature: 2300}}},
    {at: "23:30", want: {living_lamp: {power: false}}},
    {at: "23:35", ana: not_home}]"""
SCRIPT = f"""
start: "2026-03-02 07:00"
devices: {{living_lamp: light, living_lux: {{kind: lux, daylight: 0.02}}}}
steps:
  - {{repeat: 18, every: day, steps: {EVENING}}}
  - {{mark: learned}}
  - {{repeat: 7, every: day, steps: {EVENING}}}
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("evenings")
    config = folder / "home.yaml"
    config.write_text(CONFIG, "utf-8")
    return lines(rehearse(folder, write(folder, SCRIPT), "--json", config=config))


def of_last_week(told: list[dict[str, Any]], quantity: str) -> list[tuple[datetime, Any]]:
    """When the lamp was told what, in local time."""
    return [
        (datetime.fromisoformat(line["at"]), line["values"][quantity])
        for line in told
        if line["kind"] == "command" and line["at"] > "2026-03-20T12" and quantity in line["values"]
    ]


def test_of_what_took_a_hand_six_times_an_evening_no_more_than_putting_it_out_is_left(told: list[dict[str, Any]]) -> None:
    marks: Mapping[str, Mapping[str, int]] = told[-1]["marks"]
    assert marks["start"]["corrections"] > 20
    assert marks["learned"]["acts_corrected"] == 0
    by_hand = [line for line in told if line["kind"] == "correction" and line["at"] > "2026-03-20T12"]
    assert [line for line in by_hand if (line["quantity"], line["to"]) != ("power", False)] == []
    assert len(by_hand) <= 7


def test_the_lamp_stays_dark_while_she_sits_by_daylight(told: list[dict[str, Any]]) -> None:
    lit = [at for at, on in of_last_week(told, "power") if on]
    assert len(lit) == 7
    assert all(timedelta(hours=18) <= timedelta(hours=at.hour, minutes=at.minute) for at in lit)


def test_it_is_not_put_out_over_her_before_she_would(told: list[dict[str, Any]]) -> None:
    out = [at for at, on in of_last_week(told, "power") if not on]
    assert all(timedelta(hours=23, minutes=20) <= timedelta(hours=at.hour, minutes=at.minute) for at in out)


def test_it_goes_along_in_small_steps_that_are_far_apart(told: list[dict[str, Any]]) -> None:
    levels = of_last_week(told, "brightness")
    steps = [(b[0] - a[0], a[1] - b[1]) for a, b in pairwise(levels) if a[0].date() == b[0].date()]
    assert len(steps) > 20
    assert all(after >= timedelta(minutes=10) and -0.01 <= down <= 0.16 for after, down in steps)


def test_nobody_is_told_that_their_evening_is_unusual(told: list[dict[str, Any]]) -> None:
    assert [line for line in told if line["kind"] == "problem" and re.search("otherwise than", str(line))] == []


ONE_LAMP = CONFIG.replace("    sensors: [{zigbee2mqtt: living_lux}]\n", "")
TWO_HANDS = """
start: "2026-01-05 07:00"
devices: {living_lamp: light}
steps:
  - repeat: 28
    every: day
    steps:
      - {at: "18:00", ana: living_room}
      - {at: "18:00:30", want: {living_lamp: {power: true, brightness: 0.7}}}
      - {at: "23:00", want: {living_lamp: {power: false}}}
      - {at: "23:05", ana: not_home}
"""


def test_what_is_lit_at_six_and_put_out_at_eleven_is_not_put_out_at_nine(tmp_path: Path) -> None:
    config = tmp_path / "home.yaml"
    config.write_text(ONE_LAMP, "utf-8")
    told = lines(rehearse(tmp_path, write(tmp_path, TWO_HANDS), "--json", config=config))
    switched = [(datetime.fromisoformat(line["at"]), line["values"]["power"]) for line in told if line["kind"] == "command"]
    assert len([on for _, on in switched if on]) > 14
    assert [at for at, on in switched if not on and at.hour < 22] == []
