"""Case 27: somebody's program asks for what cannot be, thousands of times."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.mosquitto import Mosquitto

from .living import Household, Hub, configuration

pytestmark = [pytest.mark.broker, pytest.mark.whole]
MakeHub = Callable[[Mapping[str, Any]], Hub]


def test_case_27_three_thousand_wrong_orders_are_counted_and_told_in_one_line(
    mosquitto: Mosquitto, household: Household, make_hub: MakeHub
) -> None:
    hub = make_hub(configuration(mosquitto.port, {"living_room": []}))
    hub.start(household)
    mark = household.mark()
    for number in range(3000):
        household.send("attune/undo/set", f"no-such-{number}\x1b[31m\n" + "x" * 400)
    household.wait_for(lambda: hub.status()["wrong_orders"].get("attune/undo/set") == 3000, "all of them to be counted")
    household.wait_for(lambda: household.since(mark, "attune/problem"), "one line of them")
    told = [problem["problem"] for problem in household.since(mark, "attune/problem")]
    assert len(told) in (1, 2)  # a second one where a minute has passed
    assert all(len(words) <= 200 and words.isprintable() for words in told)
    logged = [line for line in hub.log.read_text("utf-8").splitlines() if "undo/set" in line]
    assert len(logged) == len(told)
    assert all(line.isprintable() for line in logged)
    assert len(hub.status()["problems"]) == len(told)
