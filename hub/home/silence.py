"""Who has not spoken for so long that nothing is known of it any more: sensors and heating devices, each by what it is.

In the flow: Reported → when it was heard last; the loop's tick → who is silent. Home Assistant says itself what it has lost,
and a lamp has nothing to say while nobody moves it: neither is silent here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from devices.vocabulary import SETPOINTS, Device, DeviceId, Moment, Role, RoomId

MAINS_S, BATTERY_S, HEATING_S = 600.0, 25 * 3600.0, 1800.0  # robustness D1
ASK_BEFORE_S = 30.0  # the end: what can answer is asked how it is
# A thermometer on batteries speaks when the temperature has moved, and else once in an hour: how long it pauses is found out.
PAUSES_MORE, LONGEST_PAUSE_S = 1.5, 2 * 3600.0


class Silence:
    """Owned by the loop's thread; a Readings has one. thermometers: by heated room, those its heating goes by."""

    def __init__(self) -> None:
        self.thermometers: dict[RoomId, tuple[DeviceId, ...]] = {}
        self._limits: dict[DeviceId, float] = {}
        self._heating: frozenset[DeviceId] = frozenset()
        self._heard: dict[DeviceId, float] = {}
        self._pauses: dict[DeviceId, float] = {}
        self._since: float | None = None  # from when on somebody who has never spoken could have been heard

    def fit(
        self,
        devices: Mapping[DeviceId, Device],
        devices_in: Mapping[RoomId, Sequence[DeviceId]],
        sensors_in: Mapping[RoomId, Sequence[DeviceId]],
        elsewhere: Collection[DeviceId],
    ) -> None:
        """devices: those that are known. elsewhere: of these another link tells whether they are there."""
        limits, heating = dict[DeviceId, float](), set[DeviceId]()
        self.thermometers = {}
        for room, ids in devices_in.items():
            own = [device for device in _known(devices, ids, elsewhere) if device.role is Role.CLIMATE]
            listed = _known(devices, sensors_in[room], elsewhere)
            limits |= {device.id: BATTERY_S for device in own}  # it may have nothing to tell for a night
            limits |= {device.id: MAINS_S if device.on_batteries is False else BATTERY_S for device in listed}
            if any(t.quantity in SETPOINTS and t.settable for device in own for t in device.traits.values()):
                measuring = [device.id for device in listed if _measures_temperature(device)]
                heating.update(measuring)
                measuring = measuring or [device.id for device in own if _measures_temperature(device)]
                if measuring:
                    self.thermometers[room] = tuple(measuring)
        self._limits, self._heating = limits, frozenset(heating)

    def heard(self, device: DeviceId, now: Moment) -> None:
        last = self._heard.get(device)
        self._heard[device] = now.mono
        if last is not None and device in self._heating and HEATING_S < now.mono - last <= LONGEST_PAUSE_S:
            self._pauses[device] = max(self._pauses.get(device, 0.0), now.mono - last)

    def began(self, deaf_s: float, now: Moment) -> None:
        """Devices can be heard, for the first time or after so long an outage of the broker: that is not their silence."""
        self._since = now.mono if self._since is None else self._since + deaf_s
        self._heard = {device: min(at + deaf_s, now.mono) for device, at in self._heard.items()}

    def lasts_s(self, device: DeviceId) -> float | None:
        """For how long its word counts; None where it has no such limit."""
        if device in self._heating:
            return min(max(HEATING_S, PAUSES_MORE * self._pauses.get(device, 0.0)), LONGEST_PAUSE_S)
        return self._limits.get(device)

    def lasted_s(self, device: DeviceId, now: Moment) -> float | None:
        """How long it has been silent, within its limit or not; None where that says nothing."""
        last = self._heard.get(device, self._since)
        return None if last is None or device not in self._limits else now.mono - last

    def is_silent(self, device: DeviceId, now: Moment) -> bool:
        """Whether so long that nothing is known of it."""
        lasted, lasts = self.lasted_s(device, now), self.lasts_s(device)
        return lasted is not None and lasts is not None and lasted > lasts

    def is_blind(self, room: RoomId, now: Moment) -> bool:
        """Whether no thermometer of a heated room is heard any more."""
        thermometers = self.thermometers.get(room, ())
        return bool(thermometers) and all(self.is_silent(device, now) for device in thermometers)

    def watched(self) -> Iterable[DeviceId]:
        return self._limits.keys()

    def adopt(self, earlier: "Silence", devices: Collection[DeviceId]) -> None:
        """What was heard of devices that are still in the configuration."""
        self._since = earlier._since
        self._heard = {device: at for device, at in earlier._heard.items() if device in devices}
        self._pauses = {device: s for device, s in earlier._pauses.items() if device in devices}


def _known(devices: Mapping[DeviceId, Device], ids: Iterable[DeviceId], elsewhere: Collection[DeviceId]) -> list[Device]:
    return [devices[device] for device in ids if device in devices and device not in elsewhere]


def _measures_temperature(device: Device) -> bool:
    return any(trait.quantity == "temperature" for trait in device.traits.values())
