"""A place of a YAML text is changed as its writer would have, and nothing else of it."""

import difflib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.config.yaml_edit import Add, CannotEdit, Drop, Edit, Put, edited, inline

TEXT = """\
# The home
home: {latitude: 52.37, longitude: 4.9}   # by the sea

occupants:
  ana:                     # she
    name: Ana   # as she is called
    learn: [light]      # said in March

  # Ben came later
  ben:
    learn:
      - light   # yes
      - music
    pinned:
      # evenings
      - {room: kitchen, quantity: brightness, value: 0.4}   # cosy
      - room: hall
        quantity: power
        value: true
    limits:
      volume: 60
  kim: {}
  tom:
  # nobody else

rooms:
  hall:
    limits: {temperature: [16, 22], volume: 40}
# the end
"""
PIN = {"room": "kitchen", "quantity": "brightness", "value": 0.4, "from": "18:00", "to": "22:00"}
LINE = '- {room: kitchen, quantity: brightness, value: 0.4, from: "18:00", to: "22:00"}'


def difference(before: str, after: str) -> list[str]:
    return [line.rstrip() for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[:2] in ("- ", "+ ")]


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (Put(("autonomy",), "suggest"), ["+ autonomy: suggest"]),
        (Put(("home", "latitude"), 52.5), ["- home: {latitude: 52.37, longitude: 4.9}   # by the sea",
                                           "+ home: {latitude: 52.5, longitude: 4.9}   # by the sea"]),
        (Add(("occupants", "ana", "pinned"), PIN), ["+     pinned:", f"+       {LINE}"]),
        (Add(("occupants", "ben", "pinned"), PIN), [f"+       {LINE}"]),
        (Add(("occupants", "tom", "pinned"), PIN), ["+     pinned:", f"+       {LINE}"]),
        (Add(("occupants", "kim", "pinned"), PIN), ["-   kim: {}", f"+   kim: {{pinned: [{LINE[2:]}]}}"]),
        (Drop(("occupants", "ben", "pinned", 0)), ["-       - {room: kitchen, quantity: brightness, value: 0.4}   # cosy"]),
        (Drop(("occupants", "ben", "pinned", 1)), ["-       - room: hall", "-         quantity: power",
                                                      "-         value: true"]),
        (Add(("occupants", "ana", "learn"), "music"), ["-     learn: [light]      # said in March",
                                                      "+     learn: [light, music]      # said in March"]),
        (Add(("occupants", "ben", "learn"), "temperature"), ["+       - temperature"]),
        (Drop(("occupants", "ben", "learn", 0)), ["-       - light   # yes"]),
        (Put(("occupants", "ben", "limits", "volume"), 50), ["-       volume: 60", "+       volume: 50"]),
        (Put(("occupants", "ana", "limits", "volume"), 50), ["+     limits: {volume: 50}"]),
        (Drop(("occupants", "ben", "limits", "volume")), ["-     limits:", "-       volume: 60"]),
        (Drop(("rooms", "hall", "limits", "temperature")), ["-     limits: {temperature: [16, 22], volume: 40}",
                                                           "+     limits: {volume: 40}"]),
        (Put(("rooms", "hall", "limits", "temperature"), [17, 21.5]), [
            "-     limits: {temperature: [16, 22], volume: 40}", "+     limits: {temperature: [17, 21.5], volume: 40}"]),
    ],
    ids=str,
)  # fmt: skip
def test_only_the_lines_that_have_to_are_others(edit: Edit, lines: list[str]) -> None:
    assert difference(TEXT, edited(TEXT, [edit])) == lines


def test_the_last_of_a_list_leaves_an_empty_list_and_comments_stay_whose_they_are() -> None:
    text = edited(TEXT, [Drop(("occupants", "ben", "pinned", 1)), Drop(("occupants", "ben", "pinned", 0))])
    assert "    pinned: []\n      # evenings\n    limits:\n" in text
    assert edited(text, [Add(("occupants", "ben", "pinned"), PIN)]).count(f"pinned: [{LINE[2:]}]") == 1


def test_a_new_key_stands_before_the_comment_of_what_comes_next() -> None:
    text = edited(TEXT, [Put(("occupants", "ana", "role"), "keeper")])
    assert "    learn: [light]      # said in March\n    role: keeper\n\n  # Ben came later\n" in text


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_ends_stay_as_they_are_and_a_last_line_without_one_gets_it(ending: str) -> None:
    text = f"a: 1{ending}b:{ending}  c: 2"
    assert edited(text, [Put(("b", "d"), 3)]) == f"a: 1{ending}b:{ending}  c: 2{ending}  d: 3{ending}"


def test_what_is_json_stays_json() -> None:
    text = json.dumps({"home": {}, "occupants": {"ana": {"learn": ["light"]}, "kim": {}}})
    after = edited(
        text, [Add(("occupants", "ana", "pinned"), PIN), Put(("autonomy",), "act"), Add(("occupants", "kim", "learn"), "light")]
    )
    assert json.loads(after) == {
        "home": {},
        "occupants": {"ana": {"learn": ["light"], "pinned": [PIN]}, "kim": {"learn": ["light"]}},
        "autonomy": "act",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("a: &x {b: 1}\nc: *x\n", Put(("c", "b"), 2)),
        ("a: |\n  some\n  text\n", Put(("a",), "other")),
        ("a: 1\n", Put(("a", "b"), 2)),
        ("a: 1\n", Drop(("b",))),
        ("a: [1]\n", Drop(("a", 1))),
        ("- a\n", Put(("a",), 2)),
        ("a: [\n", Put(("a",), 2)),
        ("a:\n  b: 1\n", Put(("a",), 2)),
    ],
    ids=str,
)
def test_what_cannot_be_changed_alone_is_left_alone(text: str, edit: Edit) -> None:
    with pytest.raises(CannotEdit):
        edited(text, [edit])


@pytest.mark.parametrize(
    ("value", "said"),
    [("calm", "calm"), ("on", '"on"'), ("22:30", '"22:30"'), ("#ff7f00", '"#ff7f00"'), ("Ünï: x", '"Ünï: x"'),
     (True, "true"), (0.4, "0.4"),
     ("hall_switch.power_l1", "hall_switch.power_l1"), ("1e5", '"1e5"'), ("", '""')],
)  # fmt: skip
def test_texts_any_reader_could_take_for_something_else_are_quoted(value: str | bool | float, said: str) -> None:
    assert inline(value) == said


@pytest.mark.parametrize("file", ["config.yaml"])
def test_the_shipped_configuration_can_be_changed_everywhere_the_page_does(file: str) -> None:
    text = (Path(__file__).parents[3] / file).read_text("utf-8")
    for edit, count in (
        (Add(("occupants", "ana", "pinned"), PIN), 3), (Put(("autonomy",), "watch"), 2),
        (Put(("occupants", "ana", "limits", "volume"), 40), 3),
        (Put(("rooms", "kitchen", "limits", "temperature"), [17, 21]), 3), (Add(("occupants", "ana", "learn"), "music"), 3),
    ):  # fmt: skip
        assert 1 <= len(difference(text, edited(text, [edit]))) <= count, edit


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
values = st.recursive(st.one_of(words, st.integers(-5, 5), st.booleans()), lambda v: st.lists(v, max_size=3), max_leaves=4)


@given(st.dictionaries(words, values, max_size=4), words, values)
@settings(max_examples=100, deadline=None)
def test_whatever_is_put_is_read_again_or_refused(body: dict[str, object], key: str, value: object) -> None:
    text = f"top: {json.dumps(body)}\nmore:\n  a: 1  # one\n"
    try:
        after = edited(text, [Put(("more", key), value)])
    except CannotEdit:
        return
    assert after.startswith(text.removesuffix("\n")) or key == "a"
