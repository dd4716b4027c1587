"""What other programs tell a Tasmota on ``cmnd/…``, so that its answer is not taken for a hand.

Source: https://tasmota.github.io/docs/Commands/
"""

import re
from collections.abc import Iterator, Mapping

from ...colour_forms import colour_of
from ...errors import BadPayload
from ...event import Ordered
from ...message import Message
from ...payload import decode_text, number
from ...units import MIRED, PERCENT
from ...vocabulary import LIT, WHITE, Device, Trait, Value
from .wire import COLDEST, SPEEDS, WARMEST, Form, Place, wire_of

_COMMAND = re.compile(r"([a-z]+)(\d*)")
_BACKLOG = re.compile(r"backlog\d?")
_MOST = 30  # commands a Backlog holds
# Commands that move a lamp without naming where to, in our quantities.
_MOVES = frozenset({"color", "hsbcolor", "white", "scheme", "palette", "wakeup", "dimmerrange", "channel", "rgbwwtable"})
_SHUTTERS: Mapping[str, float | None] = {"shutteropen": 1.0, "shutterclose": 0.0, "shutterstop": None, "shuttertoggle": None}
_ON, _OFF = frozenset({"on", "true", "1"}), frozenset({"off", "false", "0"})


def orders(device: Device, place: Place, message: Message, command: str) -> tuple[Ordered, ...]:
    """The orders of one message; a retained one is a leftover nobody gives now. Raises BadPayload for what is no text."""
    if message.retain:
        return ()
    text = decode_text(message)
    found: dict[str, Ordered] = {}
    for word, argument in _each(command.strip().lower(), text):
        for trait, value in _meant(device, place, message, word, argument):
            found[trait.name] = Ordered(device.id, trait.name, value, message.when)
    return tuple(found.values())


def _each(command: str, text: str) -> Iterator[tuple[str, str]]:
    """Command and argument; an empty argument asks and orders nothing."""
    if not _BACKLOG.fullmatch(command):
        if text:
            yield command, text
        return
    for part in text.split(";")[:_MOST]:
        word, _, argument = part.strip().partition(" ")
        if argument.strip():
            yield word.lower(), argument.strip()


def _meant(device: Device, place: Place, message: Message, command: str, argument: str) -> Iterator[tuple[Trait, Value | None]]:
    match = _COMMAND.fullmatch(command)
    if match is None:
        return
    word, index = match[1], match[2]
    channels = {wire_of(trait).command for trait in device.traits.values()} if word == "channel" else set[str]()
    for trait in device.traits.values():
        wire = wire_of(trait)
        if not wire.command:
            continue
        if wire.form is Form.HSB and command in ("hsbcolor", "ct"):
            yield trait, WHITE if command == "ct" else colour_of(argument.split(",")[:2], "hs")
        elif word == "power" and wire.form is Form.POWER and (index == "0" or (index or "1") == wire.endpoint):
            yield trait, _switched(place, argument)
        elif wire.form is not Form.POWER and command == wire.command.lower():
            value = _level(message, trait, argument)
            yield trait, value
            yield from _woken(device, place, trait, value)
        elif word == "dimmer" and wire.form is Form.PERCENT and wire.command.startswith("Dimmer"):
            # Dimmer and Dimmer0 are all of a light; the numbered ones its parts, which one in two lights is not known.
            is_whole = index in ("", "0") and wire.keys[0] == "Dimmer"
            value = _level(message, trait, argument) if is_whole else None
            yield trait, value
            yield from _woken(device, place, trait, value)
        elif word in _MOVES and wire.is_lamp and f"Channel{index}" not in channels:
            yield trait, None
        elif wire.form is Form.SHUTTER and word in _SHUTTERS and wire.keys[0] == f"Shutter{index or 1}":
            yield trait, _SHUTTERS[word]


def _woken(device: Device, place: Place, trait: Trait, level: Value | None) -> Iterator[tuple[Trait, Value | None]]:
    """A level lights the lamp, and none at all puts it out."""
    switch = device.traits.get(f"power{trait.endpoint}") if trait.quantity in LIT else None
    if switch is not None and place.wakes:
        yield switch, None if level is None else level != 0


def _switched(place: Place, argument: str) -> bool | None:
    word = argument.casefold()
    for own, answer in ((place.on, True), (place.off, False)):
        if word == own.casefold():
            return answer
    if word in _ON or word in _OFF:
        return word in _ON
    return None  # toggle, blink, hold


def _level(message: Message, trait: Trait, argument: str) -> Value | None:
    """None: a step (+, -, <, >), or what the device will refuse."""
    try:
        if argument[0] in "+-<>!":
            return None
        if wire_of(trait).form is Form.SPEED:
            return number(message, "FanSpeed", argument, 0, SPEEDS) / SPEEDS
        if wire_of(trait).form is Form.MIRED:
            return trait.nearest(1e6 / number(message, "CT", argument, COLDEST, WARMEST, unit=MIRED))
        return number(message, wire_of(trait).command, argument, 0, 100, unit=PERCENT) / 100
    except BadPayload:
        return None
