"""What ``attune check`` tells beyond the configuration: what the hub has learned about who is where."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.vocabulary import OccupantId
from hub.commands.check import check

from ..keeping import open_store

CONFIG = """
home: {latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}
storage: {path: home.db}
occupants:
  ana: {learn: [light], presence: [{topic: home/ana}, {home_assistant: person.ana}]}
  ben: {learn: [light], presence: [{home_assistant: person.ben}]}
  mia: {learn: [light], presence: [{home_assistant: person.mia}]}
rooms:
  east: {name: Bedroom east, sensors: [{zigbee2mqtt: east_motion}]}
  west: {name: Bedroom west, sensors: [{zigbee2mqtt: west_motion}]}
"""


def test_it_says_who_seems_to_sleep_where_as_the_hub_has_learned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "home.yaml"
    path.write_text(CONFIG, "utf-8")
    assert check(path, is_live=False, as_json=False) == 0
    assert "seems to sleep" not in capsys.readouterr().out
    with open_store(tmp_path / "home.db") as store:
        for who in ("ben", "mia"):
            store.ways.put(OccupantId(who), {"sleeps_in": "east"}, datetime(2026, 3, 9, tzinfo=UTC))
    assert check(path, is_live=False, as_json=False) == 0
    told = capsys.readouterr().out
    assert "who is where: Bedroom east:" in told
    assert "; ben and mia seem to sleep there (" in told
    assert "sleepers: [ben, mia] in Bedroom east would say so)" in told
    (tmp_path / "home.db").write_bytes(b"no database" * 100)
    assert check(path, is_live=False, as_json=False) == 0
    assert "who is where: Bedroom east:" in capsys.readouterr().out
