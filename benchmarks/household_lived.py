"""One method living through the story of benchmarks/household.py, and what it cost its people."""

from dataclasses import dataclass

import numpy as np

from devices.vocabulary import Value
from models.kind import Kind, kinds

from .household_methods import Policy
from .household_visits import HOME_OF, Visit, visits
from .smooth_world import KINDS, TUNES

SHORT = 0.2
REACHES, MINDS = 0.85, 0.95
LEFT: dict[str, Value] = {"brightness": 0.7, "colour_temperature": 4000.0, "setpoint": 20.0, "music": "silence"}
Counts = dict[tuple[int, str], "Count"]
"""By home and kind."""


@dataclass
class Count:
    """Of one kind. corrections: acts that somebody undid. helped: acts left standing that were better than what was there."""

    visits: int = 0
    corrections: int = 0
    touches: int = 0
    helped: int = 0
    acts: int = 0

    @property
    def cost(self) -> int:
        return 2 * self.corrections + self.touches


def content(kind: Kind, value: Value, wanted: Value) -> bool:
    if kind.choice or isinstance(value, bool | str) or isinstance(wanted, bool | str):
        return value == wanted
    return abs(float(value) - float(wanted)) <= kind.tolerance


def live(policy: Policy, world: str, seed: int, people: int, days: int) -> Counts:
    """One policy through the whole story."""
    counts: Counts = {(home, kind): Count() for home in range(-(-people // HOME_OF)) for kind in KINDS}
    left: dict[tuple[int, str, str], Value] = {}
    for today in visits(world, seed, people, days)[1]:
        for visit in today:
            for kind in KINDS:
                meet(policy, visit, kind, counts[visit.who // HOME_OF, kind], left)
    return counts


def meet(policy: Policy, visit: Visit, kind: str, count: Count, left: dict[tuple[int, str, str], Value]) -> None:
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
