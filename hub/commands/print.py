"""Answers printed for people: short lines, tables where there are columns. Text from outside is never taken as markup."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from devices.text import shown
from devices.vocabulary import QUANTITIES
from hub.config.yaml import written
from hub.consent import HOUSE
from hub.decision_document import DecisionDocument
from hub.modes import NORMAL
from hub.telling.explain import counted, told
from hub.telling.spoken import spoken
from models.parts_of_day import clock_times

_NO_MODE = {"mode": NORMAL}  # an older hub that still runs says nothing of modes
_out = Console(highlight=False, soft_wrap=True)


def printed(command: str, answer: Mapping[str, Any]) -> None:
    """Prints the answer to a command."""
    _PRINTERS[command](answer)


def line(text: str, style: str = "") -> None:
    _out.print(Text(text, style=style))


def _why(answer: Mapping[str, Any]) -> None:
    line(f"{answer['sentence']}", "bold")
    if "person" in answer:
        for room, share in sorted(answer["may_be_in"].items(), key=lambda found: -found[1]):
            line(f"  {_plain(room)}: {share:.0%}".replace("%", " %"))
        return
    line(f"decision {answer['id']}, {by_home_clock(answer['at'], answer):%a %d %b %H:%M:%S}, {answer['trigger']}", "dim")
    for evidence in told(cast("DecisionDocument", answer)):
        line(f"  {evidence}")
    for found in answer.get("otherwise", ()):
        line(f"  otherwise: {found['words']} ({shown(found['device'], 60)})")
    if words := _air(answer.get("air", {})):
        line(f"  now: {words}")
    for way in _WARM:
        if answer.get(way):
            line(f"  {way}: {_heating(answer[way], way)}")


def _changes(answer: Mapping[str, Any]) -> None:
    if "answered" in answer:
        line(f"{answer['sentence']}: {_ANSWERED[answer['answered']]}.")
        return
    for change in answer["changes"]:
        line(f"{change['id']}  {change['sentence']} ({counted(change['examples'])})")
    if answer["changes"]:
        line("attune changes adopt|ignore|again ID: it is the new habit, it is a phase, ask again in a week", "dim")
    else:
        line("No habit has changed.")


def _evening(answer: Mapping[str, Any]) -> None:
    if "answered" in answer:
        kept = (
            "it counts" if answer["answered"] == "keep" else f"{answer['lessons']} lessons do not count (attune forget --undo)"
        )
        line(f"From {answer['from'][:16].replace('T', ' ')} to {answer['to'][:16].replace('T', ' ')}: {kept}.")
    elif answer["evening"] is None:
        line("No evening is offered not to count.")
    else:
        offered = answer["evening"]
        line(f"{offered['sentence'][:1].upper()}{offered['sentence'][1:]} ({offered['lessons']} lessons)")
        line("attune evening forget|keep", "dim")


_ANSWERED = {
    "adopt": "that is the habit now",
    "ignore": "a phase; what was chosen before goes on counting",
    "again": "it is asked again in a week",
}


def _undo(answer: Mapping[str, Any]) -> None:
    if "since" not in answer:
        line(answer["sentence"])
        return
    line(f"Undone: {', '.join(answer['undone'])}.")
    for decision in answer["decisions"]:
        line(f"  {decision['sentence']}")
    told_of = {decision["room"] for decision in answer["decisions"]}
    for one in answer["left"]:
        if one["room"] not in told_of:
            line(f"  {one['room']}: left {_plain(one['quantity'])} of {shown(one['device'], 60)} alone: {one['reason']}")


def _thanks(answer: Mapping[str, Any]) -> None:
    line(f"Noted for {answer['thanked']}: {counted(answer['learned'])} learned.")


def _paused(answer: Mapping[str, Any]) -> None:
    ends = answer["until"]
    until = "attune resume" if ends is None else f"{by_home_clock(ends, answer):%a %d %b %H:%M}, or attune resume"
    line(f"Paused: nothing is sent or learned until {until}." if answer["paused"] else "Running again.")


_LOST = {
    "dropped": "messages heard that cannot be used",
    "late": "commands too late to be sent",
    "unsent": "messages not sent, the broker being away or too slow",
    "forbidden": "messages the broker did not pass on",
}


_AT_ONCE = {"watch": "watches", "suggest": "suggests everything", "act": "everything"}  # without having to earn it
_NO_DEVICE: Mapping[str, Any] = {"device": "-", "known": True, "state": {}}


_WARM = {  # of each way: it did what, does what, is then, and otherwise was
    "heating": ("heated", "warms", "warm", "cold"),
    "cooling": ("cooled", "cools", "cool", "warm"),
}


def _heating(told: Mapping[str, Any], way: str) -> str:
    """What a room's heating, or cooling, comes to, as half a sentence."""
    did, does, well, badly = _WARM[way]
    if told["window_open"]:
        return "held, a window is open"
    words = [f"{does} by {told['degrees_an_hour']:g} °C an hour" + ("" if told["watched"] else " (not watched yet)")]
    if told["heated_hours"] is not None:
        words.insert(0, f"{did} {told['heated_hours']:g} h today")
    if told["missed_minutes"]:
        words.append(f"{told['missed_minutes']} minutes too {badly} today")
    if told["sentence"]:
        words.append(told["sentence"])
    ahead = told.get("ahead")
    if ahead and ahead["is_heated"]:
        words.append(f"{well} for who is expected")
    elif ahead and ahead["starts_in_minutes"] is not None:
        words.append(f"would be {did} in about {ahead['starts_in_minutes']:.0f} minutes for who is expected")
    return ", ".join(words)


def _air(air: Mapping[str, Any]) -> str:
    """How the air of a room is; empty where nothing measures it."""
    measured = (("temperature", "{:g} °C"), ("humidity", "{:g} % humidity"))
    return ", ".join(words.format(air[name]) for name, words in measured if air.get(name) is not None)


def _warmth(room: Mapping[str, Any]) -> None:
    if words := _air(room.get("air", {})):
        line(f"air in {room['name']}: {words}")
    for way in _WARM:
        if room.get(way):
            line(f"{way} in {room['name']}: {_heating(room[way], way)}")


def _status(answer: Mapping[str, Any]) -> None:
    link = answer["link"]
    why = f" ({shown(link['problem'], 200)})" if link.get("problem") else ""
    line(f"Attune {'runs' if answer['running'] else 'is not running'}; broker: {link.get('state', 'unknown')}{why}")
    if home := answer.get("home"):  # an older hub that still runs does not say
        line(f"home: {home}")
    residence = link.get("home_assistant")
    if residence:
        line(f"Home Assistant: {residence['state']}{', ' + shown(residence['problem'], 200) if residence['problem'] else ''}")
    lost = [f"{count} {words}" for key, words in _LOST.items() if (count := link.get(key))]
    if lost:
        line(f"since the start: {', '.join(lost)}")
    if answer["paused"]:
        ends = answer.get("paused_until")
        until = f" until {by_home_clock(ends, answer):%a %d %b %H:%M}" if ends else ""
        line(f"PAUSED: nothing is sent or learned{until}", "bold yellow")
    if answer["observing"]:
        line(f"only observing: {answer.get('observing_because') or 'too many commands'}", "bold yellow")
    for place in (answer, *answer["rooms"]):
        if place.get("mode", _NO_MODE)["mode"] != NORMAL:
            line(f"{place['name'] if place is not answer else 'home'}: {_mode_words(place['mode'], answer)}", "bold yellow")
    rooms = Table("room", "who", "device", "now", "held by hand")
    for room in answer["rooms"]:
        who = ", ".join(room["people"]) or "-"
        for i, device in enumerate(room["devices"] or [_NO_DEVICE]):
            first = i == 0
            rooms.add_row(
                Text(room["name"] if first else ""), who if first else "", Text(shown(device["device"], 60)), _state(device),
                ", ".join(_held(name, device, answer) for name in device.get("held", ())),
            )  # fmt: skip
    _out.print(rooms)
    people = Table("person", "where", "learns", "examples", "acts on")
    begins = "watches" if answer.get("earn_autonomy", True) else _AT_ONCE[answer["autonomy"]]
    for person in answer["people"]:
        at_home = {True: "at home", False: "out"}.get(person["home"], "unknown")
        examples = ", ".join(f"{_plain(kind)} {n}" for kind, n in person["examples"].items()) or "none yet"
        levels = ", ".join(
            f"{x['room']} {_plain(x['kind'])}{words}: {x['level']}"
            for key, words in (("levels", ""), ("staying", " while they stay"))
            for x in person.get(key, ())
            if x["level"] != "watch"
        )
        people.add_row(
            person["person"], person["room"] or at_home, ", ".join(person["learns"]) or "nothing", examples, levels or begins
        )
    _out.print(people)
    if figures := answer.get("figures"):
        _figures(figures)
    for room in answer["rooms"]:
        _warmth(room)
    for room in answer["rooms"]:
        for sensor in room.get("sensors", ()):
            if sensor.get("reachable") is False:
                line(f"cannot be reached, or silent for too long: {shown(sensor['device'], 80)} ({room['name']})", "yellow")
    for missing in answer["missing"] if answer["running"] else ():
        line(f"not heard of yet: {shown(missing, 80)} (attune discover lists what the broker offers)", "yellow")
    for problem in answer["problems"]:
        line(f"problem: {problem}", "yellow")


def _figures(told: Mapping[str, Any]) -> None:
    """How good it is; what too few speak of is left out."""
    said = [f"{told['acts_a_day']:g} acts a day"]
    if told["reversed"] is not None:
        soon = "" if told["seconds_to_reversal"] is None else f", after {told['seconds_to_reversal']:g} s"
        said.append(f"{told['reversed'] * 100:.0f} % taken back within ten minutes{soon}")
    if told["silence"] is not None:
        said.append(f"{told['silence'] * 100:.0f} % of arrivals left alone")
    said += [f"said {one['said'] * 100:.0f} %, right {one['right'] * 100:.0f} % of {one['n']}" for one in told["calibration"]]
    since = "the last day" if told["days"] == 1 else f"the last {told['days']} days"
    line(f"{since}: {'; '.join(said)}")


def by_home_clock(at: str, answer: Mapping[str, Any]) -> datetime:
    """A time as the home's clocks have it; of an older hub that still runs, as this machine's."""
    zone = answer.get("time_zone")
    return datetime.fromisoformat(at).astimezone(None if zone is None else ZoneInfo(zone))


def _mode_words(told_: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    until = told_["until"]
    if until is not None:
        return f"{told_['mode']} until {by_home_clock(until, answer):%a %d %b %H:%M}"
    return f"{told_['mode']} until {'everybody has left' if told_['ends'] == 'left' else 'somebody is home again'}"


def _mode(answer: Mapping[str, Any]) -> None:
    where = answer["room"] or "home"
    line(f"{where}: {'no mode' if answer['mode'] == NORMAL else _mode_words(answer, answer)}")


def _held(name: str, device: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """With the time at which it goes along again by itself."""
    ends = device.get("released", {}).get(name)
    until = "" if ends is None else f" until {by_home_clock(ends, answer):%H:%M}"
    return f"{_plain(name)}{until}"


def _plain(name: str) -> str:
    """A quantity as a person reads it, which a table may wrap."""
    return name.replace("_", " ")


def _state(device: Mapping[str, Any]) -> Text:
    if not device["known"]:
        return Text("not announced", style="yellow")
    told_ = [
        f"{_plain(name)} {spoken(base if (base := name) in QUANTITIES else name.rsplit('_', 1)[0], value)}"
        for name, value in device["state"].items()
        if value is not None
    ]
    if device is _NO_DEVICE:
        return Text("")
    lost = ["cannot be reached"] if device.get("reachable") is False else []
    return Text(shown(", ".join(lost + told_) or "silent so far", 120))


def _habits(answer: Mapping[str, Any]) -> None:
    for person, habits in answer["habits"].items():
        line(person, "bold")
        if not habits:
            line("  nothing learned yet")
        for habit in habits:
            quantity = str(habit["kind"])
            line(
                f"  {habit['room']}, {habit['part']}: {_plain(quantity)} {spoken(quantity, habit['value'])}"
                f" ({counted(habit['count'])})"
            )


def _habits_yaml(answer: Mapping[str, Any]) -> None:
    """A block per person to put under ``occupants.<person>.pinned``."""
    told = ((person, habits) for person, habits in answer["habits"].items() if person != HOUSE)
    people = {person: {"pinned": [_pin(habit) for habit in habits]} for person, habits in told}
    for text in written({"occupants": people}).splitlines():
        line(text)


def _pin(habit: Mapping[str, Any]) -> dict[str, Any]:
    start, end = clock_times(habit["part"])
    # A device with one lamp goes by its name; of one with several the place says which.
    place = {} if habit["place"] is None else {"device": str(habit["place"]).removesuffix(f".{habit['kind']}")}
    return {"room": habit["room"], **place, "quantity": habit["kind"], "value": habit["value"], "from": start, "to": end}


def _consent(answer: Mapping[str, Any]) -> None:
    line(f"{answer['person']}: learned are {', '.join(answer['learns']) or 'no choices'}"
         f" (the configuration allows {', '.join(answer['configured']) or 'nothing'})")  # fmt: skip


def _export(answer: Mapping[str, Any]) -> None:
    line(f"Everything held about {answer['person']}:")
    for file in answer["files"]:
        line(f"  {file}")


def _forget(answer: Mapping[str, Any]) -> None:
    line("Forgotten. Receipt:")
    rows = ", ".join(f"{_plain(table)} {count}" for table, count in answer["rows"].items() if count)
    for name, value in {**answer, "rows": rows or "none", "priors": "yes" if answer["priors"] else "none"}.items():
        line(f"  {_plain(name)}: {value}")


def _forget_span(answer: Mapping[str, Any]) -> None:
    span = f"{str(answer['from'])[:16].replace('T', ' ')} to {str(answer['to'])[:16].replace('T', ' ')}"
    if not answer["lessons"]:
        line(f"Nothing was learned from {span}.")
        return
    line(f"{'Does not count any more' if answer['forgotten'] else 'Would go'}, {span}:")
    for one in answer["lessons"]:
        line(f"  {one['person']}, {one['room']}: {_plain(one['kind'])}, {counted(one['count'])}")


def _forget_undo(answer: Mapping[str, Any]) -> None:
    line(f"Counts again: {counted(answer['counts_again'])} from {str(answer['from'])[:16].replace('T', ' ')}.")


_PRINTERS: dict[str, Callable[[Mapping[str, Any]], None]] = {
    "why": _why,
    "undo": _undo,
    "thanks": _thanks,
    "pause": _paused,
    "resume": _paused,
    "mode": _mode,
    "status": _status,
    "habits": _habits,
    "habits_yaml": _habits_yaml,
    "changes": _changes,
    "evening": _evening,
    "consent": _consent,
    "export": _export,
    "forget": _forget,
    "forget_span": _forget_span,
    "forget_undo": _forget_undo,
}
