"""What people were asked of late: how often today, and what they declined. It is kept with what else they put off.

One that was declined rests for a week; declined again it rests for as long as it stays the same: a habit that has changed
suggests something else.
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
_DECLINED, _ASKED = "declined", "suggested"


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


class AskedBefore:
    """Owned by the loop's thread. What is written goes through ``keep``, which may be too late for a power cut."""

    def __init__(self) -> None:
        self._declined: dict[OccupantId, list[_Declined]] = {}
        self._asked: dict[OccupantId, tuple[date, int]] = {}

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
