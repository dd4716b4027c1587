"""How long another program wants a change to take, as each kind of bridge is told it."""

from pathlib import Path

import pytest

from benchmarks.simulated.device import Doing
from benchmarks.simulated.families import HOMES
from benchmarks.simulated.home import SimulatedHome
from devices.event import Ordered
from devices.families.zwavejs.payload import fade_in
from devices.message import Message
from devices.payload import fade
from devices.vocabulary import Trait

from .recorded_lines import NOW


@pytest.mark.parametrize(
    ("raw", "seconds"), [(2, 2.0), (0.5, 0.5), (None, 0.0), ("2", 0.0), (True, 0.0), (-1, 0.0), (1e9, 0.0), (float("nan"), 0.0)]
)
def test_what_is_no_time_a_lamp_could_take_is_none(raw: object, seconds: float) -> None:
    assert fade(raw) == seconds


@pytest.mark.parametrize(
    ("payload", "seconds"),
    [
        (b'{"value": 40, "options": {"transitionDuration": "5s"}}', 5.0),
        (b'{"value": 40, "options": {"transitionDuration": "1m30s"}}', 90.0),
        (b'{"value": 40, "options": {"transitionDuration": "2m"}}', 120.0),
        (b'{"value": 40, "options": {"transitionDuration": "soon"}}', 0.0),
        (b'{"value": 40, "options": 7}', 0.0),
        (b'{"value": 40}', 0.0),
        (b"40", 0.0),
        (b"on", 0.0),
    ],
)
def test_a_duration_of_z_wave_js(payload: bytes, seconds: float) -> None:
    assert fade_in(Message("zwave/hall/lamp/38/0/targetValue/set", payload, NOW)) == seconds


@pytest.mark.parametrize("family", ["zigbee2mqtt", "home_assistant_mqtt", "home_assistant", "zwavejs"])
def test_an_order_for_a_lamp_says_how_long_it_is_to_take(family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = SimulatedHome(tmp_path, 1)
    HOMES[family](home)
    home.open()
    heard: list[Ordered] = []

    def ordered(order: Ordered, _trait: Trait, _lasts_s: float) -> bool:
        heard.append(order)
        return True

    monkeypatch.setattr(home.house.attribution, "ordered", ordered)
    lamp = next(device for device in home.devices if device.manner.fades)
    for topic, payload in lamp.programs({"brightness": 0.4}):
        home.carry(topic, lamp.slowly(payload, 12.0), Doing("program", home.now))
    home.close()
    assert {order.fade_s for order in heard if order.trait == "brightness"} == {12.0}
