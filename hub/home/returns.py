"""Who has come back: what a device says in its first seconds tells how things are, however many words it takes.

In the flow: Reachable, Returned → here; ``readings.py`` asks of every report what it is worth. By time and by settling: a
lamp tells the state its bridge had kept, then the real one, then the end of its fade. (Zigbee2MQTT #13028, #7106, #7782; WLED
#3111.)
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from devices.vocabulary import DeviceId

QUIET_S = 3.0  # a return has settled when nothing new was told for so long
LONGEST_S = 10.0  # nor does it last longer from its first word: a dial turned on and on is a hand
ANNOUNCED_S = 10.0  # who only says that it has started tells how it is by then, or has nothing to tell
PARTS_S = 60.0  # what was away tells its last part by then, where it tells them one by one
HEARTBEAT_S = 600.0  # who says more often than this that it is there has not come back: it is its habit
HABIT, HABIT_S = 3, 86_400.0  # nor has who said so three times within a day and was missed by nobody


class Worth(StrEnum):
    """Of a report. STATE: how things are. UNSETTLED: the same, unless it is plainly somebody's doing. NEWS: it happened."""

    STATE = "state"
    UNSETTLED = "unsettled"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Back:
    """One device's return, since when (monotonic). untold: its traits that have not been told since. first, last: its first
    word and its last news since. was_away: what it tells first may have become so at any time meanwhile. is_patient: however
    late."""

    since: float
    untold: frozenset[str]
    was_away: bool
    is_patient: bool = False
    first: float | None = None
    last: float = 0.0

    def has_settled(self, mono: float) -> bool:
        return self.first is not None and (mono - self.last > QUIET_S or mono - self.first > LONGEST_S)


class Returns:
    """By device. Owned by the loop's thread."""

    def __init__(self) -> None:
        self._back: dict[DeviceId, Back] = {}
        self._said_there: dict[DeviceId, float] = {}  # monotonic: when it last said so while nobody had missed it
        self._asleep: set[DeviceId] = set()
        self._believed: dict[DeviceId, deque[float]] = {}  # monotonic: when that was taken for a return

    def came(self, device: DeviceId, traits: Iterable[str], mono: float, is_patient: bool = False) -> None:
        """It had been away. is_patient: the broker was, so that nobody knows what was missed: however late it first speaks."""
        self._back[device] = Back(mono, frozenset(traits), was_away=True, is_patient=is_patient)

    def started(self, device: DeviceId, traits: Iterable[str], mono: float, has_spoken: bool = False) -> None:
        """It says that it has just started or joined again; nobody may have missed it. has_spoken: since then, too."""
        earlier = self._back.get(device)
        is_waiting = earlier is not None and earlier.first is None and earlier.was_away
        if earlier is not None and is_waiting:
            return
        spoke = has_spoken or (earlier is not None and not earlier.has_settled(mono) and earlier.first is not None)
        untold = frozenset() if has_spoken else frozenset(traits)
        self._back[device] = Back(mono, untold, was_away=False, first=mono if spoke else None, last=mono)

    def is_settling(self, device: DeviceId, mono: float) -> bool:
        """Whether it has told how it is after a return of its own, and may still tell more of it."""
        back = self._back.get(device)
        return back is not None and not back.is_patient and back.first is not None and not back.has_settled(mono)

    def said_there(self, device: DeviceId, traits: Iterable[str], mono: float) -> None:
        """It says that it is there, and nobody had missed it: it was quicker than anybody noticed, or says so all day, or it
        wakes."""
        if device in self._asleep:
            self._asleep.discard(device)
            return
        earlier = self._said_there.get(device)
        self._said_there[device] = mono
        if earlier is not None and mono - earlier < HEARTBEAT_S:
            return
        believed = self._believed.setdefault(device, deque(maxlen=HABIT))
        if len(believed) < HABIT or mono - believed[0] > HABIT_S:
            believed.append(mono)
            self.started(device, traits, mono)

    def sleeps(self, device: DeviceId) -> None:
        """It says that it will be silent until it says that it is there."""
        self._asleep.add(device)

    def since(self, device: DeviceId) -> float | None:
        """Monotonic: when it came back, while that still matters."""
        back = self._back.get(device)
        return None if back is None else back.since

    def worth(self, device: DeviceId, trait: str, mono: float, is_news: bool) -> Worth:
        """What a word is worth. is_news: it differs from what was known. Notes that it was told."""
        back = self._back.get(device)
        if back is None:
            return Worth.NEWS
        if back.first is None:
            if not back.was_away and mono - back.since > ANNOUNCED_S:
                del self._back[device]
                return Worth.NEWS
            self._back[device] = replace(back, untold=back.untold - {trait}, first=mono, last=mono)
            return Worth.STATE
        has_settled = back.has_settled(mono)
        is_first = trait in back.untold
        untold = back.untold - {trait}
        may_be_late = back.was_away and (back.is_patient or mono - back.first <= PARTS_S)
        if has_settled and not (untold and may_be_late):
            del self._back[device]
        else:
            last = mono if is_news and not has_settled else back.last
            self._back[device] = replace(back, untold=untold, last=last)
        if not has_settled:
            return Worth.STATE if is_first else Worth.UNSETTLED
        return Worth.STATE if is_first and may_be_late else Worth.NEWS

    def keep(self, devices: Iterable[DeviceId]) -> "Returns":
        """Of these devices only."""
        kept, those = Returns(), set(devices)
        kept._back = {device: back for device, back in self._back.items() if device in those}
        kept._said_there = {device: at for device, at in self._said_there.items() if device in those}
        kept._asleep = self._asleep & those
        kept._believed = {device: times for device, times in self._believed.items() if device in those}
        return kept
