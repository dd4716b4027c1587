"""How good the hub is, counted by kind and for the home, of nobody."""

import json
from dataclasses import replace
from datetime import timedelta

from devices.vocabulary import DeviceId, RoomId
from hub.decision import Decision, Outcome, Reason, Trigger, Wish
from hub.learning.figures import DAYS, LEAST, Figures
from models.example import Example, Source
from tests.models.builders import ANA, EVENING, make_example

from ..build import moment

KITCHEN, LAMP = RoomId("kitchen"), DeviceId("lamp")


def decided(number: int, outcome: Outcome = Outcome.SENT, code: str = "", trigger: Trigger = Trigger.ARRIVAL) -> Decision:
    wish = Wish(KITCHEN, LAMP, "brightness", "brightness", 0.3, None, 0.9, outcome=outcome, reason=Reason(code, code))
    when = moment(number * 60.0)
    return Decision(
        f"d{number}", replace(when, at=EVENING + timedelta(minutes=number)), KITCHEN, trigger, (ANA,), "act", (wish,)
    )


def taken_back(number: int, after_s: float, source: Source = Source.CORRECTION) -> Example:
    at = EVENING + timedelta(minutes=number, seconds=after_s)
    return replace(make_example(0.8, at=at, source=source), decision=f"d{number}")


def test_acts_and_the_share_taken_back_within_ten_minutes_and_after_how_long() -> None:
    figures = Figures()
    for number in range(20):
        figures.decided(decided(number))
    figures.learned(taken_back(3, 40.0))
    figures.learned(taken_back(3, 50.0))  # once, on how many lamps it may be
    figures.learned(taken_back(4, 60.0, Source.UNDO))
    figures.learned(taken_back(5, 900.0))
    told = figures.told(EVENING)
    assert (told["acts"], told["acts_a_day"], told["reversed"], told["seconds_to_reversal"]) == (20, 20.0, 0.1, 50)
    assert told["kinds"]["brightness"]["acts"] == 20


def test_of_what_it_was_told_or_goes_on_with_nothing_is_counted() -> None:
    figures = Figures()
    for trigger in (Trigger.UNDO, Trigger.ASKED, Trigger.STEP):
        figures.decided(decided(1, trigger=trigger))
    assert figures.told(EVENING)["acts"] == 0


def test_silent_is_who_does_not_know_and_not_who_need_not() -> None:
    figures = Figures()
    for number in range(10):
        figures.decided(decided(number, Outcome.HELD, "not_sure" if number < 4 else "near_enough"))
    figures.decided(decided(11, Outcome.SUGGESTED))
    told = figures.told(EVENING)
    assert (told["arrivals"], told["silence"]) == (11, round(4 / 11, 3))


def test_what_it_said_and_how_much_of_it_was_right_with_how_many() -> None:
    figures = Figures()
    for number in range(20):
        row = make_example(0.3 if number < 15 else 0.9, at=EVENING, source=Source.HAND)
        figures.learned(replace(row, predicted=0.3, q=0.85))
    for _ in range(LEAST - 1):
        figures.learned(replace(make_example(0.3, at=EVENING), predicted=0.3, q=0.1))
    told = figures.told(EVENING)
    assert told["calibration"] == [{"said": 0.85, "right": 0.75, "n": 20}]
    assert told["calibration_error"] == 0.1


def test_of_fewer_than_ten_nothing_is_said() -> None:
    figures = Figures()
    for number in range(LEAST - 1):
        figures.decided(decided(number))
    told = figures.told(EVENING)
    assert (told["reversed"], told["silence"], told["calibration"], told["calibration_error"]) == (None, None, [], None)


def test_four_weeks_are_counted_and_a_restart_goes_on() -> None:
    figures = Figures()
    figures.decided(decided(1))
    kept = Figures.from_json(json.loads(json.dumps(figures.to_json())))
    assert kept.told(EVENING) == figures.told(EVENING)
    assert kept.told(EVENING + timedelta(days=DAYS))["acts"] == 0
    assert Figures.from_json({"yesterday": 3}).told(EVENING)["acts"] == 0


def test_who_is_forgotten_is_in_no_figure_and_no_figure_names_anybody() -> None:
    figures = Figures()
    for number in range(20):
        figures.decided(decided(number))
    assert ANA not in json.dumps([figures.to_json(), figures.told(EVENING)])
    figures.forget()
    assert figures.told(EVENING)["acts"] == 0
