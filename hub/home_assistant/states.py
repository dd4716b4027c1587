"""How the hub's own entities are now: a house in, retained topics and their payloads out. Pure reading of the house."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from devices.vocabulary import AT_HOME, NOT_HOME, Moment, OccupantId, RoomId
from models.kind import kinds

from ..consent import DOMAINS
from ..decision import Decision
from ..house import House
from ..learning.changed_habits import documents
from ..telling.explain import brief
from ..telling.shortened import cut_short
from ..telling.topics import NOTHING

_UNKNOWN = b"None"  # Home Assistant's word for a value that is not known


def states(house: House, now: Moment, is_there: bool | None) -> dict[str, bytes]:
    """Every retained topic but those the step itself tells at once (room, learning, pause, status).

    is_there: whether Home Assistant's own link is up, None where there is none.
    """
    return dict(told for part in parts(house, now, is_there, {}) for told in part)


class RoomTold(NamedTuple):
    """of: all that it was made of. topics: with their payloads."""

    of: tuple[object, ...]
    topics: tuple[tuple[str, bytes], ...]


def parts(
    house: House, now: Moment, is_there: bool | None, known: dict[RoomId, RoomTold]
) -> Iterator[Iterable[tuple[str, bytes]]]:
    """The same in parts, one for the hub, one for each room and person: a house of a hundred rooms takes a while to tell.

    known: of this house, what was told of rooms before; where nothing of it has changed it is not put into words again.
    """
    yield _hub(house, now, is_there)
    for room in map(RoomId, house.config.rooms):
        before, of = known.get(room), _of_room(house, room, now)
        if before is None or before.of != of:
            before = known[room] = RoomTold(of, tuple(_room(house, room, now)))
        yield before.topics
    for who in house.config.occupants:
        yield _person(house, OccupantId(who), now)


def _of_room(house: House, room: RoomId, now: Moment) -> tuple[object, ...]:
    """Whatever ``_room`` looks at. A decision's evidence is added to its document later, at once."""
    offered, entry, there = house.suggestions.standing(room, now), house.ledger.entry("last", room), house.occupancy(room, now)
    why: tuple[object, ...] = (house.standing.earlier_decisions.get(room),)
    if entry is not None:
        why = entry.decision.id, entry.undone, len(entry.document.get("evidence", ())), may_retain(house, entry.decision)
    return (
        house.ladder.ceiling_in(room),
        house.situation.activity.get(room),
        house.standing.modes.told(room),
        None if offered is None else (offered.decision, offered.words, offered.wishes),
        why,
        there,
    )


def _hub(house: House, now: Moment, is_there: bool | None) -> Iterator[tuple[str, bytes]]:
    missing, standing = sorted(house.catalogue.missing), house.standing
    is_observing = house.command_history.is_observing(now)
    state = "paused" if house.paused else "observing" if is_observing else "degraded" if standing.degraded else "running"
    body = {
        "state": state,
        "problem": bool(
            missing or standing.refused or standing.degraded or not house.is_time_trusted or is_there is False or is_observing
        ),
        "problems": [*standing.refused[:5], *list(standing.problems)[-5:]],
        "missing": missing[:50],
        "learned": sum(house.shelf.knows(OccupantId(who), kind) for who in house.config.occupants for kind in kinds()),
        "home_assistant": None if is_there is None else "up" if is_there else "down",
    }
    yield house.topics.health, house.encode(body)
    yield house.topics.figures, house.encode(standing.figures.told(now.at))
    yield house.topics.mode, house.encode(house.standing.modes.told(None))
    yield house.topics.evening, house.encode(house.standing.evening)


def _room(house: House, room: RoomId, now: Moment) -> Iterator[tuple[str, bytes]]:
    topics = house.topics
    yield topics.room(room, "autonomy"), house.ladder.ceiling_in(room).encode()
    yield topics.room(room, "activity"), house.situation.activity.get(room, NOTHING).encode()
    yield topics.room(room, "mode"), house.encode(house.standing.modes.told(room))
    offered = house.suggestions.standing(room, now)
    people = [] if offered is None else sorted({who for wish in offered.wishes for who in wish.occupants})
    offer = {
        "offer": None if offered is None else cut_short(offered.words, offered.decision),
        "decision": None if offered is None else offered.decision,
        "people": people,
        "choices": [] if offered is None else [name for wish in offered.wishes for name in wish.choices],
    }
    yield topics.room(room, "suggestion"), house.encode(offer)
    yield topics.room(room, "why"), house.encode(_why(house, room))
    there = house.occupancy(room, now)
    # Every small step would be a line in somebody's recorder.
    told = {"occupancy": there.state.value, "probability": round(there.probability * 20) / 20, "because": there.because}
    yield topics.room(room, "occupancy"), house.encode(told)


def _why(house: House, room: RoomId) -> dict[str, Any]:
    """The last decision there, as far as it may be kept at all: what is retained is stored, on the broker."""
    entry = house.ledger.entry("last", room)
    if entry is None:
        return house.standing.earlier_decisions.get(room, {})
    return brief(entry.document, entry.undone) if may_retain(house, entry.decision) else {}


def may_retain(house: House, decision: Decision) -> bool:
    """Whether everybody a decision names agreed to something; one that names nobody may be kept."""
    return not decision.occupants or house.agreements.may_keep_all(decision.occupants)


def _person(house: House, who: OccupantId, now: Moment) -> Iterator[tuple[str, bytes]]:
    topics = house.topics
    where = house.presence.where(who)
    place = where.room or (NOT_HOME if where.home is False else AT_HOME if where.home else "unknown")
    told = {"room": place, "confidence": round(where.confidence * 20) / 20, "because": house.why_there(who)}
    yield topics.whereabouts(who), house.encode(told)
    for domain in DOMAINS:
        if domain in house.config.occupants[who].learn:
            yield topics.learning_of(who, domain), b"ON" if house.agreements.allows(who, domain) else b"OFF"
    corrections, rate = house.corrections.per_day(who, now.at), house.ladder.hit_rate(who)
    yield topics.corrections(who), _UNKNOWN if corrections is None else f"{corrections:.2f}".encode()
    # To look is to make everybody's learners ready: not while the hub starts.
    changes = house.habit_changes.of(who, now.at) if house.shelf.is_ready else []
    yield topics.changes(who), house.encode(documents(changes))
    yield topics.hit_rate(who), _UNKNOWN if rate is None else f"{rate * 100:.0f}".encode()
