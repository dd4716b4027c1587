"""One run of the demo: a rehearsal of the household's script, told in scenes and counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from devices.vocabulary import NOT_HOME, OccupantId
from models.kind import kinds

from ..config import Config
from ..config.load import load
from ..errors import HubError
from ..rehearsal.lines import Line
from ..rehearsal.perform import perform
from ..rehearsal.reading import read_script
from .tally import DemoTally
from .visits import Visits
from .witness import Witness

CONFIG = Path(__file__).with_name("config.yaml")
SCRIPT = Path(__file__).with_name("household.yaml")


@dataclass(frozen=True, slots=True)
class Scene:
    """Something the viewer may want to see. what: arrives, leaves, decides, corrects, problem, day."""

    what: str
    at: datetime
    day: int
    who: str = ""
    room: str = ""
    words: str = ""
    document: Mapping[str, Any] | None = None


def play(
    days: int,
    seed: int,
    show: Callable[[Scene], None],
    only_watch: bool = False,
    visits: Visits | None = None,
    ended: Callable[[DemoTally], None] = lambda _tally: None,
) -> DemoTally:
    """only_watch: the hub learns, but never acts as somebody comes in; what longer days alone change, to compare with.

    visits: the page of the household. ended: told once the days are over; with visits that stay it goes on from there.
    """
    config = load(CONFIG)
    script = replace(read_script(SCRIPT, config), seed=seed)
    if script.start is None:
        raise HubError(f"{SCRIPT} does not say when it begins")
    watching = Watching(config, script.start, days, show)
    lived = replace(config, autonomy="watch") if only_watch else config
    end = script.start + timedelta(days=days)

    def over() -> None:
        watching.day_is_over()
        ended(watching.tally)

    if visits is None:
        perform(script, lived, None, watching.take, until=end)
        over()
    else:
        span_s = (end - script.start).total_seconds()  # of the home's clocks
        perform(script, lived, None, watching.take, None if visits.stays else end, staged=partial(visits.stage, span_s, over))
        if not visits.stays:
            over()
    return watching.tally


class Watching:
    """Takes a rehearsal's lines, in order. start: local midnight of the first day."""

    def __init__(self, config: Config, start: datetime, days: int, show: Callable[[Scene], None]) -> None:
        self._start, self._days, self._show = start, days, show
        self._rooms = {str(reference.id): str(room) for room, block in config.rooms.items() for reference in block.devices}
        self._witness = Witness({OccupantId(who): block.learn for who, block in config.occupants.items()}, self._rooms)
        self._gesture: dict[str, Any] = {}  # what one hand sets on one device, until it is done with it
        self._by: Line | None = None
        self._day = 0
        self.tally = DemoTally(days, tuple(config.occupants))

    def take(self, line: Line) -> None:
        if self._by is not None and not (line["kind"] == "correction" and self._goes_on(self._by, line)):
            self._corrects(self._by)
        at = datetime.fromisoformat(line["at"])
        while self._day < (at.date() - self._start.date()).days < self._days:
            self.day_is_over()
            self._day += 1
        match line["kind"]:
            case "place":
                self._goes(at, line["occupant"], line["place"])
            case "hand":
                self._witness.set_by_hand(line["device"], line["values"], line["occupant"])
            case "correction":
                self._by = line
                self._gesture[line["quantity"]] = line["to"]
            case "command":
                for words in self._witness.wrong(line["device"], line["values"]):
                    self.tally.violations.append(words)
                    self._show(Scene("problem", at, self._day, room=self._rooms[line["device"]], words=f"violation: {words}"))
            case "decision":
                self.tally.decided(line, self._day, at.timestamp())
                self._show(Scene("decides", at, self._day, room=line["room"], document=line))
            case "problem":
                self._show(Scene("problem", at, self._day, words=line["problem"]))
            case _:
                pass

    def day_is_over(self) -> None:
        midnight = self._start + timedelta(days=self._day + 1)
        self._show(Scene("day", midnight, self._day))

    def _goes(self, at: datetime, who: str, place: str) -> None:
        self._witness.goes(who, place)
        if place == NOT_HOME:
            self._show(Scene("leaves", at, self._day, who))
        else:
            self.tally.arrivals[who][self._day] += 1
            self._show(Scene("arrives", at, self._day, who, place))

    def _goes_on(self, by: Line, line: Line) -> bool:
        return bool((by["at"], by["device"]) == (line["at"], line["device"]))

    def _corrects(self, by: Line) -> None:
        values, self._gesture, self._by = self._gesture, {}, None
        at, who, room = datetime.fromisoformat(by["at"]), by["occupant"], self._rooms[by["device"]]
        self._witness.set_by_hand(by["device"], values, who)
        domain = kinds()[next(iter(values))].domain
        act = self.tally.corrected(who, self._day, room, domain, at.timestamp())
        words = ("sets it right: " if act is not None else "by hand: ") + set_to(values)
        self._show(Scene("corrects", at, self._day, who, room, words))


def set_to(values: Mapping[str, Any]) -> str:
    """As a resident says it."""
    if values.get("power") is False:
        return "light off"
    said = []
    if "brightness" in values:
        said.append(f"light {values['brightness'] * 100:.0f} %")
    elif "power" in values:
        said.append("light on")
    if "colour_temperature" in values:
        said.append(f"{values['colour_temperature']:.0f} K")
    if "setpoint" in values:
        said.append(f"heating {values['setpoint']:.1f} °C")
    if "music" in values:
        said.append(f"music {values['music']}")
    if "volume" in values:
        said.append(f"volume {values['volume'] * 100:.0f} %")
    return ", ".join(said)
