"""What the configuration names and nobody has heard of is told, once, until it is heard."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.steps.never_heard import WAIT_S
from tests.hub.a_house import Living, make_config
from tests.hub.build import moment

SPOKEN = {
    "wled": ({"wled": "wled/aabbcc"}, "wled/aabbcc/status", "online"),
    "shelly": ({"shelly": "shellyplus1-08b61fd90730"}, "shellyplus1-08b61fd90730/online", "true"),
    "shelly_gen1": ({"shelly_gen1": "shelly1-B8ED33"}, "shellies/shelly1-B8ED33/online", "true"),
    "esphome": ({"esphome": "node/light/lamp"}, "node/status", "offline"),
    "kodi": ({"kodi": "kodi"}, "kodi/connected", "0"),
    "sonos": ({"sonos": "RINCON_000E5000000001400"}, "sonos/connected", "2"),
    "chromecast": ({"chromecast": "Kitchen"}, "chromecast/Kitchen/connection_status", "CONNECTED"),
    "otgw": ({"otgw": "otgw-AABBCCDDEEFF"}, "OTGW/value/otgw-AABBCCDDEEFF", "online"),
}
ANNOUNCED = {
    "zigbee2mqtt": {"zigbee2mqtt": "lmap"},
    "tasmota": {"tasmota": "corenr"},
    "homie": {"homie": "lamp-11"},
    "zwavejs": {"zwavejs": "offcie/light"},
    "home_assistant_mqtt": {"home_assistant_mqtt": "light.dsek"},
}


def living(folder: Path, block: dict[str, Any]) -> Living:
    rooms = {"kitchen": {"devices": [block]}, "hall": {}}
    music = {"calm": {"url": "http://radio.example/calm.mp3"}}
    return Living(folder, make_config(folder, rooms=rooms, music=music))


def problems(home: Living) -> list[str]:
    return [json.loads(told)["problem"] for told in home.told("attune/problem")]


@pytest.fixture
def begun(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Living]:
    home = living(tmp_path, request.param)
    home.step.link(True, moment(0.0))
    home.tick(WAIT_S - 1.0)
    assert problems(home) == []
    yield home
    home.close()


@pytest.mark.parametrize("begun", ANNOUNCED.values(), ids=ANNOUNCED, indirect=True)
def test_what_nothing_announces_is_told_once(begun: Living) -> None:
    for at in range(1, 6):
        begun.tick(at * WAIT_S)
    (told,) = problems(begun)
    assert "is not announced by anything" in told
    assert told in begun.house.problems


@pytest.mark.parametrize("begun", [block for block, *_ in SPOKEN.values()], ids=SPOKEN, indirect=True)
def test_of_what_the_broker_would_keep_something_silence_is_told(begun: Living) -> None:
    begun.tick(WAIT_S)
    (told,) = problems(begun)
    assert "has said nothing so far" in told


@pytest.mark.parametrize(("block", "topic", "word"), SPOKEN.values(), ids=SPOKEN)
def test_it_is_over_when_it_is_heard(tmp_path: Path, block: dict[str, Any], topic: str, word: str) -> None:
    home = living(tmp_path, block)
    home.step.link(True, moment(0.0))
    home.tick(WAIT_S)
    home.hear(topic, word, WAIT_S + 1.0)
    home.tick(2 * WAIT_S)
    told, over = problems(home)
    assert over.endswith("is heard now")
    assert told not in home.house.problems
    home.close()


@pytest.mark.parametrize(("block", "topic", "word"), SPOKEN.values(), ids=SPOKEN)
def test_nobody_is_bothered_about_who_has_spoken_or_while_the_broker_is_away(
    tmp_path: Path, block: dict[str, Any], topic: str, word: str
) -> None:
    home = living(tmp_path, block)
    home.step.link(True, moment(0.0))
    home.step.link(False, moment(1.0))
    home.tick(WAIT_S)
    assert problems(home) == []
    home.step.link(True, moment(WAIT_S))
    home.hear(topic, word, WAIT_S + 1.0)
    home.tick(3 * WAIT_S)
    assert problems(home) == []
    home.close()
