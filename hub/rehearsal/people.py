"""The people of a rehearsal: where each is, and how that is told to the hub by their first source."""

import json
from collections.abc import Iterator, Mapping

from devices.message import Outgoing
from devices.vocabulary import AT_HOME, NOT_HOME, Moment, OccupantId

from .setting import Voice


class RehearsalPeople:
    """voices: of who has a source at all."""

    def __init__(self, voices: Mapping[OccupantId, Voice]) -> None:
        self._voices = voices
        self._places: dict[OccupantId, str] = {}  # of who has been placed, the last to move last

    def goes(self, person: OccupantId, place: str) -> None:
        self._places.pop(person, None)
        self._places[person] = place

    def last_into(self, place: str | None) -> OccupantId | None:
        """Who came there last, of those who are still there."""
        return next((who for who in reversed(self._places) if self._places[who] == place), None)

    def alone_at_home(self) -> OccupantId | None:
        """Who is at home in a room nobody names, where nobody else is."""
        home = [who for who, place in self._places.items() if place != NOT_HOME]
        return home[0] if len(home) == 1 and self._places[home[0]] == AT_HOME else None

    def tell(self, now: Moment) -> Iterator[Outgoing]:
        """Where everybody is."""
        for person in self._places:
            yield self.told(person, now)

    def told(self, person: OccupantId, now: Moment) -> Outgoing:
        voice, place = self._voices[person], self._places[person]
        if not voice.is_phone:
            return Outgoing(voice.topic, place.encode(), retain=True)
        regions = {NOT_HOME: [], AT_HOME: ["home"]}.get(place, [place])
        said = {"_type": "location", "tst": int(now.at.timestamp()), "inregions": regions}
        return Outgoing(voice.topic, json.dumps(said).encode(), retain=True)
