"""Which imported examples are new: importing the same past twice, or past the hub was there for, teaches nothing twice."""

from collections.abc import Iterable

from models.example import Example, Source

_LIVE_S = 90.0  # an example learned live so near is the same choice


def new_ones(found: Iterable[Example], known: Iterable[Example]) -> list[Example]:
    """What is not there yet: neither imported before, nor learned live at that moment."""
    before: set[tuple[object, ...]] = set()
    live: dict[tuple[object, ...], list[float]] = {}
    for example in known:
        place = (example.occupant, example.kind, example.context.room, example.context.place)
        if example.source is Source.HISTORY:
            before.add((*place, example.at))
        else:
            live.setdefault(place, []).append(example.at.timestamp())
    fresh = []
    for example in found:
        place = (example.occupant, example.kind, example.context.room, example.context.place)
        is_live = any(abs(at - example.at.timestamp()) <= _LIVE_S for at in live.get(place, ()))
        if (*place, example.at) not in before and not is_live:
            before.add((*place, example.at))
            fresh.append(example)
    return fresh
