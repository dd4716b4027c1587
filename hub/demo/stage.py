"""The demo as a viewer sees it: the first day in full, a line for each day after, moments worth a look, the last day, the sum.

Readable without colour and in a file; paced only where somebody watches.
"""

import contextlib
from collections.abc import Callable
from datetime import timedelta

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .play import Scene, play
from .tally import DemoTally
from .visits import Visits

LINE_S, DAY_S, PAGE_S = 0.25, 0.12, 2.5  # real seconds to read
BAR = 30  # columns
_NAMES = {"ana": "Ana", "ben": "Ben", "mia": "Mia"}


class DemoStage:
    """Tells scenes. days: of the whole run. owes: told how long a viewer is to be given to read, in seconds."""

    def __init__(self, console: Console, days: int, owes: Callable[[float], None]) -> None:
        self.console, self.days, self._pause = console, days, owes
        self._seen: set[str] = set()
        self._corrections = 0
        self._acts = 0

    def show(self, scene: Scene) -> None:
        if scene.what == "day":
            self._day_is_over(scene)
            return
        self._corrections += scene.what == "corrects"
        is_act = scene.document is not None and scene.document["trigger"] == "arrival" and _has(scene, "sent")
        self._acts += is_act
        if scene.day in (0, self.days - 1):
            self._tell(scene)
        else:
            self._first_of_its_kind(scene)

    def _first_of_its_kind(self, scene: Scene) -> None:
        if scene.document is not None and scene.document["trigger"] == "arrival":
            if _has(scene, "suggested") and self._is_new("suggested"):
                self._aside("It has been right often enough to suggest something, for the first time:", scene)
            elif _has(scene, "sent") and self._is_new("sent"):
                self._aside("It has earned to act, for the first time:", scene)
            elif _has(scene, "sent") and len(scene.document["occupants"]) > 1 and self._is_new("shared"):
                self._aside("Two in one room, one decision:", scene)
        elif scene.words.startswith("sets it right") and self._is_new("wrong"):
            self._aside("It was wrong, and is corrected; that teaches it most:", scene)
        elif scene.what == "problem" and self._is_new(scene.words):
            self._aside("A person should look at this:", scene)

    def _is_new(self, what: str) -> bool:
        is_new = what not in self._seen
        self._seen.add(what)
        return is_new

    def _aside(self, words: str, scene: Scene) -> None:
        self.console.print(Padding(Text(words, style="italic"), (0, 0, 0, 10)))
        self._tell(scene)
        self._pause(PAGE_S)

    def _tell(self, scene: Scene) -> None:
        clock = scene.at.strftime("%H:%M")
        who, room = _NAMES.get(scene.who, scene.who), scene.room.replace("_", " ")
        match scene.what:
            case "arrives":
                self._line(clock, f"{who} comes into the {room}", "bold")
            case "leaves":
                self._line(clock, f"{who} leaves home", "dim")
                return
            case "corrects":
                self._line(clock, f"{who} {scene.words}", "yellow", 4)
            case "problem":
                self._line(clock, scene.words, "red", 4)
            case "decides" if scene.document is not None:
                does = "acts" if _has(scene, "sent") else "suggests" if _has(scene, "suggested") else "is silent"
                style = {"acts": "green", "suggests": "cyan"}.get(does, "dim")
                self._line(clock, f"the hub {does}: {scene.document['sentence']}", style, 4)
        self._pause(LINE_S)

    def _line(self, clock: str, words: str, style: str, indent: int = 0) -> None:
        row = Table.grid(padding=(0, 1))
        row.add_column(width=6 + indent, no_wrap=True)
        row.add_column()
        row.add_row(Text(clock, style="dim"), Text(words, style=style))
        self.console.print(row)

    def _day_is_over(self, scene: Scene) -> None:
        last = scene.at - timedelta(minutes=1)
        bar = "█" * min(BAR, self._corrections)
        words = f"{last:%a} {scene.day + 1:>3}  {bar:<{BAR}} {self._corrections:>2} by hand, {self._acts:>2} acts of the hub"
        self.console.print(Text(words))
        self._corrections = self._acts = 0
        if scene.day == 0:
            self.console.print(Text("\nFrom here a line a day: how often a hand was needed.\n", style="italic"))
            self._pause(PAGE_S)
        elif scene.day == self.days - 2:
            self.console.print(Text("\nAnd the last day in full:\n", style="italic"))
            self._pause(PAGE_S)
        self._pause(DAY_S)


def perform(days: int, seed: int, quick: bool, stays: bool) -> int:
    """The whole show, with the household's page beside it. The exit status: 1 when the hub touched what it must leave alone."""
    console = Console(highlight=False)
    violations: list[str] = []

    def invite(address: str, who: str, password: str) -> None:
        console.print(f"\nThe residents' page of this home: {address}  (name {who}, password {password})\n", soft_wrap=True)

    def over(tally: DemoTally) -> None:
        violations.extend(tally.violations)
        for told in ("", _table(tally), "", _verdict(tally), "", _further()):
            console.print(told)
        if stays:
            console.print("\nThe home goes on from here in real time, with its page. Ctrl-C ends it.\n")

    visits = Visits(stays, invite)
    is_paced = console.is_terminal and not quick

    def owes(seconds: float) -> None:
        visits.owed_s += seconds if is_paced else 0.0

    stage = DemoStage(console, days, owes)
    console.print(Text("Attune: a home that learns each person who lives in it\n", style="bold"))
    console.print(_opening(days, seed))
    with contextlib.suppress(KeyboardInterrupt):
        play(days, seed, stage.show, visits=visits, ended=over)
    return 1 if violations else 0


def _opening(days: int, seed: int) -> str:
    return (
        f"Ana, Ben and Mia live {days} days here in about a minute (seed {seed}). They and their devices are simulated; the "
        "hub is the real one, with a broker inside this program. It knows nothing about them yet. It hears who comes into "
        "which room, watches what they set by hand, and has to earn, for each person, room and kind, first to suggest, then to "
        "act. Nothing is written outside a temporary folder."
    )


def _table(tally: DemoTally) -> Table:
    summary = tally.summary(0)
    table = Table(title="Corrections per person and day", title_justify="left")
    for heading in ("", "first quarter", "last quarter", "in all", "arrivals", "hub acts"):
        table.add_column(heading, justify="left" if not heading else "right")
    for who, row in summary["people"].items():
        table.add_row(
            _NAMES.get(who, who), f"{row['first_quarter']:.1f}", f"{row['last_quarter']:.1f}", str(row["corrections"]),
            str(row["arrivals"]), str(row["acts"]),
        )  # fmt: skip
    everybody = summary["corrections_per_person_day"]
    table.add_section()
    table.add_row(
        "everybody", f"{everybody['first_quarter']:.1f}", f"{everybody['last_quarter']:.1f}",
        str(sum(row["corrections"] for row in summary["people"].values())),
        str(sum(row["arrivals"] for row in summary["people"].values())), str(summary["acts"]),
    )  # fmt: skip
    return table


def _verdict(tally: DemoTally) -> str:
    summary = tally.summary(0)
    first, last = (summary["corrections_per_person_day"][key] for key in ("first_quarter", "last_quarter"))
    share = f"{last / first * 100:.0f} % of what it was" if first else "none at all"
    return (
        f"A hand is needed {last:.1f} times a day for each person instead of {first:.1f}: {share}. The hub acted "
        f"{summary['acts']} times as somebody came in, and {summary['right'] * 100:.0f} % of it was left as it was; "
        f"{summary['suggestions']} times it suggested something, {summary['rooms_switched_off']} times it switched off an "
        f"empty room. Acts on what a hand held, or for somebody who had not agreed: {summary['violations']}."
    )


def _further() -> str:
    return (
        "Where to look next\n"
        "  README.md      what it does, and how to connect your own home\n"
        "  config.yaml    this household, to be made yours; then: attune check, attune run\n"
        "  attune why     at home: why something was done, or why nothing was\n"
        "  attune rehearse rehearsal.yaml   a made-up fortnight of your own; this household is hub/demo/household.yaml"
    )


def _has(scene: Scene, outcome: str) -> bool:
    return scene.document is not None and any(wish["outcome"] == outcome for wish in scene.document["wishes"])
