"""Amounts as devices and people write them: ``21.5``, ``21,5``, ``70 °F``, ``% 55``, ``1.234,5 lx``. Pure.

Text is read here once for all families: the number, however its decimals and thousands are set off, and the unit in front of it
or behind, turned into the one that is meant.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

from .text import shown

CELSIUS, FAHRENHEIT, KELVIN, MIRED, PERCENT, LUX, METRE = "°C", "°F", "K", "mired", "%", "lx", "m"
PERMILLE, KILOLUX = "‰", "klx"
_DEGREES = "°"  # of which scale is not said
_LONGEST = 60  # characters

_SPELT: Mapping[str, str] = {
    spelling: unit
    for unit, spellings in {
        CELSIUS: ("°c", "c", "degc", "celsius", "°celsius", "degreescelsius", "gradcelsius"),
        FAHRENHEIT: ("°f", "f", "degf", "fahrenheit", "°fahrenheit", "degreesfahrenheit", "gradfahrenheit"),
        KELVIN: ("k", "kelvin", "°k"),
        MIRED: ("mired", "mireds", "mirek", "mk"),
        PERCENT: ("%", "percent", "pct", "prozent", "procent"),
        LUX: ("lx", "lux"),
        PERMILLE: ("‰", "permille", "promille"),
        KILOLUX: ("klx", "klux"),
        METRE: ("m", "metre", "metres", "meter", "meters"),
        "cm": ("cm",),
        _DEGREES: ("°", "deg", "degrees", "grad"),
    }.items()
    for spelling in spellings
}
_INTO: Mapping[tuple[str, str], Callable[[float], float]] = {
    (FAHRENHEIT, CELSIUS): lambda value: (value - 32.0) / 1.8,
    (KELVIN, CELSIUS): lambda value: value - 273.15,
    (CELSIUS, FAHRENHEIT): lambda value: value * 1.8 + 32.0,
    (KELVIN, FAHRENHEIT): lambda value: (value - 273.15) * 1.8 + 32.0,
    (CELSIUS, KELVIN): lambda value: value + 273.15,
    (FAHRENHEIT, KELVIN): lambda value: (value - 32.0) / 1.8 + 273.15,
    (MIRED, KELVIN): lambda value: 1e6 / value,
    (KELVIN, MIRED): lambda value: 1e6 / value,
    (KILOLUX, LUX): lambda value: value * 1000.0,
    (LUX, KILOLUX): lambda value: value / 1000.0,
    (PERMILLE, PERCENT): lambda value: value / 10.0,
    (PERCENT, PERMILLE): lambda value: value * 10.0,
    ("cm", METRE): lambda value: value / 100.0,
    (_DEGREES, CELSIUS): lambda value: value,
    (_DEGREES, FAHRENHEIT): lambda value: value,
}
_RIGHT: Mapping[str, str] = {
    "": "a bare number such as 12.5",
    CELSIUS: "one such as 21.5, or 21.5 °C",
    FAHRENHEIT: "one such as 70, or 70 °F",
    KELVIN: "one such as 2700, or 2700 K",
    MIRED: "one such as 370, or 370 mired",
    PERCENT: "one such as 55, or 55 %",
    LUX: "one such as 300, or 300 lx",
    METRE: "one such as 2.5, or 2.5 m",
}
# Other signs for the same, and what is left of one that went through the wrong encoding.
_SIGNS = {
    "Â°": "°",
    "&deg;": "°",
    "&#176;": "°",
    "º": "°",
    "˚": "°",
    "−": "-",
    "⁻¹": "",
    "’": "'",
    "\u200e": "",
    "\u200f": "",
    "\ufeff": "",
}
_AMOUNT = re.compile(
    r"(?P<front>[^\d.,+-]*?)(?P<number>[+-]? ?(?:\d[\d.,'_ ]*|[.,]\d+)(?:[eE][+-]?\d+)?)(?P<behind>[^\d.,+-]*)"
)
_DECIMAL = re.compile(r"([+-]?)(\d+|(?=[.,]\d))(?:[.,](\d*)|())((?:[eE][+-]?\d+)?)")
_GROUPED = re.compile(r"([+-]?)([1-9]\d{0,2}(?:([.,'_ ])\d{3})(?:\3\d{3})*)(?:(?!\3)[.,](\d+))?")
_LAKHS = re.compile(r"([+-]?)([1-9]\d?(?:(,)\d\d)+,\d{3})(?:\.(\d+))?")


def readings(text: str, unit: str = "", bare: str = "", full: float | None = None) -> tuple[float, ...]:
    """What the text may say in ``unit``, the likeliest first: ``1,234`` is 1234 or, where that cannot be, 1.234.

    unit: empty: a number of nothing. bare: what a number without a unit is in, where that is another. full: what 100 % is,
    where a share may be told as well. Raises ValueError saying what would be right.
    """
    found = _AMOUNT.fullmatch(_clean(text)) if len(text) <= _LONGEST else None
    numbers = () if found is None else _numbers(found["number"].replace("- ", "-").replace("+ ", "+").strip())
    if found is None or not numbers:
        try:
            return (into(float(text), bare or unit, unit),)  # an infinity is the caller's to refuse
        except ValueError:
            raise ValueError(f"is not a number: right is {right(unit)}") from None
    told = _unit(found["front"], found["behind"], unit) or bare or unit
    if told == PERCENT and full is not None:
        return tuple(round(number / 100.0 * full, 6) for number in numbers)
    return tuple(into(number, told, unit) for number in numbers)


def into(value: float, told: str, unit: str) -> float:
    """An amount told in one unit in another, to four decimals where they differ. Raises ValueError where it cannot be."""
    if told == unit:
        return value
    turn = _INTO.get((told, unit))
    if turn is None or (MIRED in (told, unit) and value <= 0.0):
        raise ValueError(f"is told in {told}: right is {right(unit)}")
    return round(turn(value), 4)


def unit_named(text: str) -> str:
    """The unit people mean by a word or sign: "F", "°F", "fahrenheit"; empty where they mean none known here."""
    return _SPELT.get(_clean(text).casefold().replace(" ", ""), "")


def right(unit: str) -> str:
    """What an amount in that unit is like, in words."""
    return _RIGHT.get(unit, f"one such as 12.5, or 12.5 {unit}")


def _clean(text: str) -> str:
    for sign, ours in _SIGNS.items():
        text = text.replace(sign, ours)
    # Signs of one width, and the blanks that typesetters put between number and unit.
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _numbers(text: str) -> tuple[float, ...]:
    decimal, grouped = _DECIMAL.fullmatch(text), _GROUPED.fullmatch(text) or _LAKHS.fullmatch(text)
    ways = [] if decimal is None else [f"{decimal[1]}{decimal[2]}.{decimal[3] or 0}{decimal[5]}"]
    if grouped is not None:
        digits = re.sub(r"\D", "", grouped[2])
        whole = f"{grouped[1]}{digits}.{grouped[4] or 0}"
        # A comma before three digits is a thousands sign more often than not; a point is not.
        ways = [whole, *ways] if grouped[3] == "," else [*ways, whole]
    return tuple(map(float, ways))


def _unit(front: str, behind: str, wanted: str) -> str:
    said = [part.strip(" :=") or part for part in (front.strip(), behind.strip()) if part]
    if not said:
        return ""
    known = {unit_named(part) for part in said}
    if len(known) != 1 or "" in known:
        raise ValueError(f"has {shown(' and '.join(said), 20)} beside the number: right is {right(wanted)}")
    return known.pop()
