"""Whether rooms and weekends matter to a person is learned from what they choose next."""

import math
from datetime import datetime, timedelta

import numpy as np
import pytest

from devices.vocabulary import Value
from models.people import People
from models.similar_moments import HERE, LOOKS, START, THEN, Scratch, SimilarMoments, followed

from .builders import EVENING, content, make_example, make_people

OTHERS = ("kitchen", "hall", "bedroom")


def taught_in(shelf: People, rooms: tuple[str, ...], value: Value, days: int, at: datetime = EVENING) -> datetime:
    """One choice a day in each room, five minutes apart; returns when the last was."""
    now = at
    for day in range(days):
        for i, room in enumerate(rooms):
            now = at + timedelta(days=day, minutes=5 * i)
            shelf.learn(make_example(value, "music", now, room))
    return now


def test_music_wanted_in_every_room_is_wanted_in_one_more() -> None:
    shelf = make_people(rooms=("living", *OTHERS))
    now = taught_in(shelf, ("kitchen", "hall"), "jazz", 14)
    assert content(shelf, "music", "jazz", now, "bedroom") >= 0.7


def test_music_wanted_in_one_room_only_is_not_wanted_elsewhere() -> None:
    shelf = make_people(rooms=("living", *OTHERS))
    for day in range(14):
        at = EVENING + timedelta(days=day)
        shelf.learn(make_example("jazz", "music", at, "kitchen"))
        shelf.learn(make_example("calm", "music", at + timedelta(minutes=5), "hall"))
    now = EVENING + timedelta(days=14)
    assert content(shelf, "music", "jazz", now, "kitchen") >= 0.7
    assert content(shelf, "music", "calm", now, "hall") >= 0.7
    assert max(content(shelf, "music", name, now, "bedroom") for name in ("jazz", "calm", "radio")) < 0.7


def test_weekends_are_told_apart_where_a_person_does() -> None:
    shelf = make_people(rooms=("living", *OTHERS))
    for day in range(56):
        at = EVENING + timedelta(days=day)
        shelf.learn(make_example("calm" if at.weekday() >= 5 else "radio", "music", at, OTHERS[day % 3]))
    saturday = EVENING + timedelta(days=57 + (5 - (EVENING + timedelta(days=57)).weekday()) % 7)
    assert saturday.weekday() == 5
    wanted = {name: content(shelf, "music", name, saturday, "living") for name in ("calm", "radio", "jazz")}
    assert max(wanted, key=wanted.__getitem__) == "calm"
    tuesday = saturday + timedelta(days=3)
    assert content(shelf, "music", "radio", tuesday, "living") > content(shelf, "music", "calm", tuesday, "living")


def test_a_moment_is_like_another_by_hour_room_and_day_of_the_week() -> None:
    similar = SimilarMoments(2, Scratch())
    similar.add(("kitchen", None, False), 20.0, 0, 1.0)
    assert similar.near(("kitchen", None, False), 20.0) == pytest.approx(np.array([[1.0, 1.0]]))
    assert similar.near(("living", None, False), 20.0) == pytest.approx(np.array([[HERE.other_room, 1.0]]))
    assert similar.near(("kitchen", None, True), 20.0) == pytest.approx(np.array([[1.0, THEN.other_day]]))
    later = [math.exp(-0.5 * (3.0 / look.hours) ** 2) for look in LOOKS]
    assert similar.near(("kitchen", None, False), 23.0) == pytest.approx(np.array([later]))


def test_across_midnight_an_hour_is_an_hour() -> None:
    similar = SimilarMoments(2, Scratch())
    similar.add(("kitchen", None, False), 23.5, 0, 1.0)
    similar.add(("kitchen", None, False), 0.5, 0, 1.0)
    before, after = similar.near(("kitchen", None, False), 0.0)
    assert before == pytest.approx(after)


def test_the_way_of_looking_that_was_right_is_heard_and_may_lose_it_again() -> None:
    say = START
    for _ in range(10):
        say = followed(say, here=0.2, then=0.8, weight=1.0)
    assert say > 0.9
    for _ in range(10):
        say = followed(say, here=0.8, then=0.2, weight=1.0)
    assert say < 0.1
    assert followed(0.5, 0.0, 0.0, 1.0) == pytest.approx(0.5, abs=0.01)
    assert followed(0.5, 0.9, 0.1, 0.0) == 0.5
    assert np.isfinite(followed(START, 0.0, 1.0, 1.0))
