"""A thermometer that says what no room is: told once, and nothing is made of it."""

from pathlib import Path

import pytest

from devices.vocabulary import DeviceId

from ..a_house import Living

THERMOMETER = DeviceId("home/kitchen/temperature")


@pytest.mark.parametrize("value", ["85", "85.0", "-45", "120"])
def test_it_is_told_once_and_what_it_said_before_stands(tmp_path: Path, value: str) -> None:
    home = Living(tmp_path, rooms={"kitchen": {"sensors": [{"topic": THERMOMETER, "quantity": "temperature"}]}})
    home.hear(THERMOMETER, "20.5", 1.0)
    for minute in range(1, 20):
        home.hear(THERMOMETER, value, 60.0 * minute)
    assert home.house.readings.last(THERMOMETER, "temperature") == 20.5
    told = [body.decode() for body in home.told("attune/problem")]
    assert len([words for words in told if "no room is" in words]) == 1
    home.hear(THERMOMETER, "21", 2000.0)
    assert home.house.readings.last(THERMOMETER, "temperature") == 21.0
    home.close()
