"""The lines of ``--json``: what each holds. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any


def at_text(local: datetime) -> str:
    """2026-03-02T18:00:00+01:00, with milliseconds only where there are some."""
    return local.isoformat(timespec="milliseconds" if local.microsecond >= 500 else "seconds")


def decision_line(at: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The decision as on its topic; its time by the home's clocks, as in every line."""
    return {"at": at, "kind": "decision", **{key: value for key, value in document.items() if key != "at"}}


def state_of_person(status: Mapping[str, Any], person: str) -> dict[str, Any]:
    """status: as ``attune status --json``."""
    found = next(one for one in status["people"] if one["person"] == person)
    room = found["room"]
    shares = next((one["people"] for one in status["rooms"] if one["room"] == room), {})
    place = room or ("not_home" if found["home"] is False else "unknown")
    return {"occupant": person, "room": place, "confidence": shares.get(person), "why": ""}


def state_of_room(status: Mapping[str, Any], room: str) -> dict[str, Any]:
    """status: as ``attune status --json``."""
    found = next(one for one in status["rooms"] if one["room"] == room)
    return {"room": room, "occupancy": "yes" if found["people"] else "no", "people": found["people"]}
