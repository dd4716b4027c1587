"""A device's leaves as traits: which property is which quantity, and in which range this very device has it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ...vocabulary import LIT, QUANTITIES, Role, Trait
from .exposes import COLOURS, Leaf

_NATIVE_BRIGHTNESS = 254.0  # every Zigbee light; 255 means 254
_MIREDS = (153.0, 500.0)  # where a light does not tell its own
NOBODY = frozenset({"none", "no", "false", "absent", "absence", "clear", "unoccupied", "off", "0"})
_HEATING = ("occupied_heating_setpoint", "current_heating_setpoint")
_COOLING = ("occupied_cooling_setpoint", "current_cooling_setpoint")
# A person in front of it, best first: radars hold a still person, PIR occupancy does not. Motion states only where nothing
# better is told. (neutral_presence is about a mains wire.)
_PRESENCE = ("presence", "occupancy", "motion", "presence_state", "human_motion_state", "motion_state", "state")


_SPEEDS = ("low", "medium", "high", *(str(n) for n in range(1, 11)))
_STOPPED = "off"
# What a room's light and warmth are called by those that do not call them illuminance and temperature.
_LIGHTS = ("ambient_light", "light", "lux", "illumination")
_WARMTHS = ("current_temperature", "room_temperature", "air_temp", "temperature_c")


class Form(StrEnum):
    """How a value is written in the JSON."""

    SCALED = "scaled"  # native / scale
    MIRED = "mired"
    XY = "xy"  # a colour as {x, y}
    HS = "hs"  # a colour as {hue, saturation}
    PLAIN = "plain"
    FAHRENHEIT = "fahrenheit"
    BINARY = "binary"
    CHOICE = "choice"
    STATE = "state"  # a choice of which some words mean nobody
    SPEEDS = "speeds"  # a choice of which some words are speeds, slowest first
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Wire:
    """How a trait is written.

    property: the JSON's key. scale: native value of 1.0. low, high: native bounds. on, off: the device's own words, of their
    own type. colour_mode: the key that tells whether a colour temperature or a colour is real. choices: the words of a state
    that mean presence, or those of a fan's speeds, off first. turned: 0 is the native high (a cover that counts how far it is
    shut).
    """

    property: str
    form: Form
    endpoint: str = ""
    scale: float = 1.0
    low: float | None = None
    high: float | None = None
    on: str | bool | None = None
    off: str | bool | None = None
    colour_mode: str = ""
    choices: tuple[str, ...] = ()
    turned: bool = False


def traits_of(leaves: tuple[Leaf, ...], role: Role) -> dict[str, Trait]:
    """Traits by name. The first of two with the same name is kept."""
    found: dict[str, Trait] = {}
    # A fan's own switch before one that stands beside it.
    makers = (_lighting, _moving, _switching, _climate, _sensing, _remote)
    for maker in makers:
        for trait in maker(leaves, role):
            found.setdefault(trait.name, trait)
    return found


def role_of(kinds: frozenset[str], leaves: tuple[Leaf, ...]) -> Role:
    """What the device is to the people in the room."""
    for kind, role in (
        ("lock", Role.LOCK),
        ("climate", Role.CLIMATE),
        ("light", Role.LIGHT),
        ("cover", Role.COVER),
        ("fan", Role.FAN),
    ):
        if kind in kinds:
            return role
    if any(leaf.name in _HEATING for leaf in leaves if leaf.settable):
        return Role.CLIMATE  # some thermostats tell their parts one by one
    if any(leaf.inside == "switch" or _is_bare_state(leaf) for leaf in leaves):
        return Role.SWITCH
    if any(leaf.name == "system_mode" for leaf in leaves if leaf.settable):
        return Role.CLIMATE
    if any(leaf.name == "action" for leaf in leaves) and not any(leaf.name in _PRESENCE for leaf in leaves):
        return Role.REMOTE
    return Role.SENSOR


def _named(quantity: str, endpoint: str) -> str:
    return f"{quantity}_{endpoint}" if endpoint else quantity


def _lighting(leaves: tuple[Leaf, ...], role: Role) -> Iterable[Trait]:
    # One pixel controller tells its level beside its light and not in it.
    bare_level = role is Role.LIGHT and not any(leaf.inside == "light" and leaf.name == "brightness" for leaf in leaves)
    for leaf in leaves:
        if leaf.inside == "light" and leaf.name == "state" and leaf.type == "binary":
            yield _binary("power", leaf)
        elif (
            leaf.name == "brightness" and leaf.type == "numeric" and (leaf.inside == "light" or (bare_level and leaf.settable))
        ):
            yield _scaled("brightness", leaf, _NATIVE_BRIGHTNESS)
        elif leaf.inside == "light" and leaf.name == "color_temp" and leaf.type == "numeric":
            yield _mired(leaf)
        elif leaf.inside == "light" and leaf.name in COLOURS:
            yield _coloured(leaf)


def _switching(leaves: tuple[Leaf, ...], role: Role) -> Iterable[Trait]:
    for leaf in leaves:
        # A thermostat's switches are settings (child lock, window detection) or its own valves: its on and off is its mode.
        if role is Role.CLIMATE:
            return
        # Beside a light or a cover a "switch" under another property is a setting of that.
        is_own = leaf.property.startswith("state") or (role is Role.SWITCH and leaf.name == "state")
        is_switch = leaf.inside == "switch" and leaf.type == "binary" and is_own
        if is_switch or (role is Role.SWITCH and _is_bare_state(leaf)):
            yield _binary("power", leaf)


def _is_bare_state(leaf: Leaf) -> bool:
    return (
        not leaf.inside
        and leaf.name == "state"
        and leaf.type == "binary"
        and leaf.settable
        and (leaf.on, leaf.off) == ("ON", "OFF")
    )


def _climate(leaves: tuple[Leaf, ...], role: Role) -> Iterable[Trait]:
    if role is not Role.CLIMATE:
        return
    heated = {leaf.endpoint for leaf in leaves if leaf.name in _HEATING}
    for leaf in leaves:
        if leaf.type == "numeric" and leaf.name in _HEATING:
            yield _setpoint("setpoint", leaf)
        elif leaf.type == "numeric" and leaf.name in _COOLING:
            # Of two setpoints the heating one is what a person wants warm; the other must not be driven by it.
            yield _setpoint("cooling_setpoint" if leaf.endpoint in heated else "setpoint", leaf)
        elif leaf.type == "enum" and leaf.name == "system_mode" and leaf.choices:
            name = _named("hvac_mode", leaf.endpoint)
            wire = Wire(leaf.property, Form.CHOICE, leaf.endpoint)
            yield Trait(name, "hvac_mode", leaf.settable, choices=leaf.choices, wire=wire)


def _moving(leaves: tuple[Leaf, ...], role: Role) -> Iterable[Trait]:
    for leaf in leaves:
        if role is Role.COVER and leaf.inside == "cover" and leaf.name == "position" and leaf.type == "numeric":
            yield _scaled("position", leaf, 100.0)
        elif role is Role.FAN and leaf.inside == "fan" and leaf.name == "state" and leaf.type == "binary":
            yield _binary("power", leaf)
        elif role is Role.FAN and leaf.inside == "fan" and leaf.name == "speed" and leaf.type == "numeric":
            yield _scaled("fan_speed", leaf, _NATIVE_BRIGHTNESS)
        elif role is Role.FAN and leaf.inside == "fan" and leaf.name == "mode" and leaf.type == "enum":
            yield from _named_speeds(leaf)


def _named_speeds(leaf: Leaf) -> Iterable[Trait]:
    """low, medium and high as equal parts of a speed, as Home Assistant has them; on, auto and smart are no speeds."""
    speeds = tuple(word for word in _SPEEDS if word in leaf.choices)
    if len(speeds) > 1:
        can_stop = _STOPPED in leaf.choices
        wire = Wire(leaf.property, Form.SPEEDS, leaf.endpoint, choices=(_STOPPED, *speeds))
        low = 0.0 if can_stop else 1.0 / len(speeds)
        yield Trait(_named("fan_speed", leaf.endpoint), "fan_speed", leaf.settable, low, 1.0, 1.0 / len(speeds), wire=wire)


def _sensing(leaves: tuple[Leaf, ...], role: Role) -> Iterable[Trait]:
    for wanted in _PRESENCE:
        for leaf in leaves:
            if leaf.name == wanted and leaf.inside != "light" and (trait := _occupancy(leaf)) is not None:
                yield trait
    for leaf in leaves:
        if leaf.name == "contact" and leaf.type == "binary" and leaf.reported and not leaf.settable:  # on: no contact
            wire = Wire(leaf.property, Form.BINARY, leaf.endpoint, on=leaf.on, off=leaf.off)
            yield Trait(_named("opening", leaf.endpoint), "opening", False, wire=wire)
    # Older bridges tell the raw value as illuminance and the lux beside it.
    for wanted in ("illuminance_lux", "illuminance", *_LIGHTS):
        units = ("lx", "lux") if wanted in _LIGHTS else ("lx", "lux", "")
        for leaf in leaves:
            if leaf.name == wanted and leaf.type == "numeric" and leaf.reported and leaf.unit.lower() in units:
                yield Trait(
                    _named("illuminance", leaf.endpoint),
                    "illuminance",
                    False,
                    wire=Wire(leaf.property, Form.PLAIN, leaf.endpoint),
                )
    for leaf in leaves:
        # Of the air; what a plant sensor says of the soil is another thing.
        if leaf.name == "humidity" and leaf.type == "numeric" and leaf.reported and leaf.unit.strip() in ("%", ""):
            yield Trait(
                _named("humidity", leaf.endpoint), "humidity", False, wire=Wire(leaf.property, Form.PLAIN, leaf.endpoint)
            )
    usual = ("local_temperature", "temperature") if role is Role.CLIMATE else ("temperature", "local_temperature")
    for wanted in (*usual, *_WARMTHS):
        for leaf in leaves:
            is_meant = wanted in usual or not leaf.settable
            if leaf.name == wanted and leaf.type == "numeric" and leaf.reported and is_meant:
                form = Form.FAHRENHEIT if leaf.unit.strip("°º ").upper() in ("F", "℉") else Form.PLAIN
                yield Trait(
                    _named("temperature", leaf.endpoint), "temperature", False, wire=Wire(leaf.property, form, leaf.endpoint)
                )


def _occupancy(leaf: Leaf) -> Trait | None:
    name = _named("occupancy", leaf.endpoint)
    if not leaf.reported:
        return None
    if leaf.type == "binary" and leaf.name in ("presence", "occupancy", "motion", "presence_state"):
        return Trait(name, "occupancy", False, wire=Wire(leaf.property, Form.BINARY, leaf.endpoint, on=leaf.on, off=leaf.off))
    if leaf.type == "enum" and {c.lower() for c in leaf.choices} & NOBODY:
        if leaf.name == "state" and "presence" not in leaf.choices:
            return None
        return Trait(name, "occupancy", False, wire=Wire(leaf.property, Form.STATE, leaf.endpoint, choices=leaf.choices))
    return None


def _remote(leaves: tuple[Leaf, ...], _role: Role) -> Iterable[Trait]:
    for leaf in leaves:
        if leaf.name == "action" and leaf.type in ("enum", "text") and not leaf.settable:
            yield Trait(
                _named("action", leaf.endpoint),
                "action",
                False,
                choices=leaf.choices,
                wire=Wire(leaf.property, Form.ACTION, leaf.endpoint),
            )


def _binary(quantity: str, leaf: Leaf) -> Trait:
    on, off = leaf.on, leaf.off
    if on is None or off is None or (on is off) or (type(on) is type(off) and on == off):
        on, off = "ON", "OFF"
    return Trait(
        _named(quantity, leaf.endpoint),
        quantity,
        leaf.settable,
        wire=Wire(leaf.property, Form.BINARY, leaf.endpoint, on=on, off=off),
    )


def _scaled(quantity: str, leaf: Leaf, usual: float) -> Trait:
    top = leaf.high if leaf.high is not None and leaf.high > 0 else usual
    bottom = min(max(leaf.low or 0.0, 0.0), top)
    wire = Wire(leaf.property, Form.SCALED, leaf.endpoint, scale=top, low=bottom, high=top)
    step = max(leaf.step or 1.0, 1.0) / top if top >= 1 else None
    return Trait(_named(quantity, leaf.endpoint), quantity, leaf.settable, bottom / top, 1.0, step, wire=wire)


def _mired(leaf: Leaf) -> Trait:
    sane = QUANTITIES["colour_temperature"]
    least, most = 1e6 / (sane.high or 20000.0), 1e6 / (sane.low or 1000.0)
    low = leaf.low if leaf.low is not None and leaf.low > 0 else _MIREDS[0]
    high = leaf.high if leaf.high is not None and leaf.high > 0 else _MIREDS[1]
    low, high = min(max(low, least), most), min(max(high, least), most)  # one lamp says 65279
    mode = _named("color_mode", leaf.endpoint)
    wire = Wire(leaf.property, Form.MIRED, leaf.endpoint, low=low, high=high, colour_mode=mode)
    settable = leaf.settable and low < high
    return Trait(_named("colour_temperature", leaf.endpoint), "colour_temperature", settable, 1e6 / high, 1e6 / low, wire=wire)


def _coloured(leaf: Leaf) -> Trait:
    form = Form.HS if leaf.name == "color_hs" else Form.XY
    wire = Wire(leaf.property, form, leaf.endpoint, colour_mode=_named("color_mode", leaf.endpoint))
    return Trait(_named("colour", leaf.endpoint), "colour", leaf.settable, wire=wire)


def _setpoint(quantity: str, leaf: Leaf) -> Trait:
    low, high = (5.0 if leaf.low is None else leaf.low), (30.0 if leaf.high is None else leaf.high)
    if low > high:
        low, high = high, low
    # Hot water has no comfort to learn, and a range of one point nothing to choose.
    settable = leaf.settable and low < high and leaf.endpoint != "water"
    wire = Wire(leaf.property, Form.PLAIN, leaf.endpoint, low=low, high=high)
    return Trait(_named(quantity, leaf.endpoint), quantity, settable, low, high, leaf.step or 0.5, wire=wire)


def members_traits(members: Iterable[Mapping[str, Trait]]) -> dict[str, Trait]:
    """What a command to all of them at once may name: what each can be told, in the range they share."""
    everyone = list(members)
    found: dict[str, Trait] = {}
    if not everyone:
        return found
    for quantity in ("power", *LIT):
        theirs = [next((t for t in traits.values() if t.quantity == quantity and t.settable), None) for traits in everyone]
        shared = _shared(quantity, [trait for trait in theirs if trait is not None]) if None not in theirs else None
        if shared is not None:
            found[quantity] = shared
    return found


_GROUP_KEYS = {"power": "state", "brightness": "brightness", "colour_temperature": "color_temp", "colour": "color"}


def _shared(quantity: str, traits: list[Trait]) -> Trait | None:
    wires = [trait.wire for trait in traits if isinstance(trait.wire, Wire)]
    first = wires[0]
    if any((w.form, w.scale, w.on, w.off) != (first.form, first.scale, first.on, first.off) for w in wires):
        return None  # one number would mean different things to them
    lows, highs = [w.low for w in wires if w.low is not None], [w.high for w in wires if w.high is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and high is not None and low >= high:
        return None
    wire = Wire(
        _GROUP_KEYS[quantity],
        first.form,
        "",
        first.scale,
        low,
        high,
        first.on,
        first.off,
        "color_mode" if first.colour_mode else "",
    )
    floor = max((t.low for t in traits if t.low is not None), default=None)
    top = min((t.high for t in traits if t.high is not None), default=None)
    return Trait(quantity, quantity, True, floor, top, traits[0].step, wire=wire)
