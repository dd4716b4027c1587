"""What a thermostat's setpoint means, by the mode it is kept in."""

import pytest

from devices.vocabulary import Device, DeviceId, Role, Trait
from hub.home.climate_modes import as_kept, begins_to, idles

ALL = ("off", "heat", "cool", "heat_cool", "auto", "dry", "fan_only")


def climate(*setpoints: str, modes: tuple[str, ...] = ALL, cools: bool = True) -> Device:
    traits = {name: Trait(name, name, True, 7.0, 32.0, 0.5) for name in setpoints}
    if modes:
        traits["hvac_mode"] = Trait("hvac_mode", "hvac_mode", True, choices=modes)
    return Device(DeviceId("ac"), "topic", "ac", "ac", Role.CLIMATE, traits, cools=cools)


def meant(device: Device, mode: str) -> str:
    return as_kept(device, begins_to(mode)).traits["setpoint"].quantity


@pytest.mark.parametrize(
    ("mode", "quantity"),
    [("cool", "cooling_setpoint"), ("Cool", "cooling_setpoint"), ("heat", "setpoint"), ("auto", "setpoint")],
)
def test_one_setpoint_means_what_the_mode_says(mode: str, quantity: str) -> None:
    assert meant(climate("setpoint"), mode) == quantity


def test_of_two_setpoints_each_means_one_thing_whatever_the_mode() -> None:
    device = climate("setpoint", "cooling_setpoint")
    assert as_kept(device, cools=True) is device


def test_what_can_only_cool_cools_also_before_it_has_told_its_mode() -> None:
    only = climate("setpoint", modes=("off", "cool", "fan_only"))
    assert as_kept(only, None).traits["setpoint"].quantity == "cooling_setpoint"
    assert as_kept(climate("setpoint", modes=()), None).traits["setpoint"].quantity == "cooling_setpoint"
    assert as_kept(climate("setpoint", modes=(), cools=False), None).traits["setpoint"].quantity == "setpoint"


def test_a_valve_that_says_heat_is_as_it_was() -> None:
    valve = climate("setpoint", modes=("off", "heat", "auto"), cools=False)
    assert as_kept(valve, begins_to("heat")) is valve
    assert idles(valve, valve.traits["setpoint"], "auto") == ""
    assert idles(valve, valve.traits["setpoint"], "off") == "off"


@pytest.mark.parametrize(
    ("mode", "heating", "cooling"),
    [
        ("heat_cool", "", ""),
        ("heat", "", "other"),
        ("cool", "other", ""),
        ("off", "off", "off"),
        ("dry", "neither", "neither"),
    ],
)
def test_of_two_setpoints_the_mode_says_which_counts(mode: str, heating: str, cooling: str) -> None:
    device = climate("setpoint", "cooling_setpoint")
    assert [idles(device, device.traits[name], mode) for name in ("setpoint", "cooling_setpoint")] == [heating, cooling]


def test_with_one_setpoint_a_mode_that_does_both_says_neither() -> None:
    device = climate("setpoint")
    assert idles(device, device.traits["setpoint"], "heat_cool") == "both"
