"""A room at one moment, looked at once for everything that is decided about it: people, the situation, what the rails ask.

In the flow: Home → Situation → Wish. Made for one decision and thrown away with it; what nobody asks for is not looked up.
"""

from collections.abc import Mapping

from devices.vocabulary import SILENCE, Moment, OccupantId, RoomId, Value
from models.context import Context

from .circumstances import Circumstances
from .decision import Trigger, Wish
from .fittings import Settable
from .house import House


class Surroundings:
    """present: who is there, each with the probability that they are; as presence has it when left out."""

    def __init__(self, house: House, room: RoomId, now: Moment, present: Mapping[OccupantId, float] | None = None) -> None:
        self._house, self._now = house, now
        self.room, self.block, self.fittings = room, house.config.rooms[room], house.fittings
        self.present = house.presence.in_room(room) if present is None else present
        self._context: Context | None = None
        self._agreed: dict[str, list[OccupantId]] = {}
        self._arrived: list[OccupantId] | None = None
        self._caps: tuple[float, bool, bool | None] | None = None
        self._knows_temperature: bool | None = None

    def agreed(self, domain: str) -> list[OccupantId]:
        """Who of those present agreed that this domain is learned."""
        found = self._agreed.get(domain)
        if found is None:
            found = self._agreed[domain] = [who for who in self.present if self._house.allows(who, domain)]
        return found

    def arrived(self) -> list[OccupantId]:
        """Who is there, the first to come first."""
        if self._arrived is None:
            self._arrived = self._house.order_of_arrival(self.room)
        return self._arrived

    def context(self, about: Settable) -> Context:
        """The situation of a trait: the same for all of a room but those that have a place of their own."""
        house, room = self._house, self.room
        found = self._context
        if found is None:
            found = self._context = house.context_in(room, len(self.present) - 1, self._now)
        if not house.has_place(about.place):
            return found
        return Context(
            found.local, room, about.place, found.illuminance_lx, found.outdoor_c, found.outdoor_mean_c,
            found.sun_elevation_deg, found.activity, found.company,
        )  # fmt: skip

    def circumstances(
        self, wish: Wish, trigger: Trigger, others: int = 0, lit_with: Value | None = None, lit_colour: Value | None = None
    ) -> Circumstances:
        """What the rails need to know. lit_with, lit_colour: the level and colour the same decision gives the lamp."""
        house, home = self._house, self._house.home
        fitting = self.fittings.fitting(wish.device)
        device = fitting.device
        power = self.fittings.power(device.id, wish.trait)
        if self._caps is None:
            self._caps = self._looked_up()
        volume, is_quiet, anyone_home = self._caps
        playing = None if fitting.music is None else home.value(device.id, fitting.music.name)
        lit = None if power is None else home.value(device.id, power.name)
        if lit_with is None and fitting.level is not None:
            lit_with = home.value(device.id, fitting.level.name)
        if lit_colour is None and fitting.tint is not None:
            lit_colour = home.value(device.id, fitting.tint.name)
        return Circumstances(
            device,
            device.traits[wish.trait],
            trigger,
            self.block.limits.temperature,
            volume,
            is_quiet,
            house.paused,
            anyone_home,
            self._measures_temperature() if wish.quantity in ("setpoint", "hvac_mode") else True,
            None if playing is None else playing != SILENCE,
            lit if isinstance(lit, bool) else None,
            lit_with if isinstance(lit_with, float) else None,
            lit_colour if isinstance(lit_colour, float) else None,
            home.is_reachable(device.id),
            others,
            fitting.hazards.get(wish.trait),
        )

    def _measures_temperature(self) -> bool:
        if self._knows_temperature is None:
            self._knows_temperature = self._house.measured(self.room, "temperature", self._now) is not None
        return self._knows_temperature

    def _looked_up(self) -> tuple[float, bool, bool | None]:
        """The lowest cap on loudness, whether quiet hours are on, whether anybody is home."""
        house = self._house
        occupants = house.config.occupants
        limits = [self.block.limits.volume_fraction]
        limits += [occupants[who].limits.volume_fraction for who in house.presence.in_room(self.room) if who in occupants]
        lowest = min((limit for limit in limits if limit is not None), default=1.0)
        return lowest, house.situation.is_quiet(self._now.at), house.anyone_home()


def circumstances_of(house: House, wish: Wish, trigger: Trigger, now: Moment, others: int = 0) -> Circumstances:
    """What the rails need to know of one wish that was not decided with its room. others: devices commanded along with it."""
    return Surroundings(house, wish.room, now).circumstances(wish, trigger, others)
