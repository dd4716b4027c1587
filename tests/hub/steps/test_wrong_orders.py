"""Orders that cannot be followed: told once, then counted."""

from hub.steps.wrong_orders import LONGEST, WrongOrders

from ..build import moment

UNDO = "attune/undo/set"


def test_the_first_is_told_at_once_and_three_thousand_more_in_one_line_a_minute() -> None:
    orders = WrongOrders()
    told = [orders.take(UNDO, f"there is no decision '{number}'", None, moment(number / 100)) for number in range(3000)]
    assert [words for words in told if words] == [f"{UNDO}: there is no decision '0'"]
    assert list(orders.due(moment(59.0))) == []
    ((words, _),) = orders.due(moment(61.0))
    assert words == f"2999 more in the last minute, the last: {UNDO}: there is no decision '2999'"
    assert list(orders.due(moment(100.0))) == []
    assert orders.counts == {UNDO: 3000}


def test_after_a_quiet_minute_the_next_is_told_at_once() -> None:
    orders = WrongOrders()
    assert orders.take(UNDO, "no", None, moment())
    assert list(orders.due(moment(61.0))) == []
    assert orders.take(UNDO, "no", None, moment(62.0))


def test_what_is_told_is_escaped_and_cut() -> None:
    words = WrongOrders().take(UNDO, "\x1b[31m\n" + "x" * 5000, None, moment())
    assert words is not None
    assert words.isprintable()
    assert len(words) <= LONGEST
