"""Which components a model has, by the word its id begins with: ``shellyplus2pm-5443b23d81f8``.

Source: https://shelly-api-docs.shelly.cloud/gen2/ (Devices, Device Identification).
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from .announced import Component

_ID = re.compile(r"([a-z0-9]+)-[0-9a-f]{12}")
_MOST_OF_A_KIND = re.compile(r"([a-z]+)(?:\*(\d))?")
# Profiles it can be set to stand beside each other; one of them is in use.
_HAVE: Mapping[str, tuple[str, ...]] = {
    "switch": (
        *("shellyplus1", "shellyplus1pm", "shelly1mini", "shelly1pmmini", "shellyplus1mini", "shellyplus1pmmini"),
        *("shellyplusplugs", "shellyplusplugit", "shellypluspluguk", "shellyplusplugus", "shellypro1", "shellypro1pm"),
        *("shelly1g3", "shelly1pmg3", "shelly1minig3", "shelly1pmminig3", "shelly1lg3", "shellyplugsg3", "shellyplugpmg3"),
        *("shellyplugmg3", "shellyazplug", "shellyoutdoorsg3", "shelly1g4", "shelly1pmg4", "shelly1minig4", "shelly1pmminig4"),
    ),
    "switch*2": ("shellypro2", "shellyplusuni", "shelly2lg3"),
    "switch*2|cover": ("shellyplus2pm", "shellypro2pm", "shelly2pmg3", "shelly2pmg4"),
    "switch*3": ("shellypro3",),
    "switch*4": ("shellypro4pm", "shellypstripg4"),
    "cover": ("shellyshutter",),
    "cover*2": ("shellypro2cover",),
    "light": (
        *("shellypluswdus", "shellyplus010v", "shellydimmerg3", "shellyddimmerg3", "shelly0110dimg3", "shellydimmerg4"),
        *("shellyprodm1pm", "shellypro0110pm"),
    ),
    "light*2": ("shellyprodm2pm",),
    "light*4|rgb|rgbw": ("shellyplusrgbwpm",),
    "cct": ("shellyduobulbg3",),
    "rgbcct": ("shellycolorblbg3",),
    "input*4": ("shellyplusi4", "shellyi4g3"),
    "temperature": ("shellyplusht", "shellyhtg3"),
    "": ("shellypmmini", "shellypluspmmini", "shellypmminig3", "shellypro3em", "shelly3em63g3", "shellyplussmoke"),
}


def model_of(name: object) -> str:
    """The word of a model in a device's id, or an empty string where the name is its owner's."""
    found = _ID.fullmatch(name.lower()) if isinstance(name, str) else None
    return found[1] if found else ""


def profiles(model: str) -> tuple[tuple[Component, ...], ...]:
    """What it may consist of, one of these; none at all where the model is not known here."""
    return _BY_MODEL.get(model, ())


def settled(model: str, found: Iterable[Component], known: Iterable[Component]) -> tuple[Component, ...]:
    """All components of a device of which some were heard, and others before: of one profile and not of two."""
    heard, before = tuple(found), tuple(known)
    every = profiles(model)
    chosen = next((p for p in every if any(c.kind in {k.kind for k in p} for c in heard)), None)
    if chosen is None:
        return tuple(dict.fromkeys((*before, *heard)))
    of_others = {c for p in every if p is not chosen for c in p} - set(chosen)
    return tuple(dict.fromkeys((*chosen, *(c for c in before if c not in of_others), *heard)))


@cache
def _read(text: str) -> tuple[tuple[Component, ...], ...]:
    return tuple(
        tuple(
            Component(match[1], i)
            for part in profile.split()
            if (match := _MOST_OF_A_KIND.fullmatch(part))
            for i in range(int(match[2] or 1))
        )
        for profile in text.split("|")
    )


_BY_MODEL = {model: _read(text) for text, models in _HAVE.items() for model in models}
