"""Guests, parties and slips cost next to nothing; a real change of habit is followed all the same."""

from datetime import timedelta

import pytest

from devices.vocabulary import Value
from models.example import Source
from models.kind import kinds
from models.people import People
from models.preference import hit
from models.slips import AGAIN, IN_A_ROW, KNOWN, ONCE, REMEMBERED_D, Slips, settled

from .builders import ANA, EVENING, make_context, make_example, make_people

ACT = 0.7
HABITS: list[tuple[str, Value, Value]] = [
    ("brightness", 0.3, 0.8),
    ("setpoint", 21.0, 18.5),
    ("volume", 0.2, 0.5),
    ("power", True, False),
    ("music", "jazz", "calm"),
]


def evenings(shelf: People, kind: str, wanted: Value, first: int, last: int) -> list[bool]:
    """Of each of so many evenings, whether the hub would have acted, rightly; where not, a hand does."""
    right = []
    for day in range(first, last):
        now = EVENING + timedelta(days=day)
        guess = shelf.predict(ANA, kind, make_context(now), now)
        right.append(guess.content(guess.value) >= ACT and bool(hit(kinds()[kind], guess.value, wanted)))
        shelf.learn(make_example(wanted, kind, now, source=Source.ACCEPT if right[-1] else Source.HAND))
    return right


@pytest.mark.parametrize(("kind", "usual", "other"), HABITS)
@pytest.mark.parametrize("hands", [5, 10])
def test_a_party_costs_two_evenings_at_most(kind: str, usual: Value, other: Value, hands: int) -> None:
    shelf = make_people()
    evenings(shelf, kind, usual, 0, 20)
    for hand in range(hands):
        shelf.learn(make_example(other, kind, EVENING + timedelta(days=20, minutes=20 * hand)))
    assert evenings(shelf, kind, usual, 21, 41).count(False) <= 2


@pytest.mark.parametrize(("kind", "before", "after"), HABITS)
@pytest.mark.parametrize("known", [20, 40])
def test_a_real_change_of_habit_is_followed(kind: str, before: Value, after: Value, known: int) -> None:
    shelf = make_people()
    evenings(shelf, kind, before, 0, known)
    assert evenings(shelf, kind, after, known, known + 20).count(False) <= 3


def test_what_comes_again_on_another_day_is_meant_and_gets_back_what_was_taken() -> None:
    slips = Slips()

    def weight(place: str, day: float) -> float:
        slips.weight(place, "evening", 0, "news", day, False)  # the habit, between: not in a row
        return slips.weight(place, "evening", int(day), "film", day, True)

    assert [weight("here", day) for day in (1.0, 1.1, 1.2)] == pytest.approx([ONCE, ONCE * AGAIN, ONCE * AGAIN**2])
    assert [weight("here", day) for day in (8.0, 8.1, 9.0)] == [2.0 - ONCE, 1.0, 1.0]
    assert weight("there", 9.0) == ONCE
    assert weight("here", 9.5 + REMEMBERED_D) == ONCE


def test_who_seldom_comes_has_changed_a_habit_though_the_first_time_is_long_ago() -> None:
    slips = Slips()
    said = [slips.weight("cottage", "evening", 5, "film", 21.0 * time, True) for time in range(3)]
    assert said == [ONCE, IN_A_ROW, 1.0]


def test_what_was_chosen_once_long_ago_is_forgotten_where_something_else_was_chosen_since() -> None:
    slips = Slips()
    assert slips.weight("here", "day", 0, "film", 1.0, True) == ONCE
    slips.weight("here", "day", 1, "news", 2.0, False)
    assert slips.weight("here", "day", 2, "film", 2.0 + REMEMBERED_D, True) == ONCE


def test_what_contradicts_a_habit_twice_running_counts_several_times_once() -> None:
    slips = Slips()
    said = [slips.weight("here", "evening", int(day), "film", day, True) for day in (1.0, 1.1, 2.0, 2.1, 3.0)]
    assert said == pytest.approx([ONCE, ONCE * AGAIN, IN_A_ROW, 1.0, 1.0])
    assert slips.weight("here", "morning", 3, "film", 3.3, True) == 1.0  # of the mornings it is the first
    assert slips.weight("here", "morning", 4, "film", 4.3, False) == IN_A_ROW  # the habit is none any more
    assert slips.weight("here", "morning", 5, "film", 5.3, False) == 1.0


def test_what_was_never_another_way_at_that_hour_is_no_change_however_often_it_comes() -> None:
    slips = Slips()
    days = [1.0, 2.0, 3.0, 4.0, 4.0 + REMEMBERED_D, 5.0 + REMEMBERED_D, 6.0 + REMEMBERED_D]
    said = [slips.weight("here", "night", int(day) % 7, False, day, day > 1.0) for day in days]  # lit is the evening's habit
    assert max(said) == 2.0 - ONCE
    slips.weight("here", "night", 5, True, 22.0, True)  # the light left on, once
    assert slips.weight("here", "night", 6, True, 23.0, True) == IN_A_ROW


def test_what_was_chosen_on_that_day_of_the_week_before_is_no_slip() -> None:
    slips = Slips()
    assert slips.weight("here", "morning", 3, "film", 3.4, False) == 1.0  # no habit yet
    slips.weight("here", "evening", 3, "news", 3.8, False)
    assert slips.weight("here", "evening", 2, "film", 9.8, True) == ONCE  # of another day
    assert slips.weight("here", "morning", 3, "film", 10.4, True) == 2.0 - ONCE
    other = Slips()
    other.weight("here", "morning", 3, "film", 3.4, False)
    assert other.weight("here", "evening", 3, "film", 10.8, True) == 1.0


def test_what_comes_again_the_second_day_running_is_another_habit_but_where_it_is_the_weeks() -> None:
    slips = Slips()

    def is_change(day: int, chosen: str, part: str = "evening") -> bool:
        slips.weight("here", part, day % 7, chosen, float(day), chosen == "film")
        return slips.is_change

    assert [is_change(day, "film" if day % 7 > 4 else "news") for day in range(14)].count(True) == 1  # the first Sunday
    assert [is_change(14 + day, one) for day, one in enumerate(("news", "film", "film", "film"))] == [False, False, True, False]
    assert not is_change(18, "film", "morning")
    assert is_change(19, "film", "morning")  # what is usual of an evening there is no morning's habit


def test_two_levels_that_do_for_each_other_are_the_same_hand_again() -> None:
    slips = Slips(lambda one, other: abs(one - other) <= 1.0)
    hands = ((3.0, 1.0), (3.5, 2.0))
    assert [slips.weight("here", "evening", int(day), level, day, True) for level, day in hands] == [ONCE, IN_A_ROW]
    assert slips.weight("here", "evening", 3, 7.0, 3.0, True) == ONCE


def test_a_habit_is_what_is_mostly_chosen_and_often_enough() -> None:
    assert settled(KNOWN, [4.0, 1.0]) == 0
    assert settled(KNOWN, [3.0, 2.0]) is None
    assert settled(KNOWN - 1.0, [4.0, 0.0]) is None
    assert settled(KNOWN, [0.0, 0.0]) is None
