"""How people will be told apart in each room, as it is configured, and what one more sensor would add. Pure: a page of words.

In the flow: what a configuration says of people and rooms → ``attune check``. What a sensor measures is seen by its words here;
``attune check --live`` asks it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from devices.vocabulary import Reference

from ..presence.doors import is_door
from ..presence.sources import SourceKind, kind_of

_MOTION = re.compile(r"motion|occupan|presence|radar|mmwave|pir(?![a-z])|bewegung|fp[12](?![0-9])", re.IGNORECASE)
_STILL = re.compile(r"radar|mmwave|presence|fp[12](?![0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ToldApart:
    """Of one room, a sentence each. one_more: empty where nothing would add much."""

    room: str
    told_apart: str
    one_more: str


def told_apart(
    people: Mapping[str, Sequence[Reference]],
    rooms: Mapping[str, tuple[str, Sequence[Reference]]],
    bedrooms: Mapping[str, bool] | None = None,
    sleepers: Mapping[str, Sequence[str]] | None = None,
) -> list[ToldApart]:
    """people: each one's presence sources. rooms: by id, its name and its sensors. bedrooms: of each, whether somebody said who
    sleeps there. sleepers: by room, who seems to, by id, as the hub has learned."""
    named = [who for who, sources in people.items() if any(map(_names_rooms, sources))]
    homely = [who for who, sources in people.items() if who not in named and sources]
    found = []
    noticed = {room for room, (_, sensors) in rooms.items() if any(map(_notices, sensors))}
    for room, (name, sensors) in rooms.items():
        has_motion = room in noticed
        parts = [f"{_and(named)} by what names the room"] if named else []
        if has_motion and (named or homely):
            parts.append("whoever is alone at home by what moves")
            if len(people) > 1:
                parts.append("of several whoever is likely enough to have come there")
        has_door = any(is_door(_words(sensor)) for sensor in sensors if not _notices(sensor))
        if has_door and homely:
            parts.append("whoever goes through its door")
        if not has_motion and noticed and homely:
            parts.append("whoever is at home and moves nowhere else may be there, which shows only after a while")
        if not parts:
            parts.append("somebody is noticed, and nobody can be named" if has_motion else "nobody is noticed")
        one_more = _one_more(name, sensors, has_motion, bool(homely), bool(named))
        if len(homely) > 1 and len(bedrooms or ()) > 1 and not (bedrooms or {}).get(room, True):
            said = f"sleepers: in {name} would tell who of them lies there"
            seem = (sleepers or {}).get(room, ())
            if seem:
                parts.append(f"{_and(seem)} {'seems' if len(seem) == 1 else 'seem'} to sleep there")
                said = f"sleepers: [{', '.join(seem)}] in {name} would say so"
            one_more = f"{one_more}; {said}" if one_more else said
        found.append(ToldApart(room, f"{name}: {'; '.join(parts)}", one_more))
    return found


def _one_more(name: str, sensors: Sequence[Reference], has_motion: bool, any_homely: bool, any_named: bool) -> str:
    if not has_motion and any_homely:
        return f"a motion sensor in {name} would tell at once when one of them comes, and when it is empty"
    if not has_motion:
        return "" if any_named else f"what says who is at home, such as a phone, and a motion sensor in {name}"
    if not any_homely and not any_named:
        return "what says who is at home, such as a phone, would give movements a name"
    if not any(_STILL.search(_words(sensor)) for sensor in sensors):
        return f"a radar in {name} would keep it occupied while somebody sits still"
    return ""


def _names_rooms(source: Reference) -> bool:
    return kind_of(source.family, source.name) is not SourceKind.REGION


def _notices(sensor: Reference) -> bool:
    """Whether it tells that somebody is there, as far as its words say."""
    return sensor.options.get("quantity") == "occupancy" or sensor.family == "frigate" or bool(_MOTION.search(_words(sensor)))


def _words(sensor: Reference) -> str:
    return f"{sensor.name} {sensor.id}"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
