"""Rooms by fingerprints: nearest ones count, silence is far away, and smoothing forgets a receiver that has gone."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fingerprints import FAR_M, LOST_S, SILENT, Fingerprint, Fingerprints, Hearing, strength


def taken(**rooms: list[dict[str, float]]) -> Fingerprints:
    return Fingerprints(Fingerprint(room, one) for room, rows in rooms.items() for one in rows)


TWO = taken(
    kitchen=[{"k": strength(1.0 + i / 10), "s": strength(6.0)} for i in range(9)],
    study=[{"k": strength(6.0), "s": strength(1.0 + i / 10)} for i in range(9)],
)


def test_a_place_is_the_room_whose_fingerprints_are_nearest() -> None:
    assert TWO.rooms == ("kitchen", "study")
    assert TWO.chances({"k": strength(1.2), "s": strength(5.0)})[0] > 0.9
    assert TWO.chances({"k": strength(5.0), "s": strength(1.2)})[1] > 0.9


def test_a_receiver_that_hears_nothing_is_far_away() -> None:
    hidden = taken(cellar=[{"k": strength(9.0)}] * 3, kitchen=[{"k": strength(9.0), "s": strength(2.0)}] * 3)
    assert hidden.chances({"k": strength(9.0)})[0] > 0.9
    assert np.allclose(hidden.chances({"k": strength(9.0), "s": SILENT}), hidden.chances({"k": strength(9.0)}))


def test_one_room_alone_cannot_be_told_apart() -> None:
    with pytest.raises(ValueError, match="two rooms"):
        taken(kitchen=[{"k": -3.0}])


def test_a_room_with_few_fingerprints_is_not_outvoted_by_one_with_many() -> None:
    many = taken(hall=[{"k": -20.0 + i / 10} for i in range(80)], bath=[{"k": -2.0}])
    assert many.chances({"k": -2.0})[many.rooms.index("bath")] == 1.0


@given(st.dictionaries(st.sampled_from(["k", "s", "x"]), st.floats(0.0, 1e6).map(strength), max_size=3))
def test_chances_are_probabilities_whatever_is_heard(heard: dict[str, float]) -> None:
    chances = TWO.chances(heard)
    assert chances.shape == (2,)
    assert np.isfinite(chances).all()
    assert chances.sum() == pytest.approx(1.0)


def test_strength_falls_with_distance_within_bounds() -> None:
    assert strength(1.0) == 0.0
    assert strength(10.0) == pytest.approx(-25.0)
    assert strength(1e9) == strength(FAR_M) == SILENT
    assert math.isfinite(strength(0.0))


def test_one_stray_word_hardly_moves_what_is_heard_and_many_do() -> None:
    hearing = Hearing()
    for second in range(20):
        hearing.hear("k", 2.0, float(second))
    hearing.hear("k", 20.0, 20.0)
    hearing.hear("k", 2.0, 20.5)
    assert hearing.strengths()["k"] == pytest.approx(strength(2.0), abs=3.0)
    for second in range(21, 61):
        hearing.hear("k", 20.0, float(second))
    assert hearing.strengths()["k"] == pytest.approx(strength(20.0), abs=0.5)


def test_a_receiver_that_falls_silent_fades_and_is_gone() -> None:
    hearing = Hearing()
    hearing.hear("k", 2.0, 0.0)
    hearing.hear("s", 2.0, 0.0)
    for second in range(1, 2 * int(LOST_S) + 60):
        hearing.hear("k", 2.0, float(second))
    assert set(hearing.strengths()) == {"k"}
    hearing.forget()
    assert hearing.strengths() == {}
