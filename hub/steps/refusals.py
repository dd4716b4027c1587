"""What the broker does not let the hub hear, or keeps it out of altogether: in sentences, told once, and over when it is over.

In the flow: the link's refusals → sentences that name the topics and what they were for → attune/problem, status, screens.
"""

import logging
from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

from devices.text import shown
from devices.vocabulary import DeviceId, Moment, RoomId

from ..config import Config
from ..home.catalogue import Catalogue
from .reporting import Reporting

log = logging.getLogger(__name__)

NAMED = 6  # topics in one sentence, and things they are for
SENTENCES = 20  # told at once


class Link(Protocol):
    """What is asked of the broker's link; devices/links/mqtt/link.py is one."""

    not_let_in: str

    @property
    def state(self) -> str: ...
    @property
    def refusals(self) -> Mapping[str, str]: ...


class Refusals:
    """Owned by the loop's thread. Outlives connections: what is refused again after a reconnect is no news."""

    def __init__(self) -> None:
        self._known: Mapping[str, str] = {}
        self._shut_out = ""
        self._since = 0.0

    def look(self, link: Link, reporting: Reporting, orders: Collection[str], now: Moment) -> None:
        """What is refused now, against what was told. Called at least once a second; with nothing new it costs a µs."""
        if link.not_let_in and link.not_let_in != self._shut_out:
            self._since = self._since if self._shut_out else now.mono
            self._shut_out = link.not_let_in
            self.show(reporting, orders)
        if link.state != "up":
            return
        if self._shut_out:
            reporting.tell(
                f"the broker did not let the hub in for {now.mono - self._since:.0f} s: {self._shut_out}; it does again"
            )
            self._shut_out = ""
            self.show(reporting, orders)
        refused = link.refusals
        if refused != self._known:
            news = {topic: why for topic, why in refused.items() if self._known.get(topic) != why}
            self._known = refused
            house = reporting.house
            sentences = list(told(news, house.catalogue, house.config, orders))
            for words, topics, room in sentences[:SENTENCES]:
                reporting.tell(words, room, topics=topics)
            if rest := [topic for _, topics, _ in sentences[SENTENCES:] for topic in topics]:
                reporting.tell(f"the broker refuses the hub {len(rest)} more (attune status names them)", topics=rest)
            self.show(reporting, orders)

    def show(self, reporting: Reporting, orders: Collection[str]) -> None:
        """What stands now, in words of this configuration: after a new one it is asked for again."""
        house = reporting.house
        shut = [f"the broker does not let the hub in: {self._shut_out}"] if self._shut_out else []
        house.standing.refused = (*shut, *(words for words, _, _ in told(self._known, house.catalogue, house.config, orders)))
        reporting.changed = float("-inf")


def told(
    refused: Mapping[str, str], catalogue: Catalogue, config: Config, orders: Collection[str]
) -> Iterator[tuple[str, list[str], RoomId | None]]:
    """A sentence for all topics that are refused for one reason and were for the same; the topics; the room, if it is one."""
    together: dict[tuple[str, str], list[str]] = {}
    rooms: dict[tuple[str, str], set[RoomId | None]] = {}
    places = {id_: (words, room) for id_, words, room in _places(config)} if refused else {}
    for topic, why in refused.items():
        uses = dict(places.get(device, (shown(device, 60), None)) for device in catalogue.needing(topic))
        if topic in orders:
            uses["orders to the hub"] = None
        key = why, _listed(list(uses)) or "the hub itself"
        together.setdefault(key, []).append(topic)
        rooms.setdefault(key, set()).update(uses.values())
    for (why, needed_for), topics in together.items():
        in_rooms = rooms[why, needed_for]
        words = (
            f"the broker refuses the hub {_listed([shown(topic, 120) for topic in topics])} ({why}), needed for {needed_for}"
        )
        yield words, topics, in_rooms.pop() if len(in_rooms) == 1 else None


def _places(config: Config) -> Iterator[tuple[DeviceId, str, RoomId | None]]:
    """What each reference of the configuration is for."""
    for who, occupant in config.occupants.items():
        for reference in occupant.presence:
            yield reference.id, f"where {who} is", None
    for room, block in config.rooms.items():
        for reference in (*block.devices, *block.sensors):
            yield reference.id, f"{shown(reference.id, 60)} in {room}", RoomId(room)
        if block.activity is not None:
            yield block.activity.id, f"what goes on in {room}", RoomId(room)
    if config.outdoor.temperature is not None:
        yield config.outdoor.temperature.id, "the temperature outdoors", None


def _listed(words: list[str]) -> str:
    more = f" and {len(words) - NAMED} more" if len(words) > NAMED else ""
    return ", ".join(words[:NAMED]) + more
