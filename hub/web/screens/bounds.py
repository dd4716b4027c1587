"""Bounds: what is never exceeded for a person or in a room, and how far the hub may go at all; kept in the configuration."""

from collections.abc import Sequence

from ..screen import Asking, NotThere, ScreenAct, Shown
from ..settings import Edits, change, drop, put
from ..words import LEVELS

OF_A_PERSON = ("volume", "brightness")  # percent


def of_person(asking: Asking) -> str | Shown:
    who = asking.person_decided_for("bounds")
    known = asking.household["people"][who]["limits"]
    edits = [edit for name in OF_A_PERSON for edit in _percent(asking, ("occupants", who, "limits", name), known[name], name)]
    return change(asking, edits, f"/person/{who}", f"/person/{who}/bounds")


def of_room(asking: Asking) -> str | Shown:
    room = asking.room()
    known = asking.household["limits"][room]
    edits = _percent(asking, ("rooms", room, "limits", "volume"), known["volume"], "volume")
    warmth = [_degrees(asking, name, known) for name, known in zip(("low", "high"), known["temperature"], strict=True)]
    if None not in warmth and warmth != known["temperature"]:
        edits = [*edits, put(("rooms", room, "limits", "temperature"), warmth)]
    return change(asking, edits, "/rooms", f"/rooms/{room}/bounds")


def of_home(asking: Asking) -> str | Shown:
    level = asking.given.get("level", "")
    if level not in LEVELS:
        raise NotThere
    edits = [] if level == asking.household["autonomy"] else [put(("autonomy",), level)]
    return change(asking, edits, "/rooms", "/autonomy")


def _percent(asking: Asking, keys: Sequence[str], known: float | None, name: str) -> Edits:
    """What has to be done so that the bound is as typed; an empty field is none."""
    wanted = _number(asking, name)
    if wanted == known:
        return []
    return [drop(keys)] if wanted is None else [put(keys, wanted)]


def _degrees(asking: Asking, name: str, known: float) -> float | int | None:
    """As below, in °C."""
    typed = asking.given.get(name, "").strip()
    try:
        return _plain(asking.words.unit("setpoint").meant(typed, known)) if typed else None
    except ValueError:
        raise NotThere from None


def _number(asking: Asking, name: str) -> float | int | None:
    """None for an empty field. Raises NotThere for what is no number."""
    typed = asking.given.get(name, "").strip().replace(",", ".")
    if not typed:
        return None
    try:
        return _plain(round(float(typed), 2))
    except (ValueError, OverflowError):
        raise NotThere from None


def _plain(value: float) -> float | int:
    """As one writes it: 20, not 20.0."""
    return int(value) if value == int(value) else value


ACTS = (
    ScreenAct("/person/{person}/bounds", "home", of_person),
    ScreenAct("/rooms/{room}/bounds", "house", of_room),
    ScreenAct("/autonomy", "house", of_home),
)
