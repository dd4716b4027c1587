"""Yes and no to a suggestion: a yes is carried out and teaches that it was right, a no that what is there is wanted."""

from dataclasses import replace

from devices.vocabulary import SILENCE, Moment, RoomId
from models.example import Source
from models.kind import kinds

from ..deciding.dark_lamp import only_lit
from ..deciding.limits import each_railed
from ..deciding.room_view import RoomView
from ..decision import Outcome, Reason, Trigger, Wish
from ..errors import NotPossible
from ..house import House
from ..learning.bursts import credits, example_for
from ..telling.suggestions import Suggestion


def suggested(house: House, room: RoomId, now: Moment) -> Suggestion:
    """What stands suggested there. Raises NotPossible."""
    found = house.suggestions.standing(room, now)
    if found is None:
        raise NotPossible(f"nothing is suggested in {house.config.rooms[room].name} now", "nothing_suggested")
    return found


def accepted_wishes(house: House, suggestion: Suggestion, now: Moment, name: str | None = None) -> list[Wish]:
    """The offer as wishes to carry out: the caps still count, the ladder does not, since a person has said yes.

    name: which of those that were offered; None: the first. Raises NotPossible for one that was not.
    """
    if name is not None and not any(name in wish.choices for wish in suggestion.wishes):
        raise NotPossible(f"{name!r} is not among what is suggested: {suggestion.words}", "no_such_choice")
    wishes: list[Wish] = []
    for offered in suggestion.wishes:
        device = house.catalogue.devices.get(offered.device)
        if device is None or offered.trait not in device.traits:
            continue
        there = house.seen(device.id, device.traits[offered.trait])
        value = name if name is not None and name in offered.choices else offered.value
        wish = replace(
            offered, value=value, choices=(), outcome=Outcome.SENT, now=there, reason=Reason("asked", "you said yes")
        )
        wishes.append(wish)
    view = RoomView(house, suggestion.room, now)
    return only_lit(view, each_railed(view, wishes, Trigger.ASKED))


def teach_declined(house: House, suggestion: Suggestion, now: Moment) -> int:
    """What is there is what they want. Returns how many examples that taught."""
    learned = 0
    present = house.presence.in_room(suggestion.room)
    for wish in suggestion.wishes:
        kind = kinds().get(wish.quantity)
        device = house.catalogue.devices.get(wish.device)
        trait = None if device is None else device.traits.get(wish.trait)
        there = None if trait is None else house.seen(wish.device, trait)
        if kind is None or there is None:
            continue
        if wish.quantity == "volume" and house.readings.value(wish.device, "music") in (None, SILENCE):
            continue
        context = house.context(wish.room, wish.device, wish.trait, present, now)
        people = {who: present[who] for who in wish.occupants if who in present}
        shares = credits(house.shelf, kind, context, there, people, now) if people else {}
        rows = (
            example_for(who, kind, there, share, context, now, house.shelf, None, Source.HAND)
            for who, share in shares.items()
            if house.agreements.allows(who, kind.domain)
        )
        learned += house.teaching.learn(rows, now)
    return learned
