"""How well a person's next choice is known before they make it, on real votes: ours beside what else one could do.

    python benchmarks/people.py [--data DIR] [--spaced 2h] [--json FILE] [--picture FILE] [--table FILE]

Prequential: predict, score, then learn, per person, in time order. Five folds over people: those under test are never in the
prior. With --data the priors come from the shared data alone and DIR is only scored; what is left out of it is said.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.baselines import baselines, predicted_mean_vote
from benchmarks.votes import LeftOut, Person, Task, read, spaced
from benchmarks.votes_in_the_hub import VotesInTheHub
from models.arithmetic.choice import EXPERTS
from models.learners import PreferenceClassifier, fit_prior

SHARED = Path(__file__).parents[2] / "shared" / "data"
BUCKETS = ((0, 0), (1, 1), (2, 4), (5, 9), (10, 19), (20, 49), (50, 10**9))
FOLDS = 5
OURS = "attune"
HUB, UNTAUGHT = "attune (the hub)", "attune (the hub), taught by nobody"


@dataclass(frozen=True)
class Scored:
    """One person's votes. labels: (n,); said: method → probabilities (n, K)."""

    person: str
    labels: np.ndarray
    said: dict[str, np.ndarray]


def folds(people: tuple[Person, ...], seed: int = 0) -> list[list[Person]]:
    order = np.random.default_rng(seed).permutation(len(people))
    return [[people[i] for i in order[fold::FOLDS]] for fold in range(FOLDS)]


def score_fold(donors: list[Person], tested: list[Person], classes: list[str], plain: bool) -> list[Scored]:
    """Everybody in ``tested`` under a prior from ``donors``. plain: ours alone, no baselines."""
    slot = donors[0].x.shape[1] - 1
    prior = fit_prior([(d.x, d.y, d.t) for d in donors], slots=[slot])
    share = np.full(len(classes), 0.02)
    share[[classes.index(str(c)) for c in prior.classes]] = prior.belief.share
    share /= share.sum()
    vote = predicted_mean_vote()
    others = {} if plain else baselines()
    scored = []
    for person in tested:
        ours = PreferenceClassifier(prior=prior)
        hubs = {HUB: VotesInTheHub(prior, classes, True), UNTAUGHT: VotesInTheHub(prior, classes, False)}
        beside = {name: make(share) for name, make in others.items()}
        said: dict[str, list[np.ndarray]] = {}
        labels = [classes.index(str(y)) for y in person.y]
        for x, y, t, label, raw in zip(person.x, person.y, person.t, labels, person.raw, strict=True):
            said.setdefault(OURS, []).append(_over(classes, ours, ours.predict_proba(x[None], t=[t])[0]))
            for name, p in zip(EXPERTS, ours.experts_proba(x, t), strict=True):
                said.setdefault(f"attune's {name} alone", []).append(_over(classes, ours, p))
            for name, hub in hubs.items():
                said.setdefault(name, []).append(hub.ask(x, t))
                hub.tell(x, str(y), t)
            for name, baseline in beside.items():
                said.setdefault(name, []).append(baseline.ask(x[:-1], t, float(x[-1])))
                baseline.tell(x[:-1], label, t, float(x[-1]))
            if vote is not None and "operative_temp_c" in raw and not plain:
                said.setdefault("PMV", []).append(_of_pmv(vote(raw), classes))
            ours.partial_fit(x[None], [y], t=[t])
        done = {name: np.array(p) for name, p in said.items()}
        if not plain:
            done["history + own LogisticRegression"] = (done["attune's history alone"] + done["own LogisticRegression"]) / 2.0
        scored.append(Scored(person.name, np.array(labels), done))
    return scored


def _over(classes: list[str], ours: PreferenceClassifier, p: np.ndarray) -> np.ndarray:
    """Over all classes of the task; one that neither donors nor this person ever used is thought nearly impossible."""
    if len(p) == len(classes):
        return p
    whole = np.full(len(classes), 1e-3)
    whole[[classes.index(str(c)) for c in ours.classes_]] = p
    scaled: np.ndarray = whole / whole.sum()
    return scaled


def _of_pmv(vote: float, classes: list[str]) -> np.ndarray:
    wish = "cooler" if vote > 0.5 else "warmer" if vote < -0.5 else "no_change"
    p = np.full(len(classes), 0.4 / max(1, len(classes) - 1))
    p[classes.index(wish)] = 0.6
    said: np.ndarray = p / p.sum()
    return said


def measure(scored: Iterable[Scored], method: str, first: int = 0, last: int = 10**9) -> dict[str, float] | None:
    """Over the votes made with first..last examples. gain: accuracy over the person's own majority so far."""
    right, loss, gain, sure, labels, guesses, people = [], [], [], [], [], [], []
    for one in scored:
        if method not in one.said:
            return None
        at = np.arange(len(one.labels))[first : last + 1]
        if not len(at):
            continue
        p, y = one.said[method][at], one.labels[at]
        hit = p.argmax(axis=1) == y
        usual = _majority(one)[at]
        right.append(hit)
        gain.append(hit.astype(float) - usual)
        loss.append(-np.log(np.maximum(p[np.arange(len(at)), y], 1e-6)))
        sure.append(p.max(axis=1))
        labels.append(y)
        guesses.append(p.argmax(axis=1))
        people.append(len(at))
    if not right:
        return None
    low, high = _interval(gain)
    return {
        "people": len(people),
        "events": int(sum(people)),
        "accuracy": float(np.concatenate(right).mean()),
        "gain": float(np.concatenate(gain).mean()),
        "gain_low": low,
        "gain_high": high,
        "macro_f1": _macro_f1(np.concatenate(labels), np.concatenate(guesses)),
        "log_loss": float(np.concatenate(loss).mean()),
        "calibration_error": _calibration(np.concatenate(sure), np.concatenate(right)),
    }


def _majority(one: Scored) -> np.ndarray:
    """Whether the person's own commonest answer so far was right; before the first, the donors' (attune's counts)."""
    counts, right = np.zeros(one.said[OURS].shape[1]), []
    start = one.said["attune's counts alone"][0]
    for y in one.labels:
        right.append(float(np.argmax(counts + 1e-3 * start) == y))
        counts[y] += 1.0
    return np.array(right)


def _interval(gain: list[np.ndarray], seed: int = 1) -> tuple[float, float]:
    """Ninety-five in a hundred, people drawn again with replacement."""
    rng, sums, n = np.random.default_rng(seed), np.array([g.sum() for g in gain]), np.array([len(g) for g in gain])
    drawn = rng.integers(len(gain), size=(1000, len(gain)))
    low, high = np.quantile(sums[drawn].sum(axis=1) / n[drawn].sum(axis=1), [0.025, 0.975])
    return float(low), float(high)


def _macro_f1(labels: np.ndarray, guesses: np.ndarray) -> float:
    scores = []
    for k in np.unique(labels):
        hit = float(np.sum((labels == k) & (guesses == k)))
        scores.append(2.0 * hit / (np.sum(labels == k) + np.sum(guesses == k)))
    return float(np.mean(scores))


def _calibration(sure: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error, ten bins."""
    bins = np.minimum((sure * 10).astype(int), 9)
    gaps = [abs(sure[bins == b].mean() - right[bins == b].mean()) * np.mean(bins == b) for b in range(10) if (bins == b).any()]
    return float(np.sum(gaps))


def donors_for(task: Task, shared: list[Task]) -> list[Person]:
    """Everybody who was asked the same in the same study."""
    return [person for other in shared if (other.study, other.task) == (task.study, task.task) for person in other.people]


def run(task: Task, donors: list[Person] | None, hours: float, plain: bool) -> tuple[Task, list[Scored]]:
    apart = hours if task.timed else 0.0
    people = tuple(spaced(person, apart) for person in task.people)
    taught = None if donors is None else [spaced(person, apart) for person in donors]
    classes = sorted({str(y) for person in (*people, *(taught or [])) for y in person.y})
    if taught is not None:
        return task, score_fold(taught, list(people), classes, plain)
    scored: list[Scored] = []
    for tested in folds(people):
        out = {person.name for person in tested}
        scored += score_fold([person for person in people if person.name not in out], tested, classes, plain)
    return task, scored


def rows_of(task: Task, scored: list[Scored]) -> list[dict[str, Any]]:
    rows = []
    for method in scored[0].said:
        whole = measure(scored, method)
        by = {f"{a}" if a == b else f"{a}-{b if b < 10**9 else ''}": measure(scored, method, a, b) for a, b in BUCKETS}
        early = measure(scored, method, 0, 4)
        rows.append(
            {"data": task.data, "task": task.task, "method": method, **(whole or {}), "by_examples": {**by, "0-4": early}}
        )
    return rows


def table(rows: list[dict[str, Any]], title: str) -> str:
    """Markdown: methods down, tasks across, log loss and gain; the mean over tasks last."""
    tasks = list(dict.fromkeys((r["data"], r["task"]) for r in rows))
    lines = [
        f"### {title}",
        "",
        "| method | " + " | ".join(f"{d} {t.split('_')[0]}" for d, t in tasks) + " | mean | 0-4 examples |",
    ]
    lines += ["|---" * (len(tasks) + 3) + "|"]
    for method in dict.fromkeys(r["method"] for r in rows):
        mine = {(r["data"], r["task"]): r for r in rows if r["method"] == method}
        cells = [f"{mine[k]['gain']:+.3f} / {mine[k]['log_loss']:.3f}" if k in mine else "" for k in tasks]
        mean = early = ""
        if len(mine) == len(tasks):
            mean = f"{np.mean([r['gain'] for r in mine.values()]):+.3f} / {np.mean([r['log_loss'] for r in mine.values()]):.3f}"
            firsts = [r["by_examples"]["0-4"] for r in mine.values()]
            early = f"{np.mean([f['gain'] for f in firsts]):+.3f} / {np.mean([f['log_loss'] for f in firsts]):.3f}"
        lines.append(f"| {method} | " + " | ".join(cells) + f" | {mean} | {early} |")
    lines += ["", "Ours, per task: " + "; ".join(_said(r) for r in rows if r["method"] == OURS) + "."]
    return "\n".join(lines) + "\n"


def _said(r: dict[str, Any]) -> str:
    return (
        f"{r['data']} {r['task'].split('_')[0]}, {r['people']} people, {r['events']} votes: accuracy {r['accuracy']:.3f}, "
        f"gain {r['gain_low']:+.3f} to {r['gain_high']:+.3f}, macro-F1 {r['macro_f1']:.2f}, "
        f"calibration error {r['calibration_error']:.3f}"
    )


def picture(rows: list[dict[str, Any]], path: Path) -> None:
    """Log loss by number of examples, mean over tasks. Needs matplotlib."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    labels = [label for label in rows[0]["by_examples"] if label != "0-4"]
    figure, axes = pyplot.subplots(figsize=(7, 4))
    for method in (OURS, "own LogisticRegression", "own counts", "last value"):
        mine = [r["by_examples"] for r in rows if r["method"] == method]
        points = [
            np.mean([m[label]["log_loss"] for m in mine if m[label]]) if any(m[label] for m in mine) else np.nan
            for label in labels
        ]
        axes.plot(labels, points, marker="o", label=method)
    axes.set(xlabel="examples of the person", ylabel="log loss, mean over tasks")
    axes.legend()
    figure.savefig(path, dpi=120, bbox_inches="tight")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--data", type=Path, help="score the people of this folder; priors from the shared data alone")
    ask.add_argument("--shared", type=Path, default=SHARED)
    ask.add_argument("--spaced", default="0h", help="only votes at least so far apart, such as 2h")
    ask.add_argument("--plain", action="store_true", help="ours alone")
    ask.add_argument("--json", type=Path)
    ask.add_argument("--table", type=Path)
    ask.add_argument("--picture", type=Path)
    given = ask.parse_args()
    hours = float(given.spaced.rstrip("h"))
    shared, _ = read(given.shared)
    if given.data is None:
        jobs: list[tuple[Task, list[Person] | None]] = [(task, None) for task in shared]
    else:
        asked, left_out = read(given.data)
        jobs = [(task, taught) for task in asked if (taught := donors_for(task, shared))]
        untaught = [task for task in asked if not donors_for(task, shared)]
        left_out += [LeftOut(given.data, f"nobody taught {task.task} of {task.study}") for task in untaught]
        for one in left_out:
            print(f"left out: {one.path}: {one.why}", file=sys.stderr)
    if not jobs:
        ask.exit(1, f"no votes found in {given.data or given.shared}\n")
    rows: list[dict[str, Any]] = []
    with ProcessPoolExecutor(2) as pool:
        for task, scored in pool.map(run, *zip(*jobs, strict=True), [hours] * len(jobs), [given.plain] * len(jobs)):
            rows += rows_of(task, scored)
    title = "All votes" if not hours else f"Votes at least {hours:g} h apart (ASHRAE has no clock time: all of its votes)"
    said = table(rows, f"{title}: gain over own majority / log loss")
    print(said)
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1))
    if given.table:
        given.table.write_text(said)
    if given.picture:
        picture(rows, given.picture)


if __name__ == "__main__":
    main()
