"""What a trait knows of itself."""

import pytest

from devices.vocabulary import LIT, QUANTITIES, Trait, endpoint_of


@pytest.mark.parametrize(
    ("name", "quantity", "endpoint"),
    [
        ("power", "power", ""),
        ("power_l1", "power", "_l1"),
        ("colour_temperature", "colour_temperature", ""),
        ("colour_temperature_left_lamp", "colour_temperature", "_left_lamp"),
    ],
)
def test_what_stands_behind_the_quantity_is_which_of_several_it_is(name: str, quantity: str, endpoint: str) -> None:
    assert Trait(name, quantity, True).endpoint == endpoint_of(name, quantity) == endpoint


def test_a_value_beyond_the_range_is_held_to_it_off_the_step() -> None:
    trait = Trait("setpoint", "setpoint", True, 5.0, 30.0, 0.5)
    assert [trait.within(value) for value in (4.5, 21.3, 31.0)] == [5.0, 21.3, 30.0]
    assert Trait("setpoint", "setpoint", True).within(99.0) == 99.0


def test_what_a_dark_lamp_hides_are_quantities() -> None:
    assert set(LIT) <= set(QUANTITIES)
