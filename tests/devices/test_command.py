"""What every family asks of a command before it writes it down."""

import pytest

from devices.command import Command, checked, checked_fade
from devices.errors import BadCommand
from devices.vocabulary import Device, DeviceId, Role, Trait, Value

HERE = DeviceId("corner")
TRAITS = (
    Trait("power", "power", True),
    Trait("brightness_left", "brightness", True, 0.0, 1.0),
    Trait("hvac_mode", "hvac_mode", True, choices=("off", "heat")),
    Trait("music", "music", True),
    Trait("temperature", "temperature", False),
)
CORNER = Device(HERE, "any", "corner", "Corner", Role.OTHER, {trait.name: trait for trait in TRAITS})


@pytest.mark.parametrize(
    ("name", "value"), [("power", False), ("brightness_left", 7), ("hvac_mode", "heat"), ("music", "anything")]
)
def test_what_it_can_take_is_its_trait_even_outside_the_range(name: str, value: Value) -> None:
    assert checked(CORNER, name, value) is CORNER.traits[name]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("volume", 0.5, "no such quantity"),
        ("temperature", 20.0, "cannot be set"),
        ("power", 1, "true or false"),
        ("power", "on", "true or false"),
        ("brightness_left", True, "a number"),
        ("brightness_left", "0.5", "a number"),
        ("brightness_left", float("nan"), "a number"),
        ("brightness_left", 10**400, "a number"),
        ("hvac_mode", "cool", "cool is none of off, heat"),
        ("hvac_mode", True, "one of off, heat"),
        ("hvac_mode", 10**400, "one of off, heat"),
        ("music", 0.5, "one of its names"),
    ],
)
def test_what_it_cannot_take_is_refused_with_what_would_be_right(name: str, value: Value, words: str) -> None:
    with pytest.raises(BadCommand, match=words):
        checked(CORNER, name, value)


@pytest.mark.parametrize("seconds", [None, 0, 0.4, 10**9])
def test_a_fade_is_passed_on_as_asked(seconds: float | None) -> None:
    assert checked_fade(Command(HERE, {}, seconds)) == seconds


@pytest.mark.parametrize("seconds", [-0.1, float("inf"), float("nan"), True, "2", 10**400])
def test_a_fade_that_is_no_number_from_0_is_refused(seconds: float) -> None:
    with pytest.raises(BadCommand, match="number from 0"):
        checked_fade(Command(HERE, {}, seconds))
