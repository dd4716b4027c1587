"""What is wanted of a broker, and what it refuses of it."""

from devices.links.mqtt.wanted import Wanted


def test_what_another_filter_covers_is_not_asked_for_unless_that_one_is_refused() -> None:
    wanted = Wanted("hub/sync")
    wanted.use(["home/#", "home/x", "away/y"])
    assert wanted.filters == {"hub/sync", "home/#", "away/y"}
    assert wanted.answered([("home/#", "no"), ("away/y", "")]) == 1
    assert wanted.filters == {"hub/sync", "home/#", "home/x", "away/y"}
    assert wanted.answered([("home/#", "")]) == 0
    assert wanted.filters == {"hub/sync", "home/#", "away/y"}


def test_a_refusal_is_forgotten_with_the_wish_for_it_but_that_of_the_marker() -> None:
    wanted = Wanted("hub/sync")
    wanted.use(["home/x"])
    assert wanted.answered([("home/x", "no"), ("hub/sync", "no")]) == 2
    assert wanted.answered([("home/x", "no")]) == 0
    wanted.use(["home/y"])
    assert wanted.refusals == {"hub/sync": "no"}


def test_an_answer_to_what_is_not_wanted_any_more_is_none() -> None:
    wanted = Wanted("hub/sync")
    wanted.use(["home/y"])
    assert wanted.answered([("home/x", "no")]) == 0
    assert wanted.refusals == {}


def test_filters_stay_in_the_order_they_were_wanted_in() -> None:
    wanted = Wanted("hub/sync")
    wanted.use(["bridge/state", "bridge/devices", "a/lamp"])
    assert wanted.in_order({"a/lamp", "bridge/devices", "bridge/state"}) == ["bridge/state", "bridge/devices", "a/lamp"]
