"""The morning after an evening unlike all others: whether it counts. Asked on Home, and never decided by itself."""

from collections.abc import Mapping
from typing import Any

from ..screen import Asking, NotThere, ScreenAct
from ..words import DAY_NAMES

ANSWERS = ("forget", "keep")


def evening(asking: Asking, now: Mapping[str, Any]) -> str:
    """What is asked; empty where nothing is. now: the hub's."""
    offered, words = now["evening"], asking.words
    if offered is None or not asking.visitor.may("evening"):
        return ""
    rooms = asking.household["rooms"]
    began = words.local(offered["from"])
    return words.gettext(
        "The evening of %(weekday)s, %(day)s, was unlike all others: more people moved about than live here, and much was set "
        "otherwise than usual (%(rooms)s). Shall it not count?"
    ) % {
        "weekday": words.gettext(DAY_NAMES[began.weekday()]),
        "day": words.day(offered["from"]),
        "rooms": words.listed(rooms.get(room, room) for room in offered["rooms"]),
    }


def answer(asking: Asking) -> str:
    """forget: what was learned then is set aside, for a month to be taken back. keep: it counts as any."""
    said = asking.given.get("answer", "")
    if said not in ANSWERS:
        raise NotThere
    asking.hub.ask("evening", answer=said)
    return f"/?done={said}"


ACTS = (ScreenAct("/evening", "evening", answer),)
