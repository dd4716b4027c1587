"""A rehearsal as a resident reads it: a heading for each day, a line for each thing that happened, and a table at the end.

Readable without colour and in a file.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..config import Config
from .playing import Line

_UNITS = {"brightness": ("level", 100.0, " %"), "colour_temperature": ("colour", 1.0, " K"), "setpoint": ("heating", 1.0, " °C"),
          "volume": ("volume", 100.0, " %"), "temperature": ("temperature", 1.0, " °C"),
          "illuminance": ("light", 1.0, " lx")}  # fmt: skip


class Telling:
    """Tells lines, in order."""

    def __init__(self, config: Config, console: Console | None = None) -> None:
        self._config = config
        self._console = console or Console(highlight=False)
        self._day = ""

    def tell(self, line: Line) -> None:
        if line["kind"] == "summary":
            self._console.print()
            self._console.print(_table(line["marks"]))
            return
        at = datetime.fromisoformat(line["at"])
        day = f"{at:%A} {at.day} {at:%B %Y}"
        if day != self._day:
            self._day = day
            self._console.print(Text(f"\n{day}", style="bold"))
        words, style = self._words(line)
        row = Table.grid(padding=(0, 1))
        row.add_column(width=8, no_wrap=True)
        row.add_column()
        row.add_row(Text(f"{at:%H:%M:%S}", style="dim"), Text(words, style=style))
        self._console.print(row)

    def _words(self, line: Line) -> tuple[str, str]:
        match line["kind"]:
            case "command":
                return f"    {line['device']} is told: {values_in_words(line['values'])}", "dim"
            case "decision":
                outcomes = {wish["outcome"] for wish in line["wishes"]}
                does = "acts" if "sent" in outcomes else "suggests" if "suggested" in outcomes else "is silent"
                style = {"acts": "green", "suggests": "cyan"}.get(does, "dim")
                return f"the hub {does}: {line['sentence']}", style
            case "correction":
                who = self._config.occupants[line["occupant"]].name if line["occupant"] else "a hand"
                sets = values_in_words({line["quantity"]: line["to"]})
                return f"{who} sets {line['device']} right: {sets}", "yellow"
            case "state":
                return _state_in_words(line), "bold"
            case _:
                return str(line["problem"]), "red"


def values_in_words(values: Mapping[str, Any]) -> str:
    """``on, level 30 %, colour 2700 K``."""
    said = []
    for quantity, value in values.items():
        if quantity in _UNITS:
            name, scale, unit = _UNITS[quantity]
            said.append(f"{name} {value * scale:.3g}{unit}" if scale != 1.0 else f"{name} {value:g}{unit}")
        elif quantity == "power":
            said.append("on" if value else "off")
        elif quantity == "occupancy":
            said.append("somebody moves" if value else "nobody moves")
        else:
            said.append(f"{quantity} {value}")
    return ", ".join(said) or "nothing known"


def _state_in_words(line: Line) -> str:
    if "error" in line:
        return f"{line['asked']}: {line['error']}"
    if "device" in line:
        return f"{line['device']}: {values_in_words(line['values'])}"
    if "occupant" in line:
        sure = "" if line["confidence"] is None else f" ({line['confidence'] * 100:.0f} % sure)"
        return f"{line['asked']}: {line['room'].replace('_', ' ')}{sure}{', ' + line['why'] if line['why'] else ''}"
    return f"{line['asked']}: somebody is there: {line['occupancy']}"


def _table(marks: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table(title="What it came to", title_justify="left")
    for heading in ("from", "set right by hand", "acts of the hub", "of them wrong", "suggestions"):
        table.add_column(heading, justify="left" if heading == "from" else "right")
    for name, counts in marks.items():
        row = ("corrections", "acts", "acts_corrected", "suggestions")
        table.add_row(name, *(str(counts[key]) for key in row))
    return table
