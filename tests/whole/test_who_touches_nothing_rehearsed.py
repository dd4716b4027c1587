"""Who lives along and touches nothing: lived through by ``attune rehearse``. The others' evenings go on as they have them."""

from pathlib import Path
from typing import Any

import pytest

from .test_rehearse import lines, rehearse, write

pytestmark = pytest.mark.whole

CONFIG = """
home: {latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}
occupants:
  ana: {learn: [light, music], presence: [{topic: home/ana}]}
  ben: {learn: [light, music], presence: [{topic: home/ben}]}
music: {jazz: {playlist: Jazz}, radio: {playlist: Radio}}
rooms:
  den:
    when_empty: {light: "off", music: stop, after: 60}
    devices:
      - {zigbee2mqtt: lamp}
      - {topic: {id: box, state: home/box, command: home/box/set,
          quantities: {music: {key: music}, volume: {key: volume, low: 0, high: 100}}}}
"""
HERS = "{box: {music: jazz}, lamp: {power: true, brightness: 0.4}}"


def lived(folder: Path, steps: str) -> list[dict[str, Any]]:
    config = folder / "home.yaml"
    config.write_text(CONFIG, "utf-8")
    script = f'start: "2026-01-12 12:00"\ndevices: {{lamp: light, box: player}}\nsteps:\n{steps}'
    return lines(rehearse(folder, write(folder, script), "--json", config=config))


def stood(told: list[dict[str, Any]]) -> list[Any]:
    return [line["values"]["music"] for line in told if line["kind"] == "state"]


def test_her_music_does_not_end_as_he_comes_in_because_one_of_them_ends_it_at_bedtime(tmp_path: Path) -> None:
    steps = f"""
  - repeat: 14
    every: day
    steps:
      - {{at: "17:30", about: "15 min", ana: den}}
      - {{at: "+1 min", want: {HERS}, by: ana}}
      - {{at: "18:45", about: "10 min", ben: den}}
      - {{at: "19:30", ask: box}}
      - {{at: "22:30", hand: {{box: {{music: silence}}}}, by: ana}}
      - {{at: "23:30", ana: not_home, ben: not_home}}
"""
    assert stood(lived(tmp_path, steps)) == ["jazz"] * 14


def test_who_only_sits_there_takes_nothing_from_who_has_earned_it(tmp_path: Path) -> None:
    alone = f"""
  - repeat: 10
    every: day
    steps:
      - {{at: "17:30", about: "15 min", ana: den}}
      - {{at: "+1 min", want: {HERS}, by: ana}}
      - {{at: "22:30", ana: not_home}}
"""
    beside = """
  - repeat: 7
    every: day
    steps:
      - {at: "16:00", ben: den}
      - {at: "17:30", about: "15 min", ana: den}
      - {at: "+5 s", ask: box}
      - {at: "20:30", ben: not_home}
      - {at: "22:30", ana: not_home}
"""
    assert stood(lived(tmp_path, alone + beside)) == ["jazz"] * 7


@pytest.mark.parametrize("mode", ["party", "guest"])
def test_the_day_after_a_party_the_music_starts_as_softly_as_ever(tmp_path: Path, mode: str) -> None:
    steps = f"""
  - repeat: 12
    every: day
    steps:
      - {{at: "17:30", about: "15 min", ana: den}}
      - {{at: "+1 min", want: {HERS}, by: ana}}
      - {{at: "22:30", ana: not_home}}
  - {{at: "17:30", ana: den}}
  - {{at: "20:00", mode: {{name: {mode}, until: "03:00"}}}}
  - {{at: "+10 min", hand: {{box: {{music: radio, volume: 0.9}}}}}}
  - {{at: "02:00", hand: {{box: {{music: silence}}}}, ana: not_home}}
  - {{at: "17:30", ana: den}}
  - {{at: "+5 s", ask: box}}
"""
    (state,) = [line["values"] for line in lived(tmp_path, steps) if line["kind"] == "state"]
    assert state == {"music": "jazz", "volume": 0.2}
