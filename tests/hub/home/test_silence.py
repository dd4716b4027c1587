"""Who has been silent for too long, each by what it is."""

import pytest

from devices.vocabulary import Device, DeviceId, Role, RoomId, Trait
from hub.home.silence import BATTERY_S, HEATING_S, LONGEST_PAUSE_S, MAINS_S, Silence
from tests.hub.build import moment

DEN = RoomId("den")
SENSOR, VALVE = DeviceId("sensor"), DeviceId("valve")


def measuring(device: DeviceId, *quantities: str, on_batteries: bool | None = True, role: Role = Role.SENSOR) -> Device:
    traits = {q: Trait(q, q, settable=q == "setpoint") for q in quantities}
    return Device(device, "zigbee2mqtt", device, device, role, traits, on_batteries=on_batteries)


def fitted(*sensors: Device, devices: tuple[Device, ...] = (), elsewhere: tuple[DeviceId, ...] = ()) -> Silence:
    found = Silence()
    everybody = {device.id: device for device in (*sensors, *devices)}
    found.fit(everybody, {DEN: tuple(d.id for d in devices)}, {DEN: tuple(s.id for s in sensors)}, elsewhere)
    found.began(0.0, moment(0.0))
    return found


TRV = measuring(VALVE, "setpoint", "temperature", role=Role.CLIMATE)


@pytest.mark.parametrize(
    ("on_batteries", "limit_s"), [(True, BATTERY_S), (None, BATTERY_S), (False, MAINS_S)], ids=["battery", "untold", "mains"]
)
def test_a_sensor_is_silent_by_what_it_runs_on(on_batteries: bool | None, limit_s: float) -> None:
    silence = fitted(measuring(SENSOR, "illuminance", on_batteries=on_batteries))
    silence.heard(SENSOR, moment(10.0))
    assert not silence.is_silent(SENSOR, moment(10.0 + limit_s))
    assert silence.is_silent(SENSOR, moment(11.0 + limit_s))


def test_a_thermometer_of_a_heated_room_is_silent_after_half_an_hour_also_from_the_start() -> None:
    silence = fitted(measuring(SENSOR, "temperature", on_batteries=False), devices=(TRV,))
    assert not silence.is_blind(DEN, moment(HEATING_S))
    assert silence.is_silent(SENSOR, moment(HEATING_S + 1))
    assert silence.is_blind(DEN, moment(HEATING_S + 1))


def test_where_none_is_listed_the_valves_own_counts_for_a_day() -> None:
    silence = fitted(devices=(TRV,))
    assert not silence.is_blind(DEN, moment(BATTERY_S))
    assert silence.is_blind(DEN, moment(BATTERY_S + 1))


def test_one_thermometer_that_is_heard_is_enough() -> None:
    other = DeviceId("other")
    silence = fitted(measuring(SENSOR, "temperature"), measuring(other, "temperature"), devices=(TRV,))
    silence.heard(other, moment(HEATING_S))
    assert not silence.is_blind(DEN, moment(HEATING_S + 1))


def test_how_long_a_thermometer_pauses_is_found_out() -> None:
    silence = fitted(measuring(SENSOR, "temperature"), devices=(TRV,))
    silence.heard(SENSOR, moment(0.0))
    silence.heard(SENSOR, moment(3600.0))
    assert silence.lasts_s(SENSOR) == 5400.0
    silence.heard(SENSOR, moment(3600.0 + LONGEST_PAUSE_S))
    assert silence.lasts_s(SENSOR) == LONGEST_PAUSE_S
    silence.heard(SENSOR, moment(100_000.0))  # was dead, not pausing
    assert silence.lasts_s(SENSOR) == LONGEST_PAUSE_S


def test_an_outage_of_the_broker_is_nobodys_silence() -> None:
    silence = fitted(measuring(SENSOR, "temperature"), devices=(TRV,))
    silence.heard(SENSOR, moment(100.0))
    silence.began(7200.0, moment(7400.0))
    assert silence.lasted_s(SENSOR, moment(7400.0)) == 100.0
    assert silence.lasted_s(VALVE, moment(7400.0)) == 200.0  # never heard: since the start


def test_lamps_and_what_another_link_brings_are_never_silent() -> None:
    lamp = measuring(DeviceId("lamp"), "power", role=Role.LIGHT)
    silence = fitted(measuring(SENSOR, "temperature"), devices=(TRV, lamp), elsewhere=(SENSOR, VALVE))
    assert not any(silence.is_silent(device, moment(1e6)) for device in (SENSOR, VALVE, lamp.id))
    assert not silence.is_blind(DEN, moment(1e6))


def test_before_anybody_can_be_heard_nobody_is_silent() -> None:
    silence = Silence()
    silence.fit({VALVE: TRV}, {DEN: (VALVE,)}, {DEN: ()}, ())
    assert not silence.is_silent(VALVE, moment(1e6))


def test_a_new_configuration_takes_over_what_was_heard() -> None:
    before = fitted(measuring(SENSOR, "temperature"), devices=(TRV,))
    before.heard(SENSOR, moment(1000.0))
    silence = fitted(measuring(SENSOR, "temperature"), devices=(TRV,))
    silence.adopt(before, {SENSOR})
    assert silence.lasted_s(SENSOR, moment(1500.0)) == 500.0
