"""A room that is heated, or cooled, before anybody has come: what is known of it, also after a restart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class HeatedAhead:
    """A room that is, or was, heated (or cooled) before anybody came. since: when it began. before: the setpoint then, °C.
    decision: the last about it.

    ended: when it was given up, None: it goes on. is_off: a person took it back, or set it otherwise, so that it is left alone
    until somebody came.
    """

    since: datetime
    before: float
    decision: str = ""
    ended: datetime | None = None
    is_off: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "since": self.since.isoformat(),
            "before": self.before,
            "decision": self.decision,
            "ended": None if self.ended is None else self.ended.isoformat(),
            "is_off": self.is_off,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "HeatedAhead":
        """Raises KeyError, ValueError on what is none."""
        ended = None if row["ended"] is None else datetime.fromisoformat(row["ended"])
        return cls(datetime.fromisoformat(row["since"]), row["before"], row["decision"], ended, row["is_off"])
