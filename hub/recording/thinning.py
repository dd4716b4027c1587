"""What of all that was heard decisions read: repeats and small changes of what is measured are left out. Pure.

A measured value is kept once a minute, and whenever something follows that may have read it.
"""

from collections.abc import Iterator

from devices.event import Reported, Seen
from devices.vocabulary import DeviceId

from .entry import Entry

MEASURED_S, REPEAT_S, SEEN_S = 60.0, 300.0, 15.0
COMMANDED_S = 120.0  # so long after a command a repeat may be its answer
_MEASURED = ("illuminance", "temperature", "humidity")


class Thinning:
    """Remembers, from one writing to the next, what was kept last. Owned by the loop's thread."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], float] = {}  # when the same was kept last, monotonic
        self._places: dict[tuple[str, str], str | None] = {}
        self._values: dict[tuple[str, str], object] = {}
        self._commanded: dict[DeviceId, float] = {}
        self._waiting: dict[tuple[str, str], Entry] = {}

    def thinned(self, entries: list[Entry]) -> Iterator[Entry]:
        """In order."""
        for entry in entries:
            event = entry.what
            if isinstance(event, Reported) and event.trait.startswith(_MEASURED):
                key = event.device, event.trait
                self._waiting.pop(key, None)
                self._waiting[key] = entry
                if entry.now.mono - self._kept.get(key, float("-inf")) >= MEASURED_S or event.snapshot:
                    yield from self._read()
            elif self._is_worth(entry):
                yield from self._read()
                yield entry

    def _read(self) -> Iterator[Entry]:
        """What was measured meanwhile."""
        waiting, self._waiting = self._waiting, {}
        for key, entry in waiting.items():
            self._kept[key] = entry.now.mono
            yield entry

    def _is_worth(self, entry: Entry) -> bool:
        event, mono = entry.what, entry.now.mono
        if entry.letter == "c":
            self._commanded.update(dict.fromkeys(event, mono))
        if isinstance(event, Seen):
            return self._is_news(event, entry.is_telling, mono)
        if not isinstance(event, Reported):
            return True
        key = event.device, event.trait
        is_same = self._values.get(key) == event.value and not event.snapshot and not entry.cause
        is_answer = mono - self._commanded.get(event.device, float("-inf")) < COMMANDED_S
        if is_same and not is_answer and mono - self._kept.get(key, float("-inf")) < REPEAT_S:
            return False
        self._values[key], self._kept[key] = event.value, mono
        return True

    def _is_news(self, seen: Seen, is_telling: bool, mono: float) -> bool:
        """Receivers say the same several times a second."""
        key = "seen", seen.source, seen.receiver
        place = (seen.source, seen.receiver)
        is_new = self._places.get(place, "") != seen.place or seen.distance_m is None or seen.snapshot
        if not is_new and not is_telling and mono - self._kept.get(key, float("-inf")) < SEEN_S:
            return False
        self._places[place], self._kept[key] = seen.place, mono
        return True
