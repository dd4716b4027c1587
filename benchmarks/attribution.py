"""Did a hand do this? Asked of every report that tells something new, of every family of devices, and scored.

    .venv/bin/python -m benchmarks.attribution                    # two to three minutes; prints the table of attribution.md
    .venv/bin/python -m benchmarks.attribution --json FILE --seeds 5 --hours 48 --family tasmota,wled

The hub's own attribution decides beside Adaptive Lighting's published rule and "every report that differs from the last
command". Truth comes from the simulation, which also says what no rule could know (see ``Report.is_knowable``).
"""

import argparse
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.simulated.families import HOMES
from benchmarks.simulated.home import Report, SimulatedHome
from benchmarks.simulated.recorded import FOLDER, RECORDED

SEEDS, HOURS = 5, 48.0
FIRST_SEED = 100  # earlier ones were looked at while the rules were made
METHODS: Mapping[str, Callable[[Report], bool]] = {
    "attune": lambda r: r.hub,
    "Adaptive Lighting's rule": lambda r: r.lighting,
    "any difference": lambda r: r.differing,
}


@dataclass(frozen=True, slots=True)
class Score:
    """found, wrong, missed: reports called a hand's rightly, called so wrongly, not called so though they were."""

    found: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0


def score(reports: Iterable[Report], says: Callable[[Report], bool]) -> Score:
    found = wrong = missed = 0
    for report in reports:
        said = says(report)
        found += said and report.is_hand
        wrong += said and not report.is_hand
        missed += report.is_hand and not said
    return Score(found, wrong, missed)


def live(family: str, seed: int, hours: float) -> list[Report]:
    """A family's devices for so long."""
    with tempfile.TemporaryDirectory() as folder:
        home = SimulatedHome(Path(folder), seed)
        living = HOMES[family](home)
        home.open()
        for one in living:
            one.begin()
        home.live(hours * 3600.0)
        home.close()
        return home.reports


def replay(family: str) -> list[Report]:
    """What was recorded of a family; nothing where it is not here or holds no sequence."""
    if family not in RECORDED or not FOLDER.exists():
        return []
    with tempfile.TemporaryDirectory() as folder:
        home = SimulatedHome(Path(folder), 0)
        RECORDED[family](home)
        home.live(home.now + 20.0)
        home.close()
        return home.reports


def row(reports: Sequence[Report]) -> dict[str, Any]:
    """Everything counted of these reports, as it is written to the file."""
    knowable = [report for report in reports if report.is_knowable]
    unknown = [report for report in reports if not report.is_knowable]
    return {
        "reports": len(reports),
        "hands": sum(report.is_hand for report in reports),
        "late": sum(report.is_late and report.is_hand for report in reports),
        "unknowable": {
            "hands": sum(r.is_hand for r in unknown),
            "schedules": sum(not r.is_hand for r in unknown),
        },
        "distinguishable": {name: _counted(score(knowable, says)) for name, says in METHODS.items()},
        "all": {name: _counted(score(reports, says)) for name, says in METHODS.items()},
    }


def _counted(scored: Score) -> dict[str, Any]:
    return {
        "precision": round(scored.precision, 4), "recall": round(scored.recall, 4),
        "found": scored.found, "wrong": scored.wrong, "missed": scored.missed,
    }  # fmt: skip


def table(rows: Mapping[str, Mapping[str, Any]]) -> Table:
    drawn = Table(
        title="A hand did this: precision / recall", caption="found, wrong, missed: of attune, over what can be told apart"
    )
    columns = (
        "reports",
        "attune",
        "found",
        "wrong",
        "missed",
        "of these late",
        "attune, over all",
        *list(METHODS)[1:],
        "unknowable",
    )
    drawn.add_column("family")
    for column in columns:
        drawn.add_column(column, justify="right")
    for name, found in rows.items():
        ours = found["distinguishable"]["attune"]
        others = [_pair(found["distinguishable"][other]) for other in list(METHODS)[1:]]
        unknown = found["unknowable"]
        drawn.add_row(
            name, str(found["reports"]), _pair(ours), str(ours["found"]), str(ours["wrong"]), str(ours["missed"]),
            str(found["late"]), _pair(found["all"]["attune"]), *others, str(unknown["hands"] + unknown["schedules"]),
        )  # fmt: skip
    return drawn


def _pair(counted: Mapping[str, Any]) -> str:
    return f"{counted['precision']:.3f} / {counted['recall']:.3f}"


def measure(families: Sequence[str], seeds: int, hours: float) -> dict[str, Any]:
    """Per family, the recorded sequences, and all together; ``wrong_by`` tells where the hub errs."""
    rows: dict[str, Any] = {}
    everything: list[Report] = []
    for family in families:
        reports = [report for seed in range(FIRST_SEED, FIRST_SEED + seeds) for report in live(family, seed, hours)]
        rows[family] = row(reports)
        everything += reports
    recorded = [report for family in families for report in replay(family)]
    if recorded:
        rows["recorded sequences"] = row(recorded)
    rows["all families"] = row([*everything, *recorded])
    wrong_by: dict[str, int] = {}
    for report in everything:
        if report.is_knowable and report.hub != report.is_hand:
            how = "called a hand" if report.hub else "missed"
            which = f"{how}: {report.family}, {report.trait}, {report.doing.who}, {report.about}"
            wrong_by[which] = wrong_by.get(which, 0) + 1
    ordered = dict(sorted(wrong_by.items(), key=lambda item: -item[1]))
    return {"seeds": seeds, "hours": hours, "rows": rows, "wrong_by": ordered}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write all counts there")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--hours", type=float, default=HOURS, help="simulated, per seed and family")
    parser.add_argument("--family", default=",".join(HOMES), help="comma between several")
    given = parser.parse_args(arguments)
    families = [name for name in given.family.split(",") if name]
    unknown = [name for name in families if name not in HOMES]
    if unknown:
        parser.error(f"no simulated devices of {', '.join(unknown)}: there are {', '.join(HOMES)}")
    log = logging.getLogger("hub")
    before = log.level
    log.setLevel(logging.ERROR)  # devices that were switched off by hand and told again are no news here
    try:
        measured = measure(families, given.seeds, given.hours)
    finally:
        log.setLevel(before)
    Console(width=170).print(table(measured["rows"]))
    if given.json is not None:
        given.json.write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
