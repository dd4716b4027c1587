"""The heating bench: its house keeps its heat, its winter is the file's, its rivals do what is said of them."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks.heating import KNOBS, OURS, along, chosen, of_home, rows, with_range
from benchmarks.heating_ours import Expected, Learned
from benchmarks.simulated.heated_house import HOUSES, NEIGHBOURS_C, Heated, House
from benchmarks.simulated.presence_year import presence_year
from benchmarks.simulated.weather_year import DAYS, START, weather_year
from benchmarks.thermostats import SETBACK_C, SLOTS, Heard, NearestDays, NestLike, Programmed, React, Schedule
from tests.benchmarks.test_small_runs import run


def heard(minute: int, occupied: bool, inside: float = 20.0, outdoor: float = 5.0) -> Heard:
    at = START + timedelta(minutes=minute)
    return Heard(minute, at, inside, outdoor, {"ana": occupied}, {"ana": occupied})


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.name)
def test_what_a_house_burns_in_the_long_run_is_what_it_loses(house: House) -> None:
    heated = Heated(house, 20.0)
    for _ in range(20 * 1440):
        heated.step(20.0, 0.0, 0.0, 100.0)
    before = heated.burnt_j
    for _ in range(1440):
        heated.step(20.0, 0.0, 0.0, 100.0)
    lost = (house.drafts * heated.air + house.shell * heated.walls) * 86_400.0
    lost += house.neighbours * (heated.walls - NEIGHBOURS_C) * 86_400.0
    assert heated.burnt_j - before + 100.0 * 86_400.0 == pytest.approx(lost, rel=0.01)
    assert heated.air == pytest.approx(20.0, abs=0.3)


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.name)
def test_every_house_reaches_twenty_one_degrees_in_its_coldest_hour(house: House) -> None:
    heated, coldest = Heated(house, 20.0), float(weather_year().outdoor_c.min())
    for _ in range(3 * 1440):
        heated.step(21.0, coldest, 0.0, 0.0)
    assert heated.air > 20.6


def test_the_winter_is_the_files() -> None:
    year = weather_year()
    assert len(year.outdoor_c) == len(year.sun_w) == 24 * DAYS
    new_year = (START.replace(month=1, day=1, year=START.year + 1) - START).days
    assert year.outdoor_c[24 * new_year : 24 * new_year + 3] == pytest.approx([4.4, 4.4, 5.0])
    assert year.sun_w[0] == 0.0
    assert 300.0 < year.sun_w.max() < 950.0
    assert year.at(30)[0] == pytest.approx((year.outdoor_c[0] + year.outdoor_c[1]) / 2)


def test_the_same_seed_is_the_same_household_and_who_is_up_is_at_home() -> None:
    one, again, other = presence_year(2, 70, 4), presence_year(2, 70, 4), presence_year(2, 70, 6)
    assert np.array_equal(one.occupied, again.occupied)
    assert not np.array_equal(one.occupied, other.occupied)
    for who in one.home:
        assert not np.any(one.awake[who] & ~one.home[who])
    assert 0.2 < one.occupied.mean() < 0.7
    empty = ~one.anybody.reshape(-1, 1440).any(axis=1)
    assert empty.sum() >= 5, "a week of the winter nobody is at home"


def test_the_schedule_knows_the_clock_and_react_knows_who_is_there() -> None:
    schedule, react = Schedule(21.0, 0.0), React(21.0, 17.0)
    assert [schedule.setpoint(heard(60 * hour, False)) for hour in (5, 6, 22, 23)] == [SETBACK_C, 21.0, 21.0, SETBACK_C]
    assert [react.setpoint(heard(0, occupied)) for occupied in (True, False)] == [21.0, 17.0]


def days_of(*hours: tuple[int, int]) -> list[bool]:
    """Of each day from when to when, in whole hours, somebody was there."""
    return [start <= slot / 4 < end for start, end in hours for slot in range(SLOTS)]


def test_preheat_goes_by_the_days_that_began_like_this_one() -> None:
    early, late = (7, 22), (12, 22)
    past = days_of(*[early, late] * 2, early, (0, 0), (0, 0), *[late, early] * 2, late, (0, 0), (0, 0))
    today = days_of(late)[: 8 * 4]  # nobody was up at seven: it is a late one
    chances = NearestDays().chances(len(past) + len(today), [*past, *today, False])
    assert chances[4 * 4 - 1] > chances[4 * 4 - 2], "at twelve, and not before"
    assert chances[4 * 4 - 1] == 1.0


def test_preheat_knows_workdays_from_weekends_and_nothing_on_the_first_day() -> None:
    assert not NearestDays().chances(20, [False] * 21).any()
    past = days_of(*[(7, 9)] * 5, (10, 22), (10, 22))
    monday = NearestDays().chances(len(past) + 6 * 4, [*past, *[False] * 25])
    assert monday[3] == 1.0


def at_hour(way: NestLike | Programmed, days: int, hours: tuple[int, int]) -> None:
    for minute in range(0, days * 1440, 5):
        way.setpoint(heard(minute, hours[0] <= minute % 1440 / 60 < hours[1]))


def test_the_nest_like_one_knows_the_weekday_and_gives_up_after_an_hour() -> None:
    way = NestLike(21.0, Learned(), 0.5)
    at_hour(way, 8, (7, 22))
    told = {hour: way.setpoint(heard(8 * 1440 + 60 * hour, False)) for hour in (3, 7, 9)}
    assert told == {3: SETBACK_C, 7: 21.0, 9: SETBACK_C}
    assert way.setpoint(heard(8 * 1440 + 60 * 9 + 5, True)) == 21.0


def test_a_programme_is_made_once_and_does_not_look_who_is_there() -> None:
    way = Programmed(21.0, Learned(), 0.5)
    assert way.setpoint(heard(6 * 60, False)) == 21.0
    way = Programmed(21.0, Learned(), 0.5)
    at_hour(way, 29, (8, 10))
    assert [way.setpoint(heard(29 * 1440 + 60 * hour, False)) for hour in (6, 8, 12)] == [SETBACK_C, 21.0, SETBACK_C]


def test_ours_expects_who_came_at_six_at_six() -> None:
    expected = Expected(["ana"])
    for minute in range(0, 15 * 1440, 5):
        expected.hear(heard(minute, not 8 <= minute % 1440 / 60 < 18))
    for minute in range(15 * 1440, 15 * 1440 + 16 * 60, 5):
        now = heard(minute, not 8 <= minute % 1440 / 60 < 18)
        expected.hear(now)
    chances = expected.chances(now)
    assert 100 <= 10 * int(chances.argmax()) <= 130


def test_equal_energy_is_read_off_the_line_between_two_settings() -> None:
    settings = np.array([[10.0, 0.8], [2.0, 1.0]])
    assert along(settings, 0.9, 0) == pytest.approx(6.0)
    assert along(settings, 4.0, 1) == pytest.approx(0.95)
    assert along(settings, 1.2, 0) == 2.0, "beyond the last there is nothing but the last"
    assert with_range(np.array([1.0, 1.0])) == (1.0, 1.0, 1.0)


def test_a_setting_is_chosen_by_what_it_costs_and_the_published_ones_stay() -> None:
    found = {name: np.tile([[1.0, 1.0]] * len(knobs), (2, 1, 1)) for name, knobs in KNOBS.items()}
    found["react"][:, 2, 1] = 0.5
    setting = chosen(found)
    assert setting["react"] == 2
    assert setting["fixed schedule"] == 0
    assert KNOBS["PreHeat"][setting["PreHeat"]] == 0.5
    assert [row["way"] for row in rows(found, setting)] == list(KNOBS)


def test_always_on_never_misses_and_nobody_burns_more() -> None:
    found = of_home(3, 12, 0, ["always on", "react"])
    assert found["always on"][0][0] == 0.0
    assert all(miss > 0.0 and share < found["always on"][0][1] for miss, share in found["react"][:2])
    assert OURS not in found


def test_a_small_run_tells_all_of_them(tmp_path: Path) -> None:
    found = run("heating", "--homes", "1", "--days", "3", "--learn", "0", folder=tmp_path)
    assert found["half"] == "judged"
    assert [row["way"] for row in found["rows"]] == list(KNOBS)
    assert all(row["energy"][0] > 0.0 for row in found["rows"])
    assert {name: len(home) for name, [home] in found["homes"].items()} == {name: len(of) for name, of in KNOBS.items()}
