"""Every answer can be explained to the last digit: what others teach, which choices moved it, what each expert said."""

import math
from datetime import timedelta

import pytest

from devices.vocabulary import OccupantId
from models.choices import ChoiceMemory
from models.colours import ColourMemory

from .builders import ANA, EVENING, SEVERAL, WANTED, life, make_context, make_example, make_people, taught


@pytest.mark.parametrize("kind", sorted(WANTED))
@pytest.mark.parametrize("sharing", [(), SEVERAL])
def test_every_explanation_sums_to_what_was_predicted(kind: str, sharing: tuple[OccupantId, ...]) -> None:
    shelf = make_people(sharing=sharing)
    shelf.rebuild(life(300))
    for room in ("living", "kitchen", "nowhere"):
        for hours in (0, 5, 11, 17):
            now = EVENING + timedelta(days=100, hours=hours)
            context = make_context(now, room, illuminance_lx=30.0)
            guess, why = shelf.predict(ANA, kind, context, now), shelf.explain(ANA, kind, context, now)
            said = guess.options[0][1] if guess.options else guess.mean
            assert why.total == pytest.approx(said, rel=1e-9, abs=1e-9)
            assert why.from_others + math.fsum((*(one.pull for one in why.because), why.rest)) == pytest.approx(said)
            asked = shelf._memory(ANA, kind)
            memory = asked._names if isinstance(asked, ColourMemory) else asked
            guess = memory.predict(context, now)
            said = guess.options[0][1] if guess.options else guess.mean
            from_others, pulls = (
                memory.pulls(context, now, guess.value) if isinstance(memory, ChoiceMemory) else memory.pulls(context, now)
            )
            assert from_others + math.fsum(pulls) == pytest.approx(said, rel=1e-9, abs=1e-9)
            assert len(why.because) == 3
            assert abs(why.because[0].pull) >= abs(why.because[2].pull) - 1e-9


def test_the_groups_of_an_explanation_are_the_whole_difference_from_others() -> None:
    shelf = make_people()
    taught(shelf, "brightness", 0.6, 5)
    why = shelf.explain(ANA, "brightness", make_context(), EVENING)
    assert why.from_others + math.fsum(share for _, share in why.groups) == pytest.approx(why.total)


@pytest.mark.parametrize("kind", sorted(WANTED))
def test_somebody_never_seen_is_explained_by_others_alone(kind: str) -> None:
    why = make_people().explain(ANA, kind, make_context(), EVENING)
    assert why.because == ()
    assert why.total == why.from_others


def test_an_explanation_names_the_choices_that_moved_it_most() -> None:
    shelf = make_people()
    shelf.learn(make_example(0.9, at=EVENING - timedelta(hours=12), room="kitchen", id=1))
    shelf.learn(make_example(0.1, at=EVENING, id=2))
    why = shelf.explain(ANA, "brightness", make_context(), EVENING)
    assert why.because[0].example_id == 2
    assert why.because[0].value == 0.1
    assert why.because[0].at == "2026-03-04T20:00+01:00"
    assert why.because[0].pull < 0.0


def test_a_choice_is_explained_by_what_every_expert_said() -> None:
    shelf = make_people()
    taught(shelf, "music", "jazz", 5)
    why = shelf.explain(ANA, "music", make_context(), EVENING)
    assert [name for name, _ in why.experts[:4]] == ["history", "ridge", "counts", "hour, here"]
    assert why.experts[-1][0] == "usual"
    assert all(0.0 <= p <= 1.0 for _, p in why.experts)


def test_a_choice_that_goes_by_the_light_says_so_and_names_choices_in_such_light() -> None:
    shelf = make_people()
    for i in range(40):
        dark = i % 3 == 0
        shelf.learn(make_example(dark, "power", EVENING + timedelta(hours=7 * i), illuminance_lx=8.0 if dark else 700.0, id=i))
    now = EVENING + timedelta(hours=7 * 40)
    why = shelf.explain(ANA, "power", make_context(now, illuminance_lx=8.0), now)
    assert why.experts[3][0] == "lux, here"
    assert {because.value for because in why.because} == {True}
    assert all(because.example_id % 3 == 0 for because in why.because)  # type: ignore[operator]
