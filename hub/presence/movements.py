"""How people move through this home: how long they stay in each room, and where they go from there. Pure.

In the flow: crossings as the belief found them → rates, which the next moment's belief is reckoned with. What is not known yet
is as in any home, with the rooms that are said to lie next to each other; a person's own ways are learned only of who agreed.

Counts are soft (a crossing that may have been one of two people's is half of each one's): the usual online form of
expectation and maximisation for hidden Markov chains (Cappé, J. Comput. Graph. Stat. 20, 2011), with Dirichlet and gamma priors
above each other: a person's own part of the day, the person, the home.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from devices.vocabulary import OccupantId, RoomId

Floats = npt.NDArray[np.float64]

PARTS = 6  # of the day, four hours each
STAY_S = 900.0  # how long anybody stays anywhere, until more is known
AROUND = 0.12  # beside a neighbour's 1: a room that is not said to be next door, where it is said of others
ELSEWHERE = 0.04  # so seldom somebody goes where no room of the configuration is
HOME_PRIOR, OWN_PRIOR, PART_PRIOR = 4.0, 10.0, 10.0  # crossings the level above counts for
FADES = 0.5 ** (1 / 60)  # a day: half is forgotten in two months
SHORTEST_S, LONGEST_S = 45.0, 7200.0  # nobody is reckoned to leave faster (steps are half a minute long), or slower
OUT_S, BACK_S = 48 * 3600.0, 12 * 3600.0  # of somebody whose phone lies at home
MAYBE_S = 6 * 3600.0  # comes or goes, of whom nothing says whether they are at home
STRANGER = OccupantId("")
VISITS_S, VISIT_S = 300 * 3600.0, 1.5 * 3600.0


class Movements:
    """rooms: in the order of the belief, which adds *elsewhere at home* and *away*. next_to: as configured, either way.

    own: people whose own ways may be learned. is_shared: whether everybody agreed, so that the home's may be.
    """

    def __init__(
        self,
        rooms: Sequence[RoomId],
        next_to: Mapping[RoomId, Collection[RoomId]],
        own: Collection[OccupantId] = (),
        is_shared: bool = False,
    ) -> None:
        self.rooms, self.next_to = tuple(rooms), next_to
        self.own, self.is_shared = frozenset(own), is_shared
        n = len(self.rooms)
        self.elsewhere, self.away, self.size = n, n + 1, n + 2
        self._usual = self._by_layout()
        self._is_seen = np.zeros(n + 1, dtype=bool)  # whether anybody coming there is noticed
        self._crossings, self._time = np.zeros((n + 1, n + 1)), np.zeros(n + 1)
        self._of: dict[OccupantId, tuple[Floats, Floats]] = {}  # by part of the day: crossings, seconds
        self._rates: dict[tuple[OccupantId, int, bool], Floats] = {}

    def rates(self, who: OccupantId, part: int, is_home: bool) -> Floats:
        """From each place to each other, per second; no diagonal. is_home: something says that they are."""
        key = who, part, is_home
        found = self._rates.get(key)
        if found is None:
            found = self._rates[key] = self._reckoned(who, part, is_home)
        return found

    def crossed(self, who: OccupantId, part: int, shares: Floats, room: int) -> None:
        """Somebody came into a room. shares: how likely it was this person, coming from each place."""
        n = self.size - 1
        if self.is_shared and who:
            self._crossings[:, room] += shares[:n]
        if who in self.own:
            self._mine(who)[0][part, :, room] += shares[:n]

    def stayed(self, who: OccupantId, part: int, shares: Floats, seconds: float) -> None:
        n = self.size - 1
        if self.is_shared and who:
            self._time += shares[:n] * seconds
        if who in self.own:
            self._mine(who)[1][part] += shares[:n] * seconds

    def sees(self, room: int) -> None:
        """There is a sensor in the room: whoever comes there is counted."""
        if not self._is_seen[room]:
            self._is_seen[room] = True
            self._rates.clear()

    def refresh(self) -> None:
        """What has been learned counts from now on. Some 100 µs a person the next time they are asked for."""
        self._rates.clear()

    def agree(self, own: Collection[OccupantId], is_shared: bool) -> None:
        """Who agrees has changed: nothing is left of anybody who does not any more."""
        for who in self.own - frozenset(own):
            self._of.pop(who, None)
        if not is_shared:
            self._crossings[:], self._time[:] = 0.0, 0.0
        self.own, self.is_shared = frozenset(own), is_shared
        self._rates.clear()

    def fade(self) -> None:
        """Once a day: homes and people change."""
        for counts in ((self._crossings, self._time), *self._of.values()):
            for one in counts:
                one *= FADES

    def forget(self, who: OccupantId) -> None:
        """Nothing of their ways is left, the home's included: they are in those."""
        self._of.pop(who, None)
        self._crossings[:], self._time[:] = 0.0, 0.0
        self._rates.clear()

    def adopt(self, before: "Movements") -> None:
        """What was learned before the configuration changed, of rooms there still are and of who still agrees."""
        self.remember(before.shared_json(), {who: before.own_json(who) for who in before.own})

    # Kept

    def shared_json(self) -> dict[str, Any]:
        """What is known of the home's rooms and nobody; {} where somebody has not agreed."""
        return _json(self.rooms, self._crossings, self._time) if self.is_shared else {}

    def own_json(self, who: OccupantId) -> dict[str, Any]:
        return _json(self.rooms, *self._mine(who)) if who in self.own and who in self._of else {}

    def remember(self, shared: Mapping[str, Any], own: Mapping[OccupantId, Mapping[str, Any]]) -> None:
        """What was kept, of rooms there still are. Raises KeyError, ValueError, TypeError on what is not that."""
        if self.is_shared and shared:
            self._crossings, self._time = _fitted(shared, self.rooms, ())
        for who, kept in own.items():
            if who in self.own and kept:
                self._of[who] = _fitted(kept, self.rooms, (PARTS,))
        self._rates.clear()

    # Inside

    def _mine(self, who: OccupantId) -> tuple[Floats, Floats]:
        n = self.size - 1
        return self._of.setdefault(who, (np.zeros((PARTS, n, n)), np.zeros((PARTS, n))))

    def _by_layout(self) -> Floats:
        """Where one goes from each room, and from elsewhere, before anybody was seen going. Rows sum to 1."""
        n = len(self.rooms)
        found = np.ones((n + 1, n + 1))
        told: dict[RoomId, set[RoomId]] = {room: set(self.next_to.get(room, ())) for room in self.rooms}
        for room in self.rooms:
            told[room].update(other for other, near in self.next_to.items() if room in near)
        for i, room in enumerate(self.rooms):
            for j, other in enumerate(self.rooms):
                if (told[room] or told[other]) and other not in told[room]:
                    found[i, j] = AROUND
        np.fill_diagonal(found, 0.0)
        found[:, n] = 0.0
        found[:n, n] = ELSEWHERE * np.maximum(found[:n].sum(axis=1), 1.0)
        sums = found.sum(axis=1, keepdims=True)
        usual: Floats = np.divide(found, sums, out=np.zeros_like(found), where=sums > 0)
        return usual

    def _reckoned(self, who: OccupantId, part: int, is_home: bool) -> Floats:
        n = self.size
        ways = self._blended(self._crossings, HOME_PRIOR, self._usual)
        # What goes where no sensor is has never been counted: so many more leave.
        more = 1.0 / np.maximum(0.3, 1.0 - self._usual[:, ~self._is_seen].sum(axis=1))
        leaving = (self._crossings.sum(axis=1) * more + 2.0) / (self._time + 2.0 * STAY_S)
        leaving[~self._is_seen] = 1.0 / STAY_S  # how long anybody was where no sensor is only follows from this
        if who in self._of:
            crossings, time = self._of[who]
            for counts, seconds, prior in (
                (crossings.sum(axis=0), time.sum(axis=0), OWN_PRIOR),
                (crossings[part], time[part], PART_PRIOR),
            ):
                ways = self._blended(counts, prior, ways)
                found_s = (counts.sum(axis=1) * more + prior / 2) / (seconds + prior / 2 / leaving)
                leaving = np.where(self._is_seen, found_s, leaving)
        found = np.zeros((n, n))
        found[: n - 1, : n - 1] = ways * np.clip(leaving, 1.0 / LONGEST_S, 1.0 / SHORTEST_S)[:, None]
        if who == STRANGER:
            out, back = VISIT_S, VISITS_S
        elif is_home:
            out, back = OUT_S, BACK_S
        else:
            out = back = MAYBE_S
        found[: n - 1, self.away] = 1.0 / out
        found[self.away, : n - 1] = 1.0 / back / (n - 1)
        return found

    def _blended(self, counts: Floats, prior: float, above: Floats) -> Floats:
        """The mean of a Dirichlet whose prior is the level above, row by row, over the rooms that have a sensor: of the others
        the share stays what it is above."""
        seen, found = self._is_seen, above.copy()
        share = above[:, seen].sum(axis=1, keepdims=True)
        counted = counts[:, seen]
        found[:, seen] = (
            share * (counted + prior * above[:, seen]) / (counted.sum(axis=1, keepdims=True) + prior * share + 1e-9)
        )
        return found


def _json(rooms: Sequence[RoomId], crossings: Floats, time: Floats) -> dict[str, Any]:
    return {"rooms": list(rooms), "crossings": np.round(crossings, 3).tolist(), "seconds": np.round(time, 0).tolist()}


def _fitted(kept: Mapping[str, Any], rooms: Sequence[RoomId], parts: tuple[int, ...]) -> tuple[Floats, Floats]:
    before = [*kept["rooms"], None]
    crossings, time = np.array(kept["crossings"], dtype=float), np.array(kept["seconds"], dtype=float)
    k, n = len(before), len(rooms) + 1
    if crossings.shape != (*parts, k, k) or time.shape != (*parts, k) or not np.isfinite(crossings).all():
        raise ValueError(f"{crossings.shape} crossings between {k} places")
    pairs = [(i, before.index(room)) for i, room in enumerate([*rooms, None]) if room in before]
    now, then = [i for i, _ in pairs], [j for _, j in pairs]
    found, seconds = np.zeros((*parts, n, n)), np.zeros((*parts, n))
    found[..., np.ix_(now, now)[0], np.ix_(now, now)[1]] = crossings[..., np.ix_(then, then)[0], np.ix_(then, then)[1]]
    seconds[..., now] = time[..., then]
    return np.maximum(found, 0.0), np.maximum(np.nan_to_num(seconds), 0.0)
