"""What other programs tell a Shelly of the first generation: words on ``…/command``, JSON on ``…/set``.

Source: https://shelly-api-docs.shelly.cloud/gen1/ (MQTT of each device).
"""

from collections.abc import Iterator, Mapping

from ...colour_forms import colour_of
from ...errors import BadPayload
from ...event import Ordered
from ...message import Message
from ...payload import decode_object, decode_text, number
from ...units import CELSIUS, FAHRENHEIT, KELVIN, PERCENT
from ...vocabulary import WHITE, Device, Trait, Value
from .announced import Gen1Part, Place, part_of

_TURNS: Mapping[str, bool | None] = {"on": True, "off": False, "toggle": None}
_MOVES: Mapping[str, float | None] = {"open": 1.0, "close": 0.0, "stop": None}


def orders(device: Device, place: Place, message: Message, rest: str) -> tuple[Ordered, ...]:
    """The orders of one message; a retained one is a leftover nobody gives now. Raises BadPayload for what is no text."""
    if message.retain:
        return ()
    kind, name, *what = rest.split("/")
    part = Gen1Part(kind, name)
    meant = dict(_of_set(message) if what == ["set"] else _of_word(place, message, part, what[-1]))
    return tuple(
        Ordered(device.id, trait.name, _rounded(trait, meant[trait.quantity]), message.when)
        for trait in device.traits.values()
        if part_of(trait) == part and trait.quantity in meant
    )


def _of_word(place: Place, message: Message, part: Gen1Part, what: str) -> Iterator[tuple[str, Value | None]]:
    text = decode_text(message).casefold()
    match part.kind, what:
        case "roller", "pos":
            yield "position", _level(message, text)
        case "roller", _:
            if text in _MOVES:
                yield "position", _MOVES[text]
        case "thermostat", "target_t":
            bare = FAHRENHEIT if place.fahrenheit else CELSIUS
            yield "setpoint", _number(message, text, -60, 150, CELSIUS, bare)
        case _, "command":
            if text in _TURNS:
                yield "power", _TURNS[text]


def _of_set(message: Message) -> Iterator[tuple[str, Value | None]]:
    asked = decode_object(message)
    turn = asked.get("turn")
    if turn is not None:
        yield "power", _TURNS.get(turn) if isinstance(turn, str) else None
    if turn == "off":
        return  # the level beside it is for later
    key = "gain" if "gain" in asked and asked.get("mode") != "white" else "brightness"
    if asked.get(key) is not None:
        yield "brightness", _level(message, asked[key])
    is_named = any(asked.get(key) is not None for key in ("red", "green", "blue"))
    if is_named or asked.get("mode") in ("color", "white"):
        yield (
            "colour",
            WHITE if asked.get("mode") == "white" else colour_of([asked.get(k) for k in ("red", "green", "blue")], "rgb"),
        )
    if asked.get("temp") is not None:
        yield "colour_temperature", _number(message, asked["temp"], 1000, 20000, KELVIN)


def _rounded(trait: Trait, value: Value | None) -> Value | None:
    return value if value is None else trait.nearest(value)


def _level(message: Message, raw: object) -> float | None:
    """None: what the device will refuse."""
    percent = _number(message, raw, 0, 100, PERCENT)
    return None if percent is None else percent / 100


def _number(message: Message, raw: object, low: float, high: float, unit: str, bare: str = "") -> float | None:
    try:
        return number(message, "value", raw, low, high, unit=unit, bare=bare)
    except BadPayload:
        return None
