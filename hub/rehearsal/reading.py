"""A script out of its file: every mistake at once, each with its line and key, and what would be right.

In the flow: YAML → Script. Names are those of the configuration it is rehearsed with.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

from devices.vocabulary import DeviceId, Value

from ..api.orders import orders
from ..config import Config, ConfigError
from ..config.document import Block, Document, Items
from ..config.mistakes import Keys, Mistake, key_text, meant, quoted
from ..config.yaml import LONG, read
from ..telling.topics import Topics
from .device_values import value_of
from .devices import SENSES, SETS
from .script import Action, Every, PartKind, Repeat, Script, ScriptPart, ScriptStep
from .setting import names_of
from .step_words import StepWords, actions_of
from .times import date_of, span_of, weekday_of, when_of

KINDS: tuple[PartKind, ...] = get_args(PartKind)
_TOP = ("start", "seed", "devices", "steps")
_TIMING = ("at", "about", "by", "repeat", "every", "steps")
_MOST_ROUNDS = 1_000_000
AT_EXAMPLE = '"18:00", "wed 18:00", "2026-04-01 06:00" or a span such as "+10 min"'


def read_script(path: Path, config: Config) -> Script:
    """Raises ConfigError with every mistake."""
    try:
        root, mistakes = read(path, times=LONG, wanted="the path of a script, such as rehearsal.yaml")
    except ConfigError as error:
        raise ConfigError(error.mistakes, "the script") from None
    reader = _ScriptReader(Document(str(path), root), config, mistakes)
    script = reader.script()
    if reader.mistakes:
        raise ConfigError(reader.mistakes, "the script")
    return script


class _ScriptReader:
    def __init__(self, document: Document, config: Config, mistakes: list[Mistake]) -> None:
        self.mistakes = list(mistakes)
        self._document, self._config = document, config
        self._names = names_of(config)
        self._parts: dict[DeviceId, ScriptPart] = {}
        self._has_level: set[DeviceId] = set()
        self._orders = orders(config, Topics(config.base_topic)).keys()

    def wrong(self, keys: Keys, problem: str, right: str = "") -> None:
        self.mistakes.append(self._document.mistake(keys, problem, right))

    def script(self) -> Script:
        root = self._document.root
        if not isinstance(root, Block):
            self.wrong((), "is not a block of keys", "start:, devices: and steps: at the start of lines")
            return Script(self._document.file, None, 0, {}, ())
        for key in root:
            if key not in _TOP:
                self.wrong((key,), f"{quoted(key)} is not known here", meant(key, _TOP))
        start = None
        if "start" in root:
            start = date_of(root["start"]) if isinstance(root["start"], str) else None
            if start is None:
                self.wrong(("start",), f"is {quoted(root['start'])}", 'a local date and time in quotes: "2026-03-02 07:00"')
        seed = root.get("seed", 1)
        if isinstance(seed, bool) or not isinstance(seed, int):
            self.wrong(("seed",), f"is {quoted(seed)}", "a whole number")
            seed = 1
        self._read_parts(root)
        steps = self._steps(("steps",), root.get("steps"))
        parts = {
            device: replace(part, has_level=True) if device in self._has_level else part for device, part in self._parts.items()
        }
        return Script(self._document.file, start, seed, parts, steps)

    # What stands behind the names

    def _read_parts(self, root: Block) -> None:
        block = root.get("devices")
        if block is None:
            return
        if not isinstance(block, Block):
            self.wrong(("devices",), f"is {quoted(block)}", "a name of the configuration and a kind: living_lamp: light")
            return
        for name, given in block.items():
            keys: Keys = ("devices", name)
            device = self._names.get(name)
            if device is None:
                self.wrong(keys, f"{quoted(name)} is not in the configuration", meant(name, sorted(self._names)))
                continue
            part = self._part(keys, name, device, given)
            if part is not None:
                self._parts[device] = part

    def _part(self, keys: Keys, name: str, device: DeviceId, given: Any) -> ScriptPart | None:
        kind = given.get("kind") if isinstance(given, Block) else given
        if not isinstance(kind, str) or kind not in KINDS:
            at = (*keys, "kind") if isinstance(given, Block) and "kind" in given else keys
            right = meant(kind, KINDS) if isinstance(kind, str) else f"one of {', '.join(KINDS)}"
            self.wrong(at, f"is {quoted(kind)}, not a kind of device", right)
            return None
        begins: dict[str, Value] = {}
        follows = 0.0
        known = dict.fromkeys((*SETS.get(kind, ()), *SENSES.get(kind, ())))
        for key, value in given.items() if isinstance(given, Block) else ():
            if key == "kind":
                continue
            if (kind, key) == ("lux", "daylight"):
                if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
                    self.wrong((*keys, key), f"is {quoted(value)}", "what part of the daylight reaches it, such as 0.02")
                else:
                    follows = float(value)
            elif (kind, key) == ("thermometer", "outdoors"):
                if not isinstance(value, bool):
                    self.wrong((*keys, key), f"is {quoted(value)}", "true or false")
                follows = 1.0 if value is True else 0.0
            elif key in known:
                found = value_of(kind, key, value, self._config, self._complain((*keys, key)))
                if found is not None:
                    begins[key] = found
                    if (kind, key) == ("plain_light", "brightness"):
                        self._has_level.add(device)
            else:
                also = ("kind", *known, *{"lux": ("daylight",), "thermometer": ("outdoors",)}.get(kind, ()))
                self.wrong((*keys, key), f"{quoted(key)} is not known of a {kind}", meant(key, also))
        return ScriptPart(device, name, kind, begins, follows=follows)

    # What happens

    def _steps(self, keys: Keys, given: Any) -> tuple[ScriptStep | Repeat, ...]:
        if not isinstance(given, Items) or not given:
            self.wrong(
                keys, "is empty" if not given else f"is {quoted(given)}", 'a list of steps: - {at: "18:00", ana: kitchen}'
            )
            return ()
        found = [self._step((*keys, number), step) for number, step in enumerate(given)]
        return tuple(step for step in found if step is not None)

    def _step(self, keys: Keys, given: Any) -> ScriptStep | Repeat | None:
        if not isinstance(given, Block) or not given:
            self.wrong(keys, f"is {quoted(given)}, not a step", 'what happens, and when: {at: "18:00", ana: living_room}')
            return None
        when = None
        if "at" in given:
            when = when_of(given["at"]) if isinstance(given["at"], str) else None
            if when is None:
                self.wrong((*keys, "at"), f"is {quoted(given['at'])}", AT_EXAMPLE)
        line = self._document.line(keys)
        if "repeat" in given:
            return self._repeat(keys, given, line, when)
        about = timedelta()
        if "about" in given:
            found = span_of(str(given["about"]))
            if found is None:
                self.wrong((*keys, "about"), f"is {quoted(given['about'])}", 'a span: "10 min"')
            else:
                about = found
        complain = self._complain_below(keys)
        words = StepWords(self._config, self._names, self._parts, complain, self._has_level, self._orders)
        actions: list[Action] = []
        for key, value in given.items():
            if key in ("every", "steps"):
                self.wrong((*keys, key), "stands in a repeat only", "repeat: 14, every: day, steps: […]")
            elif key not in _TIMING:
                actions += actions_of(words, key, value, given.get("by"))
        if "by" in given and not given.keys() & {"hand", "want"}:
            self.wrong((*keys, "by"), "stands beside hand: or want: only", "whose hand it is, and what it sets")
        elif "by" in given and given["by"] not in self._config.occupants:
            self.wrong(
                (*keys, "by"), f"{quoted(given['by'])} is nobody here", meant(str(given["by"]), list(self._config.occupants))
            )
        return ScriptStep(line, key_text(keys), when, tuple(actions), about)

    def _repeat(self, keys: Keys, given: Block, line: int, when: Any) -> Repeat | None:
        for key in given:
            if key not in ("at", "repeat", "every", "steps"):
                self.wrong((*keys, key), f"{quoted(key)} cannot stand beside repeat", "it among its steps")
        count = given["repeat"]
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= _MOST_ROUNDS:
            self.wrong((*keys, "repeat"), f"is {quoted(count)}", "how often, a whole number from 1")
            return None
        every: Every = None
        if "every" in given:
            every = _every_of(given["every"])
            if every is None:
                right = 'day, weekday, weekend, week, a weekday such as wed, or a span such as "1 min"'
                self.wrong((*keys, "every"), f"is {quoted(given['every'])}", right)
        return Repeat(line, key_text(keys), when, count, every, self._steps((*keys, "steps"), given.get("steps")))

    def _complain(self, keys: Keys) -> Callable[[str, str], None]:
        return lambda problem, right: self.wrong(keys, problem, right)

    def _complain_below(self, keys: Keys) -> Callable[[Keys, str, str], None]:
        return lambda below, problem, right: self.wrong((*keys, *below), problem, right)


def _every_of(given: Any) -> Every:
    if not isinstance(given, str):
        return None
    days: Mapping[str, Every] = {
        "day": frozenset(range(7)), "weekday": frozenset(range(5)), "weekend": frozenset((5, 6)), "week": "week",
    }  # fmt: skip
    word = given.strip().casefold()
    found = days.get(word) or days.get(word.removesuffix("s"))
    if found is not None:
        return found
    weekday = weekday_of(word)
    if weekday is not None:
        return frozenset((weekday,))
    return span_of(word) or span_of(f"1 {word}") or None
