"""Keeps what the broker shows of the hub true: announces, tells what changed, takes back what is gone. On the loop's thread."""

import random
from collections.abc import Callable

from devices.message import Message, Outgoing
from devices.vocabulary import Moment, OccupantId, RoomId

from ..config import Config
from ..house import House
from .announcement import announcements, birth_topic, object_of, own_filter
from .states import states

GATHERED_S = 0.3  # changes of one moment are shown together, after the lamps are lit
EVERY_S = 60.0  # figures that change with time alone
BIRTH_S = (1.0, 10.0)  # after Home Assistant's start: not every bridge of the home at once


class Board:
    """publish: to the broker; False while it is away. is_there: whether Home Assistant's link is up, None without one.
    on_birth: called when Home Assistant says that it has started.

    A hub with a broker of its own, which nobody else hears, announces nothing.
    """

    def __init__(
        self,
        publish: Callable[[Outgoing], bool],
        is_there: Callable[[], bool | None],
        on_birth: Callable[[], None] = lambda: None,
    ) -> None:
        self._publish, self._is_there, self._on_birth = publish, is_there, on_birth
        self._house: House | None = None
        self._shown: dict[str, bytes] = {}
        self._announced: dict[str, bytes] = {}
        self._leftovers: set[str] = set()  # announcements to take back
        self._again: float | None = None
        self._last = 0.0
        self._birth, self._own = "", ""  # the topic of Home Assistant's birth, the beginning of this hub's announcements

    def use(self, house: House) -> None:
        """This house from now on. What only the one before it had is taken back."""
        self._house = house
        # Told to announce nothing any more, it takes back what it announced before.
        self._birth = birth_topic(house.config) if is_announcing(house.config) else ""
        self._own = own_filter(house.config).partition("+")[0] if house.config.mqtt is not None else ""
        wanted = self._wanted(house.config)
        self._leftovers |= {topic for topic in self._announced if topic not in wanted}
        self._take_back()

    def filters(self) -> tuple[str, ...]:
        """What has to be heard for it: Home Assistant's birth, and what was announced before."""
        return tuple(wanted for wanted in (self._birth, f"{self._own}+/config" if self._own else "") if wanted)

    def hear(self, message: Message) -> bool:
        """Whether the message was for the board."""
        topic, house = message.topic, self._house
        if not self._own or house is None:
            return False
        if self._birth and topic == self._birth:
            if not message.retain and message.payload.strip() == b"online":
                self._again = message.when.mono + random.uniform(*BIRTH_S)
                self._on_birth()
            return True
        if not topic.startswith(self._own):
            return False
        if message.retain and message.payload and topic not in self._wanted(house.config):
            self._leftovers.add(topic)  # of an earlier configuration, changed while the hub was off
            self._take_back()
        return True

    def show_all(self, now: Moment) -> None:
        """The broker may have forgotten everything, or Home Assistant missed it."""
        self._shown.clear()
        self._announced.clear()
        self.show(now)
        if self._house is not None:
            for topic in self._idle(self._house):  # somebody may have been forgotten while the hub was off
                self._publish(Outgoing(topic, b"", retain=True))

    def show(self, now: Moment) -> None:
        """Announces what is new and tells what has changed."""
        house = self._house
        if house is None:
            return
        self._last = now.mono
        self._take_back()
        for topic, payload in self._wanted(house.config).items():
            if self._announced.get(topic) != payload and self._publish(Outgoing(topic, payload, retain=True, qos=1)):
                self._announced[topic] = payload
        found = states(house, now, self._is_there())
        for topic, payload in found.items():
            if self._shown.get(topic) != payload and self._publish(Outgoing(topic, payload, retain=True)):
                self._shown[topic] = payload
        for topic in [topic for topic in self._shown if topic not in found]:
            if self._publish(Outgoing(topic, b"", retain=True)):
                del self._shown[topic]

    def tick(self, now: Moment, changed: float | None) -> bool:
        """changed: monotonic time of the first change not shown yet. True when everything is shown."""
        if self._again is not None and now.mono >= self._again:
            self._again = None
            self.show_all(now)
            return True
        if (changed is not None and now.mono - changed >= GATHERED_S) or now.mono - self._last >= EVERY_S:
            self.show(now)
            return True
        return False

    def forgotten(self, occupant: OccupantId, now: Moment) -> None:
        """Nothing of the person is shown any more, in Home Assistant's memory either; the switches say what is agreed."""
        house = self._house
        if house is None:
            return
        for topic in house.topics.of_occupant(occupant):
            self._shown.pop(topic, None)
            self._publish(Outgoing(topic, b"None"))  # an empty one would leave the last value standing there
            self._publish(Outgoing(topic, b"", retain=True))
        self.show(now)

    def _idle(self, house: House) -> list[str]:
        """Topics of this home's people and rooms where nothing is to be said now; the step tells the first two of a person."""
        people = [t for who in house.config.occupants for t in house.topics.of_occupant(OccupantId(who))[2:]]
        rooms = [t for room in house.config.rooms for t in house.topics.of_room(RoomId(room))]
        return [topic for topic in (*people, *rooms) if topic not in self._shown]

    def _wanted(self, config: Config) -> dict[str, bytes]:
        house = self._house
        return announcements(config, house.topics) if house is not None and is_announcing(config) else {}

    def _take_back(self) -> None:
        """Announcements of what is gone, and the states of the room or person each was about."""
        house = self._house
        if house is None:
            return
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
