"""What a person's past says about their next choice, before anything is multiplied with it."""

import math

import numpy as np
import pytest

from models.arithmetic.choice import ChoiceLearner
from models.arithmetic.history import BLOCKS, FADES, USUAL, PastChoices
from models.arithmetic.looks import standard_grid
from models.learners import fit_prior
from models.learners.donors import POWERS, widened

SHARE = np.array([0.5, 0.5])


def test_before_the_first_choice_nothing_is_unusual() -> None:
    assert PastChoices(SHARE, 3).summary(np.array([1.0, 28.0, -4.0]), 0.0, "morning")[:3].tolist() == [0.0, 0.0, 0.0]


def test_a_moment_is_seen_beside_what_is_usual_for_this_person() -> None:
    used_to_warmth, used_to_cold = PastChoices(SHARE, 1), PastChoices(SHARE, 1)
    for _ in range(40):
        used_to_warmth.add(np.array([2.0]), 0, 1.0, 0.0, "morning")
        used_to_cold.add(np.array([-2.0]), 0, 1.0, 0.0, "morning")
    mild = np.array([0.0])
    assert used_to_warmth.summary(mild, 1.0, "morning")[0] == pytest.approx(-2.0 * 40 / (40 + USUAL))
    assert used_to_cold.summary(mild, 1.0, "morning")[0] == pytest.approx(2.0 * 40 / (40 + USUAL))


def test_the_last_choice_fades_over_half_an_hour_three_hours_and_a_day() -> None:
    past = PastChoices(SHARE, 1)
    past.add(np.zeros(1), 1, 1.0, 10.0, "morning")
    after = past.summary(np.zeros(1), 10.0 + 1.0 / 48.0, "morning")[1:]
    found = [after[block * 2 + 1] for block in range(4, BLOCKS)]
    assert found == pytest.approx([math.exp(-fade / 48.0) for fade in FADES])
    assert after[4 * 2 : BLOCKS * 2 : 2].tolist() == [0.0, 0.0, 0.0]  # the other name was not the last


def test_a_name_no_donor_used_changes_nothing_about_the_others() -> None:
    rng = np.random.default_rng(3)
    people = [(rng.normal(size=(30, 2)), np.where(rng.random(30) < 0.5, "calm", "jazz"), np.arange(30.0)) for _ in range(5)]
    known = fit_prior(people).belief
    wider = widened(known, [0, 2], 3)
    assert known.model is not None
    assert wider.model is not None
    small, large = PastChoices(known.share, 3), PastChoices(wider.share, 3)
    x = np.array([1.0, 0.4, -0.7])
    for label in (0, 1, 1):
        small.add(x, label, 1.0, 0.0, "any")
        large.add(x, (0, 2)[label], 1.0, 0.0, "any")
    before = known.model.predict(x, small.summary(x, 0.5, "any"))
    after = wider.model.predict(x, large.summary(x, 0.5, "any"))
    assert after[1] < 0.02
    assert after[0] / after[2] == pytest.approx(before[0] / before[1], rel=0.1)


def test_with_donors_the_answer_is_sharpened_by_the_persons_own_next_choices() -> None:
    rng = np.random.default_rng(4)
    people = [(rng.normal(size=(40, 1)), np.where(rng.random(40) < 0.7, "calm", "jazz"), np.arange(40.0)) for _ in range(6)]
    belief = fit_prior(people).belief
    assert belief.powers is POWERS
    learner, moment = ChoiceLearner(belief, standard_grid(1)), ([5], "any")
    x = np.array([1.0, 0.0])
    for day in range(40):
        learner.learn(x, 0, 1.0, float(day), "any", moment)
    experts = learner.weights @ np.array(learner.experts(x, 40.0, "any"))
    assert learner.predict(x, 40.0, "any", moment)[0] > experts[0]
    assert sum(learner.predict(x, 40.0, "any", moment)) == pytest.approx(1.0)
