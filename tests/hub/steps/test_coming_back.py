"""Whatever a device says in its first seconds back tells how things are, in every family that tells of a return."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from devices.home_assistant.topics import ENTITY, STATE
from devices.vocabulary import DeviceId
from tests.devices.families.zigbee_builders import WHITE, make_simulated
from tests.devices.recorded.tasmota.samples import announced
from tests.devices.recorded.zwavejs.samples import info, timed
from tests.devices.simulated_zigbee import bridge_devices

from .speaking_devices import Speaking

Say = tuple[str, Any]


@dataclass(frozen=True)
class Back:
    """One way to come back. level(n): the words of a lamp lit at n percent. gone: None where nobody noticed its absence."""

    name: str
    block: dict[str, Any]
    announced: Sequence[Say]
    gone: Sequence[Say]
    back: Sequence[Say]
    topic: str

    def level(self, percent: int) -> Say:
        if self.topic == "t/lamp":
            return self.topic, f"on,{round(percent * 2.55)}"
        return self.topic, LEVELS[self.name.partition(":")[0]](percent)


LEVELS: dict[str, Callable[[int], Any]] = {
    "zigbee2mqtt": lambda n: {"state": "ON", "brightness": round(n * 2.54), "color_temp": 366},
    "tasmota": lambda n: {"POWER": "ON", "Dimmer": n},
    "wled": lambda n: str(round(n * 2.55)),
    "shelly": lambda n: notified({"light:0": {"id": 0, "output": True, "brightness": n}}),
    "shelly_gen1": lambda n: {"ison": True, "source": "", "mode": "white", "brightness": n},
    "esphome": lambda n: {"state": "ON", "brightness": round(n * 2.55)},
    "homie": lambda n: str(n),
    "zwavejs": lambda n: timed(round(n * 0.99)),
    "home_assistant_mqtt": lambda n: {"state": "ON", "brightness": round(n * 2.55)},
    "home_assistant": lambda n: {"state": "on", "attributes": attributes(n), "origin": ""},
    "topic": lambda n: {"on": "on", "level": n},
}


def notified(params: dict[str, Any]) -> dict[str, Any]:
    return {"method": "NotifyStatus", "src": SHELLY, "params": {"ts": 1.0, **params}}


def attributes(percent: int) -> dict[str, Any]:
    return {"color_mode": "brightness", "brightness": round(percent * 2.55)}


PUT_OUT = ('"state": "off"', '"on": false', '"turn": "off"', '"on": "off"', '"value": 0', '"value": false', '"level": 0')
LAMP = make_simulated(WHITE, "lamp")
ZIGBEE: dict[str, Any] = {"block": {"zigbee2mqtt": "lamp"}, "announced": [bridge_devices([LAMP])], "topic": "zigbee2mqtt/lamp"}
SHELLY = "shellyplusdimmer-441793d69718"
GEN1 = "shellydimmer2-ABCDEF"
JSON_LAMP = {
    "name": "Lamp",
    "unique_id": "lamp_1",
    "schema": "json",
    "brightness": True,
    "state_topic": "x/lamp",
    "command_topic": "x/lamp/set",
    "availability": [{"topic": "x/bridge"}, {"topic": "x/lamp/lwt"}],
    "availability_mode": "all",
}
TEMPLATE_LAMP = {
    "name": "Lamp",
    "unique_id": "lamp_2",
    "schema": "template",
    "state_topic": "t/lamp",
    "command_topic": "t/lamp/set",
    "command_on_template": "on,{{ brightness|d }}",
    "command_off_template": "off",
    "state_template": "{{ value.split(',')[0] }}",
    "brightness_template": "{{ value.split(',')[1] }}",
    "availability_topic": "t/there",
}
HOMIE = {
    "homie": "5.0",
    "name": "Lamp",
    "version": 1,
    "nodes": {
        "lights": {"name": "Lights", "properties": {"intensity": {"datatype": "integer", "format": "0:100", "settable": True}}}
    },
}
NODE = "zwave/office/light"
TOPIC = {
    "topic": {
        "id": "lamp",
        "state": "h/lamp",
        "command": "h/lamp/set",
        "availability": "h/lamp/there",
        "quantities": {
            "brightness": {"key": "level", "low": 0, "high": 100},
            "power": {"key": "on", "values": {"on": "on", "off": "off"}},
        },
    }
}


def network(kind: str, **more: str) -> Say:
    data = {"friendly_name": "lamp", "ieee_address": LAMP.ieee_address, **more}
    return "zigbee2mqtt/bridge/event", {"type": kind, "data": data}


def zigbee(name: str, gone: Sequence[Say], back: Sequence[Say]) -> Back:
    return Back(f"zigbee2mqtt: {name}", ZIGBEE["block"], ZIGBEE["announced"], gone, back, ZIGBEE["topic"])


EVERY = [
    zigbee("it announces itself", [], [network("device_announce")]),
    zigbee("it joins again", [], [network("device_joined")]),
    zigbee("it is interviewed", [], [network("device_interview", status="started")]),
    zigbee(
        "its availability",
        [("zigbee2mqtt/lamp/availability", {"state": "offline"})],
        [("zigbee2mqtt/lamp/availability", {"state": "online"})],
    ),
    zigbee(
        "its bridge", [("zigbee2mqtt/bridge/state", {"state": "offline"})], [("zigbee2mqtt/bridge/state", {"state": "online"})]
    ),
    zigbee("its bridge, which nobody missed", [], [("zigbee2mqtt/bridge/state", {"state": "online"})]),
    Back(
        "tasmota: its will",
        {"tasmota": "corner"},
        announced(lt_st=1, rl=[2, 0, 0, 0, 0, 0, 0, 0]),
        [("tele/corner/LWT", "Offline")],
        [("tele/corner/LWT", "Online")],
        "stat/corner/RESULT",
    ),
    Back(
        "tasmota: started anew before anybody missed it",
        {"tasmota": "corner"},
        announced(lt_st=1, rl=[2, 0, 0, 0, 0, 0, 0, 0]),
        [],
        [("tele/corner/LWT", "Online")],
        "stat/corner/RESULT",
    ),
    Back(
        "wled: its status",
        {"wled": "wled/aabbcc"},
        [],
        [("wled/aabbcc/status", "offline")],
        [("wled/aabbcc/status", "online")],
        "wled/aabbcc/g",
    ),
    Back(
        "shelly: its will",
        {"shelly": SHELLY, "component": "light:0"},
        [],
        [(f"{SHELLY}/online", "false")],
        [(f"{SHELLY}/online", "true")],
        f"{SHELLY}/events/rpc",
    ),
    Back(
        "shelly: its way to the broker",
        {"shelly": SHELLY, "component": "light:0"},
        [],
        [],
        [
            (
                f"{SHELLY}/events/rpc",
                {"method": "NotifyStatus", "src": SHELLY, "params": {"ts": 1.0, "mqtt": {"connected": True}}},
            )
        ],
        f"{SHELLY}/events/rpc",
    ),
    Back(
        "shelly_gen1: its will",
        {"shelly_gen1": GEN1},
        [],
        [(f"shellies/{GEN1}/online", "false")],
        [(f"shellies/{GEN1}/online", "true")],
        f"shellies/{GEN1}/light/0/status",
    ),
    Back(
        "shelly_gen1: it announces itself",
        {"shelly_gen1": GEN1},
        [],
        [],
        [("shellies/announce", {"id": GEN1, "model": "SHDM-2", "mac": "AABBCCDDEEFF"})],
        f"shellies/{GEN1}/light/0/status",
    ),
    Back("esphome: its status", {"esphome": "node/light/lamp"}, [], [], [("node/status", "online")], "node/light/lamp/state"),
    Back(
        "homie: lost, then ready",
        {"homie": "lamp-1"},
        [("homie/5/lamp-1/$description", HOMIE)],
        [("homie/5/lamp-1/$state", "lost")],
        [("homie/5/lamp-1/$state", "ready")],
        "homie/5/lamp-1/lights/intensity",
    ),
    Back(
        "homie: restarted",
        {"homie": "lamp-1"},
        [("homie/5/lamp-1/$description", HOMIE)],
        [],
        [("homie/5/lamp-1/$state", "init"), ("homie/5/lamp-1/$state", "ready")],
        "homie/5/lamp-1/lights/intensity",
    ),
    Back(
        "zwavejs: dead, then alive",
        {"zwavejs": "office/light"},
        [(f"{NODE}/38/0/currentValue", timed(10)), (f"{NODE}/nodeinfo", info())],
        [(f"{NODE}/status", {"time": 1, "value": False, "status": "Dead"})],
        [(f"{NODE}/status", {"time": 1, "value": True, "status": "Alive"})],
        f"{NODE}/38/0/currentValue",
    ),
    Back(
        "zwavejs: its gateway has restarted",
        {"zwavejs": "office/light"},
        [(f"{NODE}/38/0/currentValue", timed(10)), (f"{NODE}/nodeinfo", info())],
        [],
        [("zwave/_CLIENTS/ZWAVE_GATEWAY-home/status", {"time": 1, "value": True})],
        f"{NODE}/38/0/currentValue",
    ),
    Back(
        "home_assistant_mqtt: its will",
        {"home_assistant_mqtt": "lamp_1"},
        [("homeassistant/light/lamp_1/config", JSON_LAMP)],
        [("x/lamp/lwt", "offline")],
        [("x/lamp/lwt", "online")],
        "x/lamp",
    ),
    Back(
        "home_assistant_mqtt: its bridge alone was away",
        {"home_assistant_mqtt": "lamp_1"},
        [("homeassistant/light/lamp_1/config", JSON_LAMP)],
        [("x/bridge", "offline")],
        [("x/bridge", "online")],
        "x/lamp",
    ),
    Back(
        "home_assistant_mqtt: it says that it is there, which nobody had missed",
        {"home_assistant_mqtt": "lamp_1"},
        [("homeassistant/light/lamp_1/config", JSON_LAMP)],
        [],
        [("x/lamp/lwt", "online")],
        "x/lamp",
    ),
    Back(
        "home_assistant_mqtt: a light of topics",
        {"home_assistant_mqtt": "lamp_2"},
        [("homeassistant/light/lamp_2/config", TEMPLATE_LAMP)],
        [("t/there", "offline")],
        [("t/there", "online")],
        "t/lamp",
    ),
    Back(
        "home_assistant: unavailable for a while",
        {"home_assistant": "light.lamp"},
        [(f"{ENTITY}light.lamp", {"entity_id": "light.lamp", "attributes": {"supported_color_modes": ["brightness"]}})],
        [(f"{STATE}light.lamp", {"state": "unavailable", "attributes": {}, "origin": ""})],
        [],
        f"{STATE}light.lamp",
    ),
    Back("topic: its availability", TOPIC, [], [("h/lamp/there", "offline")], [("h/lamp/there", "online")], "h/lamp"),
]


@pytest.fixture(params=EVERY, ids=lambda one: one.name)
def way(request: pytest.FixtureRequest) -> Back:
    found: Back = request.param
    return found


@pytest.fixture
def home(tmp_path: Path, way: Back) -> Iterator[Speaking]:
    made = Speaking(tmp_path, way.block, way.announced)
    for topic, payload in way.back:
        made.says(0.1, topic, payload, retain=way.topic.partition("/")[0] != "shellies")  # it was there all along
    made.says(0.5, *way.level(60))
    assert made.value("brightness") == pytest.approx(0.6, abs=0.01)
    made.ana_is_there()
    yield made
    made.close()


def comes_back(home: Speaking, way: Back, at: float) -> None:
    for topic, payload in way.gone:
        home.says(at, topic, payload)
    for topic, payload in way.back:
        home.says(at + 30, topic, payload)
        at += 0.01


def test_nothing_it_says_then_is_a_hand_a_hold_or_a_lesson(home: Speaking, way: Back) -> None:
    comes_back(home, way, 700.0)
    for at, level in ((730.3, 20), (730.8, 100), (732.5, 69)):
        home.says(at, *way.level(level))
    assert home.value("brightness") == pytest.approx(0.69, abs=0.02)
    home.tick(900.0)
    assert home.lessons("brightness") == []
    assert home.lessons("power") == []
    assert home.held() == set()


def test_nor_is_what_it_says_before_it_says_that_it_is_back(home: Speaking, way: Back) -> None:
    """A strip tells its level first, and then that it is there."""
    for topic, payload in way.gone:
        home.says(700.0, topic, payload)
    if way.gone:
        home.says(729.9, *way.level(20))
    for topic, payload in way.back:
        home.says(730.0, topic, payload)
    home.says(731.5, *way.level(100))
    home.tick(900.0)
    assert home.lessons("brightness") == []
    assert home.held() == set()
    assert home.house.readings.is_reachable(next(iter(home.house.readings.room_of))) is not False


def test_what_the_mains_made_of_the_room_meanwhile_nobody_found_so(home: Speaking, way: Back) -> None:
    """She was there all the time, and let it be."""
    home.says(690.0, *way.level(60))
    comes_back(home, way, 700.0)
    home.says(730.3, *way.level(100))
    home.tick(900.0)
    home.hear("home/presence/ana", "not_home", 2000.0)
    home.tick(2400.0)
    assert home.lessons("brightness") == []


def test_a_hand_some_time_later_is_one(home: Speaking, way: Back) -> None:
    comes_back(home, way, 700.0)
    home.says(730.3, *way.level(100))
    home.says(745.0, *way.level(30))
    home.tick(900.0)
    assert home.lessons("brightness") == [pytest.approx(0.3, abs=0.01)]
    assert "brightness" in home.held()


def test_a_hand_long_after_who_had_nothing_to_tell_came_back_is_one_where_nobody_missed_it(home: Speaking, way: Back) -> None:
    if way.gone:
        return
    comes_back(home, way, 700.0)
    home.says(760.0, *way.level(30))
    home.tick(900.0)
    assert home.lessons("brightness") == [pytest.approx(0.3, abs=0.01)]


@pytest.mark.parametrize("way", [one for one in EVERY if one.gone and one.back], ids=lambda one: one.name)
def test_an_empty_room_goes_dark_once_its_lamp_is_within_reach_again(tmp_path: Path, way: Back) -> None:
    """A dimmer without a switch beside its level, too."""
    kitchen = {"devices": [way.block], "when_empty": {"light": "off", "after": 60}}
    home = Speaking(tmp_path, way.block, way.announced, rooms={"kitchen": kitchen, "hall": {}})

    def orders() -> list[str]:
        """What would put it out, whatever else is asked of it."""
        said = [(out.topic, out.payload.decode().lower()) for out in home.said if not out.topic.startswith("attune/")]
        return [body for topic, body in said if body in ("0", "off") or any(word in body for word in PUT_OUT)]

    for topic, payload in way.back:
        home.says(0.1, topic, payload, retain=way.topic.partition("/")[0] != "shellies")
    home.says(0.5, *way.level(60))
    home.ana_is_there()
    for topic, payload in way.gone:
        home.says(50.0, topic, payload)
    home.hear("home/presence/ana", "not_home", 100.0)
    for at in range(110, 700, 10):
        home.tick(float(at))
    assert orders() == []
    for topic, payload in way.back:
        home.says(700.0, topic, payload)
    home.says(700.5, *way.level(100))
    for at in range(701, 720):
        home.tick(float(at))
    assert orders()
    home.close()


@pytest.mark.parametrize("way", [one for one in EVERY if one.gone and one.back], ids=lambda one: one.name)
@pytest.mark.parametrize("is_said", [True, False], ids=["and says so later", "and says nothing"])
def test_an_empty_room_goes_dark_though_its_lamp_was_away_before_anybody_noticed(
    tmp_path: Path, way: Back, is_said: bool
) -> None:
    """A will is told when the broker has missed its heartbeat: what was told meanwhile was told to nobody."""
    kitchen = {"devices": [way.block], "when_empty": {"light": "off", "after": 60}}
    home = Speaking(tmp_path, way.block, way.announced, rooms={"kitchen": kitchen, "hall": {}})
    for topic, payload in way.back:
        home.says(0.1, topic, payload, retain=way.topic.partition("/")[0] != "shellies")
    home.says(0.5, *way.level(60))
    home.ana_is_there()
    home.hear("home/presence/ana", "not_home", 100.0)
    for at in range(110, 250, 5):
        home.tick(float(at))
    for topic, payload in way.gone if is_said else ():
        home.says(250.0, topic, payload)
    for at in range(255, 700, 5):
        home.tick(float(at))
    home.said.clear()
    for topic, payload in way.back if is_said else ():
        home.says(700.0, topic, payload)
    home.says(700.5, *way.level(60))
    for at in range(701, 720):
        home.tick(float(at))
    said = [(out.topic, out.payload.decode().lower()) for out in home.said if not out.topic.startswith("attune/")]
    assert [body for _, body in said if body in ("0", "off") or any(word in body for word in PUT_OUT)]
    home.close()


def test_who_says_every_minute_that_it_is_there_has_not_come_back(tmp_path: Path) -> None:
    home = Speaking(tmp_path, TOPIC)
    home.says(0.5, "h/lamp", {"on": "on", "level": 60})
    home.ana_is_there()
    for minute in range(1, 20):
        home.says(minute * 60.0, "h/lamp/there", "online")
    home.says(1141.0, "h/lamp", {"on": "on", "level": 30})
    home.tick(1300.0)
    assert home.lessons("brightness") == [0.3]
    home.close()


def test_who_says_three_times_a_day_that_it_is_there_has_not_come_back_the_fourth_time(tmp_path: Path) -> None:
    """Its habit is to say so with every state."""
    home = Speaking(tmp_path, TOPIC)
    home.says(0.4, "h/lamp/there", "online", retain=True)
    home.says(0.5, "h/lamp", {"on": "on", "level": 60})
    home.ana_is_there()
    for at, level in ((3000.0, 20), (6000.0, 90), (9000.0, 50), (12_000.0, 30)):
        home.says(at, "h/lamp/there", "online")
        home.says(at + 0.1, "h/lamp", {"on": "on", "level": level})
    home.tick(13_000.0)
    assert home.lessons("brightness") == [0.3]
    home.close()


def test_a_lamp_nobody_can_reach_is_not_back_because_its_bridge_is(tmp_path: Path) -> None:
    home = Speaking(tmp_path, ZIGBEE["block"], ZIGBEE["announced"])
    home.says(0.5, "zigbee2mqtt/lamp/availability", {"state": "offline"}, retain=True)
    for at, word in ((0.6, "online"), (300.0, "offline"), (320.0, "online")):
        home.says(at, "zigbee2mqtt/bridge/state", {"state": word})
        assert home.house.readings.is_reachable(DeviceId("lamp")) is False
    home.says(330.0, "zigbee2mqtt/lamp/availability", {"state": "online"})
    assert home.house.readings.is_reachable(DeviceId("lamp")) is True
    home.close()


def test_a_strip_that_says_with_every_state_that_it_is_there_has_not_come_back(tmp_path: Path) -> None:
    home = Speaking(tmp_path, {"wled": "wled/aabbcc"})
    home.says(0.5, "wled/aabbcc/g", "153")
    home.ana_is_there()
    home.says(1141.0, "wled/aabbcc/status", "online")
    home.says(1141.1, "wled/aabbcc/g", "76")
    home.tick(1300.0)
    assert home.lessons("brightness") == [pytest.approx(0.3, abs=0.01)]
    home.close()


def test_a_waking_lamps_nought_is_no_level(tmp_path: Path) -> None:
    home = Speaking(tmp_path, ZIGBEE["block"], ZIGBEE["announced"])
    home.says(0.5, "zigbee2mqtt/lamp", {"state": "OFF", "brightness": 150})
    home.ana_is_there()
    home.says(700.0, "zigbee2mqtt/lamp", {"state": "ON", "brightness": 0})
    home.tick(900.0)
    assert home.lessons("brightness") == []
    assert "brightness" not in home.held()
    assert home.lessons("power") == [True]
    home.close()


# A whole house at once


def lit(name: str, level: int = 254) -> Say:
    return f"zigbee2mqtt/{name}", {"state": "ON", "brightness": level, "color_temp": 366}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Speaking]:
    names = ("lamp", "spot", "porch", "attic")
    devices = [make_simulated(WHITE, name, ieee_address=f"0x{number:016x}") for number, name in enumerate(names, 1)]
    others = {"kitchen": [{"zigbee2mqtt": "spot"}], "hall": [{"zigbee2mqtt": "porch"}, {"zigbee2mqtt": "attic"}]}
    made = Speaking(tmp_path, {"zigbee2mqtt": "lamp"}, [bridge_devices(devices)], others)
    for name in names:
        made.says(0.5, *lit(name, 152))
    made.ana_is_there()
    yield made
    made.close()


def test_the_lamps_of_the_house_speaking_at_once_are_nobodys_hand(house: Speaking) -> None:
    for at, name in enumerate(("lamp", "porch", "spot", "attic")):
        house.says(700.0 + 0.4 * at, *lit(name))
    house.says(702.5, *lit("porch", 200))
    house.tick(900.0)
    assert house.lessons("brightness") == []
    assert house.held() == set()
    house.says(950.0, *lit("lamp", 100))
    house.tick(990.0)
    assert house.lessons("brightness") == [pytest.approx(100 / 254)]


def test_the_neighbours_of_a_lamp_that_announces_itself_are_back_as_well(house: Speaking) -> None:
    house.says(700.0, "zigbee2mqtt/bridge/event", {"type": "device_announce", "data": {"friendly_name": "porch"}})
    house.says(700.2, *lit("lamp"))
    house.says(700.5, *lit("porch"))
    house.tick(900.0)
    assert house.lessons("brightness") == []
    assert house.held() == set()


@pytest.mark.parametrize("how", ["it announces itself", "its availability"])
def test_a_neighbours_hand_is_one_while_a_lamp_comes_back(house: Speaking, how: str) -> None:
    if how == "its availability":
        house.says(600.0, "zigbee2mqtt/porch/availability", {"state": "offline"})
        house.says(700.0, "zigbee2mqtt/porch/availability", {"state": "online"})
    else:
        house.says(700.0, "zigbee2mqtt/bridge/event", {"type": "device_announce", "data": {"friendly_name": "porch"}})
    house.says(700.2, *lit("porch"))
    house.says(700.5, *lit("lamp", 60))
    house.says(701.5, "zigbee2mqtt/spot", {"state": "OFF", "brightness": 152})
    house.tick(900.0)
    assert house.lessons("brightness") == [pytest.approx(60 / 254)]
    assert house.lessons("power")[-1] is False


def test_a_lamp_out_of_reach_stays_so_while_the_house_comes_back(house: Speaking) -> None:
    house.says(600.0, "zigbee2mqtt/attic/availability", {"state": "offline"})
    for at, name in enumerate(("lamp", "porch", "spot")):
        house.says(700.0 + 0.4 * at, *lit(name))
    house.tick(710.0)
    assert house.house.readings.is_reachable(DeviceId("attic")) is False
    assert house.lessons("brightness") == []
    house.says(720.0, "zigbee2mqtt/attic/availability", {"state": "online"})
    assert house.house.readings.is_reachable(DeviceId("attic")) is True


def test_one_hand_on_two_lamps_of_a_room_is_a_hand(house: Speaking) -> None:
    house.says(700.0, *lit("lamp"))
    house.says(700.4, *lit("spot"))
    house.tick(900.0)
    assert house.lessons("brightness") == [1.0, 1.0]


def test_all_out_at_once_is_a_hand(house: Speaking) -> None:
    for name in ("lamp", "spot", "porch", "attic"):
        house.says(700.0, f"zigbee2mqtt/{name}", {"state": "OFF", "brightness": 152})
    house.tick(900.0)
    assert house.lessons("power") == [False, False]


def test_what_a_hand_held_before_the_house_spoke_is_held_still(house: Speaking) -> None:
    house.says(300.0, *lit("lamp", 60))
    house.tick(400.0)
    for at, name in enumerate(("lamp", "porch", "spot", "attic")):
        house.says(700.0 + 0.3 * at, *lit(name))
    house.tick(900.0)
    assert house.lessons("brightness") == [pytest.approx(60 / 254)]
    holds = {(device, trait): hold.value for (device, trait), hold in house.house.ledger.holds.items()}
    assert holds[DeviceId("lamp"), "brightness"] == pytest.approx(60 / 254)
    assert json.dumps(sorted({device for device, _ in holds})) == '["lamp"]'
