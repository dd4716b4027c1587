"""``light`` with ``schema: template``: what is said and told passes through the announcement's own templates.

Source: https://www.home-assistant.io/integrations/light.mqtt/#template-schema
"""

from typing import Any

from ..colour import to_rgb
from ..colour_forms import as_hue
from ..command import Command
from ..message import Outgoing
from ..vocabulary import Device, Role, Trait
from .lamps import brightness, colour_temperature, power, without_white
from .payload import AnnouncedEntity
from .ports import Form, Port, as_payload, native
from .transition import transition
from .wire import Made, TemplateLamp, Unusable, command_topic, state_topic, template

_SCALE = 255.0


def made(entity: AnnouncedEntity) -> Made:
    """Raises Unusable."""
    lamp = TemplateLamp(
        state_topic(entity),
        command_topic(entity),
        template(entity, "command_on_template"),
        template(entity, "command_off_template"),
    )
    if not lamp.command_topic or not lamp.on_template or not lamp.off_template:
        raise Unusable("a light without a command_topic or without its two command templates")
    heard_by = template(entity, "state_template")
    switch = Port(Form.WORDS, lamp.state_topic if heard_by else "", heard_by, lamp.command_topic, on="on", off="off")
    traits: list[Trait] = [power(switch, True)]
    level = template(entity, "brightness_template")
    if level:
        traits.append(brightness(entity, True, Port(Form.LINEAR, lamp.state_topic, level, lamp.command_topic), _SCALE))
    white = template(entity, "color_temp_template")
    if white:
        traits.append(colour_temperature(entity, True, Port(Form.MIRED, lamp.state_topic, white, lamp.command_topic)))
    parts = [template(entity, f"{part}_template") for part in ("red", "green", "blue")]
    if all(parts) and level:  # without one of its own these three are its brightness as well
        tint = Port(Form.COLOUR, lamp.state_topic, ",".join(parts), lamp.command_topic, tint="rgb")
        traits.append(Trait("colour", "colour", True, wire=tint))
    return Made(Role.LIGHT, tuple(traits), lamp=lamp)


def said(device: Device, lamp: TemplateLamp, command: Command) -> tuple[Outgoing, ...]:
    """The one template, with the variables Home Assistant gives it. Raises BadCommand."""
    variables: dict[str, Any] = {}
    for name, value in without_white(device, command.values).items():
        word = native(device.id, device.traits[name], value)
        if name == "colour":
            variables |= zip(("red", "green", "blue"), to_rgb(str(value)), strict=True)
            variables |= zip(("hue", "sat"), as_hue(str(value)), strict=True)
        elif name != "power":
            variables["brightness" if name == "brightness" else "color_temp"] = word
    is_off = command.values.get("power") is False
    if variables.get("brightness") == 0:
        is_off = is_off or "power" not in command.values
        variables["brightness"] = 1
    fade = transition(command)
    late = {} if fade is None else {"transition": fade}
    if is_off:
        return (Outgoing(lamp.command_topic, as_payload(device.id, "power", lamp.off_template, {"state": False, **late}, "")),)
    given = {"state": True, **variables, **late}
    return (Outgoing(lamp.command_topic, as_payload(device.id, "power", lamp.on_template, given, "")),)
