"""What a start reads of the stored examples: enough that nothing differs from having read them all."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from devices.vocabulary import OccupantId
from hub.house import House
from hub.learning.autonomy import Ladder
from hub.learning.corrections import Corrections
from hub.store import Store
from models.example import Example, Source
from models.kind import kinds
from models.people import People
from tests.models.builders import EVENING, make_context, make_example

from ...a_house import Living
from ...build import moment

ANA = OccupantId("ana")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    found = Living(tmp_path)
    yield found
    found.close()


def lived(count: int, seed: int = 3) -> list[Example]:
    """Hands, corrections, guesses right and wrong, imported ones, in two rooms; several of one instant."""
    rng = random.Random(seed)
    return [
        replace(
            make_example(
                rng.random() if kind == "brightness" else rng.random() < 0.5,
                kind,
                EVENING + timedelta(hours=i // 3),
                rng.choice(("kitchen", "hall")),
                ANA,
                rng.choice(list(Source)),
            ),
            predicted=rng.choice((None, 0.4 if kind == "brightness" else True)),
            q=rng.choice((None, 0.8)),
            acted=rng.choice((None, None, 0.5 if kind == "brightness" else False)),
            decision=f"d{i}",
        )
        for i in range(count)
        for kind in ("brightness", "power")
    ]


def stored(store: Store, examples: list[Example]) -> list[Example]:
    for example in examples:
        store.examples.add(example)
    return list(store.examples.all())


def answers(shelf: People) -> list[object]:
    context = make_context(room="kitchen")
    return [shelf.predict(ANA, kind, context, context.local) for kind in ("brightness", "power")]


def learned_whole(house: House, examples: list[Example]) -> tuple[People, Ladder, Corrections]:
    shelf, ladder, corrections = (
        house.learners.untaught(),
        Ladder(house.config.autonomy, house.config.earn_autonomy),
        Corrections(),
    )
    shelf.rebuild(examples)
    ladder.rebuild(examples)
    corrections.rebuild(examples)
    return shelf, ladder, corrections


@pytest.mark.parametrize("count", [1, 40, 290])
def test_a_start_that_reads_little_knows_the_same_as_one_that_reads_all(home: Living, count: int) -> None:
    examples = stored(home.store, lived(count))
    home.house.learners.learn_again()
    shelf, ladder, corrections = learned_whole(home.house, examples)
    assert home.house.shelf.knows(ANA, "brightness") == shelf.knows(ANA, "brightness") > 0
    assert answers(home.house.shelf) == answers(shelf)
    assert home.house.shelf.habits(ANA) == shelf.habits(ANA)
    assert home.house.ladder.standing() == ladder.standing()
    now = EVENING + timedelta(days=9)
    assert home.house.corrections.per_day(ANA, now) == corrections.per_day(ANA, now)


def test_of_a_long_life_only_the_newest_are_read_with_all_of_the_same_instant(home: Living) -> None:
    stored(home.store, lived(250))  # 500 of brightness and power; three hours' rows stand at each instant
    every = list(home.store.examples.newest(ANA, "brightness", None))
    weighing = [example for example in every if example.weight > 0.0]
    few = list(home.store.examples.newest(ANA, "brightness", 10))
    assert 10 <= len(few) <= 12
    assert few == weighing[-len(few) :]
    assert few[0].at > weighing[-len(few) - 1].at
    assert list(home.store.examples.newest(ANA, "brightness", 10_000)) == weighing


def test_rows_no_kind_can_learn_make_room_for_older_ones(home: Living, caplog: pytest.LogCaptureFixture) -> None:
    good = [make_example(0.4, "brightness", EVENING + timedelta(hours=i), "kitchen", ANA) for i in range(505)]
    bad = [make_example("purple", "brightness", EVENING + timedelta(days=40, hours=i), "kitchen", ANA) for i in range(3)]
    examples = stored(home.store, [*good, *bad])
    home.house.learners.learn_again()
    shelf, _, _ = learned_whole(home.house, examples)
    assert home.house.shelf.predict(ANA, "brightness", make_context(room="kitchen"), EVENING) == shelf.predict(
        ANA, "brightness", make_context(room="kitchen"), EVENING
    )
    assert home.house.shelf.knows(ANA, "brightness") == shelf.knows(ANA, "brightness")
    assert "3 stored examples" in caplog.text


def test_a_lesson_of_somebody_still_asleep_counts_once(home: Living) -> None:
    examples = stored(home.store, lived(30))
    home.house.learners.learn_again()
    new = make_example(0.9, "brightness", EVENING + timedelta(days=3), "kitchen", ANA)
    assert home.house.teaching.learn([new], moment()) == 1
    assert home.house.shelf.knows(ANA, "brightness") == sum(e.kind == "brightness" for e in examples) + 1
    shelf, _, _ = learned_whole(home.house, list(home.store.examples.all()))
    assert answers(home.house.shelf) == answers(shelf)


def test_counting_wakes_nobody(home: Living) -> None:
    stored(home.store, lived(30))
    home.house.learners.learn_again()
    assert home.house.shelf.knows(ANA, "power") == 30
    assert all(home.house.shelf.knows(ANA, kind) >= 0 for kind in kinds())
    assert not home.house.shelf.is_ready
    while home.house.shelf.wake():
        pass
    assert home.house.shelf.is_ready
    assert home.house.shelf.knows(ANA, "power") == 30
