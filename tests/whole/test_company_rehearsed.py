"""People who come at one moment, and who stay as somebody goes: lived through by ``attune rehearse``, with all three of light,
heating and music."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from .test_rehearse import lines, rehearse, write

pytestmark = pytest.mark.whole

CONFIG = """
home: {{latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}}
earn_autonomy: false
occupants:
  ana: {{learn: [light, temperature, music], presence: [{{topic: home/ana}}], pinned: [{ana}]}}
  ben: {{learn: [light, temperature, music], presence: [{{topic: home/ben}}], pinned: [{ben}]}}
  cem: {{learn: [light, temperature, music], presence: [{{topic: home/cem}}], pinned: [{cem}]}}
music: {{calm: {{playlist: Calm}}, jazz: {{playlist: Jazz}}, radio: {{playlist: Radio}}}}
rooms:
  den:
    sharing: {{light: {policy}, temperature: {policy}, music: {policy}}}
    when_empty: {{light: "off", music: stop, temperature: 17, after: 60}}
    devices:
      - {{zigbee2mqtt: lamp}}
      - {{zigbee2mqtt: trv}}
      - {{topic: {{id: box, state: home/box, command: home/box/set,
          quantities: {{music: {{key: music}}, volume: {{key: volume, low: 0, high: 100}}}}}}}}
"""
WANTS = {"ana": ("calm", 0.2, 18.5, 0.2), "ben": ("jazz", 0.9, 22.5, 0.6), "cem": ("radio", 0.5, 20.5, 0.4)}


def lived(folder: Path, policy: str, steps: str) -> list[dict[str, Any]]:
    config = folder / "home.yaml"
    pins = {
        who: f"{{room: den, quantity: power, value: true}}, {{room: den, quantity: music, value: {music}}}, "
        f"{{room: den, quantity: brightness, value: {level}}}, {{room: den, quantity: setpoint, value: {warm}}}, "
        f"{{room: den, quantity: volume, value: {loud}}}"
        for who, (music, level, warm, loud) in WANTS.items()
    }
    config.write_text(CONFIG.format(policy=policy, **pins), "utf-8")
    devices = "{lamp: light, trv: {kind: valve, setpoint: 17, temperature: 19}, box: player}"
    script = write(folder, f'start: "2026-01-12 12:00"\ndevices: {devices}\nsteps:\n{steps}')
    return lines(rehearse(folder, script, "--json", "--keep", str(folder / "kept.db"), config=config))


def stood(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line["values"] for line in told if line["kind"] == "state"]


@pytest.mark.parametrize("policy", ["first", "content", "mean"])
def test_the_music_of_who_has_gone_ends_though_the_heating_is_still_on_its_way(tmp_path: Path, policy: str) -> None:
    steps = """
  - {at: "18:00", ana: den}
  - {at: "+20 min", ben: den}
  - {at: "+20 min", cem: den}
  - {at: "+30 min", ana: not_home}
  - {at: "+25 min", ask: [box, trv]}
"""
    plays, warm = stood(lived(tmp_path, policy, steps))
    assert plays["music"] == "jazz"
    assert warm["setpoint"] == pytest.approx(21.5 if policy == "mean" else 22.5)


@pytest.mark.parametrize(("policy", "warm"), [("mean", 20.5), ("first", 18.5)])
@pytest.mark.parametrize("before", [17, 20, 23])
def test_the_heating_is_as_they_share_it_though_they_come_at_one_moment(
    tmp_path: Path, policy: str, warm: float, before: int
) -> None:
    steps = f"""
  - {{at: "17:30", hand: {{trv: {{setpoint: {before}}}}}}}
  - {{at: "18:00", ana: den, ben: den, cem: den}}
  - {{at: "+45 min", ask: [trv]}}
"""
    assert stood(lived(tmp_path, policy, steps))[0]["setpoint"] == pytest.approx(warm)


def test_where_people_are_asked_it_is_nobody_s_turn_and_nobody_is_owed(tmp_path: Path) -> None:
    evening = """
  - repeat: 3
    every: day
    steps:
      - {at: "18:00", ana: den}
      - {at: "+10 min", ben: den}
      - {at: "+1 h", hand: {box: {music: calm, volume: 0.2}, lamp: {power: true, brightness: 0.9}}, by: ben}
      - {at: "+10 min", cem: den}
      - {at: "22:00", ana: not_home, ben: not_home, cem: not_home}
"""
    told = lived(tmp_path, "ask", evening)
    said = " ".join(line["sentence"] for line in told if line["kind"] == "decision")
    assert "would suggest" in said
    assert "turn" not in said
    with contextlib.closing(sqlite3.connect(tmp_path / "kept.db")) as kept:
        assert [debt for (debt,) in kept.execute("select debt from debts") if debt > 0.0] == []


def test_nobody_is_owed_for_how_loud_a_silent_player_would_be(tmp_path: Path) -> None:
    steps = """
  - {at: "17:50", hand: {box: {volume: 0.2}}}
  - {at: "18:00", mode: {den: sleep}}
  - {at: "18:10", ana: den}
  - {at: "+10 min", ben: den}
  - {at: "22:00", ana: not_home, ben: not_home}
"""
    told = lived(tmp_path, "content", steps)
    assert "volume" not in " ".join(line["sentence"].partition("turn")[2] for line in told if line["kind"] == "decision")
    with contextlib.closing(sqlite3.connect(tmp_path / "kept.db")) as kept:
        assert kept.execute("select * from debts where domain = 'music' and debt > 0").fetchall() == []
