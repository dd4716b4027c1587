"""A replay as a resident reads it: what would have been otherwise, a table of what it came to, and what of it is a guess."""

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..config import Config
from .lines import Line, in_words

MOST = 40  # differences shown; --json has all
_ROWS = (
    ("acts of the hub", "acts"),
    ("of them set right within ten minutes", "acts_corrected"),
    ("suggestions", "suggestions"),
    ("values set by hand", "hands"),
    ("of them guessed", "hands_guessed"),
    ("minutes of light (each lamp)", "light_minutes"),
    ("minutes of heat asked for (each heating)", "heat_minutes"),
)


class ReplayTelling:
    """Tells lines, in order."""

    def __init__(self, config: Config, console: Console | None = None) -> None:
        self._config = config
        self._console = console or Console(highlight=False)
        self._shown = self._more = 0

    def tell(self, line: Line) -> None:
        if line["kind"] == "difference":
            if self._shown >= MOST:
                self._more += 1
                return
            self._shown += 1
            at = datetime.fromisoformat(line["at"])
            room = self._config.rooms[line["room"]].name if line["room"] in self._config.rooms else line["room"]
            row = Table.grid(padding=(0, 1))
            row.add_column(width=17, no_wrap=True)
            row.add_column()
            row.add_row(Text(f"{at:%a %d %b %H:%M}", style="dim"), Text(f"{room}, {line['trigger']}", style="bold"))
            row.add_row("", Text(f"was: {in_words(line['was'])}"))
            row.add_row("", Text(f"would have been: {in_words(line['would'])}", style="cyan"))
            self._console.print(row)
        elif line["kind"] == "summary":
            self._sum_up(line)

    def _sum_up(self, line: Line) -> None:
        if self._more:
            self._console.print(Text(f"… and {self._more} more (--json has all)", style="dim"))
        if not line["differ"]:
            self._console.print(Text("Nothing would have been otherwise.", style="bold"))
        self._console.print()
        self._console.print(table(line))
        self._console.print()
        self._console.print(Text(line["guess"]))


def table(line: Line) -> Table:
    start, end = (datetime.fromisoformat(line[name]) for name in ("from", "to"))
    made = Table(title=f"{start:%d %b %H:%M} to {end:%d %b %H:%M}", title_justify="left")
    for heading in ("", "was", "would have been"):
        made.add_column(heading, justify="right" if heading else "left")
    made.add_row("decisions that did otherwise", "", str(line["differ"]))
    lanes: tuple[dict[str, Any], ...] = (line["was"], line["would"])
    for words, key in _ROWS:
        made.add_row(words, *(str(lane[key]) for lane in lanes))
    return made
