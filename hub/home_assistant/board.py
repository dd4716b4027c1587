"""Keeps what the broker shows of the hub true: announces, tells what changed, takes back what is gone. On the loop's thread."""

import random
from collections.abc import Callable, Iterator

from devices.message import Message, Outgoing
from devices.vocabulary import Moment, OccupantId, RoomId

from ..config import Config
from ..house import Current, House
from .announcement import announcements, birth_topic, object_of, own_filter
from .states import RoomTold, parts

GATHERED_S = 0.3  # changes of one moment are shown together, after the lamps are lit
AT_ONCE = 5  # rooms of which there is nothing new
EVERY_S = 60.0  # figures that change with time alone
BIRTH_S = (1.0, 10.0)  # after Home Assistant's start: not every bridge of the home at once


class Board:
    """publish: to the broker; False while it is away. is_there: whether Home Assistant's link is up, None without one.
    on_birth: called when Home Assistant says that it has started.

    A hub with a broker of its own, which nobody else hears, announces nothing.
    """

    def __init__(
        self,
        current: Current,
        publish: Callable[[Outgoing], bool],
        is_there: Callable[[], bool | None],
        on_birth: Callable[[], None] = lambda: None,
    ) -> None:
        self._current, self._publish, self._is_there, self._on_birth = current, publish, is_there, on_birth
        self._used: House | None = None  # the house that what follows was worked out for
        self._shown: dict[str, bytes] = {}
        self._announced: dict[str, bytes] = {}
        self._leftovers: set[str] = set()  # announcements to take back
        self._rooms: dict[RoomId, RoomTold] = {}
        self._again: float | None = None
        self._last = 0.0
        self._birth, self._own = "", ""  # the topic of Home Assistant's birth, the beginning of this hub's announcements
        self._wanted: dict[str, bytes] = {}  # announcements of this configuration
        self._going: Iterator[None] | None = None  # what is being shown, piece by piece

    def _house(self) -> House:
        """The one that counts now; when that is another than the last time, what only the one before it had is taken back."""
        house = self._current.house
        if house is not self._used:
            self._used = house
            # Told to announce nothing any more, it takes back what it announced before.
            is_telling = is_announcing(house.config)
            self._birth = birth_topic(house.config) if is_telling else ""
            self._own = own_filter(house.config).partition("+")[0] if house.config.mqtt is not None else ""
            self._wanted = announcements(house.config, house.topics) if is_telling else {}
            self._leftovers |= {topic for topic in self._announced if topic not in self._wanted}
            self._going = None
            self._rooms = {}
            self._take_back(house)
        return house

    def filters(self) -> tuple[str, ...]:
        """What has to be heard for it: Home Assistant's birth, and what was announced before."""
        self._house()
        return tuple(wanted for wanted in (self._birth, f"{self._own}+/config" if self._own else "") if wanted)

    def hear(self, message: Message) -> bool:
        """Whether the message was for the board."""
        topic, house = message.topic, self._house()
        if not self._own:
            return False
        if self._birth and topic == self._birth:
            if not message.retain and message.payload.strip() == b"online":
                self._again = message.when.mono + random.uniform(*BIRTH_S)
                self._on_birth()
            return True
        if not topic.startswith(self._own):
            return False
        if message.retain and message.payload and topic not in self._wanted:
            self._leftovers.add(topic)  # of an earlier configuration, changed while the hub was off
            self._take_back(house)
        return True

    @property
    def is_busy(self) -> bool:
        """Whether something is left to be shown: the next tick may come at once."""
        return self._going is not None

    def show(self, now: Moment) -> None:
        """Announces what is new and tells what has changed."""
        self._begin(now)
        self._finish()

    def begin_all(self, now: Moment) -> None:
        """Everything anew, a piece with every tick: the broker may have forgotten it, or Home Assistant missed it."""
        self._shown.clear()
        self._announced.clear()
        self._begin(now, is_all=True)

    def tick(self, now: Moment, changed: float | None) -> bool:
        """Shows a piece, or begins when it is time. changed: monotonic time of the first change not shown yet. True when that
        one is being shown now."""
        self._house()
        if self._again is not None and now.mono >= self._again:
            self._again = None
            self.begin_all(now)
        elif self._going is not None:
            if next(self._going, self) is self:
                self._going = None
            return False
        elif (changed is not None and now.mono - changed >= GATHERED_S) or now.mono - self._last >= EVERY_S:
            self._begin(now)
        else:
            return False
        return True

    def _begin(self, now: Moment, is_all: bool = False) -> None:
        self._last = now.mono
        self._going = self._pieces(self._house(), now, is_all)

    def _finish(self) -> None:
        for _ in self._going or ():
            pass
        self._going = None

    def _pieces(self, house: House, now: Moment, is_all: bool) -> Iterator[None]:
        """A fraction of a millisecond each: whoever comes in meanwhile waits for no more than that."""
        self._take_back(house)
        for topic, payload in self._wanted.items():
            if self._announced.get(topic) != payload:
                if self._publish(Outgoing(topic, payload, retain=True, qos=1)):
                    self._announced[topic] = payload
                yield
        found: set[str] = set()
        for number, part in enumerate(parts(house, now, self._is_there(), self._rooms)):
            is_news = False
            for topic, payload in part:
                found.add(topic)
                if self._shown.get(topic) != payload and self._publish(Outgoing(topic, payload, retain=True)):
                    self._shown[topic], is_news = payload, True
            if is_news or not number % AT_ONCE:
                yield
        for topic in [topic for topic in self._shown if topic not in found]:
            if self._publish(Outgoing(topic, b"", retain=True)):
                del self._shown[topic]
        if is_all:
            for topic in self._idle(house):  # somebody may have been forgotten while the hub was off
                self._publish(Outgoing(topic, b"", retain=True))

    def forgotten(self, occupant: OccupantId, now: Moment) -> None:
        """Nothing of the person is shown any more, in Home Assistant's memory either; the switches say what is agreed."""
        for topic in self._house().topics.of_occupant(occupant):
            self._shown.pop(topic, None)
            self._publish(Outgoing(topic, b"None"))  # an empty one would leave the last value standing there
            self._publish(Outgoing(topic, b"", retain=True))
        self.show(now)

    def _idle(self, house: House) -> list[str]:
        """Topics of this home's people and rooms where nothing is to be said now; the step tells the first two of a person."""
        people = [t for who in house.config.occupants for t in house.topics.of_occupant(OccupantId(who))[2:]]
        rooms = [t for room in house.config.rooms for t in house.topics.of_room(RoomId(room))]
        return [topic for topic in (*people, *rooms) if topic not in self._shown]

    def _take_back(self, house: House) -> None:
        """Announcements of what is gone, and the states of the room or person each was about."""
        for topic in sorted(self._leftovers):
            if not self._publish(Outgoing(topic, b"", retain=True, qos=1)):
                return  # the broker is away, or not ready yet: later
            self._leftovers.discard(topic)
            self._announced.pop(topic, None)
            for state in _states_of(topic, house):
                self._shown.pop(state, None)
                self._publish(Outgoing(state, b"", retain=True))


def _states_of(topic: str, house: House) -> tuple[str, ...]:
    """The topics of a room or person that an announcement was about and that the house no longer knows."""
    kind, name = object_of(topic)
    if kind == "room" and name not in house.config.rooms:
        return house.topics.of_room(RoomId(name))
    if kind == "occupant" and name not in house.config.occupants:
        return house.topics.of_occupant(OccupantId(name))
    return ()


def is_announcing(config: Config) -> bool:
    return config.mqtt is not None and config.home_assistant.announce
