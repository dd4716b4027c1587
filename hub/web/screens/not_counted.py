"""A time that does not count, such as an evening with guests: shown before it is so, and for 30 days taken back. On the log."""

import re
from collections.abc import Mapping
from typing import Any

from ..screen import Asking, NotThere, NotYours, ScreenAct, Shown
from ..sentences import name_of
from ..words import DAY_NAMES

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")  # as a browser's field has it


def whose(asking: Asking) -> list[tuple[str, str]]:
    """Whose lessons the visitor may leave out: their own, a child's, and whoever looks after the house everybody's."""
    visitor = asking.visitor
    own = [(who, name_of(who, asking.household)) for who in (visitor.person, *visitor.children) if who is not None]
    return [*own, ("", asking.words.gettext("Everybody"))] if visitor.may("house") else own


def not_counted(asking: Asking) -> list[Mapping[str, Any]]:
    """What does not count now, as far as the visitor may let it count again."""
    return [
        {"at": one["at"], "said": _said(asking, one), "lessons": one["lessons"]}
        for one in asking.hub.ask("set_aside")["spans"]
        if _may_take_back(asking, one)
    ]


def usual(asking: Asking, now: str) -> tuple[str, str]:
    """What stands in the fields at first: last evening. now: ISO."""
    local = asking.words.local(now)
    before = local.fromordinal(local.toordinal() - 1)
    return f"{before:%Y-%m-%d}T18:00", f"{local:%Y-%m-%d}T03:00" if local.hour >= 3 else f"{local:%Y-%m-%dT%H:%M}"


def leave_out(asking: Asking) -> str | Shown:
    """First what would go is shown; sent again with ``really`` it is so."""
    given, words = asking.given, asking.words
    who, room = given.get("who", ""), given.get("room", "")
    times = [given.get(name, "") for name in ("from", "to")]
    if who not in dict(whose(asking)):
        raise NotYours
    if (room and room not in asking.household["rooms"]) or not all(map(_TIME.fullmatch, times)):
        raise NotThere
    span: dict[str, Any] = {"from": times[0], "to": times[1], "room": room or None, "person": who or None}
    answer = asking.hub.ask("forget_span", really=given.get("really") == "yes", **span)
    if answer["forgotten"]:
        return "/log?done=forget"
    counts: dict[tuple[str, str, str], int] = {}
    for one in answer["lessons"]:
        is_seen = asking.visitor.may("habits", about=one["person"])
        name = name_of(one["person"], asking.household) if is_seen else words.gettext("others")
        where = asking.household["rooms"].get(one["room"], one["room"]) if is_seen else ""
        key = name, where, words.called(one["kind"]) if is_seen else ""
        counts[key] = counts.get(key, 0) + one["count"]
    fields = [(name, given[name]) for name in ("from", "to", "room", "who") if name in given]
    rows = [(*key, count) for key, count in counts.items()]
    return Shown("left_out.html", {"said": _said(asking, answer), "rows": rows, "fields": fields}, is_signed_in=True)


def count_again(asking: Asking) -> str:
    at = asking.given.get("at", "")
    span = next((one for one in asking.hub.ask("set_aside")["spans"] if one["at"] == at), None)
    if span is None:
        raise NotThere
    if not _may_take_back(asking, span):
        raise NotYours
    asking.hub.ask("forget_undo", at=at)
    return "/log?done=again"


def _may_take_back(asking: Asking, span: Mapping[str, Any]) -> bool:
    visitor = asking.visitor
    return visitor.may("house") or bool({visitor.person, *visitor.children} & set(span["people"]))


def _said(asking: Asking, span: Mapping[str, Any]) -> str:
    words = asking.words
    start, end = (_moment(asking, span[name]) for name in ("from", "to"))
    room = span["room"]
    where = asking.household["rooms"].get(room, room) if room else words.gettext("all rooms")
    return words.gettext("%(start)s to %(end)s, %(where)s") % {"start": start, "end": end, "where": where}


def _moment(asking: Asking, at: str) -> str:
    words = asking.words
    return f"{words.gettext(DAY_NAMES[words.local(at).weekday()])} {words.day(at)} {words.clock(at)}"


ACTS = (ScreenAct("/log/leave-out", "log", leave_out), ScreenAct("/log/count-again", "log", count_again))
