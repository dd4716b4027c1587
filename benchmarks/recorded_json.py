"""A recording as JSON: Home Assistant's history and logbook, or an object a line. For recorded_rows.py.

The history comes as a list of lists (of each only the first need say whose it is) or, from newer ones, by entity with short
names: ``s`` is the state, ``lc`` and ``lu`` when it changed.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.recorded_said import Line, Reading, Said

_NAMES: Mapping[str, tuple[str, ...]] = {
    "when": ("last_changed", "lc", "last_updated", "lu", "when", "time", "timestamp", "ts", "at"),
    "sensor": ("entity_id", "sensor", "device", "entity", "name", "id"),
    "value": ("state", "s", "value", "val", "message", "occupancy", "presence", "motion"),
    "room": ("room", "area", "location"),
    "person": ("person", "occupant"),
}  # fmt: skip


def read_json(name: str, lines: Sequence[Line]) -> Reading | None:
    """None for what does not begin as JSON does. Raises ValueError, in words."""
    if lines[0][1].lstrip()[:1] not in ("[", "{"):
        return None
    try:
        return _history(name, json.loads("\n".join(text for _, text in lines)))
    except json.JSONDecodeError as error:
        found = _by_line(lines)
        if found is None and lines[0][1].lstrip()[1:2] not in ("", "{", "[", '"'):
            return None  # [2026-03-02 08:00:00] of a log
        if found is None:
            number = lines[min(error.lineno, len(lines)) - 1][0]
            raise ValueError(f"{name}, line {number}: is no JSON ({error.msg}); was it written to its end?") from None
        return found


def _by_line(lines: Sequence[Line]) -> Reading | None:
    reading = Reading("an object of JSON a line")
    for number, text in lines:
        try:
            held = json.loads(text)
        except json.JSONDecodeError as error:
            reading.broken.append(f"line {number}: is no JSON ({error.msg})")
            continue
        if not isinstance(held, dict):
            reading.broken.append(f"line {number}: is no object with time, sensor and value")
            continue
        said = _said(number, held, "")
        if said is None:
            reading.broken.append(f"line {number}: time, sensor or value is missing in it")
        else:
            reading.said.append(said)
    return reading if reading.said else None


def _history(name: str, held: Any) -> Reading:
    reading = Reading("a history as JSON")
    lost = 0
    for number, (entry, owner) in enumerate(_entries(held, ""), 1):
        said = _said(number, entry, owner)
        if said is None:
            lost += 1
        else:
            reading.said.append(said)
    if not reading.said:
        raise ValueError(
            f"{name}: JSON, but no history in it: a list of entries with entity_id, state and last_changed would be one"
        )
    if lost:
        reading.notes.append(f"not read: {lost} entries without a time, a state or whose they are")
    return reading


def _entries(held: Any, owner: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Each entry, and the entity it is of as far as what is around it tells."""
    if isinstance(held, dict) and any(isinstance(inner, list | dict) for inner in held.values()) and not _is_entry(held):
        for key, inner in held.items():
            if isinstance(inner, list | dict):
                yield from _entries(inner, key if "." in key else owner)
    elif isinstance(held, dict):
        yield held, owner
    elif isinstance(held, list):
        for inner in held:
            if isinstance(inner, list):
                yield from _entries(inner, "")
                continue
            if isinstance(inner, dict) and isinstance(inner.get("entity_id"), str):
                owner = inner["entity_id"]  # of those that follow, which may leave it out
            yield from _entries(inner, owner)


def _is_entry(held: Mapping[str, Any]) -> bool:
    return any(key in held for key in _NAMES["when"]) and any(key in held for key in _NAMES["value"])


def _said(line: int, held: Mapping[str, Any], owner: str) -> Said | None:
    when, value, sensor = _of(held, "when"), _of(held, "value"), _of(held, "sensor") or owner
    if not when or not sensor or (not value and "state" not in held):
        return None
    about = held.get("attributes", held.get("a"))
    called = str(about.get("friendly_name", "")) if isinstance(about, dict) else ""
    if isinstance(about, dict) and about.get("device_class") in ("battery", "connectivity", "problem", "tamper", "update"):
        sensor = f"{sensor}_{about['device_class']}" if not sensor.endswith(about["device_class"]) else sensor
    room = _of(held, "room")
    return Said(line, when, sensor, value, room or None, _of(held, "person"), called=called)


def _of(held: Mapping[str, Any], name: str) -> str:
    found = next((held[key] for key in _NAMES[name] if held.get(key) is not None), "")
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found) if isinstance(found, str | int | float) else ""
