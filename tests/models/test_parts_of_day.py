"""Which part of the day a moment lies in, and how each is written."""

import pytest

from models.parts_of_day import PARTS, clock_times, part_at


@pytest.mark.parametrize(
    ("hour", "part"), [(23, "night"), (5, "night"), (6, "morning"), (11, "day"), (17, "evening"), (22, "evening")]
)
def test_parts_of_the_day(hour: int, part: str) -> None:
    assert part_at(hour) == part


def test_the_parts_are_written_as_clock_times_and_follow_one_another() -> None:
    assert clock_times("night") == ("23:00", "06:00")
    assert {clock_times(part)[0] for part in PARTS} == {clock_times(part)[1] for part in PARTS}
