"""Where people are, made of what the configuration names: its sources, its rooms, and the fingerprints that tell rooms apart.

In the flow: Config, store → Presence, which hears what the sources say. A new configuration takes over what is still true.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId
from models.fingerprints import Fingerprints

from ..config import Config
from ..consent import Agreements
from ..presence.moved import SourceFound
from ..presence.presence import Presence
from ..presence.room_use import PARTS, USES, RoomUse
from ..presence.sources import SourceKind, kind_of, usual_timeout_s
from ..presence.unnamed import Unnamed
from ..setup.room_names import room_of
from ..store import Store

log = logging.getLogger(__name__)


def presence_of(
    config: Config, store: Store, agreements: Agreements, earlier: Presence, places: Mapping[OccupantId, str]
) -> Presence:
    """earlier: of the configuration before. places: where people were before a restart. Raises StoreFailed."""
    timeouts: dict[DeviceId, float] = {}
    stays = set()
    for block in config.occupants.values():
        for reference in block.presence:
            if reference.options.get("stays") is True:
                stays.add(reference.id)
            patience = reference.options.get("timeout", usual_timeout_s(reference.family))
            if isinstance(patience, int | float) and not isinstance(patience, bool):
                timeouts[reference.id] = float(patience)
    rooms = {RoomId(room): block.name for room, block in config.rooms.items()}
    presence = Presence(_sources(config), rooms, timeouts, stays, _unnamed(config, agreements))
    presence.remember([source for source, who in store.still_sources.all().items() if agreements.may_keep(who)])
    presence.adopt(earlier)
    if presence.unnamed is not None and earlier.unnamed is None:  # the first house of this run
        remember(presence.unnamed, store)
    for occupant, place in places.items():
        if agreements.may_keep(occupant):
            presence.restore(occupant, place)
    presence.use(fingerprints_of(config, store, agreements))
    return presence


def fingerprints_of(config: Config, store: Store, agreements: Agreements) -> dict[DeviceId, Fingerprints]:
    """By source: of who agreed to have anything kept, of sources and rooms still configured. Raises StoreFailed."""
    sources = _sources(config)
    found: dict[DeviceId, Fingerprints] = {}
    for (occupant, source), taken in store.fingerprints.all().items():
        known = [one for one in taken if one.room in config.rooms]
        is_distance = source in sources and sources[source][1] is SourceKind.DISTANCE
        if is_distance and agreements.may_keep(occupant) and len({one.room for one in known}) > 1:
            found[source] = Fingerprints(known)
    return found


def _unnamed(config: Config, agreements: Agreements) -> Unnamed:
    """What is learned of how people move is learned of who agreed; the home's own ways where everybody did."""
    people = [OccupantId(who) for who in config.occupants]
    agreed = agreements.of(people)
    return Unnamed(
        tuple(RoomId(room) for room in config.rooms),
        {RoomId(room): block.next_to for room, block in config.rooms.items() if block.next_to},
        part_of(config.home.time_zone),
        {RoomId(room): config.home.pets if block.pets is None else block.pets for room, block in config.rooms.items()},
        agreed,
        is_shared=len(agreed) == len(people),
        uses={RoomId(room): use for room in config.rooms if (use := _use_of(config, RoomId(room))) is not None},
        sleepers={RoomId(room): [OccupantId(who) for who in config.sleepers(RoomId(room))] for room in config.rooms},
    )


def _use_of(config: Config, room: RoomId) -> RoomUse | None:
    """What the room is for, as far as the configuration says."""
    if config.is_bedroom(room):
        return USES["bedroom"]
    known = room_of(f"{config.rooms[room].name} {room}", {})
    return None if known == "bedroom" else USES.get(known)  # said to be none


THERE = "there"  # beside a person's ways: where they may be just now
SETTING = "movements"  # under which the store keeps what is known of the home and nobody


def remember(unnamed: Unnamed, store: Store) -> None:
    """What was learned before a restart. Raises StoreFailed; what cannot be read is learned anew."""
    try:
        ways = store.ways.all()
        unnamed.remember(store.settings.get(SETTING, {}), ways)
        for who, kept in ways.items():
            if THERE in kept:
                unnamed.were(who, kept[THERE])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        log.warning("what was known of how people move here cannot be read and is learned anew: %s", error)


def keep_movements(unnamed: Unnamed, store: Store, now: datetime) -> None:
    """On the disk: of the home where everybody agreed, of a person where they did. Raises StoreFailed."""
    unnamed.learn()
    store.settings.put(SETTING, unnamed.shared_json())
    for who in sorted(unnamed.movements.own):
        ways, there = unnamed.own_json(who), unnamed.there_json(who, now)
        if ways or there:
            store.ways.put(who, {**ways, **({THERE: there} if there else {})}, now)


def part_of(time_zone: str) -> Callable[[datetime], int]:
    """Which of the parts of the day a moment falls into, at home."""
    zone = ZoneInfo(time_zone)
    return lambda at: at.astimezone(zone).hour * PARTS // 24


def keep_found(store: Store, found: SourceFound, now: Moment) -> None:
    """A source stays behind when its person goes, or was carried after all. Raises StoreFailed."""
    if found.is_still:
        store.still_sources.put(found.occupant, found.source, now.at)
    else:
        store.still_sources.drop(found.occupant, found.source)


def _sources(config: Config) -> dict[DeviceId, tuple[OccupantId, SourceKind]]:
    """Whose each is, and what it can tell."""
    return {
        reference.id: (OccupantId(who), kind_of(reference.family, reference.name))
        for who, block in config.occupants.items()
        for reference in block.presence
    }
