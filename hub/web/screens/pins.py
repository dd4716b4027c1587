"""Pins: a wish that holds whatever is learned, put into the configuration and taken out of it from here."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from models.kind import Kind, kinds

from ..screen import Asking, NotThere, ScreenAct, Shown
from ..sentences import base
from ..settings import add, change, drop
from ..words import Words

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
ON_OFF = ("on", "off")


def asked_for(kind: Kind, usual: Any, names: Sequence[str], words: Words) -> Mapping[str, Any]:
    """The field a value of the kind is typed into. usual: what it says first. names: there are to choose from."""
    if kind.choice:
        choices = ON_OFF if isinstance(usual, bool) else tuple(names)
        first = ("on" if usual else "off") if isinstance(usual, bool) else usual
        return {"choices": choices, "value": first}
    unit = words.unit(kind.name)
    low, high, value = (unit.typed(float(one)) for one in (kind.low, kind.high, usual))
    return {"low": low, "high": high, "value": value, "unit": unit.name}


def pinned(person: Mapping[str, Any], rooms: Mapping[str, str], words: Words) -> list[Mapping[str, Any]]:
    """A person's pins as they are told, in the order of the file."""
    found: list[Mapping[str, Any]] = []
    for at, pin in enumerate(person["pinned"]):
        quantity = base(str(pin["quantity"]))
        span = words.gettext("%(start)s to %(end)s") % {
            "start": words.time_of_day(pin.get("from", "00:00")),
            "end": words.time_of_day(pin.get("to", "24:00")),
        }
        found.append(
            {
                "at": at,
                "what": words.called(quantity),
                "where": f"{rooms.get(pin['room'], pin['room'])}{', ' + pin['device'] if 'device' in pin else ''}",
                "value": words.value(quantity, pin["value"]),
                "when": span if "from" in pin or "to" in pin else words.gettext("always"),
            }
        )
    return found


def wanted(asking: Asking) -> tuple[str, Mapping[str, Any]]:
    """Whose pin the form is about, and the pin as the configuration has it. Raises NotYours, NotThere."""
    who, kind = asking.person("pins"), kinds().get(asking.named["kind"])
    room, place = asking.given.get("room", ""), asking.given.get("place", "")
    if kind is None or room not in asking.household["rooms"]:
        raise NotThere
    of = {"device": place.removesuffix(f".{kind.name}")} if place else {}
    times = {name: asking.given[name] for name in ("from", "to") if _CLOCK.fullmatch(asking.given.get(name, ""))}
    item = {"room": room, **of, "quantity": kind.name, "value": _value(asking, kind), **times}
    return who, item


def pin(asking: Asking) -> str | Shown:
    who, item = wanted(asking)
    path = f"/person/{who}/pins/{item['quantity']}"
    return change(asking, [add(("occupants", who, "pinned"), item)], f"/person/{who}", path)


def unpin(asking: Asking) -> str | Shown:
    who, at = asking.person("pins"), asking.named["at"]
    if not at.isdecimal() or int(at) >= len(asking.household["people"][who]["pinned"]):
        raise NotThere
    return change(asking, [drop(("occupants", who, "pinned", int(at)))], f"/person/{who}", f"/person/{who}/unpin/{at}")


def _value(asking: Asking, kind: Kind) -> bool | float | str:
    """Raises NotThere for what is none."""
    typed = asking.given.get("value", "")
    if kind.choice:
        return typed == "on" if typed in ON_OFF else typed
    try:
        found = asking.words.unit(kind.name).meant(typed)
    except ValueError:
        raise NotThere from None
    return int(found) if found == int(found) else found


ACTS = (
    ScreenAct("/person/{person}/pins/{kind}", "home", pin),
    ScreenAct("/person/{person}/unpin/{at}", "home", unpin),
)
