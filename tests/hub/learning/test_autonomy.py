"""The ladder: earned by being right, lost by annoying, earned again."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from devices.vocabulary import OccupantId, RoomId, Value
from hub.learning.autonomy import Ladder
from models.example import DEFAULT_WEIGHT, Example, Source
from models.preference import Borrowed
from tests.models.builders import EVENING, make_context

ANA, BEN = OccupantId("ana"), OccupantId("ben")
LIVING = RoomId("living")


def example(
    value: Value = 0.4,
    predicted: Value | None = 0.4,
    q: float | None = 0.8,
    source: Source = Source.HAND,
    acted: Value | None = None,
    share: float = 1.0,
    occupant: OccupantId = ANA,
    kind: str = "brightness",
    room: str = LIVING,
    decision: str = "",
) -> Example:
    weight = DEFAULT_WEIGHT[source] * share
    context = make_context(room=room)
    return Example(occupant, kind, value, weight, EVENING, context, source, acted, predicted, q, decision)


def right(n: int = 1, **more: object) -> list[Example]:
    return [example(**more)] * n  # type: ignore[arg-type]


def wrong(n: int = 1, **more: object) -> list[Example]:
    return [example(**{"value": 0.9, **more})] * n  # type: ignore[arg-type]


def corrected(n: int = 1, **more: object) -> list[Example]:
    """The hub set 0.4, the person made it 0.9."""
    telling = {"value": 0.9, "predicted": 0.4, "acted": 0.4, "source": Source.CORRECTION}
    return [example(**{**telling, "decision": f"c{i}", **more}) for i in range(n)]  # type: ignore[arg-type]


def ladder(*lessons: list[Example], ceiling: str = "act", earn: bool = True) -> Ladder:
    made = Ladder(ceiling, earn)
    for lesson in lessons:
        for one in lesson:
            made.learn(one)
    return made


def level(made: Ladder, occupant: OccupantId = ANA, room: str = LIVING, kind: str = "brightness") -> str:
    return made.level(occupant, room, kind)


def test_at_first_it_watches() -> None:
    assert level(Ladder()) == "watch"


def test_consistent_right_guesses_earn_suggesting_by_the_fifth_and_acting_by_the_eighth() -> None:
    levels = [level(ladder(right(n, q=0.6))) for n in range(13)]
    assert levels[3] == "watch"
    assert levels[5] == "suggest"
    assert levels[8:] == ["act"] * 5
    assert levels == sorted(levels, key=("watch", "suggest", "act").index)


@pytest.mark.parametrize("kind", ["power", "music"])
def test_consistent_choices_earn_acting_too(kind: str) -> None:
    value: Value = True if kind == "power" else "jazz"
    assert level(ladder(right(8, value=value, predicted=value, kind=kind)), kind=kind) == "act"


def test_a_guess_within_the_tolerance_is_right_and_beyond_it_is_wrong() -> None:
    assert level(ladder(right(8, value=0.54))) == "act"
    assert level(ladder(right(20, value=0.56))) == "watch"


def test_without_a_guess_nothing_is_earned() -> None:
    assert level(ladder(right(30, predicted=None, q=None))) == "watch"
    assert level(ladder(right(30, q=0.4))) == "watch"
    assert level(ladder(right(30, q=float("nan")))) == "watch"


def test_imported_history_earns_nothing() -> None:
    assert level(ladder(right(30, source=Source.HISTORY))) == "watch"


def test_an_unknown_kind_is_passed_over() -> None:
    assert Ladder().standing() == ladder(right(9, kind="perfume")).standing() == {}


def test_half_of_the_guesses_wrong_never_acts() -> None:
    made = ladder(*[right() + wrong() for _ in range(30)])
    assert level(made) == "watch"


def test_a_changed_habit_takes_the_right_to_act_away() -> None:
    assert level(ladder(right(30), wrong(5))) != "act"


def test_what_nobody_touched_is_a_weak_yes() -> None:
    accepted = right(8, source=Source.ACCEPT, acted=0.4)
    assert level(ladder(accepted)) == "watch"
    assert level(ladder(accepted * 4)) == "act"


def test_a_guess_that_was_half_somebody_elses_counts_half() -> None:
    assert level(ladder(right(8, share=0.5))) == "suggest"


def test_persons_rooms_and_kinds_are_apart() -> None:
    made = ladder(right(12))
    assert level(made) == "act"
    assert level(made, occupant=BEN) == level(made, room="bath") == level(made, kind="setpoint") == "watch"


def test_the_homes_ceiling_is_never_passed() -> None:
    assert level(ladder(right(12), ceiling="suggest")) == "suggest"
    assert level(ladder(right(12), ceiling="watch")) == "watch"
    assert level(ladder(right(2), ceiling="watch", earn=False)) == "watch"


# Annoyance


@pytest.mark.parametrize("source", [Source.CORRECTION, Source.UNDO])
def test_two_corrections_of_the_last_four_acts_take_a_step_down(source: Source) -> None:
    made = ladder(right(20), corrected(1, source=source))
    assert level(made) == "act"
    made = ladder(right(20), corrected(2, source=source))
    assert level(made) == "suggest"


def test_corrections_far_apart_are_forgiven() -> None:
    stood = right(3, source=Source.THANKS, acted=0.4)
    assert level(ladder(right(20), corrected(1), stood, corrected(1, decision="later"))) == "act"


def test_it_goes_on_down_while_it_goes_on_annoying() -> None:
    assert level(ladder(right(20), corrected(4))) == "watch"


def test_it_earns_again_what_it_lost() -> None:
    lost = [*right(20), *corrected(2)]
    assert level(ladder(lost, right(1))) == "suggest"
    assert level(ladder(lost, right(12))) == "act"


def test_a_wrong_guess_starts_the_earning_again() -> None:
    lost = [*right(20), *corrected(2)]
    assert level(ladder(lost, right(2), wrong(), right(2))) == "suggest"


def test_two_lamps_of_one_decision_are_one_act() -> None:
    assert level(ladder(right(20), corrected(2, decision="one"))) == "act"
    assert level(ladder(right(20), corrected(2, decision=""))) == "suggest"


def test_one_lamp_corrected_of_three_is_a_correction() -> None:
    def decision(name: str) -> list[Example]:
        stood = right(1, source=Source.THANKS, acted=0.4, decision=name)
        return [*stood, *corrected(1, decision=name), *stood]

    assert level(ladder(right(20), decision("a"))) == "act"
    assert level(ladder(right(20), decision("a"), decision("b"))) == "suggest"


def test_a_correction_that_was_hardly_theirs_does_not_count() -> None:
    assert level(ladder(right(20), corrected(4, share=0.2))) == "act"
    assert level(ladder(right(20), corrected(4, share=0.8))) != "act"


# Autonomy that need not be earned


def test_unearned_it_starts_at_the_ceiling() -> None:
    assert level(ladder(earn=False)) == "act"
    assert level(ladder(earn=False, ceiling="suggest")) == "suggest"


def test_unearned_wrong_guesses_alone_take_nothing_away() -> None:
    assert level(ladder(wrong(12), earn=False)) == "act"


def test_unearned_three_corrections_of_four_go_back_to_asking_until_right_again() -> None:
    assert level(ladder(corrected(2), earn=False)) == "act"
    assert level(ladder(corrected(3), earn=False)) == "suggest"
    assert level(ladder(corrected(9), earn=False)) == "suggest"
    assert level(ladder(corrected(3), right(4), earn=False)) == "act"


# Pins, forgetting, rebuilding


def test_a_residents_word_goes_over_what_was_earned() -> None:
    made = ladder(right(12))
    made.pin(None, LIVING, "watch")
    assert level(made) == "watch"
    made.pin(ANA, LIVING, "suggest")
    assert level(made) == "suggest"
    made.pin(ANA, LIVING, "act", "brightness")
    assert (level(made), level(made, kind="power")) == ("act", "suggest")
    assert level(made, occupant=BEN) == "watch"
    made.pin(ANA, LIVING, None, "brightness")
    assert level(made) == "suggest"


def test_a_pin_lifts_no_ceiling() -> None:
    made = Ladder("suggest")
    made.pin(ANA, None, "act")
    assert level(made) == "suggest"


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="not in"):
        Ladder().pin(ANA, None, "always")


def test_a_forgotten_person_was_never_there() -> None:
    made = ladder(right(12), right(12, occupant=BEN))
    made.pin(ANA, LIVING, "act")
    made.forget(ANA)
    assert level(made) == "watch"
    assert made.standing() == ladder(right(12, occupant=BEN)).standing()


def test_rebuilt_from_the_examples_it_stands_where_it_stood() -> None:
    rng = random.Random(7)
    life = [
        replace(
            rng.choice([right, wrong, corrected])(1, occupant=rng.choice((ANA, BEN)), decision=f"d{i // 2}")[0],
            at=EVENING + timedelta(hours=i),
        )
        for i in range(400)
    ]
    for earn in (True, False):
        running = ladder(life, earn=earn)
        rebuilt = ladder(right(5), earn=earn)
        rebuilt.rebuild(life)
        assert rebuilt.standing() == running.standing()
        assert running.standing()


def test_its_standing_can_be_shown() -> None:
    ((key, (at, rate, count)),) = ladder(right(12)).standing().items()
    assert key == (ANA, LIVING, "brightness")
    assert at == "act"
    assert 0.7 < rate < 1.0
    assert 5.0 < count < 12.0


HOUSE = Borrowed(0.9, 23.0, 24.0)


def borrowed_level(made: Ladder, borrowed: Borrowed = HOUSE, occupant: OccupantId = ANA) -> str:
    return made.level(occupant, LIVING, "brightness", borrowed)


def test_for_a_newcomer_it_acts_where_housemates_foretell_each_other_and_else_suggests() -> None:
    assert borrowed_level(ladder()) == "act"
    assert borrowed_level(ladder(), Borrowed(0.9, 14.0, 24.0)) == "suggest"
    assert borrowed_level(ladder(), Borrowed(0.4, 0.0, 0.0)) == "suggest"  # one housemate: nothing was tried
    assert level(ladder()) == "watch"  # of what is not borrowed nothing has been earned
    assert borrowed_level(ladder(ceiling="suggest")) == "suggest"


def test_nobody_need_earn_it_but_what_is_borrowed_has_to_be_right() -> None:
    free = ladder(earn=False)
    assert level(free) == "act"
    assert borrowed_level(free, Borrowed(0.4, 0.0, 0.0)) == "suggest"
    assert borrowed_level(free) == "act"


def test_a_newcomer_it_annoys_twice_is_watched_and_only_that_one() -> None:
    annoyed = ladder(corrected(2))
    assert borrowed_level(annoyed) == "watch"
    assert borrowed_level(annoyed, occupant=BEN) == "act"


def test_a_newcomer_who_is_not_like_the_house_is_seen_to_be_after_a_few_guesses() -> None:
    assert borrowed_level(ladder(wrong(4))) == "suggest"


def test_what_a_newcomer_was_acted_for_by_is_kept_as_their_own_becomes_known() -> None:
    assert [borrowed_level(ladder(right(n))) for n in range(15)] == ["act"] * 15


def test_pinned_is_pinned_for_a_newcomer_too() -> None:
    made = ladder()
    made.pin(ANA, LIVING, "watch")
    assert borrowed_level(made) == "watch"


def mixed_weeks(weeks: int, on_the_day: list[Example] | None = None) -> list[Example]:
    """Anything on most days, half of it foreseen, and one thing every Thursday, of which it is very sure."""
    thursdays = right(3, q=0.95) if on_the_day is None else on_the_day
    return [*wrong(6, q=0.75), *right(6, q=0.75), *thursdays] * weeks


def test_what_it_is_very_sure_of_earns_by_itself() -> None:
    made = ladder(mixed_weeks(4))
    assert level(made) != "act"
    assert made.level(ANA, LIVING, "brightness", None, 0.75) != "act"
    assert made.level(ANA, LIVING, "brightness", None, 0.95) == "act"
    assert ladder(mixed_weeks(1)).level(ANA, LIVING, "brightness", None, 0.95) != "act"  # three guesses are not seven


def test_being_wrong_when_less_sure_takes_nothing_from_what_it_is_very_sure_of() -> None:
    made = ladder(mixed_weeks(4), corrected(2, q=0.75))
    assert made.level(ANA, LIVING, "brightness", None, 0.75) == "watch"
    assert made.level(ANA, LIVING, "brightness", None, 0.95) == "act"


def test_being_wrong_when_very_sure_takes_it_from_all() -> None:
    before, after = ladder(right(12, q=0.95)), ladder(right(12, q=0.95), corrected(2, q=0.95))
    for sure in (0.0, 0.75, 0.85, 0.95):
        assert before.level(ANA, LIVING, "brightness", None, sure) == "act"
        assert after.level(ANA, LIVING, "brightness", None, sure) != "act"


def test_one_room_one_record_however_it_came_to_be_known() -> None:
    made, again = ladder(mixed_weeks(4)), Ladder()
    again.rebuild(mixed_weeks(4))
    for sure in (0.0, 0.75, 0.95):
        assert made.level(ANA, LIVING, "brightness", None, sure) == again.level(ANA, LIVING, "brightness", None, sure)
