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
