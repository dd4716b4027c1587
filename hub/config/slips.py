"""The commonest slips of people who write YAML by hand, and what would have been right in each. Pure: only words."""

import re
import unicodedata
from collections.abc import Collection
from typing import Any

from devices.payload import finite
from devices.units import CELSIUS, FAHRENHEIT, into

_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"})
_KEY = re.compile(r"( *)(?:- +)?([A-Za-z0-9_-]{1,64})\s*(:?)(?:\s+(.*))?")


def hint(text: str, line: int) -> str:
    """What would be right in the line, from 1, where the file stopped being YAML."""
    lines = text.splitlines()
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in written:
        return "spaces instead of the tab"
    if "\u00a0" in written:
        return "plain spaces instead of the ones that do not break"
    if written.count('"') % 2 or written.count("'") % 2:
        return "a closing quote for every opening one"
    for opening, closing in ("[]", "{}"):
        if written.count(opening) > written.count(closing):
            return f"a closing {closing} for every opening {opening}"
    if found := _mark_meant(written):
        return found
    here, above = _KEY.fullmatch(written), _above(lines, line)
    if here is not None and here[3] and above:
        found = _beside(here, above)
        if found:
            return found
    if written.count(": ") > 1 and '"' not in written and "{" not in written:
        return "text that holds a colon in quotes"
    return "two more spaces for what belongs to a key, brackets and quotes closed"


def _mark_meant(written: str) -> str:
    """Another mark than the one that was meant, or none; empty where that is not it."""
    value = re.fullmatch(r"\s*(?:- +)?[\w-]+: +([@%`*&!|>?,].*)", written)
    if value is not None:
        return f"quotes around a text that begins with {value[1][0]}"
    for wrong, right in (("\uff1a", ":"), (";", ",")):
        if wrong in written:
            return f"a plain {right} instead of {wrong}"
    found = re.fullmatch(r"\s*(?:- +)?([\w-]+)(?: *= *|:)\S.*", written)  # what follows may be a password
    return f"a colon and a space behind {found[1]}" if found is not None else ""


def spaced(value: Any) -> str:
    """Where a space is missing in a text or block that was meant as keys and values; empty where none is."""
    if isinstance(value, str) and (found := re.match(r"([A-Za-z][\w-]*):\S", value)):
        return f"a space behind the colon of {found[1]}:"
    if isinstance(value, dict) and any(key.startswith("-") for key in value):
        return "a space behind each dash"
    return ""


def of_empty(key: str, before: object) -> str:
    """What was meant by a key without a value that is none: half a number, or a key and its value. before: the value above."""
    if key.isdecimal() and isinstance(before, int) and not isinstance(before, bool):
        return f"a point in a number: {before}.{key}"
    return spaced(key)


def says_secret(text: Any, secrets: Collection[str]) -> bool:
    """Whether a text is a password's key and the password, without the space between."""
    return isinstance(text, str) and text.partition(":")[0].strip() in secrets


def number_meant(text: str) -> str:
    """The number in a text with a decimal comma or a unit behind it; empty where there is none, or it depends on the unit."""
    found = re.fullmatch(r"\s*([-+]?\d+(?:[.,]\d+)?)\s*(?:%|°|°C|C|K|lx|s|sec|seconds|min|minutes|m)?\s*", text)
    return found[1].replace(",", ".") if found is not None else ""


def plain_id(text: str) -> str:
    """As an id: small letters without marks, as they are written where there are none."""
    spelt = text.casefold().translate(_SPELT)
    bare = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "_", bare).strip("_")[:64]


def of_fahrenheit(*values: Any) -> str:
    """What numbers that can only be degrees Fahrenheit are here; empty for others."""
    texts = (value.casefold().removesuffix("f").rstrip(" °") if isinstance(value, str) else value for value in values)
    numbers = [finite(text) for text in texts]
    found = [f"{into(n, FAHRENHEIT, CELSIUS):.1f}" for n in numbers if n is not None and 45.0 <= n <= 95.0]
    return f" (if that is °F: {' and '.join(found)})" if len(found) == len(values) else ""


def _above(lines: list[str], line: int) -> list[tuple[int, re.Match[str]]]:
    """Lines before it that hold a key or a word, the nearest first, with their numbers."""
    found = ((n, _KEY.fullmatch(lines[n - 1].partition(" #")[0].rstrip())) for n in range(line - 1, 0, -1))
    return [(n, one) for n, one in found if one is not None]


def _beside(here: re.Match[str], above: list[tuple[int, re.Match[str]]]) -> str:
    """What its place among the keys above says; empty where that is no help."""
    number, last = above[0]
    if not last[3]:
        return f"a colon behind {last[2]} in line {number}"
    if len(here[1]) > len(last[1]) and last[4]:
        return f"as many spaces before {here[2]} as before {last[2]} in line {number}: {len(last[1])}"
    depths = [len(one[1]) for _, one in above]
    if len(here[1]) < depths[0] and len(here[1]) not in depths:
        less = max((depth for depth in depths if depth < len(here[1])), default=0)
        more = min(depth for depth in depths if depth > len(here[1]))
        return f"as many spaces before {here[2]} as before a key above it: {less} or {more}"
    return ""
