"""What the tests of announced entities share: announcing one, and what it says and is told."""

import json
from typing import Any

from devices.command import Command
from devices.event import Ordered, Reported
from devices.families.home_assistant_mqtt import FAMILY
from devices.message import Message
from devices.vocabulary import Device, DeviceId, Reference, Settings, Value
from tests.devices.samples import NOW


def said(topic: str, payload: object, retain: bool = False) -> Message:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return Message(topic, text.encode("utf-8", "surrogatepass"), NOW, retain)


def announced(place: str, **config: Any) -> Device:
    """The one entity of ``homeassistant/<place>/config``."""
    found = everything_in(place, config)
    assert len(found) == 1
    return found[0]


def everything_in(place: str, config: object, prefix: str = "homeassistant") -> tuple[Device, ...]:
    return FAMILY.describe(said(f"{prefix}/{place}/config", config), {}, Settings(discovery_prefix=prefix))


def told(device: Device, transition_s: float | None = None, /, **values: Value) -> list[tuple[str, Any]]:
    """Topic and payload of each message a command makes; JSON objects read."""
    found = FAMILY.say(device, Command(device.id, values, transition_s))
    return [(out.topic, json.loads(out.payload) if out.payload[:1] == b"{" else out.payload.decode()) for out in found]


def values(device: Device, topic: str, payload: object, retain: bool = False) -> dict[str, Value]:
    """What the entity reports in that message, by trait."""
    events = FAMILY.hear(device, said(topic, payload, retain))
    return {event.trait: event.value for event in events if isinstance(event, Reported)}


def orders(device: Device, topic: str, payload: object, retain: bool = False) -> dict[str, Value | None]:
    """What somebody is heard telling the entity, by trait."""
    events = FAMILY.hear(device, said(topic, payload, retain))
    return {event.trait: event.value for event in events if isinstance(event, Ordered)}


def means(device: Device, name: str) -> bool:
    return FAMILY.matches(device, Reference("home_assistant_mqtt", name, DeviceId("x")))
