"""Where along a column another thing is wanted is found, and said of moments unlike all before."""

import numpy as np
import pytest

from models.arithmetic.borders import Borders

from ..plain_borders import known_at

CELLS = 12
YES, NO = np.array([1.0, 0.0]), np.array([0.0, 1.0])


def along(chosen: list[tuple[int, bool]], borders: Borders | None = None) -> np.ndarray:
    """How far the first thing is what counts in every cell."""
    borders = Borders(CELLS) if borders is None else borders
    for cell, is_first in chosen:
        known = borders.add(cell, YES if is_first else NO, 1.0)
    found: np.ndarray = known[:, 1] / known[:, 0]
    return found


def test_beyond_the_coldest_so_far_it_is_as_it_was_when_it_was_coldest() -> None:
    share = along([(cell, cell < 6) for cell in (4, 7, 5, 8, 3, 9, 4, 7)])
    assert share[0] > 0.8
    assert share[11] < 0.2


def test_between_the_nearest_on_either_side_of_a_border_it_is_open() -> None:
    share = along([(cell, cell < 6) for cell in (1, 10, 2, 9, 1, 10, 2, 9)])
    assert 0.3 < share[5] < 0.7
    assert share[2] > 0.8 > 0.2 > share[9]


def test_a_band_has_two_borders() -> None:
    share = along([(cell, 4 <= cell < 8) for cell in (1, 5, 10, 6, 2, 9, 5, 7, 3, 8, 4, 0, 11, 6)])
    assert min(share[4:8]) > 0.6
    assert max(*share[:3], *share[9:]) < 0.4


def test_a_border_may_move() -> None:
    borders = Borders(CELLS)
    assert along([(cell, cell < 6) for cell in (4, 7, 5, 8, 3, 9) * 3], borders)[4] > 0.8
    assert along([(cell, cell < 3) for cell in (4, 2, 5, 1, 3, 9) * 5], borders)[4] < 0.4


def test_one_more_thing_may_come_to_be_chosen() -> None:
    borders = Borders(CELLS)
    borders.add(3, np.array([1.0]), 1.0)
    known = borders.add(9, NO, 1.0)
    assert known.shape == (CELLS, 3)
    assert known[:, 1:].sum(axis=1) == pytest.approx(known[:, 0])


def test_what_is_known_is_what_the_plain_formula_says() -> None:
    dice = np.random.default_rng(3)
    chosen = [(int(dice.integers(CELLS)), int(dice.integers(3)), float(dice.choice([0.3, 1.0, 5.0]))) for _ in range(12)]
    borders = Borders(CELLS)
    for cell, what, weight in chosen:
        known = borders.add(cell, np.eye(3)[what], weight)
    for now in range(CELLS):
        assert known[now, 1:] == pytest.approx(known_at(chosen, CELLS, 3, now), abs=1e-9)
