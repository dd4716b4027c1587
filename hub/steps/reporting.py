"""What the hub tells of itself: decisions with sentence and evidence, events for automations, problems, where people are.

In the flow: Decision → explain, store. A decision is told once its commands are out, its evidence worked out when nobody waits.
"""

import logging
import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from devices.message import Outgoing
from devices.vocabulary import NOT_HOME, DeviceId, Moment, OccupantId, RoomId, Value

from ..deciding.otherwise import otherwise
from ..decision import Decision, Outcome
from ..decision_document import DecisionDocument, EventDocument, EvidenceDocument, HappenedDocument
from ..errors import StoreFailed
from ..house import Current, House
from ..sending.ledger import LedgerEntry
from ..standing import FIGURES
from ..telling.changes import Changes, rooms
from ..telling.explain import document, evidence, sentence
from ..telling.shortened import cut_short, shortened
from ..telling.suggestions import Suggestion
from .wrong_orders import WrongOrders

log = logging.getLogger(__name__)

UNLEARNED = "the database cannot be written, nothing is being learned"
EXPLAIN_AFTER_S = 0.5  # by then the lamps are lit, and of several who come home together nobody waits for another's reasons
LONGEST_S = 60.0  # so long a decision waits to be explained while further ones are made


@dataclass(frozen=True, slots=True)
class _Unexplained:
    """A decision whose evidence is still to be worked out. body: its document, which gets it. pieces: what is left of it."""

    decision: Decision
    body: DecisionDocument
    when: Moment
    pieces: Iterator[EvidenceDocument]
    found: list[EvidenceDocument] = field(default_factory=list)


class Reporting:
    """Owned by the loop's thread. changed: monotonic; since when there is something new to show, None when all is shown.

    explains: whether the evidence of a decision is worked out and kept with it.
    """

    def __init__(self, current: Current) -> None:
        self._current = current
        self.explains = True
        self._unsaid: deque[Outgoing] = deque(maxlen=20)
        self.wrong_orders = WrongOrders()
        self.changes = Changes()
        self._unexplained: deque[_Unexplained] = deque()
        self._decided_at = -math.inf  # monotonic: the last decision
        self._places: dict[OccupantId, tuple[str, Moment]] = {}  # to be stored once nobody waits for light
        self.changed: float | None = None
        current.house.standing.on_store_failed = self.store_failed
        current.house.standing.pace.tell = self.problem

    @property
    def house(self) -> House:
        return self._current.house

    def next_deadline(self) -> float | None:
        """Monotonic time at which something is to be explained, stored or told, None when there is nothing."""
        times = [since.mono + EXPLAIN_AFTER_S for _, since in self._places.values()]
        if self._unexplained:
            times.append(self._explain_at())
        wrong = self.wrong_orders.next_deadline()
        return min([*times, wrong] if wrong is not None else times, default=None)

    def publish(self, outgoing: Outgoing) -> bool:
        """The hub's own words: state, decisions, problems. Commands go through the outbox."""
        ports = self.house.ports
        if outgoing.retain and not ports.is_up():
            return False  # all that stands is told anew once the broker is there: nothing of it is lost, nor counted as lost
        return ports.publish(outgoing)

    # Decisions

    def record(self, decision: Decision, now: Moment, is_aloud: bool = True) -> None:
        """After the commands are out: the sentence, the evidence, the topic, the store, the log. is_aloud: False tells only who
        asks why."""
        house = self.house
        if is_aloud:
            house.standing.recording.decided(decision, now)
            if house.agreements.of(decision.occupants) == frozenset(decision.occupants):
                house.standing.figures.decided(decision)
        told = replace(decision, sentence=sentence(decision, house.config.rooms[decision.room].name))
        body = document(told)
        house.ledger.enter(LedgerEntry(told, body))
        suggestion = house.suggestions.take(told)
        if is_aloud:
            self._tell(told, body, suggestion)
        self.show(now)
        pieces = evidence(told.wishes, house.explanation) if self.explains else iter(())
        self._unexplained.append(_Unexplained(told, body, now, pieces))
        self._decided_at = now.mono

    def _tell(self, told: Decision, body: DecisionDocument, suggestion: Suggestion | None) -> None:
        house = self.house
        self.publish(Outgoing(house.topics.decision, house.encode(shortened(body))))
        said = {"sent": bool(told.sent()), "suggested": suggestion is not None}
        for kind in [kind for kind, is_so in said.items() if is_so] or ["held"]:
            came_to: HappenedDocument = {
                "decision": told.id, "sentence": cut_short(told.sentence, told.id), "people": list(told.occupants)
            }  # fmt: skip
            if suggestion is not None and kind == "suggested":
                came_to["offer"] = cut_short(suggestion.words, told.id)
            self._event(kind, told.room, came_to)
        counts = {outcome: sum(w.outcome is outcome for w in told.wishes) for outcome in Outcome}
        log.info(
            "decided %s %s %s: %d sent, %d suggested, %d held",
            told.id,
            told.room,
            told.trigger.value,
            counts[Outcome.SENT],
            counts[Outcome.SUGGESTED],
            counts[Outcome.HELD],
        )

    def explain_all(self) -> None:
        """The evidence of recent decisions, and where people came to, on the disk: when somebody asks, and at the end."""
        while self.explain_some(None):
            pass

    def explain_some(self, now: Moment | None) -> bool:
        """One piece of it, about a millisecond: the loop looks whether somebody has come before the next. False: none is left.

        now: only of what happened a moment before it; None: of everything.
        """
        latest = math.inf if now is None else now.mono - EXPLAIN_AFTER_S
        for occupant, (place, since) in self._places.items():
            if since.mono <= latest:
                del self._places[occupant]
                self.house.keep(partial(self.house.store.places.put, occupant, place, since.at))
                return True
        if not self._unexplained or (now is not None and now.mono < self._explain_at()):
            return False
        first = self._unexplained[0]
        piece = next(first.pieces, None)
        if piece is not None:
            first.found.append(piece)
            return True
        self._unexplained.popleft()
        first.body["evidence"] = first.found
        told = first.decision
        if self.explains:
            first.body["otherwise"] = list(otherwise(told.wishes, self.house.ladder.needs))
        self.changes.note(told.moment.mono, f"decision/{told.id}")
        self.show(told.moment)  # its sentence may have been shown before
        self.house.keep(partial(self.house.store.decisions.add, told.id, told.moment.at, told.room, told.occupants, first.body))
        self._keep_figures()
        return True

    def _explain_at(self) -> float:
        """When the first that waits may be explained, monotonic."""
        return min(self._decided_at + EXPLAIN_AFTER_S, self._unexplained[0].when.mono + LONGEST_S)

    def _keep_figures(self) -> None:
        """A power cut may take the last of them."""
        figures, settings = self.house.standing.figures, self.house.store.settings
        if figures.is_new:
            figures.is_new = False
            self.house.keep(partial(settings.put, FIGURES, figures.to_json(), is_lesson=False))

    # Events and problems

    def corrected(self, room: RoomId, device: DeviceId, quantity: str, was: Value, value: Value, decision: str) -> None:
        self._event("corrected", room, {"decision": decision, "device": device, "quantity": quantity, "from": was, "to": value})

    def _event(self, kind: str, room: RoomId, what: HappenedDocument) -> None:
        """Something happened that automations may wait for; kind: sent, suggested, held or corrected."""
        topics = self.house.topics
        name = self.house.config.rooms[room].name
        event: EventDocument = {"event_type": kind, "room": room, "room_name": name, **what}
        body = self.house.encode(event)
        self.publish(Outgoing(topics.event, body))
        self.publish(Outgoing(topics.room(room, "event"), body))

    def show(self, now: Moment) -> None:
        """There is something new for whoever shows the house; it is shown in a moment, all at once."""
        self.changes.note(now.mono, "house")
        if self.changed is None:
            self.changed = now.mono

    def problem(self, words: str, room: RoomId | None = None) -> None:
        """Something a person should look at."""
        if words not in self.house.problems:  # said once in the log; the topic hears of it each time
            log.warning("problem: %s", words)
            self.house.problems.append(words)
            self.changed = -math.inf if self.changed is None else self.changed
            self.changes.note(0.0, "house")
        self._say(words, room)

    def wrong_order(self, topic: str, problem: str, room: RoomId | None, now: Moment) -> None:
        """An order on a topic that could not be followed."""
        words = self.wrong_orders.take(topic, problem, room, now)
        if words is not None:
            self.problem(words, room)

    def say_wrong_orders(self, now: Moment) -> None:
        for words, room in self.wrong_orders.due(now):
            self.problem(words, room)

    def tell(self, words: str, room: RoomId | None = None, **more: Any) -> None:
        """As problem(), of what stands elsewhere for as long as it is so (``Standing.refused``), or is over. more: further
        keys."""
        log.warning("problem: %s", words)
        self._say(words, room, **more)

    def _say(self, words: str, room: RoomId | None, **more: Any) -> None:
        said = Outgoing(self.house.topics.problem, self.house.encode({"problem": words, "room": room, **more}))
        if not self.house.ports.is_up() or not self.publish(said):
            self._unsaid.append(said)

    def say_unsaid(self) -> None:
        """Problems that came up while the broker was away: they are still true."""
        while self._unsaid and self.publish(self._unsaid[0]):
            self._unsaid.popleft()

    def store_failed(self, error: StoreFailed) -> None:
        """Told once, and again only when it was over in between (``store_recovered``)."""
        if not self.house.standing.degraded:
            self.house.standing.degraded = True
            self.problem(f"{UNLEARNED}: {error}")

    def store_recovered(self) -> None:
        """Nothing of it stands any more, on no screen."""
        self.house.standing.degraded = False
        self.is_over(UNLEARNED)
        self.tell("the database can be written again, what people choose is being learned")
        self.changed = -math.inf

    def is_over(self, beginning: str) -> bool:
        """Problems that begin so stand no more, on no screen; whether there were any."""
        over = [words for words in self.house.problems if words.startswith(beginning)]
        for words in over:
            self.house.problems.remove(words)
        if over:
            self.changed = -math.inf
        return bool(over)

    # People

    def came_to(self, occupant: OccupantId, place: str, now: Moment) -> None:
        """Tells where somebody is now; the store hears of it later."""
        self.publish(Outgoing(self.house.topics.occupant_room(occupant), place.encode(), retain=True))
        if place != "unknown":
            self._places[occupant] = (place, now)

    def moved(self, occupant: OccupantId, places: tuple[str | None, ...], now: Moment) -> None:
        """places: where the person was and is."""
        self.changes.note(now.mono, f"person/{occupant}", *rooms(places))

    def stands(self, room: RoomId | None, now: Moment) -> None:
        """A device of the room is otherwise than it was."""
        self.changes.note(now.mono, *rooms((room,)))

    def keep_places(self) -> None:
        """Where people came to, to the store at once: what is written beside it must not be older than it."""
        waiting, self._places = self._places, {}
        for occupant, (place, since) in waiting.items():
            self.house.keep(partial(self.house.store.places.put, occupant, place, since.at))

    def tell_place(self, occupant: OccupantId) -> None:
        """Where somebody is, as last known; for who has not been heard of, what an earlier run said is taken back."""
        where = self.house.presence.where(occupant)
        is_known = where.room is not None or where.home is not None
        place = where.room or (NOT_HOME if where.home is False else "unknown") if is_known else ""
        self.publish(Outgoing(self.house.topics.occupant_room(occupant), place.encode(), retain=True))

    def tell_learning(self, occupant: OccupantId) -> None:
        learns = self.house.agreements.may_keep(occupant)
        self.publish(Outgoing(self.house.topics.learning(occupant), b"ON" if learns else b"OFF", retain=True))
