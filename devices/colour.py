"""Coloured light: one way to write a colour, the ways devices write it, and how far two are apart to the eye.

A colour is ``#rrggbb`` at full brightness (the largest of the three is ff): how bright it is, brightness says. ``white`` is
light of no colour, whose warmth colour temperature says. Red, green and blue are those of coloured lamps, much purer than a
screen's. Sources: Philips Hue, "Color Conversion Formulas RGB to XY and back" (Wide RGB, D65); CIE 15:2004, 8.2.1 (CIELAB).
"""

import colorsys
import math
import re

WHITE = "white"
NAMED = {
    "red": "#ff0000", "orange": "#ff7f00", "yellow": "#ffff00", "lime": "#bfff00", "green": "#00ff00", "turquoise": "#00ffbf",
    "cyan": "#00ffff", "azure": "#007fff", "blue": "#0000ff", "violet": "#7f00ff", "magenta": "#ff00ff", "pink": "#ff0080",
}  # fmt: skip
PALE, DEEP = 0.05, 0.55  # saturation: below the first it is white, below the second a pale colour
_WRITTEN = re.compile(r"#[0-9a-f]{6}")
_XYZ = ((0.664511, 0.154324, 0.162028), (0.283881, 0.668433, 0.047685), (0.000088, 0.072310, 0.986039))
_RGB = ((1.656492, -0.354851, -0.255038), (-0.707196, 1.655397, 0.036152), (0.051713, -0.121364, 1.011530))
_WHITE_POINT = tuple(sum(row) for row in _XYZ)
_KNEE = (6.0 / 29.0) ** 3  # CIE 15:2004, 8.2.1.1


def is_colour(value: object) -> bool:
    """Whether it is written as a colour, white included."""
    return isinstance(value, str) and (value == WHITE or _WRITTEN.fullmatch(value) is not None)


def read_colour(words: str) -> str | None:
    """``#rrggbb`` of any brightness, ``white`` or a colour's name; None for anything else."""
    text = words.strip().lower()
    if text == WHITE or text in NAMED:
        return NAMED.get(text, WHITE)
    return from_rgb(*(int(text[i : i + 2], 16) / 255.0 for i in (1, 3, 5))) if _WRITTEN.fullmatch(text) else None


def from_rgb(red: float, green: float, blue: float) -> str | None:
    """Each from 0, in any one scale; None of darkness, which has no colour."""
    most = max(red, green, blue)
    if not (math.isfinite(red + green + blue) and min(red, green, blue) >= 0.0 and most > 0.0):
        return None
    if (most - min(red, green, blue)) / most < PALE:
        return WHITE
    return "#" + "".join(f"{round(part / most * 255):02x}" for part in (red, green, blue))


def from_hs(hue_deg: float, saturation: float) -> str | None:
    """saturation: 0..1; a little outside is taken for the edge."""
    if not (math.isfinite(hue_deg) and math.isfinite(saturation)):
        return None
    return from_rgb(*colorsys.hsv_to_rgb(hue_deg % 360.0 / 360.0, min(1.0, max(0.0, saturation)), 1.0))


def from_xy(x: float, y: float) -> str | None:
    """CIE 1931 chromaticity, 0..1 each; what no lamp's colours can mix comes to the nearest that they can. None of no light."""
    if not (math.isfinite(x) and math.isfinite(y) and 0.0 <= x <= 1.0 and 0.0 < y <= 1.0):
        return None
    xyz = (x / y, 1.0, max(0.0, 1.0 - x - y) / y)
    linear = [max(0.0, sum(k * part for k, part in zip(row, xyz, strict=True))) for row in _RGB]
    most = max(linear)
    return from_rgb(*(_companded(part / most) for part in linear)) if most > 0.0 else None


def to_rgb(colour: str) -> tuple[int, int, int]:
    """0..255 each, at full brightness; white is all of them."""
    if colour == WHITE:
        return 255, 255, 255
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def to_hs(colour: str) -> tuple[float, float]:
    """Hue in degrees, saturation 0..1."""
    red, green, blue = to_rgb(colour)
    hue, saturation, _ = colorsys.rgb_to_hsv(red / 255.0, green / 255.0, blue / 255.0)
    return round(hue * 360.0, 2), round(saturation, 4)


def to_xy(colour: str) -> tuple[float, float]:
    big_x, big_y, big_z = _xyz(colour)
    total = big_x + big_y + big_z
    return round(big_x / total, 4), round(big_y / total, 4)


def to_lab(colour: str) -> tuple[float, float, float]:
    """CIELAB under this white, L 0..100."""
    fx, fy, fz = (_bent(part / white) for part, white in zip(_xyz(colour), _WHITE_POINT, strict=True))
    return 116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)


def colours_apart(one: str, other: str) -> float:
    """ΔE*ab (CIE 15:2004, eq. 8.14): 2 is hardly seen, 20 is another shade, 100 another colour."""
    return math.dist(to_lab(one), to_lab(other))


def colour_name(colour: str) -> str:
    """As a person says it: red, pale blue."""
    if colour == WHITE:
        return WHITE
    hue, saturation = to_hs(colour)

    def off(name: str) -> float:
        away = abs(to_hs(NAMED[name])[0] - hue)
        return min(away, 360.0 - away)

    nearest = min(NAMED, key=off)
    return nearest if saturation >= DEEP else f"pale {nearest}"


def _xyz(colour: str) -> tuple[float, float, float]:
    linear = [_linear(part / 255.0) for part in to_rgb(colour)]
    x, y, z = (sum(k * part for k, part in zip(row, linear, strict=True)) for row in _XYZ)
    return x, y, z


def _linear(part: float) -> float:
    return ((part + 0.055) / 1.055) ** 2.4 if part > 0.04045 else part / 12.92  # IEC 61966-2-1


def _companded(part: float) -> float:
    return 1.055 * part ** (1.0 / 2.4) - 0.055 if part > 0.0031308 else 12.92 * part


def _bent(part: float) -> float:
    return part ** (1.0 / 3.0) if part > _KNEE else part * (29.0 / 6.0) ** 2 / 3.0 + 4.0 / 29.0
