"""The night's training keeps what is better only of those who agree to it, at its end as well as when it began."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import OccupantId
from hub.jobs import training
from hub.store.priors import keep_priors, own_priors, priors_path, teachers
from models.example import Example
from models.prior import shipped
from models.training.train import Report, Trained
from tests.models.builders import make_example

from ..a_house import Living
from ..build import moment

ANA, BEN = OccupantId("ana"), OccupantId("ben")
BETTER = replace(shipped()["brightness"], noise=0.2)
PEOPLE = {who: {"learn": ["light"], "presence": [{"topic": f"home/presence/{who}"}]} for who in ("ana", "ben")}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    """Ana and Ben have shown three levels each."""
    made = Living(tmp_path, occupants=PEOPLE)
    for who in (ANA, BEN):
        for value in (0.2, 0.4, 0.6):
            made.store.examples.add(make_example(value, room="kitchen", occupant=who))
    yield made
    made.close()


@pytest.fixture
def found_better(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], list[Example]]:
    """Has every training find a better prior for brightness; what happens meanwhile is handed in. The examples it was given."""

    def arrange(meanwhile: Callable[[], object]) -> list[Example]:
        given: list[Example] = []

        def refit(examples: list[Example], *_: object, **__: object) -> Report:
            given.extend(examples)
            people = tuple(sorted({example.occupant for example in examples}))
            meanwhile()
            words = "better on held-out days"
            kind = Trained("brightness", len(people), len(examples), 20, None, None, BETTER, words, people)
            return Report(len(people), len(examples), (kind,))

        monkeypatch.setattr(training, "refit", refit)
        return given

    return arrange


Arrange = Callable[[Callable[[], object]], list[Example]]


def nothing() -> None:
    pass


def run(home: Living) -> dict[str, Any]:
    return training.train(home.house.config)


def test_what_is_better_is_kept_with_the_names_of_its_teachers(home: Living, found_better: Arrange) -> None:
    found_better(nothing)
    assert run(home)["promoted"] == 1
    assert own_priors(home.store.path)["brightness"].noise == 0.2
    assert teachers(priors_path(home.store.path)) == frozenset({ANA, BEN})


def test_only_those_who_agree_are_learned_from(home: Living, found_better: Arrange) -> None:
    given = found_better(nothing)
    home.step.personal_data.consent(BEN, (), moment())
    run(home)
    assert {example.occupant for example in given} == {ANA}


@pytest.mark.parametrize("leave", ["consent", "forget"])
def test_nothing_is_kept_of_somebody_who_took_leave_meanwhile(home: Living, found_better: Arrange, leave: str) -> None:
    def takes_leave() -> None:
        if leave == "forget":
            home.step.personal_data.forget(BEN, moment())
        else:
            home.step.personal_data.consent(BEN, (), moment())

    found_better(takes_leave)
    assert run(home)["promoted"] == 0
    assert not priors_path(home.store.path).exists()


def test_priors_that_stand_go_with_the_one_who_taught_them(home: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_priors(home.store.path, {"brightness": BETTER}, [ANA, BEN])
    home.house.standing.narrowed[BEN] = frozenset()
    home.store.consents.put(BEN, frozenset(), moment().at)
    monkeypatch.setattr(training, "refit", lambda *_, **__: Report(1, 3, ()))
    assert run(home)["promoted"] == 0
    assert own_priors(home.store.path) == {}
