"""Lamps that move by themselves, through the running program: further members of cases 2 and 5. A fade of the strip's own, an
effect, a motion detector inside the lamp, telemetry that crosses a command.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.devices.simulated_zigbee import SimulatedZigbee
from tests.mosquitto import Mosquitto

from .learned import learned
from .living import Household, Hub, configuration, definition

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]
WLED = "wled/strip"
TASMOTA = {
    "ip": "192.0.2.7", "dn": "Lamp", "fn": ["Lamp", *[None] * 7], "hn": "tasmota-lamp", "mac": "AABBCC000001",
    "md": "Sonoff D1", "ty": 0, "if": 0, "ofln": "Offline", "onln": "Online", "state": ["OFF", "ON", "TOGGLE", "HOLD"],
    "sw": "15.0.1", "t": "lamp", "ft": "%prefix%/%topic%/", "tp": ["cmnd", "stat", "tele"], "rl": [2, *[0] * 7],
    "swc": [-1] * 8, "swn": [None] * 8, "btn": [0] * 8, "lk": 1, "lt_st": 1, "sho": [0] * 4, "ver": 1,
    "so": {"4": 0, "11": 0, "13": 0, "17": 0, "20": 0, "30": 0, "68": 0, "73": 0, "82": 0, "114": 0, "117": 0},
}  # fmt: skip
STRIP = {
    "schema": "json", "unique_id": "strip_1", "name": "Strip", "brightness": True, "supported_color_modes": ["rgb"],
    "state_topic": "strip/state", "command_topic": "strip/set", "effect": True, "effect_list": ["None", "Rainbow"],
}  # fmt: skip


def begun(household: Household, mosquitto: Mosquitto, make_hub: MakeHub, block: dict[str, Any], **pinned: Any) -> Hub:
    config = configuration(mosquitto.port, {"living_room": [block]}, learning={"settle": 1, "correction_window": 60})
    config["occupants"]["ana"]["pinned"] = [
        {"room": "living_room", "quantity": quantity, "value": value} for quantity, value in pinned.items()
    ]
    hub = make_hub(config)
    hub.start(household)
    household.goes("ana", "not_home")
    return hub


def strip_says(household: Household, level: int, is_fading: bool) -> None:
    """As a WLED does: the level first, and then all of it in XML."""
    household.publish(f"{WLED}/g", str(level))
    night = f"<nl>{int(is_fading)}</nl><nf>1</nf><nd>60</nd><nt>0</nt>"
    household.publish(f"{WLED}/v", f'<?xml version="1.0" ?><vs><ac>{level}</ac><cl>255</cl>{night}<fx>0</fx></vs>')


def test_a_strips_own_nightlight_is_no_hand_and_a_hand_afterwards_is(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    household.publish(f"{WLED}/status", "online", retain=True)
    hub = begun(household, mosquitto, make_hub, {"wled": WLED})
    strip_says(household, 200, is_fading=False)
    household.goes("ana", "living_room")
    household.quiet(0.3)
    for level in (180, 120, 60, 20):
        strip_says(household, level, is_fading=True)
        household.quiet(1.2)
    strip_says(household, 0, is_fading=False)
    household.quiet(1.5)
    assert learned(hub) == []
    strip_says(household, 128, is_fading=False)
    household.wait_for(lambda: ("brightness", 0.502) in learned(hub), "her level")


def test_the_colours_of_an_effect_are_nobodys_choice_and_the_next_one_is(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    def says(effect: str | None, red: int, green: int) -> None:
        colour = {"r": red, "g": green, "b": 0}
        told = {"state": "ON", "brightness": 128, "color_mode": "rgb", "color": colour, "effect": effect}
        household.publish("strip/state", json.dumps(told), retain=True)

    household.publish("homeassistant/light/strip_1/config", json.dumps(STRIP), retain=True)
    says("None", 255, 0)
    hub = begun(household, mosquitto, make_hub, {"home_assistant_mqtt": "strip_1"})
    household.goes("ana", "living_room")
    household.quiet(0.3)
    for green in (60, 120, 180):
        says("Rainbow", 255 - green, green)
        household.quiet(1.3)
    assert learned(hub) == []
    says("None", 0, 255)
    household.wait_for(lambda: [kind for kind, _ in learned(hub) if kind == "colour"], "her colour")


@pytest.fixture
def nightlight(household: Household) -> SimulatedZigbee:
    state = {"state": "OFF", "brightness": 200, "occupancy": False, "illuminance": 3}
    device = SimulatedZigbee(NIGHTLIGHT, "night_lamp", "0x00158d0000000051", state=state)
    household.add(device)
    return device


NIGHTLIGHT = {
    **definition("84845509"),
    "model": "3RSNL02043Z",
    "exposes": [
        *definition("84845509")["exposes"],
        {
            "type": "binary", "name": "occupancy", "property": "occupancy", "label": "Occupancy", "access": 1,
            "value_on": True, "value_off": False,
        },
        {"type": "enum", "name": "action", "property": "action", "label": "Action", "access": 1, "values": ["single"]},
    ],
}  # fmt: skip


@pytest.mark.parametrize("order", ["the lamp first", "the detector first", "in one word"])
def test_a_lamp_that_follows_its_own_detector_teaches_nobody(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub, nightlight: SimulatedZigbee, order: str
) -> None:
    hub = begun(household, mosquitto, make_hub, {"zigbee2mqtt": "night_lamp"})
    household.tell_states()
    household.goes("ana", "living_room")
    household.quiet(0.3)
    for is_moving in (True, False):
        detects, lights = {"occupancy": is_moving}, {"state": "ON" if is_moving else "OFF"}
        if order == "in one word":
            household.sets(nightlight, **detects, **lights)
        for said in (lights, detects) if order == "the lamp first" else (detects, lights):
            household.sets(nightlight, **said)
        household.quiet(1.6)
    household.quiet(1.0)
    assert learned(hub) == []
    household.sets(nightlight, state="ON")
    household.wait_for(lambda: ("power", True) in learned(hub), "what she lit herself, much later")


def test_telemetry_that_crosses_a_command_teaches_nobody(mosquitto: Mosquitto, household: Household, make_hub: MakeHub) -> None:
    household.publish("tasmota/discovery/AABBCC000001/config", json.dumps(TASMOTA), retain=True)
    household.publish("tele/lamp/LWT", "Online", retain=True)
    hub = begun(household, mosquitto, make_hub, {"tasmota": "lamp"}, power=True, brightness=0.9)
    household.publish("tele/lamp/STATE", json.dumps({"POWER": "ON", "Dimmer": 60}))
    household.quiet(3.5)
    mark = household.mark()
    household.goes("ana", "living_room")
    household.wait_for(lambda: [t for _, t, _ in household.heard[mark:] if t.startswith("cmnd/lamp/")], "light")
    household.publish("stat/lamp/RESULT", json.dumps({"POWER": "ON", "Dimmer": 90}))
    household.publish("tele/lamp/STATE", json.dumps({"POWER": "ON", "Dimmer": 60}))  # it was on its way when the command came
    household.quiet(7.0)
    assert learned(hub) == []
    household.publish("stat/lamp/RESULT", json.dumps({"POWER": "ON", "Dimmer": 30}))
    household.wait_for(lambda: ("brightness", 0.3) in learned(hub), "her level")
