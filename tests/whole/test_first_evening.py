"""A home with one motion sensor and one phone, on its first evening: lived through by ``attune rehearse``."""

from datetime import datetime
from typing import Any

import pytest

from .test_rehearse import lines, rehearse, write

pytestmark = pytest.mark.whole

CONFIG = """
home: {latitude: 52.3702, longitude: 4.9041, time_zone: Europe/Amsterdam}
occupants:
  ana: {learn: [light], presence: [{owntracks: ana/phone}]}
rooms:
  living_room:
    devices: [{zigbee2mqtt: living_lamp}]
    sensors: [{zigbee2mqtt: living_motion}]
    when_empty: {light: "off", after: 120}
  kitchen: {devices: [{zigbee2mqtt: kitchen_lamp}]}
"""
SCRIPT = """
start: "2026-12-07 17:00"
devices: {living_lamp: light, living_motion: motion, kitchen_lamp: light}
steps:
  - {at: "17:01", ana: not_home}
  - {at: "18:00", ana: home}
  - {at: "+20 s", sensor: {living_motion: true}}
  - {at: "+1 s", ask: [ana, living_room]}
  - {at: "+20 s", hand: {living_lamp: {power: true, brightness: 0.5}}}
  - {repeat: 5, every: "3 min", steps: [{sensor: {living_motion: false}}, {at: "+1 min", sensor: {living_motion: true}}]}
  - {at: "+30 s", sensor: {living_motion: false}}
  - {at: "18:30", hand: {kitchen_lamp: {power: true}}}
  - {at: "18:35", ask: [ana, living_room, kitchen]}
  - {at: "18:50", sensor: {living_motion: true}}
  - {at: "+1 s", ask: [ana]}
  - {repeat: 5, every: "3 min", steps: [{sensor: {living_motion: false}}, {at: "+1 min", sensor: {living_motion: true}}]}
  - {at: "+30 s", sensor: {living_motion: false}}
  - {at: "20:00", ana: not_home}
  - {at: "20:10", ask: [living_lamp]}
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("first")
    config = folder / "home.yaml"
    config.write_text(CONFIG, "utf-8")
    return lines(rehearse(folder, write(folder, SCRIPT), "--json", config=config))


def asked(told: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    return [line for line in told if line["kind"] == "state" and line["asked"] == what]


def test_a_second_after_she_moves_she_is_known_to_be_there(told: list[dict[str, Any]]) -> None:
    first, _, back = asked(told, "ana")
    assert first["room"] == back["room"] == "living_room"
    assert first["confidence"] >= 0.8


def test_where_no_sensor_is_a_hand_tells(told: list[dict[str, Any]]) -> None:
    _, away, _ = asked(told, "ana")
    assert away["room"] == "kitchen"


def test_her_lamp_goes_out_soon_after_she_has_gone_to_the_kitchen(told: list[dict[str, Any]]) -> None:
    (dark,) = [line for line in told if line["kind"] == "command"]
    assert (dark["device"], dark["values"]) == ("living_lamp", {"power": False})
    assert datetime.fromisoformat(dark["at"]) <= datetime.fromisoformat("2026-12-07T18:33:00+01:00")
    assert asked(told, "living_room")[1]["occupancy"] == "no"
    assert asked(told, "kitchen")[0]["occupancy"] == "yes"
