"""Entities of a real Home Assistant for the contract tests; after a call they tell what Home Assistant's own would."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from devices.family import Use
from devices.home_assistant.calls import read_call
from devices.home_assistant.topics import CALL, ENTITY, STATE
from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference, Settings
from tests.devices.samples import Said, Sample

SETTINGS = Settings(music={"calm": {"playlist": "Calm evening"}, "radio": {"url": "http://radio.example/stream"}})
_LINES = [json.loads(line) for line in (Path(__file__).parent / "messages.jsonl").read_text("utf-8").splitlines()]
_SAID = {line["topic"]: line["payload"].encode() for line in _LINES}
_ON = {"color_mode": "brightness", "brightness": 255}


def _echo(device: Device, outgoing: Outgoing) -> Sequence[Said]:
    assert outgoing.topic.startswith(CALL)
    domain, service, data = read_call(outgoing)
    entity = data.pop("entity_id")
    attributes: dict[str, Any] = dict(json.loads(_SAID[f"{STATE}{entity}"])["attributes"])
    state = json.loads(_SAID[f"{STATE}{entity}"])["state"]
    match f"{domain}.{service}":
        case "light.turn_on":
            mode = "color_temp" if "color_temp_kelvin" in data else "brightness"
            state, attributes = "on", {**attributes, **_ON, "color_mode": mode, **data}
        case "light.turn_off" | "switch.turn_off" | "input_boolean.turn_off" | "fan.turn_off":
            state = "off"
        case "switch.turn_on" | "input_boolean.turn_on" | "fan.turn_on":
            state = "on"
        case "fan.set_percentage":
            state, attributes = "on", {**attributes, **data}
        case "climate.set_temperature":
            attributes |= data
        case "climate.set_hvac_mode":
            state = data["hvac_mode"]
        case "media_player.volume_set":
            attributes |= data
        case "media_player.play_media":
            state, attributes = "playing", {**attributes, "media_content_id": data["media_content_id"]}
        case "media_player.media_stop" | "media_player.media_pause" | "media_player.turn_off":
            state = "idle"
        case "cover.set_cover_position":
            state, attributes = "open" if data["position"] else "closed", {**attributes, "current_position": data["position"]}
        case other:
            raise AssertionError(f"nobody taught the sample {other}")
    body = {"state": state, "attributes": attributes, "origin": "", "played": ""}
    return [(f"{STATE}{entity}", json.dumps(body).encode())]


def _sample(entity: str, use: Use = "device") -> Sample:
    return Sample(
        entity,
        Reference("home_assistant", entity, DeviceId(entity)),
        announcements=((f"{ENTITY}{entity}", _SAID[f"{ENTITY}{entity}"]),),
        messages=((f"{STATE}{entity}", _SAID[f"{STATE}{entity}"]),),
        echo=_echo,
        use=use,
        settings=SETTINGS,
    )


SAMPLES = (
    *map(
        _sample,
        (
            "light.bed_light", "light.office_rgbw_lights", "switch.decorative_lights", "input_boolean.guest_mode",
            "fan.living_room_fan", "cover.living_room_window", "climate.heatpump", "climate.ecobee", "media_player.bedroom",
        ),
    ),
    _sample("sensor.outside_temperature", "sensor"),
    _sample("binary_sensor.movement_backyard", "sensor"),
    _sample("weather.demo_weather_south", "outdoor"),
    _sample("person.ana", "presence"),
    _sample("device_tracker.ana_phone", "presence"),
)  # fmt: skip
