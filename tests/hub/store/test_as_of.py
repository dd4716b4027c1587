"""A copy as it was: what was learned or decided since is gone, what has no date only where nothing had been learned."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from devices.vocabulary import OccupantId
from hub.store.as_of import make_as_of
from hub.store.connection import connected, tables_of
from hub.store.schema import COLUMNS
from tests.models.builders import EVENING

from ..keeping import fill, open_store

ANA = OccupantId("ana")
LATER = EVENING + timedelta(days=3)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Ana's rows of two days, three days apart."""
    path = tmp_path / "attune.db"
    with open_store(path) as store:
        fill(store, ANA, "lamp", EVENING)
        fill(store, ANA, "shade", LATER, lessons=7)
        store.settings.put("movements", {"ways": {}})
        store.settings.put("paused", True)
    return path


def counts(path: Path) -> dict[str, int]:
    with closing(connected(str(path))) as found:
        tables = [table for table in tables_of(found) if table in COLUMNS]
        return {table: found.execute(f"select count(*) from {table}").fetchone()[0] for table in tables}


def test_what_was_learned_and_decided_since_is_gone_and_what_is_of_the_moment(copy: Path) -> None:
    make_as_of(copy, LATER - timedelta(days=1))
    found = counts(copy)
    assert (found["examples"], found["decisions"], found["settings"]) == (5, 1, 1)
    assert found["ways"] == 1
    for table in ("holds", "debts", "whereabouts", "put_off", "recorded", "page_codes", "page_passwords", "page_sessions"):
        assert found[table] == 0


def test_before_anything_was_learned_only_what_was_agreed_to_and_taken_is_there(copy: Path) -> None:
    make_as_of(copy, EVENING - timedelta(days=1))
    assert {table for table, count in counts(copy).items() if count} == {"consents", "fingerprints"}


def test_who_was_away_then_is_away_still_whenever_they_came_back_and_who_had_come_back_has(copy: Path) -> None:
    with open_store(copy) as store:
        for days, came in ((0.5, True), (1.5, True), (1.8, False), (2.5, True)):
            left = EVENING + timedelta(days=days)
            store.comings.left(ANA, f"room{days}", left)
            if came:
                store.comings.came(ANA, f"room{days}", left, left + timedelta(hours=18))
    make_as_of(copy, EVENING + timedelta(days=2))
    with open_store(copy) as store:
        found = {place: came for _, place, _, came in store.comings.all() if place.startswith("room")}
    assert found == {"room0.5": EVENING + timedelta(days=1.25), "room1.5": None, "room1.8": None}
