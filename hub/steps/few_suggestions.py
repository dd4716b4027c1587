"""Suggestions are few: three a day a person at most, and none of what was declined, put off or stopped, for its rest.

In the flow: wishes → here, as they are carried out → Decision. What is not asked is held, with the reason.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId

from ..deciding.dark_lamp import only_lit
from ..deciding.room_view import RoomView
from ..decision import Outcome, Wish
from ..house import House
from ..learning.asked_before import DAY_BEGINS_H, DECLINED, LATER, STOPPED

UNANSWERED = "unanswered"
ENOUGH = "enough_asked"


def asks(wishes: Iterable[Wish]) -> bool:
    return any(wish.outcome is Outcome.SUGGESTED for wish in wishes)


def few(house: House, room: RoomId, wishes: Sequence[Wish], now: Moment) -> list[Wish]:
    """The same, with fewer of them suggested. A level is not offered of a lamp whose light is not."""
    asked, today = house.standing.asked_before, house.situation.local(now.at).date()
    done = []
    for wish in wishes:
        people = asked_of(house, wish)
        if wish.outcome is Outcome.SUGGESTED and people:
            why = next((why for who in people if (why := asked.rests(who, wish, now.at))), "")
            if why == STOPPED:
                wish = wish.held(STOPPED, "somebody wants it not to be suggested any more")
            elif why == LATER:
                wish = wish.held(LATER, "it was suggested and put off until tomorrow")
            elif why:
                wish = wish.held(DECLINED, "it was suggested and declined, and is not asked again for now")
            elif any(asked.was_let_pass(who, wish, now.at) for who in people):
                wish = wish.held(UNANSWERED, "it was suggested on three days and not answered, and is not asked again for now")
            elif any(asked.has_had_enough(who, today) for who in people):
                wish = wish.held(ENOUGH, "enough was suggested today")
        done.append(wish)
    return only_lit(RoomView(house, room, now), done)


def asked_of(house: House, wish: Wish) -> list[OccupantId]:
    """Whom a suggestion is for: those whose choices it rests on, of who may be kept in mind at all."""
    return sorted(house.agreements.of(wish.occupants or house.presence.in_room(wish.room)))


def count(house: House, wishes: Iterable[Wish], now: Moment) -> None:
    """One more for everybody it is for, however much it offers at once."""
    offered = [wish for wish in wishes if wish.outcome is Outcome.SUGGESTED]
    people = sorted({who for wish in offered for who in asked_of(house, wish)})
    local, asked = house.situation.local(now.at), house.standing.asked_before
    tomorrow = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    house.keep(lambda: asked.suggested(people, local.date(), house.store, tomorrow))
    for wish in offered:
        house.keep(partial(asked.offered, asked_of(house, wish), [wish], local.date(), house.store, now.at))


def answered(house: House, room: RoomId, now: Moment, device: DeviceId | None = None) -> None:
    """Somebody said yes or no to what stands suggested there, or set the device by hand for which something is offered."""
    standing = house.suggestions.standing(room, now)
    wishes = () if standing is None else standing.wishes
    told = [wish for wish in wishes if device in (None, wish.device)]
    if told:
        house.keep(partial(house.standing.asked_before.answered, told, house.store))


def declined(house: House, wishes: Sequence[Wish], now: Moment) -> None:
    """Somebody said no, for all it was for."""
    people = sorted({who for wish in wishes for who in asked_of(house, wish)})
    house.keep(lambda: house.standing.asked_before.declined(people, wishes, house.store, now.at))


def put_off(house: House, wishes: Sequence[Wish], now: Moment) -> datetime:
    """Somebody said not now, for all it was for. Returns when it may be suggested again, of the home's clock."""
    people = sorted({who for wish in wishes for who in asked_of(house, wish)})
    until = tomorrow(house.situation.local(now.at))
    house.keep(lambda: house.standing.asked_before.put_off(people, wishes, until, house.store))
    return until


def tomorrow(local: datetime) -> datetime:
    """When the next day begins for whoever is still up. local: of the home's clock."""
    begins = local.replace(hour=int(DAY_BEGINS_H), minute=0, second=0, microsecond=0)
    return begins if begins > local else begins + timedelta(days=1)
