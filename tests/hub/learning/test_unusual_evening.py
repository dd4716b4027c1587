"""Which evening is unlike all others."""

from dataclasses import replace
from typing import Any

import pytest

from hub.learning.unusual_evening import Evening, is_unlike

USUAL = [Evening(f"2026-03-{day:02}", 1, 1, 1, 9.0) for day in range(1, 8)]
PARTY = Evening("2026-03-08", 20, 5, 3, 12.5)


def test_many_people_contrary_hands_in_several_rooms_and_late_is_unlike_all_others() -> None:
    assert is_unlike(PARTY, USUAL)


@pytest.mark.parametrize("less", [{"moved": 3}, {"contradicted": 2}, {"rooms": 1}, {"latest": 9.0}])
def test_one_of_these_alone_is_no_reason(less: dict[str, Any]) -> None:
    assert not is_unlike(replace(PARTY, **less), USUAL)


def test_of_few_evenings_none_is_unlike_the_others() -> None:
    assert not is_unlike(PARTY, USUAL[:4])


def test_where_every_evening_is_like_that_none_is_unlike() -> None:
    assert not is_unlike(PARTY, [*USUAL, replace(PARTY, began="2026-03-01")])


def test_it_is_read_as_it_was_kept() -> None:
    assert Evening.from_json(PARTY.to_json()) == PARTY
    with pytest.raises(KeyError):
        Evening.from_json({"began": "2026-03-08"})
