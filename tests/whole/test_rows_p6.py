"""Row P6 through the running program: it dies again and again, and then only observes and says why."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, started, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
DIED = "5 starts within ten minutes ended in the hub's death"


@pytest.fixture
def hub(mosquitto: Mosquitto, household: Household, make_hub: MakeHub) -> Hub:
    """Not started yet."""
    household.add(tunable_lamp("lamp"))
    config = configuration(mosquitto.port, {"den": [{"zigbee2mqtt": "lamp"}]})
    config["occupants"]["ana"]["pinned"] = [{"room": "den", "quantity": "power", "value": True}]
    return make_hub(config)


def test_row_p6_after_five_deaths_it_observes_only_says_why_and_resume_ends_it(household: Household, hub: Hub) -> None:
    for _ in range(5):
        mark = household.mark()
        started(household, hub)
        assert hub.status()["observing"] is False
        hub.kill()
        household.wait_for(lambda mark=mark: "offline" in household.since(mark, "attune/status"), "its will")
    mark = household.mark()
    started(household, hub)
    (told,) = household.wait_for(lambda: _told(household, mark), "it to be told")
    assert "the hub only observes" in told
    status = hub.status()
    assert status["observing"] is True
    assert DIED in status["observing_because"]
    assert any(DIED in words for words in status["problems"])
    assert DIED in hub.attune("status").replace("\n", " ")
    household.goes("ana", "den")
    decision = household.decision(mark)
    assert {wish["code"] for wish in decision["wishes"] if wish["quantity"] == "power"} == {"observing"}
    assert DIED in decision["sentence"]
    assert household.commands(mark) == []

    hub.attune("resume")
    household.goes("ana", "not_home")
    household.quiet(0.2)
    household.goes("ana", "den")
    household.wait_for(lambda: household.commands(mark), "her light")


def test_row_p6_who_is_ended_by_somebody_has_not_died(household: Household, hub: Hub) -> None:
    for _ in range(6):
        started(household, hub)
        assert hub.status()["observing"] is False
        assert hub.stop() == 0
    assert (hub.folder / "attune.db.starts").stat().st_mode & 0o777 == 0o600


def _told(household: Household, mark: int) -> list[str]:
    return [said["problem"] for said in household.since(mark, "attune/problem") if DIED in said["problem"]]
