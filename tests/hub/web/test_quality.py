"""How well somebody is known, in figures that say nothing of too few."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.web.pictures.bars import HIGH, bars
from hub.web.pictures.calibration import LEFT, SIDE, TOP, spots
from hub.web.quality import calibration, corrections, hit_rates, judged
from models.example import Example, Source
from tests.models.builders import EVENING, make_example


def guessed(value: float, predicted: float | None, q: float | None = 0.8, source: Source = Source.HAND) -> Example:

    return replace(make_example(value, at=EVENING), predicted=predicted, q=q, source=source)


def test_a_guess_counts_when_it_was_made_and_the_choice_was_seen() -> None:
    rows = [guessed(0.3, 0.31), guessed(0.9, 0.3), guessed(0.3, None), guessed(0.3, 0.3, None)]
    rows.append(guessed(0.3, 0.3, source=Source.HISTORY))
    assert judged(rows) == [("brightness", 0.8, True), ("brightness", 0.8, False)]


def test_of_fewer_than_ten_nothing_is_said() -> None:
    nine = [("brightness", 0.8, True)] * 9
    assert hit_rates(nine) == []
    assert calibration(nine) == []
    (rate,) = hit_rates([*nine, ("brightness", 0.8, False)])
    assert (rate.right, rate.count) == (9, 10)
    assert (rate.low, rate.high) == pytest.approx((0.596, 0.982), abs=0.001)


def test_what_was_said_is_set_beside_what_came_true() -> None:
    guesses = [("brightness", 0.9, i < 8) for i in range(10)] + [("power", 1.0, True)] * 10 + [("power", 0.1, False)] * 3
    (one,) = calibration(guesses)
    assert (one.sure, one.right, one.count) == (pytest.approx(0.95), 0.9, 20)


def test_corrections_are_counted_by_week_and_decision() -> None:

    def wrong(days_ago: float, decision: str) -> Example:
        return replace(guessed(0.3, 0.9, source=Source.CORRECTION), at=EVENING - timedelta(days=days_ago), decision=decision)

    rows = [wrong(10, "a"), wrong(10, "a"), wrong(1, "b"), wrong(0.5, "c")]
    assert corrections(rows, EVENING) == [(1, 1 / 7), (0, 2 / 7)]
    assert corrections([], EVENING) == []


def test_pictures_of_them_stay_inside() -> None:
    drawn, top = bars([0.0, 3.0, 1.5])
    assert top == 3.0
    assert [bar.height for bar in drawn] == [0.0, HIGH, HIGH / 2]
    assert bars([]) == ([], 1.0)
    (low, high) = spots([(0.0, 0.0, 10), (1.0, 1.0, 40)])
    assert (low.x, low.y) == (LEFT, TOP + SIDE)
    assert (high.x, high.y) == (LEFT + SIDE, TOP)
    assert low.r == high.r / 2
