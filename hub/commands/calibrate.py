"""``attune calibrate PERSON``: how a phone sounds in each room, walked through by whoever carries it.

Listens on the broker, room after room, and gives the fingerprints to the hub (or the database, when none runs).
"""

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import typer

from devices.event import Seen
from devices.family import Family, family_for
from devices.filters import topic_matches
from devices.message import Message
from devices.text import shown
from devices.vocabulary import Device, OccupantId
from hub.config import Config
from hub.config.load import load
from hub.errors import NotPossible
from hub.presence.fusion import folded
from hub.presence.sources import SourceKind, kind_of
from models.fingerprints import Fingerprint, Fingerprints, Hearing

from .ask import answered
from .listen import listen
from .progress import progress_bar

LEAD_S = 6.0  # the smoothing still remembers the room before
_FOLDS = 4
_FEW = 8  # fingerprints of a room


@dataclass(slots=True)
class _Listening:
    """One source of the person's: its family and device, and what was taken of it by room."""

    family: Family
    device: Device
    hearing: Hearing = field(default_factory=Hearing)
    taken: dict[str, list[Mapping[str, float]]] = field(default_factory=dict)


def calibrate(
    path: Path, person: str, rooms: Sequence[str], seconds: float, *, is_asked: bool, forgets: bool, as_json: bool
) -> int:
    """Raises ConfigError, HubError."""
    config = load(path)
    if person not in config.occupants:
        raise NotPossible(f"the configuration knows no {person!r}; it knows {', '.join(config.occupants) or 'nobody'}")
    if forgets:
        answer = answered("calibrate", path, {"person": person, "forget": True})
        typer.echo(
            json.dumps(answer) if as_json else f"{answer['dropped']} fingerprints dropped; the nearest receiver counts again"
        )
        return 0
    wanted = _rooms(config, rooms)
    sources = _sources(config, person)
    if not config.occupants[OccupantId(person)].learn:
        raise NotPossible(f"{person} has agreed to nothing being kept: learn: under occupants: {person}: says what may be")
    if config.mqtt is None:
        raise NotPossible("mqtt: is left out of the configuration, so there is no broker receivers could speak on")
    for room in wanted:
        _take(config, sources, room, seconds, is_asked)
    report = [_kept(path, person, source) for source in sources if source.taken]
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for line in report:
            typer.echo(_sentence(line))
    return 0


def _rooms(config: Config, rooms: Sequence[str]) -> list[str]:
    unknown = [room for room in rooms if room not in config.rooms]
    if unknown:
        raise NotPossible(f"there is no room {unknown[0]!r}; there are {', '.join(config.rooms)}")
    found = list(rooms or config.rooms)
    if not found:
        raise NotPossible("the configuration has no rooms")
    return found


def _sources(config: Config, person: str) -> list[_Listening]:
    """Those of receivers that tell distances. Raises NotPossible where there are none."""
    settings = config.settings()
    found = []
    for reference in config.occupants[OccupantId(person)].presence:
        family = family_for(reference.family, "presence")
        device = None if family is None else family.from_reference(reference, settings)
        if family is not None and device is not None and kind_of(reference.family, reference.name) is SourceKind.DISTANCE:
            found.append(_Listening(family, device))
    if not found:
        raise NotPossible(
            f"nothing tells how far {person} is from Bluetooth receivers: presence: needs one such as {{espresense: irk:…}}"
        )
    return found


def _take(config: Config, sources: Sequence[_Listening], room: str, seconds: float, is_asked: bool) -> None:
    """Raises NotPossible when nothing was heard there, or the broker cannot be reached."""
    called = config.rooms[next(key for key in config.rooms if key == room)].name or room
    typer.echo(f"{called}: walk slowly about with the phone for {seconds:g} s, also where you sit and lie.", err=True)
    if is_asked:
        typer.prompt("Enter when you are there", default="", show_default=False, err=True)
    for source in sources:
        source.hearing.forget()
    start: list[float] = []

    def hear(message: Message) -> bool:
        if message.retain:
            return False
        start.append(message.when.mono)
        for source in sources:
            if any(topic_matches(pattern, message.topic) for pattern in source.device.hears):
                _heard(source, message, room, message.when.mono - start[0] >= min(LEAD_S, seconds / 3))
        return False

    with contextlib.ExitStack() as opened:
        progress = progress_bar(opened, called)
        told = listen(config, opened, lambda: [t for s in sources for t in s.device.hears], hear, seconds, progress)
    if told.problem:
        raise NotPossible(f"the broker cannot be reached: {told.problem}")
    for topic, why in told.denied.items():
        raise NotPossible(f"the broker refuses the hub {shown(topic, 120)} ({why}), where the phone's receivers speak")
    if not any(source.taken.get(room) for source in sources):
        raise NotPossible(
            f"no receiver heard the phone in {called} for {seconds:g} s: is Bluetooth on, is the id under presence: its own?"
        )


def _heard(source: _Listening, message: Message, room: str, counts: bool) -> None:
    for event in source.family.hear(source.device, message):
        if isinstance(event, Seen) and event.place is not None and event.distance_m is not None:
            source.hearing.hear(folded(event.place), event.distance_m, event.when.mono)
            if counts:
                source.taken.setdefault(room, []).append(source.hearing.strengths())


def _kept(path: Path, person: str, source: _Listening) -> dict[str, Any]:
    answer = answered("calibrate", path, {"person": person, "source": source.device.id, "taken": source.taken})
    counts = {room: len(rows) for room, rows in source.taken.items()}
    return {"source": source.device.id, "taken": counts, "right": right(source.taken), **answer}


def right(taken: Mapping[str, Sequence[Mapping[str, float]]]) -> float | None:
    """Share of fingerprints that the others, taken at other times, put into the right room; None where too few were taken."""
    if len(taken) < 2 or min(len(rows) for rows in taken.values()) < _FEW:
        return None
    hits, count = 0, 0
    for fold in range(_FOLDS):
        known: list[Fingerprint] = []
        judged: list[Fingerprint] = []
        for room, rows in taken.items():
            for place, row in enumerate(rows):
                (judged if place * _FOLDS // len(rows) == fold else known).append(Fingerprint(room, row))
        estimate = Fingerprints(known)
        hits += sum(estimate.rooms[int(np.argmax(estimate.chances(one.strengths)))] == one.room for one in judged)
        count += len(judged)
    return hits / count


def _sentence(line: Mapping[str, Any]) -> str:
    taken = ", ".join(f"{room} {count}" for room, count in line["taken"].items())
    if not line["used"]:
        return f"{line['source']}: taken ({taken}). One room alone tells nothing apart: take another."
    if line["right"] is None:
        return f"{line['source']}: taken ({taken}), used from now on. Few of them: --seconds 120 would say how good they are."
    percent = f"{100 * line['right']:.0f} %"
    return f"{line['source']}: taken ({taken}), used from now on; {percent} right where it was not taken at that moment."
