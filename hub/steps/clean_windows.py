"""``attune forget --from "sat 18:00" --to "sun 03:00"``: an evening that does not count, and its undo.

In the flow: an order → what was learned then is set aside → learners and ladder anew from what is left.
"""

import re
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from devices.vocabulary import Moment, OccupantId

from ..errors import NotPossible
from ..house import Current, House
from ..store.tables.clean_windows import Span
from .asked import Asked, answers, known_person, known_room
from .reporting import Reporting

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORDS = re.compile(r"(?:([a-z]{3,9}) )?([01]?[0-9]|2[0-3]):([0-5][0-9])")
_FORMS = 'a time such as "sat 18:00", "18:00" or "2026-03-14 18:00"'


class CleanWindowsAsked:
    """Owned by the loop's thread."""

    def __init__(self, current: Current, reporting: Reporting) -> None:
        self._current, self._reporting = current, reporting

    @property
    def house(self) -> House:
        return self._current.house

    @answers("forget_span")
    def forget(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """from, to: of the home's clock. room, person: left out, all of them. really: False only shows what would go."""
        house, windows = self.house, self.house.store.clean_windows
        span = self._span(asked, now)
        lessons = windows.lessons(span)
        is_done = bool(asked.get("really")) and bool(lessons)
        if is_done:
            for room in house.readings.devices_in if span.end >= now.at else ():
                if span.room in (None, room):
                    for device in house.readings.devices_in[room]:
                        house.bursts.drop(device)  # what is not settled yet is of that span, too
            windows.set_aside(span, now.at)
            self._learn_again(now)
        return {**self._told(span), "lessons": [asdict(one) for one in lessons], "forgotten": is_done}

    @answers("set_aside")
    def all(self, _asked: Asked, _now: Moment) -> dict[str, Any]:
        """Every span that does not count, the newest first; ``at`` names it."""
        return {
            "spans": [
                {**self._told(one.span), "at": one.at.isoformat(), "people": list(one.people), "lessons": one.count}
                for one in self.house.store.clean_windows.all()
            ]
        }

    @answers("forget_undo")
    def undo(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """at: which span counts again; left out, the last. Raises NotPossible where none was set aside within the month."""
        at = asked.get("at")
        try:
            found = self.house.store.clean_windows.take_back(None if at is None else datetime.fromisoformat(str(at)))
        except ValueError:
            found = None
        if found is None:
            raise NotPossible("no span was set aside within the last 30 days", "nothing_to_undo")
        self._learn_again(now)
        return {**self._told(found[1]), "counts_again": found[0]}

    def _learn_again(self, now: Moment) -> None:
        self.house.learners.learn_again()
        self._reporting.show(now)

    def _span(self, asked: Asked, now: Moment) -> Span:
        """Raises NotPossible."""
        zone = ZoneInfo(self.house.config.home.time_zone)
        room, person = asked.get("room"), asked.get("person")
        start = last_such(str(asked.get("from")), now.at, zone)
        end = next_such(str(asked["to"]), start, zone) if asked.get("to") is not None else now.at
        if end <= start:
            raise NotPossible("the span ends before it begins", "wrong_time")
        who = None if person is None else OccupantId(known_person(self.house, str(person)))
        return Span(start, end, None if room is None else known_room(self.house, str(room)), who)

    def _told(self, span: Span) -> dict[str, Any]:
        zone = ZoneInfo(self.house.config.home.time_zone)
        times = {"from": span.start, "to": span.end}
        local = {key: at.astimezone(zone).isoformat(timespec="minutes") for key, at in times.items()}
        return {**local, "room": span.room, "person": span.person}


def last_such(words: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The last such moment before now. Raises NotPossible."""
    local = now.astimezone(zone)
    found = _read(words, local)
    if isinstance(found, datetime):
        return found.astimezone(now.tzinfo)
    day, hour, minute = found
    at = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    while at > local or (day is not None and at.weekday() != day):
        at -= timedelta(days=1)
    return at.astimezone(now.tzinfo)


def next_such(words: str, after: datetime, zone: ZoneInfo) -> datetime:
    """The first such moment after another. Raises NotPossible."""
    local = after.astimezone(zone)
    found = _read(words, local)
    if isinstance(found, datetime):
        return found.astimezone(after.tzinfo)
    day, hour, minute = found
    at = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    while at <= local or (day is not None and at.weekday() != day):
        at += timedelta(days=1)
    return at.astimezone(after.tzinfo)


def _read(words: str, local: datetime) -> datetime | tuple[int | None, int, int]:
    """A date with a time, or the day of the week (None: any) with hour and minute."""
    found = _WORDS.fullmatch(words.strip().lower())
    if found is not None:
        day = None if found[1] is None else next((i for i, name in enumerate(_DAYS) if found[1].startswith(name)), -1)
        if day != -1:
            return day, int(found[2]), int(found[3])
    try:
        at = datetime.fromisoformat(words.strip())
    except ValueError:
        raise NotPossible(f"{words!r} is no time: {_FORMS}", "wrong_time") from None
    return at if at.tzinfo is not None else at.replace(tzinfo=local.tzinfo)
