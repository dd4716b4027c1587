"""What is chosen with one housemate and not with another is learned, explained, and forgotten with them."""

from datetime import timedelta

import pytest

from devices.vocabulary import Value
from models.context import Context
from models.people import People

from .builders import ANA, BEN, EVENING, make_context, make_example, make_people

WITH: tuple[tuple[str, ...], ...] = ((ANA, BEN), (ANA, "cleo"), ())
CHOSEN: dict[str, tuple[Value, Value, Value]] = {
    "music": ("jazz", "silence", "calm"),
    "brightness": (0.2, 0.8, 0.5),
    "power": (True, False, False),
}


def moment(day: int, there: tuple[str, ...]) -> Context:
    return make_context(EVENING + timedelta(days=day), company=bool(there), together=there)


def taught(kind: str, days: int = 30) -> People:
    shelf = make_people()
    for day in range(days):
        which = (0, 1, 2, 1, 0)[day % 5]
        at = EVENING + timedelta(days=day)
        there = WITH[which]
        shelf.learn(make_example(CHOSEN[kind][which], kind, at, company=bool(there), together=there))
    return shelf


@pytest.mark.parametrize("kind", sorted(CHOSEN))
def test_each_company_has_what_was_chosen_in_it(kind: str) -> None:
    shelf = taught(kind)
    for there, value in zip(WITH, CHOSEN[kind], strict=True):
        context = moment(31, there)
        guess = shelf.predict(ANA, kind, context, context.local)
        assert guess.content(value) >= 0.7
        assert shelf.explain(ANA, kind, context, context.local).by_company


def test_who_goes_by_the_hour_is_not_said_to_go_by_company() -> None:
    shelf = make_people()
    for day in range(30):
        there = WITH[day % 3]
        shelf.learn(make_example("jazz", "music", EVENING + timedelta(days=day), company=bool(there), together=there))
    context = moment(31, WITH[0])
    assert not shelf.explain(ANA, "music", context, context.local).by_company


@pytest.mark.parametrize("kind", sorted(CHOSEN))
def test_a_housemate_who_is_forgotten_was_somebody_nobody_knows(kind: str) -> None:
    shelf, never = taught(kind), make_people()
    shelf.forget(BEN)
    for day in range(30):
        which = (0, 1, 2, 1, 0)[day % 5]
        at, there = EVENING + timedelta(days=day), tuple(who for who in WITH[which] if who != BEN)
        never.learn(make_example(CHOSEN[kind][which], kind, at, company=which < 2, together=there))
    for there in WITH:
        context = moment(31, there)
        assert shelf.predict(ANA, kind, context, context.local) == never.predict(ANA, kind, context, context.local)
    context = moment(31, WITH[1])
    assert Context.from_json(context.to_json()) == context
    assert Context.from_json(moment(31, ()).to_json()).together == ()
