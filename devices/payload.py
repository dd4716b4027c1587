"""Payloads made safe once for all families: size, depth, finite numbers, no duplicate surprises.

Every byte from the broker is hostile until it has been through here. Source of the limits: robustness rows I1 and I2.
"""

import json
import math
import re
from typing import Any

from .errors import BadPayload
from .message import Message
from .units import into, readings, right

CAP = 16 * 1024  # bytes of an ordinary payload
ANNOUNCEMENT_CAP = 16 * 1024 * 1024  # a bridge's list of devices may be over 1 MB; every model known is 9 MB a half
DEPTH = 40
_LONGEST_FADE_S = 3600.0
_LATIN_DEGREE = b"\xb0"
_DIGITS = re.compile(rb"\d{400}")


def refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def finite_only(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("number too large")
    return number


def decode_json(message: Message, cap: int = CAP) -> Any:
    """The payload as JSON. Raises BadPayload for what is too large, too deep, not JSON, or holds a non-finite number."""
    payload = message.payload
    if len(payload) > cap:
        raise BadPayload(message.topic, payload, f"larger than {cap} bytes")
    # The parser recurses: count the nesting before it can, cheaply, only where it could matter.
    if payload.count(b"[") + payload.count(b"{") > DEPTH and _depth(payload) > DEPTH:
        raise BadPayload(message.topic, payload, f"nested deeper than {DEPTH}")
    if _DIGITS.search(payload):
        raise BadPayload(message.topic, payload, "a number of over 400 digits")
    try:
        return json.loads(payload, parse_constant=refuse_constant, parse_float=finite_only)
    except (ValueError, RecursionError) as error:
        raise BadPayload(message.topic, payload, f"not JSON ({type(error).__name__})") from error


def decode_object(message: Message, cap: int = CAP) -> dict[str, Any]:
    """The payload as a JSON object. Raises BadPayload."""
    found = decode_json(message, cap)
    if not isinstance(found, dict):
        raise BadPayload(message.topic, message.payload, "not a JSON object")
    return found


def decode_text(message: Message, cap: int = CAP) -> str:
    """The payload as stripped text. Raises BadPayload for what is too large, not UTF-8 or holds a NUL."""
    if len(message.payload) > cap:
        raise BadPayload(message.topic, message.payload, f"larger than {cap} bytes")
    payload = message.payload
    if _LATIN_DEGREE in payload and payload.replace(_LATIN_DEGREE, b"").isascii():
        payload = payload.replace(_LATIN_DEGREE, "°".encode())  # "21.5 °C" of a small board that knows no UTF-8
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadPayload(message.topic, message.payload, "not UTF-8") from error
    if "\x00" in text:
        raise BadPayload(message.topic, message.payload, "holds a NUL")
    return text.strip()


def numbers(
    message: Message, key: str, value: object, unit: str = "", bare: str = "", full: float | None = None
) -> tuple[float, ...]:
    """What ``value`` may say in ``unit``, finite, the likeliest first: see ``number``, which takes the first that is in range.

    Raises BadPayload naming ``key`` and what would be right.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadPayload(message.topic, message.payload, f"{key} is not a number: right is {right(unit)}")
    try:
        found = readings(value, unit, bare, full) if isinstance(value, str) else (into(float(value), bare or unit, unit),)
    except OverflowError as error:
        raise BadPayload(message.topic, message.payload, f"{key} is not finite") from error
    except ValueError as error:
        raise BadPayload(message.topic, message.payload, f"{key} {error}") from error
    if not all(map(math.isfinite, found)):
        raise BadPayload(message.topic, message.payload, f"{key} is not finite")
    return found


def number(
    message: Message,
    key: str,
    value: object,
    low: float | None = None,
    high: float | None = None,
    *,
    unit: str = "",
    bare: str = "",
    full: float | None = None,
) -> float:
    """``value`` in ``unit`` within low..high; text that spells an amount is taken, in whatever unit that can be turned into it.

    unit: empty: a number of nothing. bare: what a number without a unit is in, where that is another. full: what 100 % is,
    where a share may be told as well. A bool is not a number. Raises BadPayload naming ``key`` and what would be right.
    """
    for found in (told := numbers(message, key, value, unit, bare, full)):
        if (low is None or found >= low) and (high is None or found <= high):
            return found
    raise BadPayload(message.topic, message.payload, f"{key} {told[0]:g} outside {low}..{high}")


def _depth(payload: bytes) -> int:
    """Deepest nesting of brackets outside strings."""
    deepest = depth = 0
    in_text = escaped = False
    for byte in payload:
        if in_text:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_text = False
        elif byte == 0x22:
            in_text = True
        elif byte in (0x5B, 0x7B):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEPTH:
                return deepest
        elif byte in (0x5D, 0x7D):
            depth -= 1
    return deepest


def fade(raw: object) -> float:
    """Seconds that somebody wants a change to take; 0.0 where that is no time a lamp could take (an hour at most)."""
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0.0 <= raw <= _LONGEST_FADE_S:
        return 0.0
    return float(raw)


def finite(value: object, otherwise: float | None = None) -> float | None:
    """A finite number where it is one or a text that spells one; a bool is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return otherwise
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return otherwise
    return found if math.isfinite(found) else otherwise
