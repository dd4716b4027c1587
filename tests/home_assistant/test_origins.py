"""Who changed a lamp of Home Assistant: a wall switch, a person in the interface, an automation, the hub itself."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.whole.living import Household, Hub, configuration

from .residence import Lamp, Residence

pytestmark = [pytest.mark.home_assistant, pytest.mark.timeout(300)]
TRIALS = 20


class Home:
    """A hub that watches light.wall for Ana, whose phone is a tracker of Home Assistant."""

    def __init__(self, residence: Residence, household: Household, hub: Hub) -> None:
        self.residence, self.household, self.hub = residence, household, hub
        self.lamp: Lamp = residence.lamp("wall")
        self.go = residence.tracker("ana_phone")
        self.go("not_home")
        hub.start(household)
        residence.wait(lambda: self.status()["link"]["home_assistant"]["state"] == "up", "the hub to be in Home Assistant")
        residence.wait(lambda: not self.status()["missing"], "the hub to know its entities")

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = self.hub.asked("status")
        return found

    def enter(self) -> None:
        self.go("study")
        self.residence.wait(lambda: self.status()["people"][0]["room"] == "study", "Ana to be in the study")

    def leave(self) -> None:
        self.go("not_home")
        self.residence.wait(lambda: self.status()["people"][0]["home"] is False, "Ana to be out")

    def held(self) -> list[str]:
        """What of the lamp a hand holds now."""
        return list(self.status()["rooms"][0]["devices"][0]["held"])

    def lessons(self) -> int:
        """How many levels have been learned."""
        return int(self.status()["people"][0]["examples"].get("brightness", 0))

    def expect_lessons(self, wanted: int) -> None:
        self.residence.wait(lambda: self.lessons() == wanted, f"{wanted} lessons")

    def expect_level(self, wanted: int) -> None:
        """wanted: 1..255."""
        self.residence.wait(lambda: abs((self.level() or 0.0) - wanted / 255) < 0.01, f"level {wanted}")

    def level(self) -> float | None:
        found = self.status()["rooms"][0]["devices"][0]["state"].get("brightness")
        return None if found is None else float(found)


@pytest.fixture
def home(residence: Residence, household: Household, make_hub: Callable[[Mapping[str, Any]], Hub]) -> Home:
    config = configuration(residence.mqtt_port, {"study": [{"home_assistant": "light.wall"}]})
    config["home_assistant"] = {"url": residence.url, "token": residence.tokens["hub"]}
    config["occupants"]["ana"]["presence"] = [{"home_assistant": "device_tracker.ana_phone"}]
    config["autonomy"] = "watch"
    return Home(residence, household, make_hub(config))


def test_a_wall_switch_is_a_hand_in_every_trial(home: Home) -> None:
    home.lamp.wall_switch(True, 100)
    home.enter()
    for trial in range(TRIALS):
        before = home.lessons()
        home.lamp.wall_switch(True, 20 + 11 * trial)
        home.residence.wait(lambda: "brightness" in home.held(), f"a hold in trial {trial}")
        home.expect_lessons(before + 1)
        home.leave()
        assert home.held() == []
        home.enter()


def test_a_persons_click_is_a_hand_in_every_trial(home: Home) -> None:
    home.lamp.wall_switch(True, 100)
    home.enter()
    for trial in range(TRIALS):
        before = home.lessons()
        home.residence.as_person("ana", "light.turn_on", entity_id="light.wall", brightness=20 + 11 * trial)
        home.expect_lessons(before + 1)
        assert "brightness" in home.held()


def test_an_automation_is_no_hand_in_any_trial(home: Home) -> None:
    home.lamp.wall_switch(True, 100)
    home.enter()
    for trial in range(TRIALS):
        level = 20 + 11 * trial
        home.residence.automation("light.turn_on", "light.wall", brightness=level)
        home.expect_level(level)
        assert home.held() == [], f"trial {trial}"
    home.household.quiet(1.0)
    assert home.lessons() == 0
