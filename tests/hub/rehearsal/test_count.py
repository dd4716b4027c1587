"""What is counted of a rehearsal, between two marks."""

from typing import Any

from devices.vocabulary import DeviceId
from hub.rehearsal.count import Count

LAMP = DeviceId("lamp")


def decision(outcome: str = "sent", trigger: str = "arrival") -> dict[str, Any]:
    return {"trigger": trigger, "wishes": [{"device": "lamp", "quantity": "power", "outcome": outcome}]}


def test_counts_begin_anew_at_a_mark_and_one_that_comes_again_is_numbered() -> None:
    count = Count("then")
    count.corrected("ana")
    count.mark("later", "now")
    count.mark("later", "now")
    count.corrected(None)
    found = count.to_json()
    assert [(name, tally["corrections"]) for name, tally in found.items()] == [("start", 1), ("later", 0), ("later (2)", 1)]
    assert found["start"]["by_person"] == {"ana": 1}


def test_an_act_a_hand_undoes_within_ten_minutes_was_wrong_once_and_counts_where_it_was_done() -> None:
    count = Count("then")
    count.decided(decision(), 0.0)
    count.mark("later", "now")
    count.moved(LAMP, "power", 599.0)
    count.moved(LAMP, "power", 599.5)
    count.decided(decision(), 1000.0)
    count.moved(LAMP, "power", 1601.0)
    found = count.to_json()
    assert (found["start"]["acts"], found["start"]["acts_corrected"]) == (1, 1)
    assert (found["later"]["acts"], found["later"]["acts_corrected"]) == (1, 0)


def test_what_was_ordered_is_no_act_and_a_suggestion_is_one_a_decision() -> None:
    count = Count("then")
    for trigger in ("undo", "asked", "step"):
        count.decided(decision(trigger=trigger), 0.0)
    count.decided(decision("suggested"), 0.0)
    count.decided(decision("held"), 0.0)
    assert {key: count.to_json()["start"][key] for key in ("acts", "suggestions")} == {"acts": 0, "suggestions": 1}
