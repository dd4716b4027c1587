"""One evening of several people in a room, who of them had for how long what they would have had otherwise. Pure.

In the flow: decisions for several, and people who leave → what each put up with → debts (``steps/turns.py``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from devices.vocabulary import OccupantId

from ..decision import SATISFIED

FIRST_S = 600.0  # what was just settled counts as if it lasted so long, until more is known
_PARTS = 4  # of an evening: a few minutes more of one than of the other are no difference


@dataclass(frozen=True, slots=True)
class Turn:
    """before: what each was owed as it began. contents: of those who are there, with what stands since ``since`` (monotonic).
    together, unmet: seconds of the evening by person: with others there, and of these with less than half of what they want."""

    before: Mapping[OccupantId, float]
    since: float
    contents: Mapping[OccupantId, float] = field(default_factory=dict)
    together: Mapping[OccupantId, float] = field(default_factory=dict)
    unmet: Mapping[OccupantId, float] = field(default_factory=dict)

    def settled(self, contents: Mapping[OccupantId, float], mono: float) -> Self:
        """From now on they have this."""
        return replace(self._until(mono), contents=contents)

    def left(self, who: OccupantId, mono: float) -> Self:
        """One of them goes; whoever is then alone puts up with nobody."""
        rest = {other: content for other, content in self.contents.items() if other != who}
        return replace(self._until(mono), contents=rest if len(rest) > 1 else {})

    def put_up_with(self) -> dict[OccupantId, float]:
        """Of everybody who was there the part of the evening that was not as they wanted, 0..1, in quarters."""
        found = {}
        for who in {**self.together, **self.contents}:
            together, unmet = self.together.get(who, 0.0), self.unmet.get(who, 0.0)
            if who in self.contents:
                together += FIRST_S
                unmet += FIRST_S if self.contents[who] < SATISFIED else 0.0
            found[who] = round(unmet / together * _PARTS) / _PARTS if together > 0.0 else 0.0
        return found

    def _until(self, mono: float) -> Self:
        lasted = max(0.0, mono - self.since)
        together, unmet = dict(self.together), dict(self.unmet)
        for who, content in self.contents.items():
            together[who] = together.get(who, 0.0) + lasted
            unmet[who] = unmet.get(who, 0.0) + (lasted if content < SATISFIED else 0.0)
        return replace(self, since=mono, together=together, unmet=unmet)
