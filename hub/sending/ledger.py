"""What stands written about the house right now: holds, what the hub last did, decisions that can be explained and undone.

Holds and debts survive a restart (the store keeps them); acts and recent decisions live in memory.
"""

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile

from devices.vocabulary import DeviceId, Moment, OccupantId, RoomId, Value

from ..decision import Act, Decision, Hold
from ..decision_document import DecisionDocument
from .turn import Turn

REMEMBERED = 300  # decisions kept in memory for why, undo and thanks
TURN_S = 6 * 3600.0  # while somebody is there: who joins, and what is followed meanwhile, belongs to the turn that was settled
UNCLAIMED_HOLD_S = 2 * 3600.0  # a hand nobody can be named for is respected for this long


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A decision, its JSON document as published (with evidence), and what undo puts back."""

    decision: Decision
    document: DecisionDocument
    undone: bool = False


class Ledger:
    """Owned by the loop's thread."""

    def __init__(self) -> None:
        self.holds: dict[tuple[DeviceId, str], Hold] = {}
        self.acts: dict[tuple[DeviceId, str], Act] = {}
        self._own: dict[tuple[DeviceId, str], Hold] = {}  # what one person alone had set and left so, until it is set anew
        self._standing: dict[tuple[DeviceId, str], Act] = {}  # those not settled, the oldest first
        self.stays: dict[
            OccupantId, tuple[RoomId, Moment]
        ] = {}  # the room somebody came to last and has not left, as far as known
        self.arrived: dict[tuple[OccupantId, RoomId], float] = {}  # monotonic: when the last decision for that arrival was made
        self.in_vain: set[tuple[OccupantId, RoomId]] = set()  # of these arrivals those at which the hub did and asked nothing
        self.debts: dict[tuple[RoomId, str], dict[OccupantId, float]] = {}  # by room and domain
        self._turns: dict[tuple[RoomId, str], Turn] = {}  # under way
        self._entries: OrderedDict[str, LedgerEntry] = OrderedDict()
        self._last_in: dict[RoomId, str] = {}  # each room's last entry, as long as it is remembered

    def owed(self, room: RoomId, domain: str, now: Moment) -> Mapping[OccupantId, float]:
        """What each is owed where people share: 0..3. One evening is one turn, however many come one after the other."""
        return self.turn(room, domain, now).before

    def turn(self, room: RoomId, domain: str, now: Moment) -> Turn:
        """The one under way, or a new one."""
        found = self._turns.get((room, domain))
        if found is not None and now.mono - found.since < TURN_S:
            return found
        return Turn(self.debts.get((room, domain), {}), now.mono)

    def turns(self, room: RoomId) -> list[tuple[str, Turn]]:
        """Those under way in a room, by domain."""
        return [(domain, turn) for (where, domain), turn in self._turns.items() if where == room]

    def owe(self, room: RoomId, domain: str, turn: Turn, debts: dict[OccupantId, float]) -> None:
        """What is owed as the turn stands."""
        self._turns[room, domain], self.debts[room, domain] = turn, debts

    def parted(self, room: RoomId) -> None:
        """Everybody has left: the next evening is another turn."""
        self._turns = {key: turn for key, turn in self._turns.items() if key[0] != room}

    def hold(self, hold: Hold) -> None:
        self.holds[hold.device, hold.trait] = hold
        self._own.pop((hold.device, hold.trait), None)

    def is_own(self, device: DeviceId, trait: str, occupant: OccupantId, value: Value) -> bool:
        """Whether this person's hand, and no other's, set it to this when it was last set by hand, and the hub never since."""
        own = self._own.get((device, trait))
        return own is not None and occupant in own.occupants and own.value == value

    def held(self, device: DeviceId, trait: str, now: Moment) -> Hold | None:
        """The hold on a trait; one that belongs to nobody ends by itself."""
        hold = self.holds.get((device, trait))
        if hold is None or hold.occupants or now.mono - hold.since.mono < UNCLAIMED_HOLD_S:
            return hold
        return None

    def release(self, occupant: OccupantId, room: RoomId, is_empty: bool) -> tuple[list[Hold], list[Hold]]:
        """A person left a room: the holds that end with it, and those that are narrowed to who stays, as they are now."""
        ended, narrowed = [], []
        for key, hold in list(self.holds.items()):
            if hold.room != room:
                continue
            left = hold.occupants - {occupant}
            if hold.occupants == {occupant}:
                self._own[key] = hold
            if is_empty or (occupant in hold.occupants and not left):
                ended.append(self.holds.pop(key))
            elif occupant in hold.occupants:
                self.holds[key] = replace(hold, occupants=left)
                narrowed.append(self.holds[key])
        return ended, narrowed

    def release_all(self, room: RoomId) -> list[Hold]:
        """Nobody is in a room any more, also nobody unknown: what ends with it."""
        return [self.holds.pop(key) for key, hold in list(self.holds.items()) if hold.room == room]

    def came(self, key: tuple[OccupantId, RoomId], now: Moment, was_answered: bool) -> None:
        """Somebody arrived; was_answered: something was done or asked."""
        self.arrived[key] = now.mono
        (self.in_vain.discard if was_answered else self.in_vain.add)(key)

    def forget_arrivals(self, room: RoomId) -> None:
        """Whoever comes into the room next arrives there, however soon after the last time."""
        self.arrived = {key: at for key, at in self.arrived.items() if key[1] != room}

    def act(self, act: Act) -> None:
        key = act.device, act.trait
        self.acts[key] = act
        self._standing.pop(key, None)
        if self._own.get(key) is not None and self._own[key].since.mono < act.when.mono:
            del self._own[key]
        if not act.settled:
            self._standing[key] = act

    def recent_act(self, device: DeviceId, trait: str, now: Moment, window_s: float) -> Act | None:
        """What the hub did to a trait, while a change by hand still counts as correcting it."""
        act = self.acts.get((device, trait))
        if act is None or act.settled or now.mono - act.when.mono > window_s:
            return None
        return act

    def settle(self, act: Act) -> None:
        """The act has been judged: it is neither accepted nor corrected again."""
        if self.acts.get((act.device, act.trait)) == act:
            self.act(replace(act, settled=True))

    def never_done(self, device: DeviceId) -> None:
        """What the hub told a device last never reached it, or it did not do it: nobody accepts that by leaving it so."""
        for act in [act for act in self._standing.values() if act.device == device]:
            self.settle(act)

    def standing_in(self, room: RoomId) -> list[Act]:
        """What the hub did there and nobody has judged yet."""
        return [act for act in self._standing.values() if act.room == room]

    def standing_until(self, mono: float) -> list[Act]:
        """What the hub did up to then and nobody has judged yet, the oldest first."""
        return list(takewhile(lambda act: act.when.mono <= mono, self._standing.values()))

    def oldest_standing(self) -> float | None:
        """When the first of them was done, monotonic."""
        return next((act.when.mono for act in self._standing.values()), None)

    def enter(self, entry: LedgerEntry) -> None:
        self._entries[entry.decision.id] = entry
        self._last_in[entry.decision.room] = entry.decision.id
        while len(self._entries) > REMEMBERED:
            self._entries.popitem(last=False)

    def entry(self, which: str, room: RoomId | None = None) -> LedgerEntry | None:
        """By id, or the ``last`` one (of a room)."""
        if which != "last":
            return self._entries.get(which)
        last = self._entries.get(self._last_in.get(room, "")) if room is not None else None
        if last is not None:
            return last
        return next((e for e in reversed(self._entries.values()) if room is None or e.decision.room == room), None)

    def last_done(self, room: RoomId | None = None) -> LedgerEntry | None:
        """The last decision that moved something and has not been undone."""
        return next(
            (
                e
                for e in reversed(self._entries.values())
                if not e.undone and e.decision.sent() and (room is None or e.decision.room == room)
            ),
            None,
        )

    def between(self, start: datetime, end: datetime, room: RoomId | None = None) -> list[LedgerEntry]:
        """What was decided then, both within, as far as it is remembered."""
        among = (e for e in self._entries.values() if room is None or e.decision.room == room)
        return [e for e in among if start <= e.decision.moment.at <= end]

    def mark_undone(self, decision_id: str) -> None:
        entry = self._entries.get(decision_id)
        if entry is not None:
            self._entries[decision_id] = replace(entry, undone=True)

    def forget(self, occupant: OccupantId) -> None:
        """Nothing here names the person afterwards."""
        self.in_vain = {key for key in self.in_vain if key[0] != occupant}
        self.arrived = {key: at for key, at in self.arrived.items() if key[0] != occupant}
        for key, hold in list(self.holds.items()):
            if occupant in hold.occupants:
                del self.holds[key]
        self._own = {key: hold for key, hold in self._own.items() if occupant not in hold.occupants}
        for key, act in list(self.acts.items()):
            if occupant in act.occupants:
                del self.acts[key]
                self._standing.pop(key, None)
        self.stays.pop(occupant, None)
        for debts in self.debts.values():
            debts.pop(occupant, None)
        self._turns.clear()
        for name in [n for n, e in self._entries.items() if occupant in e.decision.occupants]:
            del self._entries[name]

    def keep(self, rooms: Collection[RoomId], devices: Collection[DeviceId], people: Collection[OccupantId]) -> None:
        """Only what the configuration still names: nobody can leave a room that is no more."""
        self.stays = {who: stay for who, stay in self.stays.items() if who in people and stay[0] in rooms}
        self.holds = {key: hold for key, hold in self.holds.items() if key[0] in devices}
        self._own = {key: hold for key, hold in self._own.items() if key[0] in devices}
        self.acts = {key: act for key, act in self.acts.items() if key[0] in devices and act.room in rooms}
        self._standing = {key: act for key, act in self._standing.items() if key in self.acts}
