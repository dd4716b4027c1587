"""A decision was wrong, and a person says what was wanted instead: it is set, held, and teaches at once.

In the flow: an order → one wish → decided like a yes to a suggestion → a correction of the decision it is about.
"""

from functools import partial

from devices.vocabulary import SILENCE, DeviceId, Moment, OccupantId, RoomId, Trait, Value
from models.example import Source
from models.kind import kinds

from ..deciding.limits import each_railed
from ..deciding.room_view import RoomView
from ..decision import Decision, Hold, Outcome, Reason, Trigger, Wish
from ..decision_document import DecisionDocument
from ..errors import NotPossible
from ..home.room_devices import called
from ..house import House
from .undo import judge


def wish_instead(
    house: House, document: DecisionDocument, device_id: str, trait_name: str, value: object, now: Moment
) -> list[Wish]:
    """What is wanted in place of one thing the decision did; safety and limits may still say no. Raises NotPossible."""
    done = next(
        (
            w
            for w in document["wishes"]
            if (w["device"], w["quantity"]) == (device_id, trait_name) and w["outcome"] == Outcome.SENT
        ),
        None,
    )
    if done is None:
        raise NotPossible(f"that decision did nothing to {trait_name} of {device_id}", "nothing_done")
    device = house.catalogue.devices.get(DeviceId(device_id))
    trait = None if device is None else device.traits.get(trait_name)
    if device is None or trait is None or trait.quantity not in kinds():
        raise NotPossible(f"{device_id} is not there now", "not_there")
    wish = Wish(
        RoomId(document["room"]),
        device.id,
        trait.name,
        trait.quantity,
        _value(house, trait, value),
        house.readings.value(device.id, trait.name),
        1.0,
        reason=Reason("asked", "you said what is wanted"),
        called=called(device, trait.quantity),
        occupants=tuple(OccupantId(who) for who in done["for"]),
    )
    return each_railed(RoomView(house, wish.room, now), [wish], Trigger.ASKED)


def _value(house: House, trait: Trait, value: object) -> Value:
    """As the trait takes it. Raises NotPossible."""
    kind = kinds()[trait.quantity]
    if isinstance(value, bool):
        is_right = kind.choice and trait.quantity != "music"
    elif isinstance(value, str):
        is_right = trait.quantity == "music" and (value == SILENCE or value in house.config.music)
    else:  # compared before it is converted: what is no number, or too large for one, is not between the two
        is_right = isinstance(value, int | float) and not kind.choice and kind.low <= value <= kind.high
    if not is_right or not isinstance(value, bool | int | float | str):
        raise NotPossible(f"{str(value)[:40]} is nothing {trait.name} can be set to", "not_sane")
    return value if isinstance(value, bool | str) else trait.nearest(float(value))


def after_correction(house: House, document: DecisionDocument, decision: Decision, now: Moment) -> int:
    """What was set stands until they leave, and the people the decision was for are taught. How many examples that made."""
    learned, present = 0, house.presence.in_room(decision.room)
    for wish in decision.sent():
        house.bursts.drop(wish.device, wish.trait)
        if present:
            hold = Hold(wish.room, wish.device, wish.trait, wish.value, frozenset(present), now)
            house.ledger.hold(hold)
            house.keep(partial(house.store.holds.put, hold))
        learned += judge(house, document, wish, Source.CORRECTION, now)
        act = house.ledger.acts.get((wish.device, wish.trait))
        if act is not None:
            house.ledger.settle(act)  # it was asked for: nobody accepts it as well
    return learned
