"""Rooms whose last light went out by night: whoever is still thought to be there has gone to bed, there or elsewhere.

In the flow: the lamps as they are, who was noticed → whether the hour alone may light anything. Homes in which no bedroom is
known, or nothing tells that somebody went there, have nights too.
"""

from datetime import datetime, time, timedelta

from devices.vocabulary import Moment, Role, RoomId

from ..house import House

NIGHT_HOURS = (21, 5)  # where no quiet hours say when it is
NOTICED_S = 1800.0  # so long ago at most somebody moved, or came, who is up
UP_BY = time(10)  # from here on nobody is waited for


def is_night(house: House, at: datetime) -> bool:
    """Whether people go to bed about then."""
    if house.config.quiet_hours is not None:
        return house.situation.is_quiet(at)
    begins, ends = NIGHT_HOURS
    return not ends <= house.situation.local(at).hour < begins


def has_gone_to_bed(house: House, room: RoomId, now: Moment) -> bool:
    """Whether the last lamp there was put out in the night that is, or has just been, and nobody moved or came lately."""
    out = _dark_since(house, room)
    if out is None or not is_night(house, out.at) or now.at >= _up_by(house, out.at):
        return False
    came = [since.mono for place, since in house.ledger.stays.values() if place == room]
    noticed = max([*came, house.last_motion(room, now) or float("-inf")], default=float("-inf"))
    return now.mono - noticed > NOTICED_S


def _dark_since(house: House, room: RoomId) -> Moment | None:
    """None where a lamp shines, or is not known, or there is none."""
    lamps = [fitting.device.id for fitting in house.room_devices.of(room) if fitting.device.role is Role.LIGHT]
    readings = [house.readings.reading(lamp, "power") for lamp in lamps]
    out = [reading.since for reading in readings if reading is not None and reading.value is False]
    return max(out, key=lambda since: since.mono) if out and len(out) == len(readings) else None


def _up_by(house: House, out: datetime) -> datetime:
    local = house.situation.local(out)
    day = local.date() + timedelta(days=local.time() >= UP_BY)
    return datetime.combine(day, UP_BY, local.tzinfo)
