"""What was learned of a person, a kind at a time: the week as a map, the day as a curve, choices as shares, a table."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from devices.vocabulary import OccupantId, Value
from hub.store.page_reader import examples
from models.example import Example, Source
from models.kind import Kind, kinds
from models.parts_of_day import PARTS, clock_times, part_at

from ..pictures.day import curve
from ..pictures.shares import shares
from ..pictures.week import DAYS, cells
from ..screen import Asking, NotThere, Screen
from ..sentences import device_name, name_of
from ..situations import situations
from ..swatch import colour
from ..words import DAY_NAMES, PART_NAMES
from .pins import asked_for

SHOWN: Mapping[str, tuple[float, float]] = {  # what is drawn faintest and fullest, of the kinds that are amounts
    "brightness": (0.0, 1.0),
    "colour_temperature": (2000.0, 6500.0),
    "setpoint": (15.0, 24.0),
    "cooling_setpoint": (30.0, 20.0),
    "volume": (0.0, 1.0),
    "position": (0.0, 1.0),
    "fan_speed": (0.0, 1.0),
}
NEAR_H = 2  # a choice so many hours away says something about an hour
_MOST_DOTS = 300


def habits(asking: Asking) -> Mapping[str, Any]:
    who, words, name = asking.person("habits"), asking.words, asking.named["kind"]
    kind = kinds().get(name)
    if kind is None:
        raise NotThere
    asking.looked_at(who, "habits")
    known = [
        row for row in examples(asking.hub.database, OccupantId(who)) if row.kind == name and row.source is not Source.ACCEPT
    ]
    places = sorted(
        {(row.context.room, row.context.place or "") for row in known if row.context.room in asking.household["rooms"]}
    )
    asked = (asking.given.get("room", ""), asking.given.get("place", ""))
    room, place = asked if asked in places else places[0] if places else ("", "")
    here = [row for row in known if (row.context.room, row.context.place or "") == (room, place)]
    return {
        "who": who,
        "name": name_of(who, asking.household),
        "mine": who == asking.visitor.person,
        "kind": name,
        "called": words.called(name),
        "kinds": [(other, words.called(other)) for other in asking.hub.now()["people"][who]["examples"]],
        "places": [(r, p, _place(asking, r, p), (r, p) == (room, place)) for r, p in places],
        "place": _place(asking, room, place) if room else "",
        "count": len(here),
        "table": _table(asking, kind, here),
        "situations": situations(words, here, lambda values: words.value(name, _usual(kind, values))),
        "pins": _pins(kind, room, place, here) if here else "",
        "pin": _pin(asking, kind, here) if here and asking.visitor.may("pins", about=who) else None,
        "may_try": asking.visitor.may("replay"),
        "room": room,
        "lamp": place,
        "week": _week(asking, kind, who, room, place, here) if here and not kind.choice else None,
        "shares": _shares(asking, kind, here) if here and kind.choice else None,
        "last": [
            {
                "when": f"{words.day(row.at.isoformat())} {words.clock(row.at.isoformat())}",
                "value": words.value(name, row.value),
            }
            for row in reversed(here[-5:])
        ],
    }


def _place(asking: Asking, room: str, place: str) -> str:
    name = str(asking.household["rooms"].get(room, room))
    return f"{name}, {device_name(place.partition('.')[0], asking.household)}" if place else name


def _table(asking: Asking, kind: Kind, here: Sequence[Example]) -> list[Mapping[str, Any]]:
    """By part of the day: what was usual, and how often it was chosen."""
    found: list[Mapping[str, Any]] = []
    for part in PARTS:
        rows = [row for row in here if part_at(row.context.local.hour) == part]
        if rows:
            usual = asking.words.value(kind.name, _usual(kind, [row.value for row in rows]))
            found.append({"part": asking.words.named(PART_NAMES, part), "usual": usual, "count": len(rows)})
    return found


def _pins(kind: Kind, room: str, place: str, here: Sequence[Example]) -> str:
    """The same as lines of config.yaml, as ``attune habits --yaml`` gives them: JSON is YAML."""
    lines = ["pinned:"]
    for part in PARTS:
        values = [row.value for row in here if part_at(row.context.local.hour) == part]
        if values:
            start, end = clock_times(part)
            of = {"device": place.removesuffix(f".{kind.name}")} if place else {}
            pin = {"room": room, **of, "quantity": kind.name, "value": _usual(kind, values), "from": start, "to": end}
            lines.append(f"  - {json.dumps(pin, ensure_ascii=False)}")
    return "\n".join(lines)


def _pin(asking: Asking, kind: Kind, here: Sequence[Example]) -> Mapping[str, Any]:
    """The field to pin a value with. Names are those chosen here, and what the configuration has to play."""
    chosen = [str(row.value) for row in here if isinstance(row.value, str)]
    names = [*chosen, *(asking.household["music"] if kind.name == "music" else ())]
    return asked_for(kind, _usual(kind, [row.value for row in here]), list(dict.fromkeys(names)), asking.words)


def _usual(kind: Kind, values: Sequence[Value]) -> Value:
    if kind.choice:
        return Counter(values).most_common(1)[0][0]
    return sorted(map(float, values))[len(values) // 2]


def _week(asking: Asking, kind: Kind, who: str, room: str, place: str, here: Sequence[Example]) -> Mapping[str, Any]:
    """What the hub would choose in each hour, as far as the person ever chose near it on such a day."""
    words, hub, (low, high) = asking.words, asking.hub, SHOWN[kind.name]
    near = {
        (row.context.local.weekday() < 5, (row.context.local.hour + away) % 24)
        for row in here
        for away in range(-NEAR_H, NEAR_H + 1)
    }
    week = [
        hub.ask("foreseen", person=who, kind=kind.name, room=room, place=place or None, weekday=day)["hours"]
        for day in range(DAYS)
    ]
    values = {
        (day, hour["hour"]): float(hour["value"])
        for day, hours in enumerate(week)
        for hour in hours
        if (day < 5, hour["hour"]) in near
    }
    today = words.local(hub.now()["at"]).weekday()
    hours = [(h["hour"] + 0.5, float(h["value"]), float(h["spread"])) for h in week[today]]
    dots = [(_hour(row), float(row.value)) for row in here[-_MOST_DOTS:]]
    days = [words.gettext(name) for name in DAY_NAMES]
    return {
        "days": days,
        "cells": [
            {
                "cell": cell,
                "fill": _fill(kind, cell.value),
                "title": words.pair(
                    f"{days[cell.day]} {words.locale.hour(cell.hour)}",
                    words.gettext("not known") if cell.value is None else words.value(kind.name, cell.value),
                ),
            }
            for cell in cells(values, low, high)
        ],
        "said": _said(asking, kind, values, days),
        "today": days[today],
        "curve": curve(hours, dots, low, high),
        "ticks": [(y, words.value(kind.name, value)) for y, value in curve(hours, dots, low, high).ticks],
        "curve_said": words.gettext("The line goes from %(low)s to %(high)s; %(n)s choices as dots.")
        % {
            "low": words.value(kind.name, min(v for _, v, _ in hours)),
            "high": words.value(kind.name, max(v for _, v, _ in hours)),
            "n": len(dots),
        }
        if hours
        else "",
    }


def _said(asking: Asking, kind: Kind, values: Mapping[tuple[int, int], float], days: Sequence[str]) -> str:
    """The finding in words, for who does not see the map."""
    if not values:
        return asking.words.gettext("Nothing is known of any hour yet.")
    most, least = max(values, key=lambda at: values[at]), min(values, key=lambda at: values[at])
    return asking.words.gettext(
        "Most: %(most)s, %(day)s at %(hour)s. Least: %(least)s, %(other)s at %(then)s. Known: %(n)s of 168 hours."
    ) % {
        "most": asking.words.value(kind.name, values[most]),
        "day": days[most[0]],
        "hour": asking.words.locale.hour(most[1]),
        "least": asking.words.value(kind.name, values[least]),
        "other": days[least[0]],
        "then": asking.words.locale.hour(least[1]),
        "n": len(values),
    }


def _fill(kind: Kind, value: float | None) -> str | None:
    """Colour temperature in its own colour; all else by its strength."""
    return colour(value, 1.0) if kind.name == "colour_temperature" and value is not None else None


def _hour(row: Example) -> float:
    return row.context.local.hour + row.context.local.minute / 60


def _shares(asking: Asking, kind: Kind, here: Sequence[Example]) -> Mapping[str, Any]:
    words = asking.words
    counts = {
        part: Counter(words.value(kind.name, row.value) for row in here if part_at(row.context.local.hour) == part)
        for part in PARTS
    }
    total: Counter[str] = sum(counts.values(), Counter())
    order = [name for name, _ in total.most_common()]
    return {
        "parts": [words.named(PART_NAMES, part) for part in PARTS],
        "bars": shares(counts, order),
        "said": "; ".join(
            words.pair(words.named(PART_NAMES, part), ", ".join(f"{name} {n}" for name, n in by.most_common()))
            for part, by in counts.items()
            if by
        ),
        "order": order,
    }


SCREENS = (Screen("/person/{person}/habits/{kind}", "home", "habits.html", habits),)
