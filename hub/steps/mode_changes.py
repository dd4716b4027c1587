"""Modes as residents set them, and as they (and a pause) end: by the clock, when everybody has left, or when
somebody is home again.

In the flow: an order, (time) → Standing.modes, on the disk at once → what wishes, lessons and empty rooms make of it. Who sits
in a room that a vacation kept dark and cold has it, as that ends, as if they came in.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from devices.vocabulary import Moment, RoomId

from ..deciding.room_view import RoomView
from ..deciding.wishes import Wishes
from ..decision import Trigger
from ..house import Current, House
from ..modes import NORMAL, SETTING, Mode, begun, gone_on
from .asked import Asked, answers, known_room
from .carry_out import CarryOut
from .clock_doubt import must_know_the_time
from .emptying import Emptying
from .reporting import Reporting
from .requests import Requests
from .staying import Staying
from .turns import settle_turns

EVERY_S = 1.0
BACK_S = 1800.0  # who has been at home for so long has not only forgotten something


class ModeChanges:
    """Owned by the loop's thread."""

    def __init__(
        self,
        current: Current,
        reporting: Reporting,
        carry_out: CarryOut,
        emptying: Emptying,
        staying: Staying,
        requests: Requests,
    ) -> None:
        self._current, self._reporting, self._emptying, self._staying = current, reporting, emptying, staying
        self._carry_out, self._requests = carry_out, requests
        self._looked: Moment | None = None
        self._home_since: float | None = None  # monotonic; somebody is, before a vacation's end
        self._told: datetime | None = None  # of which mode, by when it began

    @property
    def house(self) -> House:
        return self._current.house

    @answers("mode")
    def asked(self, asked: Asked, now: Moment) -> dict[str, Any]:
        """name: a mode, or normal; left out, what stands. room: left out, the whole home. until: left out, its usual end."""
        named = asked.get("room")
        room = None if named is None else known_room(self.house, str(named))
        if asked.get("name") is not None:
            until = asked.get("until")
            self.set(room, str(asked["name"]), None if until is None else str(until), now)
        zone = self.house.config.home.time_zone
        return {"room": room, **self.house.standing.modes.told(room), "time_zone": zone}

    def set(self, room: RoomId | None, name: str, until: str | None, now: Moment) -> None:
        """From now on. Raises NotPossible for what is no mode or end, StoreFailed where a restart would forget it."""
        house = self.house
        must_know_the_time(until, now)
        mode = None
        if name.strip().lower() != NORMAL:
            zone = ZoneInfo(house.config.home.time_zone)
            mode = begun(name.strip().lower(), until, now.at, zone, house.morning)
            if house.anyone_home() is False:
                mode = gone_on(mode, False, now.at) or mode
        kept_empty = self._kept_empty(room)
        self._put(room, mode, now)
        self._keep()
        self._greet(kept_empty, now)

    def next_deadline(self) -> float | None:
        """Monotonic: when the first is over by the clock; None while no mode stands. Who comes and goes is heard of between."""
        ends, looked = [mode.until for _, mode in self.house.standing.modes.everywhere()], self._looked
        if self.house.standing.pause_until is not None:
            ends.append(self.house.standing.pause_until)
        if not ends:
            return None
        if looked is None:
            return 0.0
        first = min(ends)
        return looked.mono + max(EVERY_S, (first - looked.at).total_seconds())

    def tick(self, now: Moment) -> None:
        """What is over ends. Cheap when nothing stands."""
        house = self.house
        standing, pause_ends = house.standing.modes.everywhere(), house.standing.pause_until
        if not (standing or pause_ends) or (self._looked is not None and now.mono - self._looked.mono < EVERY_S):
            return
        self._looked = now
        if pause_ends is not None and now.at >= pause_ends:
            house.keep(partial(self._requests.pause, False, now))
        kept_empty = self._kept_empty(None)
        self._go_on(now)
        self._greet(kept_empty, now)
        self._notice_early(now)

    def somebody_came(self, now: Moment) -> None:
        """Before anything is decided for them: what ends as somebody is home again is over."""
        self._go_on(now)

    # Inside

    def _kept_empty(self, room: RoomId | None) -> list[RoomId]:
        """Rooms, or this one, that a mode keeps dark and set back although somebody is there."""
        modes, present = self.house.standing.modes, self.house.presence.in_room
        rooms = map(RoomId, self.house.config.rooms) if room is None else [room]
        return [one for one in rooms if (mode := modes.of(one)) is not None and mode.empties and present(one)]

    def _greet(self, kept_empty: Iterable[RoomId], now: Moment) -> None:
        """Who is there has waited for no door: it is decided for them as if they came in."""
        for room in kept_empty:
            if self.house.mode(room) is None and self.house.presence.in_room(room):
                wishes = Wishes(RoomView(self.house, room, now)).on_arrival()
                decision = self._carry_out.decide(room, Trigger.ARRIVAL, wishes, now)
                self._reporting.record(decision, now)
                settle_turns(self.house, decision)
                self._staying.arrived(decision, now)

    def _notice_early(self, now: Moment) -> None:
        """Somebody is home again long before a vacation's date, and stays: nothing lights up for them; they are told once."""
        house, mode = self.house, self.house.standing.modes.home
        is_early = mode is not None and mode.empties and mode.ends == "time" and mode.was_empty and house.anyone_home() is True
        if mode is None or not is_early:
            self._home_since = None
        elif self._home_since is None:
            self._home_since = now.mono
        elif now.mono - self._home_since >= BACK_S and self._told != mode.since:
            self._told = mode.since
            until = f"{house.situation.local(mode.until):%Y-%m-%d %H:%M}"
            self._reporting.problem(
                f"somebody is home, and the home's mode is {mode.name} until {until}: nothing is lit or heated for them before "
                "that; attune mode normal ends it"
            )

    def _go_on(self, now: Moment) -> None:
        house = self.house
        for room, mode in house.standing.modes.everywhere():
            after = gone_on(mode, house.anyone_home(), now.at)
            if room is not None and room not in house.config.rooms:
                after = None
            if after == mode:
                continue
            if after is None:
                self._put(room, None, now)
            else:
                house.standing.modes.put(room, after)
            house.keep(self._keep)

    def _put(self, room: RoomId | None, mode: Mode | None, now: Moment) -> None:
        """Bursts and offers from before are of another evening."""
        house = self.house
        house.standing.modes.put(room, mode)
        for one in map(RoomId, house.config.rooms):
            if room not in (None, one):
                continue
            for device in house.readings.devices_in[one]:
                house.bursts.drop(device)
            if mode is not None:
                house.suggestions.drop(one)
                if mode.empties:
                    self._emptying.left_already(one, now)
                if mode.name == "sleep":
                    self._staying.falls_asleep(one, now)
        house.presence.has_guests = house.standing.modes.has_guests
        self._emptying.look_again()
        self._reporting.show(now)

    def _keep(self) -> None:
        """Raises StoreFailed."""
        self.house.store.settings.put(SETTING, self.house.standing.modes.to_json())
