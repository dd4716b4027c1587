"""What other programs tell a device on its ``/set`` topics, so that its echo is not taken for a hand.

Source: https://www.zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html#zigbee2mqtt-friendly-name-set
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...errors import BadPayload
from ...event import Ordered
from ...message import Message
from ...payload import decode_json, decode_object, decode_text, fade
from ...vocabulary import LIT, WHITE, Device, Trait, Value
from .announced import Place
from .traits import Wire
from .values import read

_LIT = frozenset({"power", *LIT})
# Keys that move a lamp without naming where to.
_MOVES = {
    "scene_recall": _LIT,
    "effect": _LIT,
    "color": frozenset({"colour_temperature", "colour"}),
    **dict.fromkeys(("hue_move", "hue_step", "saturation_move", "saturation_step"), frozenset({"colour"})),
    "brightness_move": frozenset({"power", "brightness"}),
    "brightness_move_onoff": frozenset({"power", "brightness"}),
    "brightness_step": frozenset({"power", "brightness"}),
    "brightness_step_onoff": frozenset({"power", "brightness"}),
    "brightness_percent": frozenset({"power", "brightness"}),
    "color_temp_move": frozenset({"colour_temperature", "colour"}),
    "color_temp_step": frozenset({"colour_temperature", "colour"}),
    "color_temp_percent": frozenset({"colour_temperature", "colour"}),
    "preset": frozenset({"setpoint", "hvac_mode"}),
}
_COVER_WORDS: Mapping[str, float | None] = {"open": 1.0, "close": 0.0, "stop": None}


def orders(device: Device, message: Message, where: str) -> tuple[Ordered, ...]:
    """The commands of one message. where: the topic after the device's name: set, set/brightness, l1/set, l1/set/brightness.

    Raises BadPayload for broken JSON. A retained command is a leftover: nobody orders it now.
    """
    place = device.wire
    if message.retain or not isinstance(place, Place) or not message.payload.strip():
        return ()
    if where.startswith("set/"):
        return _of(device, message, {where[4:]: _scalar(message)}, "")
    endpoint, _, key = where.partition("/set") if where != "set" else ("", "", "")
    if key:
        return _of(device, message, {key.removeprefix("/"): _scalar(message)}, endpoint)
    text = decode_text(message)
    if text.startswith("{"):
        return _of(device, message, decode_object(message), endpoint)
    return _of_word(device, message, text, endpoint)


def _scalar(message: Message) -> Any:
    text = decode_text(message)
    try:
        return decode_json(message)
    except BadPayload:
        return text


def _of_word(device: Device, message: Message, word: str, endpoint: str) -> tuple[Ordered, ...]:
    """ON, OFF, TOGGLE, OPEN, CLOSE, STOP: a bare word is meant for ``state``."""
    if word.lower() in _COVER_WORDS:
        covers = [t for t in _there(device, endpoint) if t.quantity == "position"]
        return tuple(Ordered(device.id, t.name, _COVER_WORDS[word.lower()], message.when) for t in covers)
    state = next((t for t in _there(device, endpoint) if t.quantity == "power"), None)
    return () if state is None else (_ordered(device, message, state, word),)


def _of(device: Device, message: Message, asked: Mapping[str, Any], endpoint: str) -> tuple[Ordered, ...]:
    found: dict[str, Ordered] = {}
    here = _there(device, endpoint)
    for trait in here:
        wire: Wire = trait.wire
        # Below an endpoint's own topic the keys come with or without its suffix.
        short = wire.property.removesuffix(f"_{endpoint}") if endpoint else wire.property
        key = wire.property if wire.property in asked else short
        if asked.get(key) is not None:
            found[trait.name] = _ordered(device, message, trait, asked[key])
        elif trait.quantity == "position":
            # A cover is sent to its ends, and stopped, by its state.
            word = asked.get(wire.property.replace("position", "state", 1), asked.get("state") if endpoint else None)
            if isinstance(word, str) and word.lower() in _COVER_WORDS:
                found[trait.name] = Ordered(device.id, trait.name, _COVER_WORDS[word.lower()], message.when)
    for key, moved in _MOVES.items():
        if key in asked:
            for trait in here:
                if trait.quantity in moved:
                    found.setdefault(trait.name, Ordered(device.id, trait.name, None, message.when))
    for order in [*found.values()]:
        warmth = device.traits[order.trait]
        colour = f"colour{warmth.endpoint}"
        if warmth.quantity == "colour_temperature" and colour in device.traits and order.value is not None:
            found.setdefault(colour, Ordered(device.id, colour, WHITE, message.when))
        # A brightness also turns the lamp on, unless the state beside it is null.
        if device.traits[order.trait].quantity == "brightness" and order.value:
            name = "power" + order.trait.removeprefix("brightness")
            trait_ = device.traits.get(name)
            if trait_ is not None and name not in found and trait_.wire.property not in asked and "state" not in asked:
                found[name] = Ordered(device.id, name, True, message.when)
    fade_s = fade(asked.get("transition"))
    return tuple(replace(order, fade_s=fade_s) for order in found.values())


def _there(device: Device, endpoint: str) -> list[Trait]:
    """What may be told on that topic: all of it, or one endpoint's."""
    return [
        trait
        for trait in device.traits.values()
        if trait.settable and isinstance(trait.wire, Wire) and (not endpoint or trait.wire.endpoint == endpoint)
    ]


def _ordered(device: Device, message: Message, trait: Trait, raw: Any) -> Ordered:
    """value None: a toggle, or something the bridge will refuse or clamp in its own way."""
    value: Value | None
    try:
        value = read(message, trait, raw)
    except BadPayload:
        value = None
    return Ordered(device.id, trait.name, value, message.when)
