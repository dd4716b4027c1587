"""Nobody who sits by a lamp is left in the dark because it is another's turn.

In the flow: a room's wishes → here. How bright it is and which lamp shines is shared by turns; no light at all is not: whoever
would rather have it dark comes into a room that is lit for somebody.
"""

from collections.abc import Sequence

from devices.vocabulary import Role

from ..decision import SATISFIED, Outcome, Reason, Wish
from .room_view import RoomView

LIT_FOR = Reason("lit_for", "somebody there wants light")


def kept_lit(view: RoomView, wishes: Sequence[Wish]) -> list[Wish]:
    """The same, but that the last lamp is not put out over somebody who would not like that. What the household declared
    (the owner's, who was first) is not shared by turns, and stands."""
    lamps = [w for w in wishes if w.quantity == "power" and view.room_devices.fitting(w.device).device.role is Role.LIGHT]
    if any((lamp.value if lamp.goes else lamp.now) is True for lamp in lamps):
        return list(wishes)
    kept = [lamp for lamp in lamps if lamp.now is True and lamp.settled == "content" and _is_missed(lamp)]
    return [
        wish.held(LIT_FOR.code, LIT_FOR.words) if wish in kept and wish.outcome is not Outcome.HELD else wish for wish in wishes
    ]


def _is_missed(lamp: Wish) -> bool:
    """Whether somebody there would have it lit."""
    return any(content < SATISFIED for content in lamp.contents.values())
