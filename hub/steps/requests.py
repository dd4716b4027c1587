"""What residents order of the hub itself: pause, consent, forget, undo, thanks, an answer to a suggestion, how far it may go.

By the command line, the broker or Home Assistant: the same for all of them.
"""

from collections.abc import Callable, Iterable
from typing import Any

from devices.message import Outgoing
from devices.vocabulary import Moment, OccupantId, RoomId
from models.example import Source

from ..deciding.music_follows import Following
from ..decision import Decision, Trigger
from ..errors import NotPossible
from ..house import House
from ..safety.caps import LIMIT
from ..telling.explain import document
from .carry_out import CarryOut
from .reporting import Reporting
from .suggestion_reply import accepted_wishes, suggested, teach_declined
from .undo import after_undo, judge, thank, undo_wishes, wanted_document


class Requests:
    """Owned by the loop's thread. on_forgotten: told of everybody who was."""

    def __init__(self, house: House, reporting: Reporting, carry_out: CarryOut, following: Following) -> None:
        self.house, self._reporting, self._carry_out, self._following = house, reporting, carry_out, following
        self.on_forgotten: Callable[[OccupantId, Moment], None] = lambda _who, _now: None

    def pause(self, is_paused: bool) -> None:
        """At once; remembered over restarts. Raises StoreFailed when that cannot be promised."""
        try:
            self.house.pause(is_paused)
        finally:
            self._carry_out.drop_later()
            self._reporting.publish(Outgoing(self.house.topics.pause, b"ON" if is_paused else b"OFF", retain=True))

    def consent(self, occupant: OccupantId, domains: Iterable[str], now: Moment) -> None:
        """Raises StoreFailed."""
        self.house.consent(occupant, domains, now)
        self._reporting.tell_learning(occupant)
        self._reporting.show(now)

    def forget(self, occupant: OccupantId, now: Moment) -> dict[str, Any]:
        """Gone from the database, from memory and from the broker. The receipt. Raises StoreFailed."""
        self._reporting.explain_all()
        self._following.forget(occupant)
        receipt = self.house.forget(occupant)
        for topic in self.house.topics.of_occupant(occupant):
            self._reporting.publish(Outgoing(topic, b"", retain=True))
        self.on_forgotten(occupant, now)
        return receipt

    def undo(self, which: str, now: Moment, room: RoomId | None = None) -> Decision:
        """Puts back what a decision changed, and teaches. room: the last one of that room. Raises NotPossible."""
        house = self.house
        document = wanted_document(house, which, room)
        wishes = undo_wishes(house, document, self._carry_out.take_back(str(document["id"])), now)
        decision = self._carry_out.decide(RoomId(document["room"]), Trigger.UNDO, wishes, now)
        if not decision.sent():
            raise NotPossible("; ".join(dict.fromkeys(wish.reason.words for wish in decision.wishes)))
        self._reporting.record(decision, now)
        after_undo(house, document, decision, now)
        for wish in decision.sent():
            was = next(
                (w["value"] for w in document["wishes"] if (w["device"], w["quantity"]) == (wish.device, wish.trait)), None
            )
            if was is not None:
                self._reporting.corrected(wish.room, wish.device, wish.trait, was, wish.value, str(document["id"]))
        return decision

    def thank(self, which: str, now: Moment, room: RoomId | None = None) -> tuple[str, int]:
        """The decision's id and how many examples it taught. Raises NotPossible."""
        document = wanted_document(self.house, which, room)
        self._reporting.show(now)
        return str(document["id"]), thank(self.house, document, now)

    def accept(self, room: RoomId, now: Moment) -> Decision:
        """Carries out what is suggested in the room, and learns that it was right. Raises NotPossible."""
        house = self.house
        suggestion = suggested(house, room, now)
        decision = self._carry_out.decide(room, Trigger.ASKED, accepted_wishes(house, suggestion, now), now)
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
        suggestion = suggested(self.house, room, now)
        self.house.suggestions.drop(room)
        self._reporting.show(now)
        return teach_declined(self.house, suggestion, now)

    def cap(self, room: RoomId, level: str, now: Moment) -> None:
        """The most the hub may do in the room: watch, suggest or act. Raises StoreFailed, ValueError."""
        self.house.cap(room, level)
        self._reporting.show(now)

    def activity(self, room: RoomId, activity: str | None, now: Moment) -> None:
        """What goes on in the room, until it is said otherwise or everybody has left."""
        if activity is None:
            self.house.situation.activity.pop(room, None)
        else:
            self.house.situation.activity[room] = activity
        self._reporting.show(now)
