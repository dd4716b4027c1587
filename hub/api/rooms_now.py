"""``rooms``: what stands behind what is done in each room: whose wish counts, who is owed a turn, what goes on, what is still
to be earned. Pure reading of the house."""

from collections.abc import Iterable
from typing import Any

from devices.vocabulary import Moment, RoomId

from ..consent import DOMAINS
from ..house import Current
from ..steps.asked import Asked, answers

OWED = 0.5  # of a turn: less is nobody's yet


class RoomsNow:
    """Asked when somebody opens the screen of rooms, and not after every change. Cost: some 50 µs a record that may rise."""

    def __init__(self, current: Current) -> None:
        self._current = current

    @answers("rooms", running="nobody knows what goes on in the rooms")
    def rooms(self, _asked: Asked, now: Moment) -> dict[str, Any]:
        """needs: how many right guesses, one after the other, take a record of ``now`` a level up, and which."""
        house = self._current.house
        hours, ladder = house.config.quiet_hours, house.ladder
        standing = ladder.standing()
        return {
            "quiet": None if hours is None else [f"{hours.start:%H:%M}", f"{hours.end:%H:%M}"],
            "rooms": {room: self._room(RoomId(room), now) for room in house.config.rooms},
            "needs": [
                [who, room, kind, *found]
                for (who, room, kind), (level, _, _) in standing.items()
                if level != ladder.ceiling_in(room) and (found := ladder.needs(who, room, kind)) is not None
            ],
        }

    def _room(self, room: RoomId, now: Moment) -> dict[str, Any]:
        """owed: by domain who is owed most of those who share there, where that is somebody."""
        house = self._current.house
        sharing = house.config.rooms[room].sharing
        debts = {domain: house.ledger.owed(room, domain, now) for domain in DOMAINS}
        most = {domain: max(owed, key=lambda who: owed[who]) for domain, owed in debts.items() if owed}
        return {
            "activity": house.situation.activity.get(room),
            "sharing": {domain: getattr(sharing, domain) for domain in DOMAINS},
            "owed": {domain: who for domain, who in most.items() if _stands_out(debts[domain][who], debts[domain].values())},
        }


def _stands_out(most: float, debts: Iterable[float]) -> bool:
    """Whether one is owed clearly more than everybody else."""
    return most - sorted((*debts, 0.0, 0.0), reverse=True)[1] >= OWED
