"""The nightly job: refit, try on held-out days, promote only the better."""

import json
import random
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from devices.vocabulary import OccupantId
from models.example import Example
from models.features import layout
from models.kind import kinds
from models.prior import load, shipped, written
from models.training.refit import Teacher, refit
from models.training.train import FEWEST_TRIED, Report, train

from ..builders import EVENING, ROOMS, make_context, make_example, make_people

FOUR = tuple(OccupantId(name) for name in ("ana", "ben", "cem", "dia"))


def weeks(kind: str, centre: float, apart: float, noise: float, days: int = 24, seed: int = 1) -> list[Example]:
    """Four people around one level, once in every part of the day."""
    rng = random.Random(seed)
    lessons = []
    for who in FOUR:
        level = centre + rng.gauss(0.0, apart)
        for i in range(days):
            at = EVENING + timedelta(days=i, hours=rng.choice((-12, -6, 0, 2)))
            value = min(1.0, max(0.01, level + rng.gauss(0.0, noise)))
            lessons.append(make_example(value, kind, at, occupant=who, room=rng.choice(ROOMS)))
    return lessons


def of(report: Report, kind: str = "brightness"):  # type: ignore[no-untyped-def]
    return next(trained for trained in report.kinds if trained.kind == kind)


@pytest.fixture(scope="module")
def dim_house() -> Report:
    return train(weeks("brightness", 0.12, 0.02, 0.06), ROOMS)


def test_a_house_unlike_the_shipped_prior_gets_its_own(dim_house: Report) -> None:
    trained = of(dim_house)
    assert trained.spec is not None
    assert trained.refit is not None
    assert trained.present is not None
    assert trained.refit.log_score > trained.present.log_score
    assert trained.words.startswith("promoted")
    assert list(dim_house.promoted) == ["brightness"]
    assert dim_house.teachers == set(FOUR)
    newcomer = make_people(priors={**shipped(), **dim_house.promoted}).predict(
        OccupantId("newcomer"), "brightness", make_context(), EVENING
    )
    assert (
        abs(newcomer.mean - 0.12) < 0.1 < abs(make_people().predict(FOUR[0], "brightness", make_context(), EVENING).mean - 0.12)
    )


def test_a_promoted_prior_survives_the_file(dim_house: Report, tmp_path: Path) -> None:
    (tmp_path / "prior.json").write_text(written(dim_house.promoted))
    found = load(tmp_path / "prior.json")["brightness"]
    shelves = [make_people(priors={**shipped(), "brightness": spec}) for spec in (found, dim_house.promoted["brightness"])]
    one, two = (shelf.predict(FOUR[0], "brightness", make_context(), EVENING) for shelf in shelves)
    assert one == two


def test_what_is_not_better_is_not_promoted(dim_house: Report) -> None:
    again = train(weeks("brightness", 0.12, 0.02, 0.02), ROOMS, present={**shipped(), **dim_house.promoted})
    assert of(again).spec is None
    assert again.teachers == frozenset()
    assert of(again).words.startswith("kept")


def test_the_same_examples_in_any_order_give_the_same_report() -> None:
    lessons = weeks("volume", 0.6, 0.02, 0.02)
    report = train(lessons, ROOMS).to_json()
    assert train(random.Random(2).sample(lessons, len(lessons)), ROOMS).to_json() == report


def test_whoever_did_not_agree_teaches_nobody() -> None:
    lessons = weeks("brightness", 0.12, 0.02, 0.02)
    only_two = [lesson for lesson in lessons if lesson.occupant in FOUR[:2]]
    assert train(lessons, ROOMS, agreed=FOUR[:2]).to_json() == train(only_two, ROOMS).to_json()


@pytest.mark.parametrize(
    ("lessons", "words"),
    [
        ([], "no examples"),
        (weeks("brightness", 0.12, 0.0, 0.02)[:24], "1 of the 2 people"),
        ([e for e in weeks("brightness", 0.12, 0.0, 0.02) if e.at < EVENING + timedelta(days=17)][::8], "0 of the 2 people"),
    ],
)
def test_too_little_to_judge_keeps_the_shipped_prior_and_says_why(lessons: list[Example], words: str) -> None:
    trained = of(train(lessons, ROOMS))
    assert trained.spec is None
    assert words in trained.words


def test_too_few_choices_on_the_held_out_days_keep_it_too() -> None:
    lessons = [e for e in weeks("brightness", 0.12, 0.0, 0.02) if e.at < EVENING + timedelta(days=16)]
    lessons.append(make_example(0.12, at=EVENING + timedelta(days=25), occupant=FOUR[0]))
    assert f"1 of the {FEWEST_TRIED} choices" in of(train(lessons, ROOMS)).words


def test_power_is_tried_anew_and_music_never() -> None:
    rng = random.Random(3)
    lessons = []
    for who in FOUR:
        for i in range(40):
            lux = rng.choice((2.0, 600.0))
            at = EVENING + timedelta(days=i, hours=rng.choice((-9, -4, 0)))
            # Contrary people, whom the looks have found out long before: nothing is left to gain.
            lessons.append(make_example(lux > 100.0, "power", at, occupant=who, illuminance_lx=lux))
            lessons.append(make_example("jazz", "music", at, occupant=who))
    report = train(lessons, ROOMS)
    power = of(report, "power")
    assert power.present is not None
    assert power.refit is not None
    assert power.tried >= FEWEST_TRIED
    assert min(power.present.right, power.refit.right) > 0.95
    assert of(report, "music").spec is None
    assert "each home's own" in of(report, "music").words


def test_the_report_can_be_printed_and_names_nobody(dim_house: Report) -> None:
    said = json.dumps(dim_house.to_json(), allow_nan=False)
    assert json.loads(said)["promoted"] == 1
    assert set(json.loads(said)["kinds"]) == set(kinds())
    assert not any(who in said for who in FOUR)


def test_people_who_agree_make_the_prior_narrow_and_people_who_differ_wide() -> None:
    kind = kinds()["brightness"]
    columns, rng = layout(kind.looks_at, ROOMS, ()), np.random.default_rng(0)

    def person(level: float) -> Teacher:
        x = np.array([columns.vector(make_context(EVENING + timedelta(hours=5 * i))) for i in range(30)])
        return Teacher(x, level + rng.normal(0, 0.02, 30), np.ones(30))

    alike = refit(kind, columns, shipped()["brightness"], [person(0.5) for _ in range(8)], "")
    apart = refit(kind, columns, shipped()["brightness"], [person(v) for v in np.linspace(0.1, 0.9, 8)], "")
    assert alike.of("always")[1] < apart.of("always")[1]
    assert alike.noise < shipped()["brightness"].noise
    assert refit(kind, columns, shipped()["brightness"], [], "") is shipped()["brightness"]
