"""What stands in a configuration file, and in which line: whoever finds something wrong names its place by keys alone."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .mistakes import Keys, Mistake, key_text

SECRETS = "secrets.yaml"
_BARE_IDS = (("rooms",), ("occupants",))
_KEEP_PLACES = ("devices", "sensors", "presence")  # lists of blocks, whose later items are still told by their number


class Hidden(str):
    """Text from secrets.yaml or the environment: no message may show it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<hidden>"


class Block(dict[str, Any]):
    """A mapping that knows the line of every key. line: its own first line."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Items(list[Any]):
    """A list that knows the line of every item."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


@dataclass(frozen=True, slots=True)
class Document:
    """file: as the resident named it. root: as ``yaml.read`` gives it: a Block, Items, a scalar, or None where nothing is."""

    file: str
    root: Any

    def line(self, keys: Keys) -> int:
        """The line of the deepest part of ``keys`` that is in the file, from 1."""
        line, here = 1, self.root
        for step in keys:
            if isinstance(here, Block) and isinstance(step, str) and step in here.lines:
                line, here = here.lines[step], here.get(step)
            elif isinstance(here, Items) and isinstance(step, int) and step < len(here):
                line, here = here.lines[step], here[step]
            else:
                break
        return line

    def at(self, keys: Keys) -> Any:
        """What stands at a place; None where nothing does."""
        return _at(self.root, keys)

    def before(self, keys: Keys) -> Any:
        """The value that stands before a key in its block; None where it is the first."""
        block = self.at(keys[:-1])
        written = list(block.lines) if isinstance(block, Block) else []
        place = written.index(str(keys[-1])) if keys[-1] in written else 0
        return block.get(written[place - 1]) if place else None

    def has_key(self, keys: Keys) -> bool:
        """Whether a key is written, also one without a value."""
        block = self.at(keys[:-1])
        return isinstance(block, Block) and keys[-1] in block.lines

    def mistake(self, keys: Keys, problem: str, right: str = "") -> Mistake:
        """What is wrong at a place, with its line. problem, right: as in Mistake."""
        return Mistake(self.file, self.line(keys), key_text(keys), problem, right)

    def change(self, keys: Sequence[str], value: Any) -> None:
        """As if something else, or anything at all, stood there. What stood in the way is gone."""
        here = self.root
        for step in keys[:-1]:
            inner = here.get(step)
            if not isinstance(inner, Block):
                inner = here[step] = Block(self.line(tuple(keys)))
                here.lines.setdefault(step, inner.line)
            here = inner
        here[keys[-1]] = value
        here.lines.setdefault(keys[-1], here.line)

    def take_out_empty(self) -> list[Keys]:
        """Takes keys without a value out, which keep their lines, and says where they stood. A required one is then missing;
        a bare id under ``rooms:`` or ``occupants:`` is a room or person with nothing said about it yet."""
        found: list[Keys] = []
        waiting: list[tuple[Keys, Any]] = [((), self.root)]
        seen: set[int] = set()
        while waiting:
            keys, here = waiting.pop()
            if id(here) in seen:
                continue  # the same block by alias
            seen.add(id(here))
            if isinstance(here, Block):
                for key in [k for k, v in here.items() if v is None]:
                    if keys in _BARE_IDS:
                        here[key] = Block(here.lines[key])
                    else:
                        del here[key]
                        found.append((*keys, key))
                waiting += [((*keys, key), value) for key, value in here.items()]
            elif isinstance(here, Items):
                waiting += [((*keys, at), value) for at, value in enumerate(here)]
        return found

    def without(self, places: Iterable[Keys], stand_in: Any) -> Any:
        """A copy of the root, plain, without these places; in lists of blocks ``stand_in`` takes the wrong one's place."""
        copy = _copied(self.root)
        for keys in places:
            _leave_out(copy, keys, stand_in)
        return copy


def value_of(text: str) -> Any:
    """What somebody wrote on a command line, as a file would say it: numbers, true and false, lists; all else is text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _at(value: Any, keys: Keys) -> Any:
    for step in keys:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _leave_out(root: Any, keys: Keys, stand_in: Any) -> None:
    here = root
    for depth, step in enumerate(keys):
        last = depth == len(keys) - 1
        if isinstance(here, list) and isinstance(step, int) and step < len(here):
            if depth and keys[depth - 1] in _KEEP_PLACES:
                here[step] = stand_in
                return
            parent = _at(root, keys[: depth - 1])
            if isinstance(parent, dict):
                parent.pop(keys[depth - 1], None)
            return
        if not isinstance(here, dict) or not isinstance(step, str):
            return
        if last:
            if step not in here and depth:  # a key is missing: its block goes
                parent = _at(root, keys[: depth - 1])
                if isinstance(parent, dict):
                    parent.pop(keys[depth - 1], None)
            here.pop(step, None)
            return
        if step not in here:
            return
        here = here[step]
