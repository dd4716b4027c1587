"""Two who live together, lived through the program: who lights the lamp, who puts it out, how long they let it be."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from .test_rehearse import lines, rehearse, write

pytestmark = pytest.mark.whole

CONFIG = """
home: {latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}
occupants:
  ana: {learn: [light], presence: [{topic: home/ana}]}
  ben: {learn: [light], presence: [{topic: home/ben}]}
rooms:
  living_room: {when_empty: {light: "off"}, devices: [{zigbee2mqtt: table_lamp}, {zigbee2mqtt: floor_lamp}]}
  bedroom: {bedroom: true, when_empty: {light: "off"}, devices: [{zigbee2mqtt: bed_lamp}]}
"""


def lived(folder: Path, evening: str, devices: str) -> list[dict[str, Any]]:
    """Four weeks of it; what was decided and set right on the last ten days."""
    config = folder / "home.yaml"
    config.write_text(CONFIG, "utf-8")
    script = f"start: 2026-02-02 07:00\ndevices: {devices}\nsteps: [{{repeat: 28, every: day, steps: [{evening}]}}]\n"
    told = lines(rehearse(folder, write(folder, script), "--json", config=config))
    return [line for line in told if line.get("at", "") > "2026-02-19"]


def put_out(told: list[dict[str, Any]], device: str) -> list[str]:
    """The times of day at which the hub put a lamp out."""
    return [
        f"{datetime.fromisoformat(line['at']):%H:%M}"
        for line in told
        if line["kind"] == "command" and line["device"] == device and line["values"].get("power") is False
    ]


def test_the_lamp_she_went_to_bed_by_is_not_put_out_because_it_is_his_turn(tmp_path: Path) -> None:
    evening = """
        {at: "23:15", ana: bedroom, ben: bedroom}, {at: "+1 min", want: {bed_lamp: {power: true, brightness: 0.2}}, by: ana},
        {at: "+14 min", want: {bed_lamp: {power: false}}, by: ben},
        {at: "08:00", ana: not_home, ben: not_home}"""
    told = lived(tmp_path, evening, "{bed_lamp: light}")
    assert {line["to"] for line in told if line["kind"] == "correction" and line["quantity"] == "power"} == {False}
    assert put_out(told, "bed_lamp") == []


def test_what_they_choose_at_ten_is_not_done_at_half_past_seven(tmp_path: Path) -> None:
    evening = """
        {at: "18:00", about: "10 min", ana: living_room},
        {at: "+1 min", want: {table_lamp: {power: true}, floor_lamp: {power: false}}},
        {at: "19:30", ben: living_room},
        {at: "22:00", want: {table_lamp: {power: false}, floor_lamp: {power: true}}, by: ana},
        {at: "23:00", ana: not_home, ben: not_home}"""
    told = lived(tmp_path, evening, "{table_lamp: plain_light, floor_lamp: plain_light}")
    assert [time for time in put_out(told, "table_lamp") if time < "21:00"] == []
