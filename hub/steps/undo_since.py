"""``attune undo --since 20:00``: what the hub did in a span, taken together, from what it set last to what was there first.

In the flow: an order → the decisions of the span, newest first → one document a room, which ``undo.py`` puts back. Each device
is told once: one word after the other would flicker, and the rails would hold all but the first.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from devices.vocabulary import LIT, DeviceId, Moment, RoomId, Trait, Value, endpoint_of

from ..attribution.expectation import arrived
from ..decision import Outcome, Reason, Trigger, Wish
from ..decision_document import DecisionDocument, WishDocument
from ..errors import NotPossible
from ..home.room_devices import called
from ..house import House
from .asked import Asked, known_room
from .clean_windows import last_such, next_such

FURTHEST = timedelta(days=7)
MOVED = Reason("moved_since", "it has been moved since")
GONE = Reason("not_there", "the device is not there any more")
UNKNOWN = Reason("not_known_any_more", "what was there before is not known any more")
FADED = timedelta(seconds=150)  # the longest fade, and its answer
_ROUNDED = timedelta(milliseconds=1)  # a document tells its time in milliseconds

Key = tuple[DeviceId, str]
Parts = Mapping[Key, Sequence[DecisionDocument]]


@dataclass(frozen=True, slots=True)
class UndoSpan:
    """start, end: aware UTC, both within. room: None: all of them."""

    start: datetime
    end: datetime
    room: RoomId | None


@dataclass(frozen=True, slots=True)
class Together:
    """What was done in a room. document: as if one decision had done all of it that nobody has moved since; parts: the
    decisions behind each of its wishes, the newest first. left: what cannot be put back, and why."""

    room: RoomId
    document: DecisionDocument
    parts: Parts
    left: tuple[Wish, ...]


def undo_span(house: House, asked: Asked, now: Moment) -> UndoSpan:
    """since, until: of the home's clock; without until: up to now. Raises NotPossible."""
    zone, until, room = ZoneInfo(house.config.home.time_zone), asked.get("until"), asked.get("room")
    start = last_such(str(asked.get("since")), now.at, zone)
    end = now.at if until is None else min(next_such(str(until), start, zone), now.at)
    if end < start:
        raise NotPossible("the span ends before it begins", "wrong_time")
    if now.at - start > FURTHEST:
        raise NotPossible("what was done is put back for a week at most", "wrong_time")
    return UndoSpan(start, end, None if room is None else known_room(house, str(room)))


def done_in(house: House, span: UndoSpan) -> list[DecisionDocument]:
    """Every decision of the span that moved something, the newest first; those undone already say so."""
    stored = house.store.decisions.between(span.start, span.end, span.room)
    found: dict[str, DecisionDocument] = {str(document["id"]): document for document in stored}
    for entry in house.ledger.between(span.start, span.end, span.room):
        body = entry.document.copy()
        if entry.undone:
            body["undone"] = True
        found[entry.decision.id] = body
    moved = [document for document in found.values() if any(_sent(document))]
    return sorted(moved, key=lambda document: (datetime.fromisoformat(document["at"]), document["id"]), reverse=True)


def stands(document: DecisionDocument) -> bool:
    """Whether it is the hub's own, not undone: what somebody asked for is theirs."""
    return not document.get("undone") and document["trigger"] not in (Trigger.UNDO.value, Trigger.ASKED.value)


def taken_together(house: House, documents: Sequence[DecisionDocument], waiting: Collection[Key]) -> Iterator[Together]:
    """Room by room. documents: as of ``done_in``. waiting: what had not been sent yet, as device and trait."""
    for room in dict.fromkeys(RoomId(document["room"]) for document in documents if stands(document)):
        yield _of_room(house, room, [document for document in documents if document["room"] == room], waiting)


def _of_room(house: House, room: RoomId, documents: Sequence[DecisionDocument], waiting: Collection[Key]) -> Together:
    whole, parts, begun = dict[Key, WishDocument](), dict[Key, list[DecisionDocument]](), dict[Key, datetime]()
    over = dict[Key, Reason | None]()  # what goes back no further; with a reason: not at all
    touched = dict[Key, datetime]()  # when the hub last moved it, also to put something back
    for document in documents:
        at = datetime.fromisoformat(document["at"])
        for told in _sent(document):
            key = DeviceId(told["device"]), str(told["quantity"])
            if document["trigger"] != Trigger.ASKED.value:
                touched.setdefault(key, at)
            if not stands(document) or key in over:
                continue
            trait = _trait(house, key)
            newer = whole.get(key)
            if trait is None:
                over[key] = GONE
            elif newer is None and key not in waiting and _has_moved(house, key, trait, told["value"], touched[key]):
                over[key] = MOVED
            elif _was(told) is None:
                over[key] = UNKNOWN if newer is None else None
            elif newer is not None and not _goes_on(trait, told, newer, begun[key] - at):
                over[key] = None  # somebody moved it in between: it goes back to what they set
            else:
                whole[key], begun[key] = told if newer is None else _joined(told, newer), at
                parts.setdefault(key, []).append(document)
    for key in [key for key in whole if over.get(key) is None and _is_lit_by_hand(key, over)]:
        over[key] = MOVED
    left = tuple(_held(house, room, key, reason) for key, reason in over.items() if reason is not None)
    kept = [told for key, told in whole.items() if over.get(key) is None]
    return Together(room, {**documents[0], "wishes": kept}, parts, left)


def _goes_on(trait: Trait, older: WishDocument, newer: WishDocument, apart: timedelta) -> bool:
    """Whether the newer one found what the older one had set, or its fade on the way there."""
    found, start, end = _was(newer), _was(older), older["value"]
    if arrived(trait, found, end):
        return True
    if apart > FADED or not isinstance(start, float) or not isinstance(found, float) or not isinstance(end, float):
        return False
    return min(start, end) <= found <= max(start, end)


def _joined(older: WishDocument, newer: WishDocument) -> WishDocument:
    """From what was there before the older one to what the newer one set, for everybody either was for."""
    both: WishDocument = {**newer, "before": older["before"], "for": list(dict.fromkeys((*newer["for"], *older["for"])))}
    both.pop("behind", None)
    if "behind" in older:
        both["behind"] = older["behind"]
    return both


def _has_moved(house: House, key: Key, trait: Trait, value: Value, at: datetime) -> bool:
    """Whether it is not any more as the hub set it then. One whose answer or fade is awaited is on its way."""
    hold = house.ledger.holds.get(key)
    if hold is not None and hold.since.at - at > _ROUNDED:
        return True
    awaited = house.attribution.open_until(*key)
    if awaited is not None and not awaited.is_overruled and trait.same(awaited.target, value):
        return False
    there = house.seen(key[0], trait)
    made = house.attribution.nearest(key[0], trait, value)
    return there is not None and not any(arrived(trait, there, target) for target in (value, made))


def _is_lit_by_hand(key: Key, over: Mapping[Key, Reason | None]) -> bool:
    """A switch whose lamp somebody has given another level or colour: they want it lit."""
    device, name = key
    if not name.startswith("power"):
        return False
    levels = {f"{level}{endpoint_of(name, 'power')}" for level in LIT}
    return any(over.get((device, level)) == MOVED for level in levels)


def _held(house: House, room: RoomId, key: Key, reason: Reason) -> Wish:
    device, name = key
    trait, found = _trait(house, key), house.catalogue.devices.get(device)
    there = None if trait is None else house.seen(device, trait)
    quantity = name if trait is None else trait.quantity
    words = "" if found is None else called(found, quantity)
    wish = Wish(room, device, name, quantity, there if there is not None else False, there, 1.0, called=words)
    return wish.held(reason.code, reason.words)


def _trait(house: House, key: Key) -> Trait | None:
    device = house.catalogue.devices.get(key[0])
    return None if device is None else device.traits.get(key[1])


def _was(told: WishDocument) -> Value | None:
    """What was there; of a dark lamp what it would have come on with."""
    before: Value | None = told["before"]
    return told.get("behind") if before is None else before


def _sent(document: DecisionDocument) -> Iterator[WishDocument]:
    return (wish for wish in document["wishes"] if wish["outcome"] == Outcome.SENT.value)
