"""What may stand in a step beside its time, word by word: each with the values it takes, and what is wrong with others.

In the flow: one key of a step → its actions. Pure.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from devices.vocabulary import AT_HOME, NOT_HOME, DeviceId, OccupantId, RoomId, Value

from ..config import Config
from ..config.document import Block, Items
from ..config.mistakes import Keys, meant, quoted
from ..consent import DOMAINS
from ..errors import NotPossible
from ..modes import NAMES, NORMAL, known_end
from ..steps.clean_windows import last_such
from .device_values import one_or_between, switched
from .devices import SENSES, SETS
from .script import (
    Action,
    Ask,
    Automation,
    Between,
    Broker,
    Consent,
    Doing,
    Hand,
    HubRuns,
    Mark,
    ModeChange,
    PartKind,
    Pause,
    ScriptOrder,
    ScriptPart,
    ScriptPlace,
    Sense,
)

WORDS = (
    "hand", "want", "sensor", "activity", "mode", "pause", "order", "broker", "hub", "automation", "mark", "ask", "consent",
)  # fmt: skip
_LONGEST = 60
ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)  # whether a time is one depends on no day


@dataclass(frozen=True, slots=True)
class StepWords:
    """complain: told where below the step, what is wrong, what would be right. dimmed: plain lights that are given a level.

    orders: the topics on which this hub takes orders.
    """

    config: Config
    names: Mapping[str, DeviceId]
    parts: Mapping[DeviceId, ScriptPart]
    complain: Callable[[Keys, str, str], None]
    dimmed: set[DeviceId]
    orders: Collection[str]


def actions_of(words: StepWords, key: str, given: Any, by: Any) -> list[Action]:
    """by: whose hand it is, where the step says so."""
    person = OccupantId(by) if isinstance(by, str) and by in words.config.occupants else None
    match key:
        case "hand" | "want":
            values = _settings(words, key, given)
            return [Hand(values, key == "want", person)] if values else []
        case "automation":
            values = _settings(words, key, given)
            return [Automation(values)] if values else []
        case "sensor":
            measured = _measured(words, given)
            return [Sense(measured)] if measured else []
        case "activity":
            return _activity(words, given)
        case "mode":
            return _mode(words, given)
        case "pause":
            return [Pause(on)] if (on := _switch(words, key, given)) is not None else []
        case "order":
            return _order(words, given)
        case "broker":
            return [Broker(given == "up")] if _one_of(words, key, given, ("down", "up")) else []
        case "hub":
            return [HubRuns(given == "start")] if _one_of(words, key, given, ("kill", "start")) else []
        case "mark":
            return _mark(words, given)
        case "ask":
            return _ask(words, given)
        case "consent":
            return _consent(words, given)
        case _:
            return _place(words, key, given)


def _device(words: StepWords, keys: Keys, name: str) -> ScriptPart | None:
    device = words.names.get(name)
    part = None if device is None else words.parts.get(device)
    if part is None:
        known = [short for short, known in words.names.items() if known in words.parts]
        where = "is not among devices: of this script" if device is not None else "is not in the configuration"
        words.complain((*keys, name), f"{quoted(name)} {where}", meant(name, sorted(known)))
    return part


def _one_or_between(words: StepWords, kind: PartKind, at: Keys, quantity: str, given: Any) -> Value | Between | None:
    return one_or_between(kind, quantity, given, words.config, lambda problem, right: words.complain(at, problem, right))


def _settings(words: StepWords, key: str, given: Any) -> dict[DeviceId, dict[str, Value | Between]]:
    """Values by device and quantity."""
    if not isinstance(given, Block) or not given:
        words.complain((key,), f"is {quoted(given)}", "a device and its values: {living_lamp: {power: true, brightness: 0.3}}")
        return {}
    found: dict[DeviceId, dict[str, Value | Between]] = {}
    for name, values in given.items():
        part = _device(words, (key,), name)
        if part is None:
            continue
        known = SETS.get(part.kind, ())
        if not isinstance(values, Block) or not values:
            right = (
                f"a block of {', '.join(known)}" if known else "a device that can be set; what measures stands under sensor:"
            )
            words.complain((key, name), f"is {quoted(values)}", right)
            continue
        for quantity, value in values.items():
            if quantity not in known:
                words.complain((key, name, quantity), f"a {part.kind} has no {quoted(quantity)} to set", meant(quantity, known))
                continue
            is_value = _one_or_between(words, part.kind, (key, name, quantity), quantity, value)
            if is_value is not None:
                found.setdefault(part.id, {})[quantity] = is_value
                if (part.kind, quantity) == ("plain_light", "brightness"):
                    words.dimmed.add(part.id)
    return found


def _measured(words: StepWords, given: Any) -> dict[DeviceId, dict[str, Value | Between]]:
    if not isinstance(given, Block) or not given:
        words.complain(("sensor",), f"is {quoted(given)}", "a sensor and what it tells: {living_motion: true, living_lux: 12}")
        return {}
    found: dict[DeviceId, dict[str, Value | Between]] = {}
    for name, told in given.items():
        part = _device(words, ("sensor",), name)
        if part is None:
            continue
        known = SENSES.get(part.kind, ())
        if not known:
            words.complain(("sensor", name), f"a {part.kind} measures nothing", "hand: where somebody sets it")
            continue
        values = told if isinstance(told, Block) else {known[0]: told}
        for quantity, value in values.items():
            at: Keys = ("sensor", name, quantity) if isinstance(told, Block) else ("sensor", name)
            if quantity not in known:
                words.complain(at, f"a {part.kind} does not measure {quoted(quantity)}", meant(quantity, known))
                continue
            is_value = _one_or_between(words, part.kind, at, quantity, value)
            if is_value is not None:
                found.setdefault(part.id, {})[quantity] = is_value
    return found


def _place(words: StepWords, key: str, given: Any) -> list[Action]:
    people = words.config.occupants
    if key not in people:
        words.complain((key,), f"{quoted(key)} is neither a person of the configuration nor something that happens",
                       meant(key, (*people, *WORDS)))  # fmt: skip
        return []
    places = (*words.config.rooms, NOT_HOME, AT_HOME)
    if not _one_of(words, key, given, places):
        return []
    if not people[OccupantId(key)].presence:
        words.complain((key,), "has no presence: in the configuration, so nothing can tell where they are", "a source there")
        return []
    return [ScriptPlace(OccupantId(key), given)]


def _activity(words: StepWords, given: Any) -> list[Action]:
    if not isinstance(given, Block) or not given:
        words.complain(("activity",), f"is {quoted(given)}", "a room and what goes on there: {living_room: film}")
        return []
    found = {}
    for room, name in given.items():
        if not _one_of(words, ("activity", room), room, tuple(words.config.rooms)):
            continue
        if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST:
            words.complain(("activity", room), f"is {quoted(name)}", "a word such as film or cooking; nothing ends it")
            continue
        found[RoomId(room)] = name
    return [Doing(found)] if found else []


def _mode(words: StepWords, given: Any) -> list[Action]:
    """party, {living_room: party}, or {name: party, room: living_room, until: "02:00"}."""
    example = 'party, {living_room: party} or {name: party, room: living_room, until: "02:00"}'
    if f"{words.config.base_topic}/mode/set" not in words.orders:
        words.complain(("mode",), "this hub has no modes yet", "pause: true, where nothing is to be done or learned")
        return []
    if isinstance(given, str) and given:
        return [ModeChange(given)] if _is_mode(words, ("mode",), given) else []
    if isinstance(given, Block) and "name" in given:
        room, until, name = given.get("room"), given.get("until", ""), given["name"]
        if isinstance(name, str) and isinstance(until, str) and set(given) <= {"name", "room", "until"}:
            is_right = _is_mode(words, ("mode", "name"), name, until)
            if room is not None and not _one_of(words, ("mode", "room"), room, tuple(words.config.rooms)):
                return []
            return [ModeChange(name, None if room is None else RoomId(room), until)] if is_right else []
    elif isinstance(given, Block) and given and all(isinstance(name, str) for name in given.values()):
        right = [room for room in given if _one_of(words, ("mode", room), room, tuple(words.config.rooms))]
        return [ModeChange(given[room], RoomId(room)) for room in right if _is_mode(words, ("mode", room), given[room])]
    words.complain(("mode",), f"is {quoted(given)}", example)
    return []


def _is_mode(words: StepWords, at: Keys, name: str, until: str = "") -> bool:
    """Whether the hub knows it, and its end. A date may be over by then: that the hub says when it is told."""
    known = (*NAMES, NORMAL)
    if name.strip().lower() not in known:
        words.complain(at, f"is {quoted(name)}", meant(name, known))
        return False
    try:
        if until:
            known_end(until, ANY_TIME, ZoneInfo(words.config.home.time_zone))
    except NotPossible as error:
        words.complain(("mode", "until"), str(error), 'such as "02:00"')
        return False
    return True


def _order(words: StepWords, given: Any) -> list[Action]:
    example = (
        '{undo: last}, {undo: {since: "17:30"}}, {thanks: last}, or {accept: living_room}, likewise decline, later, stop, again'
    )
    if not isinstance(given, Block) or len(given) != 1:
        words.complain(("order",), f"is {quoted(given)}", example)
        return []
    (name, what), rooms = next(iter(given.items())), tuple(words.config.rooms)
    match name, what:
        case "undo", Block() if set(what) == {"since"} and isinstance(what["since"], str):
            try:
                last_such(what["since"], ANY_TIME, ZoneInfo(words.config.home.time_zone))
            except NotPossible as error:
                words.complain(("order", "undo", "since"), str(error), example)
                return []
            return [ScriptOrder("undo", "", what["since"])]
        case "undo" | "thanks", str() if what:
            return [ScriptOrder("undo" if name == "undo" else "thanks", what)]
        case "accept" | "decline" | "later" | "stop" | "again", _:
            return [ScriptOrder(name, what)] if _one_of(words, ("order", name), what, rooms) else []
        case _:
            words.complain(("order", name), f"{quoted(name)}: {quoted(what)} is no order", example)
            return []


def _mark(words: StepWords, given: Any) -> list[Action]:
    if isinstance(given, str | int | float) and str(given).strip():
        return [Mark(str(given))]
    words.complain(("mark",), f"is {quoted(given)}", "a few words")
    return []


def _ask(words: StepWords, given: Any) -> list[Action]:
    names = given if isinstance(given, Items) else [given]
    found = []
    if not names:
        words.complain(("ask",), "is empty", "devices, people, rooms: [living_lamp, ana, living_room]")
    for number, name in enumerate(names):
        at: Keys = ("ask", number) if isinstance(given, Items) else ("ask",)
        config = words.config
        device = words.names.get(name) if isinstance(name, str) else None
        if isinstance(name, str) and (name in config.occupants or name in config.rooms):
            found.append(name)
        elif device is not None and device in words.parts:
            found.append(words.parts[device].name)
        else:
            known = [short for short, known in words.names.items() if known in words.parts]
            right = meant(str(name), (*config.occupants, *config.rooms, *sorted(known)))
            words.complain(at, f"{quoted(name)} is no device of this script, no person and no room", right)
    return [Ask(tuple(found))] if found else []


def _consent(words: StepWords, given: Any) -> list[Action]:
    if not isinstance(given, Block) or not given:
        words.complain(("consent",), f"is {quoted(given)}", "a person and what may be learned: {ana: [light]}")
        return []
    found: list[Action] = []
    for person, domains in given.items():
        if not _one_of(words, ("consent", person), person, tuple(words.config.occupants)):
            continue
        listed = [] if domains == "none" else [domains] if isinstance(domains, str) else domains
        if not isinstance(listed, list) or not all(domain in DOMAINS for domain in listed):
            words.complain(("consent", person), f"is {quoted(domains)}", f"a list of {', '.join(DOMAINS)}, or none")
            continue
        found.append(Consent(OccupantId(person), tuple(listed)))
    return found


def _switch(words: StepWords, key: str, given: Any) -> bool | None:
    found = switched(given)
    if found is not None:
        return found
    words.complain((key,), f"is {quoted(given)}", "true or false")
    return None


def _one_of(words: StepWords, at: str | Keys, given: Any, known: tuple[str, ...]) -> bool:
    if isinstance(given, str) and given in known:
        return True
    words.complain((at,) if isinstance(at, str) else at, f"is {quoted(given)}", meant(str(given), known))
    return False
