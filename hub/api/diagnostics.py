"""``diagnostics``: how the hub is, for somebody who is to help, without a name, a place or a secret in it.

Nothing is taken out afterwards: only what is known to name nobody is put in. Of the configuration numbers, yes and no, and the
words of its own vocabulary; people, rooms and devices go by numbers.
"""

import json
import platform
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from devices.family import families
from devices.vocabulary import QUANTITIES, Device, Moment, OccupantId
from models.kind import kinds

from ..house import Current, House
from ..learning.autonomy import LEVELS
from ..steps.asked import Asked, answers

LIBRARIES = (
    "attune-hub", "paho-mqtt", "numpy", "pydantic", "ruamel.yaml", "apscheduler", "homeassistant-api", "python-mpd2",
    "starlette", "uvicorn", "scikit-learn", "amqtt",
)  # fmt: skip
_OTHERS = frozenset({"latitude", "longitude"})  # numbers that say where somebody lives
_TEXT = "(text)"
_NAMED = {"occupants": "person", "rooms": "room", "music": "music", "families": "family"}  # keys that are names


class Diagnostics:
    """link: what the broker's link says of itself."""

    def __init__(self, current: Current, link: Callable[[], Mapping[str, Any]]) -> None:
        self._current, self._link = current, link

    @property
    def house(self) -> House:
        return self._current.house

    @answers("diagnostics")
    def diagnostics(self, _asked: Asked, now: Moment) -> dict[str, Any]:
        """Everything a helper may want to know, of nobody. Cost: some ms; the database is counted."""
        house = self.house
        standing, link = house.standing, self._link()
        levels = [level for *_, level in house.levels()]
        return {
            "at": now.at.isoformat(timespec="minutes"),
            "versions": _versions(),
            "machine": {"system": platform.system(), "release": platform.release(), "machine": platform.machine()},
            "health": {
                "broker": link.get("state"),
                "home_assistant": (link.get("home_assistant") or {}).get("state"),
                **{name: count for name, count in link.items() if isinstance(count, int) and not isinstance(count, bool)},
                "refused": len(link.get("refused") or ()),
                "paused": house.paused,
                "observing": house.command_history.is_observing(now),
                "database_fails": standing.degraded,
                "time_trusted": house.is_time_trusted,
                "problems": len(standing.problems),
                "missing_devices": len(house.catalogue.missing),
            },
            "counts": {
                "rows": house.store.counts(),
                "people": len(house.config.occupants),
                "rooms": len(house.config.rooms),
                "examples": {
                    kind: sum(house.shelf.knows(OccupantId(who), kind) for who in house.config.occupants) for kind in kinds()
                },
                "levels": {level: levels.count(level) for level in LEVELS},
            },
            "figures": standing.figures.told(now.at),
            "devices": [_device(house, device, now) for device in house.catalogue.devices.values()],
            "configuration": _plain(json.loads(house.config.written), _vocabulary()),
        }


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "implementation": sys.implementation.name}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _device(house: House, device: Device, now: Moment) -> dict[str, Any]:
    """What it is and can; neither how it is called nor how it is."""
    return {
        "family": device.family,
        "role": device.role.value,
        "traits": sorted(trait.quantity for trait in device.traits.values()),
        "settable": sorted(trait.quantity for trait in device.traits.values() if trait.settable),
        "reachable": house.readings.is_reachable(device.id),
        "silent": house.readings.silence.is_silent(device.id, now),
        "is_hazard": bool(device.hazard),
        "on_batteries": device.on_batteries,
    }


def _vocabulary() -> frozenset[str]:
    """Words of the configuration that are its own and nobody's: keys, choices, families, quantities."""
    from ..config.load import json_schema  # a third of a second, for who asks for this

    found = set[str]()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            found.update(one for one in node.get("enum", ()) if isinstance(one, str))
            if isinstance(node.get("const"), str):
                found.add(node["const"])
            found.update(node.get("properties", {}))
            for one in node.values():
                walk(one)
        elif isinstance(node, list):
            for one in node:
                walk(one)

    walk(json_schema())
    return frozenset(found | set(QUANTITIES) | {family.key for family in families()})


def _plain(given: Any, known: frozenset[str], key: str = "") -> Any:
    """key: under which it stands."""
    match given:
        case dict():
            if key in _NAMED:
                named = (f"{_NAMED[key]}_{number}" for number in range(1, len(given) + 1))
                return {name: _plain(value, known) for name, value in zip(named, given.values(), strict=True)}
            return {name if name in known else _TEXT: _plain(value, known, name) for name, value in given.items()}
        case list() | tuple():
            return [_plain(one, known, key) for one in given]
        case str():
            return given if given in known else _TEXT
        case bool() | None:
            return given
        case _:
            return _TEXT if key in _OTHERS else given
