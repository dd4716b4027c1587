"""What is told of a rehearsal: one line for each thing, and which of them are those of ``--json``. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..home.occupancy import Occupancy

Line = Mapping[str, Any]
KINDS = frozenset(
    {"command", "decision", "correction", "state", "problem", "summary"}
)  # of --json; others are for people alone


def at_text(local: datetime) -> str:
    """2026-03-02T18:00:00+01:00, with milliseconds only where there are some."""
    return local.isoformat(timespec="milliseconds" if local.microsecond >= 500 else "seconds")


def decision_line(document: Mapping[str, Any]) -> dict[str, Any]:
    """The decision as on its topic, but for its time, which every line has."""
    return {key: value for key, value in document.items() if key != "at"}


def state_of_person(status: Mapping[str, Any], person: str) -> dict[str, Any]:
    """Where the hub thinks a person is. status: as ``attune status --json``."""
    found: Mapping[str, Any] = next(one for one in status["people"] if one["person"] == person)
    return {
        "occupant": person,
        "room": found["room"] or ("not_home" if found["home"] is False else "unknown"),
        "home": found["home"],
        "confidence": found["confidence"],
        "because": found["because"],
    }


def state_of_room(room: str, there: Occupancy) -> dict[str, Any]:
    """Whether the hub thinks somebody is there."""
    return {"room": room, "occupancy": there.state.value, "probability": there.probability, "because": there.because}
