"""WLED: strips of light, each on a topic of its own. Specification: https://kno.wled.ge/interfaces/mqtt/

    - {wled: wled/aabbcc}           the device topic of its Sync settings
    - {wled: wled/hall, motion: 1}  with the motion detector on its button 1

It announces itself to nobody and knows no colour temperature. Its brightness is 0..255, and 0 is off. Its colour is the first
of its segment's: #RRGGBB, or #WWRRGGBB where white shines too.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..based import BaseTopic, is_base
from ..colour import to_rgb
from ..colour_forms import colour_in, colour_of
from ..command import Command, checked, checked_fade
from ..errors import BadPayload
from ..event import Event, Moded, Ordered, Pressed, Reachable, Reported
from ..family import Family
from ..found import as_if_named, unless_named
from ..message import Message, Outgoing
from ..payload import decode_object, decode_text, number
from ..text import shown
from ..vocabulary import WHITE, Device, Reference, Role, Settings, Trait, Value

_KEY = "wled"
_BASE = BaseTopic(_KEY, "wled")
_GROUP = "wled/all"  # every WLED listens there unless its owner changed it
_FULL = 255
_SLOWEST = 65535  # tenths of a second
_LEVEL = re.compile(r"<ac>\s*(\d{1,3})\s*</ac>")
_NIGHT = re.compile(r"<nl>\s*1\s*</nl>")
_HTTP_LEVEL = re.compile(r"(?:^|&)A=(\d{1,3})(?=&|$)")
_HTTP_MOVES = re.compile(r"(?:^|&)(?:A|T|PL|NL|FX|M)=")
_HEX = re.compile(r"[#h]([0-9a-fA-F]{2})?([0-9a-fA-F]{6})")
_SCENES = ("ps", "pl", "playlist", "nl", "rb")  # keys of the JSON after which anything may be lit
_ACTIONS = frozenset({"short", "long", "double", "on", "off"})
_WORDS: Mapping[str, bool] = {"on": True, "off": False}
_MOST_BUTTONS = 31


def announced_on(references: Sequence[Reference], settings: Settings) -> tuple[str, ...]:
    """For a look round only: its reach is kept by the broker, under the topic it came with."""
    return unless_named(references, *_BASE.below(settings, "+/status"))


def describe(message: Message, _known: Mapping[str, Device], settings: Settings) -> tuple[Device, ...]:
    """The strip whose reach this is. Raises BadPayload for any other status."""
    if not message.topic.endswith("/status") or not message.payload.strip():
        return ()
    if decode_text(message) not in ("online", "offline"):
        raise BadPayload(message.topic, message.payload, "neither online nor offline")
    return as_if_named(from_reference, _KEY, message.topic.removesuffix("/status"), settings)


def from_reference(reference: Reference, settings: Settings) -> Device | None:
    """The light, all of it told by the block; None when its topic cannot be one."""
    if mistakes(reference, settings):
        return None
    topic, group, motion = reference.name, _group(reference), reference.options.get("motion")
    traits = {
        "power": Trait("power", "power", settable=True),
        "brightness": Trait("brightness", "brightness", settable=True, low=0.0, high=1.0, glides=False),
        "colour": Trait("colour", "colour", settable=True, glides=False),
    }
    if motion is not None:
        traits["occupancy"] = Trait("occupancy", "occupancy", settable=False)
    # status first: what follows a return is a snapshot.
    said = ("status", "g", "c", "v", "button/+", *(() if motion is None else (f"motion/{motion}",)))
    told = (f"{base}{part}" for base in dict.fromkeys((topic, group)) for part in ("", "/api", "/col"))
    return Device(
        id=reference.id,
        family=_KEY,
        stable_id=topic,
        name=str(reference.options.get("name") or topic),
        role=Role.LIGHT,
        traits=traits,
        hears=(*(f"{topic}/{part}" for part in said), *told),
        wire=(topic, group),
    )


def hear(device: Device, message: Message) -> Sequence[Event]:
    """Level, reach, buttons, motion, and what others order. Raises BadPayload."""
    if not message.payload.strip():
        return ()  # a retained word was cleared
    topic, group = device.wire
    for base in (topic, group):
        if message.topic in (base, f"{base}/api", f"{base}/col"):
            return () if message.retain else _ordered(device, message, message.topic.removeprefix(base))
    text = decode_text(message)
    match message.topic.removeprefix(f"{topic}/").split("/"):
        case ["status"]:
            if text not in ("online", "offline"):
                raise BadPayload(message.topic, message.payload, "neither online nor offline")
            return (Reachable(device.id, text == "online", message.when, message.retain),)
        case ["g"]:
            return _level(device, message, text)
        case ["c"]:
            colour = _colour(text)
            return () if colour is None else (Reported(device.id, "colour", colour, message.when, message.retain),)
        case ["v"]:
            # XML by name only. Read by pattern: a parser would unfold whatever entities somebody put into it.
            found = _LEVEL.search(text) if "<vs>" in text else None
            if found is None:
                raise BadPayload(message.topic, message.payload, "no brightness in it")
            return (_fading(device, message, text), *_level(device, message, found[1]))
        case ["button", button]:
            if text not in _ACTIONS or not button.isascii() or not button.isdigit() or len(button) > 2:
                raise BadPayload(message.topic, message.payload, "not a button's short, long, double, on or off")
            return () if message.retain else (Pressed(device.id, f"button{button}_{text}", message.when),)
        case ["motion", _] if "occupancy" in device.traits:
            if text not in _WORDS:
                raise BadPayload(message.topic, message.payload, "neither on nor off")
            return (Reported(device.id, "occupancy", _WORDS[text], message.when, message.retain),)
    return ()


def say(device: Device, command: Command) -> Sequence[Outgoing]:
    """One JSON object to ``/api``: its plain topic toggles on any text with a t in it. Raises BadCommand."""
    topic, _group_topic = device.wire
    asked: dict[str, Any] = {}
    for name, value in command.values.items():
        match checked(device, name, value).quantity:
            case "power":
                asked["on"] = bool(value)
            case "colour":
                asked["seg"] = {"fx": 0, "col": [list(to_rgb(str(value)))]}  # 0: plain light
            case _:
                asked["bri"] = _native(float(value))
    if not asked:
        return ()
    if asked.get("on") is False or ("on" not in asked and asked.get("bri") == 0):
        asked = {"on": False}  # its level stays what it was, for when it is lit again
    else:
        level = {"bri": max(1, asked["bri"])} if "bri" in asked else {}
        lit = {"on": True} if "on" in asked or level else {}  # a colour alone lights nothing
        asked = {**lit, **level, **({"seg": asked["seg"]} if "seg" in asked else {})}
    seconds = checked_fade(command)
    if seconds is not None:
        asked["tt"] = min(round(min(seconds, 1e5) * 10), _SLOWEST)  # transition would stay for every later change, by anybody
    return (Outgoing(f"{topic}/api", json.dumps(asked).encode()),)


def mistakes(reference: Reference, settings: Settings) -> Sequence[str]:
    """What is wrong with a block, each one sentence saying what would be right."""
    found = _BASE.mistakes(settings)
    if not is_base(reference.name):
        found.append(f"{shown(str(reference.name), 60)} is not the topic of a WLED: it is like wled/aabbcc, without + and #")
    if not is_base(_group(reference)):
        found.append(f"group is not a topic: the group topic of its Sync settings, such as {_GROUP}")
    elif reference.name == _group(reference):
        found.append(f"{shown(reference.name, 60)} is the topic of all of them: give each its own, such as wled/aabbcc")
    motion = reference.options.get("motion")
    if motion is not None and (isinstance(motion, bool) or not isinstance(motion, int) or not 0 <= motion <= _MOST_BUTTONS):
        found.append("motion is not the number of a button: that of the detector's input, such as 0")
    return found


def _group(reference: Reference) -> str:
    given = reference.options.get("group")
    return _GROUP if given is None else str(given)


def _fading(device: Device, message: Message, text: str) -> Moded:
    """Whether its nightlight runs: it fades by itself until it is dark, or as bright as it was told to end."""
    runs = _NIGHT.search(text) is not None
    moves = ("power", "brightness", "colour")
    return Moded(device.id, "nightlight", "on" if runs else "off", message.when, message.retain, rules=runs, moves=moves)


def _level(device: Device, message: Message, text: str) -> tuple[Event, ...]:
    """A dark strip has no level: the next one is what it is lit with."""
    level = _whole(message, text)
    lit = Reported(device.id, "power", level > 0, message.when, message.retain)
    return (lit, Reported(device.id, "brightness", level / _FULL, message.when, message.retain)) if level else (lit,)


def _whole(message: Message, raw: object) -> int:
    found = number(message, "brightness", raw, 0, _FULL, full=_FULL)
    if found != int(found):
        raise BadPayload(message.topic, message.payload, "brightness is not a whole number")
    return int(found)


def _native(value: float) -> int:
    # A wish for very little light is not a wish for darkness.
    return max(1, round(min(value, 1.0) * _FULL)) if value > 0 else 0


def _ordered(device: Device, message: Message, where: str) -> tuple[Ordered, ...]:
    """What somebody tells it, alone or with all others. Raises BadPayload for what is no text."""
    text = decode_text(message)
    values: dict[str, Value | None] = {}
    match where:
        case "/col":
            values = {"power": None, "colour": _colour(text)}  # black is darkness
        case "/api":
            values = _of_json(message) if text.startswith("{") else _of_http(text)
        case _:
            values = _of_word(message, text)
    return tuple(Ordered(device.id, name, value, message.when) for name, value in values.items())


def _of_word(message: Message, text: str) -> dict[str, Value | None]:
    """As WLED reads it: ``on`` or ``true`` anywhere lights it, any other t toggles, the rest is a number."""
    low = text.casefold()
    if "on" in low or "true" in low:
        return {"power": True}
    if low in ("off", "0"):
        return {"power": False}
    if "t" in low:
        return {"power": None}
    return _lit(_or_none(message, text))


def _of_json(message: Message) -> dict[str, Value | None]:
    asked = decode_object(message)
    found: dict[str, Value | None] = {}
    if "bri" in asked:
        found = _lit(_or_none(message, asked["bri"]))
    if "on" in asked:
        found["power"] = asked["on"] if isinstance(asked["on"], bool) else None
        if found["power"] is False:
            found.pop("brightness", None)
    if any(key in asked for key in _SCENES):
        found = {"power": None, "brightness": None}
    if "seg" in asked or any(key in asked for key in _SCENES):
        found["colour"] = _of_segment(asked.get("seg"))
    return found


def _of_segment(segments: object) -> str | None:
    segment = segments[0] if isinstance(segments, list) and segments else segments
    colours = segment.get("col") if isinstance(segment, Mapping) else None
    first = colours[0] if isinstance(colours, list) and colours else None
    return colour_of(first, "rgb") if isinstance(first, list) else None


def _colour(text: str) -> str | None:
    """Of ``#ffa000``, ``hffa000`` or with white before it; None of darkness and of what is none."""
    digits = _HEX.fullmatch(text.strip())
    if digits is None:
        return None
    colour = colour_in(digits[2].lower())
    return WHITE if colour is None and digits[1] not in (None, "00") else colour


def _of_http(text: str) -> dict[str, Value | None]:
    """``A=128&FX=73``: a level alone is known, the rest may light anything."""
    level = _HTTP_LEVEL.search(text)
    if level is not None and len(_HTTP_MOVES.findall(text)) == 1 and int(level[1]) <= _FULL:
        return _lit(int(level[1]))
    return {"power": None, "brightness": None, "colour": None} if _HTTP_MOVES.search(text) else {}


def _or_none(message: Message, raw: object) -> int | None:
    """None: a step ("~10"), or what the device will refuse."""
    try:
        return _whole(message, raw)
    except BadPayload:
        return None


def _lit(level: int | None) -> dict[str, Value | None]:
    if level is None:
        return {"power": None, "brightness": None}
    return {"power": True, "brightness": level / _FULL} if level else {"power": False}


FAMILY = Family(
    key=_KEY,
    serves=frozenset({"device", "sensor"}),
    title="WLED",
    example="{wled: wled/aabbcc}",
    remark="strips, their buttons and motion",
    announced_on=announced_on,
    describe=describe,
    from_reference=from_reference,
    hear=hear,
    say=say,
    mistakes=mistakes,
    options=frozenset({"group", "motion"}),
    settle_s=2.0,
    is_kept=True,
)
