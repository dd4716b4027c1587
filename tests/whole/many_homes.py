"""Many homes of one room and one person each, in one running program: what devices of every kind say, in the order they say it.

What is seen is what the program tells: lessons in its database, states and holds in ``attune status``, commands on the broker,
where people are on their topics.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration

Said = tuple[str, Any]  # a topic, and the payload as text or as what is written as JSON
SETTLE_S, MOMENT_S = 1.0, 1.5
RETURNED_S = 5.5  # whatever came back has settled


@dataclass(frozen=True)
class HomeTold:
    """One home. devices: blocks of its room. kept: what the broker keeps of them. first: how they are before anybody comes.
    moments: what is said then, each a moment after the one before. sensors: blocks of them. pinned: what the hub sets once the
    person comes, by quantity; hears: topics on which that is told. presence: the person's sources beside one on a topic.
    """

    devices: Sequence[Mapping[str, Any]]
    kept: Sequence[Said] = ()
    first: Sequence[Said] = ()
    moments: Sequence[Sequence[Said]] = ()
    sensors: Sequence[Mapping[str, Any]] = ()
    pinned: Mapping[str, Any] = field(default_factory=dict)
    hears: Sequence[str] = ()
    presence: Sequence[Mapping[str, Any]] | None = None


@dataclass
class HomeSeen:
    """learned: kind and value of each lesson. states, held: by trait, of all devices of the room, the first one's where several
    have one. reachable, known: of each device. sensed: as states, of sensors. told: what it was told on the topics on which it
    hears, each once. place: where the person is said to be.
    """

    learned: list[tuple[str, Any]] = field(default_factory=list)
    states: dict[str, Any] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    reachable: list[bool | None] = field(default_factory=list)
    known: list[bool] = field(default_factory=list)
    sensed: dict[str, Any] = field(default_factory=dict)
    place: str = ""
    told: list[tuple[str, Any]] = field(default_factory=list)


Case = tuple[HomeTold, Mapping[str, Any]]  # and what is right: by a name of ``HomeSeen``, states by trait


def apart(seen: HomeSeen, right: Mapping[str, Any]) -> dict[str, Any]:
    """What is not as it should be."""
    found = {name: getattr(seen, name) for name in right}
    for name in ("states", "sensed"):
        if name in right:
            found[name] = {trait: _plainly(getattr(seen, name).get(trait)) for trait in right[name]}
    if "learned" in right:
        found["learned"] = sorted(seen.learned, key=str)
        right = {**right, "learned": sorted(right["learned"], key=str)}
    return {name: value for name, value in found.items() if value != right[name]}


def _plainly(value: Any) -> Any:
    return round(value, 3) if isinstance(value, float) else value


def person_of(home: str) -> str:
    return f"who_{home}"


@contextlib.contextmanager
def lived(homes: Mapping[str, HomeTold], folder: Path, **more: Any) -> Iterator[dict[str, HomeSeen]]:
    """All of them lived through at once. more: further keys of the configuration."""
    with Mosquitto() as mosquitto:
        household = Household(mosquitto.port)
        hub = Hub(folder, _config(homes, mosquitto.port, more))
        try:
            yield _lived(homes, household, hub)
        finally:
            hub.stop()
            household.close()


def _config(homes: Mapping[str, HomeTold], port: int, more: Mapping[str, Any]) -> dict[str, Any]:
    people = [person_of(home) for home in homes]
    learning = {"settle": SETTLE_S, "correction_window": 3}
    config = configuration(port, {home: told.devices for home, told in homes.items()}, people, learning=learning)
    for home, told in homes.items():
        who = config["occupants"][person_of(home)]
        if told.presence is not None:
            who["presence"] = list(told.presence)
        who["pinned"] = [{"room": home, "quantity": q, "value": v} for q, v in told.pinned.items()]
        if told.sensors:
            config["rooms"][home]["sensors"] = list(told.sensors)
    return {**config, **more}


def _lived(homes: Mapping[str, HomeTold], household: Household, hub: Hub) -> dict[str, HomeSeen]:
    for told in homes.values():
        for said in told.kept:
            _say(household, said, retain=True)
    hub.start(household)
    household.quiet(0.5)
    for told in homes.values():
        for said in told.first:
            _say(household, said)
    household.quiet(RETURNED_S)
    mark = household.mark()
    for home, told in homes.items():
        if told.presence is None:
            household.goes(person_of(home), home)
    household.quiet(MOMENT_S)
    for at in range(max(len(told.moments) for told in homes.values())):
        for told in homes.values():
            for said in told.moments[at] if at < len(told.moments) else ():
                _say(household, said)
        household.quiet(MOMENT_S)
    household.quiet(SETTLE_S + 1.0)
    found = _seen(homes, hub)
    for home, told in homes.items():
        for topic in told.hears:
            payloads = household.since(mark, topic)
            found[home].told += [(topic, one) for at, one in enumerate(payloads) if one not in payloads[:at]]
    return found


def _say(household: Household, said: Said, retain: bool = False) -> None:
    topic, payload = said
    household.publish(topic, payload if isinstance(payload, str | bytes) else json.dumps(payload), retain)


def _seen(homes: Mapping[str, HomeTold], hub: Hub) -> dict[str, HomeSeen]:
    status = hub.status()
    found = {home: HomeSeen() for home in homes}
    for room in status["rooms"]:
        seen = found[room["room"]]
        for device in room["devices"]:
            seen.known.append(device["known"])
            seen.reachable.append(device.get("reachable"))
            seen.states = {**device.get("state", {}), **seen.states}
            seen.held |= set(device.get("held", ()))
        for sensor in room["sensors"]:
            seen.known.append(sensor["known"])
            seen.sensed = {**sensor.get("state", {}), **seen.sensed}
    for person in status["people"]:
        at_home = {True: "home", False: "not_home"}.get(person["home"], "unknown")
        found[person["person"].removeprefix("who_")].place = str(person["room"] or at_home)
    with contextlib.closing(sqlite3.connect(hub.folder / "attune.db")) as read:
        rows = read.execute("select occupant, kind, value from examples order by id").fetchall()
    for who, kind, value in rows:
        given = json.loads(value) if isinstance(value, str) else value
        found[who.removeprefix("who_")].learned.append((kind, _plainly(given)))
    return found
