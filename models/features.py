"""A situation as numbers: Context → one vector, the same columns in the same order for everybody.

Scales are fixed and shipped, never fitted to a person: somebody forgotten must not linger in a scaler. What is not known is
its own column, never 0 of another. Change ``VERSION`` with any change of columns or scales: stored arrays carry it.
Source: learning.md, "Features".
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations

import numpy as np

from .arithmetic.looks import Grid
from .context import Context
from .moments import ACTIVITY_AT, TOGETHER_AT, cells_of, grid, usual_look

VERSION = 1

ACTIVITIES = ("sleeping", "resting", "reading", "watching", "working", "cooking", "eating", "exercising")
OWN_ACTIVITIES = 16  # columns that the names of a home's own share: two of them to a name
ELSEWHERE = "elsewhere"  # a room or place the configuration no longer names
MOST_SPOTS = 1_000  # remembered by a layout

_WATCH = {name: i for i, name in enumerate(ACTIVITIES)}
_PAIRS = tuple(combinations(range(OWN_ACTIVITIES), 2))
_TURN_PER_S = 2.0 * math.pi / 86_400.0


def _first_turn(context: Context) -> tuple[float, float]:
    local = context.local
    turn = (local.hour * 3600 + local.minute * 60 + local.second) * _TURN_PER_S
    return math.sin(turn), math.cos(turn)


def _always(_context: Context) -> tuple[float, ...]:
    return (1.0,)


def _time(context: Context) -> tuple[float, ...]:
    s1, c1 = _first_turn(context)
    s2, c2 = 2.0 * s1 * c1, c1 * c1 - s1 * s1  # angle doubling: cheaper than six calls
    return s1, c1, s2, c2, s2 * c1 + c2 * s1, c2 * c1 - s2 * s1


def _weekend(context: Context) -> tuple[float, ...]:
    if context.local.weekday() < 5:
        return 0.0, 0.0, 0.0
    return (1.0, *_first_turn(context))


def _light(context: Context) -> tuple[float, ...]:
    lux = context.illuminance_lx
    if lux is None:
        return 0.0, 0.0, 1.0
    level = math.log10(1.0 + min(max(lux, 0.0), 200_000.0)) / 2.0 - 1.0
    return level, max(0.0, level - 0.2), 0.0  # the hinge at about 250 lx: bright rooms behave differently


def _degrees(celsius: float) -> float:
    return (min(max(celsius, -40.0), 50.0) - 10.0) / 8.0


def _outdoor(context: Context) -> tuple[float, ...]:
    now, mean = context.outdoor_c, context.outdoor_mean_c
    return (
        0.0 if now is None else _degrees(now),
        0.0 if now is None else max(0.0, _degrees(now) - 1.25),  # the part above 20 °C
        1.0 if now is None else 0.0,
        0.0 if mean is None else _degrees(mean),
        1.0 if mean is None else 0.0,
    )


def _sun(context: Context) -> tuple[float, ...]:
    sun = context.sun_elevation_deg
    return (0.0, 1.0) if sun is None else (min(max(sun / 45.0, -1.0), 1.0), 0.0)


def _activity(context: Context) -> tuple[float, ...]:
    columns = [0.0] * (len(ACTIVITIES) + 2)
    activity = context.activity
    columns[-1 if activity is None else _WATCH.get(activity, len(ACTIVITIES))] = 1.0
    return tuple(columns)


@lru_cache(maxsize=256)
def own_activity(activity: str | None) -> tuple[int, int] | None:
    """Which two of the columns for a home's own activities are one's; None for what has a column of its own anyway.

    By the name alone, so that it is the same in every process and for every stored example. Of 120 pairs two names seldom have
    the same one; where they share a column they are told apart by the other.
    """
    if activity is None or activity in _WATCH:
        return None
    digest = blake2b(activity.strip().casefold().encode("utf-8", "replace"), digest_size=8).digest()
    return _PAIRS[int.from_bytes(digest, "big") % len(_PAIRS)]


def _company(context: Context) -> tuple[float, ...]:
    company = context.company
    return (0.0, 1.0) if company is None else (float(company), 0.0)


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that are explained together. of: their numbers from a context; columns: their names, in that order."""

    name: str
    columns: tuple[str, ...]
    of: Callable[[Context], tuple[float, ...]]


GROUPS: dict[str, Group] = {
    group.name: group
    for group in (
        Group("always", ("always",), _always),
        Group("time", ("sin1", "cos1", "sin2", "cos2", "sin3", "cos3"), _time),
        Group("weekend", ("weekend", "weekend.sin1", "weekend.cos1"), _weekend),
        Group("light", ("lux", "lux_bright", "lux_unknown"), _light),
        Group("outdoor", ("outdoor", "outdoor_hot", "outdoor_unknown", "outdoor_mean", "outdoor_mean_unknown"), _outdoor),
        Group("sun", ("sun", "sun_unknown"), _sun),
        Group("activity", (*(f"activity:{a}" for a in (*ACTIVITIES, "other")), "activity_unknown"), _activity),
        Group("company", ("company", "company_unknown"), _company),
    )
}
_lately: tuple[Context | None, dict[str, tuple[float, ...]]] = (None, {})


def _columns_of(context: Context) -> dict[str, tuple[float, ...]]:
    """Groups worked out already for the moment asked about last: of one moment several kinds and lamps are asked about."""
    global _lately
    if _lately[0] is not context and not _is_same_moment(_lately[0], context):
        _lately = (context, {})
    return _lately[1]


def _is_same_moment(one: Context | None, other: Context) -> bool:
    """Whether they differ by no more than where they are."""
    return (
        one is not None
        and one.local is other.local
        and one.illuminance_lx == other.illuminance_lx
        and one.outdoor_c == other.outdoor_c
        and one.outdoor_mean_c == other.outdoor_mean_c
        and one.sun_elevation_deg == other.sun_elevation_deg
        and one.activity == other.activity
        and one.company == other.company
    )


# These depend on the configuration's lists and are filled by position: a loop over one-hots would cost more than the rest.
LISTED = ("room", "room_time", "place")
OWN = "activity_own"  # beside the column they have in common, so that a new one starts from what is known of the others


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """Where the columns of one room, place and activity of the home's own stand; all others of the vector are zero there.

    at: shape (m,). rows: where their rows of a flattened (size, size) matrix begin, shape (m, 1).
    """

    at: np.ndarray
    rows: np.ndarray

    def of(self, matrix: np.ndarray) -> np.ndarray:
        """Their rows and columns of a contiguous (size, size) matrix, shape (m, m): the cost does not grow with the house."""
        found: np.ndarray = matrix.take(self.rows + self.at)
        return found


class Layout:
    """The columns of one set of groups in one house.

    names: every column in order. groups: group → its slice.
    Every room has its own column, the first too: under a prior that pulls all of them to the common level nothing is left
    over, and leaving the first out would make it everybody's reference.
    """

    def __init__(self, looks_at: Sequence[str], rooms: Sequence[str], places: Sequence[str]) -> None:
        rooms, places = (*rooms, ELSEWHERE), (*places, ELSEWHERE)
        names: list[str] = []
        self.groups: dict[str, slice] = {}
        self._plain = tuple((name, GROUPS[name].of) for name in looks_at if name in GROUPS)
        ordered = (*(g for g in looks_at if g in GROUPS), *(g for g in LISTED if g in looks_at))
        for name in ordered:
            start = len(names)
            match name:
                case "room":
                    names += [f"room:{room}" for room in rooms]
                case "room_time":
                    names += [f"room:{room}.{wave}" for room in rooms for wave in ("sin1", "cos1")]
                case "place":
                    names += [f"place:{place}" for place in places]
                case _:
                    names += GROUPS[name].columns
            self.groups[name] = slice(start, len(names))
        self._own: int | None = None  # where the columns of the home's own activities begin
        if "activity" in looks_at:
            self._own = len(names)
            names += [f"{OWN}:{number}" for number in range(OWN_ACTIVITIES)]
            self.groups[OWN] = slice(self._own, len(names))
        self.names = tuple(names)
        self.size = len(names)
        self._room = self._index("room", rooms, 1)
        self._room_time = self._index("room_time", rooms, 2)
        self._place = self._index("place", places, 1)
        self._plain_size = sum(len(GROUPS[name].columns) for name in looks_at if name in GROUPS)
        self._spots: dict[tuple[str, str | None, tuple[int, int] | None], Spot] = {}
        # Which columns of the grid are a person's own lists: what is being done, and who is there.
        self.own_at: tuple[int, ...] = ACTIVITY_AT, TOGETHER_AT
        self._last: tuple[Context, Spot, np.ndarray] | None = None

    @property
    def grid(self) -> Grid:
        """The ways in which moments are compared."""
        return grid()

    @property
    def usual_look(self) -> int | None:
        """Which look a habit is told by; None where every choice is meant."""
        return usual_look()

    def cells(self, context: Context, activity: int, together: int) -> tuple[int, ...]:
        """A moment in the columns of the grid. activity, together: which of the person's own."""
        return cells_of(context, activity, together)

    def _index(self, group: str, members: Sequence[str], width: int) -> dict[str, int] | None:
        if group not in self.groups:
            return None
        return {member: self.groups[group].start + i * width for i, member in enumerate(members)}

    def seen(self, context: Context) -> tuple[Spot, np.ndarray]:
        """The columns that are not zero by their place, and their numbers, shape (m,), float64; about 6 µs.

        Rooms and places the configuration does not name share one column. Asked for several traits in one moment it answers
        the same; nobody may change it.
        """
        if self._last is not None and self._last[0] is context:
            return self._last[1], self._last[2]
        known = _columns_of(context)
        columns: list[float] = []
        for name, of in self._plain:
            found = known.get(name)
            if found is None:
                found = known[name] = of(context)
            columns += found
        if self._room is not None:
            columns.append(1.0)
        if self._room_time is not None:
            columns += known["time"][:2] if "time" in known else _first_turn(context)
        if self._place is not None and context.place is not None:
            columns.append(1.0)
        own = None if self._own is None else own_activity(context.activity)
        if own is not None:
            columns += (1.0, 1.0)
        spot = self._spots.get((context.room, context.place, own))
        if spot is None:
            spot = self._spot(context.room, context.place, own)
        self._last = context, spot, np.fromiter(columns, np.float64, len(columns))
        return spot, self._last[2]

    def vector(self, context: Context) -> np.ndarray:
        """Every column, shape (size,), float64."""
        spot, seen = self.seen(context)
        x = np.zeros(self.size)
        x[spot.at] = seen
        return x

    def _spot(self, room: str, place: str | None, own: tuple[int, int] | None) -> Spot:
        at = list(range(self._plain_size))
        if self._room is not None:
            at.append(self._room.get(room, self._room[ELSEWHERE]))
        if self._room_time is not None:
            wave = self._room_time.get(room, self._room_time[ELSEWHERE])
            at += (wave, wave + 1)
        if self._place is not None and place is not None:
            at.append(self._place.get(place, self._place[ELSEWHERE]))
        if self._own is not None and own is not None:
            at += (self._own + number for number in own)
        found = np.array(at, dtype=np.intp)
        if len(self._spots) >= MOST_SPOTS:  # stored rows may name places that are long gone
            self._spots = {}
        self._spots[room, place, own] = spot = Spot(found, found[:, None] * self.size)
        return spot


@lru_cache(maxsize=64)
def layout(looks_at: tuple[str, ...], rooms: tuple[str, ...], places: tuple[str, ...]) -> Layout:
    return Layout(looks_at, rooms, places)
