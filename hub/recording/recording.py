"""What has happened since it was written down last: noted as it happens, at the price of an append, and written later.

In the flow: Event, order, tick → an entry here → the store, when nobody waits (steps/recorder.py).
"""

from collections.abc import Mapping
from typing import Any

from devices.event import Event
from devices.vocabulary import DeviceId, Moment, Value

from ..decision import Decision
from .entry import Entry
from .thinning import Thinning

ORDERS = frozenset(  # what is asked
    {
        "pause",
        "resume",
        "undo",
        "thanks",
        "correct",
        "accept",
        "decline",
        "later",
        "stop_suggesting",
        "suggest_again",
        "autonomy",
        "mode",
    }
)
MOST = 20_000  # entries that wait; more come in a storm only, and then there is a gap


class Recording:
    """Owned by the loop's thread. is_on: whether anything is noted. notes_ticks: every look at the time is noted, as where time
    is made up; otherwise only those something was decided at. has_gap: what came was more than could be noted."""

    def __init__(self) -> None:
        self.is_on, self.notes_ticks, self.has_gap = False, False, False
        self.thinning = Thinning()
        self._entries: list[Entry] = []
        self._tick: Moment | None = None  # the one that goes on now

    def __len__(self) -> int:
        return len(self._entries)

    def heard(self, event: Event, now: Moment) -> None:
        if self.is_on:
            self._tick = None
            self._note(Entry("e", now, event))

    def caused(self, event: Event, cause: str) -> None:
        """What the event was taken for."""
        if self._entries and self._entries[-1].what is event:
            self._entries[-1].cause = cause

    def told(self) -> None:
        """What was heard last brought somebody somewhere."""
        if self._entries:
            self._entries[-1].is_telling = True

    def sent(self, values: Mapping[DeviceId, Mapping[str, Value]], now: Moment) -> None:
        """Commands that went out."""
        if self.is_on and values:
            self._note_tick()
            self._note(Entry("c", now, {device: dict(wanted) for device, wanted in values.items()}))

    def decided(self, decision: Decision, now: Moment) -> None:
        if self.is_on:
            self._note_tick()
            self._note(Entry("d", now, decision))

    def ordered(self, topic: str, payload: bytes, now: Moment) -> None:
        """topic: below the hub's own base."""
        if self.is_on:
            self._tick = None
            self._note(Entry("o", now, topic, payload))

    def asked(self, command: str, arguments: Mapping[str, Any], now: Moment) -> None:
        if self.is_on and command in ORDERS:
            self._tick = None
            self._note(Entry("a", now, command, dict(arguments)))

    def link(self, is_up: bool, now: Moment) -> None:
        if self.is_on:
            self._note(Entry("l", now, is_up))

    def ticked(self, now: Moment, look_every_s: float) -> None:
        """look_every_s: between two looks at a room, as it is now."""
        if self.is_on:
            self._tick = now
            if self.notes_ticks:
                self._note(Entry("t", now, look_every_s))

    def taken(self) -> list[Entry]:
        """Everything noted, in order; nothing of it is here afterwards."""
        found, self._entries = self._entries, []
        return found

    def forget(self) -> None:
        """Somebody is forgotten: what waits to be written goes with them, and what was written last is not remembered."""
        self._entries.clear()
        self._tick, self.thinning, self.has_gap = None, Thinning(), True

    def _note_tick(self) -> None:
        """Something is done as time passes: at this look, that is."""
        if self._tick is not None and not self.notes_ticks:
            self._note(Entry("t", self._tick, 0.0))
        self._tick = None

    def _note(self, entry: Entry) -> None:
        if len(self._entries) >= MOST:
            self._entries.clear()
            self.has_gap = True
        self._entries.append(entry)
