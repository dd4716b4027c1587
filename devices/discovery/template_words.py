"""The filters, tests and functions templates of discovery use, each bounded. Meanings as in Home Assistant's documentation.

Source: https://www.home-assistant.io/docs/configuration/templating/
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import Undefined, UndefinedError
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.tests import TESTS as JINJA_TESTS
from jinja2.utils import Namespace

from .patterns import compiled, searched

LONGEST_TEXT = 4096  # characters any operation may make
_MOST_RANGE = 1000
_NONE_GIVEN: Any = object()
_WIDE = re.compile(r"\d{3}|\*")
_FIELDS = re.compile(r"(?:[^{}]|\{\{|\}\}|\{[A-Za-z0-9_]{0,20}(?::[^{}]{0,10})?\})*")


def short(text: str) -> str:
    """Raises ValueError for a text too long to be a device's word."""
    if len(text) > LONGEST_TEXT:
        raise ValueError("it makes too long a text")
    return text


def _known(value: Any) -> Any:
    if isinstance(value, Undefined):
        raise UndefinedError("not in the message")
    return value


def _float(value: Any, default: Any = _NONE_GIVEN) -> Any:
    try:
        if isinstance(value, bool):
            raise ValueError("true and false are no numbers")
        found = float(_known(value))
        if math.isfinite(found):
            return found
        raise ValueError("not finite")
    except (ValueError, TypeError, OverflowError, UndefinedError):
        if default is _NONE_GIVEN:
            raise
        return default


def _int(value: Any, default: Any = _NONE_GIVEN, base: int = 10) -> Any:
    try:
        _known(value)
        try:
            return int(value, base) if isinstance(value, str) else int(value)
        except ValueError:
            return int(float(value))
    except (ValueError, TypeError, OverflowError, UndefinedError):
        if default is _NONE_GIVEN:
            raise
        return default


def _bool(value: Any, default: Any = _NONE_GIVEN) -> Any:
    if isinstance(value, bool | int | float):
        return bool(value)
    word = str(value).strip().lower()
    if word in ("1", "true", "yes", "on", "enable"):
        return True
    if word in ("0", "false", "no", "off", "disable"):
        return False
    if default is _NONE_GIVEN:
        _known(value)
        raise ValueError("neither true nor false")
    return default


def _round(value: Any, precision: int = 0, method: str = "common", default: Any = _NONE_GIVEN) -> Any:
    try:
        number, places = float(_known(value)), max(-15, min(15, int(precision)))
        way: Mapping[str, Callable[[float], float]] = {
            "ceil": math.ceil,
            "floor": math.floor,
            "half": lambda x: round(x * 2) / 2,
        }
        if method == "half":
            return way["half"](number)
        found = way[method](number * 10**places) / 10**places if method in way else round(number, places)
        return int(found) if places == 0 else found
    except (ValueError, TypeError, OverflowError, UndefinedError):
        if default is _NONE_GIVEN:
            raise
        return default


def _iif(value: Any, if_true: Any = True, if_false: Any = False, if_none: Any = _NONE_GIVEN) -> Any:
    if value is None and if_none is not _NONE_GIVEN:
        return if_none
    return if_true if value else if_false


def _from_json(value: Any, default: Any = _NONE_GIVEN) -> Any:
    try:
        text = str(_known(value))
        if max(text.count("["), text.count("{")) > 1000:
            raise ValueError("too deep")
        return json.loads(text)
    except (ValueError, UndefinedError, RecursionError):
        if default is _NONE_GIVEN:
            raise
        return default


def _to_json(value: Any, *_ignored: Any, **_also: Any) -> str:
    return short(json.dumps(_known(value), allow_nan=False, ensure_ascii=False))


def _multiply(value: Any, by: Any, default: Any = _NONE_GIVEN) -> Any:
    number = _float(value, default)
    return number if number is default else number * float(by)


def _add(value: Any, more: Any, default: Any = _NONE_GIVEN) -> Any:
    number = _float(value, default)
    return number if number is default else number + float(more)


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool | Undefined) and _float(value, None) is not None


def _regex_replace(value: Any, find: str = "", replace: str = "", ignorecase: bool = False) -> str:
    return short(compiled(str(find), bool(ignorecase)).sub(short(str(replace)), searched(_known(value))))


def _regex_match(value: Any, find: str, ignorecase: bool = False) -> bool:
    return compiled(str(find), bool(ignorecase)).match(searched(_known(value))) is not None


def _regex_search(value: Any, find: str, ignorecase: bool = False) -> bool:
    return compiled(str(find), bool(ignorecase)).search(searched(_known(value))) is not None


def _regex_findall(value: Any, find: str, ignorecase: bool = False) -> list[Any]:
    return list(compiled(str(find), bool(ignorecase)).findall(searched(_known(value))))


def _regex_findall_index(value: Any, find: str, index: int = 0, ignorecase: bool = False) -> Any:
    return _regex_findall(value, find, ignorecase)[index]


def replaced(value: Any, old: str, new: str, count: int = -1) -> str:
    """``str.replace`` that stays short. An empty ``old`` would stand between all letters."""
    text, was, now = str(_known(value)), str(old), str(new)
    if len(text) + (text.count(was) if was else len(text) + 1) * len(now) > 16 * LONGEST_TEXT:
        raise ValueError("it makes too long a text")
    return text.replace(was, now, count)


def joined(items: Iterable[Any], between: Any = "") -> str:
    """All items as one short text."""
    parts, size = [], 0
    for item in _known(items):
        part = str(item)
        size += len(part) + len(str(between))
        if size > 4 * LONGEST_TEXT:
            raise ValueError("it makes too long a text")
        parts.append(part)
    return str(between).join(parts)


def percent_formatted(text: str, values: Any) -> str:
    """``"%.1f" % value``, without widths that fill the memory."""
    if _WIDE.search(text) or len(text) > 500:
        raise ValueError("too wide a format")
    for value in values if isinstance(values, tuple) else (values,):
        _plain(value)
    return short(text % values)


def brace_formatted(text: str, *values: Any, **named: Any) -> str:
    """``"{:.1f}".format(value)``, of plain fields only."""
    if len(text) > 500 or _WIDE.search(text) or not _FIELDS.fullmatch(text):
        raise ValueError("too wide a format")
    for value in (*values, *named.values()):
        _plain(value)
    return short(text.format(*values, **named))


def _truncate(text: Any, length: int = 255, killwords: bool = False, end: str = "...", leeway: int = 5) -> str:
    whole, end = str(_known(text)), str(end)
    if len(whole) <= length + leeway:
        return whole
    cut = whole[: max(0, int(length) - len(end))]
    return short((cut if killwords else cut.rsplit(" ", 1)[0]) + end)


def _format_filter(text: Any, *values: Any, **named: Any) -> str:
    return percent_formatted(str(text), named or values)


def _plain(value: Any) -> None:
    _known(value)
    if isinstance(value, dict):
        for inner in value.values():
            _plain(inner)
    elif not isinstance(value, str | int | float | bool | None) or (isinstance(value, str) and len(value) > LONGEST_TEXT):
        raise ValueError("only texts and numbers can be formatted")


def _range(*given: int) -> range:
    found = range(*given)
    if len(found) > _MOST_RANGE:
        raise ValueError("too long a range")
    return found


def _sum(items: Iterable[Any], attribute: Any = None, start: float = 0) -> float:
    if attribute is not None:
        raise ValueError("sum of an attribute")
    return math.fsum([float(item) for item in items]) + float(start)


_OWN_FILTERS: dict[str, Callable[..., Any]] = {
    "float": _float,
    "int": _int,
    "bool": _bool,
    "round": _round,
    "iif": _iif,
    "from_json": _from_json,
    "to_json": _to_json,
    "tojson": _to_json,
    "multiply": _multiply,
    "add": _add,
    "is_number": _is_number,
    "is_defined": _known,
    "regex_replace": _regex_replace,
    "regex_match": _regex_match,
    "regex_search": _regex_search,
    "regex_findall": _regex_findall,
    "regex_findall_index": _regex_findall_index,
    "replace": replaced,
    "join": joined,
    "format": _format_filter,
    "truncate": _truncate,
    "sum": _sum,
    "bitwise_and": lambda value, other: int(_known(value)) & int(other),
    "bitwise_or": lambda value, other: int(_known(value)) | int(other),
}
_LENT_FILTERS = (
    *("abs", "capitalize", "count", "d", "default", "dictsort", "first", "items", "last", "length", "list", "lower", "map"),
    *("max", "min", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "string", "title", "trim", "unique"),
    "upper",
)
_LENT_TESTS = (
    *("boolean", "defined", "divisibleby", "even", "false", "float", "integer", "iterable", "lower", "mapping", "none"),
    *("number", "odd", "sameas", "sequence", "string", "true", "undefined", "upper", "eq", "ne", "lt", "le", "gt", "ge", "in"),
)

FILTERS: dict[str, Any] = {**{name: JINJA_FILTERS[name] for name in _LENT_FILTERS}, **_OWN_FILTERS}
TESTS: dict[str, Any] = {
    **{name: JINJA_TESTS[name] for name in _LENT_TESTS},
    "match": _regex_match,
    "search": _regex_search,
    "is_number": _is_number,
}
FUNCTIONS: dict[str, Any] = {
    "range": _range,
    "namespace": Namespace,
    "dict": dict,
    "float": _float,
    "int": _int,
    "bool": _bool,
    "iif": _iif,
    "is_number": _is_number,
    "min": lambda *given: min(*given),
    "max": lambda *given: max(*given),
}
METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(
        {
            *(
                "split",
                "rsplit",
                "splitlines",
                "partition",
                "rpartition",
                "strip",
                "lstrip",
                "rstrip",
                "lower",
                "upper",
                "title",
            ),
            *("capitalize", "casefold", "swapcase", "startswith", "endswith", "find", "rfind", "index", "rindex", "count"),
            *("isdigit", "isdecimal", "isnumeric", "isalpha", "isalnum", "removeprefix", "removesuffix"),
        }
    ),
    dict: frozenset({"get", "keys", "values", "items"}),
    list: frozenset({"index", "count"}),
    tuple: frozenset({"index", "count"}),
    float: frozenset({"is_integer"}),
}
LOOP = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "previtem", "nextitem"})
