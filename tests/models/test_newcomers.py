"""Somebody of whom little is known, in a house where others are known."""

from datetime import timedelta

import pytest

from devices.vocabulary import OccupantId, Value
from models.people import People
from models.preference import Borrowed

from .builders import ANA, BEN, CEM, EACH, EVENING, SEVERAL, make_context, make_example, make_people

ACT = 0.7
OF: dict[str, Value] = {"brightness": 0.8, "power": True, "music": "jazz"}
LATER = EVENING + timedelta(days=40)
LENT = [(kind, value) for kind, value in EACH if kind != "colour"]


def a_house(kind: str, values: dict[OccupantId, Value], sharing: tuple[OccupantId, ...] = SEVERAL) -> People:
    shelf = make_people(sharing=sharing)
    for i in range(20):
        for who, value in values.items():
            shelf.learn(make_example(value, kind, EVENING + timedelta(days=i), occupant=who, id=i))
    return shelf


@pytest.mark.parametrize(("kind", "value"), LENT)
def test_what_all_housemates_choose_alike_is_expected_of_a_newcomer_and_said_to_be_theirs(kind: str, value: Value) -> None:
    guess = a_house(kind, {BEN: value, CEM: value}).predict(ANA, kind, make_context(LATER), LATER)
    assert guess.content(value) >= ACT
    assert guess.evidence == 0.0
    assert guess.borrowed is not None
    assert guess.borrowed.share > 0.8
    assert (guess.borrowed.right, guess.borrowed.of) == (24.0, 24.0)  # each one's last dozen, by the other


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [("brightness", 0.9, 0.2), ("setpoint", 22.0, 18.5), ("power", True, False), ("music", "jazz", "radio")],
)
def test_housemates_who_differ_say_nothing_of_a_newcomer(kind: str, one: Value, other: Value) -> None:
    guess = a_house(kind, {BEN: one, CEM: other}).predict(ANA, kind, make_context(LATER), LATER)
    assert guess.content(guess.value) < ACT
    assert guess.borrowed is None


def test_who_did_not_agree_to_share_is_no_part_of_it() -> None:
    shelf = a_house("power", {BEN: True, CEM: True}, sharing=(ANA,))
    assert shelf.predict(ANA, "power", make_context(LATER), LATER).borrowed is None


def test_who_starts_from_nobody_is_told_nothing_of_housemates() -> None:
    shelf = make_people(sharing=(BEN, CEM), alone=(ANA,))
    for i in range(20):
        for who in (BEN, CEM):
            shelf.learn(make_example(True, "power", EVENING + timedelta(days=i), occupant=who))
    assert shelf.predict(ANA, "power", make_context(LATER), LATER).borrowed is None


def test_a_room_nobody_was_seen_choosing_in_has_not_been_tried() -> None:
    guess = a_house("power", {BEN: True, CEM: True}).predict(ANA, "power", make_context(LATER, "bath"), LATER)
    assert guess.borrowed is not None
    assert guess.borrowed.of == 0.0
    assert guess.content(guess.value) < ACT


@pytest.mark.parametrize(
    ("kind", "theirs", "mine"), [("brightness", 0.9, 0.2), ("power", True, False), ("music", "jazz", "radio")]
)
def test_a_newcomer_who_is_otherwise_is_believed_after_few_choices(kind: str, theirs: Value, mine: Value) -> None:
    shelf = a_house(kind, {BEN: theirs, CEM: theirs})
    for i in range(3):
        shelf.learn(make_example(mine, kind, LATER + timedelta(days=i)))
    now = LATER + timedelta(days=3)
    guess = shelf.predict(ANA, kind, make_context(now), now)
    assert guess.content(theirs) < 0.5
    for i in range(3, 14):
        shelf.learn(make_example(mine, kind, LATER + timedelta(days=i)))
    now = LATER + timedelta(days=14)
    guess = shelf.predict(ANA, kind, make_context(now), now)
    assert guess.borrowed is None  # their own is enough
    assert guess.content(mine) >= ACT


@pytest.mark.parametrize("kind", ["brightness", "power", "music"])
def test_a_newcomer_is_told_the_same_after_a_restart_and_as_if_who_is_forgotten_had_never_been(kind: str) -> None:
    value = OF[kind]
    dan = OccupantId("dan")
    people = (*SEVERAL, dan)
    lived, never = make_people(sharing=people), make_people(sharing=people)
    lessons = [
        make_example(value, kind, EVENING + timedelta(days=i, minutes=n), occupant=who, id=10 * i + n)
        for i in range(14)
        for n, who in enumerate((BEN, CEM, dan))
    ]
    for lesson in lessons:
        lived.learn(lesson)
        if lesson.occupant != dan:
            never.learn(lesson)
    again = make_people(sharing=people)
    again.rebuild(lessons[::-1], wake=False)
    context = make_context(LATER)
    assert lived.predict(ANA, kind, context, LATER) == again.predict(ANA, kind, context, LATER)
    lived.forget(dan)
    assert lived.predict(ANA, kind, context, LATER) == never.predict(ANA, kind, context, LATER)
    lived.forget(BEN)
    lived.forget(CEM)
    assert lived.predict(ANA, kind, context, LATER) == make_people(sharing=people).predict(ANA, kind, context, LATER)


@pytest.mark.parametrize("kind", ["brightness", "power", "music"])
def test_an_explanation_says_how_much_of_it_is_of_others(kind: str) -> None:
    value = OF[kind]
    shelf = a_house(kind, {BEN: value, CEM: value})
    for i in range(2):
        shelf.learn(make_example(value, kind, LATER + timedelta(days=i)))
    now = LATER + timedelta(days=2)
    guess, why = shelf.predict(ANA, kind, make_context(now), now), shelf.explain(ANA, kind, make_context(now), now)
    assert isinstance(guess.borrowed, Borrowed)
    assert 0.3 < guess.borrowed.share < 0.8
    assert why.total == pytest.approx(guess.options[0][1] if guess.options else guess.mean)
    assert why.from_others + sum(one.pull for one in why.because) + why.rest == pytest.approx(why.total)


def test_who_has_chosen_too_little_to_have_a_say_is_not_made_ready_for_it() -> None:
    """It would take an inversion of each for each: whoever comes in waits meanwhile."""
    many = tuple(OccupantId(f"person_{number}") for number in range(8))
    shelf = make_people(sharing=many)
    for who in many:
        shelf.learn(make_example(0.5, "brightness", EVENING, occupant=who))
    shelf.predict(many[0], "brightness", make_context(LATER), LATER)
    left = 0
    while shelf.wake():
        left += 1
    assert left >= len(many) - 1


def test_a_housemates_lesson_counts_at_once_also_where_the_same_moment_was_asked_about_before() -> None:
    people = a_house("brightness", {BEN: 0.9, CEM: 0.9})
    context = make_context(room="bath")
    before = people.predict(ANA, "brightness", context, context.local)
    for day in range(12):
        people.learn(make_example(0.2, "brightness", LATER + timedelta(days=day), "bath", BEN))
    after = people.predict(ANA, "brightness", context, context.local)
    again = make_context(room="bath")
    assert after != before
    assert after == people.predict(ANA, "brightness", again, again.local)
