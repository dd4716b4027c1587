"""What happened is written down for ``attune replay``: when nobody waits, thinned, and of people who agreed only.

In the flow: Recording → thinned → a piece in the store. While somebody who has not agreed may be at home nothing is kept.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from devices.event import Seen
from devices.vocabulary import AT_HOME, NOT_HOME, DeviceId, Moment, OccupantId, Role

from ..decision import Decision
from ..errors import StoreFailed
from ..home.whereabouts import SETTING as MOVEMENTS
from ..house import Current, House
from ..recording.entry import Entry
from ..recording.rows import base_row, device_row, event_row, moment_row
from ..standing import HEAT
from ..store.retention import EXACT_D
from ..store.tables.recorded import Piece
from .asked import Asked, answers
from .emptying import SETTING as OWED
from .nights import SETTING as ASLEEP
from .open_windows import SETTING as WINDOWS
from .preheating import SETTING as AHEAD

# A piece is written so often, and once so many entries wait: about 2 ms, for which whoever comes in just then waits.
EVERY_S, MANY = 60.0, 200
DEVICES = "recorded_devices"  # the setting under which the store keeps what the devices were
# Settings a replay begins with: what was chosen, is of the moment, or was learned of the home.
CHOSEN = ("autonomy", "paused", "pause_until", "modes", ASLEEP, OWED, WINDOWS, AHEAD, MOVEMENTS)
_PER_PIECE = 400  # rows


class Recorder:
    """Owned by the loop's thread."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self.looks: Callable[[Moment], Mapping[str, Any]] = lambda _now: {}  # how long ago what is looked at by turns was
        self._kind = "start"
        self._since: float | None = None  # monotonic: the first entry that waits was noted then
        self._day = ""
        self._described: object = None  # the devices as they were described last
        self._noted_until: datetime | None = None  # lessons are noted up to then
        self._home: frozenset[OccupantId] = frozenset()  # who might be at home as the last piece ended
        current.house.standing.recording.is_on = current.house.config.storage.recorded > 0

    @property
    def house(self) -> House:
        return self._current.house

    def next_deadline(self) -> float | None:
        """Monotonic time at which a piece is due, None where nothing waits."""
        if len(self.house.standing.recording) >= MANY:
            return 0.0
        return None if self._since is None else self._since + EVERY_S

    def tick(self, now: Moment) -> None:
        """Writes what waits, where it is time. Cost: some ms a minute."""
        recording = self.house.standing.recording
        recording.is_on = self.house.config.storage.recorded > 0
        if not recording.is_on:
            if self._day != "off":
                self._day = "off"
                recording.forget()
                self.house.keep(self.house.store.recorded.drop_all)
            return
        if not len(recording):
            return
        self._since = now.mono if self._since is None else self._since
        if now.mono - self._since >= EVERY_S or len(recording) >= MANY:
            self.write(now)

    def write(self, now: Moment) -> None:
        """What waits, to the store. Nothing of it is kept where somebody may be meant who has not agreed."""
        house, recording = self.house, self.house.standing.recording
        if not recording.is_on:
            return
        entries, self._since = recording.taken(), None
        if recording.has_gap:
            recording.has_gap, self._kind = False, "gap"
        home, before = self._may_be_home(), self._home
        self._home = home
        if house.agreements.of(home | before) != home | before:
            self._kind = "gap"
            return
        people = home | before
        if self._kind != "gap":
            thinned = list(recording.thinning.thinned([entry for entry in entries if self._may_note(entry)]))
            people |= {who for who in map(self._subject, thinned) if who is not None}
            for at in range(0, len(thinned), _PER_PIECE):
                self._keep(self._piece(thinned[at : at + _PER_PIECE], people))
        self._describe()
        self._kind = self._kind or self._new_day(now)
        if self._kind in ("gap", "day"):  # from here on it can be gone on with
            self._begin(self._kind, people, now)
            self._kind = ""

    @answers("recorded")
    def recorded_asked(self, _asked: Asked, now: Moment) -> dict[str, Any]:
        """What waits is written down at once; how many pieces there are, and since when."""
        self.write(now)
        return self.house.store.recorded.span()

    # Inside

    def _begin(self, kind: str, people: frozenset[OccupantId], now: Moment) -> None:
        """A piece that says how everything is, and what stands in the database."""
        house = self.house
        agreed = house.agreements.of(map(OccupantId, house.config.occupants))
        try:
            stands, named = house.store.recorded.begun(self._noted_until or now.at - timedelta(days=EXACT_D), agreed)
        except StoreFailed as error:
            house.store_failed(error)
            return
        self._noted_until = now.at
        everybody = tuple(sorted(people | named | agreed))  # the home's own habits are of all of them
        self._keep(Piece(kind, now.at, everybody, base_row(now), {**dict(self._as_it_is(now)), "stands": stands}, []))

    def _keep(self, piece: Piece) -> None:
        self.house.keep(lambda: self.house.store.recorded.add(piece))

    def _piece(self, entries: list[Entry], people: frozenset[OccupantId]) -> Piece:
        base, rows = entries[0].now, list[Any]()
        for entry in entries:
            row, when = _row(entry, base), moment_row(entry.now, base)
            if rows and rows[-1][0] == when:
                rows[-1][1].append(row)
            else:
                rows.append([when, [row]])
        kind, self._kind = self._kind, ""
        return Piece(kind, base.at, tuple(sorted(people)), base_row(base), None, rows)

    def _describe(self) -> None:
        """What the devices are, where that has changed."""
        house = self.house
        if house.catalogue.devices is not self._described:
            self._described = house.catalogue.devices
            devices = [d for d in house.catalogue.devices.values() if d.role is not Role.TRACKER]
            found = [device_row(d, house.outbox.answers(d)) for d in devices]
            house.keep(lambda: house.store.settings.put(DEVICES, found))

    def _new_day(self, now: Moment) -> str:
        """day, where one has begun: what is too old goes."""
        house = self.house
        before, self._day = self._day, house.situation.local(now.at).date().isoformat()
        if before == self._day:
            return ""
        days = timedelta(days=house.config.storage.recorded)
        house.keep(lambda: house.store.recorded.drop_before(now.at - days))
        return "day" if before else ""

    def _as_it_is(self, now: Moment) -> Iterator[tuple[str, Any]]:
        """How everything is: enough to go on from here where nothing is known of what was before."""
        house = self.house
        devices = [d for d in house.catalogue.devices.values() if d.id in house.readings.room_of]
        values = [[d.id, name, house.readings.value(d.id, name)] for d in devices for name in d.traits]
        yield "values", [value for value in values if value[2] is not None]
        yield "unreachable", [d.id for d in devices if house.readings.is_reachable(d.id) is False]
        places = {who: house.presence.where(who) for who in house.agreements.of(map(OccupantId, house.config.occupants))}
        told = {who: where for who, where in places.items() if where.home is not None}
        yield "places", {who: w.room or (AT_HOME if w.home else NOT_HOME) for who, w in told.items()}
        yield "activity", dict(house.situation.activity)
        yield "outdoors", asdict(house.situation.outdoors)
        settings = {key: kept for key in CHOSEN if (kept := house.store.settings.get(key)) is not None}
        yield "looks", self.looks(now)
        yield "settings", {**settings, HEAT: house.standing.home_heat.to_json()}

    def _may_be_home(self) -> frozenset[OccupantId]:
        house = self.house
        people = map(OccupantId, house.config.occupants)
        return frozenset(who for who in people if house.presence.where(who).home is not False)

    def _subject(self, entry: Entry) -> OccupantId | None:
        return self._whose(entry.what.source) if isinstance(entry.what, Seen) else None

    def _may_note(self, entry: Entry) -> bool:
        event = entry.what
        if not isinstance(event, Seen):
            return True
        who = self._whose(event.source)
        return who is not None and self.house.agreements.may_keep(who)

    def _whose(self, source: DeviceId) -> OccupantId | None:
        occupants = self.house.config.occupants.items()
        return next((OccupantId(who) for who, b in occupants if any(r.id == source for r in b.presence)), None)


def _row(entry: Entry, base: Moment) -> list[Any]:
    match entry.letter:
        case "e":
            return event_row(entry.what, entry.now, base, entry.cause)
        case "d":
            return ["d", decision_row(entry.what)]
        case "o":
            return ["o", entry.what, entry.more.decode("utf-8", "replace")]
        case "a":
            return ["a", entry.what, entry.more]
        case _:
            return [entry.letter, entry.what]


def decision_row(decision: Decision) -> dict[str, Any]:
    """What was decided, as far as two decisions are compared."""
    wishes = [[w.device, w.trait, w.quantity, w.value, w.now, w.outcome.value, w.reason.code] for w in decision.wishes]
    return {"id": decision.id, "room": decision.room, "trigger": decision.trigger.value, "wishes": wishes}
