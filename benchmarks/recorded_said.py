"""What a recording says, in its own words: what each of its readers makes of a file. For recorded_rows.py."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

# Of a sensor that notices somebody, and of what opens and shuts; all in small letters.
ON = frozenset({
    "on", "1", "1.0", "true", "yes", "present", "presence", "presence detected", "motion", "motion detected", "movement",
    "detected", "active", "occupied", "moving", "moved", "triggered", "tripped", "activated", "pressed", "push", "pushed",
    "t", "state on", "pressure", "an", "ein", "aan", "ja", "oui", "bewegung", "erkannt", "bewegung erkannt", "gedetecteerd",
})  # fmt: skip
OFF = frozenset({
    "off", "0", "0.0", "false", "no", "absent", "absence", "clear", "cleared", "no motion", "no presence", "not detected",
    "not present", "inactive", "idle", "vacant", "unoccupied", "empty", "untriggered", "untripped", "deactivated",
    "release", "released", "motion clear", "motion cleared", "motion ended", "no movement", "f", "state off",
    "nomotion", "no present", "no pressure", "aus", "uit", "nein", "nee", "non", "frei", "nicht erkannt", "keine bewegung",
    "geen beweging", "niet gedetecteerd",
})  # fmt: skip
OPEN, SHUT = frozenset({"open", "opened", "opening", "offen"}), frozenset({"close", "closed", "closing", "shut", "geschlossen"})
WORDS = ON | OFF | OPEN | SHUT

Line = tuple[int, str]  # its number in the file, and what stands in it


@dataclass(frozen=True, slots=True)
class Said:
    """One row. room: None where the file has no place for rooms, so that the sensor's name must tell. until: when what it
    says ended, where that stands in the same row. called: what else names the sensor."""

    line: int
    when: str
    sensor: str
    value: str
    room: str | None = None
    people: str = ""
    until: str = ""
    called: str = ""


@dataclass(slots=True)
class Reading:
    """A file. shape: what it was taken for. broken: lines that are none of it, a sentence each. notes: what was not read."""

    shape: str
    said: list[Said] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def worded(value: str) -> str:
    """As it stands in ON, OFF, OPEN and SHUT, whatever its letters: NO_MOTION, No motion."""
    return " ".join(value.casefold().replace("_", " ").split())


def listed(words: Sequence[str], most: int = 5) -> str:
    """A few of them, and how many more there are."""
    more = len(words) - most
    return ", ".join(words[:most]) + (f" and {more} more" if more > 0 else "")
