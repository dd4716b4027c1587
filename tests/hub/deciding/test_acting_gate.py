"""Act or stay silent: every clause alone stops a wish, and says so in words a resident understands."""

import math

import pytest

from devices.vocabulary import Value
from hub.deciding.acting_gate import BETTER, SURE, Verdict, judge
from models.kind import kinds
from models.preference import CERTAIN


def verdict(
    value: Value = 0.6,
    sure: float = 0.9,
    sure_of_now: float = 0.1,
    now: Value | None = 0.2,
    evidence: float = 12.0,
    kind: str = "brightness",
) -> Verdict:
    return judge(kinds()[kind], value, sure, sure_of_now, now, evidence)


def test_a_sure_and_better_wish_passes_and_says_from_how_much() -> None:
    passed = verdict()
    assert passed.passes
    assert passed.reason.words == "from 12 examples"


def test_what_a_resident_wrote_down_rests_on_that_and_on_no_number_of_examples() -> None:
    assert verdict(evidence=CERTAIN).reason.words == "as it is pinned"


@pytest.mark.parametrize("sure", [0.0, 0.3, 0.699, math.nan, -math.inf])
def test_below_seventy_percent_it_is_not_sure_enough(sure: float) -> None:
    failed = verdict(sure=sure)
    assert (failed.passes, failed.reason.code) == (False, "not_sure")


def test_seventy_percent_is_enough() -> None:
    assert verdict(sure=SURE).passes


def test_the_words_never_round_up_to_what_was_needed() -> None:
    assert verdict(sure=0.699).reason.words == "only 69 % sure where 70 % is needed"
    assert verdict(sure=0.62, evidence=2.0).reason.words == "only 62 % sure where 70 % is needed, from only 2 examples"
    assert verdict(sure=0.62, evidence=0.4).reason.words.endswith("from only 1 example")


def test_what_is_there_may_be_nearly_as_good() -> None:
    assert verdict(sure=0.9, sure_of_now=0.9 - BETTER).passes
    failed = verdict(sure=0.9, sure_of_now=0.76)
    assert (failed.passes, failed.reason.code) == (False, "no_gain")
    assert "nearly as good" in failed.reason.words
    assert not verdict(sure_of_now=math.nan).passes


def test_an_act_that_is_wrong_annoys_more_than_a_hand_that_was_needed_anyway() -> None:
    assert verdict(sure=0.8, sure_of_now=0.5).passes
    failed = verdict(sure=0.75, sure_of_now=0.5)  # a hand in two visits, or an act undone in four
    assert (failed.passes, failed.reason.code) == (False, "no_gain")
    assert verdict(sure=SURE, sure_of_now=1.0 - SURE).passes  # on or off: seventy percent are enough


def test_warmth_that_may_do_is_not_moved_to_one_that_may_do_a_little_better() -> None:
    assert verdict(21.0, 0.85, 0.5, now=19.0, kind="setpoint").passes
    failed = verdict(21.0, 0.8, 0.5, now=19.0, kind="setpoint")  # light would be
    assert (failed.passes, failed.reason.code) == (False, "no_gain")
    assert verdict(21.0, SURE, 0.1, now=19.0, kind="setpoint").passes  # what hardly does is moved as ever


def test_a_difference_nobody_sees_is_not_worth_a_command() -> None:
    tolerance = kinds()["brightness"].tolerance
    assert verdict(0.5, now=0.5 + 0.3 * tolerance).reason.code == "near_enough"
    assert verdict(0.5, now=0.5 - 0.31 * tolerance).passes
    assert verdict(21.0, now=21.1, kind="setpoint").reason.code == "near_enough"


def test_names_and_switches_are_near_only_when_equal() -> None:
    assert verdict("jazz", now="jazz", kind="music").reason.code == "near_enough"
    assert verdict("jazz", now="calm", kind="music").passes
    assert verdict(True, now=True, kind="power").reason.code == "near_enough"
    assert verdict(True, now=False, kind="power").passes


def test_what_is_not_known_pleases_nobody() -> None:
    assert verdict(sure=0.75, sure_of_now=0.0, now=None).passes
    assert verdict(sure=0.75, sure_of_now=0.99, now=None).passes


@pytest.mark.parametrize("evidence", [0.0, -1.0, math.nan])
def test_a_person_of_whom_nothing_is_known_is_never_acted_for(evidence: float) -> None:
    failed = verdict(sure=1.0, evidence=evidence)
    assert (failed.passes, failed.reason.code) == (False, "no_examples")
    assert failed.reason.words


def test_every_answer_has_a_code_and_words() -> None:
    for sure in (0.1, 0.9):
        for now in (None, 0.2, 0.6):
            for evidence in (0.0, 3.0):
                reason = verdict(sure=sure, now=now, evidence=evidence).reason
                assert reason.code
                assert reason.words


def test_what_is_borrowed_is_said_to_be_from_housemates_with_their_share() -> None:
    def said(evidence: float, borrowed: float) -> str:
        return judge(kinds()["brightness"], 0.6, 0.9, 0.1, 0.2, evidence, borrowed=borrowed).reason.words

    assert said(0.0, 0.92) == "92 % from housemates"
    assert said(3.0, 0.615) == "62 % from housemates, and from 3 examples"
    assert said(0.0, 0.0) == "nothing has been learned about this yet"
