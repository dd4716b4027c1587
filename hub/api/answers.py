"""Answers to what the command line asks: the running hub gives them over its socket, the command line itself when none runs.

Every answer is a JSON object; what cannot be done raises NotPossible with one line for a person.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId
from models.example import Source
from models.kind import kinds

from ..consent import DOMAINS
from ..errors import HubError, NotPossible
from ..home_assistant.automations import automations
from ..steps.step import Step
from ..store.tables.examples import example_of


class Answers:
    """is_running: False on the command line, where nothing can be sent. link: what the broker's link says of itself."""

    def __init__(self, step: Step, is_running: bool, link: Callable[[], Mapping[str, Any]]) -> None:
        self._step, self._house, self._is_running, self._link = step, step.house, is_running, link
        self._commands: dict[str, Callable[[Mapping[str, Any], Moment], dict[str, Any]]] = {
            "why": self._why,
            "undo": self._undo,
            "thanks": self._thanks,
            "pause": lambda _asked, now: self._pause(True, now),
            "resume": lambda _asked, now: self._pause(False, now),
            "status": self._status,
            "habits": self._habits,
            "automations": self._automations,
            "consent": self._consent,
            "export": self._export,
            "forget": self._forget,
            "import": self._import,
            "calibrate": self._calibrate,
        }

    def use(self, step: Step) -> None:
        """The house after its configuration changed."""
        self._step, self._house = step, step.house

    def answer(self, command: str, asked: Mapping[str, Any], now: Moment) -> dict[str, Any]:
        """The answer, or ``{"error": one line}``."""
        try:
            body = self._commands.get(command)
            if body is None:
                raise NotPossible(f"this hub does not know {command!r}; is it an older version?")
            return body(asked, now)
        except HubError as error:
            return {"error": str(error)}

    def _why(self, asked: Mapping[str, Any], _now: Moment) -> dict[str, Any]:
        which, room = str(asked.get("which") or "last"), asked.get("room")
        self._step.reporting.explain_all()
        if room is not None:
            self._known_room(str(room))
        entry = self._house.ledger.entry(which, None if room is None else RoomId(str(room)))
        if entry is not None:
            return dict(entry.document)
        stored = (
            self._house.store.decisions.last(room=None if room is None else RoomId(str(room)))
            if which == "last"
            else self._house.store.decisions.get(which)
        )
        if stored is None:
            where = f" in {room}" if room is not None else ""
            raise NotPossible(f"nothing was decided{where} yet" if which == "last" else f"there is no decision {which!r}")
        return dict(stored)

    def _undo(self, asked: Mapping[str, Any], now: Moment) -> dict[str, Any]:
        if not self._is_running:
            raise NotPossible("the hub is not running, so nothing can be put back (start it with: attune run)")
        undone = str(asked.get("which") or "last")
        decision = self._step.requests.undo(undone, now)
        entry = self._house.ledger.entry(decision.id)
        return {"undone": undone, **(dict(entry.document) if entry is not None else {"id": decision.id})}

    def _thanks(self, asked: Mapping[str, Any], now: Moment) -> dict[str, Any]:
        thanked, learned = self._step.requests.thank(str(asked.get("which") or "last"), now)
        return {"thanked": thanked, "learned": learned}

    def _pause(self, is_paused: bool, now: Moment) -> dict[str, Any]:
        self._step.requests.pause(is_paused)
        self._step.reporting.show(now)
        return {"paused": is_paused}

    def _status(self, _asked: Mapping[str, Any], now: Moment) -> dict[str, Any]:
        house = self._house
        return {
            "running": self._is_running,
            "paused": house.paused,
            "observing": house.command_history.is_observing(now),
            "autonomy": house.config.autonomy,
            "link": dict(self._link()),
            "rooms": [
                {
                    "room": room,
                    "name": config.name,
                    "people": {o: round(p, 2) for o, p in sorted(house.presence.in_room(room).items())},
                    "devices": [self._device(device, now) for device in house.readings.devices_in[room]],
                }
                for room, config in house.config.rooms.items()
            ],
            "people": [
                {
                    "person": occupant,
                    "room": house.presence.where(occupant).room,
                    "home": house.presence.where(occupant).home,
                    "learns": sorted(d for d in DOMAINS if house.allows(occupant, d)),
                    "examples": {kind: n for kind in kinds() if (n := house.shelf.knows(occupant, kind))},
                    "levels": [
                        {"room": room, "kind": kind, "level": level}
                        for who, room, kind, level in house.levels()
                        if who == occupant
                    ],
                }
                for occupant in house.config.occupants
            ],
            "missing": sorted(house.catalogue.missing),
            "problems": [*house.refused, *list(house.problems)[-10:]],
        }

    def _device(self, device: Any, now: Moment) -> dict[str, Any]:
        house = self._house
        found = house.catalogue.devices.get(device)
        if found is None:
            return {"device": device, "known": False}
        return {
            "device": device,
            "known": True,
            "reachable": house.readings.is_reachable(device),
            "state": {name: house.readings.value(device, name) for name in found.traits},
            "held": sorted(name for name in found.traits if house.ledger.held(device, name, now) is not None),
        }

    def _habits(self, asked: Mapping[str, Any], _now: Moment) -> dict[str, Any]:
        person = asked.get("person")
        people = list(self._house.config.occupants) if person is None else [self._known_person(str(person))]
        return {"habits": {who: [asdict(habit) for habit in self._house.shelf.habits(OccupantId(who))] for who in people}}

    def _automations(self, asked: Mapping[str, Any], now: Moment) -> dict[str, Any]:
        """What was learned as plain automations of Home Assistant."""
        if not self._is_running:
            raise NotPossible("the hub is not running, so it does not know its devices (start it with: attune run)")
        person = asked.get("person")
        people = list(self._house.config.occupants) if person is None else [self._known_person(str(person))]
        found, left_out = automations(self._house, [OccupantId(who) for who in people], now)
        return {"automations": found, "left_out": left_out}

    def _consent(self, asked: Mapping[str, Any], now: Moment) -> dict[str, Any]:
        who = OccupantId(str(asked.get("person")))
        if who not in self._house.config.occupants:
            raise NotPossible(f"the configuration knows no {who!r}; it knows {', '.join(self._house.config.occupants)}")
        wanted = asked.get("domains")
        if wanted is not None:
            self._step.requests.consent(who, _domains(str(wanted)), now)
        allowed = sorted(d for d in DOMAINS if self._house.allows(who, d))
        return {"person": who, "learns": allowed, "configured": sorted(self._house.config.occupants[who].learn)}

    def _export(self, asked: Mapping[str, Any], _now: Moment) -> dict[str, Any]:
        who = self._known_person(str(asked.get("person")))
        files = self._house.store.export(who, Path(str(asked["folder"])))
        return {"person": who, "files": [str(file) for file in files]}

    def _forget(self, asked: Mapping[str, Any], now: Moment) -> dict[str, Any]:
        return self._step.requests.forget(self._known_person(str(asked.get("person"))), now)

    def _import(self, asked: Mapping[str, Any], now: Moment) -> dict[str, Any]:
        """Examples as ``attune import-history`` found them; ``taken``: the places in the list of those that were new."""
        try:
            given = [example_of(row) for row in asked.get("examples", ())]
        except (ValueError, TypeError, KeyError) as error:
            raise NotPossible(f"that is no example: {error}") from error
        if any(example.source is not Source.HISTORY for example in given):
            raise NotPossible("only what history tells can be imported")
        taken = {id(example) for example in self._house.take_history(given)}
        self._step.reporting.show(now)
        return {"taken": [place for place, example in enumerate(given) if id(example) in taken]}

    def _calibrate(self, asked: Mapping[str, Any], now: Moment) -> dict[str, Any]:
        """taken: room → fingerprints, each dB by receiver; or forget: true."""
        house, who = self._house, OccupantId(str(asked.get("person")))
        if who not in house.config.occupants:
            raise NotPossible(f"the configuration knows no {who!r}; it knows {', '.join(house.config.occupants)}")
        if asked.get("forget"):
            return {"person": who, "dropped": house.uncalibrate(who)}
        if not house.may_store(who):
            raise NotPossible(f"{who} has agreed to nothing being kept (learn: under occupants, or attune consent)")
        try:
            taken = {
                RoomId(room): [{str(receiver): float(heard) for receiver, heard in one.items()} for one in rows]
                for room, rows in asked["taken"].items()
            }
        except (KeyError, AttributeError, TypeError, ValueError) as error:
            raise NotPossible(f"those are no fingerprints: {error}") from error
        for room, rows in taken.items():
            self._known_room(room)
            if not rows or not all(math.isfinite(heard) for one in rows for heard in one.values()):
                raise NotPossible(f"those are no fingerprints of {room}")
        rooms = house.calibrate(who, DeviceId(str(asked.get("source"))), taken, now)
        return {"person": who, "rooms": rooms, "used": rooms > 1}

    def _known_person(self, person: str) -> OccupantId:
        who = OccupantId(person)
        if who in self._house.config.occupants or self._house.store.holds_anything(who):
            return who
        raise NotPossible(f"nothing is known of {person!r}; the configuration knows {', '.join(self._house.config.occupants)}")

    def _known_room(self, room: str) -> None:
        if room not in self._house.config.rooms:
            raise NotPossible(f"there is no room {room!r}; there are {', '.join(self._house.config.rooms)}")


def _domains(wanted: str) -> frozenset[str]:
    """``light,temperature`` or ``none``. Raises NotPossible."""
    words = {word.strip().lower() for word in wanted.split(",") if word.strip()}
    if words == {"none"}:
        return frozenset()
    if words == {"all"}:
        return frozenset(DOMAINS)
    if not words or words - set(DOMAINS):
        raise NotPossible(f"say which of {', '.join(DOMAINS)} may be learned, separated by commas, or none")
    return frozenset(words)
