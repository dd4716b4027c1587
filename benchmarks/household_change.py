"""How soon ours follows a change of habit, in the worlds of benchmarks/household.py."""

import numpy as np

from devices.vocabulary import Value
from models.kind import kinds
from models.parts_of_day import part_at

from .household_lived import Count, meet
from .household_methods import Ours
from .household_visits import Visit, visits
from .smooth_world import KINDS

GAP = 8  # corrections looked at after a change of habit


def half_gone(world: str, seed: int, people: int, days: int) -> dict[str, list[list[float]]]:
    """How far off ours is (in tolerances; 0 or 1 for names) at each correction before and after a person's change of habit.

    Of music also within one part of the day and week: a change of habit brings eight new favourites, one for each.
    """
    residents, story = visits(world, seed, people, days)
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
                    meet(ours, visit, kind, counts[kind], left)
                    if counts[kind].touches + counts[kind].corrections > before_all:
                        for at in ("", _part(visit)) if of.choice else ("",):
                            before, after = seen.setdefault((visit.who, kind, at), ([], []))
                            (before if visit.day < changes else after).append(off)
                else:
                    meet(ours, visit, kind, counts[kind], left)
    told: dict[str, list[list[float]]] = {}
    for (_, kind, part), (before, after) in seen.items():
        if len(before) >= GAP and len(after) >= GAP + 4:
            told.setdefault(f"{kind}, in one part of the week" if part else kind, []).append(
                [float(np.mean(before[-GAP:])), *after[: GAP + 4]]
            )
    return told


def _part(visit: Visit) -> str:
    return f"{part_at(visit.context.local.hour)} {'weekend' if visit.context.local.weekday() >= 5 else 'week'}"


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
