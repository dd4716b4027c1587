"""What would have been otherwise is told to who asks why, and is worked out once the commands are out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.api.answers import Answers
from hub.learning.autonomy import LEVELS, Ladder
from models.example import Source
from tests.models.builders import ANA, make_example

from ..a_house import Living
from ..build import moment


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Any]:
    made: list[Living] = []

    def make(**more: Any) -> Living:
        made.append(Living(tmp_path, **more))
        return made[-1]

    yield make
    for home in made:
        home.close()


def why(home: Living) -> list[dict[str, Any]]:
    answers = Answers(home.step, is_running=True, link=dict)
    found: list[dict[str, Any]] = answers.answer("why", {}, moment(9e6))["otherwise"]
    return found


def pinned(who: str, level: float) -> dict[str, Any]:
    wants = {"power": True, "brightness": level}
    pins = [{"room": "kitchen", "quantity": quantity, "value": value} for quantity, value in wants.items()]
    return {"learn": ["light"], "presence": [{"topic": f"home/presence/{who}"}], "pinned": pins}


def test_with_one_of_two_alone_it_would_have_been_theirs(homes: Any) -> None:
    home = homes(occupants={who: pinned(who, level) for who, level in (("ana", 0.3), ("ben", 0.9))})
    home.hear("home/lamp", '{"on": "off", "level": 100}', 1)
    home.hear("home/presence/ben", "kitchen", 10)
    home.tick(100)  # the lamp has not answered: it is dark, for all that is known
    home.hear("home/presence/ana", "kitchen", 110)
    alone = {found["occupant"]: found["value"] for found in why(home) if found["case"] == "alone"}
    assert set(alone.items()) & {("ana", 0.3), ("ben", 0.9)}
    assert any(found["words"].startswith("with ") and "alone brightness" in found["words"] for found in why(home))


def test_nothing_of_it_is_worked_out_as_somebody_comes_in(homes: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    home = homes(occupants={"ana": pinned("ana", 0.3)})
    home.hear("home/lamp", '{"on": "off", "level": 100}', 1)
    asked: list[object] = []

    def noted(*given: object) -> Iterator[object]:
        asked.append(given)
        return iter(())

    monkeypatch.setattr("hub.steps.reporting.otherwise", noted)
    home.hear("home/presence/ana", "kitchen", 10)
    assert home.told("home/lamp/set")
    assert asked == []
    why(home)
    assert len(asked) == 1


def test_a_hand_that_holds_it_is_told_with_what_it_would_have_been(homes: Any) -> None:
    tom = {**pinned("tom", 0.3), "pinned": []}
    home = homes(occupants={"ana": pinned("ana", 0.3), "tom": tom})
    home.hear("home/lamp", '{"on": "off", "level": 100}', 1)
    home.hear("home/presence/tom", "kitchen", 10)
    home.hear("home/lamp", '{"on": "on", "level": 90}', 60)
    home.tick(70)
    home.hear("home/presence/ana", "kitchen", 400)
    (value,) = [found["value"] for found in why(home) if found["case"] == "without_hand"]
    assert 0.3 <= value < 0.6  # Ana's own, and a little of Tom's


def test_how_many_right_guesses_are_missing_is_what_they_then_take() -> None:
    ladder = Ladder()

    def guess() -> None:
        row = make_example(0.3, source=Source.HAND)
        ladder.learn(type(row)(**{**{name: getattr(row, name) for name in row.__slots__}, "predicted": 0.3, "q": 0.9}))

    for _ in range(2):
        needed = ladder.needs(ANA, "living", "brightness")
        assert needed is not None
        more, then = needed
        before = LEVELS.index(ladder.level(ANA, "living", "brightness"))
        for _ in range(more - 1):
            guess()
            assert LEVELS.index(ladder.level(ANA, "living", "brightness")) == before
        guess()
        assert ladder.level(ANA, "living", "brightness") == then
    assert ladder.needs(ANA, "living", "brightness") is None


def test_while_it_watches_it_says_after_how_many_right_guesses_it_would_suggest(homes: Any) -> None:
    home = homes(earn_autonomy=True)
    at_s = home.teach(times=3)
    home.hear("home/presence/ana", "kitchen", at_s)
    found = why(home)
    assert {one["case"] for one in found} <= {"more_right", "less_sure"}
    for one in found:
        if one["case"] == "more_right":
            assert one["then"] == "suggest"
            assert "more right guess" in one["words"]
