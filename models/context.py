"""The moment a preference is asked for or was shown: what the house knew, as one frozen value.

Unknown is None, never 0 or "nobody". Stored with every example as JSON; turned into numbers by ``features.py`` alone.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Context:
    """local: aware, in the home's time zone. room: room id. place: the device's trait in that room when the room has several
    of the quantity ("reading_lamp.brightness"), else None: each lamp has its own level, a lone one shares the room's.
    illuminance_lx: indoors, just before anything was changed. outdoor_c, outdoor_mean_c: now, and its running mean
    (0.8 of yesterday's). sun_elevation_deg: above the horizon positive. company: whether somebody else is there.
    together: who is there then, sorted, of those who agreed that housemates learn from them; never anybody else.
    staying: whether people had been there for a while, so that it answers what came while they stayed; no learner looks at it.
    """

    local: datetime
    room: str
    place: str | None = None
    illuminance_lx: float | None = None
    outdoor_c: float | None = None
    outdoor_mean_c: float | None = None
    sun_elevation_deg: float | None = None
    activity: str | None = None
    company: bool | None = None
    staying: bool | None = None
    together: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        found = {**asdict(self), "local": self.local.isoformat()}
        if not self.together:
            del found["together"]
        return found

    def without(self, who: str) -> "Context":
        """The same, naming somebody no more: then somebody was there, nobody knows who."""
        return replace(self, together=tuple(one for one in self.together if one != who))

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Context":
        together = tuple(map(str, stored.get("together", ())))
        return cls(**{**stored, "local": datetime.fromisoformat(stored["local"]), "together": together})
