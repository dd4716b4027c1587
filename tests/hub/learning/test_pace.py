"""What contradicts a habit is learned a little at a time; all else as it comes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from devices.vocabulary import Value
from hub.learning.pace import A_DAY, A_DAY_OF_CHOICES, A_MINUTE, ANCHORED_S, DAY_S, MINUTE_S, Pace
from models.example import Example
from tests.hub.build import moment
from tests.models.builders import ANA, make_example


def lesson(
    value: Value, usual: Value | None = 0.48, q: float | None = 0.95, kind: str = "brightness", **context: object
) -> Example:
    found = make_example(value, kind)
    return replace(found, predicted=usual, q=q, context=replace(found.context, **context))  # type: ignore[arg-type]


def taken(pace: Pace, example: Example, times: int, every_s: float, from_s: float = 0.0) -> int:
    return sum(pace.allows(example, moment(from_s + every_s * i)) for i in range(times))


def test_of_25_extreme_corrections_within_a_minute_two_are_learned_and_it_is_told_once() -> None:
    pace, told = Pace(), list[str]()
    pace.tell = told.append
    assert taken(pace, lesson(1.0), 25, 2.0) == A_MINUTE
    (words,) = told
    assert "ana" in words


def test_of_ten_thousand_in_a_day_no_more_than_a_day_takes() -> None:
    assert taken(Pace(), lesson(1.0), 10_000, 8.0) == A_DAY


def test_once_what_they_teach_is_believed_they_still_contradict_what_was_usual() -> None:
    pace = Pace()
    pace.allows(lesson(1.0), moment())
    assert taken(pace, lesson(1.0, usual=0.9, q=0.5), 25, 70.0, 70.0) == A_DAY - 1


def test_small_steps_do_not_get_past_it() -> None:
    pace, usual = Pace(), 0.3
    for i in range(1000):
        if pace.allows(lesson(usual + 0.1, usual=usual), moment(20.0 * i)):
            usual += 0.02
    assert usual < 0.3 + 0.15 * (1 + 1000 * 20.0 / ANCHORED_S)


def test_what_comes_again_the_next_day_counts_again() -> None:
    pace = Pace()
    assert taken(pace, lesson(1.0), 10, MINUTE_S) == A_DAY
    assert taken(pace, lesson(1.0), 10, MINUTE_S, DAY_S + 11 * MINUTE_S) == A_DAY


@pytest.mark.parametrize(
    "example", [lesson(1.0, usual=None, q=None), lesson(1.0, q=0.5), lesson(0.5)], ids=["nothing known", "not sure", "as usual"]
)
def test_a_newcomer_and_who_does_as_usual_are_not_held_up(example: Example) -> None:
    assert taken(Pace(), example, 100, 1.0) == 100


def test_a_choice_may_be_made_either_way_more_often() -> None:
    pace = Pace()
    assert taken(pace, lesson(False, usual=True, kind="power"), 1000, 30.0) == A_DAY_OF_CHOICES


def test_each_room_lamp_and_activity_has_habits_of_its_own() -> None:
    pace = Pace()
    assert taken(pace, lesson(1.0), 10, 1.0) == A_MINUTE
    for other in (lesson(1.0, room="hall"), lesson(1.0, place="lamp.brightness"), lesson(1.0, activity="film")):
        assert taken(pace, other, 10, 1.0) == A_MINUTE


def test_each_part_of_the_day_has_habits_of_its_own() -> None:
    """Who lowers the light three times every evening contradicts nothing that is usual at those times."""
    pace, evening = Pace(), lesson(1.0).context.local
    for hours in range(0, 6, 2):
        assert taken(pace, lesson(1.0, local=evening + timedelta(hours=hours)), 10, 1.0, 3600.0 * hours) == A_MINUTE


def test_who_is_forgotten_leaves_nothing() -> None:
    pace = Pace()
    taken(pace, lesson(1.0), 10, 1.0)
    pace.forget(ANA)
    assert taken(pace, lesson(1.0), 10, 1.0) == A_MINUTE
