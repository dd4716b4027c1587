"""The inbox: values from other threads arrive in order, wake the loop, and never without bound."""

import select
import threading
from collections.abc import Iterator

import pytest

from hub.loop.inbox import Inbox


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    box = Inbox(limit=5)
    yield box
    box.close()


def is_ringing(inbox: Inbox) -> bool:
    return bool(select.select([inbox.waiting], [], [], 0)[0])


def test_values_come_out_in_the_order_they_went_in(inbox: Inbox) -> None:
    for value in (1, "two", None):
        assert inbox.put(value)
    assert inbox.drain() == [1, "two", None]
    assert inbox.drain() == []


def test_a_value_wakes_whoever_waits_and_taking_it_ends_that(inbox: Inbox) -> None:
    assert not is_ringing(inbox)
    inbox.put(1)
    assert is_ringing(inbox)
    inbox.drain()
    assert not is_ringing(inbox)


def test_a_full_inbox_refuses_counts_and_still_wakes(inbox: Inbox) -> None:
    assert [inbox.put(n) for n in range(7)] == [True] * 5 + [False] * 2
    assert inbox.refused == 2
    assert is_ringing(inbox)
    assert inbox.drain() == [0, 1, 2, 3, 4]
    assert inbox.put(5)


def test_more_wakes_than_the_bell_holds_do_not_block(inbox: Inbox) -> None:
    for _ in range(200_000):  # more bytes than a socket pair takes
        inbox.wake()
    assert is_ringing(inbox)
    inbox.drain()
    assert not is_ringing(inbox)


def test_nothing_is_lost_between_threads() -> None:
    inbox = Inbox()
    threads = [threading.Thread(target=lambda n=n: [inbox.put((n, i)) for i in range(500)]) for n in range(4)]
    for thread in threads:
        thread.start()
    got: list[object] = []
    while any(thread.is_alive() for thread in threads):
        select.select([inbox.waiting], [], [], 0.01)
        got += inbox.drain()
    got += inbox.drain()
    for thread in threads:
        thread.join()
    assert sorted(got) == [(n, i) for n in range(4) for i in range(500)]  # type: ignore[type-var]
    for n in range(4):
        assert [value for value in got if isinstance(value, tuple) and value[0] == n] == [(n, i) for i in range(500)]
    inbox.close()


def test_putting_after_the_end_harms_nobody() -> None:
    inbox = Inbox()
    inbox.close()
    assert inbox.put(1)
