"""Everything the hub has learned, by person and kind: examples in, preferences out. A cache: the stored examples are the truth.

A person's model is a function of that person's own examples in time order (and of housemates' who agreed to share); learning
one by one, and learning all again after a restart or a forgetting, give the same bytes. No clock, no disk, no scikit-learn.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from devices.vocabulary import SILENCE, OccupantId, Value

from .arithmetic.core import Belief
from .changed_habits import ChangedHabit, changed_habits
from .choices import ChoiceMemory, SharedBeliefs
from .colours import OFFERED, ColourMemory
from .context import Context
from .errors import UnknownValue
from .example import Example
from .features import layout
from .habits import Habit, habits, weekly
from .housemates import informed
from .kind import Kind, kinds
from .newcomers import Newcomers, explained
from .preference import Explanation, Preference
from .prior import Spec, shipped
from .rows import days, held_of, kept_of
from .values import ValueMemory

log = logging.getLogger(__name__)


Memory = ValueMemory | ChoiceMemory | ColourMemory
Fetch = Callable[[OccupantId, str, int | None], Iterable[Example]]
"""A person's stored examples of a kind, at least the newest so many; None: all of them."""


_Asked = tuple[OccupantId, str, str | None, bool | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Asleep:
    """count: how many examples there are. fetch: at least the newest so many of them, None: all. is_stored: an example with an
    id is among them as soon as it has one."""

    count: int
    fetch: Callable[[int | None], Iterable[Example]]
    is_stored: bool = False


def _all_of(examples: list[Example]) -> Callable[[int | None], Iterable[Example]]:
    return lambda _most: examples


class People:
    """What each person wants, as far as it is known.

    rooms, places: from the configuration, in any order. music: the names that can be wished for; silence is always one.
    priors: per kind, ``prior.load(path)`` for the home's own. sharing: occupants who agreed that housemates start from them.
    alone: who start from nobody.
    """

    def __init__(
        self,
        rooms: Sequence[str],
        places: Sequence[str] = (),
        music: Sequence[str] = (),
        priors: Mapping[str, Spec] | None = None,
        sharing: Collection[OccupantId] = (),
        alone: Collection[OccupantId] = (),
    ) -> None:
        self._rooms, self._places = tuple(sorted(set(rooms))), tuple(sorted(set(places)))
        self._choices: dict[str, tuple[Value, ...]] = {
            "power": (True, False),
            "music": tuple(dict.fromkeys((*music, SILENCE))),
            "colour": OFFERED,  # and whatever their own hands use
        }
        self._sharing = frozenset(sharing)
        self._kinds = kinds()
        specs = shipped() if priors is None else priors
        self._beliefs: dict[str, Belief] = {
            name: specs[name].belief(kind, layout(kind.looks_at, self._rooms, self._places))
            for name, kind in self._kinds.items()
        }
        self._shared = {name: SharedBeliefs() for name in self._choices}
        self._memories: dict[tuple[OccupantId, str], Memory] = {}
        self._asleep: dict[tuple[OccupantId, str], _Asleep] = {}  # known of, not yet run through
        self._stale: dict[tuple[OccupantId | None, str], None] = {}  # whose housemates have learned since; None: a newcomer
        self._nobody: dict[str, Memory] = {name: self._fresh(kind) for name, kind in self._kinds.items()}
        self._newcomers = Newcomers(self._sharing, alone, self._own, self._may_count, self._wake)
        # By kind, worked out before it is asked, of all that is known now; and how often that has been dropped.
        self._ready: dict[str, dict[_Asked, tuple[Context, Preference]]] = {name: {} for name in self._kinds}
        self.changes = dict.fromkeys(self._kinds, 0)

    def choices(self, kind: str) -> tuple[Value, ...]:
        """What a kind chooses among; empty for numbers."""
        return self._choices.get(kind, ())

    # -- learning -------------------------------------------------------------------------------------------------------

    def can_learn(self, example: Example) -> bool:
        """Whether its kind is known and can be that: no room is set to 74 °C, whatever a device says."""
        nobody = self._nobody.get(example.kind)
        return nobody is not None and nobody.can_learn(example)

    def learn(self, example: Example) -> None:
        """One more example, in effect for the very next prediction. Raises UnknownValue for what its kind cannot be.

        At most 1 ms at 500 rows; an example older than one already known means running through that person's kind again.
        """
        kind = self._kinds.get(example.kind)
        if kind is None:
            raise UnknownValue(example.kind, example.value)
        if not example.weight > 0.0:
            return
        self._changed(example.kind)
        asleep = self._asleep.get((example.occupant, example.kind))
        if asleep is not None and asleep.is_stored and example.id is not None and self._nobody[kind.name].can_learn(example):
            # Stored a moment ago, it is among what is read now.
            self._asleep[example.occupant, example.kind] = replace(asleep, count=asleep.count + 1)
            self._wake(example.occupant, example.kind)
            return
        self._wake(example.occupant, example.kind)
        known = self._memories.get((example.occupant, example.kind))
        memory = self._fresh(kind) if known is None else known
        memory.learn(example)
        self._memories[example.occupant, example.kind] = memory  # only now: a refused value leaves no trace
        self._newcomers.learned([example])
        self._learned(example.occupant, kind, known is None)

    def rebuild(self, examples: Iterable[Example], wake: bool = True) -> None:
        """Forget everything, then learn these, in any order. What cannot be learned is counted, logged once and left out.

        20,000 examples take five seconds. wake=False leaves that to ``wake``, or to whoever asks first for a person's kind.
        """
        by: dict[tuple[OccupantId, str], list[Example]] = {}
        refused = 0
        for example in examples:
            nobody = self._nobody.get(example.kind)
            if nobody is None or not nobody.can_learn(example):
                refused += 1
            elif example.weight > 0.0:
                by.setdefault((example.occupant, example.kind), []).append(example)
        if refused:
            log.warning("left out %d stored examples that no kind can learn", refused)
        self._changed()
        self._memories = {}
        self._newcomers.forget()
        self._asleep = {key: _Asleep(len(found), _all_of(found)) for key, found in by.items()}
        self._all_stale()
        while wake and self.wake():
            pass

    def rebuild_from(self, counts: Mapping[tuple[OccupantId, str], int], fetch: Fetch) -> None:
        """Forget everything; what there is of each person and kind is fetched when it is needed or there is time.

        counts: examples with a weight above zero. Much quicker than ``rebuild``, and nothing is held that nobody asked about.
        """
        self._changed()
        self._memories = {}
        self._newcomers.forget()
        self._asleep = {
            key: _Asleep(count, partial(fetch, *key), is_stored=True)
            for key, count in counts.items()
            if count and key[1] in self._kinds
        }
        self._all_stale()

    def wake(self) -> bool:
        """Make one person's kind ready that nobody has asked about since it changed; False when all are. Up to 0.1 s."""
        if self._asleep:
            self._wake(*next(iter(self._asleep)))
        elif self._stale:
            self._inform(*next(iter(self._stale)))
        else:
            return False
        return True

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left for ``wake`` to do."""
        return not self._asleep and not self._stale

    def _wake(self, occupant: OccupantId, kind: str) -> None:
        asleep = self._asleep.pop((occupant, kind), None)
        if asleep is None:
            return
        self._changed(kind)
        memory, total = self._fresh(self._kinds[kind]), asleep.count
        found = list(asleep.fetch(held_of(total)))
        able = [example for example in found if example.weight > 0.0 and memory.can_learn(example)]
        if len(able) < len(found):  # then older ones are in use that were not fetched
            found = list(asleep.fetch(None))
            able = [example for example in found if example.weight > 0.0 and memory.can_learn(example)]
            total = len(able)
            log.warning("left out %d stored examples that no kind can learn", len(found) - len(able))
        if able:
            memory.learn_all(able, total)
            self._memories[occupant, kind] = memory
            self._newcomers.learned(able)
            self._learned(occupant, self._kinds[kind], True)

    def forget(self, occupant: OccupantId) -> None:
        """As if they had never been known, to the last bit, for everybody."""
        self._changed()
        self._memories = {key: memory for key, memory in self._memories.items() if key[0] != occupant}
        self._asleep = {key: asleep for key, asleep in self._asleep.items() if key[0] != occupant}
        self._newcomers.forget(occupant)
        for memory in self._memories.values():
            memory.forget(occupant)
        for shared in self._shared.values():
            shared.beliefs.clear()  # it may name what only they chose
        self._all_stale()

    def _fresh(self, kind: Kind) -> Memory:
        columns, belief = layout(kind.looks_at, self._rooms, self._places), self._beliefs[kind.name]
        if kind.name == "colour":
            make = partial(ChoiceMemory, kind, columns, belief, self._choices[kind.name], self._shared[kind.name])
            return ColourMemory(kind, make)
        if kind.choice:
            return ChoiceMemory(kind, columns, belief, self._choices[kind.name], self._shared[kind.name])
        return ValueMemory(kind, columns, belief)

    def _learned(self, occupant: OccupantId, kind: Kind, is_new: bool) -> None:
        """The others start elsewhere now; they hear of it when asked, or when there is time."""
        if kind.choice or not self._sharing:
            return
        if is_new:
            self._stale[occupant, kind.name] = None
        if occupant in self._sharing:
            others = ((who, name) for who, name in self._memories if name == kind.name and who != occupant)
            self._stale.update(dict.fromkeys(others))
            self._stale[None, kind.name] = None

    def _all_stale(self) -> None:
        self._stale = {}
        if self._sharing:
            values = [kind.name for kind in self._kinds.values() if not kind.choice]
            self._stale = dict.fromkeys(key for key in self._memories if key[1] in values)
            self._stale.update(dict.fromkeys((None, name) for name in values))

    def _inform(self, occupant: OccupantId | None, kind: str) -> None:
        """Hand over what housemates who share say. In a fixed order: sums must not depend on who learned when."""
        for who in sorted(self._sharing):
            self._wake(who, kind)
        self._changed(kind)
        self._stale.pop((occupant, kind), None)
        memory = self._nobody[kind] if occupant is None else self._memories.get((occupant, kind))
        if not isinstance(memory, ValueMemory):
            return
        others = [self._memories.get((who, kind)) for who in sorted(self._sharing) if who != occupant]
        memory.inform(informed(self._beliefs[kind], [other.lent() for other in others if isinstance(other, ValueMemory)]))

    def _changed(self, kind: str | None = None) -> None:
        """What was worked out before may not hold any more, of whoever it was: housemates start from each other. None: of no
        kind."""
        for name in self._kinds if kind is None else (kind,):
            self._ready[name] = {}
            self.changes[name] += 1

    # -- asking ---------------------------------------------------------------------------------------------------------

    def predict(self, occupant: OccupantId, kind: str, context: Context, now: datetime) -> Preference:
        """What this person would choose here and now, prior alone for somebody never seen where no housemate shares. Unchecked;
        about 20 µs, while there is little of their own as much again for each housemate; or 1 where ``prepare`` has been given
        this very context since anybody learned anything."""
        ready = self._ready[kind].get((occupant, context.room, context.place, context.company, context.together))
        if ready is not None and ready[0] is context and now is context.local:
            return ready[1]
        return self._newcomers.beside(self._own(occupant, kind, context, now), occupant, context, now)

    def _own(self, occupant: OccupantId, kind: str, context: Context, now: datetime) -> Preference:
        return self._memory(occupant, kind).predict(context, now)

    def prepare(self, occupant: OccupantId, kind: str, context: Context) -> None:
        """Works out what ``predict`` will be asked as of ``context.local``; one moment is held for each place and company."""
        found = self.predict(occupant, kind, context, context.local)
        self._ready[kind][occupant, context.room, context.place, context.company, context.together] = context, found

    def explain(self, occupant: OccupantId, kind: str, context: Context, now: datetime) -> Explanation:
        """Why ``predict`` says so; its ``total`` is the mean, or the probability of the value, that ``predict`` gives."""
        memory, said = self._memory(occupant, kind), self.predict(occupant, kind, context, now)
        if said.borrowed is None:
            return memory.explain(context, now)
        own = memory.explain(context, now, said.value) if isinstance(memory, ChoiceMemory) else memory.explain(context, now)
        return explained(own, said)

    def likelihood(self, occupant: OccupantId, kind: str, context: Context, value: Value, now: datetime) -> float:
        """How likely this person would have chosen ``value``: a density per unit for numbers, a probability for choices.

        For crediting a change to one of the people present: compare people within one kind only. 0.0 for impossible values.
        """
        memory = self._memory(occupant, kind)
        return memory.likelihood(context, value, now)

    def has_by_now(self, occupant: OccupantId, kind: str, context: Context, value: Value) -> bool:
        """Whether they have, by hand, chosen this of a few names there as early in the day as this. Some 50 µs."""
        memory = self._memory(occupant, kind)
        return isinstance(memory, ChoiceMemory) and memory.has_by_now(context, value)

    def knows(self, occupant: OccupantId, kind: str) -> int:
        """How many of the person's examples are in use. Wakes nobody: it is asked of everybody at once."""
        asleep = self._asleep.get((occupant, kind))
        if asleep is not None:
            return kept_of(asleep.count)
        memory = self._memories.get((occupant, kind))
        return 0 if memory is None else len(memory)

    def _may_count(self, occupant: OccupantId, kind: str, enough: float) -> bool:
        """Whether their evidence can be as much: no example weighs more than one."""
        return self.knows(occupant, kind) >= enough

    def habits(self, occupant: OccupantId, by_week: bool = False) -> list[Habit]:
        """What has been learned, readable: per kind, room and part of the day the usual value and how often it was seen.

        by_week: working days and the weekend apart where they differ.
        """
        found: list[Habit] = []
        for name, kind in self._kinds.items():
            self._wake(occupant, name)
            memory = self._memories.get((occupant, name))
            if memory is not None:
                found += (weekly if by_week else habits)(kind, memory.rows)
        return found

    def changed(self, occupant: OccupantId, now: datetime) -> list[ChangedHabit]:
        """What they have lately chosen otherwise than before. About 2 ms a kind at 500 examples."""
        found: list[ChangedHabit] = []
        for name, kind in self._kinds.items():
            self._wake(occupant, name)
            memory = self._memories.get((occupant, name))
            if memory is not None:
                alarmed = memory.alarmed if isinstance(memory, ValueMemory) else None
                found += changed_habits(kind, memory.rows, days(now), alarmed)
        return found

    def _memory(self, occupant: OccupantId, kind: str) -> Memory:
        if self._asleep:
            self._wake(occupant, kind)
        known = self._memories.get((occupant, kind))
        if self._stale:
            key = (None if known is None else occupant, kind)
            if key in self._stale:
                self._inform(*key)
        return self._nobody[kind] if known is None else known
