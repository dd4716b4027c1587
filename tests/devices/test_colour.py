"""Colours: one way to write them, the ways devices write them, and how far two are apart."""

import random

import pytest

from devices.colour import (
    NAMED,
    WHITE,
    colour_name,
    colours_apart,
    from_hs,
    from_rgb,
    from_xy,
    is_colour,
    read_colour,
    to_hs,
    to_lab,
    to_rgb,
    to_xy,
)
from devices.colour_forms import as_numbers, colour_in, colour_of
from devices.vocabulary import Trait

TINT = Trait("colour", "colour", settable=True)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_form_a_colour_is_written_in_it_comes_back_the_same(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(300):
        colour = from_hs(dice.uniform(0, 360), dice.uniform(0.08, 1.0))
        assert colour is not None
        assert is_colour(colour)
        assert max(to_rgb(colour)) == 255
        hue, saturation = to_hs(colour)
        for back in (from_rgb(*to_rgb(colour)), from_xy(*to_xy(colour)), from_hs(round(hue), round(saturation, 2))):
            assert TINT.same(colour, back), (colour, back)
        for form in ("xy", "hs", "rgb", "rgbw", "rgbww"):
            assert TINT.same(colour, colour_of(as_numbers(colour, form), form)), (colour, form)


def test_the_corners_are_those_the_lamps_makers_publish() -> None:
    assert to_xy("#ff0000") == (0.7006, 0.2993)
    assert to_xy("#00ff00") == (0.1724, 0.7468)
    assert to_xy("#0000ff") == (0.1355, 0.0399)
    assert to_lab(WHITE) == pytest.approx((100.0, 0.0, 0.0), abs=1e-6)


def test_light_of_no_colour_is_white_and_darkness_is_nothing() -> None:
    assert from_rgb(255, 255, 250) == from_xy(0.3127, 0.329) == from_hs(123.0, 0.0) == WHITE
    assert from_rgb(0, 0, 0) is None
    assert from_xy(0.3, 0.0) is None
    assert from_rgb(float("nan"), 1, 1) is None


def test_what_no_lamp_can_mix_comes_to_the_nearest_it_can() -> None:
    assert from_xy(0.735, 0.265) == "#ff0010"


def test_shades_are_near_and_colours_are_far() -> None:
    assert colours_apart("#ff0000", "#ff2000") < 5 < 20 < colours_apart("#ff0000", "#ff7f00")
    assert not TINT.same("#ffffff", WHITE)
    assert not TINT.same("#ff0000", WHITE)


@pytest.mark.parametrize(
    ("raw", "colour"),
    [
        ({"x": 0.7006, "y": 0.2993}, "#ff0000"),
        ({"h": 240, "s": 100}, "#0000ff"),
        ({"hue": 120, "saturation": 100}, "#00ff00"),
        ({"r": 10, "g": 5, "b": 0}, "#ff8000"),
        ({"hex": "#00FF00"}, "#00ff00"),
        ("#00FF00", "#00ff00"),
        ({"r": 0, "g": 0, "b": 0}, None),
        ({"x": "a", "y": 0.2}, None),
        ([1, 2], None),
        (None, None),
    ],
)
def test_a_colour_is_found_in_whatever_form_it_comes(raw: object, colour: str | None) -> None:
    assert colour_in(raw) == colour


def test_colours_have_names_people_say() -> None:
    assert all(colour_name(colour) == name for name, colour in NAMED.items())
    assert colour_name("#ff2000") == "red"
    assert colour_name("#ffb46b") == "orange"
    assert colour_name("#ffd0d8") == "pale red"
    assert colour_name(WHITE) == "white"
    assert read_colour("Orange") == NAMED["orange"]
    assert read_colour("#800000") == "#ff0000"
    assert read_colour("reddish") is None
