"""A room at one moment, looked at once for everything that is decided about it: people, the situation, what the rails ask.

In the flow: Home → Situation → Wish. Made for one decision and thrown away with it; what nobody asks for is not looked up.
"""

from collections.abc import Iterable, Mapping

from devices.vocabulary import SETPOINTS, SILENCE, Device, Moment, OccupantId, RoomId, Value
from models.context import Context

from ..config import Config
from ..decision import Trigger, Wish
from ..home.room_devices import RoomDevice, Settable
from ..safety.rail_input import RailInput
from .sight import Sight


class RoomView:
    """house: what of it can be seen. room, now: what is decided about, and when. present: who is there, each with the
    probability that they are. devices: the room's, in the configuration's order.

    arrived: who has just come, there for certain where presence does not have them yet. own_lux: of the light measured there,
    the lamps'. may_be: who it may be, where somebody moves and nobody is known to be.
    """

    def __init__(
        self,
        house: Sight,
        room: RoomId,
        now: Moment,
        arrived: OccupantId | None = None,
        own_lux: float = 0.0,
        may_be: Mapping[OccupantId, float] | None = None,
    ) -> None:
        self._own_lux = own_lux
        self.house, self.room, self.now = house, room, now
        self.block, self.room_devices = house.config.rooms[room], house.room_devices
        self.present = house.presence.in_room(room) if may_be is None else dict(may_be)
        self.is_one_of_them = may_be is not None
        if arrived is not None:
            self.present.setdefault(arrived, 1.0)
        self._contexts: dict[str | None, Context] = {}
        self._light: tuple[float | None] | None = None
        self._agreed: dict[str, list[OccupantId]] = {}
        self._arrived: list[OccupantId] | None = None
        self._caps: tuple[float, float, bool, bool | None] | None = None
        self._knows_temperature: bool | None = None

    @property
    def devices(self) -> tuple[RoomDevice, ...]:
        return self.room_devices.of(self.room)

    def measured(self, quantity: str) -> float | None:
        """The newest believable reading of the room's sensors, then of its devices."""
        return self.house.readings.newest(self.room_devices.measuring(self.room, quantity), self.now)

    def daylight(self) -> float | None:
        """Lux in the room, but for the lamps' own where that is told apart."""
        lux = self.measured("illuminance")
        return lux if lux is None else max(0.0, lux - self._own_lux)

    def agreed(self, domain: str) -> list[OccupantId]:
        """Who of those present agreed that this domain is learned."""
        found = self._agreed.get(domain)
        if found is None:
            found = self._agreed[domain] = [who for who in self.present if self.house.agreements.allows(who, domain)]
        return found

    def arrived(self) -> list[OccupantId]:
        """Who is there, the first to come first."""
        if self._arrived is None:
            self._arrived = self.house.order_of_arrival(self.room)
        return self._arrived

    def context(self, about: Settable) -> Context:
        """The situation of a trait: the same for all of a room but those that have a place of their own."""
        place = about.place if self.house.has_place(about.place) else None
        found = self._contexts.get(place)
        if found is None:
            if self._light is None:
                self._light = (self.daylight(),)
            (lux,), others = self._light, len(self.present) - 1
            together = () if self.is_one_of_them else self.house.agreements.named(self.present)
            found = self.house.situation.at_minute(self.room, place, lux, others, self.now, together)
            self._contexts[place] = found
        return found

    def most(self, quantity: str) -> float | None:
        """The lowest limit of the room and of who is there on a level or a loudness, 0..1; None for another quantity."""
        if quantity not in ("volume", "brightness"):
            return None
        if self._caps is None:
            self._caps = self._looked_up()
        return self._caps[0] if quantity == "volume" else self._caps[1]

    def rail_input(self, wish: Wish, trigger: Trigger, others: int = 0, gives: Mapping[str, Value] | None = None) -> RailInput:
        """What the rails need to know. gives: what the same decision gives the device, by trait."""
        house, home = self.house, self.house.readings
        fitting = self.room_devices.fitting(wish.device)
        device = fitting.device
        power = self.room_devices.power(device.id, wish.trait)
        if self._caps is None:
            self._caps = self._looked_up()
        volume, brightness, is_quiet, anyone_home = self._caps
        level, tint = fitting.lamp(power)
        playing = None if fitting.music is None else home.value(device.id, fitting.music.name)
        lit = None if power is None else home.value(device.id, power.name)
        lit_with, lit_colour, loud_with = (
            None
            if trait is None
            else home.lit_with(device.id, trait.name)
            if gives is None or trait.name not in gives
            else gives[trait.name]
            for trait in (level, tint, fitting.loudness)
        )
        return RailInput(
            device,
            device.traits[wish.trait],
            trigger,
            self.block.limits.setpoints(wish.quantity),
            volume,
            is_quiet,
            house.paused,
            anyone_home,
            self._measures_temperature() if wish.quantity in (*SETPOINTS, "hvac_mode") else True,
            None if playing is None else playing != SILENCE,
            lit if isinstance(lit, bool) else None,
            lit_with if isinstance(lit_with, float) else None,
            lit_colour if isinstance(lit_colour, float) else None,
            home.is_reachable(device.id),
            others,
            fitting.hazards.get(wish.trait),
            brightness,
            fitting.loudness if wish.quantity == "music" else level,
            loud_with if isinstance(loud_with, float) else None,
            self._safe(wish.quantity) if wish.quantity in SETPOINTS else None,
            tint if wish.quantity == "power" else None,
            self._opposite(device, wish, gives or {}) if wish.quantity in SETPOINTS else None,
        )

    def _opposite(self, device: Device, wish: Wish, gives: Mapping[str, Value]) -> float | None:
        """The other setpoint of a device that has two, as it is or is given along."""
        for trait in device.traits.values():
            if trait.quantity in SETPOINTS and trait.quantity != wish.quantity:
                found = gives.get(trait.name, self.house.readings.last(device.id, trait.name))
                return found if isinstance(found, float) else None
        return None

    def _safe(self, quantity: str) -> float | None:
        """The setpoint that is not exceeded while no thermometer of the room is heard; None while one is."""
        safe = self.block.safe_setpoint(quantity)
        return float(safe) if safe != "keep" and self.house.readings.silence.is_blind(self.room, self.now) else None

    def _measures_temperature(self) -> bool:
        if self._knows_temperature is None:
            self._knows_temperature = self.measured("temperature") is not None
        return self._knows_temperature

    def _is_quiet(self) -> bool:
        mode = self.house.mode(self.room)
        return self.house.situation.is_quiet(self.now.at) or (mode is not None and mode.name == "sleep")

    def _looked_up(self) -> tuple[float, float, bool, bool | None]:
        """The lowest caps on loudness and on light, whether quiet hours are on, whether anybody is home."""
        house = self.house
        # Who came last and is not heard any more may still be there.
        unheard = (who for who, stay in house.ledger.stays.items() if stay[0] == self.room)
        volume, brightness = lowest_limits(house.config, self.room, {*self.present, *unheard})
        return volume, brightness, self._is_quiet(), house.anyone_home()


def lowest_limits(config: Config, room: RoomId, people: Iterable[OccupantId]) -> tuple[float, float]:
    """The loudest and the brightest that the room and all of the people allow, 0..1."""
    limits = [config.occupants[who].limits for who in people if who in config.occupants]
    volumes = [config.rooms[room].limits.volume_fraction, *(limit.volume_fraction for limit in limits)]
    levels = [limit.brightness_fraction for limit in limits]
    return min((v for v in volumes if v is not None), default=1.0), min((v for v in levels if v is not None), default=1.0)
