"""The entities the hub listens to, from Home Assistant's compressed states to the messages its family reads. Pure.

``subscribe_entities`` tells each entity whole once ("a"), then only what changed ("c": "+" and "-"), then that it is gone
("r"). Source: Home Assistant, components/websocket_api/messages.py.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..message import Message
from ..vocabulary import Moment
from .calls import announces
from .origin import SCHEDULE, UNSURE, UNTOLD, ChangeContext, Origins
from .players import asked_for
from .topics import ENTITY, ORDERED, STATE

# What an entity is, and not how it is: a change of one of these makes it another device.
_CAPABILITIES = (
    "supported_color_modes", "min_color_temp_kelvin", "max_color_temp_kelvin", "supported_features", "min_temp", "max_temp",
    "target_temp_step", "hvac_modes", "source_list", "device_class", "unit_of_measurement", "temperature_unit",
    "percentage_step", "friendly_name",
)  # fmt: skip
RETURN_S = 5.0  # after an absence the device itself is only telling how it is
_SILENT = frozenset({"off", "idle", "unavailable", "unknown", "standby"})
_ASKED_S = 10.0  # what a player was asked to play it has begun by then; where it goes after that is another's doing
_WHENCE = ("source", "app_id", "app_name", "media_playlist")  # what stays the same from track to track


@dataclass(slots=True)
class _Known:
    state: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    context: ChangeContext = field(default_factory=ChangeContext)
    announced: str = ""
    played: str = ""
    asked_at: float = 0.0  # monotonic
    back_since: float | None = None  # monotonic, of its last return


class Watched:
    """temperature_unit: °C or °F, as the home is set. Lives as long as the hub; ``begin`` starts a connection anew."""

    def __init__(self) -> None:
        self.temperature_unit = "°C"
        self._known: dict[str, _Known] = {}

    def attributes(self, entity: str) -> Mapping[str, Any]:
        known = self._known.get(entity)
        return {} if known is None else known.attributes

    def names(self) -> frozenset[str]:
        """Entities Home Assistant has told of."""
        return frozenset(self._known)

    def take(self, event: Mapping[str, Any], origins: Origins, when: Moment) -> Iterator[Message]:
        """One event of ``subscribe_entities``."""
        for entity, told in _items(event.get("a")):
            yield from self._whole(entity, told, origins, when)
        for entity, told in _items(event.get("c")):
            yield from self._changed(entity, told, origins, when)
        gone = event.get("r")
        for entity in gone if isinstance(gone, list) else ():
            if self._known.pop(str(entity), None) is not None:
                yield Message(f"{STATE}{entity}", b'{"state": "unavailable"}', when, retain=True)
                yield Message(f"{ENTITY}{entity}", b"", when, retain=True)

    def lost(self, when: Moment) -> Iterator[Message]:
        """The connection ended: nothing is known of anything until it is heard again."""
        for entity in self._known:
            yield Message(f"{STATE}{entity}", b'{"state": "unavailable"}', when, retain=True)

    def ordered(
        self, service: str, data: Mapping[str, Any], entities: Iterable[str], is_program: bool, when: Moment
    ) -> Iterator[Message]:
        """Somebody called a service for these entities. What a player was asked to play is kept to know it by."""
        asked = asked_for(service.partition(".")[2], data)
        for entity in entities:
            known = self._known.get(entity)
            if known is None:
                continue
            if asked and not announces(service, data):
                known.played, known.asked_at = asked, when.mono
            if is_program:
                body = {"service": service, "data": {k: v for k, v in data.items() if k not in ("entity_id", "target")}}
                yield Message(f"{ORDERED}{entity}", _bytes(body), when)

    def _whole(self, entity: str, told: Mapping[str, Any], origins: Origins, when: Moment) -> Iterator[Message]:
        known = self._known.setdefault(entity, _Known())
        known.state, known.attributes = str(told.get("s", "")), dict(_mapping(told.get("a")))
        known.context = ChangeContext.read(told.get("c"))
        yield from self._announce(entity, known, when)
        yield self._state(entity, known, "", when, True, origins.sees_calls)

    def _changed(self, entity: str, told: Mapping[str, Any], origins: Origins, when: Moment) -> Iterator[Message]:
        known = self._known.get(entity)
        if known is None:
            return
        before, playing = known.state, dict(known.attributes) if known.played else {}
        more, less = _mapping(told.get("+")), _mapping(told.get("-"))
        known.state = str(more.get("s", known.state))
        known.attributes |= _mapping(more.get("a"))
        for key in less.get("a") or ():
            known.attributes.pop(key, None)
        if "c" in more:
            known.context = _merged(known.context, more["c"])
        is_begun = when.mono - known.asked_at > _ASKED_S
        if known.state in _SILENT or (is_begun and _is_another(known.played, playing, known.attributes)):
            known.played = ""
        yield from self._announce(entity, known, when)
        # What it says first after an absence tells how things are. A sensor that knew no room has found one.
        if before == "unavailable" or (before == "unknown" and not entity.startswith(("sensor.", "event."))):
            known.back_since = when.mono
        is_announcing = entity.startswith("media_player.") and origins.has_announced(known.context)
        origin = SCHEDULE if is_announcing else origins.of(known.context)
        # Home Assistant shows the old state first, and what the device has become in the meantime a moment later.
        is_back = known.back_since is not None and when.mono - known.back_since <= RETURN_S
        is_named = origins.has_named_setpoint(known.context)
        yield self._state(
            entity, known, origin, when, is_back and origin in (UNTOLD, UNSURE), origins.sees_calls, is_named, is_announcing
        )

    def _announce(self, entity: str, known: _Known, when: Moment) -> Iterator[Message]:
        told = {key: known.attributes[key] for key in _CAPABILITIES if key in known.attributes}
        if known.state == "unavailable" and known.announced:
            return  # an absent entity leaves out what it is
        body = {"entity_id": entity, "attributes": told, "temperature_unit": self.temperature_unit}
        said = json.dumps(body, ensure_ascii=False, sort_keys=True)
        if said != known.announced:
            known.announced = said
            yield Message(f"{ENTITY}{entity}", said.encode(), when, retain=True)

    def _state(
        self,
        entity: str,
        known: _Known,
        origin: str,
        when: Moment,
        retain: bool,
        sees_calls: bool,
        is_named: bool = False,
        is_announcing: bool = False,
    ) -> Message:
        body: dict[str, Any] = {"state": known.state, "attributes": known.attributes, "origin": origin}
        if sees_calls:
            body["played"] = known.played
        if is_named:
            body["named"] = True
        if is_announcing:
            body["announcing"] = True
        return Message(f"{STATE}{entity}", _bytes(body), when, retain)


def _is_another(asked: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a player has gone over to something it was not asked for here: from another app, another input, or, where it was
    asked for one address, to another. Tracks of a list may change."""
    keys = (*_WHENCE, "media_content_id") if asked.startswith("http") else _WHENCE
    return bool(asked) and any(before.get(key) and now.get(key) and before[key] != now[key] for key in keys)


def _merged(before: ChangeContext, told: object) -> ChangeContext:
    """Only what changed of the context is told."""
    if isinstance(told, str):
        return ChangeContext(told, before.parent_id, before.user_id)
    if not isinstance(told, Mapping):
        return before
    new = {key: told[key] or "" for key in ("id", "parent_id", "user_id") if key in told}
    return ChangeContext(
        str(new.get("id", before.id)),
        str(new.get("parent_id", before.parent_id)),
        str(new.get("user_id", before.user_id)),
    )


def _items(told: object) -> list[tuple[str, Mapping[str, Any]]]:
    return [(str(k), v) for k, v in told.items() if isinstance(v, Mapping)] if isinstance(told, Mapping) else []


def _mapping(told: object) -> Mapping[str, Any]:
    return told if isinstance(told, Mapping) else {}


def _bytes(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
