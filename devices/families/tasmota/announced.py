"""``tasmota/discovery/<MAC>/config`` and ``…/sensors`` as one Device: relays, lights, shutters, switches and what it measures.

Source: https://tasmota.github.io/docs/MQTT/ and the JSON itself as ``SetOption19 0`` publishes it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ...errors import BadPayload
from ...filters import cannot_publish_to
from ...message import Message
from ...payload import decode_object
from ...text import shown
from ...vocabulary import Device, DeviceId, Role, Trait
from .measured import sensors_in
from .wire import COLDEST, FAMILY_KEY, MEASURED, SPEEDS, WARMEST, Form, Place, Wire, wire_of

_RELAY, _LIGHT, _SHUTTER = 1, 2, 3
_MOST = 32  # relays of one device
_FOLLOWS = frozenset({1, 2, 9, 10})  # switch modes whose word is the input's state and not a press
_MOTION = re.compile(
    r"(?<![a-z])(?:motion|movement|pir|presence|occup\w*|radar|mmwave|beweg\w*|präsenz\w*|mouvement|présence|movimi?ento|ruch)"
)
_LATER = "its configuration has not been announced yet"
_DEFAULT_GROUP = "tasmotas"
UNNAMED = "Tasmota"  # what every device is called until its owner names it


def device_in(message: Message, mac: str, earlier: Device | None) -> Device | None:
    """The device of a config; None when it was withdrawn. earlier: for the sensors it announced before. Raises BadPayload."""
    if not message.payload.strip():
        return None
    config = decode_object(message)
    told = config.get("mac", mac)
    if not isinstance(told, str) or told.upper() != mac.upper():
        raise BadPayload(message.topic, message.payload, "its mac is not that of the topic")
    place = _place(message, mac, config)
    own = _own_traits(message, place, config)
    measured = () if earlier is None else [t for t in earlier.traits.values() if wire_of(t).form in MEASURED]
    return _assembled(place, own, measured)


def with_sensors(message: Message, mac: str, earlier: Device | None) -> Device | None:
    """The device with what it measures; one that cannot be used yet where its config is still to come. Raises BadPayload."""
    if not message.payload.strip():
        # Its sensors are gone, the rest stays announced by its config.
        return None
    measured = sensors_in(message)
    if earlier is None or not isinstance(earlier.wire, Place):
        traits = {trait.name: trait for trait in measured}
        return Device(DeviceId(mac), FAMILY_KEY, mac, mac, Role.SENSOR, traits, refused=_LATER)
    own = [trait for trait in earlier.traits.values() if wire_of(trait).form not in MEASURED]
    return _assembled(earlier.wire, own, measured)


def of_endpoint(device: Device, endpoint: str) -> Device | None:
    """One relay, light or switch of it; None when it has none of that name."""
    place = device.wire
    if not isinstance(place, Place):
        return None
    traits = {name: trait for name, trait in device.traits.items() if wire_of(trait).endpoint == endpoint}
    for index in place.switches:
        if endpoint == f"switch{index}" and not traits:
            traits = {"occupancy": _follower(index, "occupancy")}
    if not traits:
        return None
    return replace(device, traits=traits, role=_role(traits.values()), name=place.names.get(endpoint, device.name))


def as_one(device: Device) -> Device:
    """The whole device. Beside a light its relays are only heard: they switch who knows what, and are had by ``endpoint``."""
    if device.role is not Role.LIGHT:
        return device
    stays = {n for n, t in device.traits.items() if wire_of(t).is_lamp or wire_of(t).form is Form.SPEED or not t.settable}
    return replace(device, traits={n: t if n in stays else replace(t, settable=False) for n, t in device.traits.items()})


def _assembled(place: Place, own: Iterable[Trait], measured: Iterable[Trait]) -> Device:
    traits = {trait.name: trait for trait in own}
    drives = any(trait.settable for trait in traits.values())
    for trait in measured:
        # The thermistor of a wall module tells how hot the module is, not the room.
        if not (drives and wire_of(trait).keys[0] == "ANALOG" and trait.quantity == "temperature"):
            traits.setdefault(trait.name, trait)
    # All names it has: what one relay is called after, another must not be switched by.
    names = [name for name in dict.fromkeys((place.device_name, *place.names.values())) if name and name != UNNAMED]
    return Device(
        id=DeviceId(place.mac),
        family=FAMILY_KEY,
        stable_id=place.mac,
        name=shown(", ".join(names) or place.topic, 250),
        role=_role(traits.values()),
        traits=traits,
        hears=_topics(place, traits.values()) if traits else (),
        refused="" if traits else "it has neither relays nor lights nor sensors that can be used",
        wire=place,
    )


def _role(traits: Iterable[Trait]) -> Role:
    found = list(traits)
    if any(wire_of(trait).is_lamp for trait in found):
        return Role.LIGHT
    for form, role in ((Form.POWER, Role.SWITCH), (Form.SHUTTER, Role.COVER), (Form.SPEED, Role.FAN)):
        if any(wire_of(trait).form is form for trait in found):
            return role
    return Role.REMOTE if found and all(trait.quantity == "action" for trait in found) else Role.SENSOR


def _topics(place: Place, traits: Iterable[Trait]) -> tuple[str, ...]:
    """LWT first: what follows a return is a snapshot. Then what it says, with SetOption4 by command, and what it is told."""
    wires = [wire_of(trait) for trait in traits]
    said = [key.upper() for wire in wires if wire.form not in MEASURED for key in (*wire.keys, wire.command) if key]
    found = [f"{place.tele}{word}" for word in ("LWT", "STATE", "SENSOR", "RESULT")]
    found += [f"{place.stat}{word}" for word in ("RESULT", "STATUS8", "STATUS10", "STATUS11", *said)]
    return (*dict.fromkeys(found), f"{place.cmnd}+", f"{place.group}+")


def _place(message: Message, mac: str, config: Mapping[str, Any]) -> Place:
    topic, full = _text(message, config, "t"), _text(message, config, "ft")
    prefixes, words = config.get("tp"), config.get("state")
    if not isinstance(prefixes, list) or len(prefixes) < 3 or not all(isinstance(p, str) and p for p in prefixes[:3]):
        raise BadPayload(message.topic, message.payload, "tp is not its three prefixes")
    if not isinstance(words, list) or len(words) < 3 or not all(isinstance(w, str) and w for w in words[:3]):
        raise BadPayload(message.topic, message.payload, "state is not its words for off, on and toggle")
    if words[0].casefold() == words[1].casefold():
        raise BadPayload(message.topic, message.payload, "its words for off and on are the same")
    host = config.get("hn")
    full = full.replace("%hostname%", host if isinstance(host, str) else "").replace("%id%", mac[-6:].upper())
    cmnd, stat, tele = (_full_topic(message, full, topic, prefix) for prefix in prefixes[:3])
    name = config.get("dn")
    options = config.get("so")
    switched = config.get("swc")
    return Place(
        mac=mac,
        topic=topic,
        device_name=shown(name, 100) if isinstance(name, str) else "",
        cmnd=cmnd,
        stat=stat,
        tele=tele,
        group=_full_topic(message, full, _DEFAULT_GROUP, prefixes[0]),
        off=words[0],
        on=words[1],
        online=_text(message, config, "onln", "Online"),
        offline=_text(message, config, "ofln", "Offline"),
        names=_names(config),
        switches=tuple(i for i, mode in _numbered(switched) if mode in _FOLLOWS),
        fades=not config.get("ty"),  # a second controller does the dimming there
        wakes=not _is_set(options, 20),
    )


def _full_topic(message: Message, full: str, topic: str, prefix: str) -> str:
    """``%prefix%/%topic%/`` filled in, ending in a slash; a template without the prefix gets it at its end, as Tasmota does."""
    template = full if "%prefix%" in full else f"{full}/%prefix%"
    filled = template.replace("%prefix%", prefix).replace("%topic%", topic)
    found = re.sub("/{2,}", "/", f"{filled}/")
    if "%topic%" not in full or cannot_publish_to(found) or not found.isprintable() or found.startswith("/"):
        raise BadPayload(message.topic, message.payload, "its full topic is none that can be spoken on")
    return found


def _own_traits(message: Message, place: Place, config: Mapping[str, Any]) -> list[Trait]:
    relays = config.get("rl")
    if not isinstance(relays, list):
        raise BadPayload(message.topic, message.payload, "rl is not its list of relays")
    kinds = dict(_numbered(relays))
    options = config.get("so")
    lit = [index for index, kind in kinds.items() if kind == _LIGHT]
    powered = [index for index, kind in kinds.items() if kind in (_RELAY, _LIGHT)]
    is_alone = len(powered) == 1
    found: list[Trait] = []
    for index in powered:
        suffix = "" if is_alone else f"_{index}"
        is_lamp = kinds[index] == _LIGHT or _is_set(options, 30)
        keys = (f"POWER{index}", "POWER") if index == 1 else (f"POWER{index}",)
        # One alone is POWER, as the first of several with SetOption26: both are understood by it, whichever it tells.
        command = "POWER" if is_alone and index == 1 else f"POWER{index}"
        wire = Wire(Form.POWER, keys, command, str(index), is_lamp=is_lamp)
        found.append(Trait(f"power{suffix}", "power", True, wire=wire))
        if kinds[index] == _LIGHT:
            found += _levels(config, index, lit.index(index), suffix)
    shutters = [index for index, kind in kinds.items() if kind == _SHUTTER]
    inverted = dict(_numbered(config.get("sho")))
    for number in range(1, (len(shutters) + 1) // 2 + 1):  # two relays each
        name = "position" if len(shutters) <= 2 else f"position_{number}"
        if not inverted.get(number, 0) & 1:  # an inverted one tells open and closed the other way round
            key, command = f"Shutter{number}", f"ShutterPosition{number}"
            wire = Wire(Form.SHUTTER, (key,), command, f"shutter{number}")
            found.append(Trait(name, "position", True, 0.0, 1.0, 0.01, wire=wire))
    if config.get("if") == 1 and not isinstance(config["if"], bool):  # a ceiling fan beside its light
        wire = Wire(Form.SPEED, ("FanSpeed",), "FanSpeed", "fan", high=SPEEDS)
        found.append(Trait("fan_speed", "fan_speed", True, 0.0, 1.0, 1.0 / SPEEDS, wire=wire))
    return found + _inputs(place, config)


def _levels(config: Mapping[str, Any], index: int, nth: int, suffix: str) -> list[Trait]:
    """Brightness, colour and colour temperature of the light on that relay, which is the ``nth`` light of the device."""
    options, kind = config.get("so"), config.get("lt_st")
    if isinstance(kind, bool) or not isinstance(kind, int) or not 1 <= kind <= 5:
        return []
    level = colour = ""
    is_white, is_of_colours = kind in (2, 5), kind == 5
    if _is_set(options, 68):  # each channel is a light of its own
        level, is_white = f"Channel{index}", False
    elif kind >= 4 and config.get("lk") == 0:  # colours are the first light, white the second
        level = f"Dimmer{nth + 1}" if nth < 2 else ""
        is_white, is_of_colours = kind == 5 and nth == 1, False
    elif nth == 0:
        level = "Dimmer"
    else:
        return []
    colour = "CT" if is_white else ""
    # A Tuya's own brightness is the third dimmer; it tells it under the plain name.
    command = "Dimmer3" if config.get("ty") and level == "Dimmer" else level
    found = []
    if level:
        wire = Wire(Form.PERCENT, (level,), command, str(index), is_lamp=True)
        found.append(Trait(f"brightness{suffix}", "brightness", True, 0.0, 1.0, 0.01, wire=wire, glides=False))
    if kind >= 3 and nth == 0 and not _is_set(options, 68):
        has_white = kind >= 4 and config.get("lk") != 0
        wire = Wire(Form.HSB, ("HSBColor",), "HSBColor", str(index), is_lamp=True, is_of_colours=has_white)
        found.append(Trait(f"colour{suffix}", "colour", True, wire=wire, glides=False))
    if colour:
        low, high = (200, 380) if _is_set(options, 82) else (COLDEST, WARMEST)
        wire = Wire(Form.MIRED, (colour,), colour, str(index), low, high, is_lamp=True, is_of_colours=is_of_colours)
        low_k, high_k = 1e6 / high, 1e6 / low
        found.append(Trait(f"colour_temperature{suffix}", "colour_temperature", True, low_k, high_k, wire=wire, glides=False))
    return found


def _inputs(place: Place, config: Mapping[str, Any]) -> list[Trait]:
    """Motion detectors on an input, where a name says that it is one; buttons and switches that only tell."""
    given = config.get("swn")
    names = given if isinstance(given, list) else []
    words = " ".join(n for n in (place.device_name, *place.names.values(), config.get("md")) if isinstance(n, str))
    movers = []
    for index in place.switches:
        own = names[index - 1] if index <= len(names) else None
        # Without a name that says so it may as well be a door's contact, or the lamp's own switch.
        if _MOTION.search((own if isinstance(own, str) and own else words).lower()):
            movers.append(index)
    found = [_follower(i, "occupancy" if n == 0 else f"occupancy_switch{i}") for n, i in enumerate(movers)]
    options = config.get("so")
    pressed = _is_set(options, 73) and any(used == 1 for _, used in _numbered(config.get("btn")))
    flipped = _is_set(options, 114) and any(mode >= 0 and i not in movers for i, mode in _numbered(config.get("swc")))
    if pressed or flipped:
        found.append(Trait("action", "action", False, wire=Wire(Form.ACTION, ())))
    return found


def _follower(index: int, name: str) -> Trait:
    return Trait(name, "occupancy", False, wire=Wire(Form.SWITCH, (f"Switch{index}",), endpoint=f"switch{index}"))


def _names(config: Mapping[str, Any]) -> dict[str, str]:
    """Friendly names by endpoint, of those relays there are."""
    given, relays = config.get("fn"), dict(_numbered(config.get("rl")))
    names = given if isinstance(given, list) else []
    return {
        str(index): shown(name, 100)
        for index, name in enumerate(names[:_MOST], 1)
        if isinstance(name, str) and name.strip() and relays.get(index)
    }


def _numbered(given: object) -> list[tuple[int, int]]:
    """The whole numbers of a list, counted from 1 as Tasmota counts."""
    listed = given if isinstance(given, list) else []
    return [(i, n) for i, n in enumerate(listed[:_MOST], 1) if isinstance(n, int) and not isinstance(n, bool)]


def _is_set(options: object, number: int) -> bool:
    return isinstance(options, Mapping) and options.get(str(number)) == 1


def _text(message: Message, config: Mapping[str, Any], key: str, otherwise: str | None = None) -> str:
    found = config.get(key, otherwise)
    if not isinstance(found, str) or not found.strip() or len(found) > 250:
        raise BadPayload(message.topic, message.payload, f"{key} is not a text")
    return found
