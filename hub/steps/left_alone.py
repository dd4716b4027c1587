"""What nobody touched says something, too: that it was right, weakly. Acts that stood, and rooms left as they were.

In the flow: (time passed, a person left) → lesson. What is done by hand is in ``manual_changes.py``.
"""

from collections.abc import Collection
from dataclasses import replace

from devices.vocabulary import LIT, SILENCE, Device, DeviceId, Moment, OccupantId, RoomId, Trait
from models.example import Source
from models.kind import kinds

from ..consent import HOUSE
from ..decision import Act
from ..home.occupancy import Occupied
from ..house import Current, House

NOD_EVERY_S = 3600.0  # of one trait, while people stay


class LeftAlone:
    """Owned by the loop's thread."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._nodded: dict[tuple[DeviceId, str], float] = {}  # when what the hub did while they stayed was last accepted

    @property
    def house(self) -> House:
        return self._current.house

    def stood(self, now: Moment) -> None:
        """Acts nobody touched for as long as a change still corrects them."""
        house = self.house
        for act in house.ledger.standing_until(now.mono - house.config.learning.correction_window):
            present = house.presence.in_room(act.room)
            is_sure = not house.attribution.is_in_doubt(act.device, act.trait)
            if act.occupants == (HOUSE,):
                is_somebody = house.occupancy(act.room, now).state is Occupied.YES
                is_there = not present and is_somebody and house.mode(act.room) is None  # guests teach nothing
            else:
                is_there = any(occupant in present for occupant in act.occupants)
            if is_sure and not house.paused and is_there:
                self._accepted(act, now)
            else:
                house.ledger.settle(act)

    def left(self, room: RoomId, occupant: OccupantId, since: Moment, now: Moment) -> None:
        """The person stayed long enough and did not reach for the switch."""
        house = self.house
        window = house.config.learning.correction_window
        for act in house.ledger.standing_in(room):
            if occupant in act.occupants and now.mono - act.when.mono >= window:
                self._accepted(act, now)
        if now.mono - since.mono < window:
            return
        for device_id in house.readings.devices_in[room]:
            device = house.catalogue.devices.get(device_id)
            if device is None or self._has_become_another(device, since):
                continue
            for trait in device.traits.values():
                reading = house.readings.reading(device_id, trait.name)
                done = house.ledger.acts.get((device_id, trait.name))
                is_touched = self._is_touched(device_id, trait.name, since)
                if is_touched or reading is None or (done is not None and done.when.mono >= since.mono) or not trait.settable:
                    continue
                if self._is_for_others(device_id, trait, occupant, done, now):
                    continue
                if not self._is_seen(device_id, trait, occupant, since):
                    continue
                context = house.context(room, device_id, trait.name, (), since)
                house.teaching.left_as_it_was(occupant, trait.quantity, reading.anchor, context, now)

    def _is_for_others(self, device: DeviceId, trait: Trait, who: OccupantId, done: Act | None, now: Moment) -> bool:
        """Whether it stands for somebody else, by hand or by the hub: to put up with that is manners."""
        hold = self.house.ledger.held(device, trait.name, now)
        holders = frozenset(done.occupants if done is not None else ()) if hold is None else hold.occupants
        return bool(holders) and who not in holders

    def _is_touched(self, device: DeviceId, trait: str, since: Moment) -> bool:
        """Whether it has become another, or nothing is known of it. Many devices say again now and then what they are."""
        reading = self.house.readings.reading(device, trait)
        return reading is None or (reading.since.mono > since.mono and not reading.snapshot)

    def _has_become_another(self, device: Device, since: Moment) -> bool:
        """Whether somebody, or something, set any of it meanwhile: then none of it was found so and left."""
        readings = self.house.readings
        names = [
            name for name, trait in device.traits.items() if trait.settable and readings.reading(device.id, name) is not None
        ]
        return any(self._is_touched(device.id, name, since) for name in names)

    def _is_seen(self, device: DeviceId, trait: Trait, occupant: OccupantId, since: Moment) -> bool:
        """The level of a dark lamp, the loudness of silence, what was lit or begun meanwhile: nobody found it so. And of a
        setpoint only who has set it themselves knows how it is."""
        kind, house = kinds().get(trait.quantity), self.house
        if kind is None or kind.choice:
            return True
        if kind.domain == "temperature":
            reading = house.readings.reading(device, trait.name)
            return reading is not None and house.ledger.is_own(device, trait.name, occupant, reading.anchor)
        power, music = house.room_devices.power(device, trait.name), house.room_devices.fitting(device).music
        behind = [power] if trait.quantity in LIT else [music] if trait.quantity == "volume" else []
        if any(one is not None and self._is_touched(device, one.name, since) for one in behind):
            return False
        if trait.quantity == "volume" and music is not None and house.readings.value(device, music.name) == SILENCE:
            return False
        return house.readings.seen(device, trait, power) is not None

    def _accepted(self, act: Act, now: Moment) -> None:
        house = self.house
        key, hour = (act.device, act.trait), now.mono - NOD_EVERY_S
        if act.is_limited or (act.follows and (act.towards is not None or self._nodded.get(key, hour) > hour)):
            house.ledger.settle(act)  # a step on the way is nobody's wish, and one nod an hour says enough
            return
        power = house.room_devices.power(act.device, act.trait) if act.quantity in LIT else None
        if power is not None and house.readings.value(act.device, power.name) is False:
            house.ledger.settle(act)  # it has not lit: nobody has seen what it was to shine with
            return
        kind, there = kinds().get(act.quantity), house.readings.value(act.device, act.trait)
        if kind is not None and there is not None and not kind.near(act.value, there):
            house.ledger.settle(
                act
            )  # moved meanwhile by whoever it was, while nobody was known to be there: it was not left so
            return
        present = house.presence.in_room(act.room)
        context = house.context(act.room, act.device, act.trait, act.occupants, act.wanted)
        if act.follows:
            self._nodded[key] = now.mono
            context = replace(context, staying=True)
        house.teaching.judged(act, Source.ACCEPT, act.value, context, present, now)
        if (act.quantity == "power" and act.value is True) or (act.quantity == "music" and act.value != SILENCE):
            self._came_on(act, present.keys(), now)

    def _came_on(self, act: Act, present: Collection[OccupantId], now: Moment) -> None:
        """A lamp the hub had only switched on, a player it had only started: what it shone with, how loud it was, and nobody
        has moved since, was right as well."""
        house, device = self.house, self.house.catalogue.devices[act.device]
        people = [who for who in act.occupants if who in present and who != HOUSE]
        for trait in device.traits.values():
            done = house.ledger.acts.get((device.id, trait.name))
            if self._behind(device, trait) != act.trait:
                continue
            reading = house.readings.reading(device.id, trait.name)
            is_held = house.ledger.held(device.id, trait.name, now) is not None
            is_judged = is_held or (done is not None and done.when.mono >= act.when.mono)
            since = act.when.mono + house.outbox.window_s(device)
            if is_judged or reading is None or reading.since.mono > since or not trait.settable:
                continue
            power = house.room_devices.power(device.id, trait.name)
            if house.readings.seen(device.id, trait, power) is not None:
                context = house.context(act.room, device.id, trait.name, act.occupants, act.wanted)
                house.teaching.left_by(people, trait.quantity, reading.anchor, context, now, len(act.occupants))

    def _behind(self, device: Device, trait: Trait) -> str | None:
        """What puts it on: a lamp's switch for its level and colour, the music for its loudness."""
        if trait.quantity == "volume":
            music = self.house.room_devices.fitting(device.id).music
            return None if music is None else music.name
        power = self.house.room_devices.power(device.id, trait.name) if trait.quantity in LIT else None
        return None if power is None else power.name
