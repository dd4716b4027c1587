"""``attune status`` printed: the link, the rooms with their devices, the people, how good it is, and what to look at."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from devices.text import shown
from devices.vocabulary import QUANTITIES
from hub.modes import NORMAL
from hub.telling.spoken import spoken

from .lines import by_home_clock, line, mode_words, out, plain
from .print_warmth import warmth_of

_NO_MODE = {"mode": NORMAL}  # an older hub that still runs says nothing of modes
_LOST = {
    "dropped": "messages heard that cannot be used",
    "late": "commands too late to be sent",
    "unsent": "messages not sent, the broker being away or too slow",
    "forbidden": "messages the broker did not pass on",
}
_AT_ONCE = {"watch": "watches", "suggest": "suggests everything", "act": "everything"}  # without having to earn it
_NO_DEVICE: Mapping[str, Any] = {"device": "-", "known": True, "state": {}}


def status(answer: Mapping[str, Any]) -> None:
    _links(answer)
    _exceptions(answer)
    _rooms(answer)
    _people(answer)
    if figures := answer.get("figures"):
        _figures(figures)
    for room in answer["rooms"]:
        for what, words in warmth_of(room):
            line(f"{what or 'air'} in {room['name']}: {words}")
    _to_look_at(answer)


def _links(answer: Mapping[str, Any]) -> None:
    """Whether it runs and whom it hears."""
    link = answer["link"]
    why = f" ({shown(link['problem'], 200)})" if link.get("problem") else ""
    line(f"Attune {'runs' if answer['running'] else 'is not running'}; broker: {link.get('state', 'unknown')}{why}")
    if home := answer.get("home"):  # an older hub that still runs does not say
        line(f"home: {home}")
    if residence := link.get("home_assistant"):
        line(f"Home Assistant: {residence['state']}{', ' + shown(residence['problem'], 200) if residence['problem'] else ''}")
    lost = [f"{count} {words}" for key, words in _LOST.items() if (count := link.get(key))]
    if lost:
        line(f"since the start: {', '.join(lost)}")


def _exceptions(answer: Mapping[str, Any]) -> None:
    """What is not as on any other day: a pause, only observing, modes."""
    if answer["paused"]:
        ends = answer.get("paused_until")
        until = f" until {by_home_clock(ends, answer):%a %d %b %H:%M}" if ends else ""
        line(f"PAUSED: nothing is sent or learned{until}", "bold yellow")
    if answer["observing"]:
        line(f"only observing: {answer.get('observing_because') or 'too many commands'}", "bold yellow")
    for place in (answer, *answer["rooms"]):
        if place.get("mode", _NO_MODE)["mode"] != NORMAL:
            line(f"{place['name'] if place is not answer else 'home'}: {mode_words(place['mode'], answer)}", "bold yellow")


def _rooms(answer: Mapping[str, Any]) -> None:
    rooms = Table("room", "who", "device", "now", "held by hand")
    for room in answer["rooms"]:
        who = ", ".join(room["people"]) or "-"
        for i, device in enumerate(room["devices"] or [_NO_DEVICE]):
            first = i == 0
            rooms.add_row(
                Text(room["name"] if first else ""), who if first else "", Text(shown(device["device"], 60)), _state(device),
                ", ".join(_held(name, device, answer) for name in device.get("held", ())),
            )  # fmt: skip
    out.print(rooms)


def _people(answer: Mapping[str, Any]) -> None:
    people = Table("person", "where", "learns", "examples", "acts on")
    for person in answer["people"]:
        at_home = {True: "at home", False: "out"}.get(person["home"], "unknown")
        examples = ", ".join(f"{plain(kind)} {n}" for kind, n in person["examples"].items()) or "none yet"
        people.add_row(
            person["person"], person["room"] or at_home, ", ".join(person["learns"]) or "nothing", examples,
            _acts_on(person, answer),
        )  # fmt: skip
    out.print(people)


def _acts_on(person: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    levels = ", ".join(
        f"{x['room']} {plain(x['kind'])}{words}: {x['level']}"
        for key, words in (("levels", ""), ("staying", " while they stay"))
        for x in person.get(key, ())
        if x["level"] != "watch"
    )
    begins = "watches" if answer.get("earn_autonomy", True) else _AT_ONCE[answer["autonomy"]]
    return levels or (begins if person["learns"] else "-")  # of who agreed to nothing nothing is known to act on


def _to_look_at(answer: Mapping[str, Any]) -> None:
    for room in answer["rooms"]:
        for sensor in room.get("sensors", ()):
            if sensor.get("reachable") is False:
                line(f"cannot be reached, or silent for too long: {shown(sensor['device'], 80)} ({room['name']})", "yellow")
    for missing in answer["missing"] if answer["running"] else ():
        line(f"not heard of yet: {shown(missing, 80)} (attune discover lists what the broker offers)", "yellow")
    unheard = [shown(device, 80) for device in answer.get("unheard", ())]
    if unheard:
        line(f"has said nothing so far: {', '.join(unheard)}")
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


def _held(name: str, device: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """With the time at which it goes along again by itself."""
    ends = device.get("released", {}).get(name)
    until = "" if ends is None else f" until {by_home_clock(ends, answer):%H:%M}"
    return f"{plain(name)}{until}"


def _state(device: Mapping[str, Any]) -> Text:
    if not device["known"]:
        return Text("not announced", style="yellow")
    told_ = [
        f"{plain(name)} {spoken(base if (base := name) in QUANTITIES else name.rsplit('_', 1)[0], value)}"
        for name, value in device["state"].items()
        if value is not None
    ]
    if device is _NO_DEVICE:
        return Text("")
    lost = ["cannot be reached"] if device.get("reachable") is False else []
    return Text(shown(", ".join(lost + told_) or "silent so far", 120))
