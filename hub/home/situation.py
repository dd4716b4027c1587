"""The moment as the learners see it: local time, sun, light, weather, who else is there. The only place local time is made."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import elevation

from devices.vocabulary import Moment, RoomId
from models.context import Context

MINUTE_S = 60
OUTDOOR_AGE_S = 3 * 3600.0


@dataclass(slots=True)
class Outdoors:
    """Outdoor temperature and its running mean (0.8 of yesterday's mean, 0.2 of the day's; EN 16798-1, eq. B.2), °C."""

    now_c: float | None = None
    heard_mono: float = 0.0
    mean_c: float | None = None
    day: str = ""
    day_sum: float = 0.0
    day_count: int = 0

    def hear(self, value: float, when: Moment) -> None:
        self.now_c, self.heard_mono = value, when.mono
        day = when.at.date().isoformat()
        if day != self.day:
            if self.day_count:
                daily = self.day_sum / self.day_count
                self.mean_c = daily if self.mean_c is None else 0.8 * self.mean_c + 0.2 * daily
            self.day, self.day_sum, self.day_count = day, 0.0, 0
        self.day_sum += value
        self.day_count += 1

    def current(self, now: Moment) -> float | None:
        return self.now_c if now.mono - self.heard_mono <= OUTDOOR_AGE_S else None


class Situation:
    """Makes a Context for a room. Owned by the loop's thread; about 2 µs a context.

    What is asked of the learners is asked as of the minute (``at_minute``), so that it can be worked out before somebody comes
    in; what they are taught keeps its second (``context``).
    """

    def __init__(self, latitude: float, longitude: float, time_zone: str, quiet: tuple[time, time] | None) -> None:
        self._zone = ZoneInfo(time_zone)
        self._observer = Observer(latitude, longitude)
        self._quiet = quiet
        self._minute: tuple[int, datetime, float] | None = None  # since 1970; the same there; the sun's elevation
        self._asked: dict[tuple[RoomId, str | None, bool, tuple[str, ...]], Context] = {}
        self.outdoors = Outdoors()
        self.activity: dict[RoomId, str] = {}

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self._zone)

    def is_quiet(self, at: datetime) -> bool:
        """Whether quiet hours cover this moment; they may span midnight."""
        if self._quiet is None:
            return False
        start, end = self._quiet
        clock = self.local(at).time()
        return start <= clock < end if start <= end else clock >= start or clock < end

    def _now(self, now: Moment) -> tuple[int, datetime, float]:
        """The sun moves a quarter of a degree a minute; astral takes 60 µs."""
        number = int(now.at.timestamp() // MINUTE_S)
        known = self._minute
        if known is None or known[0] != number:
            local = datetime.fromtimestamp(number * MINUTE_S, self._zone)
            known = self._minute = number, local, float(elevation(self._observer, local))
        return known

    def minute(self, now: Moment) -> int:
        """Which minute it is, since 1970: what is asked of the learners changes with it."""
        return self._now(now)[0]

    def sun_deg(self, now: Moment) -> float:
        """Elevation of the sun in degrees, as the minute began."""
        return self._now(now)[2]

    def at_minute(
        self, room: RoomId, place: str | None, lux: float | None, others: int, now: Moment, together: tuple[str, ...] = ()
    ) -> Context:
        """As ``context``, as of the minute that has begun. The very same one as long as nothing of it has changed."""
        key = room, place, others > 0, together
        told = outdoor, mean, activity = self.outdoors.current(now), self.outdoors.mean_c, self.activity.get(room)
        _, local, sun = self._now(now)
        known = self._asked.get(key)
        if known is None or known.local is not local or lux != known.illuminance_lx or told != _told(known):
            known = self._asked[key] = Context(
                local, room, place, lux, outdoor, mean, sun, activity, others > 0, None, together
            )
        return known

    def later(self, context: Context, by: timedelta) -> Context:
        """As it will be then, as far as that is known: the hour, and the sun; 60 µs."""
        local = context.local + by
        return replace(context, local=local, sun_elevation_deg=float(elevation(self._observer, local)))

    def context(
        self,
        room: RoomId,
        lux: float | None,
        others: int,
        now: Moment,
        place: str | None = None,
        together: tuple[str, ...] = (),
    ) -> Context:
        """lux: in the room. others: how many further people are there. together: who is, of those who may be named."""
        return Context(
            local=self.local(now.at),
            room=room,
            place=place,
            illuminance_lx=lux,
            outdoor_c=self.outdoors.current(now),
            outdoor_mean_c=self.outdoors.mean_c,
            sun_elevation_deg=self.sun_deg(now),
            activity=self.activity.get(room),
            company=others > 0,
            together=together,
        )


def _told(known: Context) -> tuple[float | None, float | None, str | None]:
    return known.outdoor_c, known.outdoor_mean_c, known.activity
