"""What README with the manual in docs/, config.yaml, the schema and the program say of each other: every command, topic and key
of one stands in the other, and every key of the configuration names the test that shows what it does to the running program or
a whole house.

A limit nobody applied and a debt nobody wrote both lived in that gap.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from devices.family import families
from devices.vocabulary import OccupantId, RoomId
from hub.api.orders import orders
from hub.cli import app
from hub.config.load import json_schema
from hub.telling.topics import Topics

from .hub.a_house import make_config

TOP = Path(__file__).parents[1]
PAGES = [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]
README = "\n".join(page.read_text("utf-8") for page in PAGES)  # with all the manual
EXAMPLE = (TOP / "config.yaml").read_text("utf-8")
SPANS = re.findall(r"`([^`\n]+)`", README)
WHOLE = ("tests/whole/", "tests/page/", "tests/home_assistant/")  # the running program
IN_MEMORY = {"a_house", "a_stay", "Running"}  # what a test imports that has a whole house
FAMILIES = {family.key for family in families()}
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def keys_of(schema: dict[str, Any]) -> set[str]:
    """Every key of the configuration as a path: ``rooms.*.limits.volume``. Families' names in a block are one: ``<family>``."""
    known, found = FAMILIES, set[str]()
    definitions = schema.get("$defs", {})

    def walk(node: dict[str, Any], path: str) -> None:
        if "$ref" in node:
            node = definitions[node["$ref"].rsplit("/", 1)[-1]]
        for way in ("anyOf", "oneOf", "allOf"):
            for one in node.get(way, ()):
                walk(one, path)
        for name, of_it in node.get("properties", {}).items():
            place = f"{path}.{'<family>' if name in known and path else name}".lstrip(".")
            is_leaf = not keys_below(of_it)
            if is_leaf:
                found.add(place)
            walk(of_it, place)
        for name, wild in (("additionalProperties", ".*"), ("items", "[]")):
            if isinstance(node.get(name), dict):
                walk(node[name], path + wild)

    def keys_below(node: dict[str, Any]) -> bool:
        node = definitions[node["$ref"].rsplit("/", 1)[-1]] if "$ref" in node else node
        deeper = [*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())]
        deeper += [node[name] for name in ("additionalProperties", "items") if isinstance(node.get(name), dict)]
        return bool(node.get("properties")) or any(keys_below(one) for one in deeper)

    walk(schema, "")
    return found


KEYS = sorted(keys_of(json_schema()))


def shown() -> Iterator[tuple[str, str]]:
    """(key, test) of every ``@pytest.mark.shows`` on a test of the running program or of a whole house."""
    for path in sorted((TOP / "tests").rglob("test_*.py")):
        place, tree = path.relative_to(TOP).as_posix(), ast.parse(path.read_text("utf-8"))
        imported = {name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in _named(node)}
        if not place.startswith(WHOLE) and not imported & IN_MEMORY:
            continue
        constants = {
            target.id: ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple)
            for target in node.targets
            if isinstance(target, ast.Name) and all(isinstance(e, ast.Constant) for e in node.value.elts)
        }
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for mark in node.decorator_list:
                    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.shows":
                        yield from ((_general(key), f"{place}::{node.name}") for key in _keys(mark, constants))


def _general(key: str) -> str:
    """A block's family is one key, whichever the test has taken."""
    place, _, name = key.rpartition(".")
    return f"{place}.<family>" if f"{place}.<family>" in KEYS and name in FAMILIES else key


def _named(node: ast.ImportFrom) -> set[str]:
    return {*(node.module or "").split("."), *(alias.name for alias in node.names)}


def _keys(mark: ast.Call, constants: dict[str, Any]) -> Iterator[str]:
    for argument in mark.args:
        spelled = ast.unparse(ast.Expression(argument.value if isinstance(argument, ast.Starred) else argument))
        found = eval(spelled, {"__builtins__": {}}, dict(constants))  # noqa: S307 - our own tests, read not run
        yield from [found] if isinstance(found, str) else found


SHOWN = dict(shown())


@pytest.mark.parametrize("key", KEYS)
def test_every_key_names_the_test_that_shows_what_it_does(key: str) -> None:
    assert key in SHOWN, f"no test of the running program or of a whole house has @pytest.mark.shows({key!r})"


def test_every_key_a_test_shows_is_one_of_the_configuration() -> None:
    assert set(SHOWN) - set(KEYS) == set()


@pytest.mark.parametrize("key", KEYS)
def test_every_key_stands_in_readme_or_in_the_example(key: str) -> None:
    name = key.rsplit(".", 1)[-1].removesuffix("[]")
    names = sorted(FAMILIES) if name == "<family>" else [name]
    for one in names:
        assert re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", README + EXAMPLE), f"{one} is explained nowhere"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_readme(command: str) -> None:
    assert re.search(rf"attune {command}(?![\w-])", README), f"README says nothing of attune {command}"


def test_every_command_readme_names_is_there() -> None:
    named = set(re.findall(r"(?:^|[\s`/])attune ((?:[a-z]+-)*[a-z]+)(?=[\s`])", "\n".join([*SPANS, *_code_blocks()])))
    assert named - set(COMMANDS) - {"config"} == set()


def _code_blocks() -> list[str]:
    return [line for line in README.splitlines() if line.startswith("    ")]


def topics() -> set[str]:
    """Every topic of the hub's own, as README spells it."""
    found = make_config(Path("there"), rooms={"room_1": {}}, occupants={"person_1": {"learn": ["light"]}})
    own = Topics("attune")
    told = {own.status, own.decision, own.problem, own.pause, own.mode, own.evening, own.health, own.event, own.figures}
    told |= {*own.of_occupant(OccupantId("person_1")), *own.of_room(RoomId("room_1")), own.room(RoomId("room_1"), "event")}
    spelled = {topic.replace("person_1", "<id>").replace("room_1", "<id>") for topic in (*told, *orders(found, own))}
    return {re.sub(r"learning/(light|temperature|music)", "learning/<domain>", topic) for topic in spelled}


def test_every_topic_stands_in_readme_and_every_topic_there_is_one() -> None:
    in_readme = {span for span in SPANS if span.startswith("attune/")}
    assert {span for span in in_readme if not span.endswith("/")} == topics()
