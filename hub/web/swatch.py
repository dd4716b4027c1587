"""The colour a lamp seems to have: a picture's fill, for a resident's eye, not a measurement."""

import math

from devices.colour import WHITE, to_rgb


def colour(kelvin: float | None, brightness: float | None, hue: str | None = None) -> str:
    """``#rrggbb``. kelvin: None where the lamp has no colour temperature, then warm white. brightness: 0..1, or None.

    hue: of coloured light as devices/colour.py writes it; white or None where there is none.

    Source: the blackbody's colour fitted by Tanner Helland (2012), good to some units from 1000 to 40000 K.
    """
    strength = 0.35 + 0.65 * min(max(1.0 if brightness is None else brightness, 0.0), 1.0)
    if hue is not None and hue != WHITE:
        return "#" + "".join(f"{round(part * strength):02x}" for part in to_rgb(hue))
    t = min(max(kelvin or 2700.0, 1000.0), 15_000.0) / 100
    red = 255.0 if t <= 66 else 329.7 * (t - 60) ** -0.1332
    green = 99.47 * math.log(t) - 161.12 if t <= 66 else 288.12 * (t - 60) ** -0.0755
    blue = 255.0 if t >= 66 else 0.0 if t <= 19 else 138.52 * math.log(t - 10) - 305.04
    return "#" + "".join(f"{round(min(max(c, 0.0), 255.0) * strength):02x}" for c in (red, green, blue))
