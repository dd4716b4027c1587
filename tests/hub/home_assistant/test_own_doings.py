"""Which values of the past were the hub's own, by its stored decisions."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.vocabulary import DeviceId, OccupantId, RoomId, Trait
from hub.home_assistant.own_doings import WITHIN_S, OwnDoings, read_own_doings

from ..keeping import open_store

SETPOINT = Trait("setpoint", "setpoint", True, 7.0, 30.0, 0.5)
HEATING = DeviceId("climate.heatpump")
AT = datetime(2026, 3, 2, 18, 51, 7, 250_000, UTC)


def decided(folder: Path, at: datetime = AT, outcome: str = "sent") -> OwnDoings:
    """What is read after one decision about the heating: 21.5 °C."""
    wish = {"device": HEATING, "quantity": "setpoint", "value": 21.5, "outcome": outcome}
    path = folder / "attune.db"
    with open_store(path) as store:
        document = {"id": "d1", "at": at.isoformat(timespec="milliseconds"), "room": "bedroom", "wishes": [wish]}
        store.decisions.add("d1", at, RoomId("bedroom"), [OccupantId("ana")], document)
        return read_own_doings(path)  # beside the one that writes


@pytest.mark.parametrize(
    ("value", "after_s", "is_own"),
    [(21.5, 0.4, True), (21.4, 30.0, True), (21.5, WITHIN_S + 1.0, False), (20.5, 0.4, False), (21.5, -60.0, False)],
)
def test_what_a_device_tells_soon_after_it_was_told_is_the_hubs_own(
    tmp_path: Path, value: float, after_s: float, is_own: bool
) -> None:
    assert decided(tmp_path).explain(HEATING, SETPOINT, value, AT.timestamp() + after_s) is is_own


def test_what_was_only_suggested_was_somebody_elses(tmp_path: Path) -> None:
    assert not decided(tmp_path, outcome="suggested").explain(HEATING, SETPOINT, 21.5, AT.timestamp() + 1.0)


def test_another_device_is_another_matter(tmp_path: Path) -> None:
    assert not decided(tmp_path).explain(DeviceId("climate.hall"), SETPOINT, 21.5, AT.timestamp() + 1.0)


def test_a_decision_whose_time_is_blurred_counts_for_its_quarter_of_an_hour(tmp_path: Path) -> None:
    blurred = AT.replace(minute=45, second=0, microsecond=0)
    assert decided(tmp_path, blurred).explain(HEATING, SETPOINT, 21.5, AT.timestamp())


def test_a_hub_that_has_not_run_yet_did_nothing(tmp_path: Path) -> None:
    assert not read_own_doings(tmp_path / "attune.db").explain(HEATING, SETPOINT, 21.5, AT.timestamp())
