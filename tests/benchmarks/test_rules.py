"""What a person goes by is found: single columns of every sort, through the hub's own memory and gate."""

import pytest

from benchmarks.rules import COLUMNS, FIRST, LAST, PAIRS, WANTED, live, measure

HOMES = [1, 3]


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("kind", ["power", "setpoint"])
def test_what_a_person_goes_by_is_found_within_twenty_visits(kind: str, column: str) -> None:
    found = measure(kind, (column,), HOMES)
    assert found["right"] >= 0.85
    assert found["sure_and_wrong"] <= 0.08


def test_the_hub_is_silent_before_it_knows() -> None:
    for kind in WANTED:
        first = live(kind, ("activity",), 1, 2)
        assert not any(visit.sure or visit.acted for visit in first)


def test_the_same_home_lives_the_same_life() -> None:
    assert live("music", ("lux",), 1, 25) == live("music", ("lux",), 1, 25)
    assert ("weekday", "weekend") not in PAIRS
    assert FIRST < LAST
