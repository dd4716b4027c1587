"""Sensors that cannot be right: that hang, chatter, see somebody where nobody is; phones that flap. Pure; each is told once.

In the flow: Reported (occupancy) → told a resident; what chatters is not heard meanwhile, nor what hangs believed (motion.py).
"""

from collections import deque
from collections.abc import Iterator

from devices.vocabulary import DeviceId, Moment

HANGS_S = 10 * 3600.0  # nobody moves without a pause for so long
MANY, IN_S = 20, 60.0  # beginnings that are no movements
CALM_S = 120.0  # so long a sensor that chattered must not, to be heard again
ALONE, DAY_S = 5, 86_400.0  # beginnings a day with nobody at home
REST_S = 7 * 86_400.0  # so long nothing is said again of what has been said: whoever wants to do something has time to


class DoubtfulMotion:
    """Owned by the loop's thread."""

    def __init__(self) -> None:
        self._since: dict[DeviceId, float] = {}
        self._begins: dict[DeviceId, deque[float]] = {}
        self._chatters: dict[DeviceId, float] = {}  # when it last did
        self._alone: dict[DeviceId, deque[float]] = {}
        self._told: dict[tuple[DeviceId, str], float] = {}
        self._problems: deque[str] = deque()

    def take(self, sensor: DeviceId, is_somebody: bool, is_home_empty: bool, pets: bool, now: Moment) -> bool:
        """A live word; False where it is not to be heard. pets: an animal is known of."""
        if not is_somebody:
            self._since.pop(sensor, None)
            return sensor not in self._chatters
        is_new = sensor not in self._since
        self._since.setdefault(sensor, now.mono)
        if is_new:
            self._count(sensor, is_home_empty and not pets, now.mono)
        return sensor not in self._chatters

    def moved(self, sensor: DeviceId, now: Moment) -> bool:
        """A contact opened or shut; False where it is not to be heard. It may well stay as it is for days."""
        self._count(sensor, False, now.mono)
        return sensor not in self._chatters

    def tick(self, now: Moment) -> None:
        for sensor, since in self._since.items():
            if now.mono - since >= HANGS_S:
                words = (
                    "has told for ten hours without a pause that somebody is there, and is not believed until it says otherwise"
                )
                self._tell(sensor, words, now.mono)
        for sensor in [sensor for sensor, at in self._chatters.items() if now.mono - at >= CALM_S]:
            del self._chatters[sensor]

    def flaps(self, phone: DeviceId, now: Moment) -> None:
        """A phone says home and away by turns."""
        self._tell(phone, "says home and away by turns, and is taken to be at home until it is calm for ten minutes", now.mono)

    def problems(self) -> Iterator[str]:
        """What a resident should know and has not been told yet."""
        while self._problems:
            yield self._problems.popleft()

    def _count(self, sensor: DeviceId, is_nobody: bool, now: float) -> None:
        begins = self._begins.setdefault(sensor, deque(maxlen=MANY))
        begins.append(now)
        if len(begins) == MANY and now - begins[0] <= IN_S:
            self._chatters[sensor] = now
            self._tell(sensor, f"begins and ends {MANY} times in a minute, and is not heard while it does", now)
        if is_nobody:
            alone = self._alone.setdefault(sensor, deque(maxlen=ALONE))
            alone.append(now)
            if len(alone) == ALONE and now - alone[0] <= DAY_S:
                words = "sees somebody move though everybody is out: an animal? (pets: true under home: or in the room)"
                self._tell(sensor, words, now)

    def _tell(self, sensor: DeviceId, words: str, now: float) -> None:
        """Once a week at most, however long it goes on."""
        last = self._told.get((sensor, words))
        if last is None or now - last >= REST_S:
            self._told[sensor, words] = now
            self._problems.append(f"{sensor} {words}")
