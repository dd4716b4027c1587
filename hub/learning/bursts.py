"""What a hand taught: bursts of changes settle into examples, credited to the people it may have been.

A change by hand opens a burst on its trait; once the burst is quiet (or the person has left) its last value counts once.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from devices.vocabulary import OTHER_MUSIC, SILENCE, WHITE, DeviceId, Moment, OccupantId, RoomId, Trait, Value
from models.context import Context
from models.example import DEFAULT_WEIGHT, Example, Source
from models.kind import Kind, kinds
from models.people import People

from ..consent import HOUSE
from ..decision import Act

WAY_OUT = 6.0  # settles: so long it is waited for whether who put something out stays
LEAST_CREDIT = 0.05  # a row less probably this person's than that is dropped (learning.md, attribution)


@dataclass(frozen=True, slots=True)
class Burst:
    """Changes by hand on one trait that have not settled yet.

    before: what was there before the first of them. present: who was in the room at the last, with probability.
    context: the moment of the first change, before the room looked different. act: what the hub had done, if it is corrected.
    most: the most anybody is credited with whom no source names there. is_unidentified: nobody was known to be there, so that
    it is the house's habit as well.
    """

    device: DeviceId
    trait: Trait
    room: RoomId
    before: Value | None
    value: Value
    present: Mapping[OccupantId, float]
    context: Context
    act: Act | None
    last: Moment
    most: Mapping[OccupantId, float] = field(default_factory=dict)
    is_unidentified: bool = False
    in_the_dark: bool = False  # a level told of a lamp that was dark: it is somebody's once that is lit

    @property
    def is_farewell(self) -> bool:
        """Whether it is what people also do on their way out: light off, music silent, the heating down."""
        if isinstance(self.value, bool | str):
            return self.value is False or (self.trait.quantity == "music" and self.value == SILENCE)
        if not isinstance(self.before, float):
            return False
        if self.trait.quantity == "cooling_setpoint":
            return self.value > self.before
        return self.trait.quantity == "setpoint" and self.value < self.before


class Bursts:
    """Open bursts by device and trait. Owned by the loop's thread."""

    def __init__(self, settle_s: float = 20.0) -> None:
        self.settle_s = settle_s
        self._open: dict[tuple[DeviceId, str], Burst] = {}

    def touch(self, burst: Burst) -> Burst:
        """A change by hand: opens a burst or moves the open one on."""
        key = (burst.device, burst.trait.name)
        earlier = self._open.get(key)
        # What was put out a while ago and only waits for whether they stay is no part of it: they have thought again.
        if earlier is not None and burst.last.mono - earlier.last.mono < self.settle_s:
            burst = replace(burst, before=earlier.before, context=earlier.context, act=earlier.act)
        self._open[key] = burst
        return burst

    def drop(self, device: DeviceId, trait: str | None = None) -> None:
        """What was set no longer stands: a program moved it, or it is undone."""
        for key in [k for k in self._open if k[0] == device and trait in (None, k[1])]:
            del self._open[key]

    def drop_unidentified(self, room: RoomId) -> None:
        """Whose these are is not known, and somebody has come in meanwhile."""
        self._take(lambda burst: burst.room == room and burst.is_unidentified and not burst.present)

    def drop_all(self) -> None:
        self._open.clear()

    def is_open(self, device: DeviceId, trait: str) -> bool:
        return (device, trait) in self._open

    def due(self, now: Moment) -> list[Burst]:
        """Bursts quiet for long enough, removed."""
        settled = self._settled()
        return self._take(lambda burst: now.mono >= settled[burst.device, burst.trait.name])

    def left_by(self, occupant: OccupantId, room: RoomId) -> list[Burst]:
        """Bursts in a room a person who may have made them has left, removed."""
        return self._take(lambda burst: burst.room == room and occupant in burst.present)

    def next_deadline(self) -> float | None:
        return min(self._settled().values(), default=None)

    def _settled(self) -> dict[tuple[DeviceId, str], float]:
        """Monotonic time at which each has, and what was moved on the same lamp meanwhile as well: many tell that they are lit
        in one message, and how brightly in the next."""
        lamps: dict[tuple[DeviceId, str], float] = {}
        for burst in self._open.values():
            if not burst.is_farewell:
                lamp = burst.device, burst.trait.endpoint
                lamps[lamp] = max(lamps.get(lamp, 0.0), self._ends(burst))
        return {
            key: max(self._ends(burst), lamps.get((burst.device, burst.trait.endpoint), 0.0))
            for key, burst in self._open.items()
        }

    def _ends(self, burst: Burst) -> float:
        """Monotonic time at which it alone has settled."""
        return burst.last.mono + self.settle_s * (WAY_OUT if burst.is_farewell else 1.0)

    def forget(self, occupant: OccupantId) -> None:
        self._take(lambda burst: occupant in burst.present)

    def keep(self, rooms: Collection[RoomId], devices: Collection[DeviceId]) -> None:
        """Only what the configuration still names."""
        self._take(lambda burst: burst.room not in rooms or burst.device not in devices)

    def _take(self, wanted: Callable[[Burst], bool]) -> list[Burst]:
        taken = [burst for burst in self._open.values() if wanted(burst)]
        for burst in taken:
            del self._open[burst.device, burst.trait.name]
        return taken


def credits(
    shelf: People, kind: Kind, context: Context, value: Value, present: Mapping[OccupantId, float], now: Moment
) -> dict[OccupantId, float]:
    """Whose change it was: presence × how likely the value is for each. Shares of 1; those below LEAST_CREDIT dropped."""
    if len(present) == 1:
        return {next(iter(present)): 1.0}
    weighed = {}
    for occupant, presence in present.items():
        likelihood = shelf.likelihood(occupant, kind.name, context, value, now.at)
        weighed[occupant] = presence * (likelihood if math.isfinite(likelihood) else 0.0)
    total = sum(weighed.values())
    if total <= 0.0:
        total = sum(present.values())
        weighed = dict(present)
    return {occupant: w / total for occupant, w in weighed.items() if total > 0 and w / total >= LEAST_CREDIT}


@dataclass(frozen=True, slots=True)
class Implied:
    """What a hand chose without moving it: the light that is on when its level is set, the level a lamp is switched on to."""

    trait: Trait
    value: Value
    place: str | None


def taught(
    burst: Burst, shelf: People, allows: Callable[[OccupantId, str], bool], implied: Iterable[Implied] = ()
) -> list[Example]:
    """The examples of a settled burst, for those who agreed to learn the domain. Predicts before it teaches."""
    kind = kinds().get(burst.trait.quantity)
    if kind is None or burst.trait.same(burst.before, burst.value):
        return []  # flicked there and back: nothing was chosen
    if burst.before == OTHER_MUSIC and burst.value == SILENCE:
        return []  # the end of what nobody can wish for: a film's, a call's
    if burst.value == OTHER_MUSIC and burst.act is None:
        return []  # nothing that could be wished for; over what the hub had put on it says that this was wrong
    if burst.is_unidentified and allows(HOUSE, kind.domain):
        own = replace(burst, present={HOUSE: 1.0}, most={}, act=_act_for(burst, is_house=True), is_unidentified=False)
        return [*taught(replace(burst, is_unidentified=False), shelf, allows, implied), *taught(own, shelf, allows, implied)]
    shares = credits(shelf, kind, burst.context, burst.value, burst.present, burst.last)
    shares = {who: min(share, burst.most.get(who, 1.0)) for who, share in shares.items()}
    rows = [
        example_for(occupant, kind, burst.value, share, burst.context, burst.last, shelf, _act_for(burst, occupant == HOUSE))
        for occupant, share in shares.items()
        if allows(occupant, kind.domain) and _is_choice(shelf, occupant, kind, burst.value)
    ]
    for also in implied:
        other = kinds().get(also.trait.quantity)
        if other is None:
            continue
        context = replace(burst.context, place=also.place)
        rows += [
            example_for(occupant, other, also.value, share, context, burst.last, shelf, None)
            for occupant, share in shares.items()
            if allows(occupant, other.domain) and _is_choice(shelf, occupant, other, also.value)
        ]
    return rows


def _act_for(burst: Burst, is_house: bool) -> Act | None:
    """What the hub had done for the house's habit is corrected by nobody in person, nor the other way round."""
    return burst.act if burst.act is not None and (burst.act.occupants == (HOUSE,)) is is_house else None


def _is_choice(shelf: People, occupant: OccupantId, kind: Kind, value: Value) -> bool:
    """White light is a choice of somebody who has used a colour."""
    return kind.name != "colour" or value != WHITE or shelf.knows(occupant, kind.name) > 0


def example_for(
    occupant: OccupantId,
    kind: Kind,
    value: Value,
    share: float,
    context: Context,
    when: Moment,
    shelf: People,
    act: Act | None,
    source: Source | None = None,
) -> Example:
    """One row with what the hub would have said before learning it. act: what it had done, when this judges that."""
    if source is None:
        corrected = act is not None and not kind.near(act.meant, value)
        source = Source.CORRECTION if corrected else Source.HAND
    guess = shelf.predict(occupant, kind.name, context, when.at)
    told = guess.is_known
    return Example(
        occupant=occupant,
        kind=kind.name,
        value=value,
        weight=DEFAULT_WEIGHT[source] * share,
        at=when.at,
        context=context,
        source=source,
        acted=None if act is None else act.meant,
        predicted=guess.value if told else None,
        q=guess.content(guess.value) if told else None,
        decision="" if act is None else act.decision,
    )
