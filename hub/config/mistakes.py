"""What is wrong in a configuration: each mistake with its file, line, key and what would be right."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Any

from devices.text import shown

from ..errors import HubError

KeyStep = str | int  # a key of a block, or the number of an item in a list
Keys = tuple[KeyStep, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """file: as the resident named it. line: from 1; 0 when the file could not be read at all.

    key: the path in the file ("rooms.kitchen.devices[0]"), empty for the file as a whole. problem: what is wrong.
    right: what would be right, in words or as an example; empty where the problem says it already.
    """

    file: str
    line: int
    key: str
    problem: str
    right: str = ""

    def __str__(self) -> str:
        place = f"{shown(self.file)}:{self.line}" if self.line else shown(self.file)
        key = f" {shown(self.key)}:" if self.key else ""
        right = f". Right would be: {self.right}" if self.right else ""
        return f"{place}:{key} {self.problem}{right}"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class ConfigError(HubError):
    """A configuration that cannot be used; carries every mistake found, in the order of the file. what: another such file."""

    def __init__(self, mistakes: Iterable[Mistake], what: str = "the configuration") -> None:
        self.mistakes = tuple(sorted(set(mistakes), key=lambda m: (m.file, m.line, m.key, m.problem)))
        count = "1 mistake" if len(self.mistakes) == 1 else f"{len(self.mistakes)} mistakes"
        super().__init__(f"{count} in {what}:\n" + "\n".join(f"  {m}" for m in self.mistakes))


def key_text(keys: Keys) -> str:
    """The path as people write it: ``rooms.kitchen.devices[0]``."""
    text = ""
    for step in keys:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


MOST = 200  # mistakes told at once; a file with more of them is hostile or of another program
_LISTED = 20
# Own words and what other programs call the same.
_ELSEWHERE = {
    "latitude": ("lat",), "longitude": ("lon", "lng", "long"), "time_zone": ("timezone", "tz"),
    "occupants": ("people", "persons", "residents", "users", "inhabitants"), "rooms": ("areas", "zones"),
    "devices": ("lights", "lamps", "entities", "thermostats", "players", "switches"), "sensors": ("motion",),
    "host": ("broker", "server", "address", "ip", "url"), "username": ("user", "login"), "password": ("pass", "pwd"),
    "tls": ("ssl",), "ca_file": ("ca", "cafile", "certificate"), "presence": ("trackers", "device_trackers", "tracker"),
    "home_assistant": ("hass", "homeassistant", "ha", "hue", "deconz", "matter", "homekit", "zha", "zwave_js"),
    "zigbee2mqtt": ("z2m", "zigbee"), "learn": ("consent", "learning"), "path": ("file", "database"),
}  # fmt: skip
_COMPARED = 700  # known words a near miss is looked for among; as many as there are time zones


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None."""
    by_folded = {k.casefold().replace("-", "_"): k for k in islice(known, _COMPARED)}
    close = get_close_matches(word.casefold().replace("-", "_")[:80], by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def meant(word: str, known: Sequence[str]) -> str:
    """What would be right instead of an unknown word: what others call it, the near miss, else all that is known."""
    near = next((own for own, words in _ELSEWHERE.items() if word.casefold() in words and own in known), None)
    near = near or nearest(word, known[:100])
    if near is not None:
        return f"{near}?"
    if not known:
        return "nothing here"
    return f"one of {', '.join(shown(k, 60) for k in known[:_LISTED])}" + (", …" if len(known) > _LISTED else "")


def quoted(value: object) -> str:
    """A value out of the file as a message may show it; never used for secrets."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a block of keys"
    if isinstance(value, list | tuple):
        return "a list"
    return f'"{shown(value, 60)}"' if isinstance(value, str) else shown(str(value), 60)
