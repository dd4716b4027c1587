"""Suggestions: what waits for an answer, what was said to those of the last weeks, and what is not to be suggested any more."""

from collections.abc import Iterator, Mapping
from typing import Any

from devices.vocabulary import OccupantId
from hub.store import page_reader

from ..screen import Asking, NotThere, Screen, ScreenAct
from ..sentences import name_of, quantity_of, reason, things
from ..words import marked
from .now import DONE as ANSWERED_NOW

MOST, SHOWN = 200, 30  # suggestions looked at; those listed with what was said to them
DONE: Mapping[str, str] = {
    **{said: ANSWERED_NOW[said] for said in ("yes", "no", "later")},
    "stop": marked("That is not suggested any more."),
    "again": marked("That may be suggested again."),
}
SAID: Mapping[str, str] = {
    "accept": marked("Yes"),
    "decline": marked("No"),
    "later": marked("Not now"),
    "stop": marked("Not any more"),
    "": marked("No answer"),
}
ORDERS: Mapping[str, str] = {"stop": "stop_suggesting", "again": "suggest_again"}


def suggestions(asking: Asking) -> Mapping[str, Any]:
    done = asking.given.get("done", "")
    return {"done": asking.words.named(DONE, done) if done in DONE else "", **listed(asking)}


def listed(asking: Asking) -> Mapping[str, Any]:
    """Of those before, the visitor's own and their children's."""
    visitor, now = asking.visitor, asking.hub.now()
    people = [OccupantId(who) for who in (visitor.person, *visitor.children) if who is not None]
    found = page_reader.suggested_to(asking.hub.database, people, MOST) if people else []
    waits = {room["suggestion"]["decision"] for room in now["rooms"].values() if room["suggestion"]}
    return {
        "waiting": _waiting(asking, now),
        "answered": [_answered(asking, one, now["at"]) for one in found[:SHOWN] if one["id"] not in waits],
        "people": [
            {"who": who, "name": name_of(who, asking.household), "mine": who == visitor.person, "kinds": kinds}
            for who in people
            if (kinds := list(_kinds(asking, who, found, now["at"])))
        ],
    }


def _waiting(asking: Asking, now: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the visitor may answer, room by room."""
    words, household = asking.words, asking.household
    return [
        {
            "room": room,
            "name": found["name"],
            "things": things(offered["wishes"], "value", words, household),
            "devices": words.listed(dict.fromkeys(_called(found, wish["device"]) for wish in offered["wishes"])),
            "why": _begun(words.listed(dict.fromkeys(why for wish in offered["wishes"] if (why := reason(wish, words))))),
            "sure": f"{min(wish['confidence'] for wish in offered['wishes']) * 100:.0f}",
            "people": words.listed(dict.fromkeys(name_of(who, household) for wish in offered["wishes"] for who in wish["for"])),
            "until": words.clock(offered["until"]),
            "decision": offered["decision"],
        }
        for room, found in now["rooms"].items()
        if (offered := found["suggestion"]) and asking.visitor.may("suggestion", there=tuple(found["people"]))
    ]


def _begun(words: str) -> str:
    """As at the beginning of a sentence; a name within stays as it is."""
    return f"{words[:1].upper()}{words[1:]}"


def _called(room: Mapping[str, Any], device: str) -> str:
    return next((str(one["name"]) for one in room["devices"] if one["device"] == device), device)


def _offered(decision: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [wish for wish in decision["wishes"] if wish["outcome"] == "suggested"]


def _answered(asking: Asking, decision: Mapping[str, Any], now: str) -> Mapping[str, Any]:
    words = asking.words
    return {
        "id": decision["id"],
        "when": words.moment(decision["at"], now),
        "room": asking.household["rooms"].get(decision["room"], decision["room"]),
        "things": _begun(things(_offered(decision), "value", words, asking.household)),
        "said": words.named(SAID, decision.get("answer", "")),
    }


def _kinds(asking: Asking, who: str, found: list[dict[str, Any]], now: str) -> Iterator[Mapping[str, Any]]:
    """Each kind in a room that was suggested to the person, or rests there; of the rooms there are."""
    words, rooms = asking.words, asking.household["rooms"]
    rests = {(one["room"], one["kind"]): one["until"] for one in asking.hub.resting() if one["person"] == who}
    suggested = {
        (decision["room"], quantity_of(wish))
        for decision in found
        for wish in _offered(decision)
        if who in (wish["for"] or decision["occupants"])
    }
    order = list(rooms)
    known = [key for key in {*suggested, *rests} if key[0] in rooms]
    for room, kind in sorted(known, key=lambda key: (order.index(key[0]), key[1])):
        until = rests.get((room, kind))
        yield {
            "room": room,
            "kind": kind,
            "what": words.pair(rooms[room], words.called(kind)),
            "rests": (room, kind) in rests,
            "until": "" if until is None else words.moment(until, now),
        }


def stop(asking: Asking) -> str:
    """stop or again, of a kind in a room."""
    who, room, said = asking.person("suggestions"), asking.room(), asking.given.get("answer", "")
    if said not in ORDERS:
        raise NotThere
    asking.hub.ask(ORDERS[said], person=who, room=room, kind=asking.named["kind"])
    return f"/suggestions?done={said}"


SCREENS = (
    Screen("/suggestions", "home", "suggestions.html", suggestions),
    Screen("/parts/suggestions", "home", "parts/suggestions.html", listed, is_part=True),
)
ACTS = (ScreenAct("/person/{person}/suggestions/{room}/{kind}", "home", stop),)
