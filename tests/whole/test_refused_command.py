"""Row B10: the broker's access list takes away the right to command a lamp. The broker is named, not the lamp."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration, teach, tunable_lamp

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
ALL, NOT_THE_LAMP = "topic readwrite #\n", "topic readwrite #\ntopic deny zigbee2mqtt/lamp/set\n"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    (tmp_path / "acl").write_text(ALL)
    with Mosquitto(f"acl_file {tmp_path / 'acl'}", tmp_path) as running:
        yield running


@pytest.fixture
def household(broker: Mosquitto) -> Iterator[Household]:
    home = Household(broker.port)
    yield home
    home.close()


def allow(broker: Mosquitto, rules: str) -> None:
    """From now on: when nothing else goes on, the broker reads them before it reads what we say next."""
    (broker.folder / "acl").write_text(rules)
    mark = broker.log().count("Reloading config")
    broker.reread()
    while broker.log().count("Reloading config") == mark:
        pass


def test_a_right_taken_away_is_told_within_five_seconds_in_the_brokers_words(
    broker: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    lamp = tunable_lamp("lamp")
    household.add(lamp)
    learning = {"settle": 0.3, "correction_window": 30}  # longer than it takes to find out that nothing came of a command
    hub = make_hub(configuration(broker.port, {"living_room": [{"zigbee2mqtt": "lamp"}]}, learning=learning))
    hub.start(household)
    teach(household, "ana", "living_room", lamp, state="ON", brightness=100)
    mark = household.mark()
    household.goes("ana", "living_room")
    household.wait_for(lambda: household.commands(mark), "the lamp to be set as taught")
    household.quiet(2.5)  # a lamp is changed at most every two seconds
    household.goes("ana", "not_home")
    household.quiet(0.5)
    household.sets(lamp, state="OFF")
    household.quiet(0.5)

    allow(broker, NOT_THE_LAMP)
    mark, learned = household.mark(), hub.status()["people"][0]["examples"]
    household.goes("ana", "living_room")
    (told,) = household.wait_for(lambda: household.since(mark, "attune/problem"), "the refusal")
    assert "zigbee2mqtt/lamp/set" in told["problem"]
    assert "Not authorized" in told["problem"]
    assert (told["topics"], told["room"]) == (["zigbee2mqtt/lamp/set"], "living_room")
    assert hub.status()["problems"] == [told["problem"]]
    assert hub.status()["link"]["forbidden"] == 1
    assert "1 messages the broker did not pass on" in hub.attune("status")
    household.quiet(6.0)  # by now the lamp would have been told again
    assert len(household.since(mark, "attune/problem")) == 1
    assert hub.status()["link"]["forbidden"] == 1

    allow(broker, ALL)
    household.goes("ana", "not_home")
    household.quiet(0.5)
    assert hub.status()["people"][0]["examples"] == learned  # nobody is content with what did not come about
    mark = household.mark()
    household.goes("ana", "living_room")
    household.wait_for(lambda: household.commands(mark), "the lamp to be set again")
    household.wait_for(lambda: not hub.status()["problems"], "all to be well")
