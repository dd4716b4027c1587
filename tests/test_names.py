"""A class bears its name alone: who reads it anywhere, or searches for it, finds one thing."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
EVERYWHERE = ("hub", "models", "devices")
KEPT = ("devices",)  # the packages that keep to it so far; towards the others a name of theirs counts, too
# Words every family has for itself: how a trait is written, in which form, and where a device speaks.
OWN = frozenset({"Wire", "Form", "Place"})
FAMILIES = ("devices/families/", "devices/discovery/", "devices/home_assistant/")


def classes(source: str) -> list[str]:
    return [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]


def named(*packages: str) -> dict[str, list[str]]:
    """Class name → the files it stands in."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in (path for package in packages for path in sorted((TOP / package).rglob("*.py"))):
        place = path.relative_to(TOP).as_posix()
        for name in classes(path.read_text("utf-8")):
            if not (name in OWN and place.startswith(FAMILIES)):
                found[name].append(place)
    return found


@pytest.mark.parametrize("package", KEPT)
def test_a_class_name_stands_once(package: str) -> None:
    everywhere = named(*EVERYWHERE)
    assert {name: everywhere[name] for name in named(package) if len(everywhere[name]) > 1} == {}


def test_a_name_that_stands_twice_in_one_file_would_be_noticed() -> None:
    assert classes("class A:\n    class B: ...\nclass A: ...\n") == ["A", "A", "B"]
