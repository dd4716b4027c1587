"""What is known is made again from the stored examples, of who still agrees, whenever something it rests on changes."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from devices.vocabulary import OccupantId, RoomId
from hub.learning.learners import Learners

from ..a_house import Living
from ..build import moment

ANA, KITCHEN = OccupantId("ana"), RoomId("kitchen")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    made = Living(tmp_path)
    made.teach(times=3)
    yield made
    made.close()


def learners_of(home: Living, caps: Mapping[RoomId, str]) -> Learners:
    """Made anew, as after a restart; what cannot be read would be told to the house."""
    house = home.house
    return Learners(house.config, home.store, house.agreements, frozenset(), None, caps, house.store_failed)


def test_all_of_it_rests_on_the_same_examples(home: Living) -> None:
    known = home.house.learners
    again = learners_of(home, {})
    assert again.shelf.knows(ANA, "power") == known.shelf.knows(ANA, "power") > 0
    assert again.ladder.standing() == known.ladder.standing() != {}
    assert again.corrections.per_day(ANA, moment(300_000).at) == known.corrections.per_day(ANA, moment(300_000).at)


def test_beginning_again_forgets_nothing(home: Living) -> None:
    learners, before = home.house.learners, home.house.shelf
    known = before.knows(ANA, "brightness")
    learners.begin_again(frozenset({"lamp.brightness"}), None)
    assert learners.shelf is not before
    assert learners.shelf.knows(ANA, "brightness") == known
    assert home.house.has_place("lamp.brightness")


def test_the_next_lesson_reaches_the_learners_of_now(home: Living) -> None:
    home.house.learners.begin_again(frozenset(), None)
    known = home.house.shelf.knows(ANA, "power")
    home.teach(times=1, at_s=500_000)
    assert home.house.shelf.knows(ANA, "power") > known


def test_who_no_longer_agrees_is_not_known(home: Living) -> None:
    home.house.standing.narrowed[ANA] = frozenset()
    home.house.learners.learn_again()
    assert home.house.shelf.knows(ANA, "power") == 0
    assert home.house.ladder.standing() == {}


def test_a_cap_of_a_room_or_a_level_that_is_no_more_counts_for_nothing(home: Living) -> None:
    caps = {KITCHEN: "everything", RoomId("attic"): "watch"}
    found = learners_of(home, caps)
    assert found.ladder.ceiling_in(KITCHEN) == "act"
    kept = learners_of(home, {KITCHEN: "watch"})
    assert kept.ladder.ceiling_in(KITCHEN) == "watch"


def test_untaught_learners_know_nobody(home: Living) -> None:
    assert home.house.learners.untaught().knows(ANA, "power") == 0
