"""Undo and thanks: a person's word on something the hub did. Undo puts back exactly what was there; both teach."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from devices.vocabulary import LIT, OTHER_MUSIC, WHITE, DeviceId, Moment, OccupantId, RoomId, Value
from models.example import Source

from ..deciding.limits import each_railed
from ..deciding.room_view import RoomView
from ..decision import WHILE_STAYING, Act, Decision, Hold, Outcome, Reason, Trigger, Wish
from ..decision_document import DecisionDocument, WishDocument
from ..errors import NotPossible
from ..home.room_devices import called
from ..house import House
from ..safety.caps import LIMIT


def wanted_document(house: House, which: str, room: RoomId | None = None) -> DecisionDocument:
    """The stored or remembered decision ``which`` names; ``last`` is the last one that moved something and still stands.

    room: only the last one of that room is meant.

    Raises NotPossible.
    """
    if which != "last":
        entry = house.ledger.entry(which)
        found = entry.document if entry is not None else house.store.decisions.get(which)
        if found is None:
            raise NotPossible(f"there is no decision {which!r} (attune why shows the last one)", "no_such_decision")
        if (entry is not None and entry.undone) or found.get("undone"):
            raise NotPossible(f"decision {which} has been undone already", "already_undone")
        return found
    done = house.ledger.last_done(room)
    if done is not None:
        return done.document
    for stored in house.store.decisions.newest(50, room):
        if not stored.get("undone") and any(w["outcome"] == Outcome.SENT.value for w in stored["wishes"]):
            return stored
    raise NotPossible("nothing the hub did stands any more", "nothing_to_undo")


def undo_wishes(house: House, document: DecisionDocument, waiting: Collection[tuple[DeviceId, str]], now: Moment) -> list[Wish]:
    """What was there before, as wishes. Only safety may still say no: taste does not apply to a person's order.

    waiting: what of the decision had not been sent yet; a person's word on it counts all the same. Raises NotPossible when
    there is none.
    """
    wishes = wishes_back(house, document, waiting, now)
    if not wishes:
        raise NotPossible("what was there before is not known any more", "not_known_any_more")
    return wishes


def wishes_back(house: House, document: DecisionDocument, waiting: Collection[tuple[DeviceId, str]], now: Moment) -> list[Wish]:
    """As ``undo_wishes``; empty where nothing is known of what was there."""
    wishes = []
    room = RoomId(document["room"])
    for told in _sent(document):
        device = house.catalogue.devices.get(DeviceId(told["device"]))
        trait = None if device is None else device.traits.get(told["quantity"])
        if device is None or trait is None:
            continue
        is_dark = told["before"] is None  # what it was is what the lamp would have come on with
        was = told.get("behind") if is_dark else told["before"]
        if was is None or (is_dark and (device.id, trait.name) in waiting):
            continue
        wish = Wish(
            room=room,
            device=device.id,
            trait=trait.name,
            quantity=trait.quantity,
            value=was,
            now=None if (device.id, trait.name) in waiting else _becoming(house, device.id, trait.name),
            confidence=1.0,
            reason=Reason("undo", "as it was"),
            called=called(device, trait.quantity),
            occupants=tuple(OccupantId(o) for o in told["for"]),
        )
        wishes.append(wish)
        white = device.traits.get(f"colour_temperature{trait.endpoint}") if wish.value == WHITE else None
        warmth = told.get("behind")
        if white is not None and isinstance(warmth, float) and trait.quantity == "colour" and not is_dark:
            wishes.append(replace(wish, trait=white.name, quantity=white.quantity, value=warmth, now=None))
    done = _left_dark(house, document, each_railed(RoomView(house, room, now), wishes, Trigger.UNDO))
    return [
        wish.held("other_music", "what played there has no name under music, so it cannot be started again")
        if wish.quantity == "music" and wish.value == OTHER_MUSIC
        else wish
        for wish in done
    ]


def _becoming(house: House, device: DeviceId, trait: str) -> Value | None:
    """What it is, or will be once it has answered: one that was told a moment ago still says what it was before."""
    awaited = house.attribution.open_until(device, trait)
    if awaited is None or awaited.target is None or awaited.reached or awaited.is_overruled or awaited.is_moot:
        return house.readings.value(device, trait)
    return awaited.target


def is_back(wish: Wish) -> bool:
    """Whether it is, or is becoming, as it was."""
    return wish.goes or wish.reason.code == "already_so"


def _left_dark(house: House, document: DecisionDocument, wishes: Iterable[Wish]) -> list[Wish]:
    """What a dark lamp would have come on with goes only along with its off: alone it would light it, or dim what is lit."""
    behind = {(told["device"], told["quantity"]) for told in _sent(document) if told["before"] is None}
    done = list(wishes)
    off = {(wish.device, wish.trait) for wish in done if wish.goes and wish.quantity == "power" and wish.value is False}
    for at, wish in enumerate(done):
        if wish.goes and (wish.device, wish.trait) in behind:
            power = house.room_devices.power(wish.device, wish.trait)
            if power is None or (wish.device, power.name) not in off:
                done[at] = wish.held("dark", "nobody saw what it was set to")
    return done


def after_undo(
    house: House,
    document: DecisionDocument,
    decision: Decision,
    now: Moment,
    parts: Mapping[tuple[DeviceId, str], Sequence[DecisionDocument]] | None = None,
) -> list[str]:
    """The undone decisions are marked, what is restored is held, and the people it was for are taught. Returns their ids.

    parts: where the document is of several decisions, those behind each of its wishes, the newest first: that one is judged.
    """
    restored = [(wish.device, wish.trait) for wish in decision.wishes if is_back(wish)]
    behind = [document] if parts is None else [part for key in restored for part in parts.get(key, ())]
    undone = list(dict.fromkeys(str(part["id"]) for part in behind))
    for name in undone:
        house.ledger.mark_undone(name)
        house.keep(partial(house.store.decisions.mark_undone, name))
    present = house.presence.in_room(decision.room)
    before = {(w["device"], w["quantity"]): w["before"] for w in _sent(document)}
    for wish in decision.sent():
        was = before.get((wish.device, wish.trait))
        house.bursts.drop(wish.device, wish.trait)
        hold = Hold(wish.room, wish.device, wish.trait, wish.value, frozenset(present), now)
        if present:
            house.ledger.hold(hold)
            house.keep(partial(house.store.holds.put, hold))
        power = house.room_devices.power(wish.device, wish.trait)
        was_dark = power is not None and before.get((wish.device, power.name)) is False
        if was_dark and wish.quantity in LIT:
            # The lamp was off: its level then was nobody's choice, and nobody accepts it by leaving it so.
            house.ledger.settle(house.ledger.acts[wish.device, wish.trait])
        elif (
            was is not None and document["trigger"] != Trigger.PREHEAT
        ):  # not a level that went along; and what a limit cut off was wanted all the same
            wanted = was if wish.reason.code == LIMIT else wish.value
            done = document if parts is None else next(iter(parts.get((wish.device, wish.trait), ())), document)
            judge(house, done, replace(wish, value=wanted), Source.UNDO, now)
    return undone


def thank(house: House, document: DecisionDocument, now: Moment) -> int:
    """What was done is what was wanted. Returns how many examples were learned. Raises NotPossible when nothing was done."""
    sent = _sent(document)
    if not sent:
        raise NotPossible("nothing was done there to be thanked for", "nothing_to_thank_for")
    learned = 0
    for told in sent if document["trigger"] != Trigger.PREHEAT else ():  # that it was warm in time says not how warm
        device = house.catalogue.devices.get(DeviceId(told["device"]))
        trait = None if device is None else device.traits.get(told["quantity"])
        if device is None or trait is None:
            continue
        wish = Wish(
            RoomId(document["room"]), device.id, trait.name, trait.quantity, _meant(told), told["before"], 1.0,
            occupants=tuple(OccupantId(o) for o in told["for"]),
        )  # fmt: skip
        learned += judge(house, document, wish, Source.THANKS, now)
    return learned


def judge(house: House, document: DecisionDocument, wish: Wish, source: Source, now: Moment) -> int:
    """A person's word on one wish of a decision. Returns how many examples it taught."""
    acted = next((_meant(w) for w in _sent(document) if (w["device"], w["quantity"]) == (wish.device, wish.trait)), wish.value)
    act = house.ledger.acts.get((wish.device, wish.trait))
    if act is None or act.decision != document["id"]:
        act = Act(
            str(document["id"]), wish.room, wish.device, wish.trait, wish.quantity, acted, wish.value, wish.occupants, now
        )
    present = house.presence.in_room(wish.room)
    context = house.context(wish.room, wish.device, wish.trait, present, now)
    if document["trigger"] in WHILE_STAYING:
        context = replace(context, staying=True)
    return house.teaching.judged(act, source, wish.value, context, present, now)


def _meant(told: WishDocument) -> Value:
    """What was wanted: of a step on the way, where it leads."""
    return told.get("towards", told["value"])


def _sent(document: DecisionDocument) -> list[WishDocument]:
    return [wish for wish in document["wishes"] if wish["outcome"] == Outcome.SENT.value]
