"""Devices that retain nothing are asked how they are: once when they are known, again when they come back."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.devices.recorded.tasmota.samples import MAC, config
from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
LAMP = {"rl": [2, 0, 0, 0, 0, 0, 0, 0], "lt_st": 2}
SHELLY = "shellyplus1pm-441793d69718"


def asked(household: Household, mark: int) -> tuple[int, int]:
    """How often the Tasmota and the Shelly were asked."""
    return len(household.since(mark, "cmnd/corner/State")), len(household.since(mark, f"{SHELLY}/rpc"))


def test_each_is_asked_once_and_again_when_it_is_back(mosquitto: Mosquitto, household: Household, make_hub: MakeHub) -> None:
    hub = make_hub(configuration(mosquitto.port, {"living_room": [{"tasmota": "corner"}, {"shelly": SHELLY}]}))
    hub.start(household)
    mark = 0
    household.wait_for(lambda: asked(household, mark) == (0, 1), "a question to the Shelly")
    household.publish(f"tasmota/discovery/{MAC}/config", config(**LAMP), retain=True)
    household.wait_for(lambda: asked(household, mark) == (1, 1), "a question to the Tasmota, once it is known")
    household.publish("tele/corner/LWT", "Online", retain=True)
    household.publish(f"{SHELLY}/online", "true", retain=True)
    household.quiet(0.5)
    assert asked(household, mark) == (1, 1)
    for word in ("Offline", "Online"):
        household.publish("tele/corner/LWT", word)
    for word in ("false", "true"):
        household.publish(f"{SHELLY}/online", word)
    household.wait_for(lambda: asked(household, mark) == (2, 2), "both to be asked again")


def test_what_a_device_answers_is_how_it_is_and_nobodys_doing(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    household.publish(f"tasmota/discovery/{MAC}/config", config(**LAMP), retain=True)
    hub = make_hub(configuration(mosquitto.port, {"living_room": [{"tasmota": "corner"}]}))
    hub.start(household)
    household.wait_for(lambda: household.since(0, "cmnd/corner/State"), "the question")
    household.goes("ana", "living_room")
    household.publish("stat/corner/RESULT", '{"POWER":"ON","Dimmer":40,"Color":"FF62","CT":250}')

    def level() -> float | None:
        found = hub.asked("status")["rooms"][0]["devices"][0]["state"].get("brightness")
        return None if found is None else round(found, 2)

    household.wait_for(lambda: level() == 0.4, "the level to be known")
    assert hub.asked("status")["people"][0]["examples"] == {}
