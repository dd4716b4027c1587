"""A lamp of several colours: what each of its channels gives, as a colour or a warmth of white, and back.

In the flow: a node's ``currentColor`` and ``targetColor``, objects of channels from 0 to 255, ↔ colour and colour temperature.
Source: Z-Wave's Color Switch command class, version 3, in zwave-js's names; the range of white is that of Home Assistant's
zwave_js, where nothing tells it.
"""

from collections.abc import Mapping

from ...colour import WHITE, from_rgb, to_rgb
from ...errors import BadPayload
from ...message import Message
from ...payload import number
from ...vocabulary import Value

COLOURS, WHITES = ("red", "green", "blue"), ("warmWhite", "coldWhite")
CHANNELS = (*COLOURS, *WHITES)
WARMEST_K, COLDEST_K = 2700.0, 6500.0
_FULL = 255


def channels_in(message: Message, raw: object) -> dict[str, float]:
    """What is told of each channel; others (amber, cyan) are left alone. Raises BadPayload."""
    if not isinstance(raw, Mapping):
        raise BadPayload(message.topic, message.payload, "not an object of channels")
    told = {name: raw[name] for name in CHANNELS if raw.get(name) is not None}
    return {name: number(message, name, one, 0, _FULL, full=_FULL) for name, one in told.items()}


def shown(told: Mapping[str, float], channels: frozenset[str]) -> dict[str, Value]:
    """By quantity what the lamp gives; nothing of coloured and white light at once, nor while it gives none.

    channels: those the lamp has.
    """
    colours, whites = ([told.get(name, 0.0) for name in names] for names in (COLOURS, WHITES))
    if (max(colours) > 0) == (max(whites) > 0):
        return {}
    if max(colours) > 0:
        colour = from_rgb(*colours) if channels.issuperset(COLOURS) else None
        return {} if colour is None else {"colour": colour}
    found: dict[str, Value] = {"colour": WHITE} if channels.issuperset(COLOURS) else {}
    if channels.issuperset(WHITES):
        warm, cold = whites
        share = cold / (warm + cold)
        found["colour_temperature"] = 1.0 / (1.0 / WARMEST_K + share * (1.0 / COLDEST_K - 1.0 / WARMEST_K))
    return found


def coloured(colour: str, channels: frozenset[str]) -> dict[str, int]:
    """White is the lamp's white light alone, where it has any."""
    own_whites = [name for name in WHITES if name in channels]
    if colour == WHITE and own_whites:
        return {**dict.fromkeys(COLOURS, 0), **dict.fromkeys(own_whites, _FULL)}
    return {**dict(zip(COLOURS, to_rgb(colour), strict=True)), **dict.fromkeys(own_whites, 0)}


def warmed(kelvin: float, channels: frozenset[str]) -> dict[str, int]:
    """White of that warmth, by mired as its two lamps mix."""
    share = (1.0 / max(kelvin, 1.0) - 1.0 / WARMEST_K) / (1.0 / COLDEST_K - 1.0 / WARMEST_K)
    cold = round(min(1.0, max(0.0, share)) * _FULL)
    return {"warmWhite": _FULL - cold, "coldWhite": cold, **{name: 0 for name in COLOURS if name in channels}}
