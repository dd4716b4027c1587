"""What a room should be heated to for people who are expected there: as if they came in at that hour, and nothing but warmth.

In the flow: who is expected, when → Situation → Preference → Wish. The rails are asked by whoever carries it out.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from devices.vocabulary import Moment, OccupantId, RoomId
from models.context import Context

from ..decision import Reason, Wish
from ..home.room_devices import Settable
from .dark_lamp import beside
from .room_view import RoomView
from .sight import Sight
from .wishes import PeopleAsked, Wishes

_NOT_EARNED = ("watching", "suggested")
_UNSETTLED = ("not_sure", *_NOT_EARNED)


class ExpectedView(RoomView):
    """people: who is expected, each with the probability that it is them who come. at: when, in the home's time zone."""

    def __init__(self, house: Sight, room: RoomId, now: Moment, people: Mapping[OccupantId, float], at: datetime) -> None:
        super().__init__(house, room, now)
        self.present, self._at = dict(people), at

    def context(self, about: Settable) -> Context:
        """As it will be then, as far as that is known: the hour."""
        return replace(super().context(about), local=self._at)


class ExpectedWishes(Wishes):
    """Pure reading; made for one decision and thrown away with it. is_return: the mode that stands is over by then."""

    def __init__(self, view: ExpectedView, is_return: bool = False) -> None:
        super().__init__(view)
        self._is_return = is_return

    def warmth(self, quantity: str = "setpoint") -> list[Wish]:
        """Every setpoint of the room, or of cooling, judged and not railed yet; none where nobody expected agreed to it."""
        found = []
        for fitting in self._view.devices:
            for about in fitting.settable:
                if about.kind.name == quantity:
                    wish = self._wish(fitting, about)
                    if wish is not None:
                        found.append(beside(self._view, fitting, about, wish, {}))
        return found

    def _forbidden(self, about: Settable, asked: PeopleAsked) -> Reason | None:
        return None if self._is_return else super()._forbidden(about, asked)


def wanted_then(
    house: Sight, room: RoomId, people: Mapping[OccupantId, float], at: datetime, quantity: str, now: Moment, is_return: bool
) -> list[Wish]:
    """What they want there at that hour, of those of whom anything is known. quantity: of the setpoint.

    Where they differ too much for one to be sure of any of it, or to do without a turn: as much as the one who wants least.
    Whoever it is that comes, nobody finds it too warm, or too cool; but of whom too little is known to act on it, does not
    count beside who may be acted for, as when that one comes first.
    """
    found = _wanted(house, room, people, at, quantity, now, is_return)
    return [_of_who_wants_least(w, house, people, at, now, is_return) for w in found]


def _wanted(
    house: Sight, room: RoomId, people: Mapping[OccupantId, float], at: datetime, quantity: str, now: Moment, is_return: bool
) -> list[Wish]:
    wishes = ExpectedWishes(ExpectedView(house, room, now, people, at), is_return).warmth(quantity)
    return [wish for wish in wishes if wish.reason.code != "no_examples"]


def _of_who_wants_least(
    wish: Wish, house: Sight, people: Mapping[OccupantId, float], at: datetime, now: Moment, is_return: bool
) -> Wish:
    known = {who: p.value for who, p in (wish.preferences or {}).items() if p.evidence > 0.0 and isinstance(p.value, float)}
    is_settled = wish.reason.code not in _UNSETTLED and wish.turn is None  # turns are taken by who is there
    if is_settled or len(known) < 2:
        return wish
    # The first whom it may be heated for; who has said little of it so far takes nothing from who has said much.
    for who in sorted(known, key=lambda who: known[who], reverse=wish.quantity == "cooling_setpoint"):
        one = _alone(wish, house, who, people, at, now, is_return)
        if one.goes or wish.reason.code not in _NOT_EARNED:
            break
    else:
        return wish
    if one.goes or not wish.goes:
        return one if one.goes else wish
    # It is to be heated for somebody: so far, at least, where it is not that warm already.
    return replace(one, outcome=wish.outcome, reason=wish.reason) if one.reason.code == "not_sure" else one


def _alone(
    wish: Wish, house: Sight, who: OccupantId, people: Mapping[OccupantId, float], at: datetime, now: Moment, is_return: bool
) -> Wish:
    """What it would be for one of them."""
    found = _wanted(house, wish.room, {who: people[who]}, at, wish.quantity, now, is_return)
    return next((one for one in found if (one.device, one.trait) == (wish.device, wish.trait)), wish)
