"""What other programs tell a Shelly on ``<prefix>/rpc`` and ``<prefix>/command/…``: its answer is nobody's hand.

Source: https://shelly-api-docs.shelly.cloud/gen2/General/RPCProtocol and the MQTT control of each component.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ...colour_forms import colour_of
from ...errors import BadPayload
from ...event import Ordered
from ...message import Message
from ...payload import decode_object, decode_text, number
from ...units import CELSIUS, KELVIN, PERCENT
from ...vocabulary import WHITE, Device, Trait, Value
from .announced import Component, Place, component_in, wire_of

_KEYS: Mapping[str, str] = {"brightness": "brightness", "ct": "colour_temperature"}
_ENDS: Mapping[str, float] = {"open": 1.0, "close": 0.0}
_WORDS: Mapping[str, bool] = {"on": True, "off": False, "true": True, "false": False}


def orders(device: Device, place: Place, message: Message, rest: str) -> tuple[Ordered, ...]:
    """The orders of one message; a retained one is a leftover nobody gives now. Raises BadPayload."""
    if message.retain:
        return ()
    if rest == "rpc":
        request = decode_object(message)
        meant = _of_method(device, message, request)
    else:
        component = component_in(rest.partition("/")[2])
        text = decode_text(message).casefold()
        meant = iter(()) if component is None else _of_words(device, message, component, text)
    return tuple({o.trait: o for o in (Ordered(device.id, t.name, v, message.when) for t, v in meant)}.values())


def _of_method(device: Device, message: Message, request: Mapping[str, Any]) -> Iterator[tuple[Trait, Value | None]]:
    method, params = request.get("method"), request.get("params")
    if not isinstance(method, str) or not isinstance(params, Mapping):
        return  # asks, or asks for nothing
    kind, _, verb = method.casefold().partition(".")
    component = component_in(f"{kind}:{_id(params)}")
    if component is None:
        return
    match verb:
        case "set":
            yield from _set(device, message, component, params)
        case "toggle" | "open" | "close" | "stop" | "dimup" | "dimdown" | "dimstop":
            yield from _moved(device, component, verb)
        case "gotoposition":
            yield from _one(device, component, "position", _level(message, params.get("pos")))
        case "setconfig" if kind == "thermostat":
            config = params.get("config")
            if isinstance(config, Mapping) and "target_C" in config:
                yield from _one(device, component, "setpoint", _celsius(message, config["target_C"]))
        case "call" if kind == "blutrv":
            inner, wanted = params.get("method"), params.get("params")
            if isinstance(inner, str) and inner.casefold() == "trv.settarget" and isinstance(wanted, Mapping):
                yield from _one(device, component, "setpoint", _celsius(message, wanted.get("target_C")))


def _id(params: Mapping[str, Any]) -> object:
    """Of the thermostat's configuration it may stand inside."""
    config = params.get("config")
    return params.get("id", config.get("id") if isinstance(config, Mapping) else None)


def _set(
    device: Device, message: Message, component: Component, params: Mapping[str, Any]
) -> Iterator[tuple[Trait, Value | None]]:
    on = params.get("on")
    if on is not None:
        yield from _one(device, component, "power", on if isinstance(on, bool) else None)
    if on is False:
        return  # the level beside it is for later
    if params.get("rgb") is not None or params.get("mode") in ("rgb", "cct"):
        yield from _one(
            device, component, "colour", WHITE if params.get("mode") == "cct" else colour_of(params.get("rgb"), "rgb")
        )
    for key, quantity in _KEYS.items():
        if params.get(key) is not None:
            value = _level(message, params[key]) if key == "brightness" else _kelvin(message, params[key])
            yield from _one(device, component, quantity, value)


def _moved(device: Device, component: Component, verb: str) -> Iterator[tuple[Trait, Value | None]]:
    if component.kind == "cover":
        yield from _one(device, component, "position", _ENDS.get(verb))
    elif verb == "toggle":
        yield from _one(device, component, "power", None)
    elif verb.startswith("dim"):
        yield from _one(device, component, "power", None)
        yield from _one(device, component, "brightness", None)


def _of_words(device: Device, message: Message, component: Component, text: str) -> Iterator[tuple[Trait, Value | None]]:
    """``on,20``, ``set,true,50,2``, ``pos,40``."""
    word, *arguments = [part.strip() for part in text.split(",")][:8]
    if component.kind == "cover":
        if word == "pos":
            yield from _one(device, component, "position", _level(message, arguments[0] if arguments else None))
        elif word in ("open", "close", "stop", "rel"):
            yield from _one(device, component, "position", _ENDS.get(word))
    elif word in ("on", "off"):
        yield from _one(device, component, "power", _WORDS[word])
    elif word in ("toggle", "dim_up", "dim_down", "dim_stop"):
        yield from _moved(device, component, word.replace("_", ""))
    elif word == "set":
        lit = _WORDS.get(arguments[0]) if arguments else None
        yield from _one(device, component, "power", lit)
        if lit is not False and len(arguments) > 1 and arguments[1] and component.kind == "light":
            yield from _one(device, component, "brightness", _level(message, arguments[1]))
        elif lit is not False and component.kind != "light":
            yield from _one(device, component, "brightness", None)  # a colour stands in different places of it
            yield from _one(device, component, "colour_temperature", None)
            yield from _one(device, component, "colour", None)


def _one(device: Device, component: Component, quantity: str, value: Value | None) -> Iterator[tuple[Trait, Value | None]]:
    for trait in device.traits.values():
        if trait.quantity == quantity and wire_of(trait).component == component:
            yield trait, value if value is None else trait.nearest(value)


def _level(message: Message, raw: object) -> float | None:
    """None: what the device will refuse."""
    percent = _or_none(message, raw, 0, 100, PERCENT)
    return None if percent is None else percent / 100


def _kelvin(message: Message, raw: object) -> float | None:
    return _or_none(message, raw, 1000, 20000, KELVIN)


def _celsius(message: Message, raw: object) -> float | None:
    return _or_none(message, raw, -20, 60, CELSIUS)


def _or_none(message: Message, raw: object, low: float, high: float, unit: str) -> float | None:
    try:
        return number(message, "value", raw, low, high, unit=unit)
    except BadPayload:
        return None
