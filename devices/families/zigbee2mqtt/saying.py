"""A command as the one JSON object that goes to a device's or group's ``/set`` topic.

Source: https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html#zigbee2mqtt-friendly-name-set
"""

import json
from typing import Any

from ...colour_forms import PLAIN_WHITE_K
from ...command import Command, checked, checked_fade
from ...errors import BadCommand
from ...message import Outgoing
from ...vocabulary import LIT, WHITE, Device, Trait, Value
from .announced import Place
from .traits import Wire
from .values import written

_LONGEST_FADE_S = 6553.0  # Zigbee counts tenths of a second in 16 bits


def said(device: Device, command: Command) -> tuple[Outgoing, ...]:
    """At most one message. Values are put on the device's step and into its range. Raises BadCommand."""
    place = device.wire
    if device.refused or not isinstance(place, Place):
        raise BadCommand(device.id, "command", device.refused or "it was never announced")
    payload: dict[str, Any] = {}
    dark = {name.removeprefix("power") for name, value in command.values.items() if name.startswith("power") and value is False}
    for name, value in command.values.items():
        trait = checked(device, name, value)
        wire: Wire = trait.wire
        if trait.quantity in LIT and trait.endpoint in dark:
            continue  # a level beside OFF would wake the lamp again
        if trait.quantity == "colour" and value == WHITE and _warmed(device, trait, command, payload):
            continue
        native = written(trait, value)
        if trait.quantity == "brightness" and native == 0:
            _darken(device, name, command, payload)
            continue
        payload[wire.property] = native
    if not payload:
        return ()
    fade = _transition(checked_fade(command) or 0.0)
    if place.takes_transition and fade > 0:
        payload["transition"] = fade
    return (Outgoing(f"{place.topic}/set", json.dumps(payload, ensure_ascii=False).encode()),)


def read_again(device: Device, trait: Trait) -> tuple[Outgoing, ...]:
    """The bridge asks the device itself; nothing where it cannot be asked."""
    place, wire = device.wire, trait.wire
    if device.refused or not isinstance(place, Place) or not isinstance(wire, Wire):
        return ()
    return (Outgoing(f"{place.topic}/get", json.dumps({wire.property: ""}).encode()),)


def _warmed(device: Device, trait: Trait, command: Command, payload: dict[str, Any]) -> bool:
    """White is said by its warmth, where the lamp has any."""
    warmth = device.traits.get(f"colour_temperature{trait.endpoint}")
    if warmth is None or not warmth.settable:
        return False
    if warmth.name not in command.values:
        payload[warmth.wire.property] = written(warmth, PLAIN_WHITE_K)
    return True


def _darken(device: Device, name: str, command: Command, payload: dict[str, Any]) -> None:
    """No light at all is off; beside an explicit on it is the least light there is."""
    power = "power" + name.removeprefix("brightness")
    switch = device.traits.get(power)
    if command.values.get(power) is True:
        payload[device.traits[name].wire.property] = 1
    elif switch is not None and switch.settable and isinstance(switch.wire, Wire):
        off: Value = False
        payload[switch.wire.property] = written(switch, off)
    else:
        payload[device.traits[name].wire.property] = 0


def _transition(seconds: float) -> int | float:
    fade = round(min(float(seconds), _LONGEST_FADE_S), 1)
    return int(fade) if fade == int(fade) else fade
