"""A few places of a YAML text changed as its writer would have: every other line, comment and quote stays as it is.

ruamel.yaml says where each value stands; the text itself is cut and pasted there. What comes out is read again: where it says
anything but what was wanted, nothing has happened.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .mistakes import Keys, key_text

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)?")  # needs no quotes, in any reader of YAML
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


class CannotEdit(Exception):
    """The text is written in a way that a place in it cannot be changed without touching others. Its text says where."""


@dataclass(frozen=True, slots=True)
class Put:
    """A value at a place: in place of what stands there, or added with the blocks around it. Plain values only."""

    keys: Keys
    value: Any


@dataclass(frozen=True, slots=True)
class Add:
    """One more at the end of a list, which may not be there yet."""

    keys: Keys
    item: Any


@dataclass(frozen=True, slots=True)
class Drop:
    """Takes out what stands there: a key of a block with its value, or an item of a list."""

    keys: Keys


Edit = Put | Add | Drop


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with all of them, one after the other. Raises CannotEdit."""
    for wished in edits:
        root = _composed(text)
        edit = _whole(root, wished)
        wanted = _with(_meaning(root), edit)
        text = _Editor(text, root).apply(edit)
        if _meaning(_composed(text)) != wanted:
            raise CannotEdit(f"{key_text(edit.keys)} cannot be changed as it is written")
    return text


def inline(value: Any, is_json: bool = False) -> str:
    """A plain value on one line. Texts that any reader could take for something else are quoted; is_json: all are."""
    if isinstance(value, Mapping):
        pairs = (f"{inline(name, is_json)}: {inline(one, is_json)}" for name, one in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(inline(one, is_json) for one in value) + "]"
    if isinstance(value, str) and not is_json and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


def _whole(root: MappingNode, edit: Edit) -> Edit:
    """A block whose only key goes goes with it."""
    while isinstance(edit, Drop) and len(edit.keys) > 1:
        around = _at(root, edit.keys[:-1])
        if not isinstance(around, MappingNode) or around.flow_style or len(around.value) != 1:
            break
        edit = Drop(edit.keys[:-1])
    return edit


def _at(root: MappingNode, keys: Sequence[str | int]) -> Node | None:
    node: Node | None = root
    for key in keys:
        if isinstance(node, MappingNode):
            node = next((value for name, value in node.value if _meaning(name)[1] == str(key)), None)
        elif isinstance(node, SequenceNode) and isinstance(key, int) and 0 <= key < len(node.value):
            node = node.value[key]
        else:
            return None
    return node


def _composed(text: str) -> MappingNode:
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except YAMLError as error:
        raise CannotEdit(f"the file is no YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(root, MappingNode):
        raise CannotEdit("the file is no block of keys")
    return root


def _meaning(node: Node) -> Any:
    """What a node says, as plain values; scalars with the tag they have, so that 1 and "1" differ."""
    if isinstance(node, MappingNode):
        return {_meaning(name)[1]: _meaning(value) for name, value in node.value}
    if isinstance(node, SequenceNode):
        return [_meaning(one) for one in node.value]
    return (str(node.tag), node.value)


def _with(body: Any, edit: Edit) -> Any:
    """The meaning after the edit. Raises CannotEdit where there is no such place."""
    *above, last = edit.keys
    place = body
    for key in above:
        if isinstance(place, dict) and not isinstance(edit, Drop) and _is_nothing(place.get(key)):
            place[key] = {}
        try:
            place = place[key]
        except (KeyError, IndexError, TypeError):
            raise CannotEdit(f"there is no {key_text(edit.keys)}") from None
    try:
        match edit:
            case Put(value=value):
                place[last] = _meaning(_composed(f"value: {inline(value)}\n").value[0][1])
            case Add(item=item):
                had = [] if _is_nothing(place.get(last)) else place[last]
                place[last] = [*had, _meaning(_composed(f"value: {inline(item)}\n").value[0][1])]
            case Drop():
                del place[last]
                if isinstance(place, list) and not place:  # an empty list is left out with its key
                    return _with(body, Put(tuple(above), [])) if above else body
    except (KeyError, IndexError, TypeError, AttributeError):
        raise CannotEdit(f"there is no {key_text(edit.keys)}") from None
    return body


def _is_nothing(meaning: Any) -> bool:
    return meaning is None or (isinstance(meaning, tuple) and meaning[0].endswith(":null"))


class _Editor:
    """One text, and where its values stand."""

    def __init__(self, text: str, root: MappingNode) -> None:
        self._text, self._root = text, root
        self._break = "\r\n" if "\r\n" in text else "\n"
        self._is_json = text.lstrip().startswith("{") and _is_json(text)

    def apply(self, edit: Edit) -> str:
        match edit:
            case Put(keys=keys, value=value):
                return self._put(keys, value)
            case Add(keys=keys, item=item):
                found = self._found(keys)
                if isinstance(found, SequenceNode):
                    return self._append(found, item)
                return self._put(keys, [item])
            case Drop(keys=keys):
                return self._drop(keys)

    def _put(self, keys: Keys, value: Any) -> str:
        depth = next((n for n in range(len(keys), 0, -1) if self._found(keys[:n]) is not None), 0)
        for key in reversed(keys[depth + 1 :]):
            value = {key: value}
        node = self._found(keys[:depth])
        if depth == len(keys):
            assert node is not None
            return self._replace(node, keys, value)
        key = keys[depth]
        if isinstance(node, MappingNode):
            return self._insert_key(node, key, value)
        if isinstance(node, ScalarNode) and _is_nothing(_meaning(node)) and depth:
            return self._fill(keys[:depth], {key: value})
        raise CannotEdit(f"{key_text(keys[:depth])} is no block of keys")

    def _replace(self, node: Node, keys: Keys, value: Any) -> str:
        if isinstance(node, ScalarNode) and _is_nothing(_meaning(node)):
            return self._fill(keys, value)
        if not _is_inline(node):
            raise CannotEdit(f"{key_text(keys)} is a block of several lines")
        return self._cut(node.start_mark.index, node.end_mark.index, inline(value, self._is_json))

    def _fill(self, keys: Keys, value: Any) -> str:
        """A key that stands there with nothing after it."""
        name, node = self._pair(keys)
        if node.start_mark.index != node.end_mark.index:  # ~ or null, spelled out
            return self._cut(node.start_mark.index, node.end_mark.index, inline(value, self._is_json))
        colon = self._text.index(":", name.end_mark.index) + 1
        rest = self._text[colon:].split("\n", 1)[0]
        if self._is_flow_around(keys) or rest.strip(" \r").startswith("#") or not self._starts_its_line(name):
            return self._cut(colon, colon, " " + inline(value, self._is_json))
        indent = name.start_mark.column + 2
        return self._insert_lines(name.start_mark.line, self._lines(value, indent))

    def _insert_key(self, node: MappingNode, key: str | int, value: Any) -> str:
        if node.flow_style:
            return self._insert_inline(node, f"{inline(key, self._is_json)}: {inline(value, self._is_json)}")
        first, _ = node.value[0]
        return self._insert_lines(_last_line(node), self._lines({key: value}, first.start_mark.column))

    def _append(self, node: SequenceNode, item: Any) -> str:
        if node.flow_style:
            return self._insert_inline(node, inline(item, self._is_json))
        line = " " * node.start_mark.column + f"- {inline(item)}"
        return self._insert_lines(_last_line(node), [line])

    def _insert_inline(self, node: Node, piece: str) -> str:
        if not node.value:
            return self._cut(node.start_mark.index + 1, node.end_mark.index - 1, piece)
        last = node.value[-1]
        end = (last[1] if isinstance(last, tuple) else last).end_mark.index
        return self._cut(end, end, f", {piece}")

    def _drop(self, keys: Keys) -> str:
        node = self._found(keys[:-1])
        if isinstance(node, SequenceNode) and isinstance(keys[-1], int):
            if len(node.value) == 1 and not node.flow_style:
                return self._put_empty(keys[:-1], node)
            parts = [(one, one) for one in node.value]
            at = keys[-1]
        elif isinstance(node, MappingNode):
            parts = list(node.value)
            at = next((n for n, (name, _) in enumerate(parts) if _meaning(name)[1] == str(keys[-1])), len(parts))
        else:
            raise CannotEdit(f"there is no {key_text(keys)}")
        if not 0 <= at < len(parts):
            raise CannotEdit(f"there is no {key_text(keys)}")
        start, end = parts[at]
        if node.flow_style:
            if at + 1 < len(parts):
                return self._cut(start.start_mark.index, parts[at + 1][0].start_mark.index, "")
            begin = parts[at - 1][1].end_mark.index if at else node.start_mark.index + 1
            return self._cut(begin, end.end_mark.index, "")
        return self._cut_lines(start.start_mark.line, _last_line(end))

    def _put_empty(self, keys: Keys, node: SequenceNode) -> str:
        """The only item of a list of lines: the list is written as an empty one."""
        name, _ = self._pair(keys)
        colon = self._text.index(":", name.end_mark.index) + 1
        without = self._cut_lines(node.start_mark.line, _last_line(node))
        return without[:colon] + " []" + without[colon:]

    # Finding

    def _found(self, keys: Sequence[str | int]) -> Node | None:
        return _at(self._root, keys)

    def _pair(self, keys: Keys) -> tuple[Node, Node]:
        around = self._found(keys[:-1])
        assert isinstance(around, MappingNode)
        return next((name, value) for name, value in around.value if _meaning(name)[1] == str(keys[-1]))

    def _is_flow_around(self, keys: Keys) -> bool:
        around = self._found(keys[:-1])
        return isinstance(around, MappingNode) and bool(around.flow_style)

    def _starts_its_line(self, node: Node) -> bool:
        start = self._text.rfind("\n", 0, node.start_mark.index) + 1
        return not self._text[start : node.start_mark.index].strip()

    # Cutting

    def _lines(self, value: Any, indent: int) -> list[str]:
        """Keys one a line; a list of blocks one block a line."""
        space, found = " " * indent, list[str]()
        if isinstance(value, list):
            return [f"{space}- {inline(item)}" for item in value]
        for name, one in value.items():
            if isinstance(one, list) and any(isinstance(item, Mapping) for item in one):
                found += [f"{space}{inline(name)}:", *(f"{space}  - {inline(item)}" for item in one)]
            else:
                found.append(f"{space}{inline(name)}: {inline(one)}")
        return found

    def _cut(self, start: int, end: int, piece: str) -> str:
        return self._text[:start] + piece + self._text[end:]

    def _insert_lines(self, after: int, lines: Sequence[str]) -> str:
        whole = self._text.splitlines(keepends=True)
        if not whole[after].endswith("\n"):
            whole[after] += self._break
        return "".join([*whole[: after + 1], *(line + self._break for line in lines), *whole[after + 1 :]])

    def _cut_lines(self, first: int, last: int) -> str:
        whole = self._text.splitlines(keepends=True)
        return "".join([*whole[:first], *whole[last + 1 :]])


def _is_inline(node: Node) -> bool:
    return node.style not in ("|", ">") if isinstance(node, ScalarNode) else _is_flow(node)


def _is_flow(node: Node) -> bool:
    return isinstance(node, MappingNode | SequenceNode) and bool(node.flow_style)


def _last_line(node: Node) -> int:
    """The last on which something of it stands; comments after it are whoever's comes next."""
    if isinstance(node, ScalarNode) or _is_flow(node) or not node.value:
        mark = node.end_mark
        is_over = mark.column == 0 and mark.line > node.start_mark.line  # a block of text ends where the next line begins
        return int(mark.line - 1 if is_over else mark.line)
    last = node.value[-1]
    return max(_last_line(one) for one in (last if isinstance(last, tuple) else (last,)))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
