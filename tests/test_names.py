"""A class bears its name alone: who reads it anywhere, or searches for it, finds one thing."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
PACKAGES = ("hub", "models", "devices")
# Words every family has for itself: how a trait is written, in which form, and where a device speaks.
OWN = frozenset({"Wire", "Form", "Place"})
FAMILIES = ("devices/families/", "devices/discovery/", "devices/home_assistant/")


def classes(source: str) -> list[str]:
    return [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]


def aliases(source: str) -> list[str]:
    """Types a file gives a name of its own: ``Line = Mapping[str, str]``. Constants are written in capitals."""
    names = [
        target.id
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    return [name for name in names if name.lstrip("_")[:1].isupper() and not name.isupper()]


def named(*packages: str) -> dict[str, list[str]]:
    """Class name → the files it stands in."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in (path for package in packages for path in sorted((TOP / package).rglob("*.py"))):
        place = path.relative_to(TOP).as_posix()
        for name in classes(path.read_text("utf-8")):
            if not (name in OWN and place.startswith(FAMILIES)):
                found[name].append(place)
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_a_class_name_stands_once(package: str) -> None:
    everywhere = named(*PACKAGES)
    assert {name: everywhere[name] for name in named(package) if len(everywhere[name]) > 1} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_type_goes_by_the_name_of_a_class_that_stands_elsewhere(package: str) -> None:
    everywhere = named(*PACKAGES)
    found = {
        f"{name} in {place}": everywhere[name]
        for path in sorted((TOP / package).rglob("*.py"))
        if not (place := path.relative_to(TOP).as_posix()).startswith(FAMILIES)
        for name in aliases(path.read_text("utf-8"))
        if name in everywhere
    }
    assert found == {}


def test_a_name_that_stands_twice_in_one_file_would_be_noticed() -> None:
    assert classes("class A:\n    class B: ...\nclass A: ...\n") == ["A", "A", "B"]


def test_a_type_under_a_borrowed_name_would_be_noticed() -> None:
    assert aliases("Line = list[str]\nMOST, x = 3, 4\nmost = 5\nX = 6\n_Key = tuple[str, str]\n") == ["Line", "_Key"]
