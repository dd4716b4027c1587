"""A home to rehearse in, and what came of a script: its lines."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hub.config import Config, ConfigError
from hub.config.load import load
from hub.rehearsal.lines import KINDS, Line
from hub.rehearsal.perform import perform
from hub.rehearsal.reading import read_script
from hub.rehearsal.script import Script

PEOPLE = ("ana", "ben")
DEVICES = {"lamp": "light", "motion": "motion", "lux": "lux"}
MONDAY = "2026-03-02 07:00"


def make_home(folder: Path, **more: Any) -> Config:
    """Two people who agreed, a living room and a kitchen with a lamp each."""
    given = {
        "home": {"name": "Test", "latitude": 52.37, "longitude": 4.9, "time_zone": "Europe/Amsterdam"},
        "earn_autonomy": False,
        "occupants": {
            who: {"learn": ["light", "temperature"], "presence": [{"topic": f"home/presence/{who}"}]} for who in PEOPLE
        },
        "rooms": {
            "living_room": {
                "devices": [{"zigbee2mqtt": "lamp"}, {"zigbee2mqtt": "trv"}],
                "sensors": [{"zigbee2mqtt": "motion"}, {"topic": "home/living/lux", "quantity": "illuminance"}],
                "when_empty": {"light": "off", "after": 60},
            },
            "kitchen": {"devices": [{"zigbee2mqtt": "kitchen_lamp"}]},
        },
        **more,
    }
    path = folder / "config.yaml"
    path.write_text(json.dumps(given), "utf-8")
    return load(path)


def make_script(folder: Path, home: Config, steps: Sequence[Mapping[str, Any]], **more: Any) -> Script:
    """Raises ConfigError."""
    path = folder / "script.yaml"
    path.write_text(json.dumps({"start": MONDAY, "devices": DEVICES, "steps": steps, **more}, indent=1), "utf-8")
    return read_script(path, home)


def lived(folder: Path, *steps: Mapping[str, Any], home: Config | None = None, **more: Any) -> list[Line]:
    """The lines of ``--json``. home: another than ``make_home``'s. more: of the script."""
    home = home or make_home(folder)
    lines: list[Line] = []
    perform(make_script(folder, home, steps, **more), home, None, lines.append)
    return [line for line in lines if line["kind"] in KINDS]


def of(lines: Sequence[Line], kind: str) -> list[Line]:
    return [line for line in lines if line["kind"] == kind]


def mistakes(folder: Path, *steps: Mapping[str, Any], **more: Any) -> list[tuple[str, str]]:
    """(key, problem) of each."""
    try:
        make_script(folder, make_home(folder), steps, **more)
    except ConfigError as error:
        return [(mistake.key, mistake.problem) for mistake in error.mistakes]
    return []
