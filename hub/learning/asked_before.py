"""What people were asked of late: how often today, what they declined or let pass. It is kept with what else they put off.

One that was declined rests for a week; declined again it rests for as long as it stays the same: a habit that has changed
suggests something else. One that nobody answered on three days rests for a week as well, each time.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from devices.vocabulary import OccupantId, Value
from models.kind import kinds

from ..decision import Wish
from ..store import Store

MOST = 3  # suggestions a day and person
REST_D = 7.0
FOREVER = datetime(9000, 1, 1, tzinfo=UTC)
UNANSWERED = 3  # days on which a suggestion came and nobody said or did anything
REMEMBERED_D = 30.0  # so long such a day counts
_DECLINED, _ASKED, _PASSED = "declined", "suggested", "passed"


@dataclass(frozen=True, slots=True)
class _Declined:
    """quantity: the kind's. until: aware."""

    room: str
    device: str
    trait: str
    quantity: str
    value: Value
    until: datetime

    def is_about(self, wish: Wish) -> bool:
        """The same thing, to a value as good as that one."""
        kind = kinds().get(self.quantity)
        is_there = (self.room, self.device, self.trait) == (wish.room, wish.device, wish.trait)
        return is_there and (self.value == wish.value if kind is None else kind.near(self.value, wish.value))

    @property
    def key(self) -> str:
        return "|".join((_DECLINED, json.dumps([self.room, self.device, self.trait, self.quantity, self.value])))


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
        self._declined: dict[OccupantId, list[_Declined]] = {}
        self._asked: dict[OccupantId, tuple[date, int]] = {}
        self._passed: dict[OccupantId, list[_Passed]] = {}

    @classmethod
    def read(cls, rows: Iterable[Mapping[str, Any]]) -> "AskedBefore":
        """rows: of the table of what was put off. What cannot be read is as if it had not been."""
        found = cls()
        for row in rows:
            who, (what, _, rest) = OccupantId(row["occupant"]), str(row["change"]).partition("|")
            try:
                if what == _DECLINED:
                    room, device, trait, quantity, value = json.loads(rest)
                    until = datetime.fromisoformat(row["until"])
                    found._declined.setdefault(who, []).append(_Declined(room, device, trait, quantity, value, until))
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

    def rests(self, who: OccupantId, wish: Wish, now: datetime) -> bool:
        """Whether they declined that, and its rest is not over."""
        return any(one.is_about(wish) and one.until > now for one in self._declined.get(who, ()))

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
            known = self._declined.setdefault(who, [])
            for wish in wanted:
                earlier = [one for one in known if one.is_about(wish)]
                until = FOREVER if earlier else now + timedelta(days=REST_D)
                declined = _Declined(wish.room, wish.device, wish.trait, wish.quantity, wish.value, until)
                for one in earlier:
                    known.remove(one)
                    store.put_off.drop(who, one.key)
                known.append(declined)
                store.put_off.put(who, declined.key, until)

    def forget(self, who: OccupantId) -> None:
        self._declined.pop(who, None)
        self._asked.pop(who, None)
        self._passed.pop(who, None)
