"""``foreseen``: what somebody would choose in a room through one day of the week. Pure reading of the house."""

from datetime import timedelta
from typing import Any

from devices.vocabulary import Moment, RoomId
from models.context import Context
from models.kind import kinds

from ..errors import NotPossible
from ..house import Current
from ..steps.asked import Asked, answers, known_room, occupant_of

HOURS = 24


class Foreseen:
    """Cost: 24 predictions, about half a millisecond; who wants the week asks for each day, so that nobody waits long."""

    def __init__(self, current: Current) -> None:
        self._current = current

    @answers("foreseen")
    def foreseen(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """person, kind, room; place: a lamp of several, as ``habits`` names it; weekday: 0 (Monday) to 6.

        In the middle of each hour of that day, the next to come, with as much light, weather and company as is usual: unknown.
        """
        house = self._current.house
        who, room, kind = occupant_of(house, asked), known_room(house, str(asked.get("room"))), str(asked.get("kind"))
        weekday, place = asked.get("weekday"), asked.get("place")
        if kind not in kinds() or not isinstance(weekday, int) or not 0 <= weekday <= 6:
            raise NotPossible("say which kind, and a weekday from 0 to 6")
        if not house.shelf.knows(who, kind):
            return {"hours": []}
        today = house.situation.local(now.at).replace(hour=0, minute=30, second=0, microsecond=0)
        day = today + timedelta(days=(weekday - today.weekday()) % 7)
        found = []
        for hour in range(HOURS):
            context = Context(day.replace(hour=hour), RoomId(room), None if place is None else str(place))
            preference = house.shelf.predict(who, kind, context, context.local)
            found.append({"hour": hour, "value": preference.value, "spread": round(preference.spread, 4)})
        return {"hours": found}
