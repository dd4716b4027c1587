"""What ``attune discover`` found, as a block of the configuration: each device in the room its area or name speaks of. Pure.

A room is a guess and says so; where nothing speaks of one the device stands under ``unsorted``.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from devices.vocabulary import Device, Role

from .room_names import room_of, slug

UNSORTED = "unsorted"
_SENSED = {"occupancy": "motion", "illuminance": "light", "temperature": "temperature", "action": "buttons"}
_ROLES = (Role.LIGHT, Role.CLIMATE, Role.PLAYER, Role.COVER, Role.FAN, Role.SWITCH)
_BY_NAME = frozenset({"zigbee2mqtt", "chromecast"})  # families whose devices people know by their names
_BY_DISCOVERY = "home_assistant_mqtt"
_SEEN_BY_NAME = "by its name"
_WIDEST = 90


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """room: an id of the configuration, empty where nothing speaks of one. why: what spoke of it."""

    room: str
    why: str = ""


def place_of(device: Device, rooms: Mapping[str, str]) -> FoundPlace:
    """rooms: id → name, of the configuration. The area its bridge knows comes before the words of its name."""
    if device.area.strip():
        known = room_of(device.area, rooms)
        if known in rooms:
            return FoundPlace(known, f"its area is {device.area}")
        return FoundPlace(slug(device.area), f"its area is {device.area}") if slug(device.area) else FoundPlace("")
    found = room_of(device.name, rooms) or room_of(device.stable_id, rooms)  # a topic often begins with its room
    return FoundPlace(found, _SEEN_BY_NAME) if found else FoundPlace("")


def doubles(found: Iterable[Device]) -> dict[tuple[str, str], Device]:
    """Entities of Home Assistant's discovery that are a device its bridge announces as well, by family and id: that device.

    They speak first of all on a topic of it, and of nothing that it does not tell itself.
    """
    everyone = list(found)
    own = {topic: device for device in everyone if device.family != _BY_DISCOVERY for topic in device.hears}
    same: dict[tuple[str, str], Device] = {}
    for entity in everyone:
        other = own.get(entity.hears[0]) if entity.family == _BY_DISCOVERY and entity.hears else None
        if other is not None and _quantities(entity) <= _quantities(other):
            same[entity.family, entity.stable_id] = other
    return same


def _quantities(device: Device) -> set[str]:
    return {trait.quantity for trait in device.traits.values()}


def block(found: Iterable[Device], rooms: Mapping[str, str], known: Collection[tuple[str, str]] = ()) -> list[str]:
    """Lines of YAML for what is not configured yet: ``rooms:`` with each device under its own; none where all is known.

    known: family and name of what the configuration has. A person's tracker belongs to somebody, not to a room: a comment.
    """
    by_room: dict[str, dict[str, list[str]]] = {}
    trackers: list[str] = []
    everyone = sorted(found, key=_order)
    same = doubles(everyone)
    for device in everyone:
        if not device.traits and device.role is not Role.TRACKER:
            continue
        if (device.family, device.stable_id) in same:
            continue  # one lamp must not be two devices
        if any((device.family, name) in known for name in (device.name, device.stable_id)):
            continue
        if device.role is Role.TRACKER:
            trackers.append(f"#     - {_reference(device)}  # {_shown(device.name)}")
            continue
        place = place_of(device, rooms)
        use = "devices" if any(trait.settable for trait in device.traits.values()) else "sensors"
        by_room.setdefault(place.room or UNSORTED, {}).setdefault(use, []).append(_line(device, place, use))
    lines = ["rooms:"] if by_room else []
    ordered = sorted(by_room, key=lambda room: (room == UNSORTED, room not in rooms, room))
    for room in ordered:
        if room == UNSORTED:
            lines.append("  # Nothing says where these are: move each to its room.")
        lines.append(f"  {room}:")
        for use in ("devices", "sensors"):
            if use in by_room[room]:
                has_any = any(not line.startswith("#") for line in by_room[room][use])
                lines.append(f"    {use}:" if has_any else f"    {use}: []")
                lines += [f"      {line}" for line in by_room[room][use]]
    if trackers:
        lines += ["# Whose are these? They go under presence: of their person, such as occupants: anna: presence:", *trackers]
    return lines


def as_comments(lines: Sequence[str]) -> list[str]:
    """The block as it can stand in a file without meaning anything yet."""
    return [line if line.startswith("#") else f"# {line}" for line in lines]


def _line(device: Device, place: FoundPlace, use: str) -> str:
    told = [_SENSED.get(trait.quantity, trait.quantity) for trait in device.traits.values()]
    can = (
        ", ".join(dict.fromkeys(told)) if use == "sensors" else ", ".join(t.name for t in device.traits.values() if t.settable)
    )
    notes = [_shown(device.name) if device.family not in _BY_NAME else "", can]
    if place.why:
        notes.append("room guessed from the name" if place.why == _SEEN_BY_NAME else place.why)
    told_by = "; ".join(_shown(note) for note in notes if note)
    if device.hazard:
        return f"# - {_reference(device)}  # {told_by}; left out: {_shown(device.hazard)}"
    return f"- {_reference(device)}  # {told_by}"


def _reference(device: Device) -> str:
    name = device.name if device.family in _BY_NAME else device.stable_id
    quoted = "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in json.dumps(name, ensure_ascii=False))
    return f"{{{device.family}: {quoted}}}"


def _shown(text: str) -> str:
    """On one line, whatever it holds."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(plain.split())[:_WIDEST]


def _order(device: Device) -> tuple[int, str, str]:
    """Lamps and heating first, as a person looks for them."""
    rank = _ROLES.index(device.role) if device.role in _ROLES else len(_ROLES)
    return rank, device.name, device.stable_id
