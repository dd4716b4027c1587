"""A recording as a log: Zigbee2MQTT's, openHAB's, Domoticz' own, or what ``mosquitto_sub`` wrote. For recorded_rows.py.

[2026-03-02 08:00:00] info:  z2m:mqtt: MQTT publish: topic 'zigbee2mqtt/hall_motion', payload '{"occupancy":true}'
2026-03-02T08:00:00+0100 zigbee2mqtt/hall_motion {"occupancy": true}
2026-03-02 08:00:00.123 [INFO ] [openhab.event.ItemStateChangedEvent] - Item 'Hall_Motion' changed from OFF to ON
2026-03-02 08:00:00.123  Status: (ZWave) Light/Switch (Hall motion) On
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from benchmarks.recorded_said import WORDS, Line, Reading, Said, listed, worded
from benchmarks.recorded_times import RIGHT, seconds

_OWN = {  # logs of programs that do more than listen
    "Zigbee2MQTT": re.compile(r"MQTT publish:? topic '(?P<topic>[^']+)', payload '(?P<payload>.*)'"),
    "openHAB": re.compile(r"(?:Item )?'?(?P<topic>[\w.-]+)'? changed from \S+ to (?P<payload>[\w.-]+)"),
    "Domoticz": re.compile(r"\((?P<topic>[^()]+)\) (?P<payload>On|Off|Open|Closed)\b"),
}
_HEARD = re.compile(r"(?P<when>\S+(?: \d{1,2}:\d{2}:\d{2}\S*)?)\s+(?P<topic>[^\s{]+/[^\s{]+)\s+(?P<payload>.+)")
_WHEN = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{4},? \d{1,2}:\d{2}:\d{2}(?: [AP]M)?",
    re.IGNORECASE,
)
_PLACES = frozenset({"home", "not home"})
_PARTS = ("occupancy", "presence", "motion", "contact", "vibration", "moving", "state")
FEW = 50  # lines by which a log is known


def read_log(lines: Sequence[Line]) -> Reading | None:
    """None for what is no log of messages."""
    first = [text for _, text in lines[: 20 * FEW]]
    for program, words in _OWN.items():
        if any(words.search(text) for text in first):
            return _read(lines, f"a log of {program}", words)
    heard = [_HEARD.fullmatch(text.strip()) for text in first[:FEW]]
    known = [one for one in heard if one is not None and seconds(one["when"]) is not None]
    return _read(lines, "a log of messages") if len(known) > len(heard) / 2 else None


def _read(lines: Sequence[Line], shape: str, words: re.Pattern[str] | None = None) -> Reading:
    """words: of a program's own log, how it says what it heard; other lines are not read."""
    is_own = words is not None
    reading, others, left = Reading(shape), 0, Counter[str]()
    for number, text in lines:
        found = _HEARD.fullmatch(text.strip()) if words is None else words.search(text)
        if found is None:
            others += is_own
            if not is_own:
                reading.broken.append(f"line {number}: is no time, topic and payload")
            continue
        when = _WHEN.search(text[: found.start()]) or _WHEN.search(text[found.end() :]) if is_own else None
        moment = found["when"] if not is_own else "" if when is None else when[0].replace(",", "." if "-" in when[0] else ",")
        if not moment or seconds(moment) is None:
            reading.broken.append(f"line {number}: no time is in it; {RIGHT}")
            continue
        names = found["topic"].split("/")
        if "bridge" in names[:2] or names[-1] in ("set", "get", "availability", "config"):
            others += 1
            continue
        sensor = "/".join(names[1:]) if len(names) > 1 else found["topic"]
        said = list(_parts(found["payload"]))
        if not said:
            left[sensor] += 1
        for part, value in said:
            reading.said.append(Said(number, moment, sensor if part in ("", "state") else f"{sensor} {part}", value))
    if others:
        reading.notes.append(f"not read: {others} lines that are no device's word")
    if left:
        reading.notes.append(f"not read: {left.total()} messages that say nothing of anybody ({listed(sorted(left))})")
    return reading


def _parts(payload: str) -> Iterator[tuple[str, str]]:
    """What of a message tells of somebody. A contact is shut when it says true."""
    try:
        held = json.loads(payload.replace("\\'", "'").replace('\\"', '"') if payload.startswith('{\\"') else payload)
    except json.JSONDecodeError:
        held = payload.strip()
    if isinstance(held, dict):
        for part in _PARTS:
            value = held.get(part)
            if part == "contact" and isinstance(value, bool):
                yield part, "closed" if value else "open"
            elif part != "state" and isinstance(value, bool):
                yield part, "on" if value else "off"
            elif isinstance(value, str) and worded(value) in WORDS | _PLACES and part != "state":
                yield part, worded(value)
    elif isinstance(held, bool | int | float):
        yield "", "on" if held == 1 else "off" if held == 0 else str(held)
    elif worded(str(held)) in WORDS | _PLACES:
        yield "", str(held)
