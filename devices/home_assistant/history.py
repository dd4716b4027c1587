"""What Home Assistant remembers, as messages in the order they happened, each with who did it as far as that is known. Pure.

``history/history_during_period`` tells states with attributes and no context; brightness and colour are never recorded there.
``logbook/get_events`` tells, for changes of the state itself (not of attributes), whose account or which automation it was.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..message import Message
from ..vocabulary import Moment
from .entity import GONE
from .topics import STATE

SAME_S = 0.01  # a state's time and the logbook's of the same change
NEAR_S = 2.0  # an attribute that changes so soon after a program ran was set by it
START_S = 120.0  # entities speak up so long before Home Assistant says that it has started
_PROGRAMS = ("automation", "script", "scene")
_RUNNING = ("automation_triggered", "script_started")


@dataclass(frozen=True, slots=True)
class Past:
    """One state of one entity. user: the account that did it, empty where nobody's is known. is_program: an automation's."""

    entity: str
    message: Message
    user: str = ""
    is_program: bool = False


def moment(timestamp: float) -> Moment:
    """A past moment; its monotonic clock is the wall clock's, so that ages come out right."""
    return Moment(datetime.fromtimestamp(timestamp, UTC), timestamp)


def past(states: object, logbook: object, before: dict[str, str]) -> Iterator[Past]:
    """Both answers as one story. before: each entity's last state so far; grows. What an entity says first, or first after an
    absence, tells how it is and not that somebody did something."""
    notes = [note for note in logbook if isinstance(note, Mapping)] if isinstance(logbook, list) else []
    by_entity: dict[str, list[Mapping[str, Any]]] = {}
    ran: list[float] = []
    for note in notes:
        by_entity.setdefault(str(note.get("entity_id")), []).append(note)
        if _is_program(note) and isinstance(note.get("when"), int | float):
            ran.append(float(note["when"]))
    starts = sorted(float(note["when"]) for note in notes if _is_start(note))
    rows = sorted(_rows(states), key=lambda row: row[0])
    for at, entity, state, attributes in rows:
        while starts and at >= starts[0] - START_S:
            starts.pop(0)
            before.clear()  # a start leaves no mark on a state, and what devices say then is how they are
        told = _note_of(by_entity.get(entity, ()), at)
        user = str(told.get("context_user_id") or "") if told is not None else ""
        is_program = _caused_by_program(told) if told is not None else any(0.0 <= at - when <= NEAR_S for when in ran)
        body = {"state": state, "attributes": attributes, "origin": "", "played": ""}
        is_found = before.get(entity, "unavailable") in GONE
        before[entity] = state
        payload = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        yield Past(entity, Message(f"{STATE}{entity}", payload, moment(at), is_found), user, is_program)


def _note_of(notes: Iterable[Mapping[str, Any]], at: float) -> Mapping[str, Any] | None:
    """The logbook's word on the change at that time."""
    return next((note for note in notes if abs(float(note.get("when") or 0.0) - at) <= SAME_S), None)


def _rows(states: object) -> Iterator[tuple[float, str, str, Mapping[str, Any]]]:
    for entity, told in states.items() if isinstance(states, Mapping) else ():
        for row in told if isinstance(told, list) else ():
            if not isinstance(row, Mapping) or not isinstance(row.get("lu"), int | float):
                continue
            attributes = row.get("a")
            yield float(row["lu"]), str(entity), str(row.get("s", "")), attributes if isinstance(attributes, Mapping) else {}


def _is_program(note: Mapping[str, Any]) -> bool:
    """The note of an automation or script that ran."""
    return note.get("domain") in _PROGRAMS or str(note.get("entity_id", "")).partition(".")[0] in _PROGRAMS


def _is_start(note: Mapping[str, Any]) -> bool:
    return note.get("domain") == "homeassistant" and note.get("message") == "started" and isinstance(note.get("when"), float)


def _caused_by_program(note: Mapping[str, Any]) -> bool:
    by = str(note.get("context_entity_id") or "").partition(".")[0]
    return note.get("context_event_type") in _RUNNING or note.get("context_domain") in _PROGRAMS or by in _PROGRAMS


def users(states: Iterable[Any]) -> dict[str, str]:
    """Account → person entity."""
    found = {}
    for state in states:
        attributes = state.get("attributes") if isinstance(state, Mapping) else None
        user = attributes.get("user_id") if isinstance(attributes, Mapping) else None
        if isinstance(user, str) and str(state.get("entity_id", "")).startswith("person."):
            found[user] = str(state["entity_id"])
    return found
