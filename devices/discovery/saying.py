"""A command in the entity's own form.

Source: https://www.home-assistant.io/integrations/mqtt/ (each component's page)
"""

from ..command import Command, checked, checked_fade
from ..errors import BadCommand
from ..message import Outgoing
from ..vocabulary import Device
from . import light_basic, light_json, light_template
from .ports import told
from .wire import BasicLamp, JsonLamp, TemplateLamp, Wire


def said(device: Device, command: Command) -> tuple[Outgoing, ...]:
    """The messages that make it so, values put on the device's step and into its range. Raises BadCommand."""
    wire = device.wire
    if device.refused or not isinstance(wire, Wire):
        raise BadCommand(device.id, "command", device.refused or "it was never announced")
    for name, value in command.values.items():
        checked(device, name, value)
    if not command.values:
        return ()
    checked_fade(command)  # a wrong one is refused even where none can be sent
    match wire.lamp:
        case JsonLamp():
            return light_json.said(device, wire.lamp, command)
        case TemplateLamp():
            return light_template.said(device, wire.lamp, command)
        case BasicLamp():
            return light_basic.said(device, wire.lamp, command)
        case None:
            # Mode before temperature: a thermostat that is off may refuse one.
            ordered = sorted(command.values, key=lambda name: name not in ("hvac_mode", "power"))
            return tuple(told(device.id, device.traits[name], command.values[name]) for name in ordered)
