"""Whose record says how far the hub may go, where several are there: of those it is for, the least that any has earned.

In the flow: what people want, shared → here → the ladder. Who has shown next to nothing yet has earned nothing, and has not
been annoyed either: a grandparent on the sofa who touches nothing takes from nobody what they have earned.
"""

from collections.abc import Mapping

from devices.vocabulary import OccupantId, RoomId, Value
from models.preference import Preference

from ..decision import SATISFIED
from .acting_gate import BETTER
from .sharing import Shared
from .sight import Trusts


def whose_record(
    ladder: Trusts,
    room: RoomId,
    kind: str,
    known: Mapping[OccupantId, Preference],
    shared: Shared,
    there: Value | None,
) -> tuple[OccupantId, ...]:
    """Of the deciders those of whom enough has been seen; all, where it pleases none of these, or one of the others had rather
    kept what is there. known: what each wants."""
    deciders, contents = shared.deciders, shared.contents
    if len(deciders) < 2:
        return deciders
    judged = tuple(who for who in deciders if ladder.is_judged(who, room, kind))
    others = [who for who in deciders if who not in judged]
    is_for_them = any(contents[who] >= SATISFIED for who in judged)
    lose = any(known[who].content(there) >= contents[who] + BETTER for who in others)
    return judged if is_for_them and not lose else deciders
