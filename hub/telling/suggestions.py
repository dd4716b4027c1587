"""What the hub suggested and nobody has answered yet, one offer a room.

In the flow: a decision's suggested wishes wait here for a person's word (a select in Home Assistant, ``attune/room/…``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId

from ..decision import WHILE_STAYING, Decision, Outcome, Wish
from .explain import offer

LASTS_S = 1800.0  # an offer older than half an hour is about another moment


@dataclass(frozen=True, slots=True)
class Suggestion:
    """decision: the id of the decision it was part of. words: what would be done, as a person would say it."""

    decision: str
    room: RoomId
    wishes: tuple[Wish, ...]
    when: Moment
    words: str


class Suggestions:
    """Offers by room. Owned by the loop's thread."""

    def __init__(self) -> None:
        self._standing: dict[RoomId, Suggestion] = {}

    def take(self, decision: Decision) -> Suggestion | None:
        """A new decision in a room ends the offer before it, unless it was not weighed; the one it makes itself, if any."""
        if decision.reason is not None and not decision.wishes:
            return None
        if decision.trigger in WHILE_STAYING and not any(wish.outcome is Outcome.SUGGESTED for wish in decision.wishes):
            for wish in decision.sent():
                self.touched(wish.device, wish.trait)
            return None
        self._standing.pop(decision.room, None)
        wishes = tuple(wish for wish in decision.wishes if wish.outcome is Outcome.SUGGESTED)
        if not wishes:
            return None
        made = Suggestion(decision.id, decision.room, wishes, decision.moment, offer(wishes))
        self._standing[decision.room] = made
        return made

    def standing(self, room: RoomId, now: Moment) -> Suggestion | None:
        found = self._standing.get(room)
        return found if found is not None and now.mono - found.when.mono < LASTS_S else None

    def drop(self, room: RoomId) -> None:
        self._standing.pop(room, None)

    def touched(self, device: DeviceId, trait: str) -> None:
        """A hand has set it meanwhile: there is nothing left to suggest about that."""
        for room, found in list(self._standing.items()):
            left = tuple(wish for wish in found.wishes if (wish.device, wish.trait) != (device, trait))
            if not left:
                del self._standing[room]
            elif len(left) < len(found.wishes):
                self._standing[room] = replace(found, wishes=left, words=offer(left))

    def forget(self, occupant: OccupantId) -> None:
        for room, found in list(self._standing.items()):
            if any(occupant in wish.occupants for wish in found.wishes):
                del self._standing[room]

    def keep(self, rooms: Iterable[RoomId], devices: Iterable[DeviceId]) -> None:
        """Only what the configuration still names."""
        known_rooms, known = set(rooms), set(devices)
        self._standing = {
            room: found
            for room, found in self._standing.items()
            if room in known_rooms and all(wish.device in known for wish in found.wishes)
        }
