"""The ladder and a habit that has changed: what was wrong in the same way on two days is no wrong guess."""

from dataclasses import replace
from datetime import timedelta

import pytest

from devices.vocabulary import Value
from hub.learning.autonomy import Ladder
from models.example import DEFAULT_WEIGHT, Example, Source
from tests.models.builders import EVENING, make_context

from .test_autonomy import ANA, LIVING, level

OLD, NEW = 0.4, 0.9


def hand(day: int, value: Value = NEW, hours: float = 0.0, guess: Value = OLD, q: float = 0.8, acts: bool = True) -> Example:
    """In the evening of a day, or so many hours from it: what was found, and what they made it."""
    at = EVENING + timedelta(days=day, hours=hours)
    is_wrong = guess != value
    source = Source.CORRECTION if is_wrong and acts else Source.ACCEPT if acts else Source.HAND
    context = replace(make_context(room=LIVING), local=at)
    decision = f"{day} {hours}" if acts else ""
    return Example(
        ANA, "brightness", value, DEFAULT_WEIGHT[source], at, context, source, guess if acts else None, guess, q, decision
    )


def lived(*lessons: Example, earn: bool = True) -> Ladder:
    made = Ladder(earn=earn)
    for day in range(-20, 0):
        for hours in (-12.0, -6.0, 0.0):
            made.learn(hand(day, OLD, hours, acts=False))
    for one in lessons:
        made.learn(one)
    return made


def test_on_the_first_day_it_steps_back_as_ever() -> None:
    assert level(lived(hand(0, hours=-6), hand(0))) == "suggest"


def test_what_comes_again_on_the_second_day_stands_as_before() -> None:
    first = [hand(0, hours=-6), hand(0)]
    made = lived(*first, hand(1, hours=-6, acts=False))
    assert level(made) == "suggest"  # the evening may have been a slip
    made.learn(hand(1, acts=False))
    assert level(made) == "act"
    (_, rate, count), (_, rate_before, count_before) = *made.standing().values(), *lived().standing().values()
    assert (rate, count) == pytest.approx((rate_before, count_before), rel=0.3)


def test_what_is_found_so_and_left_says_it_too() -> None:
    first = [hand(0, hours=-6), hand(0)]
    assert level(lived(*first, hand(1, hours=-6, guess=NEW), hand(1, guess=NEW))) == "act"


@pytest.mark.parametrize(
    "second",
    [
        [hand(1, hours=-6, guess=0.3, value=0.6), hand(1, guess=0.3, value=0.6)],  # something else again
        [hand(0, hours=-5.5), hand(0, hours=0.5)],  # the same evening
        [hand(1, hours=-9), hand(1, hours=3)],  # of other hours
    ],
)
def test_what_is_not_the_same_again_counts_as_ever(second: list[Example]) -> None:
    assert level(lived(hand(0, hours=-6), hand(0), *second)) != "act"


def test_who_goes_on_being_wrong_goes_down() -> None:
    made = lived(*[hand(day, hours=hours) for day in range(2) for hours in (-6, 0)])
    assert level(made) == "act"
    for day in range(2, 6):
        for hours in (-6.0, 0.0):
            made.learn(hand(day, hours=hours))
    assert level(made) == "watch"


def test_to_and_fro_is_no_change() -> None:
    days = [hand(day, (NEW, NEW, OLD, OLD)[day % 4], guess=(OLD, OLD, NEW, NEW)[day % 4]) for day in range(24)]
    assert level(lived(*days)) == "watch"


def test_an_undo_says_nothing_of_what_is_wanted() -> None:
    undone = [replace(hand(day, hours=hours), source=Source.UNDO) for day in range(2) for hours in (-6.0, 0.0)]
    assert level(lived(*undone)) == "watch"


def test_what_had_earned_nothing_is_forgiven_nothing() -> None:
    made = Ladder()
    for day in range(20):
        made.learn(hand(day, (OLD, NEW)[day % 3 > 0], acts=False))
    assert level(made) == "watch"


def test_unearned_autonomy_stands_as_before_too() -> None:
    made = lived(*[hand(0, hours=hours) for hours in (-12, -6, 0)], earn=False)
    assert level(made) == "suggest"
    for hours in (-12.0, -6.0, 0.0):
        made.learn(hand(1, hours=hours, acts=False))
    assert level(made) == "act"


def test_rebuilt_it_stands_where_it_stood() -> None:
    lessons = [hand(day, hours=hours, acts=day != 1) for day in range(3) for hours in (-6.0, 0.0)]
    every = [hand(day, OLD, hours, acts=False) for day in range(-20, 0) for hours in (-12.0, -6.0, 0.0)]
    made = Ladder()
    made.rebuild([*every, *lessons])
    assert made.standing() == lived(*lessons).standing()
