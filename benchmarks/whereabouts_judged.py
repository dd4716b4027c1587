"""Plays a home's movements to one way of knowing who is where, and judges what it said of the days that count.

For benchmarks/whereabouts.py, whose head says what the columns mean.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.occupancy_peers import Contender
from benchmarks.simulated_homes import AWAY, DAY_S, HOUR_S, Stay

GRID_S = 10.0
SHORT_S = 60.0


@dataclass(slots=True)
class Score:
    """Sums over the days that are judged; ``late`` in seconds."""

    home: float = 0.0
    right: float = 0.0
    said: float = 0.0
    said_right: float = 0.0
    changes: int = 0
    occupied: float = 0.0
    false_empty: int = 0
    nobody: float = 0.0
    days_rooms: float = 0.0
    late: list[float] = field(default_factory=list)
    stays: int = 0

    def row(self) -> list[float]:
        """As HEADS; nan for what nothing was known of."""
        return [
            _of(self.right, self.home),
            _of(self.said, self.home),
            _of(self.said_right, self.said),
            _of(self.changes, self.home / HOUR_S),
            _of(self.false_empty, self.occupied / HOUR_S),
            _of(self.nobody / 60.0, self.days_rooms),
            float(np.quantile(self.late, 0.9)) if self.late else np.nan,
            _of(len(self.late), self.stays),
        ]


def _of(part: float, whole: float) -> float:
    return part / whole if whole else np.nan


HEADS = ("right", "said", "said is right", "false changes/h", "false empty/h", "over nobody min", "late p90 s", "seen")


class Truth:
    """Who is where, at times that never go back."""

    def __init__(self, people: Mapping[str, Sequence[Stay]]) -> None:
        self._stays = {who: _joined(stays) for who, stays in people.items()}
        self._at = dict.fromkeys(people, 0)

    def room(self, who: str, at: float) -> str | None:
        """None: not known; AWAY: out."""
        stays = self._stays[who]
        while self._at[who] + 1 < len(stays) and stays[self._at[who] + 1].start <= at:
            self._at[who] += 1
        found = stays[self._at[who]] if stays else None
        return found.room if found is not None and found.start <= at < found.end else None

    def by_person(self) -> Mapping[str, Sequence[Stay]]:
        return self._stays

    def stays(self) -> Iterator[tuple[str, Stay]]:
        for who, stays in self._stays.items():
            yield from ((who, stay) for stay in stays)


def _joined(stays: Sequence[Stay]) -> list[Stay]:
    found: list[Stay] = []
    for stay in stays:
        if found and found[-1].room == stay.room and stay.start - found[-1].end < 1.0:
            found[-1] = Stay(stay.room, found[-1].start, stay.end, stay.pause)
        else:
            found.append(stay)
    return found


def lived(
    contender: Contender,
    truth: Truth,
    people: Sequence[str],
    sensed: Sequence[str],
    phones: Sequence[tuple[float, str, bool]],
    events: Sequence[tuple[float, str, bool]],
    judged: tuple[float, float],
    visitors: Sequence[Stay] = (),
) -> Score:
    """Plays all of it to one way of knowing, and judges the days from ``judged[0]`` to ``judged[1]``."""
    score, start, end = Score(), *judged
    said_at: dict[str, list[tuple[float, str | None]]] = defaultdict(list)
    was_occupied: dict[str, bool] = {}
    stream = sorted([(at, 0, who, on) for at, who, on in phones] + [(at, 1, room, on) for at, room, on in events])
    index, at = 0, 0.0
    while at < end:
        at += GRID_S
        while index < len(stream) and stream[index][0] <= at:
            when, kind, name, on = stream[index]
            index += 1
            (contender.phone if kind == 0 else contender.motion)(when, name, on)
            for who in people:
                place = contender.place(who)
                if not said_at[who] or said_at[who][-1][1] != place:
                    said_at[who].append((when, place))
        contender.pass_time(at)
        there: set[str] = {stay.room for stay in visitors if stay.start <= at < stay.end}
        for who in people:
            place, room = contender.place(who), truth.room(who, at)
            if not said_at[who] or said_at[who][-1][1] != place:
                said_at[who].append((at, place))
            if room:
                there.add(room)
            if at < start or room is None:
                continue
            if room == AWAY and place is None:
                continue
            score.home += GRID_S
            score.right += GRID_S * (contender.best(who) == room)
            score.said += GRID_S * (place is not None)
            score.said_right += GRID_S * (place == room)
        is_known = all(truth.room(who, at) is not None for who in people)
        for room in sensed:
            is_occupied = contender.is_occupied(room)
            if at >= start:
                score.days_rooms += GRID_S / DAY_S * is_known
                if room in there:
                    score.occupied += GRID_S
                    score.false_empty += was_occupied.get(room, False) and not is_occupied
                elif is_occupied and is_known:
                    score.nobody += GRID_S
            was_occupied[room] = is_occupied
    _judge_changes(score, truth, said_at, start)
    _judge_lateness(score, truth, said_at, events, sensed, judged)
    return score


def _judge_changes(score: Score, truth: Truth, said_at: Mapping[str, list[tuple[float, str | None]]], start: float) -> None:
    stays: dict[str, list[Stay]] = defaultdict(list)
    for who, stay in truth.stays():
        stays[who].append(stay)
    for who, said in said_at.items():
        last: str | None = None
        for at, place in said:
            if place is None or place == last:
                continue
            if at >= start and last is not None:
                is_true = any(s.room == place and s.start - 5 <= at <= s.end + 60 for s in stays[who])
                score.changes += not is_true
            last = place


def _judge_lateness(
    score: Score,
    truth: Truth,
    said_at: Mapping[str, list[tuple[float, str | None]]],
    events: Sequence[tuple[float, str, bool]],
    sensed: Sequence[str],
    judged: tuple[float, float],
) -> None:
    begins: dict[str, list[float]] = defaultdict(list)
    for at, room, is_on in events:
        if is_on:
            begins[room].append(at)
    for who, stay in truth.stays():
        if stay.room not in sensed or not judged[0] <= stay.start < judged[1] or stay.end - stay.start < SHORT_S:
            continue
        first = np.searchsorted(begins[stay.room], stay.start - 1.0)
        if first >= len(begins[stay.room]) or begins[stay.room][first] >= stay.end:
            continue
        moved = begins[stay.room][first]
        score.stays += 1
        said = said_at[who]
        before = [place for at, place in said if at <= moved]
        if before and before[-1] == stay.room:
            score.late.append(0.0)
            continue
        later = [at for at, place in said if moved < at < stay.end and place == stay.room]
        if later:
            score.late.append(later[0] - moved)
