"""Which quiet hours would let the hub give what hands set in them."""

from datetime import datetime, time

import pytest

from hub.steps.quiet_hands import is_more, without

HALF_PAST_TEN, HALF_PAST_SIX = time(22, 30), time(6, 30)


def at(*clocks: str) -> list[datetime]:
    return [datetime.fromisoformat(f"2026-03-02 {clock}") for clock in clocks]


@pytest.mark.parametrize(
    ("clocks", "right"),
    [
        (("22:40", "23:10", "22:55"), 'quiet_hours: {from: "23:30", to: "06:30"}'),
        (("23:40", "00:10", "23:55"), 'quiet_hours: {from: "00:30", to: "06:30"}'),
        (("05:40", "06:10", "05:55"), 'quiet_hours: {from: "22:30", to: "05:30"}'),
        (("23:00", "05:10", "23:00"), 'quiet_hours: {from: "23:30", to: "05:00"}'),
        (("02:20", "02:35", "02:20"), "no quiet_hours"),
    ],
)
def test_the_line_that_is_proposed_leaves_those_times_out(clocks: tuple[str, ...], right: str) -> None:
    assert without(at(*clocks), HALF_PAST_TEN, HALF_PAST_SIX) == right


def test_quiet_hours_by_day_are_moved_as_well() -> None:
    assert without(at("09:20", "09:40"), time(9), time(16)) == 'quiet_hours: {from: "10:00", to: "16:00"}'


@pytest.mark.parametrize(
    ("quantity", "value", "more"),
    [
        ("brightness", 0.3, False), ("brightness", 0.5, True), ("colour_temperature", 2700.0, False),
        ("colour_temperature", 4000.0, True), ("power", False, False), ("power", True, True), ("music", "silence", False),
        ("music", "jazz", True), ("setpoint", 25.0, False),
    ],
)  # fmt: skip
def test_only_what_they_do_not_give_is_more(quantity: str, value: float | bool | str, more: bool) -> None:
    assert is_more(quantity, value) is more
