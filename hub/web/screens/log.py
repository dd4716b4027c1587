"""The log: what the hub did and left alone where one had a part in it, by day, the newest first."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from devices.vocabulary import OccupantId
from hub.store import page_reader
from hub.store.columns import iso

from ..screen import Asking, Screen
from ..sentences import told

MOST = 60
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
            "told": told(decision, asking.household, words),
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
    }


def _day(text: str) -> date | None:
    """None for what is none, and for days no clock of a home has."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 3000 else None


SCREENS = (Screen("/log", "log", "log.html", log),)
