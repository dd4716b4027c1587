"""What other clients of the broker tell a Sonos through sonos2mqtt.
Specification: https://sonos2mqtt.svrooij.io/control/commands.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ...errors import BadPayload
from ...message import Message
from ...payload import decode_json, decode_object, decode_text
from ...vocabulary import SILENCE, Value
from .tunes import Tune, wish_of

Order = tuple[str, Value | None]  # trait, value; None where the outcome is not known

_ANYTHING = frozenset({"play", "toggle", "next", "previous", "selecttrack", "switchtoqueue", "joingroup", "leavegroup"})
_MOVES = frozenset({"volumeup", "volumedown", "unmute"})
_INPUTS = {"switchtotv": "x-sonos-htastream:", "switchtoline": "x-rincon-stream:"}
_TRUE = (True, "true", "On", "ON", "on", 1, None)  # mute without an input mutes


def of_control(message: Message, wishes: Mapping[str, Tune]) -> tuple[Order, ...]:
    """On ``<speaker>/control``: ``{"command", "input"}``. Raises BadPayload."""
    told = decode_object(message)
    command = told.get("cmd", told.get("command"))
    if not isinstance(command, str):
        if isinstance(told.get("sonosCommand"), str):
            return tuple(_advanced(told["sonosCommand"], told.get("input"), wishes))
        raise BadPayload(message.topic, message.payload, "no command")
    return tuple(_meaning(command.casefold(), told.get("input"), wishes))


def of_set(message: Message, command: str, wishes: Mapping[str, Tune]) -> tuple[Order, ...]:
    """On ``set/<speaker>/<command>``: the input alone, JSON or text. Raises BadPayload."""
    text = decode_text(message)
    value: Any = text or None
    if text[:1] in tuple('{["-0123456789tf'):
        try:
            value = decode_json(message)
        except BadPayload:
            value = text
    return tuple(_meaning(command.casefold(), value, wishes))


def _meaning(command: str, value: Any, wishes: Mapping[str, Tune]) -> Iterator[Order]:
    match command:
        case "volume":
            yield "volume", _level(value)
        case "mute":
            yield "volume", 0.0 if any(value is known or value == known for known in _TRUE) else None
        case "stop" | "pause":
            yield "music", SILENCE
        case "setavtransporturi":
            yield "music", wish_of([value] if isinstance(value, str) else (), wishes)
        case "switchtotv" | "switchtoline":
            yield "music", wish_of([_INPUTS[command]], wishes)
        case "adv-command" | "command" if isinstance(value, dict) and isinstance(value.get("cmd"), str):
            inner, with_it = value["cmd"], value.get("val")
            # One level deep: an order within an order within an order is nobody's.
            if command == "command" and inner.casefold() not in ("command", "adv-command"):
                yield from _meaning(inner.casefold(), with_it, wishes)
            else:
                yield from _advanced(inner, with_it, wishes)
        case _ if command in _ANYTHING:
            yield "music", None
        case _ if command in _MOVES:
            yield "volume", None


def _advanced(command: str, value: Any, wishes: Mapping[str, Tune]) -> Iterator[Order]:
    """A call of the Sonos library itself."""
    name = command.rpartition(".")[2].casefold()
    inner = value if isinstance(value, dict) else {}
    match name:
        case "setvolume":
            yield "volume", _level(inner.get("DesiredVolume", value))
        case "setrelativevolume" | "setmute":
            yield "volume", None
        case "stop" | "pause":
            yield "music", SILENCE
        case "play" | "next" | "previous" | "seek" | "toggleplayback" | "switchtoqueue":
            yield "music", None
        case "setavtransporturi":
            uri = inner.get("CurrentURI", value)
            yield "music", wish_of([uri] if isinstance(uri, str) else (), wishes)


def _level(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        return None
    return float(value) / 100
