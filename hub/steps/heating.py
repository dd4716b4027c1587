"""Heating goes on to what was decided: while somebody it was decided for is still there, and nobody touched it.

In the flow: (ten minutes) → Wish → Decision. The caps are asked anew at every step.
"""

from dataclasses import replace

from devices.vocabulary import Moment, RoomId

from ..deciding.limits import each_railed
from ..deciding.room_view import RoomView
from ..decision import Outcome, Trigger, Wish
from ..house import House
from ..sending.heating_steps import GOING_ON, Going
from .carry_out import CarryOut
from .reporting import Reporting


def go_on(house: House, carry_out: CarryOut, reporting: Reporting, now: Moment) -> None:
    """Whatever is due. Cheap when nothing is."""
    wishes: dict[RoomId, list[Wish]] = {}
    for going in carry_out.heating.due(now):
        if house.paused or house.has_open_window(going.wish.room):
            carry_out.heating.wait(going, now)
        elif _is_wanted(house, going, now):
            wish = going.wish
            there = house.readings.value(wish.device, wish.trait)
            wishes.setdefault(wish.room, []).append(replace(wish, now=there, outcome=Outcome.SENT, reason=GOING_ON))
        else:
            carry_out.heating.end(going)
    for room, of_room in wishes.items():
        decision = carry_out.decide(room, Trigger.STEP, each_railed(RoomView(house, room, now), of_room, Trigger.STEP), now)
        if decision.sent():
            reporting.record(decision, now)


def _is_wanted(house: House, going: Going, now: Moment) -> bool:
    wish = going.wish
    device = house.catalogue.devices.get(wish.device)
    if device is None or wish.trait not in device.traits or house.readings.room_of.get(wish.device) != wish.room:
        return False
    if house.ledger.held(wish.device, wish.trait, now) is not None:
        return False  # a hand set it
    there, act = house.readings.value(wish.device, wish.trait), house.ledger.acts.get((wish.device, wish.trait))
    # Who came a moment after somebody else found a valve that had not said yet what it was told for that one.
    ours = [value for value in (going.stands, None if act is None else act.value) if value is not None]
    if there is not None and going.stands is not None and not any(device.traits[wish.trait].same(there, one) for one in ours):
        return False  # something else did
    present = house.presence.in_room(wish.room)
    return any(who in present for who in wish.occupants)
