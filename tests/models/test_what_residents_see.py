"""The behaviours a resident would notice: silent without history, sure after a dozen, in that room and at that hour."""

import random
from datetime import datetime, timedelta

import pytest

from devices.vocabulary import OccupantId, Value
from models.kind import kinds
from models.people import People

from .builders import ANA, BEN, EACH, EVENING, content, make_context, make_example, make_people, taught

ACT = 0.7
DAY_AND_NIGHT: list[tuple[str, Value, Value]] = [
    ("brightness", 0.9, 0.2),
    ("colour_temperature", 5500.0, 2700.0),
    ("setpoint", 21.5, 18.0),
    ("cooling_setpoint", 24.0, 27.0),
    ("volume", 0.5, 0.15),
    ("power", False, True),
    ("music", "radio", "jazz"),
]
ROUNDING = (
    dict.fromkeys(("setpoint", "cooling_setpoint"), 0.0)
    | {"colour_temperature": 60.0}
    | dict.fromkeys(("brightness", "volume", "position", "fan_speed"), 0.01)
)


def nearly(value: Value, kind: str, rng: random.Random) -> Value:
    """What comes back from a device that was set to ``value``."""
    if isinstance(value, bool | str):
        return value
    spec = kinds()[kind]
    return min(spec.high, max(spec.low, value + rng.uniform(-1, 1) * ROUNDING[kind]))


def at_local(hour: float, day: int = 0) -> datetime:
    return EVENING.replace(hour=0) + timedelta(days=day, hours=hour - 1)  # Amsterdam is UTC+1 in March


@pytest.mark.parametrize(("kind", "value"), EACH)
def test_nobody_gets_anything_they_never_asked_for(kind: str, value: Value) -> None:
    assert content(make_people(), kind, value, EVENING) < ACT
    guess = make_people().predict(ANA, kind, make_context(), EVENING)
    assert guess.content(guess.value) < ACT
    assert guess.evidence == 0.0


@pytest.mark.parametrize(("kind", "value"), EACH)
@pytest.mark.parametrize("times", [1, 2])
def test_one_or_two_choices_are_not_a_habit(kind: str, value: Value, times: int) -> None:
    shelf = make_people()
    last = taught(shelf, kind, value, times)
    guess = shelf.predict(ANA, kind, make_context(last), last)
    assert guess.content(guess.value) < ACT


@pytest.mark.parametrize(("kind", "value"), EACH)
@pytest.mark.parametrize("every", [timedelta(seconds=20), timedelta(minutes=3), timedelta(days=1)], ids=str)
@pytest.mark.parametrize("times", [10, 12])
def test_a_dozen_like_choices_are_a_habit(kind: str, value: Value, every: timedelta, times: int) -> None:
    shelf, rng = make_people(), random.Random(3)
    for i in range(times):
        shelf.learn(make_example(nearly(value, kind, rng), kind, EVENING + i * every))
    now = EVENING + times * every + timedelta(minutes=20)
    assert content(shelf, kind, value, now) >= 0.85
    spec = kinds()[kind]
    guess = shelf.predict(ANA, kind, make_context(now), now)
    assert guess.value == value if spec.choice else abs(float(guess.value) - float(value)) <= max(spec.step, spec.tolerance / 3)


@pytest.mark.parametrize(("kind", "value"), EACH)
def test_a_dozen_choices_all_over_the_day_are_a_habit_all_day(kind: str, value: Value) -> None:
    shelf, rng = make_people(), random.Random(8)
    for i in range(12):
        shelf.learn(make_example(nearly(value, kind, rng), kind, at_local(8 + (i * 5 % 12) * 14 / 11, i // 3)))
    sure = [content(shelf, kind, value, at_local(hour, 5)) for hour in (9, 12, 15, 18, 21)]
    assert min(sure) >= ACT


@pytest.mark.parametrize(("kind", "value"), EACH)
def test_a_habit_in_one_room_is_none_in_another(kind: str, value: Value) -> None:
    shelf = make_people()
    last = taught(shelf, kind, value, 12)
    guess = shelf.predict(ANA, kind, make_context(last, "kitchen"), last)
    assert guess.content(guess.value) < ACT


@pytest.mark.parametrize(("kind", "value"), EACH)
@pytest.mark.parametrize("hour", [4, 8, 12])
def test_a_habit_of_the_evening_is_none_of_the_morning(kind: str, value: Value, hour: int) -> None:
    shelf = make_people()
    taught(shelf, kind, value, 12, timedelta(days=1))
    guess = shelf.predict(ANA, kind, make_context(at_local(hour, 13)), at_local(hour, 13))
    assert guess.content(guess.value) < ACT


@pytest.mark.parametrize(("kind", "value"), EACH)
def test_a_habit_of_weekdays_mostly_holds_on_saturday(kind: str, value: Value) -> None:
    shelf = make_people()
    taught(shelf, kind, value, 12)
    assert content(shelf, kind, value, EVENING + timedelta(days=3)) >= ACT


@pytest.mark.parametrize(("kind", "day", "night"), DAY_AND_NIGHT)
@pytest.mark.parametrize("in_turn", [True, False])
def test_one_way_by_day_and_another_by_night(kind: str, day: Value, night: Value, in_turn: bool) -> None:
    shelf, rng = make_people(), random.Random(2)
    by_day = [make_example(nearly(day, kind, rng), kind, at_local(10 + i % 5, i)) for i in range(12)]
    by_night = [make_example(nearly(night, kind, rng), kind, at_local(20 + i % 3, i)) for i in range(12)]
    if not in_turn:  # all of the one, then all of the other, within minutes
        by_day = [make_example(nearly(day, kind, rng), kind, at_local(12 + i / 30)) for i in range(12)]
        by_night = [make_example(nearly(night, kind, rng), kind, at_local(21 + i / 30)) for i in range(12)]
    for example in sorted(by_day + by_night, key=lambda e: e.at):
        shelf.learn(example)
    assert content(shelf, kind, day, at_local(12.5, 13)) >= ACT
    assert content(shelf, kind, night, at_local(21.5, 13)) >= ACT


@pytest.mark.parametrize(("kind", "one", "other"), DAY_AND_NIGHT)
def test_two_people_with_opposite_habits_get_their_own(kind: str, one: Value, other: Value) -> None:
    shelf = make_people()
    for i in range(12):
        at = EVENING + timedelta(minutes=i)
        shelf.learn(make_example(one, kind, at, occupant=ANA))
        shelf.learn(make_example(other, kind, at, occupant=BEN))
    assert content(shelf, kind, one, EVENING, occupant=ANA) >= 0.85
    assert content(shelf, kind, other, EVENING, occupant=BEN) >= 0.85


@pytest.mark.parametrize(("kind", "before", "after"), DAY_AND_NIGHT)
@pytest.mark.parametrize("known", [12, 40])
def test_a_changed_habit_is_half_followed_within_six_corrections(kind: str, before: Value, after: Value, known: int) -> None:
    shelf = make_people()
    last = taught(shelf, kind, before, known, timedelta(days=1))
    for i in range(1, 7):
        shelf.learn(make_example(after, kind, last + timedelta(days=i)))
    now = last + timedelta(days=7)
    guess = shelf.predict(ANA, kind, make_context(now), now)
    if isinstance(before, bool | str) or isinstance(after, bool | str):
        assert guess.content(after) >= 0.5
    else:
        assert abs(guess.mean - after) <= 0.5 * abs(before - after)


@pytest.mark.parametrize(("kind", "before", "after"), DAY_AND_NIGHT)
def test_a_changed_habit_is_acted_on_after_a_dozen(kind: str, before: Value, after: Value) -> None:
    shelf = make_people()
    last = taught(shelf, kind, before, 12, timedelta(days=1))
    now = taught(shelf, kind, after, 12, timedelta(days=1), last + timedelta(days=1))
    assert content(shelf, kind, after, now) >= ACT


@pytest.mark.parametrize(("kind", "value", "slip"), DAY_AND_NIGHT)
def test_one_slip_does_not_break_a_habit(kind: str, value: Value, slip: Value) -> None:
    shelf = make_people()
    last = taught(shelf, kind, value, 12, timedelta(days=1))
    shelf.learn(make_example(slip, kind, last + timedelta(days=1)))
    assert content(shelf, kind, value, last + timedelta(days=2)) >= 0.5
    guess = shelf.predict(ANA, kind, make_context(last), last + timedelta(days=2))
    assert guess.content(value) > guess.content(slip)


def test_an_undecided_person_is_left_alone() -> None:
    shelf, rng = make_people(), random.Random(5)
    for i in range(30):
        shelf.learn(make_example(rng.uniform(0.05, 1.0), at=EVENING + timedelta(days=i)))
    guess = shelf.predict(ANA, "brightness", make_context(), EVENING)
    assert guess.content(guess.value) < ACT


def test_two_lamps_in_a_room_have_their_own_levels() -> None:
    shelf = People(("living",), places=("lamp.brightness", "strip.brightness"))
    for i in range(12):
        at = EVENING + timedelta(minutes=i)
        shelf.learn(make_example(0.9, at=at, place="lamp.brightness"))
        shelf.learn(make_example(0.2, at=at, place="strip.brightness"))
    lamp = shelf.predict(ANA, "brightness", make_context(place="lamp.brightness"), EVENING)
    strip = shelf.predict(ANA, "brightness", make_context(place="strip.brightness"), EVENING)
    assert lamp.content(0.9) >= 0.85
    assert strip.content(0.2) >= 0.85


@pytest.mark.parametrize(("kind", "value"), EACH)
def test_what_one_housemate_likes_is_not_a_newcomers_habit(kind: str, value: Value) -> None:
    shelf = make_people(sharing=[BEN, ANA])
    for i in range(40):
        shelf.learn(make_example(value, kind, EVENING + timedelta(days=i), occupant=BEN))
    now = EVENING + timedelta(days=40)
    guess = shelf.predict(ANA, kind, make_context(now), now)
    assert guess.content(guess.value) < ACT


@pytest.mark.parametrize(("kind", "mine", "theirs"), DAY_AND_NIGHT)
def test_a_dozen_choices_outweigh_housemates_who_like_the_opposite(kind: str, mine: Value, theirs: Value) -> None:
    people = [OccupantId(f"mate{i}") for i in range(3)]
    shelf = make_people(sharing=[*people, ANA])
    for who in people:
        for i in range(40):
            shelf.learn(make_example(theirs, kind, EVENING + timedelta(days=i), occupant=who))
    last = taught(shelf, kind, mine, 12, at=EVENING + timedelta(days=40))
    assert content(shelf, kind, mine, last) >= 0.85
