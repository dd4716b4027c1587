"""What a decision would have been otherwise: with one of them alone, with less needed, with more right guesses, without a hand,
without quiet hours.

Worked out once its commands are out, for whoever asks why. Pure.
"""

from collections.abc import Callable, Iterable, Iterator

from devices.vocabulary import OccupantId, RoomId
from models.kind import kinds

from ..decision import Wish
from ..decision_document import OtherwiseCase, OtherwiseDocument
from ..safety.caps import QUIET
from ..telling.spoken import called, spoken
from .acting_gate import SURE

SURE_STAYING = 0.8
_WEIGHED = frozenset({"learned", "suggested", "watching", "not_sure", "no_gain", "near_enough"})

Needs = Callable[[OccupantId, RoomId, str], tuple[int, str] | None]  # more right guesses, and what it does then


def otherwise(wishes: Iterable[Wish], needs: Needs) -> Iterator[OtherwiseDocument]:
    """Each with words for a person; only where something would differ."""
    for wish in wishes:
        for found in (*_alone(wish), *_less_sure(wish), *_more_right(wish, needs), *_without_hand(wish), *_by_day(wish)):
            yield {"device": wish.device, "quantity": wish.trait, **found}


def _alone(wish: Wish) -> Iterator[OtherwiseCase]:
    """What each of several would have had to themselves."""
    kind, known = kinds().get(wish.quantity), {w: p for w, p in (wish.preferences or {}).items() if p.evidence > 0.0}
    if kind is None or len(known) < 2 or not (wish.goes or wish.reason.code in _WEIGHED):
        return
    for who, preference in sorted(known.items()):
        if not kind.near(preference.value, wish.value):
            words = f"with {who} alone {called(wish)} {spoken(wish.quantity, preference.value)}"
            yield {"case": "alone", "occupant": who, "value": preference.value, "words": words}


def _less_sure(wish: Wish) -> Iterator[OtherwiseCase]:
    if wish.reason.code == "not_sure" and wish.value != wish.now:
        needed = SURE_STAYING if wish.follows else SURE
        sure = f"{wish.confidence * 100:.0f}"
        words = f"had {sure} % been enough, {called(wish)} would have been {spoken(wish.quantity, wish.value)}"
        yield {"case": "less_sure", "value": wish.value, "sure": round(wish.confidence, 3), "needed": needed, "words": words}


def _more_right(wish: Wish, needs: Needs) -> Iterator[OtherwiseCase]:
    """What is earned by being right: the one who is furthest from it counts."""
    if wish.reason.code not in ("watching", "suggested"):
        return
    found = [one for who in wish.occupants if (one := needs(who, wish.room, wish.quantity)) is not None]
    if found:
        more, then = max(found)
        value, guesses = spoken(wish.quantity, wish.value), f"{more} more right {'guess' if more == 1 else 'guesses'}"
        does = "is set by itself" if then == "act" else "is suggested"
        words = f"after {guesses} {called(wish)} {value} {does}"
        yield {"case": "more_right", "value": wish.value, "more": more, "then": then, "words": words}


def _without_hand(wish: Wish) -> Iterator[OtherwiseCase]:
    kind = kinds().get(wish.quantity)
    is_other = wish.now is None or kind is None or not kind.near(wish.value, wish.now)
    if wish.reason.code == "held_by_hand" and is_other and wish.preferences:
        words = f"without the hand {called(wish)} would have been {spoken(wish.quantity, wish.value)}"
        yield {"case": "without_hand", "value": wish.value, "words": words}


def _by_day(wish: Wish) -> Iterator[OtherwiseCase]:
    """What quiet hours made less, of one whose wish is known: whoever wants it so every night is told the key."""
    known = [preference.value for preference in (wish.preferences or {}).values() if preference.evidence > 0.0]
    kind = kinds().get(wish.quantity)
    if (
        wish.reason.code == QUIET
        and kind is not None
        and len(known) == 1
        and (not wish.goes or not kind.near(known[0], wish.value))
    ):
        words = f"without quiet_hours in the configuration {called(wish)} would have been {spoken(wish.quantity, known[0])}"
        yield {"case": "by_day", "value": known[0], "words": words}
