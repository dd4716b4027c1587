"""From judgements to knowledge: a hand's settled burst, an undo, thanks, an act nobody touched. Predict, then learn.

Every example goes to the store first (committed, so that a power cut loses no acknowledged lesson), then to the learners and
the ladder, so that the very next decision knows it.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from devices.vocabulary import OTHER_MUSIC, SILENCE, WHITE, Moment, OccupantId, Value
from models.context import Context
from models.example import Example, Source
from models.kind import Kind, kinds
from models.people import People

from ..decision import SATISFIED, Act, Wish
from ..errors import StoreFailed
from ..safety.caps import LIMIT, QUIET
from ..sending.ledger import Ledger
from .autonomy import Ladder
from .bursts import Burst, Implied, credits, example_for, taught
from .corrections import Corrections
from .pace import Pace

log = logging.getLogger(__name__)


class Learned(Protocol):
    """What learns: learners.py makes it, and may make it anew."""

    @property
    def shelf(self) -> People: ...
    @property
    def ladder(self) -> Ladder: ...
    @property
    def corrections(self) -> Corrections: ...


class Teaching:
    """Owned by the loop's thread."""

    def __init__(
        self,
        learned: Learned,
        keep: Callable[[Example], int | None],
        ledger: Ledger,
        allows: Callable[[OccupantId, str], bool],
        failed: Callable[[StoreFailed], None],
        pace: Pace,
        sure_of: Callable[[OccupantId], float] = lambda _who: 1.0,
    ) -> None:
        """keep: puts an example on the disk; its id, None where it may not be kept; raises StoreFailed, which ``failed`` is
        told. allows(occupant, domain): whether the person agreed to it being learned. sure_of: how sure it is where
        they are."""
        self._learned, self._keep, self._ledger, self._allows, self._failed = learned, keep, ledger, allows, failed
        self._pace = pace
        self._sure_of = sure_of

    def learn(self, examples: Iterable[Example], now: Moment) -> int:
        """Stores, then learns. Returns how many were taken; one the store did not take is not learned either."""
        taken = 0
        for example in examples:
            if not self._learned.shelf.can_learn(example) or not self._pace.allows(example, now):
                continue
            try:
                kept = self._keep(example)
            except StoreFailed as error:
                self._failed(error)
                continue
            if kept is None:
                continue
            stored = replace(example, id=kept)
            if stored.value != OTHER_MUSIC:  # that the hub was wrong is all it says
                self._learned.shelf.learn(stored)
            self._learned.ladder.learn(stored)
            self._learned.corrections.learn(stored)
            taken += 1
        return taken

    def settled(self, burst: Burst, implied: Iterable[Implied]) -> int:
        """A burst is quiet: its last value counts once, with what it implies."""
        if burst.act is not None:
            self._ledger.settle(burst.act)
        return self.learn(taught(burst, self._learned.shelf, self._allows, implied), burst.last)

    def judged(
        self, act: Act, source: Source, value: Value, context: Context, present: Mapping[OccupantId, float], now: Moment
    ) -> int:
        """An act was undone, thanked for or accepted: one row for each it was done for and who is still there."""
        kind = kinds().get(act.quantity)
        if kind is None:
            return 0
        self._ledger.settle(act)
        people = {occupant: present.get(occupant, 1.0) for occupant in act.occupants}
        if source is Source.ACCEPT and len(people) > 1:
            people = {who: share for who, share in people.items() if self._suits(who, kind, value, context, now)}
        shares = credits(self._learned.shelf, kind, context, value, people, now) if people else {}
        rows = (
            example_for(
                occupant, kind, value, min(share, self._sure_of(occupant)), context, now, self._learned.shelf, act, source
            )
            for occupant, share in shares.items()
            if self._allows(occupant, kind.domain)
        )
        return self.learn(rows, now)

    def _suits(self, occupant: OccupantId, kind: Kind, value: Value, context: Context, now: Moment) -> bool:
        """Whether leaving it may mean it was right: who puts up with what the room's rule gave another says nothing by that."""
        wanted = self._learned.shelf.predict(occupant, kind.name, context, now.at)
        return not wanted.evidence > 0.0 or wanted.content(value) >= SATISFIED

    def left_by(
        self, people: Collection[OccupantId], quantity: str, value: Value, context: Context, now: Moment, company: int
    ) -> int:
        """They were there and let it be: of several it was right for each it suits, the others may have put up with it.
        company: how many were there."""
        kind = kinds().get(quantity)
        if kind is None:
            return 0
        pleased = [who for who in sorted(people) if company < 2 or self._suits(who, kind, value, context, now)]
        return sum(self.left_as_it_was(who, quantity, value, context, now) for who in pleased)

    def left_as_it_was(self, occupant: OccupantId, quantity: str, value: Value, context: Context, now: Moment) -> int:
        """The hub was silent, the person stayed and touched nothing: weakly, that it was right as it was.

        A number says so only of who has ever set it: there is none that would mean nobody cares.
        """
        kind = kinds().get(quantity)
        if kind is None or value == OTHER_MUSIC or not self._allows(occupant, kind.domain):
            return 0
        if self._learned.shelf.knows(occupant, quantity) == 0 and (not kind.choice or value in (False, SILENCE, WHITE)):
            return 0  # never used anything here: not a habit of leaving it off, just no habit
        share = self._sure_of(occupant)
        row = example_for(occupant, kind, value, share, context, now, self._learned.shelf, None, Source.ACCEPT)
        return self.learn([row], now)


def act_of(wish: Wish, decision: str, now: Moment) -> Act:
    return Act(
        decision, wish.room, wish.device, wish.trait, wish.quantity, wish.value, wish.now, wish.occupants, now,
        # A heating's step on the way is nobody's wish: nobody can judge it.
        settled=wish.towards is not None and not wish.follows,
        is_limited=wish.reason.code in (LIMIT, QUIET),
        follows=wish.follows,
        towards=wish.towards if wish.follows else None,
        sooner=max(timedelta(0), wish.context.local - now.at) if wish.follows and wish.context is not None else timedelta(0),
    )  # fmt: skip
