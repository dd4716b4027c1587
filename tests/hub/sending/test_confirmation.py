"""A command counts when the device says so; otherwise at most three tries."""

from hub.sending.confirmation import TRIES, Confirmations

from ..build import LAMP, ROOM, moment


def waiting() -> Confirmations:
    confirmations = Confirmations()
    confirmations.sent(LAMP, ROOM, {"power": True, "brightness": 0.3}, "d1", moment(0), 4.0)
    return confirmations


def test_a_device_that_told_every_value_is_done() -> None:
    confirmations = waiting()
    confirmations.heard(LAMP, "power")
    confirmations.heard(LAMP, "brightness")
    assert confirmations.due(moment(60)) == ([], [])


def test_only_what_was_not_confirmed_is_tried_again() -> None:
    confirmations = waiting()
    confirmations.heard(LAMP, "power")
    (again,), given_up = confirmations.due(moment(5))
    assert again.values == {"brightness": 0.3}
    assert given_up == []


def test_after_three_tries_it_is_called_unreachable_and_left_quiet() -> None:
    confirmations = waiting()
    tries, at = 1, 0.0
    while True:
        at += 5.0
        again, given_up = confirmations.due(moment(at))
        if given_up:
            break
        for awaited in again:
            tries += 1
            confirmations.again(awaited, moment(at))
    assert tries == TRIES
    assert at <= 30.0
    assert confirmations.is_silent(LAMP)
    assert confirmations.due(moment(at + 600)) == ([], [])


def test_a_hand_ends_the_waiting_for_what_it_moved() -> None:
    confirmations = waiting()
    confirmations.drop(LAMP, "brightness")
    (again,), _ = confirmations.due(moment(5))
    assert again.values == {"power": True}


def test_an_empty_room_is_not_tried_again() -> None:
    confirmations = waiting()
    confirmations.drop_room(ROOM)
    assert confirmations.due(moment(5)) == ([], [])


def test_a_device_that_answers_is_reachable_again() -> None:
    confirmations = waiting()
    for at in (5.0, 10.0, 15.0, 40.0):
        for awaited in confirmations.due(moment(at))[0]:
            confirmations.again(awaited, moment(at))
    assert confirmations.is_silent(LAMP)
    confirmations.heard(LAMP, "power")
    assert not confirmations.is_silent(LAMP)


def test_what_was_told_in_vain_gets_one_try_and_is_not_told_of_again_until_it_speaks() -> None:
    confirmations = waiting()
    for at in (5.0, 10.0, 15.0, 40.0):
        for awaited in confirmations.due(moment(at))[0]:
            confirmations.again(awaited, moment(at))
    confirmations.sent(LAMP, ROOM, {"power": True}, "d2", moment(100), 5.0)
    assert confirmations.due(moment(106)) == ([], [])
    confirmations.spoke(LAMP)
    confirmations.sent(LAMP, ROOM, {"power": True}, "d3", moment(200), 5.0)
    (again,), given_up = confirmations.due(moment(206))
    assert (again.decision, given_up) == ("d3", [])
