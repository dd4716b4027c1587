"""Answers to what the command line asks: the running hub gives them over its socket, the command line itself when none runs.

Every answer is a JSON object; what cannot be done raises NotPossible with one line for a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from devices.vocabulary import Moment, OccupantId, RoomId
from models.kind import kinds

from ..clock import Clock
from ..consent import HOUSE
from ..errors import HubError, NotPossible
from ..home.why_there import sentence
from ..home_assistant.automations import automations
from ..house import House
from ..steps.asked import Asked, answers, known_person, known_room, questions
from ..steps.step import Step
from .air import air_of
from .diagnostics import Diagnostics
from .foreseen import Foreseen
from .house_now import HouseNow
from .rooms_now import RoomsNow
from .status import Status


class Answers:
    """is_running: False on the command line, where nothing can be sent. link: what the broker's link says of itself.

    What only looks is answered here, all else where it is done.
    """

    def __init__(self, step: Step, is_running: bool, link: Callable[[], Mapping[str, Any]]) -> None:
        self._step, self._is_running = step, is_running
        self.visits: Clock | None = None  # by which codes and sessions of the page last; None: by the hub's own, as ever
        orders = (
            step.requests,
            step.habit_answers,
            step.modes,
            step.personal_data,
            step.clean_windows,
            step.noticing.evenings,
            step.calibration,
            step.page_access,
            step.recorder,
        )
        house = (HouseNow(step.current, link), RoomsNow(step.current), Foreseen(step.current))
        itself = (Status(step, is_running, link), Diagnostics(step.current, link))
        self._questions = questions(self, *house, *itself, *orders, step.history_intake)

    @property
    def _house(self) -> House:
        return self._step.house

    def answer(self, command: str, asked: Asked, now: Moment) -> dict[str, Any]:
        """The answer, or ``{"error": one line, "code": one word}``."""
        try:
            question = self._questions.get(command)
            if question is None:
                raise NotPossible(f"this hub does not know {command!r}; is it an older version?", "unknown_command")
            if question.running and not self._is_running:
                raise NotPossible(f"the hub is not running, so {question.running} (start it with: attune run)", "not_running")
            if self._is_running:
                self._house.standing.recording.asked(command, asked, now)
            visits = self.visits if command.startswith("page_") else None
            return dict(question.answer(asked, now if visits is None else visits.now()))
        except HubError as error:
            return {"error": str(error), "code": error.code}

    @answers("why")
    def _why(self, asked: Asked, now: Moment) -> dict[str, Any]:
        which, room = str(asked.get("which") or "last"), asked.get("room")
        if which in self._house.config.occupants:
            return self._where(OccupantId(which))
        self._step.reporting.explain_all()
        if room is not None:
            known_room(self._house, str(room))
        entry = self._house.ledger.entry(which, None if room is None else RoomId(str(room)))
        zone = self._house.config.home.time_zone
        if entry is not None:
            return {**entry.document, **self._around(entry.document, now), "time_zone": zone}
        stored = (
            self._house.store.decisions.last(room=None if room is None else RoomId(str(room)))
            if which == "last"
            else self._house.store.decisions.get(which)
        )
        if stored is None:
            where = f" in {room}" if room is not None else ""
            if which == "last":
                raise NotPossible(f"nothing was decided{where} yet", "nothing_decided")
            raise NotPossible(f"there is no decision {which!r}", "no_such_decision")
        return {**stored, **self._around(stored, now), "time_zone": zone}

    def _around(self, document: Mapping[str, Any], now: Moment) -> dict[str, Any]:
        """How the decision's room is now, and what its heating came to where the decision is about that."""
        room = RoomId(document["room"])
        if room not in self._house.config.rooms:
            return {}
        quantities = {wish.get("kind", wish["quantity"]) for wish in document["wishes"]}
        ways = [way for way in self._house.ways(room) if any(quantity.startswith(way.quantity) for quantity in quantities)]
        return {
            "air": air_of(self._house, room, now),
            **{way.name: self._step.heat.told(room, way) for way in ways},
        }

    def _where(self, who: OccupantId) -> dict[str, Any]:
        """Why somebody is thought to be where they are."""
        house = self._house
        where = house.presence.where(who)
        unnamed = house.presence.unnamed
        return {
            "person": who,
            "room": where.room,
            "home": where.home,
            "confidence": round(where.confidence, 2),
            "because": house.why_there(who),
            "sentence": sentence(house.config, house.presence, who),
            "may_be_in": {
                room: round(share, 2)
                for room in map(RoomId, house.config.rooms)
                if unnamed is not None and (share := unnamed.may_be_in(room).get(who, 0.0)) > 0.0
            },
        }

    @answers("habits")
    def _habits(self, asked: Asked, _now: Moment) -> dict[str, Any]:
        person = asked.get("person")
        people = list(self._house.config.occupants) if person is None else [known_person(self._house, str(person))]
        if person is None and any(self._house.shelf.knows(HOUSE, kind) for kind in kinds()):
            people.append(HOUSE)
        return {"habits": {who: [asdict(habit) for habit in self._house.shelf.habits(OccupantId(who))] for who in people}}

    @answers("automations", running="it does not know its devices")
    def _automations(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """What was learned as plain automations of Home Assistant."""
        person = asked.get("person")
        people = list(self._house.config.occupants) if person is None else [known_person(self._house, str(person))]
        found, left_out = automations(self._house, [OccupantId(who) for who in people], now)
        return {"automations": found, "left_out": left_out}
