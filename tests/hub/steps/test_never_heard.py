"""What the configuration names and nobody has heard of is told, once, until it is heard."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.errors import BadPayload
from devices.message import Message
from hub.home.silence import BATTERY_S
from hub.steps.never_heard import MEASURES_S, WAIT_S
from tests.devices.families.zigbee_builders import make_simulated
from tests.devices.simulated_zigbee import bridge_devices
from tests.hub.a_house import Living, make_config
from tests.hub.build import moment

SPOKEN = {
    "wled": ({"wled": "wled/aabbcc"}, "wled/aabbcc/status", "online"),
    "shelly": ({"shelly": "shellyplus1-08b61fd90730"}, "shellyplus1-08b61fd90730/online", "true"),
    "shelly_gen1": ({"shelly_gen1": "shelly1-B8ED33"}, "shellies/shelly1-B8ED33/online", "true"),
    "esphome": ({"esphome": "node/light/lamp"}, "node/light/lamp/state", '{"state": "ON", "brightness": 100}'),
    "kodi": ({"kodi": "kodi"}, "kodi/connected", "0"),
    "sonos": (
        {"sonos": "RINCON_000E5000000001400"},
        "sonos/RINCON_000E5000000001400",
        '{"name": "K", "volume": {"Master": 9}}',
    ),
    "chromecast": ({"chromecast": "Kitchen"}, "chromecast/Kitchen/connection_status", "CONNECTED"),
    "otgw": ({"otgw": "otgw-AABBCCDDEEFF"}, "OTGW/value/otgw-AABBCCDDEEFF", "online"),
}
SHARED = {  # that there is a node or a bridge says nothing of what it may have
    "esphome": ({"esphome": "node/light/lmap"}, "node/status", "online"),
    "sonos": ({"sonos": "RINCON_000E5000000001401"}, "sonos/connected", "2"),
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


@pytest.mark.parametrize(("block", "topic", "word"), SHARED.values(), ids=SHARED)
def test_a_part_that_no_node_has_is_told_although_the_node_is_there(
    tmp_path: Path, block: dict[str, Any], topic: str, word: str
) -> None:
    home = living(tmp_path, block)
    home.step.link(True, moment(0.0))
    home.hear(topic, word, 1.0)
    home.tick(WAIT_S)
    (told,) = problems(home)
    assert "has said nothing so far" in told
    home.close()


def test_a_near_name_among_what_is_announced_is_asked_about(tmp_path: Path) -> None:
    home = living(tmp_path, {"sonos": "Kitchn"})
    home.step.link(True, moment(0.0))
    home.house.catalogue.announce(Message("sonos/RINCON_000E5000000001400", b'{"name": "Kitchen"}', moment(1.0)))
    home.tick(WAIT_S)
    (told,) = problems(home)
    assert told == "Kitchn is not announced by anything: is Kitchen meant?"
    home.close()


QUIET = {  # of these nothing is kept: silence says something only once it has lasted
    "topic": (
        {"topic": {"id": "lamp", "state": "home/lamp", "command": "home/lamp/set", "quantities": {"power": {}}}},
        BATTERY_S,
    ),
    "lux": ({"topic": "home/lux", "quantity": "illuminance"}, MEASURES_S),
    "thermometer": ({"ebusd": "700/RoomTemp", "quantity": "temperature"}, MEASURES_S),
}


@pytest.mark.parametrize(("block", "patience_s"), QUIET.values(), ids=QUIET)
def test_what_speaks_only_now_and_then_is_told_of_when_it_should_have_spoken(
    tmp_path: Path, block: dict[str, Any], patience_s: float
) -> None:
    devices = [block] if "topic" in block and "quantity" not in block else []
    rooms = {"kitchen": {"devices": devices, "sensors": [] if devices else [block]}}
    home = Living(tmp_path, make_config(tmp_path, rooms=rooms, occupants={}))
    home.step.link(True, moment(0.0))
    home.tick(patience_s - 1.0)
    assert problems(home) == []
    assert len(home.step.never_heard.silent()) == 1
    home.tick(patience_s + WAIT_S)
    (told,) = problems(home)
    assert f"has said nothing for {patience_s / 3600.0:g} hours" in told
    home.close()


def test_a_person_nobody_has_told_of_is_among_the_silent_until_somebody_does(tmp_path: Path) -> None:
    occupants = {"ana": {"presence": [{"topic": "home/presence/ana"}]}}
    home = Living(tmp_path, make_config(tmp_path, rooms={"kitchen": {}}, occupants=occupants))
    home.step.link(True, moment(0.0))
    home.step.link(False, moment(10.0))  # the broker is away: that is not her phone's silence
    home.step.link(True, moment(BATTERY_S))
    home.tick(BATTERY_S + WAIT_S)
    assert (home.step.never_heard.silent(), problems(home)) == (["home/presence/ana"], [])
    home.hear("home/presence/ana", "kitchen", BATTERY_S + 100.0)
    assert home.step.never_heard.silent() == []
    home.close()


def test_who_says_what_nobody_can_read_has_spoken(tmp_path: Path) -> None:
    home = living(tmp_path, {"wled": "wled/aabbcc"})
    home.step.link(True, moment(0.0))
    with pytest.raises(BadPayload):
        home.hear("wled/aabbcc/status", "hm", 1.0)
    home.tick(WAIT_S)
    assert not [words for words in problems(home) if "has said nothing" in words]
    home.close()


TOPIC = {"id": "shelf", "state": "home/shelf", "command": "home/shelf/set"}


@pytest.mark.parametrize(
    ("quantities", "why"),
    [
        ({"brightness": {"key": "bri", "low": 0, "high": 100}}, "nothing of brightness is in what comes on home/shelf"),
        ({"power": {"key": "on", "values": {"on": "AN", "off": "AUS"}}}, "on is neither on nor off, on home/shelf"),
        ({"brightness": {"key": "level", "low": 0, "high": 1}}, "level 60 outside 0..1, on home/shelf"),
    ],
    ids=["another key", "another word", "another scale"],
)
def test_who_speaks_and_is_not_understood_is_told_with_what_it_says(
    tmp_path: Path, quantities: dict[str, Any], why: str
) -> None:
    home = living(tmp_path, {"topic": {**TOPIC, "quantities": quantities}})
    home.step.link(True, moment(0.0))
    for minute in range(8):
        with contextlib.suppress(BadPayload):
            home.hear("home/shelf", '{"on": true, "level": 60}', minute * 10.0)
    home.tick(WAIT_S + 1.0)
    assert problems(home) == [f"shelf speaks and is not understood: {why}"]
    home.tick(3 * WAIT_S)
    assert len(problems(home)) == 1
    home.hear("home/shelf", '{"on": "AN", "level": 0.6, "bri": 60}', 3 * WAIT_S + 1)
    home.tick(5 * WAIT_S)
    assert not home.house.problems
    home.close()


def test_what_one_of_several_on_a_topic_cannot_read_is_told_of_that_one_alone(tmp_path: Path) -> None:
    right = {"topic": {**TOPIC, "id": "right", "quantities": {"brightness": {"key": "level", "low": 0, "high": 100}}}}
    wrong = {"topic": {**TOPIC, "quantities": {"brightness": {"key": "level", "low": 0, "high": 1}}}}
    home = Living(tmp_path, make_config(tmp_path, rooms={"kitchen": {"devices": [right, wrong]}, "hall": {}}))
    home.step.link(True, moment(0.0))
    for minute in range(3):
        with pytest.raises(BadPayload):
            home.hear("home/shelf", '{"level": 60}', minute * 10.0)
    home.tick(WAIT_S + 1.0)
    assert problems(home) == ["shelf speaks and is not understood: level 60 outside 0..1, on home/shelf"]
    home.close()


def test_what_cannot_be_used_is_told_with_why(tmp_path: Path) -> None:
    home = Living(tmp_path, make_config(tmp_path, rooms={"kitchen": {"devices": [{"zigbee2mqtt": "lamp", "endpoint": "l3"}]}}))
    topic, payload = bridge_devices([make_simulated(name="lamp")])
    home.house.catalogue.announce(Message(topic, payload, moment(), True))
    home.house.announced()
    home.step.link(True, moment(0.0))
    home.tick(WAIT_S + 1.0)
    assert problems(home) == ["lamp cannot be used: there is no endpoint l3: it has none"]
    home.close()
