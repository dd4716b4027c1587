"""A command as the one JSON object that goes to a device's or group's ``/set`` topic.

Source: https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html#zigbee2mqtt-friendly-name-set
"""

import json
import math
from typing import Any

from ...command import Command
from ...errors import BadCommand
from ...message import Outgoing
from ...vocabulary import Device, Trait, Value
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
        trait = _settable(device, name)
        wire: Wire = trait.wire
        try:
            native = written(trait, value)
        except ValueError as error:
            raise BadCommand(device.id, name, str(error)) from None
        if trait.quantity in ("brightness", "colour_temperature") and name.removeprefix(trait.quantity) in dark:
            continue  # a level beside OFF would wake the lamp again
        if trait.quantity == "brightness" and native == 0:
            _darken(device, name, command, payload)
            continue
        payload[wire.property] = native
    if not payload:
        return ()
    if command.transition_s is not None:
        fade = _transition(device, command.transition_s)
        if place.takes_transition and fade > 0:
            payload["transition"] = fade
    return (Outgoing(f"{place.topic}/set", json.dumps(payload, ensure_ascii=False).encode()),)


def _settable(device: Device, name: str) -> Trait:
    trait = device.traits.get(name)
    if trait is None or not isinstance(trait.wire, Wire):
        raise BadCommand(device.id, name, "it has no such quantity")
    if not trait.settable:
        raise BadCommand(device.id, name, "it cannot be set")
    return trait


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


def _transition(device: Device, seconds: float) -> int | float:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not math.isfinite(seconds) or seconds < 0:
        raise BadCommand(device.id, "transition", "the seconds are not a number from 0")
    fade = round(min(float(seconds), _LONGEST_FADE_S), 1)
    return int(fade) if fade == int(fade) else fade
