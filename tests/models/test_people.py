"""Promises of everybody's models: the same bytes however they learned, forgotten means never known."""

import math
import random
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from devices.vocabulary import OccupantId, Value
from models.colours import ColourMemory
from models.errors import UnknownValue
from models.example import Source
from models.kind import kinds
from models.people import People
from models.values import ValueMemory

from .builders import ANA, BEN, CEM, EVENING, SEVERAL, WANTED, content, life, make_context, make_example, make_people, taught


def state(shelf: People) -> dict[tuple[OccupantId, str], bytes]:
    """Everything that decides an answer, as bytes."""
    while shelf.wake():
        pass
    found = {}
    for (who, kind), memory in shelf._memories.items():
        if isinstance(memory, ValueMemory):
            parts = [memory.fit.coef, memory.fit.inverse, memory.fit.s2, memory.fit.pull, memory._watch.calibration.factor]
        else:
            names = memory._names if isinstance(memory, ColourMemory) else memory
            inside = names._learner
            parts = [
                inside.ridge.coef,
                inside.weights,
                inside.past.counts,
                inside.ridge.running,
                inside.past.decayed,
                inside.looks.table,
                inside.say,
                inside.sharpness.won,
            ]
        found[who, kind] = b"".join(np.asarray(part).tobytes() for part in parts)
    return found


@pytest.mark.parametrize("sharing", [(), SEVERAL])
def test_learning_one_by_one_and_all_at_once_give_the_same_bytes(sharing: tuple[OccupantId, ...]) -> None:
    lessons = life(300)
    one_by_one, at_once, shuffled = (make_people(sharing=sharing) for _ in range(3))
    for lesson in lessons:
        one_by_one.learn(lesson)
    at_once.rebuild(lessons)
    shuffled.rebuild(random.Random(4).sample(lessons, len(lessons)))
    assert state(one_by_one) == state(at_once) == state(shuffled)
    assert len(state(at_once)) == 3 * len(kinds())


@pytest.mark.parametrize("kind", ["brightness", "music"])
@pytest.mark.parametrize("n", [501, 620])
def test_a_long_life_keeps_the_same_rows_either_way(kind: str, n: int) -> None:
    rng = random.Random(n)
    lessons = [make_example(rng.choice(WANTED[kind]), kind, EVENING + timedelta(hours=i)) for i in range(n)]
    one_by_one, at_once = make_people(), make_people()
    for lesson in lessons:
        one_by_one.learn(lesson)
    at_once.rebuild(lessons)
    assert state(one_by_one) == state(at_once)
    assert one_by_one.knows(ANA, kind) <= 500


def test_lessons_arriving_late_count_as_if_they_had_been_in_time() -> None:
    lessons = life(120)
    late, in_time = make_people(), make_people()
    for lesson in [*lessons[60:], *lessons[:60]]:
        late.learn(lesson)
    in_time.rebuild(lessons)
    assert state(late) == state(in_time)


@pytest.mark.parametrize("sharing", [(), SEVERAL])
def test_somebody_forgotten_was_never_known(sharing: tuple[OccupantId, ...]) -> None:
    lessons = life(240)
    forgot, never = make_people(sharing=sharing), make_people(sharing=sharing)
    for lesson in lessons:
        forgot.learn(lesson)
    forgot.forget(BEN)
    for lesson in lessons:
        if lesson.occupant != BEN:
            never.learn(lesson)
    assert state(forgot) == state(never)
    assert forgot.knows(BEN, "brightness") == 0
    assert forgot.habits(BEN) == []
    for kind in WANTED:
        for who in SEVERAL:
            assert forgot.predict(who, kind, make_context(), EVENING) == never.predict(who, kind, make_context(), EVENING)


def test_somebody_forgotten_in_their_sleep_does_not_wake() -> None:
    shelf = make_people()
    shelf.rebuild(life(60), wake=False)
    shelf.forget(BEN)
    while shelf.wake():
        pass
    assert {who for who, _ in state(shelf)} == {ANA, CEM}


def test_asking_wakes_and_waking_changes_no_answer() -> None:
    lessons = life(120)
    asleep, awake = make_people(), make_people()
    asleep.rebuild(lessons, wake=False)
    awake.rebuild(lessons)
    for who in SEVERAL:
        for kind in WANTED:
            assert asleep.predict(who, kind, make_context(), EVENING) == awake.predict(who, kind, make_context(), EVENING)
    assert not asleep.wake()


@pytest.mark.parametrize("asked_early", [True, False])
def test_whoever_is_asked_first_hears_the_same_of_housemates(asked_early: bool) -> None:
    lessons = life(120)
    often, once = make_people(sharing=SEVERAL), make_people(sharing=SEVERAL)
    for lesson in lessons:
        often.learn(lesson)
        if asked_early:
            often.predict(CEM, lesson.kind, lesson.context, lesson.at)
    once.rebuild(lessons, wake=False)
    for who in (OccupantId("newcomer"), *SEVERAL):
        for kind in WANTED:
            assert often.predict(who, kind, make_context(), EVENING) == once.predict(who, kind, make_context(), EVENING)


def test_a_housemate_of_two_choices_is_heard_of_after_a_restart_too() -> None:
    lessons = [make_example("jazz", "music", EVENING + timedelta(days=day), occupant=ANA) for day in range(12)]
    lessons += [make_example("radio", "music", EVENING + timedelta(days=20 + day), occupant=BEN) for day in range(2)]
    running, restarted = make_people(sharing=SEVERAL), make_people(sharing=SEVERAL)
    for lesson in lessons:
        running.learn(lesson)
    restarted.rebuild(lessons, wake=False)
    now = EVENING + timedelta(days=30)
    said = running.predict(CEM, "music", make_context(now), now)
    assert said.borrowed is not None
    assert said.borrowed.of > 0.0
    assert restarted.predict(CEM, "music", make_context(now), now) == said


def test_one_persons_lessons_never_change_another() -> None:
    with_ben, alone = make_people(), make_people()
    for lesson in life(200, who=(ANA, BEN)):
        with_ben.learn(lesson)
        if lesson.occupant == ANA:
            alone.learn(lesson)
    mine = {key: value for key, value in state(with_ben).items() if key[0] == ANA}
    assert mine == state(alone)


def test_a_newcomer_starts_nearer_to_a_housemate_who_shares() -> None:
    sharing, silent = make_people(sharing=(BEN,)), make_people()
    for shelf in (sharing, silent):
        for who in (BEN,):
            for i in range(20):
                shelf.learn(make_example(0.95, at=EVENING + timedelta(days=i), occupant=who))
    before = silent.predict(ANA, "brightness", make_context(), EVENING)
    after = sharing.predict(ANA, "brightness", make_context(), EVENING)
    assert before.mean < after.mean <= 0.95
    assert after.spread < before.spread
    assert after.content(after.value) < 0.7  # nearer, not known: one housemate is no house


def test_a_housemate_who_did_not_agree_helps_nobody() -> None:
    shelf = make_people(sharing=(CEM,))
    nobody = shelf.predict(ANA, "brightness", make_context(), EVENING)
    for i in range(20):
        shelf.learn(make_example(0.95, at=EVENING + timedelta(days=i), occupant=BEN))
    assert shelf.predict(ANA, "brightness", make_context(), EVENING) == nobody


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("brightness", math.nan),
        ("brightness", math.inf),
        ("brightness", True),
        ("brightness", "bright"),
        ("brightness", 300.0),
        ("setpoint", -273.0),
        ("power", 1.0),
        ("power", "on"),
        ("music", 3.0),
        ("music", True),
        ("music", ""),
        ("window", 0.4),
    ],
)
def test_what_a_kind_cannot_be_is_refused_and_leaves_no_trace(kind: str, value: Value) -> None:
    shelf = make_people()
    with pytest.raises(UnknownValue):
        shelf.learn(make_example(value, kind))
    assert state(shelf) == {}
    shelf.rebuild([make_example(value, kind), make_example(0.4)])
    assert list(state(shelf)) == [(ANA, "brightness")]


def test_a_lesson_of_no_weight_is_no_lesson() -> None:
    shelf = make_people()
    shelf.learn(make_example(0.4, weight=0.0))
    shelf.learn(make_example(0.4, weight=math.nan))
    assert shelf.knows(ANA, "brightness") == 0
    shelf.rebuild([make_example(0.4, weight=0.0)])
    assert shelf.knows(ANA, "brightness") == 0


def test_music_no_longer_offered_is_still_remembered() -> None:
    shelf = make_people(music=("jazz",))
    taught(shelf, "music", "calm", 3)
    taught(shelf, "music", "bossa", 6)
    guess = shelf.predict(ANA, "music", make_context(), EVENING)
    assert guess.value == "bossa"
    assert {name for name, _ in guess.options} == {"jazz", "silence", "calm", "bossa"}
    assert math.fsum(p for _, p in guess.options) == pytest.approx(1.0)


def test_what_can_be_chosen_is_told() -> None:
    shelf = make_people()
    assert shelf.choices("power") == (True, False)
    assert shelf.choices("music") == ("jazz", "calm", "radio", "silence")
    assert shelf.choices("brightness") == ()


def test_a_change_is_likelier_of_the_person_whose_habit_it_is() -> None:
    shelf = make_people()
    for i in range(12):
        for who, level, name, on in ((ANA, 0.9, "jazz", True), (BEN, 0.2, "calm", False)):
            at = EVENING + timedelta(minutes=i)
            for value, kind in ((level, "brightness"), (name, "music"), (on, "power")):
                shelf.learn(make_example(value, kind, at, occupant=who))
    for value, kind in ((0.85, "brightness"), ("jazz", "music"), (True, "power")):
        mine = shelf.likelihood(ANA, kind, make_context(), value, EVENING)
        theirs = shelf.likelihood(BEN, kind, make_context(), value, EVENING)
        strangers = shelf.likelihood(CEM, kind, make_context(), value, EVENING)
        assert mine > strangers > theirs > 0.0


@pytest.mark.parametrize("value", [math.nan, math.inf, True, "x"])
def test_an_impossible_number_is_likely_of_nobody(value: Value) -> None:
    assert make_people().likelihood(ANA, "brightness", make_context(), value, EVENING) == 0.0


def test_music_nobody_heard_of_is_as_likely_as_the_least_likely() -> None:
    assert make_people().likelihood(ANA, "music", make_context(), "polka", EVENING) == pytest.approx(0.25)


def test_habits_can_be_read() -> None:
    shelf = make_people()
    for value in (0.3, 0.31, 0.9):
        shelf.learn(make_example(value))
    shelf.learn(make_example(0.8, at=EVENING + timedelta(hours=14)))
    taught(shelf, "music", "jazz", 2)
    shelf.learn(make_example("calm", "music"))
    found = {(h.kind, h.part): (h.value, h.count, h.room) for h in shelf.habits(ANA)}
    assert found == {
        ("brightness", "evening"): (0.31, 3, "living"),
        ("brightness", "morning"): (0.8, 1, "living"),
        ("music", "evening"): ("jazz", 3, "living"),
    }


@pytest.mark.parametrize("kind", sorted(WANTED))
def test_accepted_wishes_make_the_hub_surer(kind: str) -> None:
    shelf, value = make_people(), WANTED[kind][0]
    last = taught(shelf, kind, value, 6, timedelta(days=1))
    before = content(shelf, kind, value, last)
    for i in range(1, 10):
        shelf.learn(make_example(value, kind, last + timedelta(days=i), source=Source.ACCEPT))
    assert content(shelf, kind, value, last + timedelta(days=9)) > before


def test_a_prediction_stays_within_what_the_kind_may_be() -> None:
    shelf = make_people()
    for i in range(40):
        at = EVENING + timedelta(hours=2 * i)
        shelf.learn(make_example(1.0 if i % 12 < 6 else 0.02, at=at, illuminance_lx=4000.0 if i % 12 < 6 else 0.0))
    for lux in (0.0, 1e5, 1e12, -5.0):
        guess = shelf.predict(ANA, "brightness", make_context(illuminance_lx=lux), EVENING)
        assert 0.01 <= guess.mean <= 1.0
        assert math.isfinite(guess.spread)
        assert guess.value == round(float(guess.value), 2)


@pytest.mark.parametrize("kind", sorted(WANTED))
def test_a_lesson_is_left_as_it_was(kind: str) -> None:
    lesson = make_example(WANTED[kind][0], kind)
    before = replace(lesson)
    make_people().learn(lesson)
    assert lesson == before


@pytest.mark.parametrize("kind", sorted(WANTED))
@pytest.mark.parametrize("known", range(1, 8))
def test_every_kind_learns_toward_what_it_is_shown(kind: str, known: int) -> None:
    shelf, value = make_people(), WANTED[kind][-1]
    taught(shelf, kind, value, known - 1)
    before = shelf.likelihood(ANA, kind, make_context(), value, EVENING)
    last = taught(shelf, kind, value, 1, at=EVENING + timedelta(minutes=known))
    assert shelf.likelihood(ANA, kind, make_context(), value, last) >= before * 0.999


def test_every_kind_has_something_wanted_in_these_tests() -> None:
    assert set(WANTED) == set(kinds())


def test_the_daemon_learns_without_scikit_learn() -> None:
    code = (
        "import sys, models.people, models.prior, models.arithmetic.score\n"
        "models.people.People(('a',))\n"
        "print(sorted(n for n in sys.modules if n.split('.')[0] in ('sklearn', 'scipy', 'pandas', 'joblib')))"
    )
    top = Path(__file__).parents[2]
    said = subprocess.run([sys.executable, "-c", code], cwd=top, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_what_somebody_wants_in_two_activities_of_the_homes_own_is_told_apart() -> None:
    people = make_people()
    for day in range(12):
        for hours, activity, level in ((0, "film", 0.2), (1, "party", 0.9)):
            people.learn(make_example(level, at=EVENING + timedelta(days=day, hours=hours), activity=activity))
    now = EVENING + timedelta(days=12)
    film, party = (
        people.predict(ANA, "brightness", make_context(at=now, activity=activity), now).value for activity in ("film", "party")
    )
    assert isinstance(film, float)
    assert isinstance(party, float)
    assert film < 0.35
    assert party > 0.75


@pytest.mark.parametrize("kind", ["brightness", "music", "colour"])
@pytest.mark.parametrize("n", [430, 501, 520, 601])
def test_one_that_comes_late_into_a_long_life_leaves_the_rows_a_restart_would(kind: str, n: int) -> None:
    rng = random.Random(n)
    lessons = [make_example(rng.choice(WANTED[kind]), kind, EVENING + timedelta(hours=i), id=i) for i in range(n + 5)]
    late = [lessons.pop(at) for at in (n - 5, 104, 102, 60, 0)]  # of what is in use, about where that begins, and long before
    shelf, restarted = make_people(), make_people()
    for lesson in (*lessons, *late):
        shelf.learn(lesson)
    known = sorted((*lessons, *late), key=lambda lesson: lesson.at)
    restarted.rebuild_from({(ANA, kind): len(known)}, lambda _who, _kind, most: known[-(most or 0) :])
    assert state(shelf) == state(restarted)
    assert shelf.knows(ANA, kind) == restarted.knows(ANA, kind)
    for lesson in (make_example(WANTED[kind][0], kind, EVENING + timedelta(hours=n + i)) for i in range(6, 130)):
        shelf.learn(lesson)
        restarted.learn(lesson)
    assert state(shelf) == state(restarted)
