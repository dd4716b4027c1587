"""Answers printed for people: short lines, tables where there are columns. Text from outside is never taken as markup."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from devices.text import shown
from hub.config.yaml import written
from hub.consent import HOUSE
from hub.decision_document import DecisionDocument
from hub.modes import NORMAL
from hub.telling.explain import counted, told
from hub.telling.spoken import spoken
from models.parts_of_day import clock_times

from .lines import by_home_clock, line, mode_words, plain
from .print_status import status
from .print_warmth import warmth_of


def printed(command: str, answer: Mapping[str, Any]) -> None:
    """Prints the answer to a command."""
    _PRINTERS[command](answer)


def _why(answer: Mapping[str, Any]) -> None:
    line(f"{answer['sentence']}", "bold")
    if "person" in answer:
        for room, share in sorted(answer["may_be_in"].items(), key=lambda found: -found[1]):
            line(f"  {plain(room)}: {share:.0%}".replace("%", " %"))
        return
    line(f"decision {answer['id']}, {by_home_clock(answer['at'], answer):%a %d %b %H:%M:%S}, {answer['trigger']}", "dim")
    for evidence in told(cast("DecisionDocument", answer)):
        line(f"  {evidence}")
    for found in answer.get("otherwise", ()):
        line(f"  otherwise: {found['words']} ({shown(found['device'], 60)})")
    for what, words in warmth_of(answer):
        line(f"  {what or 'now'}: {words}")


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


def _suggestions(answer: Mapping[str, Any]) -> None:
    for one in answer["waiting"]:
        people = ", ".join(dict.fromkeys(who for wish in one["wishes"] for who in wish["for"]))
        line(f"{one['room']}: {shown(one['offer'], 200)}, for {people}, until {by_home_clock(one['until'], answer):%H:%M}")
    if answer["waiting"]:
        line("attune suggestions accept|decline|later|stop ROOM", "dim")
    else:
        line("Nothing is suggested now.")
    for one in answer["resting"]:
        until = one["until"]
        ends = "any more" if until is None else f"until {by_home_clock(until, answer):%a %d %b %H:%M}"
        line(f"{one['room']}: {plain(one['kind'])} is not suggested to {one['person']} {ends}")
    if answer["resting"]:
        line("attune suggestions again ROOM KIND", "dim")


def _said_to_a_suggestion(answer: Mapping[str, Any]) -> None:
    if "accepted" in answer:
        line(f"Set so in {answer['accepted']}.")
    elif "declined" in answer:
        line(f"Declined in {answer['declined']}: {counted(answer['learned'])} learned.")
    elif "later" in answer:
        line(f"Put off in {answer['later']} until {by_home_clock(answer['until'], answer):%a %d %b %H:%M}.")
    else:
        what = ", ".join(plain(kind) for kind in answer["kinds"]) or "nothing"
        is_stop = "stopped" in answer
        line(f"{answer['stopped']}: no more suggestions of {what}." if is_stop else f"{answer['again']}: again, {what}.")


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
            line(f"  {one['room']}: left {plain(one['quantity'])} of {shown(one['device'], 60)} alone: {one['reason']}")


def _thanks(answer: Mapping[str, Any]) -> None:
    line(f"Noted for {answer['thanked']}: {counted(answer['learned'])} learned.")


def _paused(answer: Mapping[str, Any]) -> None:
    ends = answer["until"]
    until = "attune resume" if ends is None else f"{by_home_clock(ends, answer):%a %d %b %H:%M}, or attune resume"
    line(f"Paused: nothing is sent or learned until {until}." if answer["paused"] else "Running again.")


def _mode(answer: Mapping[str, Any]) -> None:
    where = answer["room"] or "home"
    line(f"{where}: {'no mode' if answer['mode'] == NORMAL else mode_words(answer, answer)}")


def _habits(answer: Mapping[str, Any]) -> None:
    for person, habits in answer["habits"].items():
        line(person, "bold")
        if not habits:
            line("  nothing learned yet")
        for habit in habits:
            quantity = str(habit["kind"])
            line(
                f"  {habit['room']}, {habit['part']}: {plain(quantity)} {spoken(quantity, habit['value'])}"
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
    rows = ", ".join(f"{plain(table)} {count}" for table, count in answer["rows"].items() if count)
    for name, value in {**answer, "rows": rows or "none", "priors": "yes" if answer["priors"] else "none"}.items():
        line(f"  {plain(name)}: {value}")


def _forget_span(answer: Mapping[str, Any]) -> None:
    span = f"{str(answer['from'])[:16].replace('T', ' ')} to {str(answer['to'])[:16].replace('T', ' ')}"
    if not answer["lessons"]:
        line(f"Nothing was learned from {span}.")
        return
    line(f"{'Does not count any more' if answer['forgotten'] else 'Would go'}, {span}:")
    for one in answer["lessons"]:
        line(f"  {one['person']}, {one['room']}: {plain(one['kind'])}, {counted(one['count'])}")


def _forget_undo(answer: Mapping[str, Any]) -> None:
    line(f"Counts again: {counted(answer['counts_again'])} from {str(answer['from'])[:16].replace('T', ' ')}.")


_PRINTERS: dict[str, Callable[[Mapping[str, Any]], None]] = {
    "why": _why,
    "undo": _undo,
    "thanks": _thanks,
    "pause": _paused,
    "resume": _paused,
    "mode": _mode,
    "status": status,
    "habits": _habits,
    "habits_yaml": _habits_yaml,
    "changes": _changes,
    "suggestions": _suggestions,
    **dict.fromkeys(("accept", "decline", "later", "stop_suggesting", "suggest_again"), _said_to_a_suggestion),
    "evening": _evening,
    "consent": _consent,
    "export": _export,
    "forget": _forget,
    "forget_span": _forget_span,
    "forget_undo": _forget_undo,
}
