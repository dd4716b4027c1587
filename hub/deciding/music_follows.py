"""Music that comes along: whoever wants it so (``follow_me``) and walks alone from a room that plays into one with a player.

In the flow: a person leaves → kept here for a few minutes → their next arrival asks for the same music there, and the room they
left falls silent. Others are never disturbed: it stays with those who stay, and waits outside a room where somebody is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from devices.vocabulary import SILENCE, Device, DeviceId, Moment, OccupantId, RoomId, Value
from models.kind import Kind
from models.preference import CERTAIN, Preference

from ..decision import Decision
from .sight import Sight

LASTS_S = 300.0  # by way of the hall and the stairs
CODE = "follows"


@dataclass(frozen=True, slots=True)
class Carried:
    """What comes along. source: the room it plays in. value: the name of the wish."""

    occupant: OccupantId
    source: RoomId
    value: str

    def preference(self, kind: Kind) -> Preference:
        """As sure as what a resident wrote down: they asked for it."""
        return Preference(kind, self.value, 0.0, CERTAIN, ((self.value, 1.0),))


class Following:
    """Where people were last among music. Owned by the loop's thread."""

    def __init__(self) -> None:
        self._left: dict[OccupantId, tuple[RoomId, float]] = {}

    def left(self, house: Sight, occupant: OccupantId, room: RoomId, now: Moment) -> None:
        """A room without music leaves what came before it standing: one walks through halls."""
        if house.config.occupants[occupant].follow_me and any(_playing(house, room)):
            self._left[occupant] = room, now.mono

    def carried(self, house: Sight, occupant: OccupantId, room: RoomId, now: Moment) -> Carried | None:
        """What comes along into this room; None when nothing does."""
        source, since = self._left.get(occupant, (room, now.mono))
        if source not in house.config.rooms:
            return None  # the configuration has changed meanwhile
        if source == room or now.mono - since > LASTS_S or not house.config.occupants[occupant].follow_me:
            return None
        if _others(house, source, occupant) or _others(house, room, occupant):
            return None
        known = house.config.music
        value = next((str(value) for _, _, value in _playing(house, source) if value in known), None)
        return None if value is None else Carried(occupant, source, value)

    def followed(self, occupant: OccupantId, decision: Decision) -> RoomId | None:
        """The room the music came from, where a decision has just brought it along; it comes once."""
        if not any(wish.reason.code == CODE for wish in decision.sent()):
            return None
        source, _ = self._left.pop(occupant)
        return source

    def forget(self, occupant: OccupantId) -> None:
        self._left.pop(occupant, None)


def playing_in(house: Sight, room: RoomId) -> Mapping[DeviceId, tuple[str, Value]]:
    """Players of a room that play: device → the trait's name and what it plays."""
    return {device.id: (trait, value) for device, trait, value in _playing(house, room)}


def _playing(house: Sight, room: RoomId) -> Iterator[tuple[Device, str, Value]]:
    for fitting in house.room_devices.of(room):
        device = fitting.device
        for trait in device.traits.values():
            value = house.readings.value(device.id, trait.name)
            if trait.quantity == "music" and trait.settable and value is not None and value != SILENCE:
                yield device, trait.name, value


def _others(house: Sight, room: RoomId, occupant: OccupantId) -> bool:
    """Whether somebody else is there, or was last heard there."""
    stays = {who for who, stay in house.ledger.stays.items() if stay[0] == room}
    return bool((set(house.presence.in_room(room)) | stays) - {occupant})
