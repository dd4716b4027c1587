"""What would have happened: the recorded days under one changed setting, in two lanes, with what of it is a guess."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from ...consent import HOUSE
from ...errors import NotPossible
from ..pictures.lanes import lanes
from ..replaying import Replays, Run
from ..screen import Asking, NotThere, NotYours, Screen, ScreenAct, Shown
from ..sentences import opening, quantity_of
from ..settings import Edits, add, change, put
from ..words import LEVELS, SHARING, Words, marked
from .pins import pinned, wanted

REPLAYS = Replays()
DAYS = (1, 3, 7, 14, 30)
PIN_DAYS = 14  # on which a pin is tried
MOST = 60  # differences of a day
_FIGURES = (
    ("acts", marked("Acts of the hub")),
    ("acts_corrected", marked("of them set right within ten minutes")),
    ("suggestions", marked("Suggestions")),
    ("hands", marked("Values set by hand")),
    ("hands_guessed", marked("of them guessed")),
    ("light_minutes", marked("Minutes of light (each lamp)")),
    ("heat_minutes", marked("Minutes of heat asked for")),
)
_NOTHING = marked(
    "Nothing is recorded of these days yet. It is while the hub runs and nobody may be at home who has agreed to nothing."
)
_AS_IT_IS = {"autonomy": "", "earn_autonomy": "", "quiet_hours.from": "", "quiet_hours.to": ""}
_IN_A_ROOM = re.compile(r"rooms\.([^.]+)\.(sharing\.light|when_empty\.after)")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def replay(asking: Asking) -> Mapping[str, Any]:
    found = REPLAYS.look()
    return {
        "days": DAYS,
        "levels": [(level, asking.words.gettext(name)) for level, name in LEVELS.items()],
        "rules": [(rule, asking.words.gettext(name)) for rule, name in SHARING.items()],
        "rooms": sorted(asking.household["rooms"].items(), key=lambda room: str(room[1])),
        **part(asking),
        "chosen": {**_AS_IT_IS, **(found.changes if found else {})},
        **_in_a_room(found),
    }


def _in_a_room(run: Run | None) -> Mapping[str, str]:
    """What was tried of one room, to be seen in the form again."""
    found = {"room": "", "sharing": "", "minutes": ""}
    for key, value in run.changes.items() if run else ():
        match = _IN_A_ROOM.fullmatch(key)
        if match:
            found["room"] = match[1]
            found |= {"sharing": value} if match[2] == "sharing.light" else {"minutes": str(int(value) // 60)}
    return found


def _tried(asking: Asking, run: Run) -> list[str]:
    """The pins that were tried, in words; all else stands in the form."""
    rooms, said = asking.household["rooms"], list[str]()
    for edit in run.edits:
        if edit["do"] == "add" and asking.visitor.may("pins", about=edit["keys"][1]):
            (one,) = pinned({"pinned": [edit["value"]]}, rooms, asking.words)
            said.append(asking.words.pair(one["where"], f"{one['what']} {one['value']}, {one['when']}"))
    return said


def _may_keep(asking: Asking, run: Run) -> bool:
    """A pin is written by who it is of."""
    pins = [edit["keys"][1] for edit in run.edits if edit["do"] == "add"]
    return bool(run.edits) and all(asking.visitor.may("pins", about=who) for who in pins)


def part(asking: Asking) -> Mapping[str, Any]:
    """How far it is, or what came of it."""
    run = REPLAYS.look()
    if run is None or not run.is_over or run.summary is None:
        trouble = "" if run is None else run.trouble
        if trouble.startswith("nothing is recorded"):
            trouble = asking.words.gettext(_NOTHING)
        return {"run": run, "part": f"{run.part * 100:.0f}" if run else "0", "trouble": trouble, "told": None}
    return {"run": run, "part": "100", "trouble": run.trouble, "told": _told(asking, run, run.summary)}


def _told(asking: Asking, run: Run, summary: Mapping[str, Any]) -> Mapping[str, Any]:
    words, rooms = asking.words, asking.household["rooms"]
    differences = [line for line in run.lines if line["kind"] == "difference"]
    by_day: dict[str, list[dict[str, Any]]] = {}
    for line in differences:
        by_day.setdefault(line["at"][:10], []).append(line)
    day = asking.given.get("day") or max(by_day, key=lambda one: len(by_day[one]), default=summary["to"][:10])
    try:
        midnight = datetime.combine(date.fromisoformat(day), time(), ZoneInfo(asking.household["time_zone"]))
    except ValueError:
        raise NotThere from None
    light = [line for line in run.lines if line["kind"] == "light"]
    drawn, high = lanes(
        [(str(rooms.get(one["room"], one["room"])), one["was"], one["would"]) for one in light], midnight, words.locale.clock
    )
    days = sorted({*by_day, summary["from"][:10], summary["to"][:10], day})
    return {
        "tried": _tried(asking, run),
        "may_keep": _may_keep(asking, run),
        "differ": summary["differ"],
        "same": summary["same"],
        "day": day,
        "day_name": words.day(midnight.isoformat()),
        "days": [(one, words.day(f"{one}T12:00:00"), len(by_day.get(one, ()))) for one in days],
        "lanes": drawn,
        "high": high,
        "figures": [
            (words.gettext(name), *(words.number(summary[lane][key]) for lane in ("was", "would"))) for key, name in _FIGURES
        ],
        "differences": [
            {
                "at": words.clock(line["at"]),
                "room": rooms.get(line["room"], line["room"]),
                "why": opening({"trigger": line["trigger"], "occupants": [HOUSE]}, asking.household, words),
                "was": _did(line["was"], words),
                "would": _did(line["would"], words),
            }
            for line in by_day.get(day, ())[:MOST]
        ],
    }


def _did(did: list[Mapping[str, Any]], words: Words) -> str:
    said = []
    for wish in did:
        quantity = quantity_of(wish)
        value = f"{words.called(quantity)} {words.value(quantity, wish['value'])}"
        said.append(value if wish["outcome"] == "sent" else words.gettext("%(thing)s suggested") % {"thing": value})
    return words.listed(said) or words.gettext("nothing")


def start(asking: Asking) -> str:
    """days, and what is to be otherwise; what is left empty stays as it is."""
    given, changes = asking.given, dict[str, str]()
    rooms, room = asking.household["rooms"], asking.given.get("room", "")
    if given.get("days") not in {str(days) for days in DAYS}:
        raise NotThere
    for key, known in (("autonomy", set(LEVELS)), ("earn_autonomy", {"true", "false"})):
        if given.get(key) in known:
            changes[key] = given[key]
    quiet = [given.get(name, "") for name in ("quiet_from", "quiet_to")]
    if all(map(_CLOCK.fullmatch, quiet)):
        changes["quiet_hours.from"], changes["quiet_hours.to"] = quiet
    if room in rooms:
        if given.get("sharing") in SHARING:
            changes[f"rooms.{room}.sharing.light"] = given["sharing"]
        if given.get("minutes", "").isdecimal() and 0 < int(given["minutes"]) <= 600:
            changes[f"rooms.{room}.when_empty.after"] = str(int(given["minutes"]) * 60)
    _start(asking, int(given["days"]), changes, [put(key.split("."), _meant(value)) for key, value in changes.items()])
    return "/replay"


def try_pin(asking: Asking) -> str:
    """A wish that would have held on the last days, before it is one."""
    who, item = wanted(asking)
    known = [*asking.household["people"][who]["pinned"], item]
    _start(asking, PIN_DAYS, {f"occupants.{who}.pinned": json.dumps(known)}, [add(("occupants", who, "pinned"), item)])
    return "/replay"


def _start(asking: Asking, days: int, changes: Mapping[str, str], edits: Edits) -> None:
    if asking.hub.config is None:
        raise NotPossible("this page does not know where the configuration is", "not_written_here")
    REPLAYS.start(asking.hub.config, days, changes, edits)


def stop(_asking: Asking) -> str:
    REPLAYS.stop()
    return "/replay"


def keep(asking: Asking) -> str | Shown:
    """What the last replay tried is written into the configuration."""
    run = REPLAYS.look()
    if run is None or not run.is_over:
        raise NotThere
    if not _may_keep(asking, run):
        raise NotYours
    return change(asking, run.edits, "/replay", "/replay/keep")


def _meant(value: str) -> str | bool | int:
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.isdecimal() else value


SCREENS = (
    Screen("/replay", "replay", "replay.html", replay),
    Screen("/parts/replay", "replay", "parts/replay.html", part, is_part=True),
)
ACTS = (
    ScreenAct("/replay", "replay", start),
    ScreenAct("/replay/stop", "replay", stop),
    ScreenAct("/replay/keep", "replay", keep),
    ScreenAct("/person/{person}/pins/{kind}/try", "replay", try_pin),
)
