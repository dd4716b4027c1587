"""When the broker is called again: never in step with others, never more often than allowed."""

import random

import pytest

from devices.links.retry import FIRST_S, LONGEST_S, Retry


def test_the_waits_grow_from_short_to_longest_and_never_beyond() -> None:
    retry, now, waits = Retry(15, lambda: 1.0), 100.0, []
    for _ in range(8):
        retry.failed(now)
        waits.append(retry.at - now)
        now = retry.at
    assert waits == [FIRST_S, 0.5, 1.0, 2.0, 4.0, LONGEST_S, LONGEST_S, LONGEST_S]


def test_two_clients_do_not_call_in_step() -> None:
    one, other = (Retry(15, random.Random(seed).random) for seed in (1, 2))
    one.failed(100.0)
    other.failed(100.0)
    assert one.at != other.at
    assert all(100 + FIRST_S / 2 <= retry.at <= 100 + FIRST_S for retry in (one, other))


def test_after_a_connection_that_worked_the_first_wait_is_short_again() -> None:
    retry = Retry(15, lambda: 1.0)
    for _ in range(6):
        retry.failed(100.0)
    retry.lost(200.0)
    assert retry.at - 200.0 == pytest.approx(FIRST_S)


@pytest.mark.parametrize("stays_s", [0.0, 0.01, 3.0])
def test_connections_that_break_at_once_are_never_more_than_fifteen_in_any_minute(stays_s: float) -> None:
    retry, now, made = Retry(15, random.Random(7).random), 1000.0, []
    while now < 1600.0:
        made.append(now)
        retry.connected(now)
        now += stays_s
        retry.lost(now)
        now = retry.at
    worst = max(sum(start <= at < start + 60.0 for at in made) for start in made)
    assert worst <= 15


def test_even_then_the_next_call_is_never_more_than_the_longest_wait_away() -> None:
    retry, now = Retry(15, lambda: 1.0), 1000.0
    for _ in range(50):
        retry.connected(now)
        retry.lost(now)
        assert retry.at - now <= LONGEST_S + 1e-6
        now = retry.at
