"""``attune calibrate`` as a resident uses it: walked through the rooms, on a real broker, with the hub running."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.mosquitto import Mosquitto
from tests.patience import PATIENCE_S

from .living import Household, Hub, configuration

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
METRES = {
    "kitchen": {"kitchen": 1.0, "study": 7.0},
    "study": {"kitchen": 7.0, "study": 1.0},
    "hall": {"kitchen": 4.0, "study": 4.0},
}


@pytest.fixture
def hub(mosquitto: Mosquitto, make_hub: MakeHub) -> Hub:
    config = configuration(mosquitto.port, {"kitchen": [], "study": [], "hall": []})
    config["occupants"]["ana"]["presence"] = [{"espresense": "irk:ana"}]
    return make_hub(config)


class Phone:
    """Ana's phone, heard by two receivers five times a second from where ``at`` says."""

    def __init__(self, household: Household) -> None:
        self.at = "kitchen"
        self._household, self._ends = household, threading.Event()
        self._thread = threading.Thread(target=self._speak, daemon=True)
        self._thread.start()

    def _speak(self) -> None:
        while not self._ends.is_set():
            for receiver, metres in METRES[self.at].items():
                self._household.publish(f"espresense/devices/irk:ana/{receiver}", json.dumps({"distance": metres}))
            time.sleep(0.2)

    def close(self) -> None:
        self._ends.set()
        self._thread.join(PATIENCE_S)


def test_rooms_are_taken_and_the_running_hub_tells_one_that_has_no_receiver(household: Household, hub: Hub) -> None:
    hub.start(household)
    phone = Phone(household)
    try:
        for room in ("kitchen", "hall", "study"):
            phone.at = room
            household.quiet(1.0)
            told = json.loads(hub.attune("calibrate", "ana", "--room", room, "--seconds", "3", "--yes", "--json"))
            assert told[0]["taken"][room] >= 5
        assert (told[0]["rooms"], told[0]["used"]) == (3, True)
        phone.at = "hall"
        household.wait_for(lambda: hub.asked("status")["people"][0]["room"] == "hall", "Ana to be in the hall")
    finally:
        phone.close()
    assert "dropped" in hub.attune("calibrate", "ana", "--forget")


def test_what_cannot_be_taken_is_told_in_one_line(
    household: Household, hub: Hub, make_hub: MakeHub, mosquitto: Mosquitto
) -> None:
    for arguments, why in (
        (["bo"], "knows no 'bo'"),
        (["ana", "--room", "attic"], "there is no room 'attic'"),
        (["ana", "--room", "kitchen", "--seconds", "1", "--yes"], "no receiver heard the phone"),
    ):
        said = hub.attune("calibrate", *arguments, expect=1)
        assert why in said
        assert "Traceback" not in said
    without = make_hub(configuration(mosquitto.port, {"kitchen": []}))
    assert "Bluetooth receivers" in without.attune("calibrate", "ana", "--yes", expect=1)
