"""The state of the house: what each device last said, whether it can be reached, who belongs to which room.

Unknown stays unknown: a reading never heard, or too old to believe, is None.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from devices.event import Kept, Reported
from devices.vocabulary import LIT, WHITE, Device, DeviceId, Moment, RoomId, Trait, Value

from .returns import Returns, Worth
from .silence import Silence

SENSOR_AGE_S = 2 * 3600.0  # a light or temperature reading older than this says nothing about now


@dataclass(frozen=True, slots=True)
class Reading:
    """value: last reported, and when. anchor: the value at the last real change, so that creeping in small steps is noticed in
    sum; since: when that was. snapshot: nothing else was known before, and nothing has happened since."""

    value: Value
    anchor: Value
    when: Moment
    snapshot: bool
    since: Moment


@dataclass(frozen=True, slots=True)
class Change:
    """A reported value that differs from what was there by more than rounding. before: None when nothing was known."""

    device: DeviceId
    trait: Trait
    before: Value | None
    value: Value
    when: Moment
    snapshot: bool
    origin: str = ""
    back_since: float | None = None  # monotonic: the device has come back then, and has not settled yet
    fade_s: float = 0.0  # it says that it is on its way there, and so long it takes


class Readings:
    """Readings by device and trait name. Owned by the loop's thread."""

    def __init__(self, rooms: Mapping[RoomId, tuple[Iterable[DeviceId], Iterable[DeviceId]]]) -> None:
        """rooms: room → ids of its devices and ids of its sensors."""
        self.devices_in: dict[RoomId, tuple[DeviceId, ...]] = {room: tuple(d) for room, (d, _) in rooms.items()}
        self.sensors_in: dict[RoomId, tuple[DeviceId, ...]] = {room: tuple(s) for room, (_, s) in rooms.items()}
        self.room_of: dict[DeviceId, RoomId] = {}
        for room in self.devices_in:
            for device in (*self.devices_in[room], *self.sensors_in[room]):
                self.room_of.setdefault(device, room)
        self._readings: dict[tuple[DeviceId, str], Reading] = {}
        self._unheard: set[tuple[DeviceId, str]] = set()  # whose reading is from before the broker was away
        self._kept: dict[tuple[DeviceId, str], Value] = {}  # what dark lamps say they will be lit with
        self._reachable: dict[DeviceId, bool] = {}
        self._words: dict[DeviceId, dict[str, bool]] = {}  # of devices of which several tell whether they are there
        self._told: dict[DeviceId, set[str]] = {}  # the traits each device has told
        self._returns = Returns()
        self.silence = Silence()

    def take(self, reported: Reported, trait: Trait) -> Change | None:
        """Takes a report in; the change it makes, or None for a repeat within rounding."""
        key = (reported.device, trait.name)
        self.silence.heard(reported.device, reported.when)
        self._told.setdefault(reported.device, set()).add(trait.name)
        earlier = self._readings.get(key)
        self._unheard.discard(key)
        self._kept.pop(key, None)
        is_repeat = earlier is not None and trait.same(earlier.anchor, reported.value)
        if not reported.snapshot and self._reachable.get(reported.device) is False and not self._is_awaited(reported.device):
            # It speaks before anybody says that it is back. (WLED tells its level first, and then that it is there.)
            self._returns.came(reported.device, self._told_by(reported.device), reported.when.mono)
        back_since = self._returns.since(reported.device)
        worth = self._returns.worth(reported.device, trait.name, reported.when.mono, not is_repeat)
        snapshot = reported.snapshot or earlier is None or worth is Worth.STATE
        if is_repeat and earlier is not None:
            is_told = earlier.snapshot and snapshot
            self._readings[key] = Reading(reported.value, earlier.anchor, reported.when, is_told, earlier.since)
            return None
        is_first = snapshot and earlier is None
        self._readings[key] = Reading(reported.value, reported.value, reported.when, is_first, reported.when)
        before = None if earlier is None else earlier.value
        since = back_since if worth is Worth.UNSETTLED else None
        return Change(
            reported.device, trait, before, reported.value, reported.when, snapshot, reported.origin, since, reported.fade_s
        )

    def forget(self, device: DeviceId, trait: str) -> None:
        """What it says is none of its values: nothing is known of it until it is told again."""
        self._readings.pop((device, trait), None)

    def keep(self, kept: Kept) -> None:
        self._kept[kept.device, kept.trait] = kept.value

    def _is_awaited(self, device: DeviceId) -> bool:
        return self._returns.since(device) is not None

    def reach(
        self,
        device: DeviceId,
        online: bool,
        now: Moment,
        is_said: bool = False,
        word: str = "",
        is_enough: bool = False,
        is_asleep: bool = False,
    ) -> bool:
        """A device came or went; True when it has come back from an absence that was noticed.

        is_said: it says so itself just now, by its birth message or its bridge's. word, is_enough, is_asleep: as in
        ``Reachable``.
        """
        if word:
            words = self._words.setdefault(device, {})
            words[word] = online
            online = (any if is_enough else all)(words.values())
        earlier = self._reachable.get(device)
        self._reachable[device] = online
        if is_asleep:
            self._returns.sleeps(device)
        if online and earlier is False:
            self._returns.came(device, self._told_by(device), now.mono)
        elif online and earlier and is_said:
            self._returns.said_there(device, self._told_by(device), now.mono)
        return online and earlier is False

    def started(self, device: DeviceId, now: Moment, has_spoken: bool = False) -> None:
        """A device, or what carries it, has just started or joined again. has_spoken: it has told since how it is."""
        self._words.pop(device, None)
        if self._reachable.get(device) is False:
            self._reachable[device] = True
            self._returns.came(device, self._told_by(device), now.mono)
        else:
            self._returns.started(device, self._told_by(device), now.mono, has_spoken)

    def is_back(self, device: DeviceId, now: Moment) -> bool:
        """Whether it has just started or come back by its own word, and has not settled yet."""
        return self._returns.is_settling(device, now.mono)

    def has_told(self, device: DeviceId) -> bool:
        return device in self._told

    def unsettle(self, carried: Iterable[Device], now: Moment) -> None:
        """The broker was away: what every device it carries says first, whenever that is, tells how things are.

        Until then nobody knows what people or programs have set there: a broker that lost everything tells nothing again.
        What a sensor measured ages by itself.
        """
        for device in carried:
            self._unheard.update((device.id, trait.name) for trait in device.traits.values() if trait.settable)
            if device.id in self._told:
                self._returns.came(device.id, self._told_by(device.id), now.mono, is_patient=True)

    def _told_by(self, device: DeviceId) -> Iterable[str]:
        return self._told.get(device, ())

    def adopt(self, earlier: "Readings") -> None:
        """Readings of devices that are still in the configuration."""
        self._readings = {key: reading for key, reading in earlier._readings.items() if key[0] in self.room_of}
        self._unheard = {key for key in earlier._unheard if key[0] in self.room_of}
        self._kept = {key: value for key, value in earlier._kept.items() if key[0] in self.room_of}
        self._reachable = {device: online for device, online in earlier._reachable.items() if device in self.room_of}
        self._words = {device: words for device, words in earlier._words.items() if device in self.room_of}
        self._told = {device: told for device, told in earlier._told.items() if device in self.room_of}
        self._returns = earlier._returns.keep(self.room_of)
        self.silence.adopt(earlier.silence, self.room_of)

    def is_reachable(self, device: DeviceId) -> bool | None:
        """None: it has never said."""
        return self._reachable.get(device)

    def value(self, device: DeviceId, trait: str) -> Value | None:
        reading = self.reading(device, trait)
        return None if reading is None else reading.value

    def last(self, device: DeviceId, trait: str) -> Value | None:
        """What it said last, also before the broker was away: for what is safer done, or left alone, on an old word."""
        reading = self._readings.get((device, trait))
        return None if reading is None else reading.value

    def seen(self, device: DeviceId, trait: Trait, power: Trait | None) -> Value | None:
        """What people there see of it: a dark lamp has no level that anybody sees, a coloured one no warmth,
        whatever it last said. power: its switch."""
        if power is not None and trait.quantity in LIT and self.value(device, power.name) is False:
            return None
        if trait.quantity == "colour_temperature" and self.value(device, f"colour{trait.endpoint}") not in (None, WHITE):
            return None
        return self.value(device, trait.name)

    def lit_with(self, device: DeviceId, trait: str) -> Value | None:
        """What a dark lamp comes on with, as it says itself; where it does not, what it showed last."""
        found = self._kept.get((device, trait))
        return self.last(device, trait) if found is None else found

    def reading(self, device: DeviceId, trait: str) -> Reading | None:
        """None also where it has not been heard again since the broker was away."""
        key = (device, trait)
        return None if key in self._unheard else self._readings.get(key)

    def newest(self, who: Iterable[tuple[DeviceId, Trait]], now: Moment) -> float | None:
        """The newest believable number of these devices' traits; the first of equals."""
        newest: Reading | None = None
        for device, trait in who:
            reading = self._readings.get((device, trait.name))
            lasts_s = min(s for s in (SENSOR_AGE_S, trait.lasts_s, self.silence.lasts_s(device)) if s is not None)
            if reading is None or now.mono - reading.when.mono > lasts_s or isinstance(reading.value, str):
                continue
            if newest is None or reading.when.mono > newest.when.mono:
                newest = reading
        return None if newest is None else float(newest.value)
