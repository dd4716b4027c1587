"""When the broker is asked whether it passes a command on: what nothing came of, and what no device answers for soon."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import DeviceId, Value
from tests.hub.a_house import Living, make_config
from tests.hub.build import moment

ON = {"power": True}


@pytest.fixture
def make_home(tmp_path: Path) -> Iterator[Callable[..., Living]]:
    made: list[Living] = []

    def make(*devices: dict[str, Any]) -> Living:
        config = make_config(tmp_path, rooms={"kitchen": {"devices": list(devices)}}) if devices else None
        made.append(Living(tmp_path, config))
        return made[-1]

    yield make
    for home in made:
        home.close()


def qos_of(home: Living, device: str, values: Mapping[str, Value], is_again: bool = False) -> int:
    home.said.clear()
    home.house.outbox.send({DeviceId(device): values}, "decision", moment(1), is_again)
    (said,) = home.said
    return said.qos


def test_a_lamp_that_answers_soon_is_asked_itself_and_the_broker_when_it_did_not(make_home: Callable[..., Living]) -> None:
    home = make_home()
    assert qos_of(home, "lamp", ON) == 0
    assert qos_of(home, "lamp", ON, is_again=True) == 1


def test_a_command_said_again_asks_the_broker(make_home: Callable[..., Living]) -> None:
    home = make_home()
    at_s = home.teach()
    home.hear("home/lamp", '{"on": "off", "level": 100}', at_s)
    home.said.clear()
    home.hear("home/presence/ana", "kitchen", at_s + 10)
    for second in range(11, 15):
        home.tick(at_s + second)
    assert [said.qos for said in home.said if said.topic == "home/lamp/set"] == [0, 1]


def test_the_broker_is_asked_of_a_device_that_answers_late(make_home: Callable[..., Living]) -> None:
    assert qos_of(make_home({"chromecast": "Kitchen", "id": "speaker"}), "speaker", {"volume": 0.2}) == 1
