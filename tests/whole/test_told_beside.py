"""What sensors measure in other units and words, what devices tell on a topic beside their state, and how they are told,
through the running program.

From public reports about MQTT discovery (°F in homes of °C, klx, ‰, attributes on a topic of their own, base topics with a
slash at their ends), Tasmota, Shelly and boards of one's own.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.devices.recorded.tasmota.samples import config as tasmota_config

from .many_homes import Case, HomeSeen, HomeTold, Said, apart, lived

pytestmark = [pytest.mark.broker, pytest.mark.whole]
LONG: Sequence[Sequence[Said]] = [[], [], []]


def lamp(home: str) -> dict[str, Any]:
    return {"topic": {"id": f"l_{home}", "state": f"t/{home}", "command": f"t/{home}/set", "quantities": {"power": {}}}}


def sensed(home: str, sensor: Mapping[str, Any], kept: Sequence[Said], said: Said, **values: Any) -> Case:
    return HomeTold([lamp(home)], kept, [said], sensors=[sensor]), {"sensed": values}


def discovered(home: str, component: str, announced: Mapping[str, Any], payload: Any, **values: Any) -> Case:
    config = {"name": home, "unique_id": home, "state_topic": f"s/{home}", **announced}
    kept = [(f"homeassistant/{component}/{home}/config", config)]
    return sensed(home, {"home_assistant_mqtt": home}, kept, (f"s/{home}", payload), **values)


def measured(home: str, kind: str, unit: str, payload: Any, template: str = "", **values: Any) -> Case:
    announced = {"device_class": kind, **({"unit_of_measurement": unit} if unit else {})}
    return discovered(home, "sensor", announced | ({"value_template": template} if template else {}), payload, **values)


def noticed(home: str, kind: str, payload: Any, announced: Mapping[str, Any] | None = None, **values: Any) -> Case:
    return discovered(home, "binary_sensor", {"device_class": kind, **(announced or {})}, payload, **values)


def on_topic(home: str, ending: str, payload: Any, block: Mapping[str, Any] | None = None, **values: Any) -> Case:
    topic = f"x/{home}/{ending}"
    return sensed(home, {"topic": topic, **(block or {})}, [], (topic, payload), **values)


def tasmota(home: str, number: int, announced: Mapping[str, Any], said: Mapping[str, Any], **values: Any) -> Case:
    mac = f"00000049A3{number:02X}"
    kept = [
        (f"tasmota/discovery/{mac}/config", json.loads(tasmota_config()) | {"mac": mac, "t": home, "dn": home}),
        (f"tasmota/discovery/{mac}/sensors", {"sn": announced, "ver": 1}),
        (f"tele/{home}/LWT", "Online"),
    ]
    return sensed(home, {"tasmota": home}, kept, (f"tele/{home}/SENSOR", said), **values)


def shelly(home: str, name: str, below: str, payload: Any, block: Mapping[str, Any] | None = None, **values: Any) -> Case:
    kept = [(f"shellies/{name}/online", "true")]
    return sensed(home, {"shelly_gen1": name, **(block or {})}, kept, (f"shellies/{name}/{below}", payload), **values)


def valve(home: str, *moments: Sequence[Said], learned: Sequence[tuple[str, Any]] = ()) -> Case:
    """One that tells by what it goes on a topic beside its setpoint's."""
    announced = {
        "name": home,
        "unique_id": home,
        "temperature_state_topic": f"c/{home}/t",
        "temperature_command_topic": f"c/{home}/t/set",
        "json_attributes_topic": f"c/{home}/more",
        "min_temp": 5,
        "max_temp": 30,
        "temp_step": 0.5,
        "modes": ["heat", "off"],
    }
    first = [("more", {"window_open": False, "preset": "manual"}), ("t", "21")]
    said = [[(f"c/{home}/{topic}", payload) for topic, payload in moment] for moment in [first, *moments]]
    told = HomeTold(
        [{"home_assistant_mqtt": home}],
        [(f"homeassistant/climate/{home}/config", announced)],
        said[0],
        [one for moment in said[1:] for one in (moment, *LONG)],
    )
    return told, {"learned": list(learned)}


def told_of_reach(home: str) -> Case:
    announced = {
        "name": home,
        "unique_id": home,
        "schema": "json",
        "state_topic": f"h/{home}",
        "command_topic": f"h/{home}/set",
        "json_attributes_topic": f"h/{home}/more",
        "brightness": True,
    }
    told = HomeTold(
        [{"home_assistant_mqtt": home}],
        [(f"homeassistant/light/{home}/config", announced)],
        [(f"h/{home}", {"state": "ON", "brightness": 255}), (f"h/{home}/more", {"reachable": True})],
        [
            [(f"h/{home}/more", {"reachable": False})],
            [(f"h/{home}", {"state": "OFF"})],
            [(f"h/{home}/more", {"reachable": True}), (f"h/{home}", {"state": "ON", "brightness": 102})],
        ],
    )
    return told, {"learned": [], "reachable": [True]}


def commanded(
    device: Mapping[str, Any], kept: Sequence[Said], first: Said, wish: Mapping[str, Any], topic: str, right: Any
) -> Case:
    """It does not answer: it is told again, always the same, and nobody has liked what was never done."""
    told = HomeTold([device], kept, [first], [[], [], []], pinned=wish, hears=[topic])
    return told, {"told": [(topic, right)], "learned": []}


def lamp_told(home: str, announced: Mapping[str, Any], first: Said, topic: str, right: Any) -> Case:
    config = {"name": home, "unique_id": home, **announced}
    kept = [(f"homeassistant/light/{home}/config", config)]
    return commanded({"home_assistant_mqtt": home}, kept, first, {"power": True, "brightness": 0.4}, topic, right)


LIT = {"state": "ON", "brightness": 102, "transition": 1}
JSON = {"schema": "json", "brightness": True}
FAHRENHEIT = {
    "name": "warm",
    "unique_id": "warm",
    "temperature_unit": "F",
    "temperature_state_topic": "k/warm",
    "temperature_command_topic": "k/warm/set",
    "min_temp": 50,
    "max_temp": 86,
    "temp_step": 1,
}
AM2301 = {"Time": "x", "AM2301": {"Temperature": None}, "TempUnit": "F"}
CASES: Mapping[str, Case] = {
    "fahrenheit": measured("fahrenheit", "temperature", "°F", "68", temperature=20.0),
    "fahrenheit_said": measured("fahrenheit_said", "temperature", "°C", "68 °F", temperature=20.0),
    "comma": measured("comma", "temperature", "°C", "20,5", temperature=20.5),
    "kelvin": measured("kelvin", "temperature", "K", "293.15", temperature=20.0),
    "without_unit": measured("without_unit", "temperature", "", "20.5 C", temperature=20.5),
    "nan": measured("nan", "temperature", "", "nan", temperature=None),
    "hundredths": measured("hundredths", "temperature", "°C", {"t": 2150}, "{{ value_json.t / 100 }}", temperature=21.5),
    "klx": measured("klx", "illuminance", "klx", "1.2", illuminance=1200.0),
    "lx_grouped": measured("lx_grouped", "illuminance", "lx", "1.200,5 lx", illuminance=1200.5),
    "permille": measured("permille", "humidity", "‰", "453", humidity=45.3),
    "percent_said": measured("percent_said", "humidity", "%", "45,3 %", humidity=45.3),
    "motion_true": noticed("motion_true", "motion", "true", occupancy=True),
    "motion_one": noticed("motion_one", "motion", "1", occupancy=True),
    "motion_german": noticed("motion_german", "occupancy", "Bewegung", occupancy=True),
    "motion_made": noticed("motion_made", "motion", {"m": True}, {"value_template": "{{ value_json.m }}"}, occupancy=True),
    "window_german": noticed("window_german", "window", "offen", opening=True),
    "window_turned": noticed("window_turned", "window", "false", {"payload_on": "false", "payload_off": "true"}, opening=True),
    "no_motion": on_topic("no_motion", "motion", "no motion", occupancy=False),
    "no_motion_german": on_topic("no_motion_german", "motion", "keine Bewegung", occupancy=False),
    "detected": on_topic("detected", "motion", "DETECTED", occupancy=True),
    "tilted": on_topic("tilted", "window", "gekippt", opening=True),
    "shut_german": on_topic("shut_german", "contact", "geschlossen", opening=False),
    "degrees_said": on_topic("degrees_said", "temperature", "21,5 °C", temperature=21.5),
    "unit_configured": on_topic("unit_configured", "temperature", "70", {"unit": "F"}, temperature=21.111),
    "german_key": on_topic(
        "german_key", "all", {"Temperatur": "21,5"}, {"quantity": "temperature", "key": "Temperatur"}, temperature=21.5
    ),
    "deep_key": on_topic("deep_key", "all", {"A": {"T": 21.5}}, {"quantity": "temperature", "key": "A.T"}, temperature=21.5),
    "lux_said": on_topic("lux_said", "lux", "1200 lx", illuminance=1200.0),
    "unavailable": on_topic("unavailable", "temperature", "unavailable", temperature=None),
    "tasmota_fahrenheit": tasmota(
        "tasmota_fahrenheit", 0xE1, AM2301, {"AM2301": {"Temperature": 68.0}, "TempUnit": "F"}, temperature=20.0
    ),
    "tasmota_text": tasmota(
        "tasmota_text", 0xE2, {"BH1750": {"Illuminance": None}}, {"BH1750": {"Illuminance": "120"}}, illuminance=120.0
    ),
    "shelly_fahrenheit": shelly(
        "shelly_fahrenheit", "shellyht-ABC123", "sensor/temperature", "68.0", {"unit": "F"}, temperature=20.0
    ),
    "shelly_motion": shelly(
        "shelly_motion", "shellymotionsensor-ABC124", "status", {"motion": True, "lux": 12}, occupancy=True, illuminance=12.0
    ),
    "valve_window": valve(
        "valve_window", [("more", {"window_open": True}), ("t", "12")], [("more", {"window_open": False}), ("t", "21")]
    ),
    "valve_away": valve("valve_away", [("more", {"preset": "away"}), ("t", "16")], [("t", "15")]),
    "valve_hand": valve("valve_hand", [("t", "23")], learned=[("setpoint", 23.0)]),
    "reach_beside": told_of_reach("reach_beside"),
    "told_of_100": lamp_told(
        "told_of_100",
        {
            "state_topic": "k/t100",
            "command_topic": "k/t100/set",
            "brightness_state_topic": "k/t100/b",
            "brightness_command_topic": "k/t100/b/set",
            "brightness_scale": 100,
        },
        ("k/t100", "OFF"),
        "k/t100/b/set",
        40,
    ),
    "told_with_slashes": lamp_told(
        "told_with_slashes",
        {**JSON, "state_topic": "/k/slash/", "command_topic": "/k/slash/set/"},
        ("/k/slash/", {"state": "OFF"}),
        "/k/slash/set/",
        LIT,
    ),
    "told_below_a_base": lamp_told(
        "told_below_a_base",
        {**JSON, "~": "k/base", "stat_t": "~/state", "cmd_t": "~/set"},
        ("k/base/state", {"state": "OFF"}),
        "k/base/set",
        LIT,
    ),
    "told_of_a_thousand": commanded(
        {
            "topic": {
                "id": "thousand",
                "state": "/k/thousand/",
                "command": "/k/thousand/set/",
                "quantities": {"power": {"key": "on"}, "brightness": {"key": "b", "low": 0, "high": 1000}},
            }
        },
        [],
        ("/k/thousand/", {"on": False}),
        {"power": True, "brightness": 0.4},
        "/k/thousand/set/",
        {"on": True, "b": 400},
    ),
    "told_in_german": commanded(
        {
            "topic": {
                "id": "told_german",
                "state": "k/german",
                "command": "k/german/set",
                "quantities": {"power": {"values": {"on": "an", "off": "aus"}}},
            }
        },
        [],
        ("k/german", "aus"),
        {"power": True},
        "k/german/set",
        "an",
    ),
    "told_in_fahrenheit": commanded(
        {"home_assistant_mqtt": "warm"},
        [("homeassistant/climate/warm/config", FAHRENHEIT)],
        ("k/warm", "68"),
        {"setpoint": 21.1},
        "k/warm/set",
        70,
    ),
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, HomeSeen]]:
    with lived({name: told for name, (told, _) in CASES.items()}, tmp_path_factory.mktemp("hub")) as found:
        yield found


@pytest.mark.parametrize("name", CASES)
def test_what_is_told_beside_and_in_other_units_is_what_it_is(seen: dict[str, HomeSeen], name: str) -> None:
    assert apart(seen[name], CASES[name][1]) == {}
