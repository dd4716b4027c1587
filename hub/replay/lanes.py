"""Two lanes beside each other, what was and what would have been: acts that differ, hands, minutes of light and heat. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from devices.vocabulary import QUANTITIES, Device, DeviceId, Moment, Role, Value

from ..rehearsal.count import Count

NEAR_S = 180.0  # two decisions of a room so near to each other, for the same reason, are one
_HEATS_C = 0.3  # a setpoint so far above what is measured asks for heat
_LONGEST_S = 6 * 3600.0  # what stands longer without a word is not counted: something is missing


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision of a lane. wishes: as on the topic: device, quantity, value, outcome."""

    moment: Moment
    room: str
    trigger: str
    wishes: tuple[Mapping[str, Any], ...]

    def did(self, *outcomes: str) -> dict[tuple[str, str], Mapping[str, Any]]:
        """What was sent, or suggested."""
        return {(w["device"], w["quantity"]): w for w in self.wishes if w["outcome"] in outcomes}


@dataclass(slots=True)
class Lane:
    """decided: in order. light_s, heat_s: summed over lamps and heatings. guessed: hands that were made up."""

    decided: list[Decided] = field(default_factory=list)
    count: Count = field(default_factory=lambda: Count(""))
    light_s: float = 0.0
    heat_s: float = 0.0
    hands: int = 0
    guessed: int = 0
    spans: dict[str, list[tuple[float, float]]] = field(default_factory=dict)  # by room: lit from, to; seconds since 1970
    _lit: dict[str, float] = field(default_factory=dict)

    def decide(self, moment: Moment, document: Mapping[str, Any]) -> None:
        made = Decided(moment, document["room"], document["trigger"], tuple(document["wishes"]))
        self.decided.append(made)
        self.count.decided({"trigger": made.trigger, "wishes": made.wishes}, moment.mono)

    def hand(self, device: DeviceId, trait: str, moment: Moment, is_guess: bool = False) -> None:
        self.hands += 1
        self.guessed += is_guess
        self.count.moved(device, trait, moment.mono)

    def passed(self, seconds: float, values: Mapping[tuple[DeviceId, str], Value], house: "Fittings") -> None:
        """So long everything was like this."""
        if 0.0 < seconds <= _LONGEST_S:
            self.light_s += seconds * sum(values.get(key) is True for key in house.lamps)
            self.heat_s += seconds * sum(_heats(values, *pair) for pair in house.heatings)

    def lit(self, now: Moment, values: Mapping[tuple[DeviceId, str], Value], house: "Fittings") -> None:
        """Where it is light from now on."""
        at = now.at.timestamp()
        is_lit = {house.rooms[key[0]] for key in house.lamps if values.get(key) is True and key[0] in house.rooms}
        for room in is_lit - self._lit.keys():
            self._lit[room] = at
        for room in self._lit.keys() - is_lit:
            self.spans.setdefault(room, []).append((self._lit.pop(room), at))

    def ends(self, now: Moment) -> None:
        for room, since in self._lit.items():
            self.spans.setdefault(room, []).append((since, now.at.timestamp()))
        self._lit.clear()

    def to_json(self) -> dict[str, Any]:
        counts = self.count.tallies[0]
        return {
            "decisions": len(self.decided),
            "acts": counts.acts,
            "acts_corrected": counts.acts_corrected,
            "suggestions": counts.suggestions,
            "hands": self.hands,
            "hands_guessed": self.guessed,
            "light_minutes": round(self.light_s / 60.0),
            "heat_minutes": round(self.heat_s / 60.0),
        }


@dataclass(frozen=True, slots=True)
class Fittings:
    """lamps: switches of lamps. heatings: a setpoint and what it is measured by. rooms: where each device is."""

    lamps: tuple[tuple[DeviceId, str], ...]
    heatings: tuple[tuple[tuple[DeviceId, str], tuple[DeviceId, str]], ...]
    rooms: Mapping[DeviceId, str]

    @classmethod
    def of(cls, devices: Mapping[DeviceId, Device], rooms: Mapping[DeviceId, str]) -> "Fittings":
        lamps, heatings = [], []
        for device in devices.values():
            if device.role is Role.LIGHT:
                lamps += [(device.id, trait.name) for trait in device.traits.values() if trait.quantity == "power"]
            setpoints = [trait.name for trait in device.traits.values() if trait.quantity == "setpoint" and trait.settable]
            measured = next((trait.name for trait in device.traits.values() if trait.quantity == "temperature"), None)
            heatings += [((device.id, name), (device.id, measured)) for name in setpoints if measured is not None]
        return cls(tuple(lamps), tuple(heatings), dict(rooms))


def _heats(values: Mapping[tuple[DeviceId, str], Value], wanted: tuple[DeviceId, str], measured: tuple[DeviceId, str]) -> bool:
    setpoint, there = values.get(wanted), values.get(measured)
    return isinstance(setpoint, float | int) and isinstance(there, float | int) and setpoint - there >= _HEATS_C


def pairs(was: Sequence[Decided], would: Sequence[Decided]) -> Iterator[tuple[Decided | None, Decided | None]]:
    """Each decision with the one it was, in the order of time; None where there was, or would be, none."""
    open_by_room: dict[tuple[str, str], list[Decided]] = {}
    for decided in would:
        open_by_room.setdefault((decided.room, decided.trigger), []).append(decided)
    found: list[tuple[float, Decided | None, Decided | None]] = []  # monotonic, and the two
    for decided in was:
        others = open_by_room.get((decided.room, decided.trigger), [])
        near = [other for other in others if abs(other.moment.mono - decided.moment.mono) <= NEAR_S]
        other = min(near, key=lambda o: abs(o.moment.mono - decided.moment.mono), default=None)
        if other is not None:
            others.remove(other)
        found.append((decided.moment.mono, decided, other))
    found += [(decided.moment.mono, None, decided) for others in open_by_room.values() for decided in others]
    for _, before, after in sorted(found, key=lambda row: row[0]):
        yield before, after


def is_same(was: Decided | None, would: Decided | None) -> bool:
    """Whether they did and suggested the same. One that did nothing is as good as none."""
    for outcome in ("sent", "suggested"):
        one, other = ({} if d is None else d.did(outcome) for d in (was, would))
        if one.keys() != other.keys():
            return False
        if not all(_alike(w["quantity"], w["value"], other[key]["value"]) for key, w in one.items()):
            return False
    return True


def _alike(quantity: str, one: Value, other: Value) -> bool:
    if isinstance(one, bool | str) or isinstance(other, bool | str):
        return one == other
    known = QUANTITIES.get(quantity)
    slack = 0.0 if known is None else max(known.tolerance, known.relative * abs(one))
    return abs(one - other) <= slack + 1e-9
