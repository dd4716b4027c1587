"""What has to be done every day is done once, at its time, and what fails is told and harms nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from hub.jobs.daily_jobs import Upkeep
from hub.jobs.timers import Tick
from hub.jobs.trainer import Trainer
from tests.fake_clock import FakeClock

from ..a_house import Living

EVENING, NIGHT = datetime(2026, 3, 2, 18, tzinfo=UTC), datetime(2026, 3, 3, 4, tzinfo=UTC)


class FakeTrainer:
    """status: what poll() finds once."""

    def __init__(self) -> None:
        self.started = 0
        self.status: int | None = None

    def start(self) -> None:
        self.started += 1

    def poll(self) -> int | None:
        status, self.status = self.status, None
        return status


class Night:
    def __init__(self, folder: Path) -> None:
        self.home, self.clock, self.trainer = Living(folder), FakeClock(EVENING), FakeTrainer()
        self.problems: list[str] = []
        self.upkeep = Upkeep(self.home.store, self.clock, cast(Trainer, self.trainer))

    def tick(self, at: datetime) -> None:
        self.clock.set_wall(at)
        self.upkeep.due(Tick(), self.home.house, self.problems.append)

    def backups(self) -> int:
        folder = self.home.store.backup_folder
        return len(list(folder.glob("*"))) if folder.exists() else 0


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Night]:
    made = Night(tmp_path)
    yield made
    made.home.close()


def test_a_fresh_home_has_missed_nothing(night: Night) -> None:
    night.tick(EVENING)
    assert (night.trainer.started, night.backups()) == (0, 0)


def test_each_job_is_done_once_a_night(night: Night) -> None:
    for at in (EVENING, NIGHT, NIGHT.replace(minute=30), NIGHT.replace(hour=12)):
        night.tick(at)
    assert (night.trainer.started, night.backups()) == (1, 1)
    assert night.problems == []


def test_a_restart_in_the_night_does_none_again(night: Night) -> None:
    night.tick(EVENING)
    night.tick(NIGHT)
    night.upkeep = Upkeep(night.home.store, night.clock, cast(Trainer, night.trainer))
    night.tick(NIGHT.replace(minute=1))
    assert (night.trainer.started, night.backups()) == (1, 1)


def test_a_job_that_fails_is_told_and_the_others_are_done(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_now: datetime) -> None:
        raise OSError("no space left")

    night.tick(EVENING)
    monkeypatch.setattr(night.home.store, "retain", fails)
    night.tick(NIGHT)
    assert night.problems == ["the daily job retain could not be done: no space left"]
    assert (night.trainer.started, night.backups()) == (1, 1)


def test_a_training_that_went_well_is_news_once(night: Night) -> None:
    assert not night.upkeep.poll()
    night.trainer.status = 1
    assert not night.upkeep.poll()
    night.trainer.status = 0
    assert night.upkeep.poll()
    assert not night.upkeep.poll()


def test_a_home_without_priors_of_its_own_has_the_shipped_ones(night: Night) -> None:
    assert night.upkeep.priors() is None
    assert night.upkeep.notes() == ()
