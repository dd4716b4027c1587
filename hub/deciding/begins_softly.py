"""Music begins no louder than the people there usually have it, also where nobody is sure enough how loud to set it.

In the flow: one player's wishes → here → rails. How loud it was left may be a party's doing, a guest's or a child's: that
nothing is known for certain is no reason to begin with it.
"""

from collections.abc import Mapping
from dataclasses import replace

from devices.vocabulary import SILENCE
from models.kind import kinds

from ..decision import Outcome, Reason, Wish
from ..home.room_devices import RoomDevice

SOFTLY = Reason("softly", "it begins no louder than usual")
_UNSETTLED = ("not_sure", "watching", "suggested")


def begins_softly(fitting: RoomDevice, made: Mapping[str, Wish]) -> dict[str, Wish]:
    """made: by trait. The same, the loudness going along with music that the hub starts where it stands too high."""
    music = None if fitting.music is None else made.get(fitting.music.name)
    if music is None or not music.goes or music.value == SILENCE or music.now not in (None, SILENCE):
        return dict(made)
    softly = {name: replace(wish, outcome=Outcome.SENT, reason=SOFTLY) for name, wish in made.items() if _is_too_loud(wish)}
    return {**made, **softly}


def _is_too_loud(wish: Wish) -> bool:
    if wish.quantity != "volume" or wish.goes or wish.reason.code not in _UNSETTLED:
        return False
    is_known = any(preference.evidence > 0.0 for preference in (wish.preferences or {}).values())
    usual, there = wish.value, wish.now
    return is_known and isinstance(usual, float) and isinstance(there, float) and there > usual + kinds()["volume"].tolerance
