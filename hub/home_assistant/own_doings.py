"""What the hub did itself, from its stored decisions: Home Assistant's history does not tell its hand from a person's.

The logbook knows whose account switched a lamp, and nothing of who moved a setpoint or a volume. Read when a past is imported
that the hub had a part in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from devices.vocabulary import DeviceId, Trait, Value

from ..decision import Outcome
from ..store.reader import read_decisions

WITHIN_S = 90.0  # from a decision to the last the device says of it: three tries, and a ramp of the volume
_BLUR_S = 900.0  # after a week decisions keep the quarter of an hour they were made in


@dataclass(frozen=True, slots=True)
class OwnDoing:
    """One value sent. start, end: between which the device may have told it, seconds since 1970."""

    device: DeviceId
    trait: str
    value: Value
    start: float
    end: float


class OwnDoings:
    """Everything the hub sent that is still remembered."""

    def __init__(self, doings: Iterable[OwnDoing] = ()) -> None:
        self._by: dict[tuple[DeviceId, str], list[OwnDoing]] = {}
        for doing in doings:
            self._by.setdefault((doing.device, doing.trait), []).append(doing)

    def explain(self, device: DeviceId, trait: Trait, value: Value, at: float) -> bool:
        """Whether this value, told at this time (seconds since 1970), was the hub's."""
        return any(
            doing.start <= at <= doing.end and trait.same(doing.value, value)
            for doing in self._by.get((device, trait.name), ())
        )


def read_own_doings(database: Path) -> OwnDoings:
    """Empty where the hub has not run yet. Beside a running one, too. Raises StoreFailed."""
    documents = read_decisions(database) if database.exists() else ()
    return OwnDoings(doing for document in documents for doing in _sent(document))


def _sent(document: Mapping[str, object]) -> Iterable[OwnDoing]:
    wishes = document.get("wishes")
    at = datetime.fromisoformat(str(document.get("at")))
    is_blurred = at.minute % 15 == at.second == at.microsecond == 0
    start = at.timestamp()
    end = start + WITHIN_S + (_BLUR_S if is_blurred else 0.0)
    for wish in wishes if isinstance(wishes, list) else ():
        if wish.get("outcome") == Outcome.SENT.value and isinstance(wish.get("value"), bool | int | float | str):
            yield OwnDoing(DeviceId(str(wish["device"])), str(wish["quantity"]), wish["value"], start - 1.0, end)
