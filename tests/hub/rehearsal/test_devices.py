"""The made-up devices: what they say is what they are, in the hub's own quantities."""

import json
from collections.abc import Mapping

import pytest

from devices.vocabulary import DeviceId, Value
from hub.rehearsal.devices import Simulated
from hub.rehearsal.script import PartKind, ScriptPart


def make(kind: PartKind, has_level: bool = False, **begins: Value) -> Simulated:
    return Simulated.made(ScriptPart(DeviceId("it"), "it", kind, begins, has_level), "it")


@pytest.mark.parametrize("quantity", ["brightness", "colour_temperature", "setpoint", "volume"])
def test_what_a_hand_sets_is_what_it_is_however_the_device_writes_it(quantity: str) -> None:
    kinds: Mapping[str, PartKind] = {"setpoint": "valve", "volume": "player"}
    kind = kinds.get(quantity, "light")
    rounds = {
        "brightness": (0.3, 0.55, 1.0),
        "colour_temperature": (2700.0, 3350.0, 4000.0),
        "setpoint": (20.5,),
        "volume": (0.3,),
    }
    for value in rounds[quantity]:
        device = make(kind)
        device.change({quantity: value})
        assert device.values()[quantity] == value


@pytest.mark.parametrize("raw", range(255))
def test_no_level_is_lost_on_the_way(raw: int) -> None:
    device = make("light")
    device.state["brightness"] = raw
    device.change({"brightness": device.values()["brightness"]})
    assert device.state["brightness"] == raw


def test_a_light_reaches_from_2202_to_6535_kelvin() -> None:
    device = make("light")
    for asked, found in ((1000.0, 2203.0), (20_000.0, 6536.0)):
        device.change({"colour_temperature": asked})
        assert device.values()["colour_temperature"] == found


def test_a_dark_lamp_has_no_colour_and_no_level_to_see_but_keeps_both() -> None:
    device = make("light", brightness=0.3, power=False)
    assert device.seen("brightness") == 0.0
    assert device.seen("colour_temperature") is None
    assert device.values()["brightness"] == 0.3


def test_a_level_lights_a_lamp_unless_it_is_put_out() -> None:
    device = make("light")
    device.change({"brightness": 0.3})
    assert device.values()["power"] is True
    device.change({"power": False, "brightness": 0.5})
    assert device.values()["power"] is False


def test_a_command_is_obeyed_and_told_in_the_hub_s_words() -> None:
    device = make("light")
    assert device.told(b'{"state": "ON", "brightness": 76, "transition": 1}') == {"power": True, "brightness": 0.3}
    assert json.loads(device.says().payload)["brightness"] == 76


def test_a_plain_light_has_a_level_only_where_a_step_gives_it_one() -> None:
    assert set(make("plain_light").values()) == {"power"}
    assert set(make("plain_light", has_level=True).values()) == {"power", "brightness"}


def test_a_contact_is_shut_until_it_is_opened() -> None:
    device = make("contact")
    assert device.values() == {"contact": "closed"}
    device.change({"contact": "open"})
    assert json.loads(device.says().payload) == {"contact": False}
