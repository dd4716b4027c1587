"""``light`` in the default schema: a topic for each thing. Old Tasmota, Z-Wave JS UI, home-made lamps.

Source: https://www.home-assistant.io/integrations/light.mqtt/#default-schema
"""

from dataclasses import replace

from ..command import Command
from ..message import Outgoing
from ..vocabulary import Device, Role, Trait
from .lamps import brightness, colour_temperature, power, without_white
from .payload import AnnouncedEntity
from .ports import TINTS, Form, Port, told
from .wire import BasicLamp, Made, Unusable, command_topic, state_topic, template


def made(entity: AnnouncedEntity) -> Made:
    """Raises Unusable."""
    on, off = entity.text("payload_on", "ON"), entity.text("payload_off", "OFF")
    switch = Port(
        Form.WORDS,
        state_topic(entity),
        template(entity, "state_value_template", "value_template"),
        command_topic(entity),
        template(entity, "command_template"),
        on=on,
        off=off,
        say_on=on,
        say_off=off,
    )
    if not switch.command_topic and not switch.state_topic:
        raise Unusable("a light without a command_topic")
    if on == off:
        raise Unusable("its words for on and off are the same")
    kind = entity.text("on_command_type", "last")
    if kind not in ("last", "first", "brightness"):
        raise Unusable(f"its on_command_type is none of last, first and brightness: {kind[:30]!r}")
    traits: list[Trait] = [power(switch, bool(switch.command_topic))]
    level = _port(entity, "brightness")
    if level.state_topic or level.command_topic:
        traits.append(brightness(entity, bool(level.command_topic), level))
    white = _port(entity, "color_temp")
    if white.state_topic or white.command_topic:
        traits.append(colour_temperature(entity, bool(white.command_topic), white))
    tint = _tint(entity)
    # Where both are told in one message, nothing says which of them shines.
    if tint is not None and not (tint.state_topic and tint.state_topic == white.state_topic):
        traits.append(Trait("colour", "colour", bool(tint.command_topic), wire=tint))
    return Made(Role.LIGHT, tuple(traits), lamp=BasicLamp(kind))


def _tint(entity: AnnouncedEntity) -> Port | None:
    """The best of its ways to say a colour."""
    ports = ((form, _port(entity, form)) for form in TINTS)
    return next((replace(port, form=Form.COLOUR, tint=form) for form, port in ports if port.command_topic), None)


def _port(entity: AnnouncedEntity, what: str) -> Port:
    return Port(
        Form.LINEAR,
        state_topic(entity, f"{what}_state_topic"),
        template(entity, f"{what}_value_template"),
        command_topic(entity, f"{what}_command_topic"),
        template(entity, f"{what}_command_template"),
    )


def said(device: Device, lamp: BasicLamp, command: Command) -> tuple[Outgoing, ...]:
    """Levels and the word, in the order the lamp wants them. Raises BadCommand."""
    values = dict(command.values)
    # Checked even where it will not be sent.
    values = without_white(device, values)
    made_ = {name: told(device.id, device.traits[name], value) for name, value in values.items()}
    level = values.get("brightness")
    if level is not None and device.traits["brightness"].nearest(level) == 0:
        if values.get("power") is not True:
            values["power"] = False  # no light at all is off
        else:
            least = 1.0 / device.traits["brightness"].wire.scale
            made_["brightness"] = told(device.id, device.traits["brightness"], least)
    switch = device.traits["power"]
    if values.get("power") is False:
        return (told(device.id, switch, False),)
    levels = [made_[name] for name in ("colour_temperature", "colour", "brightness") if name in made_]
    if lamp.on_command == "brightness" and device.traits.get("brightness", switch).settable and "brightness" in device.traits:
        if values.get("power") is True and "brightness" not in values:
            # Such a lamp knows no word for on. Full, as Home Assistant does for a level it never heard.
            levels.append(told(device.id, device.traits["brightness"], 1.0))
        return tuple(levels)
    if not switch.settable:
        return tuple(levels)
    word = told(device.id, switch, True)
    return (word, *levels) if lamp.on_command == "first" else (*levels, word)
