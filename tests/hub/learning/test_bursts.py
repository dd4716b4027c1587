"""Changes by hand settle into examples: the last value once, for those it may have been, and never for who did not agree."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from devices.vocabulary import DeviceId, OccupantId, RoomId, Value
from hub.decision import Act
from hub.learning.bursts import LEAST_CREDIT, Burst, Bursts, Implied, credits, taught
from models.example import DEFAULT_WEIGHT, Source
from models.kind import kinds
from models.people import People
from tests.models.builders import ANA, BEN, EVENING, make_context, make_example, make_people

from ..build import LAMP, make_trait, moment

LIVING = RoomId("living")
LEVEL = make_trait()


def burst(value: Value = 0.4, at_s: float = 0.0, present: Mapping[OccupantId, float] | None = None, **more: object) -> Burst:
    made = Burst(LAMP, LEVEL, LIVING, 0.8, value, present or {ANA: 1.0}, make_context(), None, moment(at_s))
    return replace(made, **more)  # type: ignore[arg-type]


def everybody(_who: OccupantId, _domain: str) -> bool:
    return True


def taught_of(made: Burst, shelf: People | None = None) -> list[tuple[OccupantId, Value, Source]]:
    return [(row.occupant, row.value, row.source) for row in taught(made, shelf or make_people(), everybody)]


def test_a_burst_settles_once_it_was_quiet_for_long_enough() -> None:
    bursts = Bursts(20.0)
    bursts.touch(burst(0.6, 0.0))
    bursts.touch(burst(0.4, 10.0))
    assert bursts.due(moment(29.9)) == []
    assert bursts.next_deadline() == moment(30.0).mono
    (settled,) = bursts.due(moment(30.0))
    assert (settled.value, bursts.due(moment(99.0)), bursts.next_deadline()) == (0.4, [], None)


def test_what_is_moved_on_one_lamp_settles_together() -> None:
    """Many tell that they are lit in one message, and how brightly in the next."""
    bursts = Bursts(20.0)
    bursts.touch(burst(True, 0.0, trait=make_trait("power"), before=False))
    bursts.touch(burst(0.4, 15.0))
    assert bursts.due(moment(20.0)) == []
    assert bursts.next_deadline() == moment(35.0).mono
    assert {settled.trait.quantity for settled in bursts.due(moment(35.0))} == {"power", "brightness"}


def test_what_was_there_and_the_moment_are_of_its_first_change() -> None:
    bursts = Bursts()
    first = burst(0.6, before=0.8, context=make_context(illuminance_lx=5.0))
    bursts.touch(first)
    later = bursts.touch(burst(0.4, 5.0, before=0.6, context=make_context(illuminance_lx=80.0)))
    assert (later.before, later.context, later.value) == (0.8, first.context, 0.4)


def test_a_person_who_leaves_settles_what_may_have_been_theirs_there() -> None:
    bursts = Bursts()
    bursts.touch(burst())
    assert bursts.left_by(BEN, LIVING) == []
    assert bursts.left_by(ANA, RoomId("bath")) == []
    assert len(bursts.left_by(ANA, LIVING)) == 1
    assert not bursts.is_open(LAMP, "brightness")


def test_a_program_that_moves_it_ends_the_burst_of_that_trait_alone() -> None:
    bursts = Bursts()
    bursts.touch(burst())
    bursts.touch(burst(True, trait=make_trait("power")))
    bursts.drop(LAMP, "brightness")
    assert (bursts.is_open(LAMP, "brightness"), bursts.is_open(LAMP, "power")) == (False, True)
    bursts.drop(LAMP)
    assert not bursts.is_open(LAMP, "power")


def test_nothing_settles_of_a_room_or_device_the_configuration_no_longer_names() -> None:
    bursts = Bursts()
    bursts.touch(burst())
    bursts.touch(burst(device=DeviceId("gone")))
    bursts.keep({LIVING}, {LAMP})
    assert [one.device for one in bursts.due(moment(60))] == [LAMP]
    bursts.touch(burst())
    bursts.keep({RoomId("bath")}, {LAMP})
    assert bursts.due(moment(60)) == []


def test_the_last_value_counts_once() -> None:
    assert taught_of(burst(0.4)) == [(ANA, 0.4, Source.HAND)]


def test_flicked_there_and_back_teaches_nothing() -> None:
    assert taught_of(burst(0.8, before=0.8)) == []


def test_who_did_not_agree_is_taught_nothing() -> None:
    rows = taught(burst(present={ANA: 0.5, BEN: 0.5}), make_people(), lambda who, _domain: who == BEN)
    assert [row.occupant for row in rows] == [BEN]


def test_of_two_people_it_was_rather_the_one_whose_habit_it_is() -> None:
    shelf = make_people()
    for _ in range(12):
        shelf.learn(make_example(0.2, occupant=ANA))
        shelf.learn(make_example(0.9, occupant=BEN))
    shares = credits(shelf, kinds()["brightness"], make_context(), 0.2, {ANA: 1.0, BEN: 1.0}, moment())
    assert shares[ANA] > 0.9
    assert sum(shares.values()) <= 1.0
    assert shares.get(BEN, LEAST_CREDIT) >= LEAST_CREDIT  # less is dropped


def test_a_share_weighs_what_it_teaches() -> None:
    rows = taught(burst(present={ANA: 0.5, BEN: 0.5}), make_people(), everybody)
    assert sum(row.weight for row in rows) == pytest.approx(DEFAULT_WEIGHT[Source.HAND])


def test_what_the_hub_had_done_is_corrected_unless_it_is_nearly_the_same() -> None:
    act = Act("d1", LIVING, LAMP, "brightness", "brightness", 0.8, None, (ANA,), moment())
    assert taught_of(burst(0.4, act=act)) == [(ANA, 0.4, Source.CORRECTION)]
    assert taught_of(burst(0.75, act=act)) == [(ANA, 0.75, Source.HAND)]


def test_what_goes_with_a_level_is_taught_in_its_own_place() -> None:
    rows = taught(burst(), make_people(), everybody, [Implied(make_trait("power"), True, "lamp.power")])
    assert [(row.kind, row.value, row.context.place) for row in rows] == [
        ("brightness", 0.4, None),
        ("power", True, "lamp.power"),
    ]


def test_it_says_what_would_have_been_guessed_before_it_was_taught() -> None:
    shelf = make_people()
    (new,) = taught(burst(), shelf, everybody)
    assert (new.predicted, new.q) == (None, None)  # nothing was known
    for _ in range(6):
        shelf.learn(make_example(0.4, at=EVENING))
    (known,) = taught(burst(), shelf, everybody)
    assert known.predicted == pytest.approx(0.4, abs=0.1)
    assert known.q is not None
