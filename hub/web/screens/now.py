"""Home: who is where, what is on, the last thing the hub did in each room with undo, thanks and why; pause."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devices.colour import WHITE
from devices.vocabulary import SILENCE

from ...modes import NORMAL
from ..screen import Asking, NotThere, NotYours, Screen, ScreenAct
from ..sentences import name_of, things, told, undo_offer
from ..swatch import colour
from ..words import MODES, marked
from .evening import evening

FRESH_S = 600.0  # so long an act of the hub is shown large
PAUSES = ("", "1h", "3h", "morning")  # "": until somebody says so
LONG_S = 6 * 3600.0  # after it a room nobody is in and nothing is on takes a line, so that a large house is read at a glance
_SURE = 0.75
ORDERS: Mapping[str, str] = {"yes": "accept", "no": "decline", "later": "later"}
BY: Mapping[str, str] = {  # what tells where somebody is
    "told": marked("by phone or tracker"),
    "moves": marked("by what moves there"),
    "before": marked("as before the hub started"),
}
DONE: Mapping[str, str] = {  # what is said to whoever has ordered it
    "undo": marked("It is put back, and it learned that this was not wanted."),
    "thanks": marked("It learned that this was right."),
    "pause": marked("Nothing is done by itself now."),
    "resume": marked("It goes on."),
    "yes": marked("It is set so."),
    "no": marked("It does not ask that again for a week."),
    "later": marked("It does not ask that again until tomorrow, and learned nothing from it."),
    "forget": marked("That evening does not count. In the log it can be counted again, for 30 days."),
    "keep": marked("That evening counts as any other."),
}


def home(asking: Asking) -> Mapping[str, Any]:
    now = asking.hub.now()
    done = asking.given.get("done", "")
    return {
        "done": asking.words.gettext(DONE[done]) if done in DONE else "",
        "top": _top(asking, now),
        "is_unsettled": not asking.household["people"],
        "rooms": [_room(asking, now, room) for room in now["rooms"]],
    }


def top(asking: Asking) -> Mapping[str, Any]:
    return {"top": _top(asking, asking.hub.now())}


def room(asking: Asking) -> Mapping[str, Any]:
    return {"room": _room(asking, asking.hub.now(), asking.room())}


def _top(asking: Asking, now: Mapping[str, Any]) -> Mapping[str, Any]:
    last = max((r["last"] for r in now["rooms"].values() if r["last"]), key=lambda d: str(d["at"]), default=None)
    return {
        "paused": now["paused"],
        "paused_until": now["paused_until"] and asking.words.moment(now["paused_until"], now["at"]),
        "mode": "" if now["mode"]["mode"] == NORMAL else asking.words.named(MODES, now["mode"]["mode"]),
        "is_deaf": now["broker"] != "up",
        "observing": now["observing"],
        "time_trusted": now["time_trusted"],
        "problems": now["problems"] if asking.visitor.may("house") else [],
        "needs_a_look": bool(now["problems"] or now["missing"]),
        "evening": evening(asking, now),
        "changed": _changed(asking),
        "latest": None if last is None else f"{now['rooms'][last['room']]['name']}. {_told(asking, last)}",
        "away": [name_of(who, asking.household) for who, p in now["people"].items() if p["home"] is False],
        "unknown": [name_of(who, asking.household) for who, p in now["people"].items() if p["home"] is None and not p["room"]],
        "about": [name_of(who, asking.household) for who, p in now["people"].items() if p["home"] and not p["room"]],
    }


def _changed(asking: Asking) -> list[tuple[str, str]]:
    """Whose habits have changed, of those the visitor answers for: where that is said, and the name."""
    people = [who for who in (asking.visitor.person, *asking.visitor.children) if who is not None]
    found = {change["person"] for change in asking.hub.changes()} if people else set()
    return [(f"/person/{who}", name_of(who, asking.household)) for who in people if who in found]


def _room(asking: Asking, now: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    if name not in now["rooms"]:
        raise NotThere  # the configuration has changed meanwhile
    found, words = now["rooms"][name], asking.words
    last, offered = found["last"], found["suggestion"]
    there = (*found["people"], *(last["occupants"] if last else ()))
    is_last = last is not None and found["undo"] == last["id"] and last["trigger"] != "undo"
    age_s = None if last is None else (datetime.fromisoformat(now["at"]) - datetime.fromisoformat(last["at"])).total_seconds()
    may_undo = asking.visitor.may("undo", there=there) or (is_last and asking.visitor.may("undo_last", there=there))
    devices = [_device(device, asking) for device in found["devices"]]
    return {
        "id": name,
        "name": found["name"],
        "rests": not (found["people"] or found["moving"] or offered or any(one["stands_out"] for one in devices))
        and (age_s is None or age_s > LONG_S),
        "people": [_person(asking, now, who, sure) for who, sure in found["people"].items()],
        "moving": found["moving"],
        "devices": devices,
        "last": None
        if last is None
        else {
            "id": last["id"],
            "when": words.moment(last["at"], now["at"]),
            "told": _told(asking, last),
            "undone": last["undone"],
            "fresh": age_s is not None and age_s < FRESH_S and is_last,
            "undo": undo_offer(last, asking.household, words) if is_last and may_undo and not last["undone"] else "",
            "thanks": is_last and not last["undone"] and asking.visitor.may("thanks", there=there),
        },
        "offer": None
        if offered is None or not asking.visitor.may("suggestion", there=tuple(found["people"]))
        else things(offered["wishes"], "value", words, asking.household),
    }


def _told(asking: Asking, decision: Mapping[str, Any]) -> str:
    return told(decision, asking.household, asking.words, is_brief=True)


def _person(asking: Asking, now: Mapping[str, Any], who: str, sure: float) -> Mapping[str, Any]:
    known = now["people"][who]
    return {
        "name": name_of(who, asking.household),
        "sure": sure >= _SURE,
        "percent": f"{sure * 100:.0f}",
        "by": asking.words.named(BY, known["by"]) if known["by"] else "",
        "span": None if known["for_s"] is None else asking.words.span(known["for_s"]),
    }


def _device(device: Mapping[str, Any], asking: Asking) -> Mapping[str, Any]:
    words = asking.words
    if not device["known"]:
        return {
            "name": device["name"],
            "state": words.gettext("not heard of yet"),
            "held": False,
            "colour": None,
            "is_lamp": False,
            "stands_out": True,
        }
    traits = {t["quantity"]: t for t in device["traits"]}
    power, level, tint, hue = (traits.get(q, {}).get("value") for q in ("power", "brightness", "colour_temperature", "colour"))
    is_off, is_held = power is False, any(t["held"] for t in device["traits"])
    is_white = tint is not None and hue == WHITE  # then its warmth says more
    told_of = [t for t in device["traits"] if t["value"] is not None and not (is_white and t["quantity"] == "colour")]
    shown = [t for t in told_of if not (is_off and t["quantity"] != "power")]
    is_playing = traits.get("music", {}).get("value") not in (None, SILENCE)
    is_lit = device["role"] == "light" and (power is True or (power is None and bool(level)))
    said = [
        words.value("power", t["value"])
        if t["quantity"] == "power"
        else f"{words.called(t['quantity'])} {words.value(t['quantity'], t['value'])}"
        for t in shown
    ]
    state = ", ".join(said) or words.gettext("unknown")
    if device["reachable"] is False:
        state = words.gettext("cannot be reached")
    return {
        "name": device["name"],
        "state": state,
        "held": is_held,
        "colour": colour(tint, level, hue) if is_lit else None,
        "is_lamp": device["role"] == "light",
        "stands_out": is_lit or is_held or is_playing or device["reachable"] is False,
    }


def _decision(asking: Asking) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """The decision the path names, and who is or was there."""
    document = asking.hub.ask("why", which=asking.named["decision"])
    there = asking.hub.now()["rooms"].get(document["room"], {}).get("people", {})
    return document, (*document["occupants"], *there)


def undo(asking: Asking) -> str:
    document, there = _decision(asking)
    is_last = asking.hub.now()["rooms"].get(document["room"], {}).get("undo") == document["id"]
    if not (asking.visitor.may("undo", there=there) or (is_last and asking.visitor.may("undo_last", there=there))):
        raise NotYours
    asking.hub.ask("undo", which=document["id"])
    return "/?done=undo"


def thanks(asking: Asking) -> str:
    document, there = _decision(asking)
    asking.must("thanks", there=there)
    asking.hub.ask("thanks", which=document["id"])
    return "/?done=thanks"


def pause(asking: Asking) -> str:
    until = asking.given.get("until", "")
    if until not in PAUSES:
        raise NotThere
    asking.hub.ask("pause", until=until or None)
    return "/?done=pause"


def resume(asking: Asking) -> str:
    asking.hub.ask("resume")
    return "/?done=resume"


def answer(asking: Asking) -> str:
    """yes, no or later (not now) to what is suggested in a room. from: the screen it was said on, Home where none is named."""
    name, said = asking.room(), asking.given.get("answer", "")
    asking.must("suggestion", there=tuple(asking.hub.now()["rooms"][name]["people"]))
    if said not in ORDERS:
        raise NotThere
    asking.hub.ask(ORDERS[said], room=name)
    back = "/suggestions" if asking.given.get("from") == "suggestions" else "/"
    return f"{back}?done={said}"


SCREENS = (
    Screen("/", "home", "now.html", home),
    Screen("/parts/top", "home", "parts/top.html", top, is_part=True),
    Screen("/parts/room/{room}", "home", "parts/room.html", room, is_part=True),
)
ACTS = (
    ScreenAct("/undo/{decision}", "home", undo),
    ScreenAct("/thanks/{decision}", "home", thanks),
    ScreenAct("/pause", "pause", pause),
    ScreenAct("/resume", "pause", resume),
    ScreenAct("/suggestion/{room}", "home", answer),
)
