"""Announced entities for the contract tests: real announcements, answered as their bridges answer."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference
from tests.devices.samples import Said, Sample

HERE = Path(__file__).parent
Echo = Callable[[Device, Outgoing], Sequence[Said]]


def recorded() -> list[Mapping[str, Any]]:
    """Messages on the wire."""
    return [json.loads(line) for line in (HERE / "messages.jsonl").read_text("utf-8").splitlines()]


def announced_devices() -> list[Mapping[str, Any]]:
    """Whole devices with their announcements, by Zigbee2MQTT."""
    return [json.loads(line) for line in (HERE / "discovery.jsonl").read_text("utf-8").splitlines()]


def announcement(component: str, model: str) -> Said:
    """A device's first announcement of that component."""
    for row in announced_devices():
        for message in row["messages"]:
            if row["model"] == model and message["topic"].split("/")[1] == component:
                return message["topic"], json.dumps(message["payload"]).encode()
    raise KeyError((component, model))


def bridge_answer(state_topic: str, topic: str, payload: bytes) -> Said:
    """Zigbee2MQTT's echo of a command: below ``set`` a property, before it an endpoint."""
    path = topic[len(state_topic) + 1 :].split("/")
    at = path.index("set")
    endpoint = f"_{path[0]}" if at else ""
    try:
        told: Any = json.loads(payload)
    except ValueError:
        told = payload.decode()
    if len(path) > at + 1:
        told = {path[at + 1]: told}
    elif not isinstance(told, dict):
        told = {"state": told}
    if "color_temp" in told:
        told["color_mode"] = "color_temp"
    elif isinstance(color := told.get("color"), dict):
        told["color_mode"] = "xy" if "x" in color else "hs"
    # An endpoint with a state topic of its own tells its properties there without its name.
    own = f"_{state_topic.rsplit('/', 1)[1]}"
    named = {key if key.endswith(endpoint) else f"{key}{endpoint}": value for key, value in told.items()}
    named = {key.removesuffix(own): value for key, value in named.items()}
    return state_topic, json.dumps(named).encode()


def at_once(*pairs: tuple[str, str]) -> Echo:
    """A device that repeats what it was told, word for word, on the state topic beside each command topic."""
    places = dict(pairs)
    return lambda _device, outgoing: [(places[outgoing.topic], outgoing.payload)]


def through_bridge(state_topic: str) -> Echo:
    return lambda _device, outgoing: [bridge_answer(state_topic, outgoing.topic, outgoing.payload)]


def _sample(
    name: str, said: Said, *messages: Said, echo: Echo | None = None, reference: str = "", use: Any = "device"
) -> Sample:
    payload = json.loads(said[1])
    called = reference or str(payload.get("unique_id") or payload.get("uniq_id") or said[0].split("/")[-2])
    place = Reference("home_assistant_mqtt", called, DeviceId(f"my {name}"))
    return Sample(name, place, (said,), messages, echo or _says_nothing, use)


def _says_nothing(_device: Device, _outgoing: Outgoing) -> Sequence[Said]:
    return ()


def _written(topic: str, **payload: Any) -> Said:
    return f"homeassistant/{topic}/config", json.dumps(payload).encode()


def _wire(topic: str) -> Said:
    found = next(row for row in recorded() if row["topic"] == topic)
    return found["topic"], found["payload"].encode()


def _tasmota(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    key = outgoing.topic.rsplit("/", 1)[1]
    text = outgoing.payload.decode()
    value = text if key == "POWER" else json.loads(text)
    return [("stat/led1/RESULT", json.dumps({key: value, **({"POWER": "ON"} if key == "Dimmer" else {})}).encode())]


def _zwave(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    text = outgoing.payload.decode()
    value = {"OFF": 0, "ON": 99}[text] if text in ("OFF", "ON") else int(text)
    return [("zwave/Salon/Eclairage_SAlon/38/0/currentValue", json.dumps({"time": 1, "value": value}).encode())]


def _shelly_white(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
    told = json.loads(outgoing.payload)
    state = {"ison": told["turn"] == "on", "brightness": told.get("brightness"), "temp": told.get("temp")}
    return [("shellies/duo/light/0/status", json.dumps({k: v for k, v in state.items() if v is not None}).encode())]


def _state(model: str, component: str, **state: Any) -> Said:
    payload = json.loads(announcement(component, model)[1])
    topic = payload.get("state_topic") or payload["current_temperature_topic"]
    return topic, json.dumps(state).encode()


TEMPLATE_LAMP = _written(
    "light/duo",
    schema="template",
    name="Duo",
    unique_id="duo",
    command_topic="shellies/duo/light/0/set",
    state_topic="shellies/duo/light/0/status",
    command_on_template='{"turn": "on"'
    '{% if brightness is defined %}, "brightness": {{ (brightness / 2.55) | round(2) }}{% endif %}'
    '{% if color_temp is defined %}, "temp": {{ (1000000 / color_temp) | round(0) }}{% endif %}'
    '{% if transition is defined %}, "transition": {{ (transition * 1000) | int }}{% endif %}}',
    command_off_template='{"turn": "off"}',
    state_template="{{ 'on' if value_json.ison else 'off' }}",
    brightness_template="{{ (value_json.brightness | float * 2.55) | round(0) }}",
    color_temp_template="{{ (1000000 / value_json.temp | float) | round(0) }}",
    min_mireds=154,
    max_mireds=333,
)
TEMPLATE_STRIP = _written(
    "light/strip",
    schema="template",
    name="Strip",
    unique_id="strip",
    command_topic="strip/set",
    state_topic="strip",
    command_on_template='{"state": "on"{% if brightness is defined %}, "brightness": {{ brightness }}{% endif %}'
    '{% if red is defined %}, "color": [{{ red }}, {{ green }}, {{ blue }}]{% endif %}}',
    command_off_template='{"state": "off"}',
    state_template="{{ value_json.state }}",
    brightness_template="{{ value_json.brightness }}",
    red_template="{{ value_json.color[0] }}",
    green_template="{{ value_json.color[1] }}",
    blue_template="{{ value_json.color[2] }}",
)
THERMOSTAT_F = _written(
    "climate/hall",
    **{"~": "hall"},
    name="Hall",
    modes=["off", "heat"],
    mode_cmd_t="~/mode/set",
    mode_stat_t="~/mode",
    temp_cmd_t="~/target/set",
    temp_stat_t="~/target",
    curr_temp_t="~/now",
    temp_unit="F",
    temp_step=1,
    min_temp=45,
    max_temp=86,
    avty_t="~/online",
    uniq_id="hall_f",
)
SAMPLES = (
    _sample(
        "esphome lamp",
        _wire("homeassistant/light/livingroom/desk_lamp/config"),
        _wire("livingroom/light/desk_lamp/state"),
        ("livingroom/status", b"online"),
        reference="desk_lamp",
        echo=at_once(("livingroom/light/desk_lamp/command", "livingroom/light/desk_lamp/state")),
    ),
    _sample(
        "zigbee lamp",
        announcement("light", "WF4C_WF6C"),
        _state("WF4C_WF6C", "light", state="ON", brightness=127, color_temp=300, color_mode="color_temp"),
        echo=through_bridge("zigbee2mqtt/Acuity Brands Lighting (ABL) WF4C_WF6C"),
    ),
    _sample("tasmota lamp", _wire("homeassistant/light/led1/config"), ("stat/led1/RESULT", b'{"Dimmer":40}'), echo=_tasmota),
    _sample(
        "zwave dimmer",
        _wire("homeassistant/light/Salon-Eclairage/dimmer/config"),
        ("zwave/Salon/Eclairage_SAlon/38/0/currentValue", b'{"time":1548683523859,"value":10}'),
        echo=_zwave,
    ),
    _sample(
        "template lamp",
        TEMPLATE_LAMP,
        ("shellies/duo/light/0/status", b'{"ison":true,"brightness":50,"temp":4000}'),
        echo=_shelly_white,
    ),
    _sample(
        "template strip",
        TEMPLATE_STRIP,
        ("strip", b'{"state":"on","brightness":50,"color":[255,127,0]}'),
        echo=at_once(("strip/set", "strip")),
    ),
    _sample(
        "valve",
        announcement("climate", "TRV26"),
        _state("TRV26", "climate", current_heating_setpoint=20.5, local_temperature=19.3, system_mode="heat"),
        echo=through_bridge("zigbee2mqtt/AVATTO TRV26"),
    ),
    _sample(
        "two setpoints",
        announcement("climate", "BTH-RM230Z"),
        _state("BTH-RM230Z", "climate", operating_mode="manual", system_mode="heat", occupied_heating_setpoint=21),
        echo=through_bridge("zigbee2mqtt/Bosch BTH-RM230Z"),
    ),
    _sample(
        "fahrenheit",
        THERMOSTAT_F,
        ("hall/target", b"68"),
        ("hall/now", b"66.2"),
        ("hall/mode", b"heat"),
        ("hall/mode/set", b"off"),
        ("hall/online", b"offline"),
        echo=at_once(("hall/target/set", "hall/target"), ("hall/mode/set", "hall/mode")),
    ),
    _sample(
        "plug",
        _written("switch/plug", name="Plug", cmd_t="plug/set", stat_t="plug/state", pl_on="1", pl_off="0", uniq_id="plug"),
        ("plug/state", b"1"),
        ("plug/state", b"0"),
        echo=at_once(("plug/set", "plug/state")),
    ),
    _sample(
        "fan",
        announcement("fan", "AC221"),
        ("zigbee2mqtt/OWON AC221", b'{"fan_state":"ON","fan_mode":"medium"}'),
        echo=through_bridge("zigbee2mqtt/OWON AC221"),
    ),
    _sample(
        "shutter",
        announcement("cover", "SIN-4-RS-20_LEX"),
        _state("SIN-4-RS-20_LEX", "cover", position=40, state="OPEN"),
        echo=through_bridge("zigbee2mqtt/ADEO SIN-4-RS-20_LEX"),
    ),
    _sample(
        "motion",
        _wire("homeassistant/binary_sensor/garage/config"),
        ("homeassistant/binary_sensor/garage/state", b"ON"),
        reference="garage",
        use="sensor",
    ),
    _sample(
        "outdoors",
        _written("sensor/out", name="Out", stat_t="out/t", unit_of_meas="°F", dev_cla="temperature", uniq_id="out_t"),
        ("out/t", b"41"),
        use="outdoor",
    ),
    _sample(
        "ana's room",
        _wire("homeassistant/device/hub_1/config"),
        ("hub/alice/room", b"kitchen"),
        ("hub/alice/room", b"not_home"),
        ("hub/alice/room", b"None"),
        reference="hub_alice_trk",
        use="presence",
    ),
    _sample(
        "ben's room",
        _written("sensor/ben", name="Ben room presence", stat_t="room-assistant/ben", uniq_id="ben_room"),
        ("room-assistant/ben", b"Living room"),
        use="presence",
    ),
)
