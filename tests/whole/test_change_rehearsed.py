"""Another habit from one day to the next, lived through the program: light, warmth and music, morning, noon and evening."""

import json
from typing import Any

import pytest

from .test_rehearse import lines, rehearse, write

pytestmark = pytest.mark.whole

CONFIG = """
home: {latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}
occupants:
  ana: {learn: [light, temperature, music], presence: [{topic: home/ana}]}
rooms:
  living_room:
    when_empty: {light: "off", music: stop, temperature: keep, after: 120}
    devices: [{zigbee2mqtt: lamp}, {zigbee2mqtt: trv}, {zigbee2mqtt: box}]
music: {jazz: {playlist: Jazz}, calm: {playlist: Calm}, radio: {playlist: Radio}}
"""
HOURS = ("08:00", "13:00", "20:30")
OLD = ((0.8, 20.5, "jazz"), (0.7, 20.0, "calm"), (0.35, 19.5, "radio"))
NEW = ((0.58, 22.0, "radio"), (0.48, 21.5, "jazz"), (0.13, 21.0, "calm"))


def days(many: int, habit: tuple[tuple[float, float, str], ...]) -> dict[str, Any]:
    steps: list[dict[str, Any]] = []
    for hour, (level, warmth, music) in zip(HOURS, habit, strict=True):
        wanted = {"lamp": {"power": True, "brightness": level}, "trv": {"setpoint": warmth}, "box": {"music": music}}
        steps += [{"at": hour, "about": "30 min", "ana": "living_room"}, {"at": "+1 min", "want": wanted}]
        steps.append({"at": "+45 min", "ana": "not_home"})
    return {"repeat": many, "every": "day", "steps": steps}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("change")
    config = folder / "home.yaml"
    config.write_text(CONFIG, "utf-8")
    slip = {"at": "+6 min", "by": "ana", "hand": {"lamp": {"brightness": 1.0}, "box": {"music": "jazz"}}}
    party = days(1, OLD)
    party["steps"] = [*party["steps"][:-1], *[slip, {**slip, "hand": {"box": {"music": "calm"}}}, slip], party["steps"][-1]]
    steps = [days(20, OLD), party, {"mark": "after"}, days(4, OLD), {"mark": "changed"}, days(6, NEW), {"mark": "followed"}]
    devices = {"lamp": "light", "trv": "valve", "box": "player"}
    script = {"start": "2026-01-05 05:00", "devices": devices, "steps": [*steps, days(4, NEW)]}
    return lines(rehearse(folder, write(folder, json.dumps(script)), "--json", config=config))


def corrections(told: list[dict[str, Any]], since: str, quantity: str) -> int:
    begins = told[-1]["marks"][since]["since"]
    return sum(line["kind"] == "correction" and line["quantity"] == quantity and line["at"] >= begins for line in told)


def test_an_evening_unlike_all_others_changes_nothing(told: list[dict[str, Any]]) -> None:
    assert told[-1]["marks"]["after"]["corrections"] <= 2


@pytest.mark.parametrize("quantity", ["brightness", "setpoint", "music"])
def test_another_habit_is_followed_after_two_days_in_every_part_of_the_day(told: list[dict[str, Any]], quantity: str) -> None:
    assert 3 <= corrections(told, "changed", quantity) <= 7
    assert told[-1]["marks"]["changed"]["acts_corrected"] <= 6
    assert corrections(told, "followed", quantity) == 0
