"""A rehearsal as a resident reads it: a heading for each day, a line for each thing that happened, and a table at the end.

Readable without colour and in a file.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from devices.vocabulary import AT_HOME, NOT_HOME, RoomId

from ..config import Config
from .lines import Line

_NUMBERS: Mapping[str, tuple[str, float, str]] = {  # quantity → what people call it, times what, unit
    "brightness": ("level", 100.0, " %"),
    "colour_temperature": ("colour", 1.0, " K"),
    "setpoint": ("heating", 1.0, " °C"),
    "cooling_setpoint": ("cooling", 1.0, " °C"),
    "humidity": ("humidity", 1.0, " %"),
    "volume": ("volume", 100.0, " %"),
    "temperature": ("temperature", 1.0, " °C"),
    "illuminance": ("daylight", 1.0, " lx"),
}
_COLUMNS = ("corrections", "acts", "acts_corrected", "suggestions")


class RehearsalTelling:
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
        indent, words, style = self._words(line)
        row = Table.grid(padding=(0, 1))
        row.add_column(width=8 + indent, no_wrap=True)
        row.add_column()
        row.add_row(Text(f"{at:%H:%M:%S}", style="dim"), Text(words, style=style))
        self._console.print(row)

    def _words(self, line: Line) -> tuple[int, str, str]:
        """Columns to move in, the words, their style."""
        match line["kind"]:
            case "place":
                return 0, f"{self._who(line)} {self._goes(line['place'])}", "bold"
            case "hand" | "correction":
                values = line["values"] if line["kind"] == "hand" else {line["quantity"]: line["to"]}
                does = "by hand" if line["kind"] == "hand" else "sets right"
                return 4, f"{self._who(line)} {does}: {line['device']} {values_in_words(values)}", "yellow"
            case "sensor":
                return 4, f"{line['device']}: {values_in_words(line['values'])}", "dim"
            case "automation":
                return 4, f"another program tells {line['device']}: {values_in_words(line['values'])}", "magenta"
            case "command":
                return 8, f"{line['device']} is told: {values_in_words(line['values'])}", "dim"
            case "decision":
                outcomes = {wish["outcome"] for wish in line["wishes"]}
                does = "acts" if "sent" in outcomes else "suggests" if "suggested" in outcomes else "is silent"
                return 4, f"the hub {does}: {line['sentence']}", {"acts": "green", "suggests": "cyan"}.get(does, "dim")
            case "state":
                return 0, f"{line['asked']} now: {_state_in_words(line)}", "bold"
            case "mark":
                return 0, f"— {line['name']} —", "bold"
            case "event":
                return 0, str(line["words"]), "magenta"
            case _:
                return 4, str(line["problem"]), "red"

    def _who(self, line: Line) -> str:
        who = line["occupant"]
        return "Somebody" if who is None else self._config.occupants[who].name

    def _goes(self, place: str) -> str:
        if place == NOT_HOME:
            return "leaves home"
        return "is at home" if place == AT_HOME else f"comes into the {self._config.rooms[RoomId(place)].name.lower()}"


def values_in_words(values: Mapping[str, Any]) -> str:
    """``on, level 30 %, colour 2700 K``."""
    said = []
    for quantity, value in values.items():
        if quantity in _NUMBERS:
            name, scale, unit = _NUMBERS[quantity]
            said.append(f"{name} {round(value * scale, 1):g}{unit}")
        elif quantity == "power":
            said.append("on" if value else "off")
        elif quantity == "occupancy":
            said.append("somebody moves" if value else "nobody moves")
        else:
            said.append(str(value) if quantity == "contact" else f"{quantity} {value}")
    return ", ".join(said) or "nothing known"


def _state_in_words(line: Line) -> str:
    if "error" in line:
        return str(line["error"])
    if "device" in line:
        return values_in_words(line["values"])
    if "occupant" in line:
        place = "at home" if line["room"] == "unknown" and line["home"] else line["room"].replace("_", " ")
        because = f" ({line['because']})" if line["because"] else ""
        return f"{place}, {line['confidence'] * 100:.0f} % sure{because}"
    because = f" ({line['because']})" if line.get("because") else ""
    return {"yes": "somebody is there", "no": "empty"}.get(line["occupancy"], "unknown whether somebody is there") + because


def _table(marks: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table(title="What it came to", title_justify="left")
    for heading in ("since", "set right by hand", "acts of the hub", "of them wrong", "suggestions"):
        table.add_column(heading, justify="left" if heading == "since" else "right")
    for name, counts in marks.items():
        table.add_row(name, *(str(counts[column]) for column in _COLUMNS))
    return table
