"""What stands over a restart: holds; and beside them debts, places, consents, settings."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from devices.vocabulary import DeviceId, Moment, RoomId
from hub.decision import Hold
from hub.store import Store
from hub.store.reader import read_consents
from tests.models.builders import ANA, BEN, EVENING

from ...keeping import LIVING, open_store

KITCHEN = RoomId("kitchen")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "attune.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


def test_a_hold_is_as_old_after_a_restart_as_it_was_before(store: Store) -> None:
    store.holds.put(Hold(LIVING, DeviceId("lamp"), "power", False, frozenset({ANA, BEN}), Moment(EVENING, 5000.0)))
    (hold,) = store.holds.all(Moment(EVENING + timedelta(minutes=10), 30.0))
    assert hold == Hold(LIVING, DeviceId("lamp"), "power", False, frozenset({ANA, BEN}), Moment(EVENING, 30.0 - 600.0))


def test_a_hold_from_the_future_began_now(store: Store) -> None:
    store.holds.put(Hold(LIVING, DeviceId("lamp"), "power", True, frozenset({ANA}), Moment(EVENING, 5000.0)))
    (hold,) = store.holds.all(Moment(EVENING - timedelta(days=1), 30.0))
    assert hold.since.mono == 30.0


def test_a_later_hold_takes_the_place_of_the_earlier_and_goes_when_dropped(store: Store) -> None:
    for value in (0.2, 0.4):
        store.holds.put(Hold(LIVING, DeviceId("lamp"), "brightness", value, frozenset({ANA}), Moment(EVENING, 1.0)))
    now = Moment(EVENING, 2.0)
    assert [hold.value for hold in store.holds.all(now)] == [0.4]
    store.holds.drop(DeviceId("lamp"), "power")
    assert len(store.holds.all(now)) == 1
    store.holds.drop(DeviceId("lamp"), "brightness")
    assert store.holds.all(now) == []


def test_debts_places_consents_and_settings_are_remembered(store: Store, path: Path) -> None:
    store.debts.put(LIVING, "light", {ANA: 0.5, BEN: -0.5})
    store.debts.put(LIVING, "light", {ANA: 1.0})
    store.places.put(ANA, "kitchen", EVENING)
    store.places.put(ANA, "not_home", EVENING + timedelta(hours=1))
    store.consents.put(ANA, ["music", "light"], EVENING)
    store.consents.put(BEN, [], EVENING)
    store.settings.put("paused", True)
    store.close()
    with open_store(path) as again:
        assert again.debts.all() == {(LIVING, "light"): {ANA: 1.0, BEN: -0.5}}
        assert again.places.all() == {ANA: ("not_home", EVENING + timedelta(hours=1))}
        assert again.consents.all() == {ANA: frozenset({"light", "music"}), BEN: frozenset()}
        assert again.settings.get("paused") is True
        assert again.settings.get("never", 7) == 7
    assert read_consents(path) == {ANA: frozenset({"light", "music"}), BEN: frozenset()}
