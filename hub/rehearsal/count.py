"""What is counted between two marks: what hands had to set right, what the hub did and suggested, and what of it was wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from devices.vocabulary import DeviceId

WINDOW_S = 600.0  # a hand within it says that an act was wrong
BEGIN = "start"  # what is counted before the first mark
_ASKED = frozenset({"undo", "asked", "step"})  # done on order, or going on with what was counted


@dataclass(slots=True)
class Tally:
    """Of one mark. corrections: values a hand set because they did not suit. acts: decisions of which something was sent."""

    name: str
    since: str
    corrections: int = 0
    acts: int = 0
    acts_corrected: int = 0
    suggestions: int = 0
    by_person: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "since": self.since,
            "corrections": self.corrections,
            "acts": self.acts,
            "acts_corrected": self.acts_corrected,
            "suggestions": self.suggestions,
            "by_person": dict(self.by_person),
        }


@dataclass(slots=True)
class _Act:
    at_s: float
    did: frozenset[tuple[DeviceId, str]]
    tally: Tally
    is_wrong: bool = False


class Count:
    """begins: the time of the start, as the lines have it."""

    def __init__(self, begins: str) -> None:
        self.tallies = [Tally(BEGIN, begins)]
        self._acts: list[_Act] = []

    def mark(self, name: str, at: str) -> None:
        """Counts begin anew."""
        self.tallies.append(Tally(name, at))

    def corrected(self, person: str | None) -> None:
        tally = self.tallies[-1]
        tally.corrections += 1
        if person is not None:
            tally.by_person[person] = tally.by_person.get(person, 0) + 1

    def moved(self, device: DeviceId, quantity: str, at_s: float) -> None:
        """A hand set something otherwise: what the hub had just done there was wrong."""
        self._acts = [act for act in self._acts if at_s - act.at_s <= WINDOW_S]
        for act in self._acts:
            if not act.is_wrong and (device, quantity) in act.did:
                act.is_wrong = True
                act.tally.acts_corrected += 1

    def decided(self, document: Mapping[str, Any], at_s: float) -> None:
        """A decision as on its topic."""
        tally, wishes = self.tallies[-1], document["wishes"]
        sent = frozenset((DeviceId(w["device"]), str(w["quantity"])) for w in wishes if w["outcome"] == "sent")
        if document["trigger"] not in _ASKED:
            tally.suggestions += any(wish["outcome"] == "suggested" for wish in wishes)
            if sent:
                tally.acts += 1
                self._acts.append(_Act(at_s, sent, tally))

    def to_json(self) -> dict[str, Any]:
        """Per mark; one that comes again is numbered."""
        found: dict[str, Any] = {}
        for tally in self.tallies:
            name, number = tally.name, 2
            while name in found:
                name, number = f"{tally.name} ({number})", number + 1
            found[name] = tally.to_json()
        return found
