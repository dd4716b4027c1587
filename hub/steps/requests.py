"""What residents order of the hub itself: pause, undo, thanks, an answer to a suggestion, how far it may go, what goes on.

By the command line, the broker or Home Assistant: the same for all of them.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from devices.message import Outgoing
from devices.vocabulary import Moment, OccupantId, RoomId
from models.example import Source

from ..decision import Decision, Trigger, Wish
from ..decision_document import DecisionDocument
from ..errors import NotPossible
from ..house import Current, House
from ..learning.autonomy import LEVELS
from ..modes import ahead
from ..safety.caps import LIMIT
from ..telling.explain import document
from ..telling.suggestions import Suggestion
from ..telling.topics import ACCEPT, DECLINE, LATER, STOP
from .activity import goes_on
from .asked import Asked, answers, known_room, occupant_of
from .carry_out import CarryOut
from .clock_doubt import must_know_the_time
from .few_suggestions import answered, declined, put_off
from .reporting import Reporting
from .staying import Staying
from .stopped_suggestions import again, resting, said_to, stop, stop_standing
from .suggestion_reply import accepted_wishes, suggested, teach_declined
from .undo import after_undo, is_back, judge, thank, undo_wishes, wanted_document, wishes_back
from .undo_since import UNKNOWN, Parts, done_in, stands, taken_together, undo_span
from .wanted_instead import after_correction, wish_instead


class Requests:
    """Owned by the loop's thread."""

    def __init__(self, current: Current, reporting: Reporting, carry_out: CarryOut, staying: Staying) -> None:
        self._current, self._reporting, self._carry_out, self._staying = current, reporting, carry_out, staying

    @property
    def house(self) -> House:
        return self._current.house

    @answers("pause")
    def pause_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """until: when it ends by itself, as of a mode; left out: with resume."""
        house, until = self.house, asked.get("until")
        must_know_the_time(None if until is None else str(until), now)
        zone = ZoneInfo(house.config.home.time_zone)
        ends = None if until is None else ahead(str(until), now.at, zone, house.morning)
        self.pause(True, now, ends)
        told = None if ends is None else ends.isoformat(timespec="seconds")
        return {"paused": True, "until": told, "time_zone": zone.key}

    @answers("resume")
    def resume_asked(self, _asked: Asked, now: Moment) -> dict[str, Any]:
        self.pause(False, now)
        return {"paused": False, "until": None}

    def pause(self, is_paused: bool, now: Moment, until: datetime | None = None) -> None:
        """At once. until: when it ends by itself. Raises StoreFailed when it cannot be remembered over a restart;
        it counts all the same."""
        house = self.house
        house.standing.paused = is_paused
        house.standing.pause_until = until if is_paused else None
        if is_paused:
            house.bursts.drop_all()
            house.confirmations.drop_all()
        else:
            house.command_history.resume()
        self._carry_out.drop_later()
        self._reporting.publish(Outgoing(house.topics.pause, b"ON" if is_paused else b"OFF", retain=True))
        self._reporting.show(now)
        house.standing.keep_pause(house.store)

    @answers("undo", running="nothing can be put back")
    def undo_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """which: a decision's id, or ``last``; the decision that put things back, as on its topic. Or since, until, room:
        what was done in a span."""
        if asked.get("since") is not None:
            return self.undo_since(asked, now)
        which = str(asked.get("which") or "last")
        decision = self.undo(which, now)
        entry = self.house.ledger.entry(decision.id)
        return {"undone": which, **(dict(entry.document) if entry is not None else {"id": decision.id})}

    def undo(self, which: str, now: Moment, room: RoomId | None = None) -> Decision:
        """Puts back what a decision changed, and teaches. room: the last one of that room. Raises NotPossible."""
        house = self.house
        document = wanted_document(house, which, room)
        wishes = undo_wishes(house, document, self._carry_out.take_back(str(document["id"])), now)
        decision = self._carry_out.decide(RoomId(document["room"]), Trigger.UNDO, wishes, now)
        if not decision.sent():
            raise NotPossible("; ".join(dict.fromkeys(wish.reason.words for wish in decision.wishes)))
        self._put_back(document, decision, None, now)
        return decision

    def undo_since(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """Puts back what the hub did in a span and nobody has moved since, and teaches. since, until: of the home's clock.

        undone: ids of the decisions, the newest first; decisions: what put them back; left: what was not, and why. Raises
        NotPossible when nothing was put back.
        """
        house = self.house
        span = undo_span(house, asked, now)
        documents = done_in(house, span)
        standing = [str(document["id"]) for document in documents if stands(document)]
        if not standing:
            raise NotPossible("nothing the hub did then stands any more", "nothing_to_undo")
        waiting = {key for name in standing for key in self._carry_out.take_back(name)}
        undone, told, left = set[str](), list[DecisionDocument](), list[Wish]()
        for together in taken_together(house, documents, waiting):
            wishes = [*wishes_back(house, together.document, waiting, now), *together.left]
            if any(wish.goes for wish in wishes):
                decision = self._carry_out.decide(together.room, Trigger.UNDO, wishes, now)
                wishes = list(decision.wishes)
                if decision.sent():
                    undone |= set(self._put_back(together.document, decision, together.parts, now))
                    entry = house.ledger.entry(decision.id)
                    told += [entry.document] if entry is not None else []
            left += [wish for wish in wishes if not wish.goes]
        if not undone:
            raise NotPossible("; ".join(dict.fromkeys(wish.reason.words for wish in left)) or UNKNOWN.words)
        return {
            "undone": [name for name in standing if name in undone],
            "since": span.start.isoformat(timespec="seconds"),
            "until": span.end.isoformat(timespec="seconds"),
            "sentence": " ".join(str(one["sentence"]) for one in told),
            "decisions": told,
            "left": [
                {"room": w.room, "device": w.device, "quantity": w.trait, "reason": w.reason.words, "code": w.reason.code}
                for w in left
                if not is_back(w)
            ],
        }

    def _put_back(self, document: DecisionDocument, decision: Decision, parts: Parts | None, now: Moment) -> list[str]:
        """Told, taught, and each a correction of what had been done. parts: as ``after_undo`` takes them."""
        self._reporting.record(decision, now)
        undone = after_undo(self.house, document, decision, now, parts)
        done = {(w["device"], w["quantity"]): w["value"] for w in document["wishes"] if w["before"] is not None}
        for wish in decision.sent():
            was = done.get((wish.device, wish.trait))
            if was is not None:
                of = document if parts is None else parts[wish.device, wish.trait][0]
                self._reporting.corrected(wish.room, wish.device, wish.trait, was, wish.value, str(of["id"]))
        return undone

    @answers("thanks")
    def thanks_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        thanked, learned = self.thank(str(asked.get("which") or "last"), now)
        return {"thanked": thanked, "learned": learned}

    def thank(self, which: str, now: Moment, room: RoomId | None = None) -> tuple[str, int]:
        """The decision's id and how many examples it taught. Raises NotPossible."""
        document = wanted_document(self.house, which, room)
        self._reporting.show(now)
        return str(document["id"]), thank(self.house, document, now)

    @answers("correct", running="nothing can be set")
    def correct_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """which: a decision's id; device, quantity: one thing it did; value: what was wanted, in the quantity's unit."""
        house = self.house
        document = wanted_document(house, str(asked.get("which")))
        wanted = (str(asked.get("device")), str(asked.get("quantity")), asked.get("value"))
        wishes = wish_instead(house, document, *wanted, now)
        decision = self._carry_out.decide(RoomId(document["room"]), Trigger.ASKED, wishes, now)
        if not decision.sent():
            raise NotPossible("; ".join(dict.fromkeys(wish.reason.words for wish in decision.wishes)))
        self._reporting.record(decision, now)
        learned = after_correction(house, document, decision, now)
        for wish, was in ((wish, done) for wish in decision.sent() for done in document["wishes"]):
            if (was["device"], was["quantity"]) == (wish.device, wish.trait):
                name = str(document["id"])
                self._reporting.corrected(wish.room, wish.device, wish.trait, was["value"], wish.value, name)
        return {"corrected": str(document["id"]), "id": decision.id, "learned": learned}

    @answers("accept", running="nothing can be set")
    def accept_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """room: where the suggestion stands; choice: of several names. The decision that followed."""
        choice = None if asked.get("choice") is None else str(asked["choice"])
        decision = self.accept(known_room(self.house, str(asked.get("room"))), now, choice)
        return {"accepted": decision.room, "id": decision.id}

    @answers("decline", running="nothing is suggested")
    def decline_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        room = known_room(self.house, str(asked.get("room")))
        return {"declined": room, "learned": self.decline(room, now)}

    def accept(self, room: RoomId, now: Moment, name: str | None = None) -> Decision:
        """Carries out what is suggested in the room, and learns that it was right. name: of several that were offered; None:
        the first. Raises NotPossible."""
        house = self.house
        suggestion = suggested(house, room, now)
        decision = self._carry_out.decide(room, Trigger.ASKED, accepted_wishes(house, suggestion, now, name), now)
        answered(house, room, now)
        said_to(house, suggestion, ACCEPT)
        house.suggestions.drop(room)
        self._reporting.record(decision, now)
        if not decision.sent():
            raise NotPossible("; ".join(dict.fromkeys(wish.reason.words for wish in decision.wishes)) or "it is gone")
        body = document(decision)
        for wish in decision.sent():
            if wish.reason.code == LIMIT:
                continue  # a limit chose that level
            judge(house, body, wish, Source.SUGGESTED, now)
        return decision

    def decline(self, room: RoomId, now: Moment) -> int:
        """Leaves things as they are, and learns that. How many examples; raises NotPossible."""
        house, suggestion = self.house, suggested(self.house, room, now)
        self._answered(suggestion, DECLINE, now)
        declined(house, suggestion.wishes, now)
        return teach_declined(house, suggestion, now)

    @answers("later", running="nothing is suggested")
    def later_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        room = known_room(self.house, str(asked.get("room")))
        until = self.put_off(room, now).isoformat(timespec="seconds")
        return {"later": room, "until": until, "time_zone": self.house.config.home.time_zone}

    def put_off(self, room: RoomId, now: Moment) -> datetime:
        """Not now: it rests until tomorrow and teaches nothing. Returns until when, of the home's clock. Raises NotPossible."""
        suggestion = suggested(self.house, room, now)
        self._answered(suggestion, LATER, now)
        return put_off(self.house, suggestion.wishes, now)

    @answers("suggestions")
    def suggestions_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """What waits for an answer, and what is not suggested for now or any more; person: of theirs only."""
        who = None if asked.get("person") is None else occupant_of(self.house, asked)
        return {**resting(self.house, who, now), "time_zone": self.house.config.home.time_zone}

    @answers("stop_suggesting", running="nothing is suggested")
    def stop_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """room; kind: what is not to be suggested there any more, left out: what stands suggested now. person: to whom; left
        out: to all it is for."""
        room, kind = known_room(self.house, str(asked.get("room"))), asked.get("kind")
        who = None if asked.get("person") is None else occupant_of(self.house, asked)
        return {"stopped": room, "kinds": self.stop(room, None if kind is None else str(kind), who, now)}

    @answers("suggest_again")
    def again_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """room, kind and person as of ``stop_suggesting``; left out: all of them."""
        room, kind = known_room(self.house, str(asked.get("room"))), asked.get("kind")
        who = None if asked.get("person") is None else occupant_of(self.house, asked)
        return {"again": room, "kinds": self.again(room, None if kind is None else str(kind), who, now)}

    def stop(self, room: RoomId, kind: str | None, who: OccupantId | None, now: Moment) -> list[str]:
        """Returns the kinds. Raises NotPossible where none is named and nothing is suggested."""
        suggestion = suggested(self.house, room, now) if kind is None else None
        if suggestion is None:
            found = stop(self.house, room, str(kind), who, now)
        else:
            self._answered(suggestion, STOP, now)
            found = stop_standing(self.house, suggestion)
        self._reporting.show(now)
        return found

    def again(self, room: RoomId, kind: str | None, who: OccupantId | None, now: Moment) -> list[str]:
        """Whatever rests there may be suggested as before. Returns the kinds; none where nothing did. Raises
        StoreFailed."""
        found = again(self.house, room, kind, who)
        self._reporting.show(now)
        return found

    def _answered(self, suggestion: Suggestion, word: str, now: Moment) -> None:
        """It stands no longer, and what was said to it is kept with its decision."""
        answered(self.house, suggestion.room, now)
        said_to(self.house, suggestion, word)
        self.house.suggestions.drop(suggestion.room)
        self._reporting.show(now)

    @answers("autonomy")
    def autonomy_asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """room, and the most the hub may do there: watch, suggest or act."""
        room, level = known_room(self.house, str(asked.get("room"))), str(asked.get("level"))
        if level not in LEVELS:
            raise NotPossible(f"say {', '.join(LEVELS)}")
        self.cap(room, level, now)
        return {"room": room, "autonomy": self.house.ladder.ceiling_in(room)}

    def cap(self, room: RoomId, level: str, now: Moment) -> None:
        """The most the hub may do in the room from now on: watch, suggest or act; on the disk before it counts.

        Raises StoreFailed, ValueError.
        """
        house, most = self.house, LEVELS[LEVELS.index(level)]
        chosen = {name: cap for name, cap in {**house.standing.caps, room: most}.items() if name in house.config.rooms}
        house.store.settings.put("autonomy", chosen)
        house.standing.caps = chosen
        house.ladder.cap(room, most)
        self._reporting.show(now)

    def activity(self, room: RoomId, activity: str | None, now: Moment, is_live: bool = True) -> None:
        """What goes on in the room, until it is said otherwise or everybody has left. is_live: it has just begun or ended."""
        is_another = goes_on(self.house, room, activity, now)
        self._reporting.show(now)
        if is_live and is_another:
            self._staying.activity(room, now)
