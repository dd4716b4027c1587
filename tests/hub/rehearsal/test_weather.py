"""The made-up weather, and time."""

from datetime import UTC, datetime

from hub.rehearsal.clock import SimulatedClock
from hub.rehearsal.weather import Weather


def at(month: int, hour: int) -> datetime:
    return datetime(2026, month, 3, hour, tzinfo=UTC)


def test_nights_are_dark_and_noons_are_not_and_one_seed_has_one_weather() -> None:
    weather, other = Weather(52.37, 4.9, seed=1), Weather(52.37, 4.9, seed=2)
    assert weather.daylight_lux(at(3, 0)) == 0.0
    assert weather.daylight_lux(at(3, 12)) > 3000.0
    assert weather.daylight_lux(at(3, 12)) == Weather(52.37, 4.9, seed=1).daylight_lux(at(3, 12))
    assert weather.daylight_lux(at(3, 12)) != other.daylight_lux(at(3, 12))


def test_it_is_colder_in_winter_and_in_winter_it_is_july_in_the_south() -> None:
    north, south = Weather(52.0, 5.0, seed=1), Weather(-35.0, 149.0, seed=1)
    for hour in (0, 12):
        assert north.outdoor_c(at(1, hour)) < north.outdoor_c(at(7, hour))
        assert south.outdoor_c(at(7, hour)) < south.outdoor_c(at(1, hour))


def test_simulated_time_goes_on_and_never_back() -> None:
    clock = SimulatedClock(datetime(2026, 3, 2, tzinfo=UTC))
    before = clock.now()
    clock.advance_to(60.0)
    clock.advance_to(30.0)
    after = clock.now()
    assert (after.at - before.at).total_seconds() == after.mono - before.mono == 60.0
