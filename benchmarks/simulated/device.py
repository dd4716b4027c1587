"""A device as it really is, and the bridge that speaks for it: who moved what, what is told of it, and when.

Truth is kept beside every word: which doing made each value what it is. A family's file says only how the bytes look, what its
device makes of a value and how it behaves (``Manner``); everything that happens in time is here.
"""

import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal

from devices.vocabulary import LIT, QUANTITIES, Value

from .on_the_way import lies

Who = Literal["start", "hub", "hand", "program", "schedule", "away"]
After = Callable[[float, Callable[[], object]], None]  # seconds from now, what then


@dataclass(frozen=True, slots=True)
class Doing:
    """Who made a value what it is, and when. is_told: the wire says that it was a person, or that it was a schedule.
    is_along: it only came along, as the level does with the switch."""

    who: Who
    at: float = 0.0
    is_told: bool = False
    is_along: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One message. names: the traits it speaks of."""

    topic: str
    payload: bytes
    names: frozenset[str]
    retain: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How a device answers; all in seconds, ranges are (least, most).

    echo: the bridge repeats an order at once, before the device has done it; None: it does not. acts: until the device does it.
    inside: at most so many reports from inside a fade. confirms: from done to told; None: never told by itself. repeats:
    between two repeats of everything. fades: whether it takes the transition it is asked for. own_fade: how long it takes
    where nobody asks. wobble: how often a report differs from what was set by one step. stale: how often a report of how
    things were still comes after the echo. forgets: how often it keeps another level in the dark than it had.
    """

    echo: tuple[float, float] | None = (0.02, 0.15)
    acts: tuple[float, float] = (0.05, 0.3)
    inside: int = 0
    confirms: tuple[float, float] | None = (0.2, 1.2)
    repeats: tuple[float, float] = (60.0, 600.0)
    fades: bool = False
    own_fade: tuple[float, float] = (0.0, 0.0)
    wobble: float = 0.0
    stale: float = 0.0
    forgets: float = 0.0


@dataclass(slots=True)
class Dial:
    """One quantity of the real device, perhaps on its way."""

    start: Value
    target: Value
    since: float
    lasts: float
    doing: Doing

    def at(self, now: float) -> Value:
        if isinstance(self.start, bool | str) or isinstance(self.target, bool | str) or now >= self.since + self.lasts:
            return self.target
        return self.start + (self.target - self.start) * max(0.0, now - self.since) / self.lasts


@dataclass(frozen=True, slots=True)
class Order:
    """Somebody's command on its way: between which values its echoes lie by trait, until its last word. None: anywhere."""

    who: Who
    paths: Mapping[str, tuple[Value, Value] | None]
    sent: float
    last: float


@dataclass
class Simulated:
    """One device of a family. traits: quantity and value now by trait name; ranges: (low, high) where it has its own."""

    id: str
    values: dict[str, Value]
    rng: random.Random
    now: Callable[[], float]
    after: After
    publish: Callable[["Simulated", Word, Mapping[str, Doing]], None]
    manner: Manner = field(default_factory=Manner)
    # what is said of a family, in its own file
    family = ""
    grains: Mapping[str, float] = field(default_factory=dict, init=False)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict, init=False)
    wishes: tuple[str, ...] = field(default=(), init=False)
    program_is_heard: ClassVar[bool] = True  # whether other programs' commands can be seen
    tells_absence: ClassVar[bool] = True  # whether the hub is told that it is out of reach
    hands: tuple[str, ...] = field(default=("wall",), init=False)  # the ways a person reaches it

    def __post_init__(self) -> None:
        start = Doing("start")
        self.dials = {name: Dial(value, value, 0.0, 0.0, start) for name, value in self.values.items()}
        self.cache: dict[str, tuple[Value, Doing]] = {name: (value, start) for name, value in self.values.items()}
        self.orders: list[Order] = []
        self.is_away = False
        self.is_by_the_clock = False  # while everything is told once more, for no reason of anybody's
        self.room = self.id.lower().replace("-", "_")
        self.happening = ""  # in the words of the bench
        self._begins_at = 0.0  # when the last order is carried out; orders are never carried out in another order

    # What a family says

    def block(self) -> Mapping[str, Any]:
        """How the configuration names it."""
        raise NotImplementedError

    def remotes(self) -> Iterable[Mapping[str, Any]]:
        """Blocks of the remotes that belong to it."""
        return ()

    def announcements(self) -> Iterable[Word]:
        """Retained, before anything else."""
        return ()

    def words(self, values: Mapping[str, Value], changed: frozenset[str]) -> Iterable[Word]:
        """What is said when these traits changed."""
        raise NotImplementedError

    def asked(self, topic: str, payload: bytes) -> tuple[dict[str, Value], float] | None:
        """Read as the real one would: the values told by trait name and the transition; None when it is not for it."""
        raise NotImplementedError

    def programs(self, values: Mapping[str, Value]) -> Iterable[tuple[str, bytes]]:
        """The same values as another program would say them, in its own words."""
        return ()

    def slowly(self, payload: bytes, fade_s: float) -> bytes:
        """A program's command that is to take so long; of JSON with a transition beside it."""
        return json.dumps(json.loads(payload) | {"transition": round(fade_s)}).encode()

    def reach(self, online: bool) -> Iterable[Word]:
        """How its coming and going is told."""
        return ()

    def press(self) -> Iterable[Word]:
        """A remote's button or the lamp's own, told just before what it does; empty where there is none."""
        return ()

    # What happens

    def obey(self, values: Mapping[str, Value], fade_s: float, who: Who, doing: Doing | None = None) -> None:
        now, rng, manner = self.now(), self.rng, self.manner
        doing = doing or Doing(who, now)
        targets = self._whole(values)
        fade = fade_s if manner.fades else rng.uniform(*manner.own_fade)
        paths: dict[str, tuple[Value, Value] | None] = {}
        for name, target in targets.items():
            old = self.dials[name].at(now)
            if name == "brightness" and self._is_dark():
                paths[name] = (0.0, max(float(old), float(target)))  # from nothing, or from the level it had kept
            elif name in ("colour_temperature", "colour") and self._is_dark():
                paths[name] = None  # it wakes in whatever colour
            else:
                paths[name] = (old, target)
        last = 0.0
        if manner.echo is not None:
            last = rng.uniform(*manner.echo)
            self.after(last, lambda: self._echo(targets, values, doing))
        acts = rng.uniform(*manner.acts)
        is_asleep = manner.acts[1] > 30.0 and self._begins_at > now  # all that waits is carried out at the next waking
        acts = self._begins_at - now + 0.05 if is_asleep else max(acts, self._begins_at - now + 0.01)
        self._begins_at = now + acts
        self.after(acts, lambda: self._begin(targets, fade, doing))
        if rng.random() < manner.stale:
            stale = rng.uniform(0.0, acts)
            self.after(stale, self.repeat_world)
            last = max(last, stale)
        inside = rng.randint(0, manner.inside) if fade > 0 and targets.get("power") is not False else 0
        for _ in range(inside):
            when = acts + fade * rng.uniform(0.05, 0.95) + rng.uniform(0.0, 0.4)
            self.after(when, lambda: self._tell_world(frozenset(targets)))
            last = max(last, when)
        if manner.confirms is not None:
            when = acts + fade + rng.uniform(*manner.confirms)
            self.after(when, lambda: self._tell_world(frozenset(targets), wobble=manner.wobble))
            last = max(last, when)
        self.orders = [order for order in self.orders if order.last > now - 900.0]
        self.orders.append(Order(who, paths, now, now + last))

    def by_hand(self, values: Mapping[str, Value], who: Who = "hand", is_told: bool = False, slow: bool = False) -> None:
        """Somebody moves the thing itself; told as soon as the device reports. slow: it glides, and may tell from inside."""
        now = self.now()
        doing = Doing("away" if self.is_away and who == "hand" else who, now, is_told)
        targets = self._whole(values)
        fade = self.rng.uniform(0.4, 1.5) if slow else 0.0
        self._begin(targets, fade, doing)
        lag = self.rng.uniform(0.02, 0.25)
        if slow:
            self.after(lag + fade * 0.5, lambda: self._tell_world(frozenset(targets)))
        self.after(lag + fade, lambda: self._tell_world(frozenset(targets)))

    def repeat(self) -> None:
        """Everything once more, for no reason of anybody's."""
        self.is_by_the_clock = True
        self._tell(frozenset(self.dials))
        self.is_by_the_clock = False

    def repeat_world(self) -> None:
        """The same by the device itself."""
        self.is_by_the_clock = True
        self._tell_world(frozenset(self.dials))
        self.is_by_the_clock = False

    def leave(self, seconds: float) -> None:
        """Out of reach for a while; says how it is when it is back."""
        self.is_away = True
        self._send(self.reach(False), {})
        self.after(seconds, self._return)

    def orders_it_may_be_of(self, name: str, value: Value, now: float) -> list[Order]:
        """Commands whose own echo may still come and may look just like this."""
        return [
            order
            for order in self.orders
            if name in order.paths and now <= order.last + 1e-6 and lies(self._quantity(name), value, order.paths[name])
        ]

    def announce(self) -> None:
        self._send(self.announcements(), {})

    def tell_found(self) -> None:
        """How things are, told for the first time."""
        self._send((replace(word, retain=True) for word in self.words(self._values(), frozenset(self.dials))), {})

    def start_repeating(self) -> None:
        def again() -> None:
            if not self.is_away:
                self.repeat()
            self.after(self.rng.uniform(*self.manner.repeats), again)

        self.after(self.rng.uniform(*self.manner.repeats), again)

    # Inside

    def rounded(self, name: str, value: Value) -> Value:
        """What the device makes of a value: its range, its steps."""
        if isinstance(value, bool | str):
            return value
        quantity = self._quantity(name)
        low, high = self.ranges.get(quantity, (value, value))
        value = min(max(value, low), high)
        if quantity == "colour_temperature":
            return 1e6 / round(1e6 / value)
        grain = self.grains.get(quantity)
        return value if grain is None else round(round(value / grain) * grain, 6)

    def _quantity(self, name: str) -> str:
        return name if name in QUANTITIES else name.rpartition("_")[0]

    def _whole(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """With what goes along: a level lights the lamp, a level of nothing darkens it and is kept."""
        found = {name: self.rounded(name, value) for name, value in values.items() if name in self.dials}
        if "power" in self.dials and "brightness" in found:
            if found["brightness"] == 0.0:
                del found["brightness"]
                found["power"] = False
            else:
                found.setdefault("power", True)
        return found

    def _is_dark(self) -> bool:
        return "power" in self.dials and self.dials["power"].at(self.now()) is False

    def _begin(self, targets: Mapping[str, Value], fade: float, doing: Doing) -> None:
        now = self.now()
        dark = self._is_dark()
        if dark and targets.get("power") is True:
            along = replace(doing, is_along=True)
            for name in set(LIT) & set(self.dials):
                self.dials[name].doing = along
                self.cache[name] = (self.cache[name][0], along)
        for name, target in targets.items():
            dial = self.dials[name]
            from_nothing = dark and name == "brightness" and self.rng.random() < 0.5  # or from the level it had kept
            start = 0.0 if from_nothing else dial.at(now)
            if start == target and dial.doing.who != "away":
                continue  # it stays what it was, whoever made it that
            if name == "power" and target is False and self.rng.random() < self.manner.forgets:
                kept = self.rounded("brightness", self.rng.uniform(0.1, 1.0))
                self.dials["brightness"] = Dial(kept, kept, now, 0.0, replace(doing, is_along=True))
            glides = fade if name in ("brightness", "colour_temperature", "position") else 0.0
            self.dials[name] = Dial(start, target, now, glides, doing)

    def _echo(self, targets: Mapping[str, Value], asked: Mapping[str, Value], doing: Doing) -> None:
        for name, target in targets.items():
            told = self.echoed(name, asked.get(name, target), target)
            if told != self.cache[name][0]:
                self.cache[name] = (told, doing)
        self._tell(frozenset(targets))

    def echoed(self, name: str, asked: Value, target: Value) -> Value:
        """An optimistic echo repeats what was asked, perhaps before rounding."""
        return target

    def _tell_world(self, names: frozenset[str], wobble: float = 0.0) -> None:
        """The device itself reports these; the bridge knows them from now on."""
        now = self.now()
        if "power" in names and self.dials["power"].at(now) is True:
            names |= set(LIT) & set(self.dials)  # a lamp that is lit tells how
        for name in names:
            dial = self.dials[name]
            value = self.rounded(name, dial.at(now))
            grain = self.grains.get(self._quantity(name))
            if grain and not isinstance(value, bool | str) and self.rng.random() < wobble:
                value = self.rounded(name, value + self.rng.choice((-grain, grain)))
                value = value if float(value) > 0.0 else grain
            if self.cache[name][0] != value:
                self.cache[name] = (value, dial.doing)
        self._tell(names)

    def _tell(self, names: frozenset[str]) -> None:
        if not self.is_away:
            self._send(self.words(self._values(), names), {name: doing for name, (_, doing) in self.cache.items()})

    def _values(self) -> dict[str, Value]:
        return {name: value for name, (value, _) in self.cache.items()}

    def _return(self) -> None:
        self.is_away = False
        self._send(self.reach(True), {})
        self.repeat_world()

    def _send(self, words: Iterable[Word], doings: Mapping[str, Doing]) -> None:
        for word in words:
            self.publish(self, word, doings)
