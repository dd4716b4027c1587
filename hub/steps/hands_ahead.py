"""Hands that ran ahead of who they belong to: the light was on before the phone said who had come in.

In the flow: a hand where nobody is known to be → kept for ``learning.presence_lag`` → theirs who comes in meanwhile.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from devices.vocabulary import DeviceId, Moment, RoomId

from ..decision import Hold
from ..house import Current
from ..learning.bursts import Burst


@dataclass(frozen=True, slots=True)
class HandAhead:
    """A hand in a room where nobody was known to be. holds: the trait moved, then what goes with it. burst: what it teaches
    once somebody comes, None for nothing."""

    holds: tuple[Hold, ...]
    burst: Burst | None


class HandsAhead:
    """Owned by the loop's thread."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._ahead: dict[tuple[DeviceId, str], HandAhead] = {}

    def put(self, ahead: HandAhead) -> None:
        """One more; of two at one trait the first says what was there before, and how it was then."""
        key = ahead.holds[0].device, ahead.holds[0].trait
        earlier = self._ahead.get(key)
        if earlier is not None and earlier.burst is not None and ahead.burst is not None:
            burst = replace(ahead.burst, before=earlier.burst.before, context=earlier.burst.context)
            ahead = replace(ahead, burst=burst)
        self._ahead[key] = ahead

    def drop(self, device: DeviceId, trait: str) -> None:
        """It was no hand, or is not as it was set any more."""
        self._ahead.pop((device, trait), None)

    def taken_by(self, room: RoomId, now: Moment) -> Iterator[HandAhead]:
        """Somebody came into the room: what was moved there a moment ago and still is so, each once. Older ones go."""
        house = self._current.house
        for key, ahead in list(self._ahead.items()):
            first = ahead.holds[0]
            if now.mono - first.since.mono > house.config.learning.presence_lag:
                del self._ahead[key]
            elif first.room == room and house.readings.room_of.get(first.device) == room:
                del self._ahead[key]
                if house.readings.value(first.device, first.trait) == first.value:
                    yield ahead
