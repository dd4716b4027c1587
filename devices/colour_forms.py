"""A colour inside JSON, in the forms bridges and programs use: xy, hue and saturation, red green blue, hex. Pure.

In the flow: a family's payload ↔ ``colour.py``. What a form cannot say is None, and its family decides what that means.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from .colour import WHITE, from_hs, from_rgb, from_xy, read_colour, to_hs, to_rgb, to_xy
from .payload import finite

PLAIN_WHITE_K = 2700.0  # of a lamp that is to be white and not told which


def colour_in(raw: object, prefer_hs: bool = False) -> str | None:
    """Of ``{x, y}``, ``{h, s}`` or ``{hue, saturation}`` (degrees and percent), ``{r, g, b}``, ``{hex}`` or the hex itself.

    prefer_hs: where an object has both.
    """
    if isinstance(raw, str):
        return read_colour(raw if raw.startswith("#") else f"#{raw}")
    if not isinstance(raw, Mapping):
        return None
    forms = [_xy(raw), _hs(raw)]
    if prefer_hs:
        forms.reverse()
    return next((found for found in (*forms, _rgb(raw), _hex(raw)) if found is not None), None)


def colour_of(numbers: object, form: str) -> str | None:
    """Of numbers in a list. form: xy, hs (degrees and percent) or rgb, rgbw and rgbww (white behind it)."""
    found = [finite(number) for number in numbers] if isinstance(numbers, Sequence) and not isinstance(numbers, str) else []
    given = [number for number in found if number is not None]
    if len(given) != len(found) or len(given) < (2 if form in ("xy", "hs") else 3):
        return None
    match form:
        case "xy":
            return from_xy(given[0], given[1])
        case "hs":
            return from_hs(given[0], given[1] / 100.0)
        case _:
            return from_rgb(*given[:3])


def as_xy(colour: str) -> dict[str, Any]:
    x, y = to_xy(colour)
    return {"x": x, "y": y}


def as_hue(colour: str) -> tuple[float, float]:
    """Degrees, and saturation in percent."""
    hue, saturation = to_hs(colour)
    return round(hue, 2), round(saturation * 100.0, 2)


def as_numbers(colour: str, form: str) -> list[float]:
    """As ``colour_of`` reads them; white of rgb with a white lamp beside is that lamp alone."""
    match form:
        case "xy":
            return list(to_xy(colour))
        case "hs":
            return list(as_hue(colour))
        case "rgbw":
            return [0, 0, 0, 255] if colour == WHITE else [*to_rgb(colour), 0]
        case "rgbww":
            return [0, 0, 0, 255, 255] if colour == WHITE else [*to_rgb(colour), 0, 0]
        case _:
            return list(to_rgb(colour))


def _xy(raw: Mapping[Any, Any]) -> str | None:
    x, y = finite(raw.get("x")), finite(raw.get("y"))
    return None if x is None or y is None else from_xy(x, y)


def _hs(raw: Mapping[Any, Any]) -> str | None:
    hue, saturation = finite(raw.get("h", raw.get("hue"))), finite(raw.get("s", raw.get("saturation")))
    return None if hue is None or saturation is None else from_hs(hue, saturation / 100.0)


def _rgb(raw: Mapping[Any, Any]) -> str | None:
    parts = [finite(raw.get(key)) for key in "rgb"]
    red, green, blue = parts
    return None if red is None or green is None or blue is None else from_rgb(red, green, blue)


def _hex(raw: Mapping[Any, Any]) -> str | None:
    text = raw.get("hex")
    return colour_in(text) if isinstance(text, str) else None
