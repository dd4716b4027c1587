"""``now``: the whole house at a glance in one answer, for whoever shows it to residents. Pure reading of the house."""

from collections.abc import Callable, Mapping
from typing import Any

from devices.vocabulary import Device, Moment, OccupantId, Reference, RoomId, Trait
from models.kind import kinds

from ..consent import DOMAINS
from ..decision_document import DecisionDocument
from ..house import Current, House
from ..steps.asked import Asked, answers
from ..steps.stopped_suggestions import waiting

_SHOWN = (
    "power",
    "brightness",
    "colour",
    "colour_temperature",
    "setpoint",
    "cooling_setpoint",
    "music",
    "volume",
    "position",
    "fan_speed",
)
# Of a decision; its evidence is asked for by id.
_TAKEN = ("id", "at", "room", "trigger", "occupants", "wishes", "reason", "pattern", "values")


class HouseNow:
    """Cost: about 10 µs a room and device."""

    def __init__(self, current: Current, link: Callable[[], Mapping[str, Any]]) -> None:
        """link: what the broker's link says of itself."""
        self._current, self._link = current, link
        self._told, self._taken = current.house, 1  # the configuration that is told, and which of this start's it is

    @answers("now", running="nobody knows how the house is")
    def now(self, _asked: Asked, now: Moment) -> dict[str, Any]:
        """Times in ISO 8601, UTC."""
        house = self._current.house
        standing = house.standing
        return {
            "at": now.at.isoformat(timespec="milliseconds"),
            "home": house.config.home.name,
            "broker": self._link().get("state"),
            "paused": house.paused,
            "paused_until": None if standing.pause_until is None else standing.pause_until.isoformat(),
            "mode": standing.modes.told(None),
            "observing": house.command_history.is_observing(now),
            "time_trusted": house.is_time_trusted,
            "problems": [*standing.refused, *list(house.problems)[-10:]],
            "missing": sorted(house.catalogue.missing),
            "evening": {name: standing.evening[name] for name in ("from", "to", "rooms")} if standing.evening else None,
            "records": [
                {"person": who, "room": room, "kind": kind, "level": level, **_right(rate, count)}
                for (who, room, kind), (level, rate, count) in house.ladder.standing().items()
            ],
            "rooms": {room: _room(house, RoomId(room), now) for room in house.config.rooms},
            "people": {who: _person(house, OccupantId(who), now) for who in house.config.occupants},
        }

    @answers("household")
    def household(self, _asked: Asked, _now: Moment) -> dict[str, Any]:
        """Who lives here and what the page has to know of the configuration; it changes with that only."""
        if self._told is not self._current.house:
            self._told, self._taken = self._current.house, self._taken + 1
        config = self._told.config
        return {
            "taken": self._taken,
            "home": config.home.name,
            "time_zone": config.home.time_zone,
            "language": config.page.language,
            "temperature_unit": config.page.temperature_unit,
            "hosts": list(config.page.hosts),
            "autonomy": config.autonomy,
            "music": list(config.music),
            "devices": {
                str(device.id): str(device.options["name"])
                for block in config.rooms.values()
                for device in block.devices
                if device.options.get("name")
            },
            "rooms": {room: block.name for room, block in config.rooms.items()},
            "limits": {
                room: {"temperature": list(block.limits.temperature), "volume": block.limits.volume}
                for room, block in config.rooms.items()
            },
            "people": {
                who: {
                    "name": block.name,
                    "role": block.role,
                    "guardians": list(block.guardians),
                    "home_assistant_user": block.home_assistant_user,
                    "limits": {"volume": block.limits.volume, "brightness": block.limits.brightness},
                    "pinned": [pin.told() for pin in block.pinned],
                    "learn": [domain for domain in DOMAINS if domain in block.learn],
                }
                for who, block in config.occupants.items()
            },
        }


def _right(rate: float, count: float) -> dict[str, float]:
    """Of how many guesses how many were right, as they were: the ladder's own rate assumes a wrong one beforehand."""
    return {"right": round(min(1.0, rate * (count + 1.0) / count), 2) if count else 0.0, "of": round(count, 1)}


def _person(house: House, who: OccupantId, now: Moment) -> dict[str, Any]:
    where = house.presence.where(who)
    return {
        "room": where.room,
        "home": where.home,
        "confidence": round(where.confidence, 2),
        "by": _by(house, who),
        "for_s": round(max(0.0, now.mono - where.since.mono)) if where.room or where.home is not None else None,
        "learns": [domain for domain in DOMAINS if house.agreements.allows(who, domain)],
        "examples": {kind: n for kind in kinds() if (n := house.shelf.knows(who, kind))},
        "corrections": house.corrections.per_day(who, now.at),
        "hit_rate": house.ladder.hit_rate(who),
    }


def _by(house: House, who: OccupantId) -> str | None:
    """What tells where a person is: a source of theirs (told), what moves there (moves), or it stood so before the hub started
    (before); None where nothing does."""
    where = house.presence.where(who)
    if where.home is None and where.room is None:
        return None
    if where.is_guess:
        return "moves"
    return "before" if house.presence.rests_on(who) is None else "told"


def _room(house: House, room: RoomId, now: Moment) -> dict[str, Any]:
    entry = house.ledger.entry("last", room)
    done = house.ledger.last_done(room)
    return {
        "name": house.config.rooms[room].name,
        "people": {who: round(sure, 2) for who, sure in house.presence.in_room(room).items()},
        "moving": house.is_moving(room, now),
        "autonomy": house.ladder.ceiling_in(room),
        "mode": house.standing.modes.told(room),
        "devices": [_device(house, reference, now) for reference in house.config.rooms[room].devices],
        "last": None if entry is None else _decision(entry.document, entry.undone),
        "undo": None if done is None else done.decision.id,
        "suggestion": waiting(house, room, now),
    }


def _decision(document: DecisionDocument, is_undone: bool) -> dict[str, Any]:
    return {**{name: found for name, found in document.items() if name in _TAKEN}, "undone": is_undone}


def _device(house: House, reference: Reference, now: Moment) -> dict[str, Any]:
    """name: what the configuration calls it, else what it calls itself."""
    device = reference.id
    found = house.catalogue.devices.get(device)
    called = str(reference.options.get("name") or (found.name if found is not None else "") or device)
    if found is None:
        return {"device": device, "name": called, "known": False}
    is_silent = house.readings.silence.is_silent(device, now)
    is_there = False if is_silent or house.confirmations.is_silent(device) else house.readings.is_reachable(device)
    return {
        "device": device,
        "known": True,
        "name": called,
        "role": found.role.value,
        "reachable": is_there,
        "traits": [] if is_silent else [_trait(house, found, t, now) for t in found.traits.values() if t.quantity in _SHOWN],
    }


def _trait(house: House, device: Device, trait: Trait, now: Moment) -> dict[str, Any]:
    return {
        "name": trait.name,
        "quantity": trait.quantity,
        "value": house.seen(device.id, trait),
        "held": house.ledger.held(device.id, trait.name, now) is not None,
    }
