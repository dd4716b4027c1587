"""Lights, switches and fans. https://developers.home-assistant.io/docs/core/entity/light"""

from collections.abc import Iterator, Mapping

from ..colour import WHITE, read_colour
from ..colour_forms import PLAIN_WHITE_K, as_numbers, colour_of
from ..command import Command, checked
from ..event import Moded
from ..message import Message, Outgoing
from ..own_will import effect_of
from ..payload import finite
from ..vocabulary import Device, Role, Trait, Value
from .calls import call
from .entity import GONE, Draft, Entity, State, Wire, within

_DIMMED = frozenset({"brightness", "color_temp", "hs", "xy", "rgb", "rgbw", "rgbww", "white"})
_TINTS = ("xy", "hs", "rgb", "rgbw", "rgbww")
_COLDEST_K, _WARMEST_K = 6500.0, 2000.0
_FADES = 32  # LightEntityFeature.TRANSITION
_SPEED = 1  # FanEntityFeature.SET_SPEED
_OUTLET = "outlet"
# Of light.turn_on: after which the level, or the colour, may be any. What names none of them leaves a lit lamp's as it is.
_LOOKS = frozenset({"profile", "effect", "flash", "white", "rgbw_color", "rgbww_color"})
_LEVELS = _LOOKS | {"brightness", "brightness_pct", "brightness_step", "brightness_step_pct"}
_COLOURS = _LOOKS | {"color_temp", "color_temp_kelvin", "kelvin", "rgb_color", "xy_color", "hs_color", "color_name"}


def light(entity: Entity) -> Draft:
    """Power always; the rest by the colour modes it names."""
    modes = set(entity.words("supported_color_modes"))
    traits = [Trait("power", "power", settable=True)]
    if modes & _DIMMED:
        traits.append(Trait("brightness", "brightness", settable=True, low=0.0, high=1.0, step=1 / 255))
    if "color_temp" in modes:
        low = entity.figure("min_color_temp_kelvin", _WARMEST_K) or _WARMEST_K
        high = entity.figure("max_color_temp_kelvin", _COLDEST_K) or _COLDEST_K
        if 1000.0 <= low < high <= 20_000.0:
            traits.append(Trait("colour_temperature", "colour_temperature", settable=True, low=low, high=high))
    tint = next((mode for mode in _TINTS if mode in modes), None)
    if tint is not None:
        # Home Assistant turns any form into the lamp's own; its own loses nothing on the way.
        traits.append(Trait("colour", "colour", settable=True, wire="xy" if tint == "xy" else "hs"))
    return Draft(Role.LIGHT, tuple(traits))


def switch(entity: Entity) -> Draft:
    """What hangs on it only its name tells; the hub judges that."""
    return Draft(Role.SWITCH, (Trait("power", "power", settable=True),))


def fan(entity: Entity) -> Draft:
    traits = [Trait("power", "power", settable=True)]
    if entity.features & _SPEED:
        step = entity.figure("percentage_step", 1.0) or 1.0
        traits.append(Trait("fan_speed", "fan_speed", settable=True, low=0.0, high=1.0, step=min(1.0, max(0.01, step / 100))))
    return Draft(Role.FAN, tuple(traits))


def hear(device: Device, state: State) -> Iterator[tuple[str, Value]]:
    """Trait and value. A dark lamp keeps its level to itself."""
    if state.state not in ("on", "off"):
        return
    yield "power", state.state == "on"
    if state.state == "off":
        if "fan_speed" in device.traits:
            yield "fan_speed", 0.0  # a fan that stands, unlike a dark lamp, keeps nothing to itself
        return
    level = finite(state.attributes.get("brightness"))
    if "brightness" in device.traits and level is not None and 0.0 <= level <= 255.0:
        yield "brightness", level / 255.0
    kelvin = within(finite(state.attributes.get("color_temp_kelvin")), device.traits.get("colour_temperature"))
    # While a colour shines its kelvin is null; some lamps derive one: only the mode says which is real.
    if kelvin is not None and state.attributes.get("color_mode") in ("color_temp", None):
        yield "colour_temperature", kelvin
    if "colour" in device.traits and (colour := _shown(state)) is not None:
        yield "colour", colour
    speed = finite(state.attributes.get("percentage"))
    if "fan_speed" in device.traits and speed is not None and 0.0 <= speed <= 100.0:
        yield "fan_speed", speed / 100.0


def _shown(state: State) -> str | None:
    """The colour that shines, white by its mode; None where that is not known."""
    mode = state.attributes.get("color_mode")
    if mode in ("color_temp", "white"):
        return WHITE
    if mode not in _TINTS:
        return None
    form = "xy" if mode == "xy" else "hs"
    return colour_of(state.attributes.get(f"{form}_color"), form)


def will(device: Device, state: State, message: Message) -> Moded:
    """Whether it plays an effect; Hue's scenes that move are told in a key of their own."""
    moving = state.text("dynamics")
    told = state.attributes.get("effect") if moving in ("", "none") else moving
    return effect_of(device.id, told, message.when, message.retain or state.state in GONE)


def say(device: Device, command: Command, wire: Wire) -> list[Outgoing]:
    """One call: off, or on with everything it is to take. Raises BadCommand."""
    values = command.values
    for name, value in values.items():
        checked(device, name, value)
    fade = command.transition_s if wire.domain == "light" and wire.features & _FADES else None
    level = values.get("brightness", values.get("fan_speed"))
    if values.get("power") is False or (level is not None and _is_dark(wire, level)):
        return [call(f"{wire.domain}.turn_off", wire.entity, transition=fade)]
    if wire.domain == "fan" and level is not None:
        return [
            call("fan.set_percentage", wire.entity, percentage=round(float(device.traits["fan_speed"].nearest(level)) * 100))
        ]
    if wire.domain != "light":
        return [call(f"{wire.domain}.turn_on", wire.entity)]
    kelvin, colour = values.get("colour_temperature"), values.get("colour")
    tint: dict[str, list[float]] = {}
    if colour == WHITE and "colour_temperature" in device.traits:
        kelvin, colour = PLAIN_WHITE_K if kelvin is None else kelvin, None
    if colour is not None:
        form = str(device.traits["colour"].wire)
        tint[f"{form}_color"] = as_numbers(str(colour), form)
    return [
        call(
            "light.turn_on",
            wire.entity,
            brightness=None if level is None else max(1, round(min(1.0, float(level)) * 255)),
            color_temp_kelvin=None if kelvin is None else round(_in_range(device.traits["colour_temperature"], float(kelvin))),
            **tint,
            transition=fade,
        )
    ]


def _is_dark(wire: Wire, level: Value) -> bool:
    return round(min(1.0, max(0.0, float(level))) * (255 if wire.domain == "light" else 100)) <= 0


def _in_range(trait: Trait, value: float) -> float:
    return min(trait.high or value, max(trait.low or value, value))


def ordered(service: str, data: Mapping[str, object]) -> Iterator[tuple[str, Value | None]]:
    """What a call of somebody else's asks for; None where the outcome is not known."""
    match service:
        case "turn_on":
            yield "power", True
            level, percent = finite(data.get("brightness")), finite(data.get("brightness_pct"))
            if level is None and percent is not None:
                level = percent * 2.55
            if level is not None:
                yield "brightness", min(1.0, max(0.0, level / 255.0))
            elif _LEVELS & data.keys():
                yield "brightness", None
            kelvin = finite(data.get("color_temp_kelvin", data.get("kelvin")))
            if kelvin is not None and 1000.0 <= kelvin <= 20_000.0:
                yield "colour_temperature", kelvin
            elif _COLOURS & data.keys():
                yield "colour_temperature", None
            if kelvin is not None or _COLOURS & data.keys():
                yield "colour", WHITE if kelvin is not None or "white" in data else _asked(data)
        case "turn_off":
            yield "power", False
        case _:
            yield from ((name, None) for name in ("power", "brightness", "colour_temperature", "colour", "fan_speed"))


def _asked(data: Mapping[str, object]) -> str | None:
    name = data.get("color_name")
    if isinstance(name, str):
        return read_colour(name)
    forms = (("xy_color", "xy"), ("hs_color", "hs"), ("rgb_color", "rgb"), ("rgbw_color", "rgb"), ("rgbww_color", "rgb"))
    return next((colour_of(data[key], form) for key, form in forms if key in data), None)
