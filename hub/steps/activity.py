"""What goes on in a room, such as a film, as residents or their automations said: it goes on after a restart.

In the flow: an order, everybody left → the situation, and on the disk where all who live there agreed to something.
"""

from functools import partial

from devices.vocabulary import Moment, OccupantId, RoomId

from ..house import House
from ..standing import GOING_ON


def goes_on(house: House, room: RoomId, activity: str | None, now: Moment) -> bool:
    """None: nothing any more. Whether it is another than before."""
    activities = house.situation.activity
    if activities.get(room) == activity:
        return False
    activities.pop(room, None)
    if activity is not None:
        activities[room] = activity
    people = frozenset(map(OccupantId, house.config.occupants))
    kept = (
        {} if house.agreements.of(people) != people else {one: [word, now.at.isoformat()] for one, word in activities.items()}
    )
    house.keep(partial(house.store.settings.put, GOING_ON, kept))
    return True
