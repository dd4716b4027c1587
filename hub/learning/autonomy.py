"""The ladder: each person, room and kind goes watch → suggest → act by its own measured hit rate, and back when it annoys.

Every example carries what the hub would have said before learning it. A guess counts as right when the person would not have
reached for the switch over it. The record fades, so that a changed habit is noticed: with guesses all right, the fourth earns
``suggest`` and the seventh ``act``. What it is very sure of earns and loses by itself as well, by what it was at least as
sure of before: who hears anything on most days, and jazz every Thursday, has it on Thursdays.

For a newcomer the record begins with what was measured of the housemates it is borrowed from: how often these foretell each
other's choices in the room. That much is earned again by whoever is not like them, and lost as quickly as it annoys.

What is done while people stay has a record of its own beside that of their coming: who likes how the light goes on for them may
not like it to move by itself. What the hub itself has set goes on by the record of coming, until that annoys.
"""

from collections.abc import Iterable, Mapping

from devices.vocabulary import OccupantId, RoomId
from models.example import Example, Source
from models.kind import Kind, kinds
from models.preference import Borrowed

from .hit_record import SUGGEST_AFTER, THEIRS, Record, share_of

LEVELS = ("watch", "suggest", "act")
ANNOYED = 2  # corrections among the last acts that take a step down
ANNOYED_UNEARNED = 3  # the same where autonomy need not be earned
_SOON = 30  # right guesses; what takes more is not told
IN_THE_DARK = 2  # stays without the light the hub would have switched on, after which somebody is left in the dark


class Ladder:
    """ceiling: the home's. earn: False starts everybody at the ceiling; annoyance still counts."""

    def __init__(self, ceiling: str = "act", earn: bool = True) -> None:
        self.ceiling, self._earn = ceiling, earn
        self._records: dict[tuple[OccupantId, str, str], Record] = {}
        self._staying: dict[tuple[OccupantId, str, str], Record] = {}
        self._pins: dict[tuple[OccupantId | None, str | None, str | None], str] = {}
        self._caps: dict[str, str] = {}

    def learn(self, example: Example) -> None:
        """Takes one judged example in, in time order."""
        kind = kinds().get(example.kind)
        if kind is None or example.source is Source.HISTORY:
            return
        key = example.occupant, example.context.room, example.kind
        record = self._records.get(key)
        if record is None:
            record = self._records[key] = Record.begun()
        if example.context.staying:
            stayed = self._staying.get(key)
            if stayed is None:
                stayed = self._staying[key] = Record.begun()
            _count_dark(stayed, example)
            self._judge(stayed, example, kind)
            if example.acted is None:
                self._judge(record, example, kind)
        else:
            self._judge(record, example, kind)

    def rebuild(self, examples: Iterable[Example], known: Iterable[tuple[OccupantId, str, str]] = ()) -> None:
        """Everything again from stored examples in time order; equal to having learned them one by one. Pins stay.

        known: (person, room, kind) of examples that are left out because nothing was guessed or done about them.
        """
        self._records = {key: Record.begun() for key in known}
        self._staying = {}
        for example in examples:
            self.learn(example)

    def level(
        self, occupant: OccupantId, room: RoomId | str, kind: str, borrowed: Borrowed | None = None, sure: float = 0.0
    ) -> str:
        """watch, suggest or act: what the record has earned, no higher than annoyance and the home's ceiling leave it.

        borrowed: what the guess in question owes to housemates. Nobody need earn what autonomy gives, but that has to be. sure:
        how sure it is; 0.0 for what is earned however sure."""
        return LEVELS[min(self._own_level(occupant, room, kind, borrowed, sure), LEVELS.index(self.ceiling_in(room)))]

    def staying(
        self,
        occupant: OccupantId,
        room: RoomId | str,
        kind: str,
        is_own: bool,
        borrowed: Borrowed | None = None,
        sure: float = 0.0,
    ) -> str:
        """As ``level``, while they stay. is_own: the hub set what is there, or was asked to follow: then what coming has earned
        counts, as far as staying has not annoyed."""
        record = self._staying.get((occupant, room, kind)) or Record()
        if is_own or borrowed is not None:
            most = min(self._own_level(occupant, room, kind, borrowed, sure), record.most(sure, earn=False))
        else:
            most = record.most(sure, self._earn)
        return LEVELS[min(most, LEVELS.index(self.ceiling_in(room)))]

    def is_judged(self, occupant: OccupantId, room: RoomId | str, kind: str) -> bool:
        """Whether enough has been seen of the person there to earn anything, or to have annoyed; or their level is said."""
        if not self._earn or any(who == occupant for who, _, _ in self._pins):
            return True
        record = self._records.get((occupant, room, kind))
        return record is not None and (record.count >= SUGGEST_AFTER or record.cap < 2)

    def stays_dark(self, occupant: OccupantId, room: RoomId | str) -> bool:
        """Whether the person has of late stayed there without the light that was expected to be wanted."""
        record = self._staying.get((occupant, room, "power"))
        return record is not None and record.left_off >= IN_THE_DARK

    def cap(self, room: RoomId, level: str | None) -> None:
        """A resident's most for one room, below the home's; None: the home's own. Raises ValueError for what is no level."""
        self._caps.pop(room, None)
        if level is not None:
            self._caps[room] = LEVELS[LEVELS.index(level)]

    def ceiling_in(self, room: RoomId | str) -> str:
        """The most the hub may do in a room."""
        return LEVELS[min(LEVELS.index(self.ceiling), LEVELS.index(self._caps.get(room, self.ceiling)))]

    def hit_rate(self, occupant: OccupantId) -> float | None:
        """Share of recent guesses about a person that were right, over all rooms and kinds; None while there are none."""
        records = [record for key, record in self._records.items() if key[0] == occupant and record.count > 0.0]
        count = sum(record.count for record in records)
        return sum(record.right for record in records) / count if count > 0.0 else None

    def pin(self, occupant: OccupantId | None, room: RoomId | None, level: str | None, kind: str | None = None) -> None:
        """A resident's word, over what was earned: for a person, a room, a kind; None means every one. level None: unpinned."""
        key = (occupant, room, kind)
        if level is None:
            self._pins.pop(key, None)
        else:
            self._pins[key] = LEVELS[LEVELS.index(level)]

    def forget(self, occupant: OccupantId) -> None:
        """Nothing here is of the person, or names them, afterwards."""
        self._records = {key: record for key, record in self._records.items() if key[0] != occupant}
        self._staying = {key: record for key, record in self._staying.items() if key[0] != occupant}
        self._pins = {key: level for key, level in self._pins.items() if key[0] != occupant}

    def needs(self, occupant: OccupantId, room: RoomId | str, kind: str) -> tuple[int, str] | None:
        """How many more right guesses, one after the other, take it a level up, and which; None where none do."""
        before, ceiling = LEVELS.index(self.level(occupant, room, kind)), LEVELS.index(self.ceiling_in(room))
        known = self._records.get((occupant, room, kind)) or Record()
        found = Record(known.right, known.count, cap=known.cap, right_since=known.right_since)
        for more in range(1, _SOON + 1):
            found.add(1.0, is_right=True)
            level = min(found.earned if self._earn else 2, found.cap, ceiling)
            if level > before:
                return more, LEVELS[level]
        return None

    def standing(self) -> Mapping[tuple[OccupantId, str, str], tuple[str, float, float]]:
        """(person, room, kind) → level, share of right guesses, how many count."""
        return {
            key: (self.level(key[0], key[1], key[2]), record.rate, record.count)
            for key, record in sorted(self._records.items())
        }

    def standing_staying(self) -> Mapping[tuple[OccupantId, str, str], tuple[str, float, float]]:
        """The same of what is done while they stay, where they have shown anything."""
        return {
            key: (self.staying(key[0], key[1], key[2], is_own=False), record.rate, record.count)
            for key, record in sorted(self._staying.items())
        }

    def _own_level(
        self, occupant: OccupantId, room: RoomId | str, kind: str, borrowed: Borrowed | None = None, sure: float = 0.0
    ) -> int:
        """Index into LEVELS; the most particular pin first: of the person, then of the room, then of the kind."""
        if self._pins:
            for who in (occupant, None):
                for where in (room, None):
                    for what in (kind, None):
                        pinned = self._pins.get((who, where, what))
                        if pinned is not None:
                            return LEVELS.index(pinned)
        record = self._records.get((occupant, room, kind))
        if borrowed is not None:
            record = record or Record()
            return max(min(record.earned_with(borrowed), record.cap), record.most(sure, earn=True))
        if record is None:
            return 0 if self._earn else 2
        return record.most(sure, self._earn)

    def _judge(self, record: Record, example: Example, kind: Kind) -> None:
        """What the hub did, and what it would have guessed."""
        is_changed = record.same_again(example, kind)
        if not is_changed:
            self._judge_act(record, example)
        record.guess(example, kind, is_changed)

    def _judge_act(self, record: Record, example: Example) -> None:
        """Two corrections of the last four acts, and it steps down until it is right again."""
        if example.acted is None or share_of(example) < THEIRS:
            return
        stood = example.source not in (Source.CORRECTION, Source.UNDO)
        for one in record.as_sure(example.q or 0.0):
            self._judge_one(one, example, stood)

    def _judge_one(self, record: Record, example: Example, stood: bool) -> None:
        if example.decision and record.acts and record.acts[-1][0] == example.decision:
            stood = record.acts.pop()[1] and stood
        record.acts.append((example.decision, stood))
        limit = ANNOYED if self._earn else ANNOYED_UNEARNED
        if sum(not stood for _, stood in record.acts) < limit:
            return
        # Autonomy nobody had to earn goes back to asking, not to silence.
        lowest, standing = (0, min(record.cap, record.earned)) if self._earn else (1, record.cap)
        record.cap, record.right_since = max(lowest, standing - 1), 0.0
        record.acts.clear()


def _count_dark(record: Record, example: Example) -> None:
    """A stay in the dark although the hub would have lit the lamp; a hand that lights it ends the row."""
    if example.kind != "power":
        return
    if example.value is True:
        record.left_off = 0
    elif example.source is Source.ACCEPT and example.predicted is True:
        record.left_off += 1
