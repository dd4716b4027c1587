"""The bench of people who stay: what stands beside ours is counted as ours is."""

from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.evening_light_rivals import Curve, corrections, schedule, sun_curve
from benchmarks.staying import evenings, script, with_rival

SIX = datetime(2026, 1, 12, 18, tzinfo=UTC)
WANTED = {"brightness": 0.8, "colour_temperature": 3000.0}


def test_what_suits_needs_no_hand_and_what_a_hand_set_stays() -> None:
    looks = [(SIX + timedelta(minutes=20 * n), WANTED) for n in range(6)]
    assert corrections(lambda _: WANTED, looks) == (0, 0)
    assert corrections(lambda _: {"brightness": 0.3, "colour_temperature": 3000.0}, looks) == (1, 0)


def test_what_was_right_and_moved_is_told_apart() -> None:
    looks = [(SIX + timedelta(minutes=20 * n), WANTED) for n in range(6)]
    moves = iter([0.8, 0.7, 0.5, 0.4, 0.3, 0.2])
    assert corrections(lambda _: {"brightness": next(moves), "colour_temperature": 3000.0}, looks) == (1, 1)


def test_the_suns_curve_falls_with_the_evening_and_is_warm_after_sunset() -> None:
    evening = [sun_curve(datetime(2026, 1, 12, hour, 30, tzinfo=UTC)) for hour in range(17, 23)]
    levels = [light["brightness"] for light in evening]
    assert levels == sorted(levels, reverse=True)
    assert {light["colour_temperature"] for light in evening} == {2000.0}
    noon = sun_curve(datetime(2026, 1, 12, 12, 0, tzinfo=UTC))
    assert noon["brightness"] == 1.0
    assert noon["colour_temperature"] > 5000.0


def test_every_way_is_lived_with_on_the_same_evenings() -> None:
    days = evenings(6, 1, False)
    lines = script(6, 1, False)["steps"]
    assert [line["at"] for line in lines if line.get("ana") == "living_room"] == [f"{m // 60:02}:{m % 60:02}" for m, _ in days]
    late, wrong, ever = with_rival(schedule, 6, 1, False)
    assert late > wrong >= 0
    assert ever >= wrong
    assert with_rival(sun_curve, 6, 1, True) == with_rival(sun_curve, 6, 1, True)


@pytest.mark.parametrize("curve", [sun_curve, schedule])
def test_whoever_wants_what_a_curve_does_not_give_corrects_it(curve: Curve) -> None:
    assert with_rival(curve, 6, 1, False)[0] > 0
