"""The story of benchmarks/household.py: who comes where and when, what they will want there, and what goes wrong. The same for
every method and, but for the wishes, in both worlds.

Homes of three. Everybody comes into a room about four times a day (5.5 at weekends) between 6 and 24 o'clock. In one visit of
four a housemate is there too, and the visit is judged by one of the two, by chance. Hands slip: 4 % of the values are off by a
normal of twice the tolerance (another name). 8 % of what is learned is credited to a housemate.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from devices.vocabulary import Value
from models.context import Context
from models.kind import kinds
from models.preference import Preference

from .smooth_world import KINDS, ROOMS, Smooth
from .switching_world import Switching

HOME_OF = 3
SLIP, ASTRAY, TWO = 0.04, 0.08, 0.25
START = datetime(2026, 1, 5, tzinfo=UTC)
WORLDS: dict[str, type[Smooth] | type[Switching]] = {"smooth": Smooth, "switching": Switching}
Resident = Smooth | Switching


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


def visits(world: str, seed: int, people: int, days: int) -> tuple[list[Resident], list[list[Visit]]]:
    """The whole story, the same for every policy; the residents as they are at its end."""
    dice = np.random.default_rng(seed)
    residents: list[Resident] = [WORLDS[world](dice) for _ in range(people)]
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
                    activity=residents[who].does(hour, dice),
                )  # fmt: skip
                mate = int(mates[int(dice.integers(len(mates)))]) if is_shared else None
                if mate is not None:
                    residents[mate].doing = residents[who].doing
                judge_ = who if mate is None or dice.random() < 0.5 else mate
                learner = int(mates[int(dice.integers(len(mates)))]) if mates and dice.random() < ASTRAY else judge_
                wants: dict[str, Value] = {}
                for kind, noise in residents[judge_].noise.items():
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
