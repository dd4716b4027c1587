"""An evening with guests of whom nobody has said anything: the next morning the hub offers that it does not count.

In the flow: movement, hands → numbers of the evening → an offer on ``attune/evening``, answered by ``forget`` or ``keep``. What
is kept names nobody, and only where everybody agreed; nothing is forgotten by itself.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from devices.vocabulary import Moment, OccupantId, RoomId

from ..errors import NotPossible
from ..house import Current, House
from ..learning.unusual_evening import FORGET, FROM_H, KEEP, KEPT, TO_H, Evening, contrary, hours_after_noon, is_unlike
from ..store.tables.clean_windows import Span
from .asked import Asked, answers
from .reporting import Reporting

SETTING = "evenings"
OFFERED_D = 7.0
LOOK_S, KEEP_S = 60.0, 900.0  # between two looks at the clock; between two writings of what is counted so far


class Evenings:
    """Owned by the loop's thread."""

    def __init__(self, current: Current, reporting: Reporting) -> None:
        self._current, self._reporting = current, reporting
        self._known: list[Evening] = []
        self._running: Evening | None = None
        self._is_read = False
        self._looked = self._kept = float("-inf")

    @property
    def house(self) -> House:
        return self._current.house

    def moved(self, live: Collection[RoomId], now: Moment) -> None:
        """It begins to move in a room. live: where it moves now, that room among them; none where an animal may be it."""
        house = self.house
        local = self._local(now.at)
        if FROM_H > local.hour >= TO_H or house.standing.modes.home is not None or not self._is_agreed():
            return
        residents = sum(house.presence.where(OccupantId(who)).home is not False for who in house.config.occupants)
        if not 0 < residents < len(live):
            return
        began = _began(local)
        running = self._running if self._running is not None and self._running.began == began else Evening(began)
        self._running = replace(running, moved=running.moved + 1, latest=max(running.latest, hours_after_noon(local)))

    def tick(self, now: Moment) -> None:
        """In the morning the evening is looked at, once."""
        if now.mono - self._looked < LOOK_S:
            return
        self._looked = now.mono
        if not self._is_read:
            self._read()
        local = self._local(now.at)
        last = _began(local - timedelta(days=0 if local.hour >= FROM_H or local.hour < TO_H else 1))
        is_over = TO_H <= local.hour < FROM_H
        if self._offer_is_old(now):
            self._offer({}, now)
        if self._is_agreed() and is_over and all(evening.began != last for evening in self._known):
            self._look_back(last, now)
        elif self._running is not None and now.mono - self._kept >= KEEP_S:
            self._keep(now)

    @answers("evening")
    def asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """What is offered; answer: forget or keep."""
        if not self._is_read:
            self._read()
        if asked.get("answer") is None:
            return {"evening": self.house.standing.evening or None}
        return self.answer(str(asked["answer"]), now)

    def answer(self, word: str, now: Moment) -> dict[str, Any]:
        """Raises NotPossible."""
        if word not in (FORGET, KEEP):
            raise NotPossible(f"{word!r} is no answer: it is {FORGET} or {KEEP}", "no_such_answer")
        house, offered = self.house, self.house.standing.evening
        if not offered:
            raise NotPossible("no evening is offered not to count", "nothing_offered")
        lessons = 0
        if word == FORGET:
            lessons = house.store.clean_windows.set_aside(_span(offered), now.at)
            house.learners.learn_again()
        self._offer({}, now)
        return {"answered": word, "from": offered["from"], "to": offered["to"], "lessons": lessons}

    def forget(self, now: Moment) -> None:
        """Somebody is forgotten, or does not agree any more: nothing is known of any evening."""
        self._known, self._running, self._is_read = [], None, True
        self.house.standing.evening = {}
        self._keep(now)

    # Inside

    def _look_back(self, began: str, now: Moment) -> None:
        house = self.house
        start = datetime.fromisoformat(began).replace(hour=FROM_H, tzinfo=self._zone())
        end = (start + timedelta(days=1)).replace(hour=TO_H)
        span = Span(start.astimezone(now.at.tzinfo), end.astimezone(now.at.tzinfo))
        found = contrary(house.store.examples.between(span.start, span.end))
        running = self._running if self._running is not None and self._running.began == began else Evening(began)
        latest = max([running.latest, *(hours_after_noon(self._local(one.at)) for one in found)])
        rooms = {one.context.room for one in found}
        evening = replace(running, contradicted=len(found), rooms=len(rooms), latest=latest)
        others, self._known = self._known, [*self._known, evening][-KEPT:]
        self._running = None
        lessons = sum(one.count for one in house.store.clean_windows.lessons(span))
        if is_unlike(evening, others) and lessons:
            names = sorted(house.config.rooms[RoomId(room)].name or room for room in rooms if room in house.config.rooms)
            self._offer(
                {
                    "from": start.isoformat(timespec="minutes"),
                    "to": end.isoformat(timespec="minutes"),
                    "lessons": lessons,
                    "rooms": sorted(rooms),
                    "sentence": f"the evening of {start:%A} was unlike all others: more people moved about than live here, and "
                    f"much was set otherwise than usual ({', '.join(names)}). Shall it not count?",
                },
                now,
            )
        else:
            self._keep(now)

    def _offer(self, document: dict[str, Any], now: Moment) -> None:
        self.house.standing.evening = document
        self._keep(now)
        self._reporting.show(now)

    def _offer_is_old(self, now: Moment) -> bool:
        offered = self.house.standing.evening
        return bool(offered) and now.at - datetime.fromisoformat(offered["to"]) > timedelta(days=OFFERED_D)

    def _keep(self, now: Moment) -> None:
        self._kept = now.mono
        house = self.house
        rows = {
            "known": [evening.to_json() for evening in self._known],
            "running": None if self._running is None else self._running.to_json(),
            "offer": house.standing.evening,
        }
        house.keep(lambda: house.store.settings.put(SETTING, rows))

    def _read(self) -> None:
        self._is_read = True
        kept = self.house.store.settings.get(SETTING) or {}
        try:
            self._known = [Evening.from_json(row) for row in kept.get("known", ())]
            running = kept.get("running")
            self._running = None if running is None else Evening.from_json(running)
            offered = kept.get("offer") or {}
            if offered:
                _span(offered)
                self.house.standing.evening = offered
        except (KeyError, TypeError, ValueError):
            self._known, self._running = [], None

    def _is_agreed(self) -> bool:
        people = [OccupantId(who) for who in self.house.config.occupants]
        return bool(people) and self.house.agreements.of(people) == frozenset(people)

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.house.config.home.time_zone)

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self._zone())


def _began(local: datetime) -> str:
    """The date of the evening a moment of it belongs to."""
    return (local - timedelta(days=1) if local.hour < TO_H else local).date().isoformat()


def _span(offered: dict[str, Any]) -> Span:
    """Raises KeyError, TypeError, ValueError."""
    return Span(datetime.fromisoformat(offered["from"]), datetime.fromisoformat(offered["to"]))
