"""Row V6 through the running program: after a week nobody can see from the lessons when exactly somebody came home."""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.mosquitto import Mosquitto

from .later import Time
from .learned import learned
from .living import Household, Hub, configuration, started, teach, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
DAY_S = 86_400.0


def times(hub: Hub) -> list[datetime]:
    """When each lesson was, in every column that says so."""
    with contextlib.closing(sqlite3.connect(hub.folder / "attune.db")) as read:
        rows = read.execute("select at, context from examples order by id").fetchall()
    return [datetime.fromisoformat(when) for at, context in rows for when in (at, json.loads(context)["local"])]


def is_quarter(at: datetime) -> bool:
    return at.minute % 15 == 0 and at.second == 0 and at.microsecond == 0


def test_row_v6_after_a_week_lessons_are_known_to_a_quarter_of_an_hour_and_the_light_is_as_it_was(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = Time(tmp_path, monkeypatch)
    lamp = tunable_lamp("lamp")
    household.add(lamp)
    hub = started(household, make_hub(configuration(mosquitto.port, {"den": [{"zigbee2mqtt": "lamp"}]})))
    teach(household, "ana", "den", lamp, state="ON", brightness=76)
    before = learned(hub)
    exact = times(hub)
    assert not all(map(is_quarter, exact))
    assert hub.stop() == 0
    for days in (1, 9):  # the day after they are exact still, and it is seen then that the clock runs
        time.passes_unseen(days * DAY_S)
        started(household, hub)
        expected = days == 9
        household.wait_for(lambda e=expected: all(map(is_quarter, times(hub))) is e, "the night's work")
        assert hub.stop() == 0
    assert [abs((a - b).total_seconds()) < 900 for a, b in zip(exact, times(hub), strict=True)] == [True] * len(exact)
    assert learned(hub) == before
    started(household, hub)
    mark = household.mark()
    household.goes("ana", "den")
    level = next(wish["value"] for wish in household.decision(mark)["wishes"] if wish["quantity"] == "brightness")
    assert level * 254 == pytest.approx(76, abs=3)
