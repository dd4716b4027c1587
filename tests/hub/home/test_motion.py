"""Motion: who is noticed without a name, and how long that is believed."""

from devices.vocabulary import DeviceId, Trait
from hub.home.motion import NEVER_OFF_S, STUCK_S, Motion

from ..build import moment

PIR = DeviceId("pir")
OCCUPANCY = Trait("occupancy", "occupancy", False)


def last(motion: Motion, at_s: float, trait: Trait = OCCUPANCY) -> float | None:
    """Seconds after the start."""
    found = motion.last([(PIR, trait)], moment(at_s))
    return None if found is None else found - moment(0).mono


def says(motion: Motion, *words: tuple[float, bool], trait: Trait = OCCUPANCY) -> None:
    for at_s, is_somebody in words:
        motion.take(PIR, trait, is_somebody, moment(at_s))


def test_a_sensor_that_has_said_nothing_has_noticed_nobody() -> None:
    assert last(Motion(), 10) is None


def test_while_it_says_so_somebody_is_there_and_then_it_was_when_it_ended() -> None:
    motion = Motion()
    says(motion, (0, False), (10, True))
    assert last(motion, 500) == 500
    says(motion, (600, False))
    assert last(motion, 900) == 600


def test_a_sensor_that_hangs_is_not_believed_for_ever_however_often_it_repeats() -> None:
    motion = Motion()
    says(motion, (0, False), *((at, True) for at in range(10, 36_000, 60)))
    assert last(motion, 36_000) == 10 + STUCK_S
    says(motion, (36_001, False))
    assert last(motion, 36_002) == 10 + STUCK_S
    says(motion, (36_010, True))
    assert last(motion, 36_020) == 36_020


def test_one_that_never_says_that_it_has_ended_is_believed_for_a_moment() -> None:
    motion = Motion()
    says(motion, (0, True))
    assert last(motion, 1000) == NEVER_OFF_S


def test_one_that_says_for_how_long_its_word_counts_is_taken_at_it() -> None:
    trait = Trait("occupancy", "occupancy", False, lasts_s=60.0)
    motion = Motion()
    says(motion, (0, True), trait=trait)
    assert last(motion, 1000, trait) == 60
