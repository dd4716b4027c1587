"""The state of the house: readings, changes, snapshots."""

from dataclasses import replace

import pytest

from devices.event import Kept
from devices.vocabulary import DeviceId
from hub.home.readings import SENSOR_AGE_S, Readings

from ..build import LAMP, ROOM, make_device, make_reported, make_trait, moment


@pytest.fixture
def home() -> Readings:
    return Readings({ROOM: ((LAMP,), ())})


def test_the_first_word_of_a_device_is_a_snapshot(home: Readings) -> None:
    change = home.take(make_reported(), make_trait())
    assert change is not None
    assert change.snapshot
    assert change.before is None


def test_a_change_tells_what_was_there_before(home: Readings) -> None:
    home.take(make_reported(0.3), make_trait())
    change = home.take(make_reported(0.8), make_trait())
    assert change is not None
    assert (change.before, change.value, change.snapshot) == (0.3, 0.8, False)


def test_rounding_is_not_a_change(home: Readings) -> None:
    home.take(make_reported(0.3), make_trait())
    assert home.take(make_reported(0.3 + 2 / 254), make_trait()) is None


def test_creeping_in_small_steps_is_noticed_in_sum(home: Readings) -> None:
    home.take(make_reported(0.300), make_trait())
    steps = [home.take(make_reported(0.3 + i / 254), make_trait()) for i in range(1, 6)]
    assert any(step is not None for step in steps)


def test_a_retained_message_sets_the_state_as_a_snapshot(home: Readings) -> None:
    home.take(make_reported(0.3), make_trait())
    change = home.take(make_reported(0.8, snapshot=True), make_trait())
    assert change is not None
    assert change.snapshot
    assert home.value(LAMP, "brightness") == 0.8


def test_what_a_device_says_first_after_an_absence_is_a_snapshot(home: Readings) -> None:
    home.take(make_reported(0.3), make_trait())
    home.reach(LAMP, False, moment(1))
    home.reach(LAMP, True, moment(2))
    first = home.take(make_reported(0.8, at_s=3), make_trait())
    second = home.take(make_reported(0.2, at_s=4), make_trait())
    late = home.take(make_reported(0.5, at_s=20), make_trait())
    assert first is not None
    assert second is not None
    assert late is not None
    assert (first.snapshot, second.snapshot, late.snapshot) == (True, False, False)
    assert (first.back_since, second.back_since, late.back_since) == (None, moment(2).mono, None)


def test_coming_into_reach_for_the_first_time_makes_no_snapshot_of_what_follows(home: Readings) -> None:
    home.take(make_reported(0.3), make_trait())
    home.reach(LAMP, True, moment(1))
    change = home.take(make_reported(0.8), make_trait())
    assert change is not None
    assert not change.snapshot


def test_after_the_broker_was_away_every_first_word_is_a_snapshot(home: Readings) -> None:
    home.take(make_reported(0.3), make_trait())
    home.unsettle([make_device()], moment(1))
    change = home.take(make_reported(0.8), make_trait())
    assert change is not None
    assert change.snapshot


def test_what_was_set_before_the_broker_was_away_is_unknown_until_it_is_told_again(home: Readings) -> None:
    home.take(make_reported(0.3), make_trait())
    home.unsettle([make_device()], moment(1))
    assert home.value(LAMP, "brightness") is None
    assert home.reading(LAMP, "brightness") is None
    assert home.last(LAMP, "brightness") == 0.3
    home.take(make_reported(0.3), make_trait())
    assert home.value(LAMP, "brightness") == 0.3


def test_what_another_link_carries_does_not_become_unknown_with_the_broker(home: Readings) -> None:
    home.take(make_reported(0.3), make_trait())
    home.unsettle([], moment(1))
    assert home.value(LAMP, "brightness") == 0.3


def test_a_measurement_too_old_to_believe_is_unknown() -> None:
    home = Readings({ROOM: ((), (LAMP,))})
    sensor = make_device("illuminance")
    home.take(make_reported(120.0, "illuminance"), sensor.traits["illuminance"])
    trait = sensor.traits["illuminance"]
    assert home.newest([(LAMP, trait)], moment(60)) == 120.0
    assert home.newest([(LAMP, trait)], moment(SENSOR_AGE_S + 1)) is None
    assert home.newest([(DeviceId("another"), trait)], moment()) is None
    assert home.newest([], moment()) is None


def test_a_sensor_that_says_how_long_its_word_counts_is_not_believed_longer(home: Readings) -> None:
    sensor = make_device("temperature").traits["temperature"]
    brief = replace(sensor, lasts_s=300.0)
    home.take(make_reported(20.5, "temperature"), brief)
    assert home.newest([(LAMP, brief)], moment(299)) == 20.5
    assert home.newest([(LAMP, brief)], moment(301)) is None
    assert home.newest([(LAMP, sensor)], moment(301)) == 20.5


def test_nobody_sees_the_level_of_a_dark_lamp(home: Readings) -> None:
    level, power = make_trait(), make_trait("power")
    home.take(make_reported(0.8), level)
    home.take(make_reported(False, "power"), power)
    assert home.seen(LAMP, level, power) is None
    assert home.seen(LAMP, power, power) is False
    assert home.seen(LAMP, level, None) == 0.8  # it has no switch
    home.take(make_reported(True, "power"), power)
    assert home.seen(LAMP, level, power) == 0.8


def test_what_a_dark_lamp_will_be_lit_with_is_no_reading_and_ends_as_it_is_lit(home: Readings) -> None:
    home.take(make_reported(0.3), make_trait())
    home.keep(Kept(LAMP, "brightness", 0.5, moment()))
    assert (home.value(LAMP, "brightness"), home.lit_with(LAMP, "brightness")) == (0.3, 0.5)
    home.take(make_reported(0.8), make_trait())
    assert home.lit_with(LAMP, "brightness") == 0.8
