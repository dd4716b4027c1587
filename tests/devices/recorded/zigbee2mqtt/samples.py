"""Zigbee2MQTT's devices for the contract tests: real definitions, answered by the simulated bridge."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from devices.message import Outgoing
from devices.vocabulary import Device, DeviceId, Reference
from tests.devices.samples import Said, Sample
from tests.devices.simulated_zigbee import SimulatedZigbee, bridge_devices

HERE = Path(__file__).parent


def definitions() -> dict[str, Mapping[str, Any]]:
    """Recorded definitions by model."""
    rows = [json.loads(line) for line in (HERE / "definitions.jsonl").read_text("utf-8").splitlines()]
    return {row["definition"]["model"]: row["definition"] for row in rows}


def _sample(model: str, name: str, *states: Mapping[str, Any]) -> Sample:
    device = SimulatedZigbee(definitions()[model], name)

    def echo(_device: Device, outgoing: Outgoing) -> Sequence[Said]:
        lamp = SimulatedZigbee(definitions()[model], name)
        return [(topic, payload) for _, topic, payload in lamp.answer(outgoing.payload)]

    return Sample(
        name,
        Reference("zigbee2mqtt", name, DeviceId(f"my {name}")),
        announcements=(bridge_devices([device]),),
        messages=tuple((device.topic, json.dumps({**device.state, **state}).encode()) for state in states),
        echo=echo,
    )


SAMPLES = (
    _sample("84845509", "white lamp", {"state": "ON", "brightness": 127, "color_temp": 300, "color_mode": "color_temp"}),
    _sample(
        "046677577490", "büro/colour lamp", {"state": "ON", "brightness": 40, "color_temp": 400, "color_mode": "color_temp"}
    ),
    _sample("C-ZB-DM201-2G", "dimmers", {"state_l1": "ON", "brightness_l1": 200}, {"state_l2": "OFF"}),
    _sample("TRV26", "valve", {"current_heating_setpoint": 20.5, "local_temperature": 19.3, "system_mode": "heat"}),
    _sample("AZAI6ZBEMHI", "air conditioner", {"occupied_heating_setpoint": 21, "system_mode": "cool"}),
    _sample("LDSENK01F", "plug", {"state": "ON"}, {"state": "OFF"}),
    _sample("83633205", "motion", {"occupancy": True, "illuminance": 31}),
    _sample("ZG-205Z", "radar", {"presence": True, "illuminance": 12}),
    _sample("81825", "remote", {"action": "on"}),
    _sample("SIN-4-RS-20_LEX", "shutter", {"position": 40}),
    _sample("FanBee", "fan", {"state": "ON", "speed": 127}),
)
