"""Something plays that no wish names: somebody's phone, a film, a station found by hand. It is left alone.

In the flow: asked in ``wishes.py`` and ``staying.py``, beside what is held by hand. Whose hand it was need not be known: it
began before they came, before a restart, or from another room.
"""

from devices.vocabulary import OTHER_MUSIC, DeviceId, Value

from ..decision import Reason
from ..home.room_devices import Settable
from .room_view import RoomView

PLAYS_OTHER = Reason("other_music", "something else is playing there that has no name under music, and is left alone")
BELIEVED_S = 6 * 3600.0  # not every player says when it has come to an end


def plays_other(view: RoomView, device: DeviceId, about: Settable, there: Value | None) -> bool:
    """there: what is there, as the wish sees it."""
    if about.kind.name != "music" or there != OTHER_MUSIC:
        return False
    reading = view.house.readings.reading(device, about.trait.name)
    return reading is not None and view.now.mono - reading.when.mono <= BELIEVED_S
