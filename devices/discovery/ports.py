"""One quantity's way in and out of an entity: its topics, its templates, and its numbers and words converted.

Source: https://www.home-assistant.io/integrations/mqtt/ (each component's page)
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ..colour_forms import as_numbers, colour_in, colour_of
from ..errors import BadCommand, BadPayload
from ..message import Message, Outgoing
from ..on_off import UNKNOWN, is_on
from ..payload import number
from ..text import shown
from ..units import MIRED
from ..vocabulary import QUANTITIES, Trait, Value
from .template_failed import TemplateFailed
from .templates import rendered

TINTS = ("xy", "hs", "rgb", "rgbw", "rgbww")  # how a colour is written, best first
_SLACK = 0.03  # part of a scale a device may tell above its end: 255 of 254, 100 of 99


class Form(Enum):
    """How a value is written."""

    WORDS = "words"  # one for on, one for off
    LINEAR = "linear"  # (native - zero) / scale is the value
    MIRED = "mired"  # a million over kelvin
    CHOICE = "choice"  # one of the trait's names
    PLACE = "place"  # where a person is
    COLOUR = "colour"  # in the port's tint


@dataclass(frozen=True, slots=True)
class Port:
    """How one trait of an entity is heard and told.

    zero, scale: of LINEAR; unit: of the device's own number, where it has one. low, high, step: in that; None where open.
    whole: takes whole numbers only. on, off: what it says; say_on, say_off: what it is told. variable: what the command
    template calls the value. tint: of COLOUR, one of TINTS.
    """

    form: Form
    state_topic: str = ""
    state_template: str = ""
    command_topic: str = ""
    command_template: str = ""
    zero: float = 0.0
    scale: float = 1.0
    low: float | None = None
    high: float | None = None
    step: float | None = None
    whole: bool = False
    on: str = ""
    off: str = ""
    say_on: str = ""
    say_off: str = ""
    variable: str = "value"
    unit: str = ""
    tint: str = ""


def read(message: Message, trait: Trait, raw: object, told: bool = False) -> Value | None:
    """``raw`` in the quantity's unit, within the trait's range; None when it says nothing.

    told: as somebody wrote it in a command. Raises BadPayload for a wrong type or a value no such device can have.
    """
    port: Port = trait.wire
    words = ((port.say_on, port.say_off) if told else (port.on, port.off)) if port.form is Form.WORDS else ()
    if raw is None or (isinstance(raw, str) and raw.strip().lower() in UNKNOWN and (not raw or raw not in words)):
        return None
    match port.form:
        case Form.WORDS:
            return _switched(message, trait, str(raw), *words)
        case Form.CHOICE:
            # A mode the announcement does not list says nothing.
            return next((c for c in trait.choices if c == str(raw) or c.lower() == str(raw).lower()), None)
        case Form.MIRED:
            native = number(message, trait.name, raw, 25.0, 1000.0, unit=MIRED)
            return trait.within(1e6 / native)
        case Form.LINEAR:
            return _linear(message, trait, port, raw)
        case Form.COLOUR:
            return colour_in(raw) if isinstance(raw, Mapping) else colour_of(str(raw).split(","), port.tint)
        case Form.PLACE:
            return None


def _linear(message: Message, trait: Trait, port: Port, raw: object) -> Value | None:
    share = port.scale if QUANTITIES[trait.quantity].unit == "1" else None
    given = number(message, trait.name, raw, unit=port.unit, full=share)
    found = (given - port.zero) / port.scale
    if trait.is_none(given):
        return None
    if trait.quantity == "brightness" and found == 0.0:
        return None  # Home Assistant ignores it too: dark is told by the state
    sane = QUANTITIES[trait.quantity]
    slack = _SLACK if sane.unit == "1" else 0.0
    low = min((x for x in (sane.low, trait.low) if x is not None), default=None)
    high = max((x for x in (sane.high, trait.high) if x is not None), default=None)
    checked = number(message, trait.name, found, low, None if high is None else high + slack)
    return trait.within(round(checked, 6))


def _switched(message: Message, trait: Trait, word: str, on: str, off: str) -> bool:
    for own, answer in ((on, True), (off, False)):
        if word == own:
            return answer
    for own, answer in ((on, True), (off, False)):
        if word.strip().lower() == own.strip().lower():
            return answer
    # Some announce numbers as what they are told and make words of what they say.
    is_turned = is_on(on) is False or is_on(off) is True
    plain = None if is_turned else is_on(word)
    if plain is not None:
        return plain
    raise BadPayload(message.topic, message.payload, f"{trait.name} is neither {shown(on, 30)} nor {shown(off, 30)}")


def native(device: str, trait: Trait, value: Value) -> str | int | float:
    """A checked value as the device takes it, on its step and within its range. Raises BadCommand where it takes none."""
    port: Port = trait.wire
    match port.form:
        case Form.WORDS:
            return port.say_on if value else port.say_off
        case Form.CHOICE:
            return str(value)
        case Form.MIRED | Form.LINEAR:
            return _number(port, trait, float(value))
        case Form.COLOUR:
            return ",".join(f"{number:g}" for number in as_numbers(str(value), port.tint))
        case _:
            raise BadCommand(device, trait.name, "it cannot be set")


def _number(port: Port, trait: Trait, value: float) -> int | float:
    if port.form is Form.MIRED:
        low, high = math.ceil(round(port.low or 50.0, 3)), math.floor(round(port.high or 1000.0, 3))
        return min(max(round(1e6 / max(value, 1.0)), low), high)
    aim = trait.nearest(trait.within(value))
    found = (aim if isinstance(aim, float | int) else value) * port.scale + port.zero
    if port.step:
        base = port.low if port.low is not None else 0.0
        found = base + round((found - base) / port.step) * port.step
    if port.low is not None:
        found = max(found, port.low)
    if port.high is not None:
        found = min(found, port.high)
    if port.whole:
        # A wish for very little light is not a wish for darkness.
        return max(round(found), 1) if value > 0 and trait.quantity == "brightness" else round(found)
    found = round(found, 4)
    return int(found) if found == int(found) else found


def told(device: str, trait: Trait, value: Value) -> Outgoing:
    """The one message that sets a trait with topics of its own. Raises BadCommand."""
    port: Port = trait.wire
    word = native(device, trait, value)
    return Outgoing(port.command_topic, as_payload(device, trait.name, port.command_template, {port.variable: word}, word))


def as_payload(device: str, name: str, template: str, variables: Mapping[str, Any], plain: object) -> bytes:
    """``plain``, or what the command template makes of the variables. Raises BadCommand."""
    text = str(plain)
    if template:
        try:
            made = rendered(template, {"value": plain, **variables})
        except TemplateFailed as failed:
            raise BadCommand(device, name, f"its command template fails: {failed.reason}") from failed
        if not made:
            raise BadCommand(device, name, "its command template makes nothing of it")
        text = made
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise BadCommand(device, name, "what it would be told is no text") from None
