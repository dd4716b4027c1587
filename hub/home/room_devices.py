"""What every room is fitted out with: worked out when the devices change, so that an arrival looks nothing of it up.

In the flow: Catalogue → RoomDevices → Wish. Nothing here changes with what is said or who is where.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from devices.vocabulary import Device, DeviceId, Role, RoomId, Trait
from models.kind import Kind, kinds

from ..safety.hazards import hazard_of
from .ways import HEATING, WAYS, Way

_SWITCHES = {Role.FAN: "fan", Role.PLAYER: "player", Role.CLIMATE: "heating switch"}


@dataclass(frozen=True, slots=True, eq=False)
class Settable:
    """A trait a wish can be about. place: its own, for where the room has several of the quantity. power: its switch."""

    trait: Trait
    kind: Kind
    place: str
    power: Trait | None


@dataclass(frozen=True, slots=True, eq=False)
class RoomDevice:
    """One device of a room. settable: in the order of deciding. music to loudness: the first trait of that quantity it has.

    hazards: by trait name, why it must not be commanded, or an empty string. called: what residents call its switch.
    lamps: by the switch's name, see ``lamp``.
    """

    device: Device
    settable: tuple[Settable, ...]
    music: Trait | None
    level: Trait | None
    tint: Trait | None
    mode: Trait | None
    loudness: Trait | None
    hazards: Mapping[str, str]
    called: str
    lamps: Mapping[str, tuple[Trait | None, Trait | None]]

    def lamp(self, power: Trait | None) -> tuple[Trait | None, Trait | None]:
        """How bright and of what colour it is when this switch is on; of several lamps in one device each has its own."""
        return (self.level, self.tint) if power is None else self.lamps.get(power.name, (self.level, self.tint))


class RoomDevices:
    """devices: all that are bound. devices_in, sensors_in: ids by room. grouped: those that are set with another of the same
    room: members of a group, and what is listed twice."""

    def __init__(
        self,
        devices: Mapping[DeviceId, Device],
        devices_in: Mapping[RoomId, Sequence[DeviceId]],
        sensors_in: Mapping[RoomId, Sequence[DeviceId]],
        twins: Mapping[DeviceId, tuple[DeviceId, ...]] | None = None,
    ) -> None:
        """twins: of a device listed twice those that are the same."""
        self.devices = devices
        self._power: dict[tuple[DeviceId, str], Trait | None] = {}
        self._members = {one.id: _members_of(one, devices.values()) for one in devices.values() if one.members}
        self._members |= twins or {}
        self.grouped = frozenset(self._grouped(devices_in))
        self._in = {
            room: tuple(self._fitting(devices[device]) for device in ids if device in devices and device not in self.grouped)
            for room, ids in devices_in.items()
        }
        self._by_device = {fitting.device.id: fitting for fittings in self._in.values() for fitting in fittings}
        self._measuring: dict[tuple[RoomId, str], tuple[tuple[DeviceId, Trait], ...]] = {}
        self._setpoints = {(room, way): self._setpoints_of(room, way) for room in self._in for way in WAYS}
        self.heated = tuple(place for place, found in self._setpoints.items() if found)  # all of the home's, with how
        self._ids = {room: (*sensors_in.get(room, ()), *ids) for room, ids in devices_in.items()}
        self.shared = frozenset(self._shared())

    def of(self, room: RoomId) -> tuple[RoomDevice, ...]:
        """The room's devices that are known, in the configuration's order. What a group of the room sets is set with it."""
        return self._in[room]

    def setpoints(self, room: RoomId, way: Way) -> tuple[tuple[RoomDevice, Settable], ...]:
        """Those by which a room is heated, or cooled; of what cools only where the hub may."""
        return self._setpoints[room, way]

    def members(self, device: DeviceId) -> tuple[DeviceId, ...]:
        """Of a bridge's group that the configuration lists, those of its devices that are listed as well; of a device listed
        twice, as it is listed again."""
        return self._members.get(device, ())

    def fitting(self, device: DeviceId) -> RoomDevice:
        """Of a bound device, also one that is in no room."""
        found = self._by_device.get(device)
        if found is None:
            found = self._by_device[device] = self._fitting(self.devices[device])
        return found

    def power(self, device: DeviceId, like: str = "") -> Trait | None:
        """A device's switch; ``like`` names another trait whose endpoint it should share."""
        key = device, like
        if key not in self._power:
            found = self.devices.get(device)
            self._power[key] = None if found is None else _power_of(found, like)
        return self._power[key]

    def measuring(self, room: RoomId, quantity: str) -> tuple[tuple[DeviceId, Trait], ...]:
        """Who in the room measures a quantity, and by which trait: its sensors, then its devices."""
        key = room, quantity
        found = self._measuring.get(key)
        if found is None:
            devices = [self.devices[device] for device in self._ids.get(room, ()) if device in self.devices]
            found = tuple((device.id, t) for device in devices for t in device.traits.values() if t.quantity == quantity)
            self._measuring[key] = found
        return found

    def _setpoints_of(self, room: RoomId, way: Way) -> tuple[tuple[RoomDevice, Settable], ...]:
        return tuple(
            (fitting, about)
            for fitting in self._in[room]
            for about in fitting.settable
            if about.kind.name == way.quantity and (way is HEATING or fitting.device.cools)
        )

    def _fitting(self, device: Device) -> RoomDevice:
        known = kinds()
        wished = [trait for trait in device.traits.values() if trait.settable and trait.quantity in known]
        # A light's switch is decided before its level, the level before its colour; music before how loud.
        wished.sort(key=lambda trait: (known[trait.quantity].order, trait.name))

        def first(quantity: str) -> Trait | None:
            return next((trait for trait in device.traits.values() if trait.quantity == quantity), None)

        def of(switch: Trait, quantity: str) -> Trait | None:
            alike = [s.trait for s in settable if s.trait.quantity == quantity]
            own = (s.trait for s in settable if s.trait.quantity == quantity and s.power == switch)
            return next(own, None if alike else first(quantity))

        settable = tuple(
            Settable(t, known[t.quantity], place_name(device.id, t), self.power(device.id, t.name)) for t in wished
        )
        switches = [trait for trait in device.traits.values() if trait.quantity == "power"]
        return RoomDevice(
            device,
            settable,
            first("music"),
            first("brightness"),
            first("colour_temperature"),
            first("hvac_mode"),
            first("volume"),
            {name: hazard_of(device, trait) for name, trait in device.traits.items() if trait.settable},
            called(device, "power"),
            {switch.name: (of(switch, "brightness"), of(switch, "colour_temperature")) for switch in switches},
        )

    def _grouped(self, devices_in: Mapping[RoomId, Sequence[DeviceId]]) -> Iterator[DeviceId]:
        """Devices that stand in a room beside a group they belong to."""
        for ids in devices_in.values():
            for device in ids:
                yield from (member for member in self.members(device) if member in ids)

    def _shared(self) -> Iterator[str]:
        """Places of traits that share their room with another of their quantity."""
        for fittings in self._in.values():
            alike: dict[str, list[str]] = {}
            for fitting in fittings:
                for settable in fitting.settable:
                    alike.setdefault(settable.trait.quantity, []).append(settable.place)
            for places in alike.values():
                if len(places) > 1:
                    yield from places


def called(device: Device, quantity: str) -> str:
    """What a resident calls a device's switch where it is no light; empty where the quantity's own name is right."""
    return _SWITCHES.get(device.role, "switch") if quantity == "power" and device.role is not Role.LIGHT else ""


def place_name(device: DeviceId, trait: Trait) -> str:
    return f"{device}.{trait.name}"


def _members_of(group: Device, devices: Iterable[Device]) -> tuple[DeviceId, ...]:
    return tuple(d.id for d in devices if d.family == group.family and d.stable_id in group.members)


def _power_of(device: Device, like: str) -> Trait | None:
    found = [trait for trait in device.traits.values() if trait.quantity == "power"]
    endpoint = device.traits[like].endpoint if like in device.traits else ""
    return next((t for t in found if t.endpoint == endpoint), found[0] if found else None)
