"""What a person has lately chosen otherwise than before, as a value that can be shown and answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from devices.vocabulary import Value
from models.changed_habits import ChangedHabit
from models.example import Source
from models.people import People

from .builders import ANA, EVENING, make_example, make_people

OLD, NEW = 14, 5  # evenings


def evenings(kind: str, values: Sequence[Value], source: Source = Source.HAND) -> People:
    shelf = make_people()
    for day, value in enumerate(values):
        shelf.learn(make_example(value, kind, EVENING + timedelta(days=day), source=source, id=day))
    return shelf


def after(days: int) -> datetime:
    return EVENING + timedelta(days=days)


def only(shelf: People, days: int) -> ChangedHabit:
    by_part = shelf.changed(ANA, after(days))
    assert by_part, "nothing has changed"
    return by_part[0]


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("brightness", 0.8, 0.2), ("colour_temperature", 2700.0, 4000.0), ("setpoint", 21.5, 19.0), ("music", "jazz", "calm"),
        ("power", True, False), ("volume", 0.2, 0.5), ("colour", "#ff0000", "#0000ff"),
    ],
)  # fmt: skip
def test_what_differs_for_a_week_is_told_with_old_and_new_and_since_when(kind: str, old: Value, new: Value) -> None:
    shelf = evenings(kind, [old] * OLD + [new] * 9)
    change = only(shelf, OLD + 9)
    assert (change.kind, change.room, change.part, change.days) == (kind, "living", "evening", "weekdays")
    assert change.old == pytest.approx(old) if isinstance(old, float) else change.old == old
    assert change.new == pytest.approx(new) if isinstance(new, float) else change.new == new
    assert change.since >= after(OLD).date().isoformat()
    assert set(change.before).isdisjoint(change.after)
    assert max(change.before) < OLD <= min(change.after)


def test_one_odd_evening_is_no_change() -> None:
    assert evenings("brightness", [0.8] * OLD + [0.2]).changed(ANA, after(OLD + 8)) == []
    assert evenings("brightness", [0.8] * OLD + [0.2, 0.8, 0.2, 0.8] * 3).changed(ANA, after(OLD + 12)) == []


def test_nor_is_a_habit_that_is_only_just_forming() -> None:
    assert evenings("brightness", [0.8, 0.2, 0.2, 0.2]).changed(ANA, after(12)) == []


def test_what_is_only_left_standing_says_nothing() -> None:
    assert evenings("brightness", [0.8] * OLD + [0.2] * 9, Source.ACCEPT).changed(ANA, after(OLD + 9)) == []


def test_after_a_month_it_is_no_news() -> None:
    assert evenings("brightness", [0.8] * OLD + [0.2] * 9).changed(ANA, after(OLD + 9 + 40)) == []


def test_an_alarm_of_the_watch_tells_it_sooner_than_a_week() -> None:
    values = [0.8 + 0.01 * (day % 3) for day in range(40)] + [0.1] * 5
    start = EVENING - timedelta(days=EVENING.weekday())  # a Monday, so that the five are working days
    shelf = make_people()
    for day, value in enumerate(values):
        shelf.learn(make_example(value, "brightness", start + timedelta(days=day + (day // 5) * 2), id=day))
    last = start + timedelta(days=44 + 16)
    changes = shelf.changed(ANA, last)
    assert [(change.old, change.new) for change in changes] == [(pytest.approx(0.81, abs=0.02), pytest.approx(0.1))]


def test_two_weekend_evenings_like_the_changed_weekdays_belong_to_that_change() -> None:
    change = only(evenings("brightness", [0.8] * OLD + [0.2] * 7), OLD + 7)
    assert change.days == "weekdays"
    assert set(change.after) == set(range(OLD, OLD + 7))
