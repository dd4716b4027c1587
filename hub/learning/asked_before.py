"""What people were asked of late: how often today, what they declined or let pass. It is kept with what else they put off.

One that was declined rests for a week; declined again it rests for as long as it stays the same: a habit that has changed
suggests something else. One that nobody answered on three days rests for a week as well, each time. What is put off rests until
tomorrow, and of what somebody will not have suggested any more, nothing is until they say so.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from devices.vocabulary import OccupantId, RoomId, Value
from models.kind import kinds

from ..decision import Wish
from ..store import Store

MOST = 3  # suggestions a day and person
REST_D = 7.0
DAY_BEGINS_H = 4.0  # "not now" at one in the night is until that day has begun
FOREVER = datetime(9000, 1, 1, tzinfo=UTC)
UNANSWERED = 3  # days on which a suggestion came and nobody said or did anything
REMEMBERED_D = 30.0  # so long such a day counts
DECLINED, LATER, STOPPED = "declined", "later", "stopped"  # why one rests
_ASKED, _PASSED = "suggested", "passed"


@dataclass(frozen=True, slots=True)
class Rest:
    """why: declined, later or stopped. device and trait empty: all of the quantity there. value None: whatever it is. until:
    aware."""

    why: str
    room: str
    device: str
    trait: str
    quantity: str
    value: Value | None
    until: datetime

    def is_about(self, wish: Wish) -> bool:
        """The same thing, to a value as good as that one."""
        if self.room != wish.room:
            return False
        if not self.device:
            return self.quantity == wish.quantity
        kind = kinds().get(self.quantity)
        is_there = (self.device, self.trait) == (wish.device, wish.trait)
        is_it = self.value is None or (self.value == wish.value if kind is None else kind.near(self.value, wish.value))
        return is_there and is_it

    @property
    def key(self) -> str:
        return "|".join((self.why, json.dumps([self.room, self.device, self.trait, self.quantity, self.value])))


@dataclass(frozen=True, slots=True)
class _Passed:
    """Let pass on so many days, the last of them ``day``; until: aware, it rests where they are enough, is forgotten else."""

    room: str
    device: str
    trait: str
    value: Value
    days: int
    day: date
    until: datetime

    def is_about(self, wish: Wish) -> bool:
        """The same question: which of the names comes first is none."""
        is_name = isinstance(self.value, str) and isinstance(wish.value, str)
        return (self.room, self.device, self.trait) == (wish.room, wish.device, wish.trait) and (
            is_name or wish.quantity not in kinds() or kinds()[wish.quantity].near(self.value, wish.value)
        )

    @property
    def key(self) -> str:
        return "|".join(
            (_PASSED, json.dumps([self.room, self.device, self.trait, self.value, self.days, self.day.isoformat()]))
        )


class AskedBefore:
    """Owned by the loop's thread. What is written goes through ``keep``, which may be too late for a power cut."""

    def __init__(self) -> None:
        self._rests: dict[OccupantId, list[Rest]] = {}
        self._asked: dict[OccupantId, tuple[date, int]] = {}
        self._passed: dict[OccupantId, list[_Passed]] = {}

    @classmethod
    def read(cls, rows: Iterable[Mapping[str, Any]]) -> "AskedBefore":
        """rows: of the table of what was put off. What cannot be read is as if it had not been."""
        found = cls()
        for row in rows:
            who, (what, _, rest) = OccupantId(row["occupant"]), str(row["change"]).partition("|")
            try:
                if what in (DECLINED, LATER, STOPPED):
                    room, device, trait, quantity, value = json.loads(rest)
                    until = datetime.fromisoformat(row["until"])
                    found._rests.setdefault(who, []).append(Rest(what, room, device, trait, quantity, value, until))
                elif what == _PASSED:
                    room, device, trait, value, days, last = json.loads(rest)
                    until = datetime.fromisoformat(row["until"])
                    passed = _Passed(room, device, trait, value, days, date.fromisoformat(last), until)
                    found._passed.setdefault(who, []).append(passed)
                elif what == _ASKED:
                    day, count = date.fromisoformat(rest.partition("|")[0]), int(rest.partition("|")[2])
                    if (day, count) > found._asked.get(who, (date.min, 0)):
                        found._asked[who] = day, count
            except (ValueError, TypeError):
                continue
        return found

    def rests(self, who: OccupantId, wish: Wish, now: datetime) -> str:
        """Why it is not to be suggested to them now: declined, later or stopped; empty where it may be."""
        return next((one.why for one in self._rests.get(who, ()) if one.until > now and one.is_about(wish)), "")

    def resting(self, who: OccupantId, now: datetime) -> list[Rest]:
        """What they said no or not now to, or will not have suggested any more, as long as it rests."""
        return [one for one in self._rests.get(who, ()) if one.until > now]

    def was_let_pass(self, who: OccupantId, wish: Wish, now: datetime) -> bool:
        """Whether it came on so many days without an answer that it rests."""
        return any(one.days >= UNANSWERED and one.until > now and one.is_about(wish) for one in self._passed.get(who, ()))

    def has_had_enough(self, who: OccupantId, today: date) -> bool:
        day, count = self._asked.get(who, (today, 0))
        return day == today and count >= MOST

    def suggested(self, people: Iterable[OccupantId], today: date, store: Store, until: datetime) -> None:
        """One more. until: when the day is over. Raises StoreFailed."""
        for who in people:
            day, before = self._asked.get(who, (today, 0))
            count = before + 1 if day == today else 1
            self._asked[who] = today, count
            store.put_off.put(who, f"{_ASKED}|{today.isoformat()}|{count}", until)

    def offered(self, people: Iterable[OccupantId], wishes: Iterable[Wish], today: date, store: Store, now: datetime) -> None:
        """It is asked today; until somebody answers it counts as let pass. Raises StoreFailed."""
        wanted = list(wishes)
        for who in people:
            known = self._passed.setdefault(who, [])
            for wish in wanted:
                before = next((one for one in known if one.is_about(wish)), None)
                if before is not None and before.day == today:
                    continue
                is_new = before is None or before.until <= now or before.days >= UNANSWERED
                days = 1 if before is None or is_new else before.days + 1
                rest = REST_D if days >= UNANSWERED else REMEMBERED_D
                passed = _Passed(wish.room, wish.device, wish.trait, wish.value, days, today, now + timedelta(days=rest))
                if before is not None:
                    known.remove(before)
                    store.put_off.drop(who, before.key)
                known.append(passed)
                store.put_off.put(who, passed.key, passed.until)

    def answered(self, wishes: Iterable[Wish], store: Store) -> None:
        """Somebody said yes or no, or set it by hand. Raises StoreFailed."""
        wanted = list(wishes)
        for who, known in self._passed.items():
            for one in [one for one in known if any(one.is_about(wish) for wish in wanted)]:
                known.remove(one)
                store.put_off.drop(who, one.key)

    def declined(self, people: Iterable[OccupantId], wishes: Iterable[Wish], store: Store, now: datetime) -> None:
        """Raises StoreFailed."""
        wanted = list(wishes)
        for who in people:
            for wish in wanted:
                earlier = [one for one in self._rests.get(who, ()) if one.why == DECLINED and one.is_about(wish)]
                until = FOREVER if earlier else now + timedelta(days=REST_D)
                self._drop(who, earlier, store)
                self._put(who, Rest(DECLINED, wish.room, wish.device, wish.trait, wish.quantity, wish.value, until), store)

    def put_off(self, people: Iterable[OccupantId], wishes: Iterable[Wish], until: datetime, store: Store) -> None:
        """Not now, whatever its value; no first time of declining. Raises StoreFailed."""
        wanted = list(wishes)
        for who in people:
            for wish in wanted:
                self._put(who, Rest(LATER, wish.room, wish.device, wish.trait, wish.quantity, None, until), store)

    def stopped(self, who: OccupantId, room: RoomId, quantity: str, store: Store) -> None:
        """Nothing of the kind is suggested to them there any more. Raises StoreFailed."""
        self._put(who, Rest(STOPPED, room, "", "", quantity, None, FOREVER), store)

    def again(self, who: OccupantId, room: RoomId, quantity: str | None, store: Store) -> set[str]:
        """It may be suggested to them there as before; None: whatever rests there. Returns what did. Raises StoreFailed."""
        rested = [one for one in self._rests.get(who, ()) if one.room == room and quantity in (None, one.quantity)]
        self._drop(who, rested, store)
        return {one.quantity for one in rested}

    def _put(self, who: OccupantId, rest: Rest, store: Store) -> None:
        known = self._rests.setdefault(who, [])
        known[:] = [*(one for one in known if one.key != rest.key), rest]
        store.put_off.put(who, rest.key, rest.until)

    def _drop(self, who: OccupantId, rests: Iterable[Rest], store: Store) -> None:
        for one in rests:
            self._rests[who].remove(one)
            store.put_off.drop(who, one.key)

    def forget(self, who: OccupantId) -> None:
        self._rests.pop(who, None)
        self._asked.pop(who, None)
        self._passed.pop(who, None)
