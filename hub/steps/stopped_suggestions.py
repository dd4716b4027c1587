"""What somebody will not have suggested any more, and what rests for now: kinds of things in a room, by person.

In the flow: an answer to a suggestion → ``learning/asked_before.py`` → ``few_suggestions.py`` holds what rests.
"""

from datetime import timedelta
from functools import partial
from typing import Any

from devices.vocabulary import Moment, OccupantId, RoomId
from models.kind import kinds

from ..consent import HOUSE
from ..errors import NotPossible
from ..house import House
from ..learning.asked_before import FOREVER
from ..telling.explain import made_of
from ..telling.suggestions import LASTS_S, Suggestion
from .few_suggestions import asked_of


def said_to(house: House, suggestion: Suggestion, word: str) -> None:
    """Into the decision that made it, which is kept only of who may be kept in mind."""
    entry = house.ledger.entry(suggestion.decision)
    if entry is not None:
        entry.document["answer"] = word
    house.keep(partial(house.store.decisions.answered, suggestion.decision, word))


def stop(house: House, room: RoomId, kind: str, who: OccupantId | None, now: Moment) -> list[str]:
    """Nothing of the kind is suggested there to them any more; None: to nobody who lives here. Raises NotPossible."""
    if kind not in kinds():
        raise NotPossible(f"{kind!r} is nothing that is suggested: it is one of {', '.join(kinds())}", "no_such_kind")
    people = house.agreements.of([who] if who is not None else _everybody(house))
    for one in sorted(people):
        house.keep(partial(house.standing.asked_before.stopped, one, room, kind, house.store))
    standing = house.suggestions.standing(room, now)
    for wish in () if standing is None else standing.wishes:
        if wish.quantity == kind and people & set(asked_of(house, wish)):
            house.suggestions.touched(wish.device, wish.trait)
    return [kind] if people else []


def _everybody(house: House) -> list[OccupantId]:
    """Also whoever it is where nobody is named."""
    return [*map(OccupantId, house.config.occupants), HOUSE]


def stop_standing(house: House, suggestion: Suggestion) -> list[str]:
    """The same of all that it offers, for all it is for."""
    found = {(who, wish.quantity) for wish in suggestion.wishes for who in asked_of(house, wish)}
    for who, quantity in sorted(found):
        house.keep(partial(house.standing.asked_before.stopped, who, suggestion.room, quantity, house.store))
    return sorted({quantity for _, quantity in found})


def again(house: House, room: RoomId, kind: str | None, who: OccupantId | None) -> list[str]:
    """kind, who: None: all of them. Returns the kinds that rested. Raises StoreFailed."""
    found = set[str]()
    for one in [who] if who is not None else _everybody(house):
        found |= house.standing.asked_before.again(one, room, kind, house.store)
    return sorted(found)


def resting(house: House, who: OccupantId | None, now: Moment) -> dict[str, Any]:
    """waiting: by room. resting: by person, room and kind; until: None where it is for good. who: None: everybody's."""
    people = [who] if who is not None else _everybody(house)
    rests = dict[tuple[OccupantId, str, str], Any]()
    for one in people:
        for rest in house.standing.asked_before.resting(one, now.at):
            key = one, rest.room, rest.quantity
            rests[key] = max(rests.get(key, rest.until), rest.until)
    return {
        "waiting": [
            told for room in map(RoomId, house.config.rooms) if (told := waiting(house, room, now)) and _is_for(told, who)
        ],
        "resting": [
            {"person": one, "room": room, "kind": kind, "until": None if until == FOREVER else until.isoformat()}
            for (one, room, kind), until in sorted(rests.items())
        ],
    }


def _is_for(told: dict[str, Any], who: OccupantId | None) -> bool:
    return who is None or any(who in wish["for"] for wish in told["wishes"])


def waiting(house: House, room: RoomId, now: Moment) -> dict[str, Any] | None:
    """What stands suggested there, as JSON; until: when it is withdrawn, if nothing happens before."""
    found = house.suggestions.standing(room, now)
    if found is None:
        return None
    left_s = LASTS_S - (now.mono - found.when.mono)
    return {
        "decision": found.decision,
        "room": room,
        "offer": found.words,
        "until": (now.at + timedelta(seconds=left_s)).isoformat(timespec="seconds"),
        "wishes": [
            {
                "device": wish.device,
                "quantity": wish.quantity,
                "value": wish.value,
                "confidence": round(wish.confidence, 3),
                "reason": wish.reason.words,
                **made_of(wish.reason.words),
                "for": list(wish.occupants),
            }
            for wish in found.wishes
        ],
    }
