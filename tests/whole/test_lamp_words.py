"""Lamps that say how they are in other words, other numbers, other places of their JSON, or that they are not there at all,
through the running program: what somebody set is learned once, as what it is; what nobody can have chosen is not.

From public reports about ESPHome (#2404), Zigbee2MQTT, Tasmota, WLED, Hue and deCONZ bridges, openHAB and boards of one's own.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.devices.recorded.tasmota.samples import config as tasmota_config
from tests.devices.simulated_zigbee import SimulatedZigbee, bridge_devices, bridge_state

from .living import definition
from .many_homes import Case, HomeSeen, HomeTold, Said, apart, lived

pytestmark = [pytest.mark.broker, pytest.mark.whole]


def lit(level: float) -> list[tuple[str, Any]]:
    return [("power", True), ("brightness", level)]


def discovered(name: str, announced: Mapping[str, Any], first: Sequence[Said], *moments: Sequence[Said], **right: Any) -> Case:
    config = {"name": name, "unique_id": name, "command_topic": f"h/{name}/set", **announced}
    kept = [(f"homeassistant/light/{name}/config", config)]
    return HomeTold([{"home_assistant_mqtt": name}], kept, first, moments), right


def in_json(name: str, first: Any, *states: Any, announced: Mapping[str, Any] | None = None, **right: Any) -> Case:
    """A light of Home Assistant's JSON schema; None: time passes."""
    said = [[] if state is None else [(f"h/{name}", state)] for state in states]
    more = {"schema": "json", "state_topic": f"h/{name}", "brightness": True, **(announced or {})}
    return discovered(name, more, [(f"h/{name}", first)], *said, **right)


def on_topic(name: str, quantities: Mapping[str, Any], first: Any, *states: Any, **right: Any) -> Case:
    """Described in the configuration."""
    block = {"id": name, "state": f"t/{name}", "command": f"t/{name}/set", "quantities": quantities}
    said = [[] if state is None else [(f"t/{name}", state)] for state in states]
    return HomeTold([{"topic": block}], [], [(f"t/{name}", first)], said), right


FULL = {"state": "ON", "brightness": 255}
SOME = {"state": "ON", "brightness": 102}
GONE = {"state": "OFF", "brightness": 255, "reachable": False}
WHITES = {"supported_color_modes": ["color_temp"]}
LEVEL = {"power": {"key": "on"}, "brightness": {"key": "level", "low": 0, "high": 255}}
WARM = {"state": "ON", "brightness": 255, "color_mode": "color_temp"}
JSON = {
    "without_state": in_json(
        "without_state",
        FULL,
        {"effect": "None", "color_mode": "brightness", "brightness": 102, "color": {}},
        learned=lit(0.4),
    ),
    "small_letters": in_json("small_letters", {**FULL, "state": "on"}, {**SOME, "state": "on"}, learned=lit(0.4)),
    "true": in_json("true", FULL, {**SOME, "state": True}, learned=lit(0.4)),
    "one": in_json("one", FULL, {**SOME, "state": 1}, learned=lit(0.4)),
    "lit_at_nought": in_json("lit_at_nought", FULL, {**FULL, "brightness": 0}, learned=[], states={"power": True}),
    "in_text": in_json("in_text", {**FULL, "brightness": "255"}, {**SOME, "brightness": "102"}, learned=lit(0.4)),
    "of_a_thousand": in_json(
        "of_a_thousand",
        {**FULL, "brightness": 1000},
        {**FULL, "brightness": 400},
        announced={"brightness_scale": 1000},
        learned=lit(0.4),
    ),
    "parts_of_a_mired": in_json(
        "parts_of_a_mired",
        {**WARM, "color_temp": 250},
        {**WARM, "color_temp": 370.4},
        announced={**WHITES, "min_mireds": 153, "max_mireds": 500},
        states={"colour_temperature": 2699.784},
    ),
    "in_kelvin": in_json(
        "in_kelvin",
        {**WARM, "color_temp": 4000},
        {**WARM, "color_temp": 2700},
        announced={**WHITES, "color_temp_kelvin": True, "min_kelvin": 2000, "max_kelvin": 6500},
        states={"colour_temperature": 2700.0},
    ),
    "empty": in_json("empty", FULL, "", learned=[]),
    "not_known": in_json("not_known", FULL, {"state": None, "brightness": None}, learned=[], states={"power": True}),
    "dark_at_nought": in_json(
        "dark_at_nought", FULL, {"state": "OFF", "brightness": 0}, None, SOME, states={"power": True, "brightness": 0.4}
    ),
    "last_seen": in_json("last_seen", {**FULL, "last_seen": 1}, {**FULL, "last_seen": 2, "linkquality": 0}, learned=[]),
    "unreachable": in_json("unreachable", {**FULL, "reachable": True}, GONE, learned=[], reachable=[False]),
    "offline": in_json("offline", {**FULL, "online": True}, {"state": "OFF", "online": False}, learned=[], reachable=[False]),
    "unreach": in_json("unreach", {**FULL, "UNREACH": 0}, {"state": "OFF", "UNREACH": 1}, learned=[], reachable=[False]),
    "back": in_json(
        "back",
        {**FULL, "reachable": True},
        GONE,
        None,
        None,
        {**SOME, "reachable": True},
        learned=[],
        reachable=[True],
        states={"brightness": 0.4},
    ),
}
BASIC = {
    "in_percent": discovered(
        "in_percent",
        {
            "state_topic": "h/in_percent",
            "brightness_state_topic": "h/in_percent/b",
            "brightness_command_topic": "h/in_percent/b/set",
            "brightness_scale": 100,
        },
        [("h/in_percent", "on"), ("h/in_percent/b", "80%")],
        [("h/in_percent/b", "40 %")],
        learned=lit(0.4),
    ),
    "ones": discovered(
        "ones",
        {
            "state_topic": "h/ones",
            "payload_on": "1",
            "payload_off": "0",
            "brightness_state_topic": "h/ones/b",
            "brightness_command_topic": "h/ones/b/set",
        },
        [("h/ones", "true"), ("h/ones/b", "255")],
        [("h/ones/b", "102.0")],
        learned=lit(0.4),
    ),
    "deep": discovered(
        "deep",
        {
            "state_topic": "h/deep",
            "state_value_template": "{{ value_json['relay']['0']['on'] }}",
            "payload_on": "True",
            "payload_off": "False",
            "brightness_state_topic": "h/deep",
            "brightness_value_template": "{{ value_json.relay['0'].level }}",
            "brightness_command_topic": "h/deep/b/set",
            "brightness_scale": 100,
        },
        [("h/deep", {"relay": {"0": {"on": True, "level": 80}}})],
        [("h/deep", {"relay": {"0": {"on": True, "level": 40}}})],
        [("h/deep", {"other": 3})],
        learned=lit(0.4),
    ),
    "only_a_level": discovered(
        "only_a_level",
        {"brightness_state_topic": "h/only_a_level/b", "brightness_command_topic": "h/only_a_level/b/set"},
        [("h/only_a_level/b", "255")],
        [("h/only_a_level/b", "102")],
        states={"brightness": 0.4},
    ),
}
LIT_ONLY = [("power", True)]
TOPIC = {
    "german": on_topic("german", {"power": {}}, "aus", "ein", learned=LIT_ONLY),
    "german_also": on_topic("german_also", {"power": {}}, "Aus", "AN", learned=LIT_ONLY),
    "french": on_topic("french", {"power": {}}, "éteint", "allumé", learned=LIT_ONLY),
    "dutch": on_topic("dutch", {"power": {}}, "uit", "aan", learned=LIT_ONLY),
    "german_json": on_topic(
        "german_json",
        {"power": {"key": "zustand"}, "brightness": {"key": "helligkeit", "low": 0, "high": 100}},
        {"zustand": "an", "helligkeit": "80"},
        {"zustand": "an", "helligkeit": "40,0 %"},
        learned=lit(0.4),
    ),
    "percent_of_255": on_topic(
        "percent_of_255", LEVEL, {"on": True, "level": "100 %"}, {"on": True, "level": "40 %"}, learned=lit(0.4)
    ),
    "in_a_list": on_topic(
        "in_a_list",
        {"power": {"key": "a.b.on"}, "brightness": {"key": "a.list.1", "low": 0, "high": 10}},
        {"a": {"b": {"on": 1}, "list": [3, 10]}},
        {"a": {"b": {"on": 1}, "list": [3, 4]}},
        learned=lit(0.4),
    ),
    "out_of_reach": on_topic(
        "out_of_reach",
        LEVEL,
        {"on": True, "level": 255, "erreichbar": "ja"},
        {"on": False, "level": 255, "erreichbar": "nein"},
        None,
        {"on": True, "level": 102, "erreichbar": "ja"},
        learned=[],
        reachable=[True],
    ),
    "unknown_words": on_topic(
        "unknown_words",
        LEVEL,
        {"on": True, "level": 255},
        {"on": "unknown", "level": "unknown"},
        {"on": "unavailable", "level": None},
        {"on": True, "level": 102},
        learned=lit(0.4),
    ),
    "dimmers_end": on_topic("dimmers_end", {"power": {}}, "0", "100", learned=LIT_ONLY),
    "255_is_on": on_topic("255_is_on", {"power": {}}, "0", "255", learned=LIT_ONLY),
    "quoted": on_topic("quoted", {"power": {}}, '"OFF"', '"ON"', learned=LIT_ONLY),
    "with_line_ends": on_topic("with_line_ends", {"power": {}}, " off \n", " ON\r\n", learned=LIT_ONLY),
    "fahrenheit": on_topic(
        "fahrenheit", {"setpoint": {"key": "s", "unit": "F"}}, {"s": 70}, {"s": 72}, learned=[("setpoint", 22.222)]
    ),
    "fahrenheit_said": on_topic(
        "fahrenheit_said", {"setpoint": {"key": "s"}}, {"s": "70 °F"}, {"s": "72°F"}, learned=[("setpoint", 22.222)]
    ),
    "mired_said": on_topic(
        "mired_said",
        {"power": {"key": "p"}, "colour_temperature": {"key": "ct"}},
        {"p": "on", "ct": "4000 K"},
        {"p": "on", "ct": "370 mired"},
        states={"colour_temperature": 2702.703},
    ),
    "volume_of_one": on_topic(
        "volume_of_one", {"volume": {"key": "v", "low": 0, "high": 1}}, {"v": 0.3}, {"v": "0,5"}, learned=[("volume", 0.5)]
    ),
    "german_valve": on_topic(
        "german_valve",
        {"setpoint": {"key": "soll"}, "temperature": {"key": "ist"}},
        {"soll": 21, "ist": 20, "fenster": "zu"},
        {"soll": 12, "ist": 20, "fenster": "offen"},
        None,
        None,
        {"soll": 21, "ist": 20, "fenster": "zu"},
        learned=[],
    ),
}
ZIGBEE = {
    name: SimulatedZigbee(definition(model), name, f"0x00158d00000002{number:02x}")
    for number, (name, model) in enumerate(
        {"small": "84845509", "nothing": "84845509", "room/lamp one": "84845509", "nought": "TRV26", "commas": "TRV26"}.items()
    )
}


def zigbee(name: str, first: Mapping[str, Any], *states: Mapping[str, Any], **right: Any) -> Case:
    kept = [bridge_state(), bridge_devices(list(ZIGBEE.values()))]
    topic = f"zigbee2mqtt/{name}"
    return HomeTold([{"zigbee2mqtt": name}], kept, [(topic, first)], [[(topic, state)] for state in states]), right


def tasmota(name: str, number: int, first: Mapping[str, Any], *moments: Sequence[Said], **right: Any) -> Case:
    mac = f"00000049A3{number:02X}"
    config = json.loads(tasmota_config()) | {"mac": mac, "t": name, "dn": name, "lt_st": 2, "rl": [2, 0, 0, 0, 0, 0, 0, 0]}
    kept = [(f"tasmota/discovery/{mac}/config", config), (f"tele/{name}/LWT", "Online")]
    return HomeTold([{"tasmota": name}], kept, [(f"stat/{name}/RESULT", first)], moments), right


def wled(name: str, first: str, *moments: Sequence[Said], **right: Any) -> Case:
    said = [[(f"wled/{name}/{topic}", payload) for topic, payload in moment] for moment in moments]
    return HomeTold([{"wled": f"wled/{name}"}], [(f"wled/{name}/status", "online")], [(f"wled/{name}/g", first)], said), right


BRIDGED = {
    "zigbee_small": zigbee(
        "small", {"state": "on", "brightness": 254}, {"state": "on", "brightness": "102"}, learned=lit(0.402)
    ),
    "zigbee_nothing": zigbee(
        "nothing",
        {"state": "ON", "brightness": 254},
        {"state": None, "brightness": None, "color_temp": None},
        {"state": "ON", "brightness": 102},
        learned=lit(0.402),
    ),
    "zigbee_slash": zigbee(
        "room/lamp one", {"state": "ON", "brightness": 254}, {"state": "ON", "brightness": 102}, learned=lit(0.402)
    ),
    "zigbee_nought": zigbee(
        "nought",
        {"current_heating_setpoint": 21},
        {"current_heating_setpoint": 0},
        {"current_heating_setpoint": 21},
        learned=[],
        states={"setpoint": 21.0},
    ),
    "zigbee_commas": zigbee(
        "commas", {"current_heating_setpoint": "21,0"}, {"current_heating_setpoint": "22,5"}, learned=[("setpoint", 22.5)]
    ),
    "tasmota_back": tasmota(
        "tasmota_back",
        1,
        {"POWER": "ON", "Dimmer": 80},
        [("tele/tasmota_back/LWT", "Offline")],
        [("tele/tasmota_back/LWT", "Online"), ("stat/tasmota_back/RESULT", {"POWER": "ON", "Dimmer": 100})],
        [("tele/tasmota_back/STATE", {"POWER": "ON", "Dimmer": 100})],
        learned=[],
        reachable=[True],
    ),
    "tasmota_dark": tasmota(
        "tasmota_dark",
        2,
        {"POWER": "ON", "Dimmer": 80},
        [("stat/tasmota_dark/RESULT", {"POWER": "OFF"})],
        [("tele/tasmota_dark/STATE", {"POWER": "OFF", "Dimmer": 80})],
        learned=[("power", False)],
    ),
    "wled_hand": wled("wled_hand", "204", [("g", "102")], learned=lit(0.4)),
    "wled_back": wled(
        "wled_back",
        "204",
        [("status", "offline")],
        [],
        [("g", "128"), ("c", "#FFA000")],
        [("status", "online"), ("g", "128")],
        learned=[],
    ),
}
CASES: Mapping[str, Case] = {f"{part}_{name}": case for part, cases in {
    "json": JSON, "basic": BASIC, "topic": TOPIC, "bridged": BRIDGED,
}.items() for name, case in cases.items()}  # fmt: skip


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, HomeSeen]]:
    with lived({name: told for name, (told, _) in CASES.items()}, tmp_path_factory.mktemp("hub")) as found:
        yield found


@pytest.mark.parametrize("name", CASES)
def test_a_lamp_is_understood_in_whatever_words_it_speaks(seen: dict[str, HomeSeen], name: str) -> None:
    assert apart(seen[name], CASES[name][1]) == {}
