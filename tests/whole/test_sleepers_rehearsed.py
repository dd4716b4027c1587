"""Two in a home with two bedrooms, and nothing but phones and motion: the program finds out who sleeps where, and says so."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from .test_rehearse import lines, rehearse, write

pytestmark = pytest.mark.whole

CONFIG = """
home: {latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}
occupants:
  ana: {learn: [light], presence: [{topic: home/ana}]}
  ben: {learn: [light], presence: [{topic: home/ben}]}
rooms:
  hall: {sensors: [{zigbee2mqtt: hall_motion}]}
  living_room: {devices: [{zigbee2mqtt: living_lamp}], sensors: [{zigbee2mqtt: living_motion}]}
  east: {name: Bedroom east, sensors: [{zigbee2mqtt: east_motion}]}
  west: {name: Bedroom west, sensors: [{zigbee2mqtt: west_motion}]}
"""


def day() -> str:
    """Ana comes at half past five, goes to bed in the east at half past ten, up and out at seven; Ben is an hour later."""
    steps: list[tuple[str, str]] = []
    for who, bed, room, out in (("ana", "22:30", "east", "06:50"), ("ben", "23:20", "west", "09:05")):
        back = "17:30" if who == "ana" else "18:30"
        steps += [(back, f"{who}: home"), *moves("hall", back, 5), *moves("living", back, 60)]
        steps += [*moves("hall", bed, 0), *moves(room, bed, 30), *moves(room, bed, 480)]
        for hours in (1.5, 2.9, 4.2, 5.6):
            steps += moves(room, bed, hours * 3600)
        steps += [
            *moves(room, out, 0),
            *moves("hall", out, 180),
            *moves("hall", out, 1200),
            (later(out, 1440), f"{who}: not_home"),
        ]
    for number in range(29):
        steps += moves("living", "17:45", 600 * number)
    steps.sort(key=lambda one: (one[0] < "12:00", one[0]))  # from noon to noon
    return ", ".join(f'{{at: "{at}", {what}}}' for at, what in steps)


def later(at: str, seconds: float) -> str:
    return f"{datetime.strptime(at, '%H:%M') + timedelta(seconds=seconds):%H:%M:%S}"


def moves(room: str, at: str, after_s: float) -> list[tuple[str, str]]:
    return [(later(at, after_s + over), f"sensor: {{{room}_motion: {word}}}") for over, word in ((0, "true"), (20, "false"))]


def lived(folder: Path, days: int = 6) -> dict[str, tuple[str, str]]:
    """Where the program has each in the last night, and why."""
    config = folder / "home.yaml"
    config.write_text(CONFIG, "utf-8")
    evening = day().partition('{at: "00:')[0].rstrip(", ")
    script = f"""
start: "2026-03-02 12:00"
devices: {{living_lamp: light, hall_motion: motion, living_motion: motion, east_motion: motion, west_motion: motion}}
steps:
  - {{at: "12:01", ana: not_home}}
  - {{at: "12:01:30", ben: not_home}}
  - {{repeat: {days}, every: day, steps: [{day()}]}}
  - {{repeat: 1, every: day, steps: [{evening}]}}
  - {{at: "03:00", ask: [ana, ben]}}
"""
    told = lines(rehearse(folder, write(folder, script), "--json", config=config))
    return {line["occupant"]: (line["room"], line["because"]) for line in told if line["kind"] == "state"}


def test_it_finds_out_who_sleeps_where_and_says_so(tmp_path: Path) -> None:
    told = lived(tmp_path)
    assert told["ana"][0] == "east"
    assert told["ana"][1] == "motion in the bedroom east, where they seem to sleep, where Ben is less likely to be"
    assert told["ben"][0] == "west"
    assert told["ben"][1] == "motion in the bedroom west, where they seem to sleep, where Ana is less likely to be"
