"""YAML 1.2 out of a file, with the line of every key: only plain values, no surprises, nothing hostile gets through. And back.

The file is taken event by event, so that a limit stops it before it has cost anything (robustness row I6).
"""

import errno
import os
import re
import select
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from devices.text import shown

from .document import Block, Hidden, Items
from .mistakes import MOST, ConfigError, Mistake, key_text
from .slips import hint

WANTED = "the path of a configuration, as in -c config.yaml"
MAX_BYTES = 256 * 1024  # a home of two hundred rooms is a tenth of it; a megabyte could take the parser seconds
MAX_DEPTH = 16
MAX_VALUES = 10_000  # keys, values and list items, aliases counted as what they stand for; sixty full rooms
PIPE_S = 5.0
LONG = 40  # times as much may stand in a file that is long by its nature: a year of four people, step by step

# YAML 1.2.2, chapter 10.3.2, the core schema. No yes/no/on/off, no 22:30 as a number.
_NULL = re.compile(r"~|null|Null|NULL|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]{1,30}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2})?")


class Unquoted(str):
    """A time of day without quotes. Other YAML readers make the number 1350 of 22:30, so it is asked for in quotes."""

    __slots__ = ()


class NoSuchValue(Exception):
    """A ``!secret`` or ``!env`` that stands for nothing. problem, right: as in Mistake."""

    def __init__(self, problem: str, right: str) -> None:
        self.problem, self.right = problem, right
        super().__init__(problem)


Tags = Mapping[str, Callable[[str], str]]  # "!secret" → text for a name; raises NoSuchValue


def read(
    path: Path, tags: Tags | None = None, texts_only: bool = False, times: int = 1, wanted: str = WANTED
) -> tuple[Any, list[Mistake]]:
    """The file's one document, and what was wrong in it but could be stepped over (duplicate keys, unknown tags).

    texts_only: every scalar stays the text that was written (secrets: 0123 is a password, not a number). times: so many times
    as much may stand in it. wanted: what a path to no file should have been.
    Raises ConfigError when nothing could be made of it.
    """
    try:
        raw = _content(path, MAX_BYTES * times + 1)
    except OSError as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else str(error.strerror or error)
        raise ConfigError([Mistake(str(path), 0, "", reason, wanted)]) from error
    if len(raw) > MAX_BYTES * times:
        raise ConfigError([Mistake(str(path), 0, "", "is too large", f"at most {MAX_BYTES * times // 1024} KiB")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError([Mistake(str(path), line, "", "this line is not UTF-8 text", "a file saved as UTF-8")]) from error
    return _YamlReader(str(path), tags or {}, texts_only, MAX_VALUES * times).read(text)


def _content(path: Path, most: int) -> bytes:
    """Its first bytes. A pipe is waited for as long as somebody writes, and no longer. Raises OSError."""
    with open(path, "rb", buffering=0, opener=lambda file, flags: os.open(file, flags | os.O_NONBLOCK)) as file:
        found = b""
        while len(found) < most:
            part = file.read(most - len(found))
            if part is None and not select.select([file], [], [], PIPE_S)[0]:
                raise OSError(errno.EAGAIN, "it is a pipe into which nobody writes")
            if part == b"":
                break
            found += part or b""
        return found


def written(body: Any) -> str:
    """Plain lists, mappings and scalars as YAML, block by block. Texts are quoted: readers of YAML 1.1, such as Home Assistant,
    take a bare 22:30:00 for a number and a bare on for true."""
    writer = YAML()
    writer.width = 4096
    writer.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    writer.dump(_quoted(body), out)
    return out.getvalue()


def _quoted(body: Any) -> Any:
    if isinstance(body, Mapping):
        return {key: _quoted(value) for key, value in body.items()}
    if isinstance(body, list):
        return [_quoted(value) for value in body]
    return DoubleQuotedScalarString(body) if isinstance(body, str) else body


def scalar(text: str) -> Any:
    """What an unquoted scalar means in YAML 1.2; infinities and not-a-number stay text."""
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text[0] in "tT"
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return Unquoted(text) if _CLOCK.fullmatch(text) else text


class _YamlReader:
    """Builds the document from events. Open blocks and lists are kept on a stack, never on the interpreter's."""

    def __init__(self, file: str, tags: Tags, texts_only: bool, most: int) -> None:
        self.file, self.most = file, most
        self.tags = tags
        self.texts_only = texts_only
        self.mistakes: list[Mistake] = []
        self.root: Any = None
        self._stack: list[Block | Items] = []
        self._keys: list[str | None] = []  # per open container: the key waiting for its value
        self._under: list[str] = []  # per open container: the key whose value was last begun
        self._anchors: dict[str, tuple[Any, int]] = {}  # name → value and its size
        self._names: list[tuple[str | None, int]] = []  # per open container: its anchor, the count at its start
        self._key_line = 0
        self._count = 0

    def read(self, text: str) -> tuple[Any, list[Mistake]]:
        line, documents = 1, 0
        try:
            for event in YAML(typ="safe", pure=True).parse(text):
                line = event.start_mark.line + 1
                if isinstance(event, DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._stop(line, "a second document starts here", "one document; take the --- line out")
                if len(self.mistakes) > MOST:
                    self._stop(line, f"has more than {MOST} mistakes up to here", "")
                self._take(event, line)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            if "quoted scalar" in str(error.context) and error.context_mark is not None:
                mark = error.context_mark  # where the quote opened; it was missed where the file ends
            if "expected ':'" in str(error.problem) and error.context_mark is not None:
                mark = error.context_mark  # the key without a colon; it was missed in the line below
            line = mark.line + 1 if mark is not None else line
            self._stop(line, _syntax(error), hint(text, line), _indented_key(text, line))
        except (YAMLError, ValueError, OverflowError, AttributeError, IndexError, RecursionError) as error:
            position = getattr(error, "position", None)
            line = text.count("\n", 0, position) + 1 if isinstance(position, int) else line
            why = shown(str(error).splitlines()[0] if str(error) else "", 120)
            self._stop(line, f"cannot be read as YAML ({why})", "a file saved as plain UTF-8 text")
        return self.root, self.mistakes

    def _take(self, event: Event, line: int) -> None:
        match event:
            case ScalarEvent():
                self._put(self._scalar(event, line), line, 1, event.anchor, event)
            case MappingStartEvent() | SequenceStartEvent():
                if event.tag is not None and str(event.tag) not in ("!", "None"):
                    self._unknown_tag(str(event.tag), line)
                self._open(Block(line) if isinstance(event, MappingStartEvent) else Items(line), line, event.anchor)
            case MappingEndEvent() | SequenceEndEvent():
                done = self._stack.pop()
                self._keys.pop()
                self._under.pop()
                anchor, started = self._names.pop()
                if anchor:
                    self._anchors[anchor] = (done, self._count - started + 1)
            case AliasEvent():
                if event.anchor not in self._anchors:
                    self._stop(
                        line,
                        f"*{shown(str(event.anchor), 40)} stands for nothing above it",
                        "an anchor set before it, or quotes around a text that begins with *",
                    )
                value, size = self._anchors[event.anchor]
                self._put(value, line, size, None, event)
            case _:
                pass

    def _open(self, container: Block | Items, line: int, anchor: str | None) -> None:
        if len(self._stack) >= MAX_DEPTH:
            self._stop(line, "is nested too deep", f"at most {MAX_DEPTH} blocks in one another")
        if self._stack and isinstance(self._stack[-1], Block) and self._keys[-1] is None:
            self._stop(line, "a block or list stands where a key should", "a key, a colon and a value; quote {{ templates }}")
        self._put(container, line, 1, None, None)
        self._stack.append(container)
        self._keys.append(None)
        self._under.append("")
        self._names.append((anchor, self._count))

    def _put(self, value: Any, line: int, size: int, anchor: str | None, event: Event | None) -> None:
        self._count += size
        if self._count > self.most:
            self._stop(line, "holds too many values", f"at most {self.most} keys and values, aliases counted in full")
        if anchor:
            self._anchors[anchor] = (value, 1)
        if not self._stack:
            self.root = value
            return
        top = self._stack[-1]
        if isinstance(top, Items):
            top.append(value)
            top.lines.append(line)
            return
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = self._key(event, line)
            return
        self._keys[-1] = None
        self._under[-1] = key
        if key in top:
            problem = f"is written twice in this block, first in line {top.lines[key]}"
            self.mistakes.append(Mistake(self.file, line, self._path(key), problem, "each key once"))
        else:
            top[key] = value
            top.lines[key] = self._key_line

    def _key(self, event: Event | None, line: int) -> str:
        if not isinstance(event, ScalarEvent):
            self._stop(line, "a key must be plain text", "a key, a colon and a value")
        key = _whole(str(event.value))
        if key == "<<" and not event.style:
            self._stop(line, "merging blocks with << is not YAML 1.2", "the keys written out")
        self._key_line = line
        return key

    def _scalar(self, event: ScalarEvent, line: int) -> Any:
        text = _whole(str(event.value))
        if _SURROGATE.search(text):
            self._stop(line, "holds half a character (a lone surrogate)", "the whole character")
        tag = None if event.tag is None else str(event.tag)
        if tag is not None and tag not in ("!", "None"):
            if tag not in self.tags:
                self._unknown_tag(tag, line)
                return text
            try:
                return Hidden(self.tags[tag](text))
            except NoSuchValue as error:
                self.mistakes.append(Mistake(self.file, line, self._path(), error.problem, error.right))
                return Hidden("?")
        if self.texts_only or event.style:
            return text
        return scalar(text)

    def _unknown_tag(self, tag: str, line: int) -> None:
        allowed = f"{' and '.join(self.tags) or 'no tags'}, or quotes around a text that begins with !"
        self.mistakes.append(Mistake(self.file, line, self._path(), f"the tag {shown(tag, 60)} is not allowed", allowed))

    def _path(self, last: str | None = None) -> str:
        steps: list[str | int] = []
        for depth, container in enumerate(self._stack):
            innermost = depth == len(self._stack) - 1
            key = self._keys[depth] if innermost else self._under[depth]
            if isinstance(container, Items):
                steps.append(len(container) - (0 if innermost else 1))
            elif key is not None:
                steps.append(key)
        named = next((step for step in reversed(steps) if isinstance(step, str)), None)
        if last is not None and named != last:
            steps.append(last)
        return key_text(tuple(steps))

    def _stop(self, line: int, problem: str, right: str, last: str | None = None) -> NoReturn:
        raise ConfigError([*self.mistakes, Mistake(self.file, line, self._path(last), problem, right)])


def _whole(text: str) -> str:
    """JSON writes emoji and the like as two halves, which YAML readers leave apart. Half a character alone stays."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _syntax(error: MarkedYAMLError) -> str:
    words = " ".join(str(part) for part in (error.problem, error.context) if part)
    return f"is not YAML: {shown(words, 160)}"


def _indented_key(text: str, line: int) -> str | None:
    """The key a line begins with, when it belongs to a block above: where the parser stopped it had not yet taken it in."""
    lines = text.splitlines()
    found = re.match(r"[ \t]+(?:- +)?([A-Za-z0-9_-]{1,64}):", lines[line - 1]) if 0 < line <= len(lines) else None
    return found[1] if found else None
