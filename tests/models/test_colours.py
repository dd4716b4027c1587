"""Colours as choices: those hands used, alike ones together, shown as one somebody has really set."""

from datetime import timedelta

import pytest

from devices.vocabulary import WHITE, colours_apart
from models.colours import Palette
from models.errors import UnknownValue
from models.kind import kinds
from models.people import People

from .builders import ANA, EVENING, make_context, make_example, make_people

COLOUR = kinds()["colour"]


def taught(shelf: People, *colours: str, hour: int = 0) -> None:
    for day, colour in enumerate(colours):
        shelf.learn(make_example(colour, "colour", EVENING + timedelta(days=day, hours=hour), id=day + 100 * hour))


def test_shades_of_one_colour_are_one_choice_and_another_colour_is_another() -> None:
    palette = Palette(COLOUR)
    reds = {palette.put(colour, 1.0) for colour in ("#ff0000", "#ff1000", "#ff0a00")}
    assert len(reds) == 1
    assert palette.put("#0000ff", 1.0) not in reds
    assert palette.nearest("#ff0800") in reds
    assert palette.nearest("#00ff00") is None
    assert palette.nearest(WHITE) == WHITE


def test_a_group_is_shown_as_a_colour_of_it_that_somebody_has_set_lately() -> None:
    palette = Palette(COLOUR)
    group = palette.put("#ff0000", 1.0)
    for _ in range(6):
        palette.put("#ff2a00", 1.0)
    assert palette.shown(group) == "#ff2a00"


def test_what_was_set_evening_after_evening_is_expected() -> None:
    shelf = make_people()
    taught(shelf, *["#ff0000", "#ff1000"] * 7)
    guess = shelf.predict(ANA, "colour", make_context(EVENING + timedelta(days=15)), EVENING + timedelta(days=15))
    assert colours_apart(str(guess.value), "#ff0000") < COLOUR.tolerance
    assert guess.content("#ff0800") > 0.7
    assert guess.content("#0000ff") == 0.0
    assert "other" not in dict(guess.options)


def test_one_by_one_and_all_at_once_show_the_same_colours_whatever_is_dropped() -> None:
    one_by_one, at_once = make_people(), make_people()
    lessons = [
        make_example(f"#ff{i % 40:02x}00" if i % 3 else "#0000ff", "colour", EVENING + timedelta(hours=i), id=i)
        for i in range(620)
    ]
    for lesson in lessons:
        one_by_one.learn(lesson)
    at_once.rebuild(lessons)
    context, now = make_context(EVENING + timedelta(days=30)), EVENING + timedelta(days=30)
    assert one_by_one.predict(ANA, "colour", context, now) == at_once.predict(ANA, "colour", context, now)
    assert one_by_one.knows(ANA, "colour") == at_once.knows(ANA, "colour") == 420


def test_habits_and_reasons_name_colours_that_were_set() -> None:
    shelf = make_people()
    taught(shelf, *["#ff0000"] * 8)
    assert [(habit.value, habit.count) for habit in shelf.habits(ANA)] == [("#ff0000", 8)]
    why = shelf.explain(ANA, "colour", make_context(), EVENING + timedelta(days=9))
    assert {because.value for because in why.because} == {"#ff0000"}


def test_forgotten_colours_are_nowhere() -> None:
    shelf = make_people()
    taught(shelf, *["#ff0000"] * 8)
    shelf.forget(ANA)
    guess = shelf.predict(ANA, "colour", make_context(), EVENING)
    assert (guess.value, guess.evidence) == (WHITE, 0.0)
    assert "#ff0000" not in dict(guess.options)


@pytest.mark.parametrize("value", [True, 0.5, "reddish", ""])
def test_what_is_no_colour_is_refused(value: bool | float | str) -> None:
    with pytest.raises(UnknownValue):
        make_people().learn(make_example(value, "colour"))
