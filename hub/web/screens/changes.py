"""A habit that has changed: said to whose it is, with three answers: it is the new one, it is a phase, ask again."""

from collections.abc import Mapping
from typing import Any

from ..screen import Asking, NotThere, ScreenAct
from ..words import PART_NAMES, marked

ANSWERS: Mapping[str, str] = {
    "adopt": marked("That is how it is now"),
    "ignore": marked("Only a phase"),
    "again": marked("Ask again in a week"),
}
DAYS: Mapping[str, str] = {"weekdays": marked("on weekdays"), "weekend": marked("at the weekend")}


def changes(asking: Asking, who: str) -> list[Mapping[str, Any]]:
    """Of a person, the newest first."""
    words, rooms = asking.words, asking.household["rooms"]
    found = [change for change in asking.hub.changes() if change["person"] == who]
    return [
        {
            "id": change["id"],
            "said": words.gettext("%(part)s %(days)s in %(room)s, since %(day)s: %(what)s %(new)s, where it was %(old)s.")
            % {
                "part": words.named(PART_NAMES, change["part"]),
                "days": words.named(DAYS, change["days"]),
                "room": rooms.get(change["room"], change["room"]),
                "day": words.day(f"{change['since']}T12:00:00"),
                "what": words.called(change["kind"]) + (f" ({change['device']})" if change["device"] else ""),
                "old": words.value(change["kind"], change["old"]),
                "new": words.value(change["kind"], change["new"]),
            },
        }
        for change in sorted(found, key=lambda change: str(change["since"]), reverse=True)
    ]


def answer(asking: Asking) -> str:
    who, said, which = asking.person("changes"), asking.given.get("answer", ""), asking.named["change"]
    if said not in ANSWERS or which not in [change["id"] for change in asking.hub.changes() if change["person"] == who]:
        raise NotThere
    asking.hub.ask("changes", answer=said, id=which)
    return f"/person/{who}"


ACTS = (ScreenAct("/person/{person}/changes/{change}", "home", answer),)
