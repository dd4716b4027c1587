"""Who still signs, and who is missed."""

from hub.loop.workers import LOOKS, Workers


def test_who_signs_between_two_looks_is_never_missed() -> None:
    workers = Workers()
    sign = workers.watched("timer")
    for _ in range(10):
        sign()
        assert workers.look() == ()


def test_who_has_stopped_signing_is_missed_and_is_there_again_once_it_signs() -> None:
    workers = Workers()
    sign = workers.watched("timer")
    sign()
    assert [workers.look() for _ in range(LOOKS)] == [()] * LOOKS
    assert workers.look() == ("timer",)
    sign()
    assert workers.look() == ()


def test_who_waits_for_somebody_else_says_for_how_long() -> None:
    workers = Workers()
    sign = workers.watched("link")
    sign(5)
    assert [workers.look() for _ in range(6)] == [(), (), (), (), (), ("link",)]
    sign()
    assert [workers.look() for _ in range(3)] == [(), (), ("link",)]


def test_who_was_told_to_end_is_not_missed() -> None:
    workers = Workers()
    sign = workers.watched("link")
    workers.left("link")
    workers.left("link")
    sign()
    assert [workers.look() for _ in range(5)] == [()] * 5
