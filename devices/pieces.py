"""A long JSON list read element by element: a bridge's list of devices may be ten megabytes, and never stands in memory whole.

Every element is held to what payload.py asks of a whole payload: depth, digits, finite numbers.
"""

import codecs
import json
import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from .errors import BadPayload
from .message import Message
from .payload import DEPTH, finite_only, refuse_constant

CHUNK_B = 64 * 1024  # some devices each
_BLANK = re.compile(r"[ \t\n\r]*")
_DIGITS = re.compile(r"[0-9]{400}")
_NO_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[^\[\]{}"]+', re.DOTALL)
_ENDS = frozenset(" \t\n\r,]")  # what stands behind an element
_DECODER = json.JSONDecoder(parse_constant=refuse_constant, parse_float=finite_only)


def elements(message: Message, cap: int) -> Iterator[tuple[Any, bytes]]:
    """Each element of the payload, a JSON list, with a digest of its text: 8 bytes by which it is known again.

    Raises BadPayload, at the latest after the last element, for what decode_json would refuse, and for what is no list.
    """
    if len(message.payload) > cap:
        raise BadPayload(message.topic, message.payload, f"larger than {cap} bytes")
    text = _Text(message.payload)
    try:
        if text.next() != "[":
            raise BadPayload(message.topic, message.payload, "not a list of devices")
        text.step()
        if text.next() != "]":
            while True:
                found, written = text.element()
                if _is_deep(written):
                    raise BadPayload(message.topic, message.payload, f"nested deeper than {DEPTH}")
                if _DIGITS.search(written):
                    raise BadPayload(message.topic, message.payload, "a number of over 400 digits")
                yield found, blake2b(written.encode("utf-8", "surrogatepass"), digest_size=8).digest()
                if text.next() != ",":
                    break
                text.step()
        if text.next() != "]":
            raise ValueError("neither a comma nor the end")
        text.step()
        if text.next():
            raise ValueError("something after the list")
    except (ValueError, RecursionError) as error:
        raise BadPayload(message.topic, message.payload, f"not JSON ({type(error).__name__})") from error


class _Text:
    """What of the payload has been decoded and not been read yet."""

    def __init__(self, payload: bytes) -> None:
        self._payload, self._taken = memoryview(payload), 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogatepass")
        self._text, self._at, self._chunk = "", 0, CHUNK_B

    def next(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            blank = _BLANK.match(self._text, self._at)
            self._at = self._at if blank is None else blank.end()
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def step(self) -> None:
        self._at += 1

    def element(self) -> tuple[Any, str]:
        """The value that begins here, and as it is written. Raises ValueError, RecursionError."""
        self.next()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                if not self._more():
                    raise
                continue
            if self._text[end : end + 1] not in _ENDS and self._more():
                continue  # a number may go on
            written, self._at, self._chunk = self._text[self._at : end], end, CHUNK_B
            return found, written

    def _more(self) -> bool:
        """Decodes another chunk, the next one twice as large where this one was not enough; False at the end."""
        if self._taken >= len(self._payload):
            return False
        piece = self._payload[self._taken : self._taken + self._chunk]
        self._taken += len(piece)
        self._chunk *= 2
        is_last = self._taken >= len(self._payload)
        self._text, self._at = self._text[self._at :] + self._decoder.decode(piece, is_last), 0
        return True


def _is_deep(written: str) -> bool:
    depth = 1  # the list
    for bracket in _NO_BRACKETS.sub("", written):
        depth += 1 if bracket in "[{" else -1
        if depth > DEPTH:
            return True
    return False
