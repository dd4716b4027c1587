"""What learning costs: predict, learn and refit at 1 to 500 rows, and the memory of 180 models; beside scikit-learn and river.

    python -m benchmarks.learning_cost [--repeat 200] [--models 180] [--json FILE] [--table FILE]

Medians of one run, everybody in turn on the same rows. ``attune`` is what the daemon does (``People``, through its public
methods), ``attune's estimator`` the same through scikit-learn's checked interface. Rows are kept up to 500; every hundredth
lesson beyond drops a hundred and runs through the rest (once in a hundred, about five milliseconds). Memory: what Python
and numpy allocated for 180 models of 500 rows (30 people, 6 kinds), by tracemalloc. River takes part where it is installed.
"""

import argparse
import json
import statistics
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from devices.vocabulary import OccupantId
from models.context import Context
from models.example import Example, Source
from models.features import layout
from models.kind import kinds
from models.learners import PreferenceRegressor
from models.people import People

SIZES = (1, 10, 50, 100, 200, 499)
ROOMS = ("living_room", "kitchen", "bedroom", "study")
START = datetime(2026, 1, 5, 6, tzinfo=UTC)
ANA = OccupantId("ana")


def example(i: int, who: str = ANA, kind: str = "brightness") -> Example:
    at = START + timedelta(hours=5 * i)
    dice = np.random.default_rng(i)
    context = Context(at, ROOMS[i % 4], illuminance_lx=float(dice.uniform(1, 900)), outdoor_c=float(dice.uniform(-5, 25)))
    of = kinds()[kind]
    value: Any = (
        ("calm", "jazz")[i % 2] if kind == "music" else bool(i % 2) if of.choice else of.centre + of.scale * dice.normal()
    )
    return Example(OccupantId(who), kind, value, 1.0, at, context, Source.HAND)


def timed(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1e6


def ours(rows: int, repeat: int, kind: str = "brightness") -> dict[str, float]:
    """µs: predict, learn one more (which refits), and everything again from the stored examples."""
    learned = [example(i, kind=kind) for i in range(rows)]
    predicts, learns, refits = [], [], []
    shelf = People(ROOMS, music=("calm", "jazz"))
    shelf.rebuild(learned)
    asked = [example(rows + i, kind=kind).context for i in range(repeat)]
    for context in asked:
        predicts.append(timed(lambda: shelf.predict(ANA, kind, context, context.local)))  # noqa: B023
    for i in range(min(repeat, 50)):
        shelf.rebuild(learned)
        new = example(rows + i, kind=kind)
        learns.append(timed(lambda: shelf.learn(new)))  # noqa: B023
    for _ in range(max(3, min(repeat, 2000 // max(rows, 20)))):
        refits.append(timed(lambda: shelf.rebuild(learned)))
    return {"predict": statistics.median(predicts), "learn": statistics.median(learns), "refit": statistics.median(refits)}


def columns(rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    of = kinds()["brightness"]
    made = [example(i) for i in range(rows)]
    columns_ = layout(of.looks_at, ROOMS, ())
    x = np.array([columns_.vector(one.context) for one in made])
    return x, np.array([float(one.value) for one in made]), np.arange(rows) / 5.0


def fitted(make: Callable[[], Any], rows: int, repeat: int, timed_rows: bool) -> dict[str, float]:
    """A scikit-learn regressor: fitted again for every new row, as it has to be."""
    x, y, t = columns(rows + 1)
    more = {"t": t[:rows]} if timed_rows else {}
    model = make().fit(x[:rows], y[:rows], **more)
    whole = {"t": t} if timed_rows else {}
    predicts = [timed(lambda: model.predict(x[-1:])) for _ in range(repeat)]
    learns = [timed(lambda: make().fit(x, y, **whole)) for _ in range(max(3, repeat // 10))]
    return {"predict": statistics.median(predicts), "learn": statistics.median(learns), "refit": statistics.median(learns)}


def of_river(rows: int, repeat: int) -> dict[str, float] | None:
    try:
        from river import linear_model, preprocessing
    except ImportError:
        return None
    x, y, _ = columns(rows + repeat)
    told = [dict(enumerate(row)) for row in x.tolist()]

    def learned() -> Any:
        model = preprocessing.StandardScaler() | linear_model.LinearRegression()
        for row, value in zip(told[:rows], y[:rows], strict=True):
            model.learn_one(row, float(value))
        return model

    model = learned()
    predicts = [timed(lambda: model.predict_one(told[-1])) for _ in range(repeat)]
    learns = [timed(lambda: model.learn_one(told[rows + i], float(y[rows + i]))) for i in range(repeat)]  # noqa: B023
    refits = [timed(learned) for _ in range(3)]
    return {"predict": statistics.median(predicts), "learn": statistics.median(learns), "refit": statistics.median(refits)}


def memory(models: int, rows: int = 500) -> float:
    """MiB of so many models of numbers and choices, as they lie in the daemon."""
    names = ("brightness", "colour_temperature", "setpoint", "music", "power", "volume")
    tracemalloc.start()
    shelf = People(ROOMS, music=("calm", "jazz"))
    before = tracemalloc.get_traced_memory()[0]
    people = [f"p{number}" for number in range(models // len(names))]
    shelf.rebuild(example(i, who, kind) for who in people for kind in names for i in range(rows))
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return held / 2**20


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--repeat", type=int, default=200)
    ask.add_argument("--models", type=int, default=180, help="how many the memory is counted of: people of six kinds")
    ask.add_argument("--json", type=Path)
    ask.add_argument("--table", type=Path)
    given = ask.parse_args()
    from sklearn.linear_model import BayesianRidge, Ridge

    rows: list[dict[str, Any]] = []
    for size in SIZES:
        measured: list[tuple[str, dict[str, float] | None]] = [
            ("attune", ours(size, given.repeat)),
            ("attune, a choice of music", ours(size, min(given.repeat, 60), "music")),
            ("attune's estimator", fitted(PreferenceRegressor, max(2, size), given.repeat, True)),
            ("scikit-learn Ridge", fitted(Ridge, max(2, size), given.repeat, False)),
            ("scikit-learn BayesianRidge", fitted(BayesianRidge, max(2, size), given.repeat, False)),
            ("river LinearRegression", of_river(size, given.repeat)),
        ]
        rows += [{"rows": size, "method": name, **found} for name, found in measured if found is not None]
    held = memory(given.models)
    lines = ["| rows | method | predict, µs | learn one more, µs | all again, µs |", "|---|---|---|---|---|"]
    lines += [f"| {r['rows']} | {r['method']} | {r['predict']:,.0f} | {r['learn']:,.0f} | {r['refit']:,.0f} |" for r in rows]
    said = "\n".join([*lines, "", f"{given.models} models of 500 rows: {held:.1f} MiB."]) + "\n"
    print(said)
    if given.json:
        given.json.write_text(json.dumps({"rows": rows, "memory_mib": held}, indent=1))
    if given.table:
        given.table.write_text(said)


if __name__ == "__main__":
    main()
