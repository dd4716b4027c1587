"""How it was settled where people who share a room differ by more than one value can bridge: in words, and for programs.

In the flow: Decision → the end of its sentence. Whoever did not get theirs is told what it would have been.
"""

from collections.abc import Iterable, Sequence

from devices.vocabulary import OccupantId

from ..decision import SATISFIED, Wish
from ..decision_document import SharingDocument
from .spoken import called, listed, spoken

_MOST = 3  # quantities a person


def shared_out(wishes: Iterable[Wish]) -> str:
    """Behind the sentence, in brackets; empty where nobody is disappointed."""
    by: dict[str, list[Wish]] = {}
    for wish in wishes:
        if wish.stands and len(wish.contents) > 1 and (rule := _rule(wish)):
            by.setdefault(rule, []).append(wish)
    rules = "; ".join(f"{rule}: {_instead(found)}" for rule, found in sorted(by.items()))
    return f" ({rules})" if rules else ""


def shared_document(wish: Wish) -> SharingDocument:
    """For a decision's document: whose turn it was, by which rule, how content each is; nothing for one person alone."""
    if len(wish.contents) < 2:
        return {}
    return {
        "content": {who: round(content, 3) for who, content in sorted(wish.contents.items())},
        **({} if wish.turn is None else {"turn": wish.turn}),
        **({} if not wish.settled else {"settled": wish.settled}),
    }


def _rule(wish: Wish) -> str:
    match wish.settled:
        case "mean":
            return "in between"
        case "owner" if wish.turn is not None:
            return f"{wish.turn}'s room"
        case "first" if wish.turn is not None:
            return f"{wish.turn} was there first"
        case "content" if wish.turn is not None:
            return f"{wish.turn}'s turn"
        case _:
            return ""


def _instead(wishes: Sequence[Wish]) -> str:
    """What those would have who are not content: each quantity once, of the first lamp that has it."""
    would: dict[OccupantId, dict[str, str]] = {}
    for wish in wishes:
        for who, preference in sorted((wish.preferences or {}).items()):
            if wish.contents.get(who, 1.0) < SATISFIED:
                would.setdefault(who, {}).setdefault(called(wish), spoken(wish.quantity, preference.value))
    return ", ".join(
        f"{who} would have {listed(f'{name} {value}' for name, value in list(found.items())[:_MOST])}"
        for who, found in sorted(would.items())
    )
