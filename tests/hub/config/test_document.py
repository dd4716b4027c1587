"""The document of a configuration: every place by its keys, with its line; and what is left of it without some of them."""

from pathlib import Path

import pytest

from hub.config.document import Document
from hub.config.mistakes import Keys, Mistake
from hub.config.yaml import read


def document(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    root, mistakes = read(path)
    assert mistakes == []
    return Document("config.yaml", root)


def test_every_key_and_item_knows_its_line(tmp_path: Path) -> None:
    found = document(tmp_path, "a:\n  b: 1\n  c:\n    - x\n    - {d: 2}\n")
    assert found.root == {"a": {"b": 1, "c": ["x", {"d": 2}]}}
    assert found.line(("a",)) == 1
    assert found.line(("a", "c", 1, "d")) == 5
    assert found.line(("a", "c", 7)) == 3  # what is not there stands where it should
    assert found.line(()) == 1


def test_what_stands_at_a_place_is_nothing_where_the_file_has_no_such_place(tmp_path: Path) -> None:
    found = document(tmp_path, "a:\n  c:\n    - x\n    - {d: 2}\n")
    assert found.at(("a", "c", 1, "d")) == 2
    assert found.at(("a", "c", 2)) is found.at(("a", "e", "f")) is found.at(("a", "c", "d")) is None


def test_a_mistake_is_told_with_file_line_and_key_of_its_place(tmp_path: Path) -> None:
    found = document(tmp_path, "a: 1\nb:\n  - {c: 2}\n")
    told = found.mistake(("b", 0, "c"), "is 2", "3")
    assert told == Mistake("config.yaml", 3, "b[0].c", "is 2", "3")


def test_a_file_that_holds_nothing_is_mistaken_in_its_first_line() -> None:
    assert Document("config.yaml", None).mistake((), "is empty") == Mistake("config.yaml", 1, "", "is empty")


def test_a_key_without_a_value_is_taken_out_and_keeps_its_line(tmp_path: Path) -> None:
    found = document(tmp_path, "a:\nb:\n  c:\n  d: [{e: }]\n")
    assert sorted(found.take_out_empty()) == [("a",), ("b", "c"), ("b", "d", 0, "e")]
    assert found.root == {"b": {"d": [{}]}}
    assert (found.line(("b", "c")), found.has_key(("b", "c")), found.has_key(("b", "f"))) == (3, True, False)


def test_a_bare_id_is_a_room_or_person_with_nothing_said_about_it_yet(tmp_path: Path) -> None:
    found = document(tmp_path, "rooms:\n  bath:\noccupants:\n  ana:\n")
    assert found.take_out_empty() == []
    assert found.root == {"rooms": {"bath": {}}, "occupants": {"ana": {}}}


@pytest.mark.parametrize(
    ("place", "left"),
    [
        (("a",), {"rooms": {"bath": {"devices": [1, 2], "names": ["x"]}}}),
        (("rooms", "bath", "owner"), {"a": 1, "rooms": {}}),  # is missing there: without it the room cannot be
        (("rooms", "bath", "devices", 0), {"a": 1, "rooms": {"bath": {"devices": ["-", 2], "names": ["x"]}}}),
        (("rooms", "bath", "names", 0), {"a": 1, "rooms": {"bath": {"devices": [1, 2]}}}),
    ],
)
def test_a_wrong_place_is_left_out_with_what_cannot_be_without_it(tmp_path: Path, place: Keys, left: object) -> None:
    found = document(tmp_path, "a: 1\nrooms:\n  bath:\n    devices: [1, 2]\n    names: [x]\n")
    assert found.without([place], "-") == left
    assert found.root["a"] == 1  # the document itself stays whole
