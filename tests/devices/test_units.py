"""Amounts as devices and people write them: number, decimals, thousands, and the unit in front or behind."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import BadPayload
from devices.message import Message
from devices.payload import decode_text, number
from devices.units import CELSIUS, FAHRENHEIT, KELVIN, LUX, MIRED, PERCENT, into, readings, right, unit_named
from devices.vocabulary import Moment

NOW = Moment(datetime(2026, 3, 4, 19, 0, tzinfo=UTC), 1000.0)


def message(payload: bytes = b"") -> Message:
    return Message("home/x", payload, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "21.5", "21,5", "21.5 °C", "21,5°C", "°C 21.5", "21.5 C", "21.5℃", "21.5 degC", "21.5 celsius", "Celsius: 21,5",
        "21.5 Â°C", "21.5º C", "21.5&deg;C", "+21.5", "2.15E+01", "21.50\u202f°C", "\ufeff21.5", "２１.５", "70.7 °F", "70,7F",
        "294.65 K", "21.5°",
    ],
)  # fmt: skip
def test_one_temperature_written_in_many_ways_is_one_temperature(text: str) -> None:
    assert readings(text, CELSIUS) == (21.5,)


@pytest.mark.parametrize("text", ["-5.5", "−5,5 °C", "- 5.5", "-5.50°C"])
def test_frost_is_written_in_many_ways(text: str) -> None:
    assert readings(text, CELSIUS) == (-5.5,)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234.5 lx", 1234.5),
        ("1.234,5 lux", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u202f234 lx", 1234.0),
        ("1'234", 1234.0),
        ("1’234 lx", 1234.0),
        ("12,345,678", 12_345_678.0),
        ("1.234.567", 1_234_567.0),
        ("12,34,567", 1_234_567.0),
        ("1.2 klx", 1200.0),
        ("1,234", 1234.0),
        ("0,125", 0.125),
        ("1.234", 1.234),
    ],
)
def test_thousands_are_told_from_decimals(text: str, amount: float) -> None:
    assert readings(text, LUX)[0] == amount


def test_of_two_ways_to_read_it_the_one_that_can_be_is_meant() -> None:
    assert number(message(), "setpoint", "21,500", 5, 30, unit=CELSIUS) == 21.5
    assert number(message(), "colour", "2.700 K", 1000, 20000, unit=KELVIN) == 2700.0
    assert number(message(), "light", "1,234 lx", 0, 200_000, unit=LUX) == 1234.0


@pytest.mark.parametrize("text", ["55 %", "55%", "% 55", "55 percent", "55％", "55,0 %"])
def test_a_share_is_one_of_the_whole_the_device_counts_to(text: str) -> None:
    assert readings(text, PERCENT) == (55.0,)
    assert readings(text, full=254) == (139.7,)


def test_a_bare_number_is_in_the_devices_own_unit_and_one_with_a_unit_in_that() -> None:
    assert readings("70", CELSIUS, FAHRENHEIT) == (21.1111,)
    assert readings("21.5 °C", CELSIUS, FAHRENHEIT) == (21.5,)
    assert number(message(), "t", 70, unit=CELSIUS, bare=FAHRENHEIT) == 21.1111
    assert number(message(), "t", "370 mired", unit=KELVIN) == 2702.7027


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "abc", "°C", "21 °C / 70 °F", "°C 70 °F", "12:30", "2026-03-04", "1.5.2", "1,2,3", "=55", "~21", ",", "+",
        "--5", "21.5 V", "55 %", "5 e", "0x10", "on", "0 mired", "1 000 00", "x" * 100, "21.5 \x00",
    ],
)  # fmt: skip
def test_what_is_not_understood_says_what_would_be_right(text: str) -> None:
    with pytest.raises(BadPayload, match=r"setpoint .*right is one such as 21\.5, or 21\.5 °C"):
        number(message(), "setpoint", text, unit=CELSIUS)


def test_a_share_is_no_amount_of_what_has_no_whole() -> None:
    with pytest.raises(BadPayload, match=r"told in %: right is a bare number such as 12\.5"):
        number(message(), "count", "55 %")


@pytest.mark.parametrize("unit", ["", CELSIUS, FAHRENHEIT, KELVIN, MIRED, PERCENT, LUX, "m", "cm"])
def test_what_is_said_to_be_right_is(unit: str) -> None:
    for example in right(unit).removeprefix("one such as ").removeprefix("a bare number such as ").split(", or "):
        assert readings(example, unit)


@pytest.mark.parametrize("text", ["inf", "-Infinity", "nan", "1e400", "9" * 400])
def test_what_is_not_finite_is_refused_as_ever(text: str) -> None:
    with pytest.raises(BadPayload, match="not finite"):
        number(message(), "level", text)


@given(st.text(max_size=80), st.sampled_from(["", CELSIUS, PERCENT, KELVIN]), st.sampled_from(["", MIRED]))
def test_any_text_is_read_or_refused_with_words(text: str, unit: str, bare: str) -> None:
    try:
        found = readings(text, unit, bare)
    except ValueError as error:
        found, words = (), str(error)
    assert found or "right is" in words


@given(st.floats(-1e6, 1e6, allow_nan=False))
def test_every_number_is_read_as_it_is_written(value: float) -> None:
    assert readings(repr(value))[0] == value
    assert readings(f"{value:.2f}".replace(".", ",") + " %", PERCENT)[0] == float(f"{value:.2f}")
    assert float(f"{value:.1f}") in readings(f"{value:,.1f}")


@given(st.floats(-200, 2000))
def test_there_and_back_is_the_same_amount(value: float) -> None:
    for one, other in ((CELSIUS, FAHRENHEIT), (CELSIUS, KELVIN), (FAHRENHEIT, KELVIN)):
        assert into(into(value, one, other), other, one) == pytest.approx(value, abs=1e-3)


def test_units_go_by_many_names_and_what_is_none_by_no_name() -> None:
    assert [unit_named(name) for name in ("F", "℃", "mireds", "prozent", "lux", "volt", "")] == [
        FAHRENHEIT,
        CELSIUS,
        MIRED,
        PERCENT,
        LUX,
        "",
        "",
    ]


def test_the_degree_sign_of_a_board_that_knows_no_utf_8_is_one_but_nothing_else_is() -> None:
    assert decode_text(message(b"21.5 \xb0C")) == "21.5 °C"
    for payload in (b"\xb0\xff", b"caf\xe9", b"\xc2\xb0 \xb0"):
        with pytest.raises(BadPayload, match="UTF-8"):
            decode_text(message(payload))
