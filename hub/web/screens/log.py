"""The log: what the hub did and left alone where one had a part in it, by day, the newest first."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from devices.vocabulary import OccupantId
from hub.store import page_reader
from hub.store.columns import iso

from ..screen import Asking, NotThere, NotYours, Screen, ScreenAct, Shown
from ..sentences import quantity_of, told
from ..words import marked
from .not_counted import not_counted, usual, whose

MOST = 60
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
DONE: Mapping[str, str] = {
    "forget": marked("That time does not count any more. Here it can be counted again, for 30 days."),
    "again": marked("That time counts as any other."),
}
OUTCOMES = ("sent", "suggested", "held")


def log(asking: Asking) -> Mapping[str, Any]:
    """room, outcome, day: from the address, so that a reload shows the same."""
    words, visitor = asking.words, asking.visitor
    people = [OccupantId(who) for who in (visitor.person, *visitor.children) if who is not None]
    room = asking.given.get("room", "")
    room = room if room in asking.household["rooms"] else ""
    outcome = asking.given.get("outcome", "")
    day = _day(asking.given.get("day", ""))
    zone = ZoneInfo(asking.household["time_zone"])
    before = datetime.combine((day or date.max - timedelta(days=2)) + timedelta(days=1), time(), zone)
    found = page_reader.decisions_of(asking.hub.database, people, room, iso(before) if day else "9999", MOST)
    shown = [d for d in found if outcome not in OUTCOMES or any(w["outcome"] == outcome for w in d["wishes"])]
    days: dict[str, list[Mapping[str, Any]]] = {}
    for decision in shown:
        entry = {
            "id": decision["id"],
            "clock": words.clock(decision["at"]),
            "room": asking.household["rooms"].get(decision["room"], decision["room"]),
            "told": told(decision, asking.household, words, is_brief=True),
            "undone": decision["undone"],
        }
        days.setdefault(words.day(decision["at"]), []).append(entry)
    return {
        "days": list(days.items()),
        "rooms": [("", words.gettext("All rooms")), *asking.household["rooms"].items()],
        "room": room,
        "outcomes": [
            ("", words.gettext("Everything")),
            ("sent", words.gettext("Done")),
            ("suggested", words.gettext("Suggested")),
            ("held", words.gettext("Left alone")),
        ],
        "outcome": outcome if outcome in OUTCOMES else "",
        "day": day.isoformat() if day else "",
        "is_more": len(found) == MOST,
        "undo_in": _may_undo_in(asking),
        "done": words.named(DONE, done) if (done := asking.given.get("done", "")) in DONE else "",
        "usual": usual(asking, asking.hub.now()["at"]),
        "whose": whose(asking),
        "not_counted": not_counted(asking),
    }


def _may_undo_in(asking: Asking) -> list[tuple[str, str]]:
    """Rooms whose last hours the visitor may have put back; the keeper everywhere at once."""
    here = {room: found["people"] for room, found in asking.hub.now()["rooms"].items()}
    may = [
        (room, name) for room, name in asking.household["rooms"].items() if asking.visitor.may("undo", there=tuple(here[room]))
    ]
    return [("", asking.words.gettext("All rooms")), *may] if asking.visitor.may("house") else may


def undo_since(asking: Asking) -> Shown:
    """Everything the hub did since a time of the clock, in a room or in all."""
    room, since, words = asking.given.get("room", ""), asking.given.get("since", ""), asking.words
    if room not in dict(_may_undo_in(asking)):
        raise NotYours
    if not _CLOCK.fullmatch(since):
        raise NotThere
    answer = asking.hub.ask("undo", since=since, room=room or None)
    back = [
        {"room": asking.household["rooms"].get(d["room"], d["room"]), "told": told(d, asking.household, words)}
        for d in answer["decisions"]
    ]
    left = [
        {
            "room": asking.household["rooms"].get(one["room"], one["room"]),
            "what": words.called(quantity_of(one)),
            "why": words.gettext(one["reason"]),
        }
        for one in answer["left"]
    ]
    return Shown("put_back.html", {"since": words.time_of_day(since), "back": back, "left": left}, is_signed_in=True)


def _day(text: str) -> date | None:
    """None for what is none, and for days no clock of a home has."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 3000 else None


ACTS = (ScreenAct("/undo-since", "log", undo_since),)
SCREENS = (Screen("/log", "log", "log.html", log),)
