"""When somebody ends something by hand, and when not before: what the hour alone may end."""

from datetime import timedelta

import pytest

from models.example import Source

from .builders import ANA, EVENING, make_context, make_example, make_people

AT_EIGHT = EVENING.replace(hour=20, minute=0)


def at(hour: float) -> timedelta:
    return timedelta(hours=hour - 20.0)


BY = [(19.0, False), (21.5, False), (22.9, False), (23.0, True), (24.5, True), (27.0, False)]


@pytest.mark.parametrize(("hour", "is_by_now"), BY)
def test_what_is_put_out_at_eleven_says_nothing_of_nine_or_of_the_morning(hour: float, is_by_now: bool) -> None:
    shelf = make_people()
    for day in range(5):
        shelf.learn(make_example(True, "power", AT_EIGHT + timedelta(days=day)))
        shelf.learn(make_example(False, "power", AT_EIGHT + timedelta(days=day) + at(23.0)))
    now = AT_EIGHT + timedelta(days=6) + at(hour)
    assert shelf.has_by_now(ANA, "power", make_context(now), False) is is_by_now


def test_what_was_only_let_stand_and_what_was_done_in_another_room_do_not_count() -> None:
    shelf = make_people()
    shelf.learn(make_example(True, "power", AT_EIGHT))
    shelf.learn(make_example(False, "power", AT_EIGHT, source=Source.ACCEPT))
    shelf.learn(make_example(False, "power", AT_EIGHT, room="kitchen"))
    now = make_context(AT_EIGHT + timedelta(days=1))
    assert not shelf.has_by_now(ANA, "power", now, False)
    assert shelf.has_by_now(ANA, "power", make_context(AT_EIGHT + timedelta(days=1), "kitchen"), False)


def test_of_two_habits_in_one_evening_most_must_be_over() -> None:
    shelf = make_people()
    for day, hour in enumerate((20.0, 22.5, 22.5, 22.5)):
        shelf.learn(make_example(False, "power", AT_EIGHT + timedelta(days=day) + at(hour)))
    assert not shelf.has_by_now(ANA, "power", make_context(AT_EIGHT + timedelta(days=8) + at(21.0)), False)
    assert shelf.has_by_now(ANA, "power", make_context(AT_EIGHT + timedelta(days=8) + at(22.6)), False)
