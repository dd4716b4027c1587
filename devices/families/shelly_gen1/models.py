"""Which parts a model of the first generation has, by what it announces and by the word its id begins with.

Source: https://shelly-api-docs.shelly.cloud/gen1/ (each device's MQTT, and the ``model`` of its announcement).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .announced import OUTPUTS, Gen1Part

_ID = re.compile(r"([a-z0-9]+(?:-(?:s|u1|e))?)-[0-9a-f]{6}(?:[0-9a-f]{6})?")
_TOKEN = re.compile(r"([a-z_]+)(?:\*(\d))?")
# Modes it can be set to stand beside each other. @: its white is tunable.
_HAVE: tuple[tuple[str, str, str], ...] = (
    ("relay", "shelly1 shelly1pm shelly1l", "SHSW-1 SHSW-PM SHSW-L"),
    ("relay", "shellyplug shellyplug-s shellyplug-u1 shellyplug-e", "SHPLG-1 SHPLG-S SHPLG-U1 SHPLG2-1"),
    ("relay", "shellyair shellyem shellyem3", "SHAIR-1 SHEM SHEM-3"),
    ("relay*2", "shellyuni", "SHUNI-1"),
    ("relay*4", "shelly4pro", "SHSW-44"),
    ("relay*2|roller", "shellyswitch shellyswitch25", "SHSW-21 SHSW-25"),
    ("light", "shellydimmer shellydimmer2 shellydimmerw1 shellyvintage", "SHDM-1 SHDM-2 SHDIMW-1 SHVIN-1"),
    ("light@", "shellybulbduo", "SHBDUO-1"),
    ("color@", "shellybulb shellycolorbulb shellyrgbww", "SHBLB-1 SHCB-1 SHCL-255 SHRGBWW-01"),
    ("color|white*4", "shellyrgbw2", "SHRGBW2"),
    ("input*3", "shellyix3", "SHIX3-1"),
    ("input", "shellybutton1 shellybutton2", "SHBTN-1 SHBTN-2"),
    ("sensor/temperature", "shellyht shellyflood shellysmoke", "SHHT-1 SHWT-1 SHSM-01"),
    ("sensor/temperature sensor/lux sensor/motion", "shellysense", "SHSEN-1"),
    ("sensor/lux", "shellydw", "SHDW-1"),
    ("sensor/lux sensor/temperature", "shellydw2", "SHDW-2"),
    ("motion", "shellymotionsensor shellymotion shellymotion2", "SHMOS-01 SHMOS-02"),
    ("thermostat", "shellytrv", "SHTRV-01"),
    ("", "shellygas", "SHGS-1"),
)


@dataclass(frozen=True, slots=True)
class Model:
    """modes: its parts, one tuple for each mode it can be set to."""

    modes: tuple[tuple[Gen1Part, ...], ...]
    tunes: bool = False

    def of(self, mode: object) -> tuple[Gen1Part, ...] | None:
        """The parts in a mode it announced; None where it has several and the word names none of them."""
        if len(self.modes) == 1:
            return self.modes[0]
        return next((parts for parts in self.modes if any(part.kind == mode for part in parts)), None)


def model_of(code: object) -> Model | None:
    """By the ``model`` of its announcement, or by its id where that is the one it came with; None: not known here."""
    if not isinstance(code, str):
        return None
    found = _ID.fullmatch(code.lower())
    return _BY_NAME.get(found[1] if found else code.upper())


def settled(model: Model | None, heard: Iterable[Gen1Part], known: Iterable[Gen1Part]) -> tuple[Gen1Part, ...]:
    """All parts of a device of which some were heard, and others before: of one mode and not of two."""
    new, before = list(heard), list(known)
    if any(part.kind == "roller" for part in before):
        new = [part for part in new if part.kind != "relay"]  # the two relays that move it
    mode = next((part.kind for part in new if part.kind in OUTPUTS), None)
    whole = (model.of(mode) or ()) if model is not None and mode is not None else ()
    if mode is not None:
        before = [part for part in before if part.kind == mode or part.kind not in OUTPUTS]
    every = dict.fromkeys((*whole, *before, *new))
    # The inputs of what has outputs are heard without being parts of it.
    return tuple(part for part in every if part.kind != "input" or not any(p.kind in OUTPUTS for p in every))


def _parts(mode: str) -> Iterable[Gen1Part]:
    for token in mode.split():
        kind, slash, name = token.partition("/")
        if slash:
            yield Gen1Part(kind, name)
        elif match := _TOKEN.fullmatch(token):
            yield from (Gen1Part(match[1], str(i)) for i in range(int(match[2] or 1)))


def _read(text: str) -> Model:
    return Model(tuple(tuple(_parts(mode)) for mode in text.rstrip("@").split("|")), text.endswith("@"))


_BY_NAME: Mapping[str, Model] = {name: _read(text) for text, words, codes in _HAVE for name in (*words.split(), *codes.split())}
