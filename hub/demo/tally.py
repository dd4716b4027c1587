"""What is counted in the demo, from outside: by what people did and what was on the broker, never by asking the hub."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.kind import kinds

WINDOW_S = 600.0  # a hand within it says that an act was wrong


@dataclass
class DemoAct:
    """What one decision did of one domain in one room. right: until somebody sets it otherwise."""

    at_s: float
    day: int
    room: str
    domain: str
    people: tuple[str, ...]
    right: bool = True


@dataclass
class DemoTally:
    """days, people: of the whole run. corrections: person → day → count. by_domain: the same by domain."""

    days: int
    people: tuple[str, ...]
    corrections: dict[str, list[int]] = field(default_factory=dict)
    by_domain: dict[str, list[int]] = field(default_factory=dict)
    arrivals: dict[str, list[int]] = field(default_factory=dict)
    acts: list[DemoAct] = field(default_factory=list)
    suggestions: int = 0
    emptied: int = 0
    violations: list[str] = field(default_factory=list)
    silent: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # why a wish was held → how often

    def __post_init__(self) -> None:
        self.corrections = {who: [0] * self.days for who in self.people}
        self.arrivals = {who: [0] * self.days for who in self.people}
        self.by_domain = {domain: [0] * self.days for domain in ("light", "temperature", "music")}

    def corrected(self, who: str, day: int, room: str, domain: str, at_s: float) -> DemoAct | None:
        """Somebody set something by hand. The act it corrects, if the hub had just done it."""
        self.corrections[who][day] += 1
        self.by_domain[domain][day] += 1
        for act in reversed(self.acts):
            if at_s - act.at_s > WINDOW_S:
                break
            if act.right and (act.room, act.domain) == (room, domain):
                act.right = False
                return act
        return None

    def decided(self, document: Mapping[str, Any], day: int, at_s: float) -> None:
        """A decision as on its topic."""
        sent = [wish for wish in document["wishes"] if wish["outcome"] == "sent"]
        if document["trigger"] == "empty":
            self.emptied += bool(sent)
            return
        if document["trigger"] != "arrival":
            return
        self.suggestions += any(wish["outcome"] == "suggested" for wish in document["wishes"])
        for wish in document["wishes"]:
            if wish["outcome"] == "held":
                self.silent[wish["code"]] += 1
        for domain in dict.fromkeys(kinds()[wish["quantity"]].domain for wish in sent):
            people = sorted({who for wish in sent for who in wish["for"]})
            self.acts.append(DemoAct(at_s, day, document["room"], domain, tuple(people)))

    def on_day(self, day: int) -> int:
        return sum(by_day[day] for by_day in self.corrections.values())

    def quarter(self, last: bool, who: str | None = None) -> float:
        """Corrections per person and day in the first or last quarter of the days."""
        length = max(1, self.days // 4)
        days = range(self.days - length, self.days) if last else range(length)
        people = self.people if who is None else (who,)
        return sum(self.corrections[p][day] for p in people for day in days) / (length * len(people))

    def summary(self, seed: int) -> dict[str, Any]:
        """For programs, and what the last page is made from."""
        right = sum(act.right for act in self.acts)
        quarter = max(1, self.days // 4)
        return {
            "seed": seed,
            "days": self.days,
            "corrections_per_person_day": {
                "first_quarter": round(self.quarter(last=False), 3),
                "last_quarter": round(self.quarter(last=True), 3),
                "by_day": [round(self.on_day(day) / len(self.people), 3) for day in range(self.days)],
            },
            "people": {
                who: {
                    "first_quarter": round(self.quarter(last=False, who=who), 3),
                    "last_quarter": round(self.quarter(last=True, who=who), 3),
                    "corrections": sum(self.corrections[who]),
                    "arrivals": sum(self.arrivals[who]),
                    "acts": sum(who in act.people for act in self.acts),
                }
                for who in self.people
            },
            "domains": {
                domain: {"first_quarter": sum(by_day[:quarter]), "last_quarter": sum(by_day[-quarter:])}
                for domain, by_day in self.by_domain.items()
            },
            "acts": len(self.acts),
            "right": round(right / len(self.acts), 3) if self.acts else 0.0,
            "suggestions": self.suggestions,
            "rooms_switched_off": self.emptied,
            "left_alone": dict(sorted(self.silent.items(), key=lambda item: -item[1])),
            "violations": len(self.violations),
        }
