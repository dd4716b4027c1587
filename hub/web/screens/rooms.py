"""Rooms: what the hub may do in each and how well it has done, what goes on there; the home's mode."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import ceil, floor
from operator import itemgetter
from typing import Any

from ...modes import NAMES, NORMAL
from ...safety.caps import SETPOINT_C
from ..screen import Asking, NotThere, Screen, ScreenAct
from ..sentences import name_of
from ..words import ACTIVITIES, DOMAINS, LEVELS, MODES, SHARING, Words

ENDS = ("", "2h", "morning", "left", "return")  # "": its usual one


def rooms(asking: Asking) -> Mapping[str, Any]:
    now, words, behind = asking.hub.now(), asking.words, asking.hub.ask("rooms")
    return {
        "quiet": _quiet(words, behind["quiet"]),
        "mode": words.named(MODES, now["mode"]["mode"]),
        "mode_ends": _ends(asking, now["mode"], now["at"]),
        "modes": [(name, words.named(MODES, name), name == now["mode"]["mode"]) for name in (NORMAL, *NAMES)],
        "may": asking.visitor.may("house"),
        "autonomy": asking.household["autonomy"],
        "rooms": [_room(asking, now, behind, room) for room in now["rooms"]],
        "levels": [(level, words.named(LEVELS, level)) for level in LEVELS],
        "degrees": words.unit("setpoint").name,
        "coldest": ceil(words.unit("setpoint").said(SETPOINT_C[0])),
        "warmest": floor(words.unit("setpoint").said(SETPOINT_C[1])),
    }


def _ends(asking: Asking, mode: Mapping[str, Any], now: str) -> str:
    if mode["until"] is not None:
        return asking.words.gettext("until %(when)s") % {"when": asking.words.moment(mode["until"], now)}
    match mode["ends"]:
        case "left":
            return asking.words.gettext("until everybody has left")
        case "return":
            return asking.words.gettext("until somebody is home again")
        case _:
            return ""


def _quiet(words: Words, hours: Sequence[str] | None) -> str:
    if hours is None:
        return ""
    pattern = words.gettext("Quiet from %(start)s to %(end)s: nothing starts to play, and light stays low and warm.")
    return pattern % {"start": words.time_of_day(hours[0]), "end": words.time_of_day(hours[1])}


def _room(asking: Asking, now: Mapping[str, Any], behind: Mapping[str, Any], room: str) -> Mapping[str, Any]:
    """behind: as the hub's ``rooms``."""
    words, found, needs = asking.words, now["rooms"][room], {tuple(one[:3]): one[3:] for one in behind["needs"]}
    mode, degrees = found["mode"], words.unit("setpoint")
    return {
        "id": room,
        "name": found["name"],
        "autonomy": found["autonomy"],
        "low": degrees.typed(asking.household["limits"][room]["temperature"][0]),
        "high": degrees.typed(asking.household["limits"][room]["temperature"][1]),
        "volume": asking.household["limits"][room]["volume"],
        "may_do": words.named(LEVELS, found["autonomy"]),
        "mode": "" if mode["mode"] == NORMAL else f"{words.named(MODES, mode['mode'])} {_ends(asking, mode, now['at'])}",
        **_among_people(asking, behind["rooms"][room], bool(found["devices"])),
        "missing": [device["name"] for device in found["devices"] if not device["known"]],
        "away": [device["name"] for device in found["devices"] if device["known"] and device["reachable"] is False],
        "records": [
            {
                "name": name_of(who, asking.household),
                "records": [_record(words, record, needs.get((who, room, record["kind"]))) for record in records],
            }
            for who, records in groupby(sorted(_of_room(now, room), key=itemgetter("person")), key=itemgetter("person"))
            if asking.visitor.may("habits", about=who)
        ],
    }


def _among_people(asking: Asking, told: Mapping[str, Any], has_devices: bool) -> Mapping[str, str]:
    """Whose wish counts where several are, who is owed a turn, and what goes on: nothing for a tablet on the wall."""
    if asking.visitor.person is None:
        return {"sharing": "", "owed": "", "activity": ""}
    words, is_shared = asking.words, has_devices and len(asking.household["people"]) > 1
    rules = {words.named(DOMAINS, domain): words.named(SHARING, rule) for domain, rule in told["sharing"].items()}
    alike = set(rules.values())
    sharing = alike.pop() if len(alike) == 1 else "; ".join(f"{domain} – {rule}" for domain, rule in rules.items())
    owed = [f"{name_of(who, asking.household)} ({words.named(DOMAINS, domain)})" for domain, who in told["owed"].items()]
    return {
        "sharing": sharing if is_shared else "",
        "owed": words.listed(owed),
        "activity": words.named(ACTIVITIES, told["activity"]) if told["activity"] else "",
    }


def _of_room(now: Mapping[str, Any], room: str) -> list[Mapping[str, Any]]:
    return [record for record in now["records"] if record["room"] == room]


def _record(words: Words, record: Mapping[str, Any], needs: Sequence[Any] | None) -> Mapping[str, str]:
    """What it has earned of one kind, by how often it was right. needs: how many more of these take it to which level."""
    count = round(record["of"])
    right = words.gettext("%(percent)s %% of %(n)s") % {"percent": f"{record['right'] * 100:.0f}", "n": count}
    return {
        "kind": words.called(record["kind"]),
        "level": words.named(LEVELS, record["level"]),
        "right": right if count else words.gettext("nothing yet"),
        "needs": "" if needs is None else _needs(words, *needs),
    }


def _needs(words: Words, more: int, level: str) -> str:
    return words.ngettext("%(num)s more right and it %(level)s", "%(num)s more right and it %(level)s", more) % {
        "num": more,
        "level": words.named(LEVELS, level),
    }


def autonomy(asking: Asking) -> str:
    room, level = asking.room(), asking.given.get("level", "")
    if level not in LEVELS:
        raise NotThere
    asking.hub.ask("autonomy", room=room, level=level)
    return "/rooms"


def mode(asking: Asking) -> str:
    name, until = asking.given.get("name", ""), asking.given.get("until", "")
    if name not in (NORMAL, *NAMES) or until not in ENDS:
        raise NotThere
    asking.hub.ask("mode", name=name, until=until or None)
    return "/rooms"


SCREENS = (Screen("/rooms", "home", "rooms.html", rooms),)
ACTS = (ScreenAct("/rooms/{room}/autonomy", "house", autonomy), ScreenAct("/mode", "pause", mode))
