"""Stretches of heating and of being left alone, cut out of what a room says."""

import pytest

from hub.heat.stretches import Stretches
from models.warm_up import Stretch

MINUTE = 60.0


def lived(watch: Stretches, *, start: float, by_c_h: float, setpoint: float, minutes: int, at: float = 0.0) -> list[Stretch]:
    found = []
    for minute in range(0, minutes + 1, 5):
        one = watch.hear(start + by_c_h * minute / 60, setpoint, 4.0, at + minute * MINUTE)
        found += [] if one is None else [one]
    return found


def test_a_room_on_its_way_to_its_setpoint_is_one_stretch_that_ends_as_it_gets_there() -> None:
    (found,) = lived(Stretches(), start=17.0, by_c_h=1.5, setpoint=21.0, minutes=240)
    assert found.is_heated
    assert found.from_c == 17.0
    assert found.to_c == pytest.approx(20.75, abs=0.15)
    assert found.hours == pytest.approx(2.5, abs=0.1)
    assert found.out_c == 4.0
    assert found.lag_h == pytest.approx(5 / 60)


def test_a_room_that_falls_on_at_first_is_watched_from_its_lowest() -> None:
    watch = Stretches()
    assert lived(watch, start=18.0, by_c_h=-1.2, setpoint=21.0, minutes=20) == []
    (found,) = lived(watch, start=17.6, by_c_h=1.5, setpoint=21.0, minutes=240, at=25 * MINUTE)
    assert found.from_c == pytest.approx(17.6)
    assert found.lag_h is not None
    assert found.lag_h > 0.4


def test_a_room_left_alone_is_a_stretch_that_ends_as_it_is_heated_again() -> None:
    watch = Stretches()
    assert lived(watch, start=21.0, by_c_h=-0.5, setpoint=16.0, minutes=180) == []
    found = watch.hear(19.5, 21.0, 2.0, 185 * MINUTE)
    assert found is not None
    assert not found.is_heated
    assert (found.from_c, found.to_c, found.out_c, found.lag_h) == (21.0, 19.5, 3.0, None)


def test_an_open_window_says_nothing_of_the_room() -> None:
    watch = Stretches()
    lived(watch, start=21.0, by_c_h=-3.0, setpoint=16.0, minutes=60)
    watch.disturbed()
    assert watch.hear(18.0, 21.0, 2.0, 65 * MINUTE) is None


def test_a_thermometer_that_was_quiet_for_an_hour_has_seen_something_else() -> None:
    watch = Stretches()
    lived(watch, start=17.0, by_c_h=1.0, setpoint=21.0, minutes=30)
    assert watch.hear(20.9, 21.0, 4.0, 100 * MINUTE) is None


def test_a_room_that_is_as_it_should_be_is_no_stretch() -> None:
    assert lived(Stretches(), start=20.8, by_c_h=0.0, setpoint=21.0, minutes=600) == []


def test_what_never_gets_there_ends_after_six_hours() -> None:
    (found,) = lived(Stretches(), start=15.0, by_c_h=0.3, setpoint=24.0, minutes=400)
    assert found.hours == pytest.approx(6.0, abs=0.1)


def test_a_setpoint_nobody_knows_is_no_heating() -> None:
    watch = Stretches()
    assert watch.hear(17.0, None, 4.0, 0.0) is None
    assert watch.hear(17.5, None, 4.0, 600.0) is None
