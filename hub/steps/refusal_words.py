"""What the broker refuses, in sentences that name the topics and what they are for. Pure reading of the house."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from devices.text import shown
from devices.vocabulary import DeviceId, RoomId

from ..config import Config
from ..home.catalogue import Catalogue

NAMED = 6  # topics in one sentence, and things they are for

Sentence = tuple[str, Sequence[str], RoomId | None]  # the words; the topics; the room, where all of them are for one
_Uses = Mapping[str, RoomId | None]  # what a topic is for, in words → its room


def unheard(refused: Mapping[str, str], catalogue: Catalogue, config: Config, orders: Collection[str]) -> Iterator[Sentence]:
    """Filters that are refused, each with why. orders: topics on which the hub is told something."""
    places = _places(config) if refused else {}

    def uses(topic: str) -> _Uses:
        found = dict(_place(device, places) for device in catalogue.needing(topic))
        return {**found, "orders to the hub": None} if topic in orders else found

    yield from _sentences("the broker refuses the hub", refused, uses)


def unsaid(refused: Mapping[str, str], told_on: Callable[[str], Collection[DeviceId]], config: Config) -> Iterator[Sentence]:
    """Topics on which the broker passes nothing on, each with why. told_on: which devices are told something there."""
    places = _places(config) if refused else {}

    def uses(topic: str) -> _Uses:
        return dict(_place(device, places) for device in told_on(topic))

    yield from _sentences("the broker does not pass on what the hub says on", refused, uses)


def _sentences(begin: str, refused: Mapping[str, str], uses_of: Callable[[str], _Uses]) -> Iterator[Sentence]:
    """One for all topics that are refused for one reason and were for the same."""
    together: dict[tuple[str, str], list[str]] = {}
    rooms: dict[tuple[str, str], set[RoomId | None]] = {}
    for topic, why in refused.items():
        uses = uses_of(topic)
        key = why, _listed(list(uses)) or "the hub itself"
        together.setdefault(key, []).append(topic)
        rooms.setdefault(key, set()).update(uses.values())
    for (why, needed_for), topics in together.items():
        in_rooms = rooms[why, needed_for]
        words = f"{begin} {_listed([shown(topic, 120) for topic in topics])} ({why}), needed for {needed_for}"
        yield words, topics, in_rooms.pop() if len(in_rooms) == 1 else None


def _place(device: DeviceId, places: Mapping[DeviceId, tuple[str, RoomId | None]]) -> tuple[str, RoomId | None]:
    return places.get(device, (shown(device, 60), None))


def _places(config: Config) -> dict[DeviceId, tuple[str, RoomId | None]]:
    """What each reference of the configuration is for, and its room."""
    found: dict[DeviceId, tuple[str, RoomId | None]] = {}
    for who, occupant in config.occupants.items():
        found.update({reference.id: (f"where {who} is", None) for reference in occupant.presence})
    for room, block in config.rooms.items():
        for reference in (*block.devices, *block.sensors):
            found[reference.id] = f"{shown(reference.id, 60)} in {room}", RoomId(room)
        if block.activity is not None:
            found[block.activity.id] = f"what goes on in {room}", RoomId(room)
    if config.outdoor.temperature is not None:
        found[config.outdoor.temperature.id] = "the temperature outdoors", None
    return found


def _listed(words: list[str]) -> str:
    more = f" and {len(words) - NAMED} more" if len(words) > NAMED else ""
    return ", ".join(words[:NAMED]) + more
