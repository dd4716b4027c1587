"""How people move through this home: how long they stay in each room, and where they go from there. Pure.

In the flow: crossings as the belief found them → rates, which the next moment's belief is reckoned with. What is not known yet
is as in any home, with the rooms that are said to lie next to each other; a person's own ways are learned only of who agreed.

Counts are soft (a crossing that may have been one of two people's is half of each one's): the usual online form of
expectation and maximisation for hidden Markov chains (Cappé, J. Comput. Graph. Stat. 20, 2011), with Dirichlet and gamma priors
above each other: a person's own part of the day, the person, the home.
"""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from typing import Any

import numpy as np
import numpy.typing as npt

from devices.vocabulary import OccupantId, RoomId

from .room_use import ANY, NIGHT, PARTS, RoomUse

Floats = npt.NDArray[np.float64]

AROUND = 0.12  # beside a neighbour's 1: a room that is not said to be next door, where it is said of others
ELSEWHERE = 0.04  # so seldom somebody goes where no room of the configuration is
ELSEWHERE_S = 900.0
# Crossings the level above counts for, and leavings: of the home, of its part of the day, of a person, of theirs.
HOME_PRIOR, HOME_PART_PRIOR, OWN_PRIOR, OWN_PART_PRIOR = 6.0, 12.0, 12.0, 16.0
FADES = 0.5 ** (1 / 60)  # a day: half is forgotten in two months
SHORTEST_S, LONGEST_S = 45.0, 6 * 3600.0  # nobody is reckoned to leave faster (steps are half a minute long), or slower
# How long somebody is at home until they go out, and out until they are back; of comings and goings so many as these count for.
OUT_S, OUT_AT_NIGHT_S, BACK_S = 12 * 3600.0, 100 * 3600.0, 8 * 3600.0
PASSED_S = 120.0  # where people usually stay for less they only pass
IN_THE_WAY_OUT = 0.03  # of the time at home
NOT_THAT_WAY = 0.1  # of those who go out were not seen in the way out
LEFT_BEHIND = 0.07  # of phones
MAYBE_S = 6 * 3600.0  # comes or goes, of whom nothing says whether they are at home
OWN_BED, OTHERS_BED, OTHERS_BED_AT_NIGHT = 2.0, 0.25, 0.03  # times as often as the home goes there
STRANGER = OccupantId("")
VISITS_S, VISIT_S = 300 * 3600.0, 1.5 * 3600.0


class Movements:
    """rooms: in the order of the belief, which adds *elsewhere at home* and *away*. next_to: as configured, either way.

    own: people whose own ways may be learned. is_shared: whether everybody agreed, so that the home's may be. uses: what rooms
    are for; left out, as any. sleepers: who sleeps in which, as far as somebody said.
    """

    def __init__(
        self,
        rooms: Sequence[RoomId],
        next_to: Mapping[RoomId, Collection[RoomId]],
        own: Collection[OccupantId] = (),
        is_shared: bool = False,
        uses: Mapping[RoomId, RoomUse] | None = None,
        sleepers: Mapping[RoomId, Collection[OccupantId]] | None = None,
    ) -> None:
        self.rooms, self.next_to = tuple(rooms), next_to
        self.own, self.is_shared = frozenset(own), is_shared
        n = len(self.rooms)
        self.elsewhere, self.away, self.size = n, n + 1, n + 2
        of_each = [(uses or {}).get(room, ANY) for room in self.rooms]
        self._usual_ways = np.stack([self._by_layout([use.pull_in(part) for use in of_each]) for part in range(PARTS)])
        stays = [[*(use.stay_in(part) for use in of_each), ELSEWHERE_S] for part in range(PARTS)]
        self._usual_leaving = 1.0 / np.array(stays)
        self.settles = np.array([*(use.stay_s >= PASSED_S for use in of_each), True, True], dtype=float)
        ways_out = np.array([use.is_way_out for use in of_each] + [False])
        share = NOT_THAT_WAY / (1.0 - IN_THE_WAY_OUT), (1.0 - NOT_THAT_WAY) / IN_THE_WAY_OUT
        self.doors = np.where(ways_out, share[1] / max(1, ways_out.sum()), share[0]) if ways_out.any() else np.ones(n + 1)
        self.sleepers = [frozenset((sleepers or {}).get(room, ())) for room in self.rooms]
        self._home = self._nothing()  # by part of the day: crossings, seconds
        self._of: dict[OccupantId, tuple[Floats, Floats]] = {}
        self._rates: dict[tuple[OccupantId, int, bool], tuple[Floats, Floats]] = {}

    def rates(self, who: OccupantId, part: int, is_home: bool) -> tuple[Floats, Floats]:
        """From each place to each other, per second, and from each in all. is_home: something says that they are."""
        key = who, part, is_home
        if key not in self._rates:
            ways, leaving = self._reckoned(who)
            for one in range(PARTS):
                found = self._with_outside(who, one, ways[one], leaving[one], is_home)
                self._rates[who, one, is_home] = found, found.sum(axis=1)
        return self._rates[key]

    def learns_of(self, who: OccupantId) -> bool:
        return who != STRANGER and (self.is_shared or who in self.own)

    def went(self, who: OccupantId, part: int, crossings: Floats, seconds: Floats, is_sure: bool = True) -> None:
        """What somebody has done, as far as is known. crossings: from each place to each; seconds: in each. is_sure: that it
        was they."""
        n = self.size - 1
        if self.is_shared and who != STRANGER:
            self._home[0][part] += crossings[:n, :n]
            self._home[1][part] += seconds[:n]
        if who in self.own and is_sure:
            mine = self._of.setdefault(who, self._nothing())
            mine[0][part] += crossings[:n, :n]
            mine[1][part] += seconds[:n]

    def sleeping(self, sleepers: Sequence[Collection[OccupantId]]) -> "Movements":
        """The same ways where people sleep so. sleepers: by room, in the order of ``rooms``. What is learned here counts there,
        too, once that is refreshed; itself it learns nothing."""
        found = copy(self)
        found.own, found.is_shared, found._rates = frozenset(), False, {}
        found.sleep(sleepers)
        return found

    def sleep(self, sleepers: Sequence[Collection[OccupantId]]) -> None:
        """Who sleeps in which room from now on, as far as is known: as ``sleeping``."""
        self.sleepers = [frozenset(those) for those in sleepers]
        self._rates.clear()

    def refresh(self) -> None:
        """What has been learned counts from now on. Some 300 µs a person the next time they are asked for."""
        self._rates.clear()

    def agree(self, own: Collection[OccupantId], is_shared: bool) -> None:
        """Who agrees has changed: nothing is left of anybody who does not any more."""
        for who in self.own - frozenset(own):
            self._of.pop(who, None)
        if not is_shared:
            self._home = self._nothing()
        self.own, self.is_shared = frozenset(own), is_shared
        self._rates.clear()

    def forget(self, who: OccupantId) -> None:
        """Nothing of their ways is left, the home's included: they are in those."""
        self._of.pop(who, None)
        self._home = self._nothing()
        self._rates.clear()

    def adopt(self, before: "Movements") -> None:
        """What was learned before the configuration changed, of rooms there still are and of who still agrees."""
        self.remember(before.shared_json(), {who: before.own_json(who) for who in before.own})

    # Kept

    def shared_json(self) -> dict[str, Any]:
        """What is known of the home's rooms and nobody; {} where somebody has not agreed."""
        return _json(self.rooms, *self._home) if self.is_shared else {}

    def own_json(self, who: OccupantId) -> dict[str, Any]:
        return _json(self.rooms, *self._of[who]) if who in self.own and who in self._of else {}

    def remember(self, shared: Mapping[str, Any], own: Mapping[OccupantId, Mapping[str, Any]]) -> None:
        """What was kept, of rooms there still are. Raises KeyError, ValueError, TypeError on what is not that."""
        if self.is_shared and shared:
            self._home = _fitted(shared, self.rooms)
        for who, kept in own.items():
            if who in self.own and "crossings" in kept:
                self._of[who] = _fitted(kept, self.rooms)
        self._rates.clear()

    # Inside

    def _nothing(self) -> tuple[Floats, Floats]:
        n = self.size - 1
        return np.zeros((PARTS, n, n)), np.zeros((PARTS, n))

    def _by_layout(self, pulls: Sequence[float]) -> Floats:
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
        found[:, :n] *= np.array(pulls)
        np.fill_diagonal(found, 0.0)
        found[:, n] = 0.0
        found[:n, n] = ELSEWHERE * np.where(found[:n].sum(axis=1) > 0, found[:n].sum(axis=1), 1.0)
        sums = found.sum(axis=1, keepdims=True)
        usual: Floats = np.divide(found, sums, out=np.zeros_like(found), where=sums > 0)
        return usual

    def _reckoned(self, who: OccupantId) -> tuple[Floats, Floats]:
        """Where one goes from each place, and how often a second one leaves it, by part of the day."""
        ways, leaving = _learned(*self._home, self._usual_ways, self._usual_leaving, HOME_PRIOR, HOME_PART_PRIOR)
        found = self._to_bed(who, ways), leaving
        return _learned(*self._of[who], *found, OWN_PRIOR, OWN_PART_PRIOR) if who in self._of else found

    def _to_bed(self, who: OccupantId, ways: Floats) -> Floats:
        """The home's ways, of somebody who sleeps in one room and not in others: the more so the later it is."""
        sleepers = self.sleepers
        if not any(sleepers) or who == STRANGER:
            return ways
        has_bed = any(who in those for those in sleepers)
        pulls = np.ones((PARTS, ways.shape[2]))
        for i, those in enumerate(sleepers):
            if who in those:
                pulls[:, i] = OWN_BED
            elif those and has_bed:
                pulls[:, i] = OTHERS_BED
                pulls[[*NIGHT, PARTS - 1], i] = OTHERS_BED_AT_NIGHT
        found = ways * pulls[:, None, :]
        sums = found.sum(axis=2, keepdims=True)
        own: Floats = np.divide(found, sums, out=ways.copy(), where=sums > 0)
        return own

    def _with_outside(self, who: OccupantId, part: int, ways: Floats, leaving: Floats, is_home: bool) -> Floats:
        n = self.size
        found = np.zeros((n, n))
        found[: n - 1, : n - 1] = ways * np.clip(leaving, 1.0 / LONGEST_S, 1.0 / SHORTEST_S)[:, None]
        if who == STRANGER:
            out, back = VISIT_S, VISITS_S
        elif is_home:
            out, back = OUT_AT_NIGHT_S if part in NIGHT else OUT_S, BACK_S
        else:
            out = back = MAYBE_S
        found[: n - 1, self.away] = self.doors / out
        found[self.away, : n - 1] = self.doors / self.doors.sum() / back
        return found


def _learned(
    crossings: Floats, seconds: Floats, ways: Floats, leaving: Floats, prior: float, part_prior: float
) -> tuple[Floats, Floats]:
    """One level, the one above as its prior: first over the whole day, which keeps how the parts differ, then by part."""
    left = crossings.sum(axis=2)
    leaving = leaving * (left.sum(axis=0) + prior) / ((seconds * leaving).sum(axis=0) + prior)
    leaving = leaving * (left + part_prior) / (seconds * leaving + part_prior)
    mean, total = ways.mean(axis=0), crossings.sum(axis=0)
    seen = (total + prior * mean) / (total.sum(axis=1, keepdims=True) + prior)
    ways = ways * np.divide(seen, mean, out=np.ones_like(seen), where=mean > 0)
    sums = ways.sum(axis=2, keepdims=True)
    ways = np.divide(ways, sums, out=np.zeros_like(ways), where=sums > 0)
    return (crossings + part_prior * ways) / (left[:, :, None] + part_prior), leaving


def _json(rooms: Sequence[RoomId], crossings: Floats, time: Floats) -> dict[str, Any]:
    return {"rooms": list(rooms), "crossings": np.round(crossings, 3).tolist(), "seconds": np.round(time, 0).tolist()}


def _fitted(kept: Mapping[str, Any], rooms: Sequence[RoomId]) -> tuple[Floats, Floats]:
    before = [*kept["rooms"], None]
    crossings, time = np.array(kept["crossings"], dtype=float), np.array(kept["seconds"], dtype=float)
    k, n = len(before), len(rooms) + 1
    if crossings.shape == (k, k) and time.shape == (k,):  # kept by an older hub, which knew no parts of the day of a home
        crossings, time = np.stack([crossings / PARTS] * PARTS), np.stack([time / PARTS] * PARTS)
    if crossings.shape != (PARTS, k, k) or time.shape != (PARTS, k) or not np.isfinite(crossings).all():
        raise ValueError(f"{crossings.shape} crossings between {k} places")
    pairs = [(i, before.index(room)) for i, room in enumerate([*rooms, None]) if room in before]
    now, then = [i for i, _ in pairs], [j for _, j in pairs]
    found, seconds = np.zeros((PARTS, n, n)), np.zeros((PARTS, n))
    found[..., np.ix_(now, now)[0], np.ix_(now, now)[1]] = crossings[..., np.ix_(then, then)[0], np.ix_(then, then)[1]]
    seconds[..., now] = time[..., then]
    return np.maximum(found, 0.0), np.maximum(np.nan_to_num(seconds), 0.0)
