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
    warmth = [_number(asking, name) for name in ("low", "high")]
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


def _number(asking: Asking, name: str) -> float | int | None:
    """None for an empty field. Raises NotThere for what is no number."""
    typed = asking.given.get(name, "").strip().replace(",", ".")
    if not typed:
        return None
    try:
        found = round(float(typed), 2)
        return int(found) if found == int(found) else found
    except (ValueError, OverflowError):
        raise NotThere from None


ACTS = (
    ScreenAct("/person/{person}/bounds", "home", of_person),
    ScreenAct("/rooms/{room}/bounds", "house", of_room),
    ScreenAct("/autonomy", "house", of_home),
)
