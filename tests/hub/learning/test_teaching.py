"""From judgements to knowledge: stored first, then learned, so that a lesson that is not on the disk is not acted on either."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from devices.vocabulary import SILENCE, OccupantId, RoomId
from hub.decision import Act
from hub.errors import StoreFailed
from hub.learning.autonomy import Ladder
from hub.learning.corrections import Corrections
from hub.learning.pace import Pace
from hub.learning.teaching import Teaching
from hub.sending.ledger import Ledger
from models.example import Example, Source
from models.people import People
from tests.models.builders import ANA, BEN, EVENING, make_context, make_example, make_people

from ..build import LAMP, moment

LIVING = RoomId("living")


@dataclass
class Learned:
    shelf: People = field(default_factory=make_people)
    ladder: Ladder = field(default_factory=Ladder)
    corrections: Corrections = field(default_factory=Corrections)


class School:
    """Teaching with a list for a disk. is_full: it cannot be written."""

    def __init__(self) -> None:
        self.learned, self.ledger = Learned(), Ledger()
        self.kept: list[Example] = []
        self.failures: list[StoreFailed] = []
        self.agreed = {ANA, BEN}
        self.is_full = False
        self.teaching = Teaching(self.learned, self._keep, self.ledger, self._allows, self.failures.append, Pace())

    def _keep(self, example: Example) -> int | None:
        if self.is_full:
            raise StoreFailed("the disk is full")
        if example.occupant not in self.agreed:
            return None
        self.kept.append(example)
        return len(self.kept)

    def _allows(self, occupant: OccupantId, _domain: str) -> bool:
        return occupant in self.agreed

    def act(self, *people: OccupantId) -> Act:
        made = Act("d1", LIVING, LAMP, "brightness", "brightness", 0.6, 0.2, people or (ANA,), moment())
        self.ledger.act(made)
        return made

    def knows(self, who: OccupantId = ANA, kind: str = "brightness") -> int:
        return self.learned.shelf.knows(who, kind)


@pytest.fixture
def school() -> School:
    return School()


def test_what_is_kept_is_learned(school: School) -> None:
    assert school.teaching.learn([make_example(0.4)], moment()) == 1
    assert (len(school.kept), school.knows()) == (1, 1)


def test_what_the_disk_does_not_take_is_not_learned_and_told(school: School) -> None:
    school.is_full = True
    assert school.teaching.learn([make_example(0.4)], moment()) == 0
    assert (school.knows(), len(school.failures)) == (0, 1)


def test_what_may_not_be_kept_is_not_learned(school: School) -> None:
    school.agreed = {BEN}
    assert school.teaching.learn([make_example(0.4)], moment()) == 0
    assert school.knows() == 0


def test_the_next_lesson_goes_to_learners_that_were_made_anew(school: School) -> None:
    school.learned.shelf = make_people()
    school.teaching.learn([make_example(0.4)], moment())
    assert school.knows() == 1


def test_an_act_is_judged_once(school: School) -> None:
    act = school.act()
    assert school.teaching.judged(act, Source.ACCEPT, 0.6, make_context(), {ANA: 1.0}, moment(60)) == 1
    assert school.ledger.standing_in(LIVING) == []
    (row,) = school.kept
    assert (row.source, row.acted, row.decision) == (Source.ACCEPT, 0.6, "d1")


def test_an_act_teaches_everybody_it_was_for_who_agreed(school: School) -> None:
    school.agreed = {BEN}
    school.teaching.judged(school.act(ANA, BEN), Source.THANKS, 0.6, make_context(), {ANA: 1.0, BEN: 1.0}, moment(60))
    assert {row.occupant for row in school.kept} == {BEN}


def test_a_correction_counts_against_the_hub(school: School) -> None:
    school.teaching.judged(school.act(), Source.UNDO, 0.2, make_context(), {ANA: 1.0}, moment(60))
    assert school.learned.corrections.per_day(ANA, moment(60).at) == 1.0


def test_a_lamp_left_off_says_something_only_of_who_has_ever_used_one(school: School) -> None:
    assert school.teaching.left_as_it_was(ANA, "power", False, make_context(), moment()) == 0
    assert school.teaching.left_as_it_was(ANA, "music", SILENCE, make_context(), moment()) == 0
    school.teaching.learn([make_example(True, "power")], moment())
    assert school.teaching.left_as_it_was(ANA, "power", False, make_context(), moment()) == 1
    assert school.kept[-1].source is Source.ACCEPT


def test_a_level_nobody_touched_says_something_only_of_who_has_ever_set_one(school: School) -> None:
    assert school.teaching.left_as_it_was(ANA, "brightness", 0.4, make_context(), moment()) == 0
    school.teaching.learn([make_example(0.4)], moment())
    assert school.teaching.left_as_it_was(ANA, "brightness", 0.4, make_context(), moment()) == 1
    assert school.kept[-1].source is Source.ACCEPT


def test_who_puts_up_with_what_was_anothers_turn_says_nothing_by_that(school: School) -> None:
    school.teaching.learn([make_example(0.6, at=EVENING + timedelta(days=day)) for day in range(12)], moment())
    school.teaching.learn([make_example(0.05, at=EVENING + timedelta(days=day), occupant=BEN) for day in range(12)], moment())
    before = school.knows(BEN)
    school.teaching.judged(school.act(ANA, BEN), Source.ACCEPT, 0.6, make_context(), {ANA: 1.0, BEN: 1.0}, moment())
    assert (school.knows(ANA), school.knows(BEN)) == (13, before)


def test_what_no_room_can_be_set_to_is_neither_kept_nor_learned() -> None:
    school = School()
    assert school.teaching.learn([make_example(kind="setpoint", value=74.0)], moment()) == 0
    assert school.kept == []
    assert school.failures == []
