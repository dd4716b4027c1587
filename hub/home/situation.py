"""The moment as the learners see it: local time, sun, light, weather, who else is there. The only place local time is made."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import elevation

from devices.vocabulary import Moment, RoomId
from models.context import Context

SUN_EVERY_S = 60.0  # the sun moves a quarter of a degree a minute; astral takes 60 µs
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
    """Makes a Context for a room. Owned by the loop's thread; about 2 µs a context."""

    def __init__(self, latitude: float, longitude: float, time_zone: str, quiet: tuple[time, time] | None) -> None:
        self._zone = ZoneInfo(time_zone)
        self._observer = Observer(latitude, longitude)
        self._quiet = quiet
        self._sun: tuple[float, float] | None = None  # monotonic time, degrees
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

    def sun_deg(self, now: Moment) -> float:
        """Elevation of the sun in degrees, as of the last minute."""
        if self._sun is None or not 0.0 <= now.mono - self._sun[0] < SUN_EVERY_S:
            self._sun = (now.mono, float(elevation(self._observer, now.at)))
        return self._sun[1]

    def context(self, room: RoomId, lux: float | None, others: int, now: Moment, place: str | None = None) -> Context:
        """lux: in the room. others: how many further people are there."""
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
        )
