"""What the three kinds of light share: the traits of power, brightness and colour temperature.

Source: https://www.home-assistant.io/integrations/light.mqtt/
"""

from collections.abc import Mapping

from ..colour_forms import PLAIN_WHITE_K
from ..vocabulary import QUANTITIES, WHITE, Device, Trait, Value
from .payload import AnnouncedEntity
from .ports import Form, Port
from .wire import Unusable, figure

_MIREDS = (153.0, 500.0)  # Home Assistant's where the announcement is silent


def power(port: Port, settable: bool) -> Trait:
    return Trait("power", "power", settable, wire=port)


def brightness(entity: AnnouncedEntity, settable: bool, port: Port | None = None, scale: float | None = None) -> Trait:
    """scale: where the schema has its own; else ``brightness_scale``."""
    top = scale or figure(entity, "brightness_scale", 255.0) or 255.0
    if not 1.0 <= top <= 65535.0:
        raise Unusable(f"its brightness_scale {top:g} is not one")
    given = port or Port(Form.LINEAR)
    wire = Port(
        Form.LINEAR,
        given.state_topic,
        given.state_template,
        given.command_topic,
        given.command_template,
        scale=top,
        low=0.0,
        high=top,
        whole=True,
    )
    return Trait("brightness", "brightness", settable, 0.0, 1.0, 1.0 / top, wire=wire)


def colour_temperature(entity: AnnouncedEntity, settable: bool, port: Port | None = None) -> Trait:
    """In the lamp's own range, wherever it gives it in mired or in kelvin."""
    sane = QUANTITIES["colour_temperature"]
    floor, ceiling = sane.low or 1000.0, sane.high or 20000.0
    min_k, max_k = figure(entity, "min_kelvin"), figure(entity, "max_kelvin")
    min_m, max_m = figure(entity, "min_mireds"), figure(entity, "max_mireds")
    low = min_k if min_k and min_k > 0 else 1e6 / (max_m if max_m and max_m > 0 else _MIREDS[1])
    high = max_k if max_k and max_k > 0 else 1e6 / (min_m if min_m and min_m > 0 else _MIREDS[0])
    low, high = sorted((min(max(low, floor), ceiling), min(max(high, floor), ceiling)))
    given = port or Port(Form.MIRED)
    in_kelvin = entity.is_true("color_temp_kelvin")
    wire = Port(
        Form.LINEAR if in_kelvin else Form.MIRED,
        given.state_topic,
        given.state_template,
        given.command_topic,
        given.command_template,
        low=low if in_kelvin else 1e6 / high,
        high=high if in_kelvin else 1e6 / low,
        whole=in_kelvin,
    )
    return Trait("colour_temperature", "colour_temperature", settable and low < high, low, high, wire=wire)


def without_white(device: Device, values: Mapping[str, Value]) -> dict[str, Value]:
    """White is said by its warmth, where the lamp has any."""
    warmth = device.traits.get("colour_temperature")
    if values.get("colour") != WHITE or warmth is None or not warmth.settable:
        return dict(values)
    return {warmth.name: PLAIN_WHITE_K, **{name: value for name, value in values.items() if name != "colour"}}
