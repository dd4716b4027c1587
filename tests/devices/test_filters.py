"""Topic filters: the specification's own examples (MQTT 5.0, section 4.7), and what the hub never asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.filters import LONGEST, cannot_publish_to, covers, problem_of, topic_matches, without_covered


@pytest.mark.parametrize(
    ("pattern", "topic"),
    [
        ("sport/tennis/player1/#", "sport/tennis/player1"),
        ("sport/tennis/player1/#", "sport/tennis/player1/ranking"),
        ("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"),
        ("sport/#", "sport"),
        ("sport/tennis/+", "sport/tennis/player1"),
        ("sport/+", "sport/"),
        ("+/+", "/finance"),
        ("/+", "/finance"),
        ("#", "a/b"),
        ("$SYS/#", "$SYS/broker"),
        ("$SYS/monitor/+", "$SYS/monitor/Clients"),
        ("zigbee2mqtt/küche/lampe 1", "zigbee2mqtt/küche/lampe 1"),
    ],
)
def test_a_filter_matches(pattern: str, topic: str) -> None:
    assert topic_matches(pattern, topic)


@pytest.mark.parametrize(
    ("pattern", "topic"),
    [
        ("sport/tennis/+", "sport/tennis/player1/ranking"),
        ("sport/+", "sport"),
        ("+", "/finance"),
        ("#", "$SYS/broker"),
        ("+/monitor/Clients", "$SYS/monitor/Clients"),
        ("a/b", "a/b/c"),
        ("a/+/c", "a/b"),
        ("Account", "ACCOUNT"),
        ("", "a"),
        ("a/#/b", "a/x/b"),
    ],
)
def test_a_filter_does_not_match(pattern: str, topic: str) -> None:
    assert not topic_matches(pattern, topic)


@pytest.mark.parametrize(
    "pattern", ["#", "+", "+/#", "+/+/#", "", "a/#/b", "a#", "a+/b", "a/b+", "a\0b", "\ud800", "$share/x/a"]
)
def test_a_broken_or_boundless_filter_is_refused_with_a_reason(pattern: str) -> None:
    assert problem_of(pattern)


def test_a_filter_that_is_too_long_is_refused() -> None:
    assert problem_of("ü" * (LONGEST // 2 + 1)) == "too long"
    assert problem_of("a" * LONGEST) == ""


@pytest.mark.parametrize("pattern", ["a", "a/#", "+/a", "+/5/+/$state", "zigbee2mqtt/+/availability", "/", "a//b"])
def test_a_filter_that_names_something_is_fine(pattern: str) -> None:
    assert problem_of(pattern) == ""


@pytest.mark.parametrize("topic", ["", "a/+", "a/#", "a\0", "\udc80", "$SYS/a", "a" * (LONGEST + 1)])
def test_some_topics_are_not_to_publish_to(topic: str) -> None:
    assert cannot_publish_to(topic)
    assert not cannot_publish_to("zigbee2mqtt/Küche 1/set")


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/#", "a/+/c", True),
        ("a/+", "a/b", True),
        ("a/+", "a/#", False),
        ("a/+", "a/b/c", False),
        ("a/b", "a/+", False),
        ("a/+/c", "a/+/c", True),
        ("+/b", "a/b", True),
        ("a/+", "a", False),
    ],
)
def test_one_filter_covers_another(wide: str, narrow: str, expected: bool) -> None:
    assert covers(wide, narrow) is expected


def test_covered_filters_are_left_out_so_that_nothing_comes_twice() -> None:
    assert without_covered(["a/#", "a/b", "a/+", "c", "c/d", "+/x"]) == {"a/#", "c", "c/d", "+/x"}
    assert without_covered([]) == frozenset()


@given(
    patterns=st.sets(st.lists(st.sampled_from(["a", "b", "+"]), min_size=1, max_size=3).map("/".join), max_size=12),
    wild=st.booleans(),
)
def test_what_is_left_out_is_covered_by_what_stays_and_nothing_else_is(patterns: set[str], wild: bool) -> None:
    patterns |= {"b/#"} if wild else set()
    left = without_covered(patterns)
    assert left == {p for p in patterns if not any(w != p and covers(w, p) for w in patterns)}
