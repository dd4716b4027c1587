"""Row T4 through the running program: a machine without a clock of its own starts in 1970, until the network tells the time."""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.mosquitto import Mosquitto

from . import living
from .learned import learned
from .living import Household, Hub, configuration, started, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
DOUBTED = "the clock cannot be believed"
# Read by Python as it starts: the wall clock is wrong by as many seconds as a file says, the monotonic one runs as ever.
A_WRONG_CLOCK = """
from datetime import timedelta
from pathlib import Path
import hub.clock
from devices.vocabulary import Moment
right = hub.clock.SystemClock.now
def now(self):
    found = right(self)
    return Moment(found.at + timedelta(seconds=float(Path({file!r}).read_text())), found.mono)
hub.clock.SystemClock.now = now
"""


class Wall:
    """The wall clock of the hub's machine."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "wrong_by"
        (folder / "sitecustomize.py").write_text(A_WRONG_CLOCK.format(file=str(self._file)))
        self.is_wrong_by(0.0)

    def is_wrong_by(self, seconds: float) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self._file)


@pytest.fixture
def wall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wall:
    usual = living.environment()
    path = os.pathsep.join((str(tmp_path), usual["PYTHONPATH"]))
    monkeypatch.setattr(living, "environment", lambda: {**usual, "PYTHONPATH": path})
    return Wall(tmp_path)


def test_row_t4_in_1970_nothing_is_learned_or_decided_until_the_time_is_known(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, wall: Wall
) -> None:
    lamp = tunable_lamp("lamp")
    household.add(lamp)
    config = configuration(mosquitto.port, {"den": [{"zigbee2mqtt": "lamp"}]})
    config["occupants"]["ana"]["pinned"] = [{"room": "den", "quantity": "power", "value": True, "from": "00:00", "to": "23:59"}]
    wall.is_wrong_by(-56 * 365.25 * 86_400)
    mark = household.mark()
    hub = started(household, make_hub(config))
    household.wait_for(lambda: _told(household, mark, DOUBTED), "it to be told")
    assert [words for words in hub.status()["problems"] if DOUBTED in words]
    household.goes("ana", "den")
    decision = household.decision(mark)
    assert {wish["code"] for wish in decision["wishes"]} == {"no_time"}
    household.sets(lamp, state="ON", brightness=76)
    household.quiet(1.0)
    household.goes("ana", "not_home")
    household.sets(lamp, state="OFF")
    household.quiet(1.0)
    assert learned(hub) == []
    assert household.commands(mark) == []
    assert len(_told(household, mark, DOUBTED)) == 1

    wall.is_wrong_by(0.0)
    household.wait_for(lambda: _told(household, mark, "the clock is right again"), "it to be over")
    assert not [words for words in hub.status()["problems"] if DOUBTED in words]
    mark = household.mark()
    household.goes("ana", "den")
    household.wait_for(lambda: household.commands(mark), "her light")
    household.quiet(3.5)
    household.sets(lamp, brightness=127)
    household.wait_for(lambda: ("brightness", 0.5) in learned(hub), "her level")


def test_row_t4_a_pause_and_a_mode_of_before_the_time_is_known_last_as_long_as_was_said(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, wall: Wall
) -> None:
    household.add(tunable_lamp("lamp"))
    wall.is_wrong_by(-56 * 365.25 * 86_400)
    hub = started(household, make_hub(configuration(mosquitto.port, {"den": [{"zigbee2mqtt": "lamp"}]})))
    assert "what time it is is not known yet" in hub.attune("pause", "--until", "02:00", expect=1)
    assert "what time it is is not known yet" in hub.attune("mode", "party", "--until", "morning", expect=1)
    hub.attune("pause", "--until", "2h")
    hub.attune("mode", "party", "--until", "3h")
    assert hub.status()["paused_until"].startswith("19")
    wall.is_wrong_by(0.0)
    household.wait_for(lambda: not [words for words in hub.status()["problems"] if DOUBTED in words], "the time to be known")
    for _ in range(2):
        status = hub.status()
        assert status["paused"] is True
        ends = [datetime.fromisoformat(text) for text in (status["paused_until"], status["mode"]["until"])]
        assert timedelta() < ends[0] - datetime.now(UTC) < ends[1] - datetime.now(UTC) < timedelta(hours=3.1)
        assert hub.stop() == 0
        started(household, hub)  # and over a restart


def test_row_t4_a_clock_of_2099_is_not_believed(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, wall: Wall
) -> None:
    wall.is_wrong_by(73 * 365.25 * 86_400)
    hub = started(household, make_hub(configuration(mosquitto.port, {"den": [{"zigbee2mqtt": "lamp"}]})))
    household.wait_for(lambda: [words for words in hub.status()["problems"] if DOUBTED in words], "it to be told")


def _told(household: Household, mark: int, words: str) -> list[str]:
    return [said["problem"] for said in household.since(mark, "attune/problem") if words in said["problem"]]
