"""Portions of subscriptions: all at once while a broker keeps up, few at a time once it has thrown something away."""

from devices.links.mqtt.client import LARGEST
from devices.links.mqtt.portions import FEW, MANY, Portions

FILTERS = [f"home/{n}" for n in range(MANY + 10)]


def make_portions() -> Portions:
    portions = Portions(LARGEST)
    portions.add(FILTERS)
    return portions


def test_a_broker_that_keeps_up_is_asked_for_many_at_a_time() -> None:
    portions = make_portions()
    assert list(portions.next(FILTERS)) == FILTERS[:MANY]
    assert portions.is_back(portions.mark())
    assert list(portions.next(FILTERS)) == FILTERS[MANY:]
    assert not portions.next(FILTERS)


def test_a_portion_whose_first_marker_was_thrown_away_is_asked_for_again_in_small_ones() -> None:
    portions = make_portions()
    portions.next(FILTERS)
    portions.mark()
    assert portions.may_mark_again
    second = portions.mark()
    assert not portions.may_mark_again
    assert portions.is_back(second)
    asked = []
    while part := portions.next(FILTERS):
        assert len(part) <= FEW
        asked += part
        portions.mark()
        assert portions.is_back(portions.mark())  # a small one that overflows as well must do
    assert asked == FILTERS


def test_a_marker_that_is_only_late_is_no_loss() -> None:
    portions = make_portions()
    portions.next(FILTERS)
    first, _ = portions.mark(), portions.mark()
    assert portions.is_back(first)
    assert list(portions.next(FILTERS)) == FILTERS[MANY:]


def test_what_is_not_wanted_any_more_is_not_asked_for() -> None:
    portions = make_portions()
    assert list(portions.next(FILTERS[-2:])) == FILTERS[-2:]


def test_another_connections_marker_is_not_ours() -> None:
    portions = make_portions()
    portions.next(FILTERS)
    portions.mark()
    assert not portions.is_back(b"other")
    assert portions.is_marking


def test_a_portion_that_was_never_granted_is_asked_for_again_whatever_its_size() -> None:
    portions = Portions(LARGEST)
    portions.add(["home/a"])
    portions.next(["home/a"])
    portions.again(is_granted=False)
    assert list(portions.next(["home/a"])) == ["home/a"]


def test_no_portion_is_larger_than_what_the_broker_takes() -> None:
    portions = Portions(largest=200)
    portions.add(FILTERS)
    asked: list[str] = []
    while part := portions.next(FILTERS):
        assert sum(len(pattern) + 3 for pattern in part) + 16 <= 200
        asked += part
    assert asked == FILTERS


def test_a_filter_the_broker_takes_not_even_alone_is_asked_for_all_the_same() -> None:
    portions = Portions(largest=10)
    portions.add(["home/a", "home/b"])
    assert [portions.next({"home/a", "home/b"}) for _ in range(3)] == [["home/a"], ["home/b"], []]
