"""A lamp is white or coloured, never both: what its two wishes mean for each other.

In the flow: wishes of one device → here → rails.
"""

from collections.abc import Iterable
from dataclasses import replace

from devices.colour import colour_name
from devices.vocabulary import WHITE, Trait

from ..decision import Outcome, Wish, said
from ..home.room_devices import RoomDevice
from .room_view import RoomView


def white_or_colour(view: RoomView, fitting: RoomDevice, wishes: Iterable[Wish]) -> list[Wish]:
    """White goes with its warmth, a colour without; a warmth wished for by people who use no colours takes the colour away."""
    done = {wish.trait: wish for wish in wishes}
    for trait in fitting.device.traits.values():
        if trait.quantity != "colour" or not trait.settable:
            continue
        warmth = done.get(f"colour_temperature{trait.endpoint}")
        if warmth is None:
            continue
        colour = done.get(trait.name)
        if colour is not None and colour.outcome is not Outcome.HELD:
            done[warmth.trait] = _beside(colour, warmth)
        elif warmth.outcome is not Outcome.HELD:
            there = view.house.readings.last(fitting.device.id, trait.name)
            if there not in (None, WHITE):
                if colour is not None or view.house.ledger.held(fitting.device.id, trait.name, view.now) is not None:
                    done[warmth.trait] = _none(warmth, "it is coloured, and left so")
                else:
                    done[trait.name] = _white(trait, warmth, there)
    return list(done.values())


def _beside(colour: Wish, warmth: Wish) -> Wish:
    if colour.value != WHITE:
        return _none(warmth, said("it is to be %(colour)s", colour=colour_name(str(colour.value))))
    if warmth.outcome is not Outcome.HELD:
        return warmth
    return replace(warmth, outcome=colour.outcome, reason=colour.reason)  # of a white lamp there is no other way to be told


def _none(warmth: Wish, why: str) -> Wish:
    return replace(warmth.held("coloured", why), called="warmth")  # both are colour to a resident, where there is only one


def _white(trait: Trait, warmth: Wish, there: object) -> Wish:
    now = there if isinstance(there, str) else None
    return replace(
        warmth, trait=trait.name, quantity="colour", value=WHITE, now=now, preferences=None, turn=None, contents={}, settled=""
    )
