"""Zigbee2MQTT devices for tests, from recorded definitions; only the telling argument shows."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from devices.command import Command
from devices.event import Event, Reported
from devices.families.zigbee2mqtt import FAMILY
from devices.message import Message
from devices.vocabulary import Device, DeviceId, Moment, Reference, Settings, Value

from ..recorded.zigbee2mqtt.samples import definitions
from ..simulated_zigbee import SimulatedZigbee

AT = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
NOW = Moment(AT, 1000.0)

COLOUR, WHITE, TWO_GANG, PLUG = "046677577490", "84845509", "C-ZB-DM201-2G", "LDSENK01F"
VALVE, BOSCH, DUAL, WATER = "TRV26", "BTH-RM230Z", "AZAI6ZBEMHI", "SLR2b"
MOTION, RADAR, REMOTE, LOCK = "83633205", "ZP-301Z", "81825", "0402946"


def make_simulated(model: str = COLOUR, name: str = "lamp", **more: Any) -> SimulatedZigbee:
    return SimulatedZigbee(definitions()[model], name, **more)


def make_device(model: str = COLOUR, name: str = "lamp", options: Mapping[str, Any] | None = None, **entry: Any) -> Device:
    """Announced and bound. entry: what the bridge says differently of it."""
    announced = {**make_simulated(model, name).entry(), **entry}
    found = describe([announced])[0]
    return FAMILY.bind(found, Reference("zigbee2mqtt", name, DeviceId("it"), options or {}))


def describe(
    entries: Any, topic: str = "zigbee2mqtt/bridge/devices", known: Mapping[str, Device] | None = None, **settings: Any
) -> tuple[Device, ...]:
    payload = entries if isinstance(entries, bytes) else json.dumps(entries).encode()
    return FAMILY.describe(Message(topic, payload, NOW), known or {}, Settings(**settings))


def hear(device: Device, payload: Any, suffix: str = "", retain: bool = False, name: str = "lamp") -> tuple[Event, ...]:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return tuple(FAMILY.hear(device, Message(f"zigbee2mqtt/{name}{suffix}", raw, NOW, retain)))


def told(device: Device, payload: Any, **where: Any) -> dict[str, Value]:
    """What a state tells, by trait."""
    return {event.trait: event.value for event in hear(device, payload, **where) if isinstance(event, Reported)}


def say(device: Device, transition_s: float | None = None, **values: Any) -> Any:
    """The JSON of the one message a command makes."""
    [outgoing] = FAMILY.say(device, Command(device.id, values, transition_s))
    assert outgoing.topic.endswith("/set")
    assert (outgoing.retain, outgoing.qos) == (False, 0)
    return json.loads(outgoing.payload)
