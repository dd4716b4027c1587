"""``definition.exposes`` made safe: one Leaf per property, whatever a bridge of any version puts there.

Source: https://www.zigbee2mqtt.io/guide/usage/exposes.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...payload import finite

SETTABLE = 2  # bit of ``access``: taken on /set
IN_STATE = 1  # bit of ``access``: published in the state
COLOURS = ("color_xy", "color_hs")  # the composites that are looked at
GROUPED = frozenset({"light", "switch", "climate", "cover", "fan", "lock"})
_LONGEST = 200  # characters of a property, endpoint or choice
_UNFIT = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
_MOST = 3000  # leaves looked at; the largest device known has about 400


@dataclass(frozen=True, slots=True)
class Leaf:
    """One property. inside: the expose it stands in ("light", "climate", …) or empty. low, high, step: native, if given.

    on, off: the device's own words for a binary, of their own type (True is not "ON").
    """

    inside: str
    name: str
    property: str
    type: str
    endpoint: str
    settable: bool
    reported: bool
    unit: str
    low: float | None
    high: float | None
    step: float | None
    on: str | bool | None
    off: str | bool | None
    choices: tuple[str, ...]


def leaves(exposes: object) -> tuple[Leaf, ...]:
    """Every usable property in the bridge's order; what is malformed is left out."""
    found: list[Leaf] = []
    for inside, endpoint, raw in _walk(exposes):
        leaf = _leaf(inside, endpoint, raw)
        if leaf is not None:
            found.append(leaf)
        if len(found) >= _MOST:
            break
    return tuple(found)


def kinds(exposes: object) -> frozenset[str]:
    """The grouped exposes a device has: light, switch, climate, cover, fan, lock."""
    if not isinstance(exposes, list):
        return frozenset()
    types = {e.get("type") for e in exposes if isinstance(e, Mapping) and isinstance(e.get("type"), str)}
    return frozenset(kind for kind in GROUPED if kind in types)


def plain(value: object, longest: int = _LONGEST) -> str:
    """``value`` as text that may stand in a topic or a key; empty when it may not."""
    if not isinstance(value, str) or not value or len(value) > longest:
        return ""
    return "" if _UNFIT.search(value) else value


def _walk(exposes: object) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(inside, endpoint of that, leaf); one level deep, since a light's own features are properties or composites."""
    if not isinstance(exposes, list):
        return
    for expose in exposes:
        if not isinstance(expose, Mapping):
            continue
        features = expose.get("features")
        kind = expose.get("type")
        if isinstance(kind, str) and kind in GROUPED and isinstance(features, list):
            endpoint = plain(expose.get("endpoint"))
            yield from ((kind, endpoint, feature) for feature in features if isinstance(feature, Mapping))
        elif features is None:
            yield "", "", expose


def _leaf(inside: str, endpoint: str, raw: Mapping[str, Any]) -> Leaf | None:
    kind, property_ = raw.get("type"), plain(raw.get("property"))
    name = plain(raw.get("name")) or property_
    access = raw.get("access")
    if not _one_level(property_) or (kind not in ("binary", "numeric", "enum", "text") and name not in COLOURS):
        return None
    bits = access if isinstance(access, int) and not isinstance(access, bool) else IN_STATE
    endpoint = plain(raw.get("endpoint")) or endpoint or _suffix(name, property_)
    endpoint = endpoint if _one_level(endpoint) else ""
    low, high, step = (finite(raw.get(key)) for key in ("value_min", "value_max", "value_step"))
    if low is not None and high is not None and low > high:
        low = high = None
    values = raw.get("values")
    choices = tuple(dict.fromkeys(v for v in values if plain(v))) if isinstance(values, list) else ()
    return Leaf(
        inside=inside,
        name=name,
        property=property_,
        type=str(kind),
        endpoint=endpoint,
        settable=bool(bits & SETTABLE),
        reported=bool(bits & IN_STATE),
        unit=raw["unit"] if isinstance(raw.get("unit"), str) else "",
        low=low,
        high=high,
        step=step if step is not None and step > 0 else None,
        on=_word(raw.get("value_on")),
        off=_word(raw.get("value_off")),
        choices=choices,
    )


def _one_level(text: str) -> bool:
    """Whether it may be one level of a topic: a property named # would subscribe to the whole house."""
    return bool(text) and not any(c in text for c in "/+#")


def _suffix(name: str, property_: str) -> str:
    """Older bridges write the endpoint only into the property: state_l1 is the state of l1."""
    return property_[len(name) + 1 :] if property_.startswith(f"{name}_") else ""


def _word(value: object) -> str | bool | None:
    return value if isinstance(value, bool) else plain(value) or None
