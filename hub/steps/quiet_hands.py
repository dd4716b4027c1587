"""Somebody sets more by hand, night after night, than quiet hours let the hub give: it says by which key that can be mended.

In the flow: a hand in quiet hours, against what they trimmed or held → (three nights) → a problem, once. Nights are kept in
memory alone; of what was said only when.
"""

from datetime import datetime, time, timedelta

from devices.vocabulary import SILENCE, DeviceId, Moment, RoomId, Value

from ..home.readings import Change
from ..house import Current, House
from ..safety.caps import LIGHT_QUIET, QUIET, ROUNDED, WARM_K
from .reporting import Reporting

SETTING = "quiet_hours_told"  # under which the store keeps when it was said last
NIGHTS, WITHIN_D = 3, 14
REST_D = 60.0  # whoever leaves them as they are has declined
JUST_NOW = timedelta(hours=1)  # a hand answers what was decided so long ago at most
ROUND_MIN, DAY_MIN = 30, 1440


class QuietHands:
    """Owned by the loop's thread."""

    def __init__(self, current: Current, reporting: Reporting) -> None:
        self._current, self._reporting = current, reporting

    @property
    def house(self) -> House:
        return self._current.house

    def by_hand(self, change: Change, room: RoomId, now: Moment) -> None:
        """Cheap by day."""
        house, hours = self.house, self.house.config.quiet_hours
        if hours is None or not house.situation.is_quiet(now.at) or house.mode(room) is not None:
            return
        if not is_more(change.trait.quantity, change.value) or not self._was_kept(change.device, room, now):
            return
        local = house.situation.local(now.at)
        night = local.date() if local.time() >= hours.start else local.date() - timedelta(days=1)
        house.standing.quiet_hands.append((night, local))
        recent = [(one, at) for one, at in house.standing.quiet_hands if (night - one).days < WITHIN_D]
        if len({one for one, _ in recent}) >= NIGHTS and self._may_be_said(now):
            self._say(room, [at for _, at in recent], now)

    def _was_kept(self, device: DeviceId, room: RoomId, now: Moment) -> bool:
        """Whether quiet hours had made it less a moment ago."""
        decided = self.house.ledger.between(now.at - JUST_NOW, now.at, room)
        return any(w.device == device and w.reason.code == QUIET for entry in decided for w in entry.decision.wishes)

    def _may_be_said(self, now: Moment) -> bool:
        last = self.house.store.settings.get(SETTING)
        return last is None or (now.at - datetime.fromisoformat(last)).days >= REST_D

    def _say(self, room: RoomId, times: list[datetime], now: Moment) -> None:
        house, hours = self.house, self.house.config.quiet_hours
        if hours is None:
            return
        house.standing.quiet_hands.clear()
        house.keep(lambda: house.store.settings.put(SETTING, now.at.isoformat()))
        begin, end = f"{hours.start:%H:%M}", f"{hours.end:%H:%M}"
        right = without(times, hours.start, hours.end)
        self._reporting.problem(
            f"{house.config.rooms[room].name}: on {NIGHTS} nights more was set by hand than quiet_hours ({begin} to {end}) let "
            f"the hub give; if it is to, write {right} in the configuration; if not, this is not said again soon",
            room,
        )


def is_more(quantity: str, value: Value) -> bool:
    """Whether it is what quiet hours do not give."""
    match quantity:
        case "brightness":
            return isinstance(value, float) and value > LIGHT_QUIET * ROUNDED
        case "colour_temperature":
            return isinstance(value, float) and value > WARM_K * ROUNDED
        case "power":
            return value is True
        case "music":
            return value != SILENCE
        case _:
            return False


def without(times: list[datetime], start: time, end: time) -> str:
    """The line of the configuration with which these times, local, are in no quiet hours."""
    begins, ends = _minutes(start), _minutes(end)
    lasts = (ends - begins) % DAY_MIN or DAY_MIN
    at = [(_minutes(one.time()) - begins) % DAY_MIN for one in times]
    early, late = [one for one in at if one < lasts / 2], [one for one in at if one >= lasts / 2]
    later = -(-(max(early) + 1) // ROUND_MIN) * ROUND_MIN if early else 0
    sooner = min(late) // ROUND_MIN * ROUND_MIN if late else lasts
    if later >= sooner:
        return "no quiet_hours"
    return f'quiet_hours: {{from: "{_clock(begins + later)}", to: "{_clock(begins + sooner)}"}}'


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _clock(minutes: int) -> str:
    return f"{minutes % DAY_MIN // 60:02d}:{minutes % 60:02d}"
