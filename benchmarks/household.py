"""A hard household, invented, by a fixed specification: what acting costs its people, for ours and for what else one could do.

    python -m benchmarks.household [--seeds 5] [--days 120] [--people 12] [--json FILE] [--table FILE]

The world (none of it tuned to the hub; change a figure and say so). Homes of three. Everybody comes into a room about four
times a day (5.5 at weekends) between 6 and 24 o'clock. For each kind a person has a latent wish at a moment:

    brightness        .45 + person N(0,.15) + room N(0,.06) + evening (-.20 ± .12 at 22 h, a daily wave) + weekend N(0,.04)
                      - .10 · (log10 lux - 2) · N(1,.4) + cloudy N(.03,.03) + mood AR(1) .6 with sd .05 + noise .06
    colour            3600 K + N(0,350) + room N(0,120) + evening wave -550 ± 250 + lux 150 · N(1,.4) + mood 90 + noise 140
    setpoint          20.6 °C + N(0,.9) + room N(0,.5) + night -.8 ± .5 + season -.4 · N(1,.5) · sin(year) + outdoor + mood .25
                      + noise .25
    music             one of six, silence among them: a favourite per part of day and weekend, wanted 50 to 90 % of the time (by
                      person, evenly drawn), else mostly (three of five times) the person's second, else any

What is there when somebody comes: what the room was left at. Not content (beyond the kind's tolerance: .15, 400 K, .5 °C,
another name) a person reaches for the switch, 85 % of the time when nobody acted, 95 % when the hub was wrong. Hands slip:
4 % of the values are off by a normal of twice the tolerance (another name). 8 % of what is learned is credited to a
housemate. Corrections are anchored: they stop a fifth of the way short, towards what the hub had set. In one visit of four
a housemate is there too: the room is shared as the hub shares it (content), and the visit is judged by one of the two, by
chance. A third of the people change their habits once, between the 40th and 70th day: another level by about one and a half
tolerances, other favourites.

What is counted, per person and day: corrections (somebody had to undo an act), touches (somebody had to reach for the
switch though nothing was done), helped (an act nobody corrected that was better than what was there); cost = 2 × correction
+ touch. The hub starts from the priors it ships, made in another world. ``knows the truth`` gates like ours on the true
wish and spread.
"""

import argparse
import json
import math
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from devices.vocabulary import OccupantId, Value
from hub.deciding.acting_gate import judge
from hub.deciding.sharing import Terms, share
from models.context import Context
from models.example import DEFAULT_WEIGHT, Example, Source
from models.kind import Kind, kinds
from models.parts_of_day import part_at
from models.people import People
from models.preference import Preference

KINDS = ("brightness", "colour_temperature", "setpoint", "music")
ROOMS = ("living_room", "kitchen", "bedroom", "study")
TUNES = ("calm", "jazz", "radio", "pop", "classic")
HOME_OF = 3
SLIP, ASTRAY, SHORT, TWO, CHANGES = 0.04, 0.08, 0.2, 0.25, 1 / 3
REACHES, MINDS = 0.85, 0.95
START = datetime(2026, 1, 5, tzinfo=UTC)
NOISE = {"brightness": 0.06, "colour_temperature": 140.0, "setpoint": 0.25}
MOOD = {"brightness": 0.05, "colour_temperature": 90.0, "setpoint": 0.25}
LEFT: dict[str, Value] = {"brightness": 0.7, "colour_temperature": 4000.0, "setpoint": 20.0, "music": "silence"}
CERTAIN = 1e9
GAP = 8  # corrections looked at after a change of habit


class Resident:
    """One person's wishes. dice: of the world, never of a policy."""

    def __init__(self, dice: np.random.Generator) -> None:
        self.level = {
            "brightness": dice.normal(0, 0.15),
            "colour_temperature": dice.normal(0, 350),
            "setpoint": dice.normal(0, 0.9),
        }
        self.room = {
            "brightness": dice.normal(0, 0.06, len(ROOMS)),
            "colour_temperature": dice.normal(0, 120, len(ROOMS)),
            "setpoint": dice.normal(0, 0.5, len(ROOMS)),
        }
        self.evening = {
            "brightness": dice.normal(-0.2, 0.12),
            "colour_temperature": dice.normal(-550, 250),
            "setpoint": dice.normal(-0.8, 0.5),
        }
        self.by_lux = {
            "brightness": -0.1 * dice.normal(1, 0.4),
            "colour_temperature": 150 * dice.normal(1, 0.4),
            "setpoint": 0.0,
        }
        self.weekend = {"brightness": dice.normal(0, 0.04), "colour_temperature": 0.0, "setpoint": dice.normal(0, 0.2)}
        self.by_outdoor = dice.normal(-0.03, 0.02)
        self.season = -0.4 * dice.normal(1, 0.5)
        self.mood = dict.fromkeys(NOISE, 0.0)
        self._favourites(dice)
        self.steady = float(dice.uniform(0.5, 0.9))
        self.changes_on = int(dice.integers(40, 71)) if dice.random() < CHANGES else None

    def _favourites(self, dice: np.random.Generator) -> None:
        names = (*TUNES, "silence")
        self.favourite = {
            (part, weekend): names[int(dice.integers(len(names)))]
            for part in ("night", "morning", "day", "evening")
            for weekend in (False, True)
        }
        self.second = names[int(dice.integers(len(names)))]

    def wake(self, day: int, dice: np.random.Generator) -> None:
        """A new day's mood, and now and then a new habit."""
        for kind, sd in MOOD.items():
            self.mood[kind] = 0.6 * self.mood[kind] + math.sqrt(1 - 0.36) * dice.normal(0, sd)
        if day == self.changes_on:
            for kind, sd in (("brightness", 0.22), ("colour_temperature", 500.0), ("setpoint", 1.2)):
                self.level[kind] += float(dice.choice([-1, 1])) * sd
            self._favourites(dice)

    def wish(self, kind: str, context: Context) -> float:
        """The latent wish of a number, before the moment's noise."""
        room = ROOMS.index(context.room)
        hour = context.local.hour + context.local.minute / 60
        late = (1 + math.cos(2 * math.pi * (hour - 22) / 24)) / 2
        lux = math.log10(max(1.0, context.illuminance_lx or 1.0))
        outdoor = context.outdoor_c or 10.0
        base = {"brightness": 0.45, "colour_temperature": 3600.0, "setpoint": 20.6}[kind]
        value = base + self.level[kind] + self.room[kind][room] + self.evening[kind] * late + self.mood[kind]
        value += self.by_lux[kind] * (lux - 2) + self.weekend[kind] * (context.local.weekday() >= 5)
        if kind == "brightness" and outdoor < 8:
            value += 0.03
        if kind == "setpoint":
            turn = 2 * math.pi * context.local.timetuple().tm_yday / 365
            value += self.season * math.sin(turn) + self.by_outdoor * (outdoor - 10)
        return float(value)

    def probabilities(self, context: Context) -> dict[str, float]:
        names = (*TUNES, "silence")
        p = dict.fromkeys(names, 0.4 * (1 - self.steady) / len(names))
        p[self.favourite[part_at(context.local.hour), context.local.weekday() >= 5]] += self.steady
        p[self.second] += 0.6 * (1 - self.steady)
        return p

    def true_wish(self, kind: str, context: Context) -> Preference:
        of = kinds()[kind]
        if of.choice:
            options = sorted(self.probabilities(context).items(), key=lambda option: -option[1])
            return Preference(of, options[0][0], 0.0, CERTAIN, tuple(options))
        mean = float(np.clip(self.wish(kind, context), of.low, of.high))
        return Preference(of, mean, NOISE[kind], CERTAIN, mean=mean)


@dataclass(frozen=True)
class Visit:
    """wants: by kind, what the person, or the one they share with (judge), would be content with. learner: whom a hand is
    credited to. truth: by kind, the wishes of who is there without the moment's noise."""

    who: int
    mate: int | None
    judge: int
    learner: int
    context: Context
    day: int
    wants: dict[str, Value]
    reaches: dict[str, float]
    slips: dict[str, float]
    truth: dict[str, dict[int, Preference]]


def visits(seed: int, people: int, days: int) -> tuple[list[Resident], list[list[Visit]]]:
    """The whole story, the same for every policy; the residents as they are at its end."""
    dice = np.random.default_rng(seed)
    residents = [Resident(dice) for _ in range(people)]
    story: list[list[Visit]] = []
    for day in range(days):
        date = START + timedelta(days=day)
        season = 8 - 9 * math.cos(2 * math.pi * date.timetuple().tm_yday / 365)
        weather = float(np.clip(dice.normal(0.5, 0.25), 0.05, 1.0))
        today: list[Visit] = []
        for person in residents:
            person.wake(day, dice)
        for who in range(people):
            for hour in sorted(dice.uniform(6, 24, dice.poisson(5.5 if date.weekday() >= 5 else 4.0))):
                local = date + timedelta(hours=float(min(hour, 23.99)))
                sun = max(0.0, math.sin(math.pi * (hour - 6) / 14)) if 6 < hour < 20 else 0.0
                lux = 5 + 900 * sun * weather * float(np.exp(dice.normal(0, 0.3)))
                outdoor = season + 5 * sun * weather + float(dice.normal(0, 1.0))
                mates = [
                    m for m in range(who // HOME_OF * HOME_OF, who // HOME_OF * HOME_OF + HOME_OF) if m != who and m < people
                ]
                is_shared = bool(mates) and dice.random() < TWO
                context = Context(
                    local, ROOMS[int(dice.integers(len(ROOMS)))], illuminance_lx=lux, outdoor_c=outdoor, outdoor_mean_c=season,
                    sun_elevation_deg=60 * sun - 10, company=is_shared,
                )  # fmt: skip
                mate = int(mates[int(dice.integers(len(mates)))]) if is_shared else None
                judge_ = who if mate is None or dice.random() < 0.5 else mate
                learner = int(mates[int(dice.integers(len(mates)))]) if mates and dice.random() < ASTRAY else judge_
                wants: dict[str, Value] = {}
                for kind, noise in NOISE.items():
                    low, high = kinds()[kind].low, kinds()[kind].high
                    wish = residents[judge_].wish(kind, context) + dice.normal(0, noise)
                    wants[kind] = float(np.clip(wish, low, high))
                names = residents[judge_].probabilities(context)
                wants["music"] = str(dice.choice(list(names), p=list(names.values())))
                reaches = {kind: float(dice.random()) for kind in KINDS}
                slips = {kind: float(dice.normal()) if dice.random() < SLIP else 0.0 for kind in KINDS}
                there = [who] if mate is None else [who, mate]
                truth = {kind: {of: residents[of].true_wish(kind, context) for of in there} for kind in KINDS}
                today.append(Visit(who, mate, judge_, learner, context, day, wants, reaches, slips, truth))
        today.sort(key=lambda visit: visit.context.local)
        story.append(today)
    return residents, story


class Policy(Protocol):
    """Says what to set, or None to leave it; hears what was set by hand, and what stood."""

    def act(self, visit: Visit, kind: str, there: Value) -> Value | None: ...
    def set_by_hand(self, visit: Visit, kind: str, value: Value, acted: Value | None) -> None: ...
    def stood(self, visit: Visit, kind: str, acted: Value) -> None: ...
    def left(self, visit: Visit, kind: str, there: Value) -> None: ...


class Never:
    def act(self, visit: Visit, kind: str, there: Value) -> Value | None:
        return None

    def set_by_hand(self, visit: Visit, kind: str, value: Value, acted: Value | None) -> None:
        return

    def stood(self, visit: Visit, kind: str, acted: Value) -> None:
        return

    def left(self, visit: Visit, kind: str, there: Value) -> None:
        return


class LastValue(Never):
    """Always what the person set last in that room."""

    def __init__(self) -> None:
        self._last: dict[tuple[int, str, str], Value] = {}

    def act(self, visit: Visit, kind: str, there: Value) -> Value | None:
        return self._last.get((visit.who, visit.context.room, kind))

    def set_by_hand(self, visit: Visit, kind: str, value: Value, acted: Value | None) -> None:
        self._last[visit.learner, visit.context.room, kind] = value


SCHEDULE: dict[str, dict[str, Value]] = {
    "brightness": {"night": 0.25, "morning": 0.5, "day": 0.45, "evening": 0.35},
    "colour_temperature": {"night": 3000.0, "morning": 3700.0, "day": 3900.0, "evening": 3100.0},
    "setpoint": {"night": 19.8, "morning": 20.6, "day": 20.8, "evening": 20.2},
    "music": {"night": "silence", "morning": "radio", "day": "silence", "evening": "calm"},
}


class Schedule(Never):
    """The same for everybody, by part of the day."""

    def act(self, visit: Visit, kind: str, there: Value) -> Value | None:
        return SCHEDULE[kind][part_at(visit.context.local.hour)]


class OwnUsual(Never):
    """Always the person's own usual of that hour of the day: the mean of a number, the commonest name."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, str, int], list[Value]] = {}

    def act(self, visit: Visit, kind: str, there: Value) -> Value | None:
        seen = self._seen.get((visit.who, kind, visit.context.local.hour))
        if not seen:
            return None
        if kind == "music":
            return max(set(seen), key=seen.count)
        return float(np.mean([float(value) for value in seen]))

    def set_by_hand(self, visit: Visit, kind: str, value: Value, acted: Value | None) -> None:
        self._seen.setdefault((visit.learner, kind, visit.context.local.hour), []).append(value)


class Ours(Never):
    """The hub's own parts: what it knows of people, and the gate. One home at a time; housemates share."""

    def __init__(self, people: int) -> None:
        self._shelves = [self._shelf(home, people) for home in range(-(-people // HOME_OF))]

    @staticmethod
    def _shelf(home: int, people: int) -> People:
        members = [OccupantId(f"p{who}") for who in range(home * HOME_OF, min(people, (home + 1) * HOME_OF))]
        return People(ROOMS, music=TUNES, sharing=members)

    def predict(self, who: int, visit: Visit, kind: str) -> Preference:
        shelf = self._shelves[who // HOME_OF]
        return shelf.predict(OccupantId(f"p{who}"), kind, visit.context, visit.context.local)

    def act(self, visit: Visit, kind: str, there: Value) -> Value | None:
        people = [visit.who] if visit.mate is None else [visit.who, visit.mate]
        return decided(kind, {who: self.predict(who, visit, kind) for who in people}, there)

    def set_by_hand(self, visit: Visit, kind: str, value: Value, acted: Value | None) -> None:
        self._learn(visit, kind, value, Source.HAND if acted is None else Source.CORRECTION, acted)

    def stood(self, visit: Visit, kind: str, acted: Value) -> None:
        self._learn(visit, kind, acted, Source.ACCEPT, acted)

    def left(self, visit: Visit, kind: str, there: Value) -> None:
        """As ``hub.teaching.left_as_it_was``: of choices, weakly, that it was right as it was."""
        knows = self._shelves[visit.who // HOME_OF].knows(OccupantId(f"p{visit.learner}"), kind)
        if kinds()[kind].choice and (knows or there != "silence"):
            self._learn(visit, kind, there, Source.ACCEPT, None)

    def _learn(self, visit: Visit, kind: str, value: Value, source: Source, acted: Value | None) -> None:
        at, who = visit.context.local, OccupantId(f"p{visit.learner}")
        guess = self._shelves[visit.learner // HOME_OF].predict(who, kind, visit.context, at)
        told = guess.evidence > 0
        self._shelves[visit.learner // HOME_OF].learn(
            Example(
                who, kind, value, DEFAULT_WEIGHT[source], at, visit.context, source, acted,
                guess.value if told else None, guess.content(guess.value) if told else None,
            )
        )  # fmt: skip


class Truth(Never):
    """Knows every wish but the moment's noise and whose turn it is in a shared room, and gates like ours."""

    def act(self, visit: Visit, kind: str, there: Value) -> Value | None:
        return decided(kind, visit.truth[kind], there)


def decided(kind: str, wishes: dict[int, Preference], there: Value) -> Value | None:
    """As the hub decides: shared by who is most content, then the gate."""
    of = kinds()[kind]
    asked = {OccupantId(f"p{who}"): wish for who, wish in wishes.items()}
    known = {who: wish for who, wish in asked.items() if wish.evidence > 0} or asked
    shared = share(Terms("content", arrived=list(known)), of, known, dict.fromkeys(known, 1.0), there)
    verdict = judge(of, shared.value, shared.confidence, shared.now, there, max(wish.evidence for wish in known.values()))
    return shared.value if verdict.passes else None


@dataclass
class Count:
    """Of one kind. corrections: acts that somebody undid. helped: acts left standing that were better than what was there."""

    visits: int = 0
    corrections: int = 0
    touches: int = 0
    helped: int = 0
    acts: int = 0


def content(kind: Kind, value: Value, wanted: Value) -> bool:
    if kind.choice or isinstance(value, bool | str) or isinstance(wanted, bool | str):
        return value == wanted
    return abs(float(value) - float(wanted)) <= kind.tolerance


POLICIES: dict[str, Callable[[int], Policy]] = {
    "never act": lambda _people: Never(),
    "always the last value": lambda _people: LastValue(),
    "a fixed schedule": lambda _people: Schedule(),
    "own usual per hour": lambda _people: OwnUsual(),
    "attune": lambda people: Ours(people),
    "knows the truth": lambda _people: Truth(),
}


def live(name: str, seed: int, people: int, days: int) -> dict[str, Count]:
    """One policy through the whole story."""
    policy, counts = POLICIES[name](people), {kind: Count() for kind in KINDS}
    left: dict[tuple[int, str, str], Value] = {}
    for today in visits(seed, people, days)[1]:
        for visit in today:
            for kind in KINDS:
                _meet(policy, visit, kind, counts[kind], left)
    return counts


def _meet(policy: Policy, visit: Visit, kind: str, count: Count, left: dict[tuple[int, str, str], Value]) -> None:
    of, room = kinds()[kind], (visit.who // HOME_OF, visit.context.room, kind)
    there = left.get(room, LEFT[kind])
    wanted = visit.wants[kind]
    acted = policy.act(visit, kind, there)
    count.visits += 1
    shows = there if acted is None else acted
    count.acts += acted is not None
    is_content = content(of, shows, wanted)
    minds = visit.reaches[kind] < (REACHES if acted is None else MINDS)
    if is_content or not minds:
        left[room] = shows
        if acted is None:
            policy.left(visit, kind, there)
        else:
            count.helped += is_content and not content(of, there, wanted)
            policy.stood(visit, kind, acted)
        return
    value = _by_hand(of, visit, kind, wanted, acted)
    if acted is None:
        count.touches += 1
    else:
        count.corrections += 1
    left[room] = value
    policy.set_by_hand(visit, kind, value, acted)


def _by_hand(of: Kind, visit: Visit, kind: str, wanted: Value, acted: Value | None) -> Value:
    slip = visit.slips[kind]
    if of.choice:
        names = (*TUNES, "silence")
        return names[int(abs(slip) * 1000) % len(names)] if slip else wanted
    value = float(wanted) if acted is None else float(wanted) + SHORT * (float(acted) - float(wanted))
    return float(np.clip(value + 2 * of.tolerance * slip, of.low, of.high))


def half_gone(seed: int, people: int, days: int) -> dict[str, list[list[float]]]:
    """How far off ours is (in tolerances; 0 or 1 for names) at each correction before and after a person's change of habit.

    Of music also within one part of the day and week: a change of habit brings eight new favourites, one for each.
    """
    residents, story = visits(seed, people, days)
    ours = Ours(people)
    left: dict[tuple[int, str, str], Value] = {}
    counts = {kind: Count() for kind in KINDS}
    seen: dict[tuple[int, str, str], tuple[list[float], list[float]]] = {}
    for today in story:
        for visit in today:
            for kind in KINDS:
                of, changes = kinds()[kind], residents[visit.who].changes_on
                if changes is not None and visit.judge == visit.who == visit.learner:
                    wish = ours.predict(visit.who, visit, kind)
                    off = (
                        float(wish.value != visit.wants[kind])
                        if of.choice
                        else abs(float(wish.value) - float(visit.wants[kind])) / of.tolerance
                    )
                    before_all = counts[kind].touches + counts[kind].corrections
                    _meet(ours, visit, kind, counts[kind], left)
                    if counts[kind].touches + counts[kind].corrections > before_all:
                        for at in ("", _part(visit)) if of.choice else ("",):
                            before, after = seen.setdefault((visit.who, kind, at), ([], []))
                            (before if visit.day < changes else after).append(off)
                else:
                    _meet(ours, visit, kind, counts[kind], left)
    told: dict[str, list[list[float]]] = {}
    for (_, kind, part), (before, after) in seen.items():
        if len(before) >= GAP and len(after) >= GAP + 4:
            told.setdefault(f"{kind}, in one part of the week" if part else kind, []).append(
                [float(np.mean(before[-GAP:])), *after[: GAP + 4]]
            )
    return told


def _part(visit: Visit) -> str:
    return f"{part_at(visit.context.local.hour)} {'weekend' if visit.context.local.weekday() >= 5 else 'week'}"


def run(job: tuple[str, int, int, int]) -> tuple[str, int, dict[str, Count]]:
    name, seed, people, days = job
    return name, seed, live(name, seed, people, days)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--seeds", type=int, default=5)
    ask.add_argument("--days", type=int, default=120)
    ask.add_argument("--people", type=int, default=12)
    ask.add_argument("--json", type=Path)
    ask.add_argument("--table", type=Path)
    given = ask.parse_args()
    jobs = [(name, seed, given.people, given.days) for seed in range(given.seeds) for name in POLICIES]
    totals: dict[tuple[str, str], Count] = {}
    with ProcessPoolExecutor(2) as pool:
        for name, _, counts in pool.map(run, jobs):
            for kind, count in counts.items():
                whole = totals.setdefault((name, kind), Count())
                for what in ("visits", "corrections", "touches", "helped", "acts"):
                    setattr(whole, what, getattr(whole, what) + getattr(count, what))
        changes = list(pool.map(half_gone, range(given.seeds), [given.people] * given.seeds, [given.days] * given.seeds))
    person_days = given.people * given.days * given.seeds
    rows = []
    for kind in KINDS:
        never = totals["never act", kind]
        base = (2 * never.corrections + never.touches) / person_days
        for name in POLICIES:
            c = totals[name, kind]
            cost = (2 * c.corrections + c.touches) / person_days
            rows.append(
                {
                    "kind": kind, "method": name,
                    "corrections": c.corrections / person_days, "touches": c.touches / person_days,
                    "helped": c.helped / person_days, "cost": cost, "saved": 1 - cost / base,
                }
            )  # fmt: skip
    said = table(rows, person_days) + "\n" + changed(changes)
    print(said)
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1))
    if given.table:
        given.table.write_text(said)


def table(rows: list[dict[str, Any]], person_days: int) -> str:
    lines = [
        f"Per person and day, over {person_days:,} of them:",
        "",
        "| kind | method | wrong acts | touches | helped | cost | saved |",
    ]
    lines.append("|---" * 7 + "|")
    for row in rows:
        lines.append(
            f"| {row['kind']} | {row['method']} | {row['corrections']:.2f} | {row['touches']:.2f} | {row['helped']:.2f} "
            f"| {row['cost']:.2f} | {row['saved'] * 100:+.0f} % |"
        )
    return "\n".join(lines) + "\n"


def changed(changes: list[dict[str, list[list[float]]]]) -> str:
    """How much of the error a change of habit brought is left, correction by correction."""
    lines = ["After a habit changes, ours off by (tolerances; wrong names): before, then at the 1st, 2nd, … hand", ""]
    lines += ["| kind | changes | before | 1st | 2-3 | 4-6 | 7-9 | 10-12 |", "|---" * 8 + "|"]
    for kind in dict.fromkeys(kind for one in changes for kind in one):
        told = np.array([row for one in changes for row in one.get(kind, ())])
        mean = told.mean(axis=0)
        cells = (mean[0], mean[1], mean[2:4].mean(), mean[4:7].mean(), mean[7:10].mean(), mean[10:13].mean())
        lines.append(f"| {kind} | {len(told)} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
