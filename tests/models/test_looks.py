"""What a person goes by - rooms, weekends, the light, what is being done - is learned from what they choose next."""

import math
from datetime import datetime, timedelta

import numpy as np
import pytest

from devices.vocabulary import Value
from models.arithmetic.looks import ELSEWHERE, Grid, Looks, named, ordered
from models.moments import COLUMNS, cells_of
from models.own_names import NAMES, OwnNames
from models.people import People

from .builders import EVENING, content, make_context, make_example, make_people

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


HOURS = ordered("hour", 24, 2.0, turns=True, unknown=False)
LIGHT = ordered("lux", 10, 1.0)
WHAT = named("activity", 4, 0.1)
GRID = Grid([HOURS, LIGHT, WHAT], [(), ("hour",), ("lux",), ("hour", "activity")], [("hour",)], [0.2] * 5)
DARK, NOT_KNOWN = 1, 10


def told(looks: Looks, hour: int, light: int, activity: int, place: str = "here") -> list[float]:
    """How much was chosen in such moments, by each look."""
    found: list[float] = looks.find((hour, light, activity), place)[:, 0].tolist()
    return found


def test_a_moment_is_like_another_by_what_a_look_compares_and_by_nothing_else() -> None:
    looks = Looks(GRID, 2, 0.8)
    looks.add((20, DARK, 0), "here", np.array([1.0, 0.0]), 1.0)
    assert told(looks, 20, DARK, 0) == pytest.approx([1.0, 1.0, 1.0, 1.0, 1.0 + ELSEWHERE])
    three_later = math.exp(-0.5 * 1.5**2)
    assert told(looks, 23, DARK, 0)[1:3] == pytest.approx([three_later, 1.0])
    assert told(looks, 20, DARK + 1, 0)[2] == pytest.approx(math.exp(-0.5))
    assert told(looks, 23, DARK, 1)[3] == pytest.approx(0.1 * three_later)
    assert told(looks, 20, DARK, 0, "elsewhere")[4] == pytest.approx(ELSEWHERE)


def test_across_midnight_an_hour_is_an_hour() -> None:
    looks = Looks(GRID, 2, 0.8)
    looks.add((23, DARK, 0), "here", np.array([1.0, 0.0]), 1.0)
    assert told(looks, 1, DARK, 0) == pytest.approx(told(looks, 21, DARK, 0))


def test_what_is_not_known_is_like_nothing_not_even_itself() -> None:
    looks = Looks(GRID, 2, 0.8)
    looks.add((20, NOT_KNOWN, 0), "here", np.array([1.0, 0.0]), 1.0)
    assert told(looks, 20, NOT_KNOWN, 0)[2] == told(looks, 20, 9, 0)[2] == 0.0


def test_older_choices_fade_as_new_ones_come_in_such_moments_and_not_otherwise() -> None:
    looks = Looks(GRID, 2, 0.8)
    for hour in (8, 20, 20):
        looks.add((hour, DARK, 0), "here", np.array([1.0, 0.0]) if hour == 8 else np.array([0.0, 1.0]), 1.0)
    assert looks.find((8, DARK, 0), "here")[1, 1:] == pytest.approx([1.0, 0.0], abs=1e-6)
    assert looks.find((20, DARK, 0), "here")[1, 1:] == pytest.approx([0.0, 1.8], abs=1e-6)
    assert looks.find((20, DARK, 0), "here")[0, 1:] == pytest.approx([0.64, 1.8])


def test_what_counts_now_is_told_for_each_choice_as_it_is_counted() -> None:
    looks, rng = Looks(GRID, 2, 1.0), np.random.default_rng(1)
    moments = [(int(rng.integers(24)), int(rng.integers(11)), int(rng.integers(4))) for _ in range(20)]
    places = ["here" if rng.random() < 0.5 else "there" for _ in moments]
    for cells, place in zip(moments, places, strict=True):
        looks.add(cells, place, np.array([1.0, 0.0]), 1.0)
    now, is_here = (19, 4, 2), np.array([place == "here" for place in places])
    for look, known in enumerate(told(looks, *now)):
        assert GRID.near(look, now, np.array(moments), is_here).sum() + (
            ELSEWHERE * GRID.near(1, now, np.array(moments), is_here)[is_here].sum() if look == 4 else 0.0
        ) == pytest.approx(known)
    assert [GRID.called(look) for look in range(5)] == ["usually", "hour", "lux", "hour and activity", "hour, here"]


def test_two_of_a_homes_own_activities_never_share_a_cell_until_there_are_very_many() -> None:
    heard = OwnNames()
    heard.hear(np.array([heard.number(f"own {number}") for number in range(40)]))
    cells = [heard.of(f"own {number}") for number in range(40)]
    assert len(set(cells[:13])) == 13
    assert max(cells) == NAMES - 2
    assert heard.of("own 3") == cells[3]
    assert heard.of("never heard") == NAMES - 1
    assert heard.of(None) == 0


@pytest.mark.parametrize("lux", [None, -1.0, 0.0, 50.0, 1e9])
@pytest.mark.parametrize("hour", [0, 12, 23])
def test_every_moment_has_its_cells(lux: float | None, hour: int) -> None:
    at = EVENING.replace(hour=hour, minute=59)
    context = make_context(at, illuminance_lx=lux, outdoor_c=lux, sun_elevation_deg=lux, company=None)
    for cell, column in zip(cells_of(context, 0, 0), COLUMNS, strict=True):
        assert 0 <= cell < len(column.alike)
