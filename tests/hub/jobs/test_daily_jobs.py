"""The daily jobs as the hub runs them: each once a day, whatever its disk does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.jobs.daily_jobs import Upkeep
from hub.jobs.timers import Tick
from tests.fake_clock import FakeClock

from ..a_house import Living
from ..build import START


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    found = Living(tmp_path)
    yield found
    found.close()


def ran(home: Living, upkeep: Upkeep, clock: FakeClock, hours: int, caplog: pytest.LogCaptureFixture) -> list[str]:
    """So many hours, a tick every ten minutes."""
    caplog.clear()
    caplog.set_level("INFO")
    for _ in range(hours * 6):
        clock.advance(600)
        upkeep.due(Tick(), home.house, lambda _words: None)
    return [record.getMessage().removeprefix("daily job: ") for record in caplog.records if "daily job" in record.getMessage()]


def test_each_runs_once_a_day_also_over_a_restart(home: Living, caplog: pytest.LogCaptureFixture) -> None:
    clock = FakeClock(START)
    upkeep = Upkeep(home.store, clock, {})
    assert ran(home, upkeep, clock, 24, caplog) == ["train", "retain", "backup"]
    assert ran(home, Upkeep(home.store, clock, {}), clock, 6, caplog) == []


def test_on_a_disk_that_takes_nothing_none_is_run_over_and_over(home: Living, caplog: pytest.LogCaptureFixture) -> None:
    clock = FakeClock(START)
    home.store._connection.execute("pragma query_only = on")
    assert ran(home, Upkeep(home.store, clock, {}), clock, 24, caplog) == ["train", "retain", "backup"]


def test_on_a_card_that_gives_nothing_back_they_wait(home: Living, caplog: pytest.LogCaptureFixture) -> None:
    clock = FakeClock(START)
    upkeep = Upkeep(home.store, clock, {})
    home.store._connection.execute("alter table settings rename to lost")
    assert ran(home, upkeep, clock, 2, caplog) == []
    assert home.house.standing.degraded
    home.store._connection.execute("alter table lost rename to settings")
    assert ran(home, upkeep, clock, 24, caplog) == ["train", "retain", "backup"]
