"""What is believed of anybody before they have said anything."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.choices import ChoiceMemory
from models.features import layout
from models.kind import kinds
from models.prior import LARGEST_B, BadPrior, Spec, load, read, shipped, written

from .builders import ANA, EVENING, ROOMS, make_context, make_people


def arrays(kind: str, spec: Spec) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    columns = layout(kinds()[kind].looks_at, ROOMS, ("lamp.brightness",))
    belief = spec.belief(kinds()[kind], columns)
    return belief.mean, belief.covariance, columns.names


def test_every_kind_has_a_shipped_prior_with_its_source() -> None:
    assert set(shipped()) == set(kinds())
    assert all(spec.kind == name and len(spec.source) > 40 for name, spec in shipped().items())


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_column_of_every_kind_is_believed_something_about(kind: str) -> None:
    _, covariance, names = arrays(kind, shipped()[kind])
    unsaid = [name for name, variance in zip(names, covariance.diagonal(), strict=True) if variance < 1e-9]
    assert unsaid == []


@pytest.mark.parametrize(("kind", "brighter"), [("brightness", 0.1), ("colour_temperature", 600.0)])
def test_light_is_thought_brighter_and_cooler_by_day(kind: str, brighter: float) -> None:
    shelf = make_people()
    noon = shelf.predict(ANA, kind, make_context(EVENING.replace(hour=11)), EVENING).mean
    night = shelf.predict(ANA, kind, make_context(EVENING.replace(hour=22)), EVENING).mean
    assert noon - night > brighter


def test_a_light_is_likelier_wanted_in_the_dark() -> None:
    shelf = make_people()
    memory = shelf._nobody["power"]
    assert isinstance(memory, ChoiceMemory)
    dark, bright = (memory.layout.vector(make_context(illuminance_lx=lux)) for lux in (1.0, 5000.0))
    on = memory._learner.ridge.coef[: memory.layout.size, 0]
    assert dark @ on > bright @ on


def test_a_written_prior_is_the_one_loaded(tmp_path: Path) -> None:
    joint = replace(shipped()["brightness"], joint=("always", "sin1"), covariance=np.array([[0.09, 0.01], [0.01, 0.04]]))
    (tmp_path / "prior.json").write_text(written({"brightness": joint}))
    assert json.loads((tmp_path / "prior.json").read_text())["people"] == []
    found = load(tmp_path / "prior.json")
    assert set(found) == set(kinds())
    assert arrays("brightness", found["brightness"])[1] == pytest.approx(arrays("brightness", joint)[1])
    assert arrays("brightness", joint)[1][0, 1] == pytest.approx(0.01 / 0.15**2)


def test_a_home_without_its_own_prior_has_the_shipped_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert load(tmp_path / "prior.json") == shipped()
    assert caplog.records == []


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", '{"kinds": 3}', '{"kinds": {"x": 3}}', '{"kinds": NaN}', "[" * 100_000, "\ud800"]
)
def test_a_prior_file_full_of_rubbish_leaves_the_shipped_one_and_says_so(
    tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "prior.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    with caplog.at_level(logging.WARNING):
        assert load(tmp_path / "prior.json") == shipped()
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"schema": 99},
        {"features": 99},
        {"noise": 0.0},
        {"noise": float("inf")},
        {"noise": 10**400},
        {"noise": 1e-300},
        {"noise_rows": 1e300},
        {"columns": {"always": [1e200, 1.0]}},
        {"columns": {"always": [True, 1.0, 2.0]}},
        {"columns": {"always": [0.1, 10**400]}},
        {"joint": 5},
        {"joint": ["always"], "covariance": [[1e300]]},
        {"joint": ["always"], "covariance": [[[1.0]]]},
        {"joint": ["always", "sin1"], "covariance": [[1.0, 0.5], [1.0]]},
        {"noise": None},
        {"columns": {"always": [0.1]}},
        {"columns": {"always": [0.1, -1.0]}},
        {"columns": 7},
        {"joint": ["always"], "covariance": []},
        {"joint": ["always"], "covariance": [[-1.0]]},
        {"joint": ["always", "sin1"], "covariance": [[1.0, 0.5], [0.1, 1.0]]},
        {"joint": ["always"], "covariance": [[float("nan")]]},
    ],
)
def test_a_prior_that_could_not_be_ours_is_refused(wrong: dict[str, object], tmp_path: Path) -> None:
    stored = {**shipped()["brightness"].to_json(), **wrong}
    with pytest.raises(BadPrior):
        Spec.from_json(stored)
    (tmp_path / "prior.json").write_text(json.dumps({"kinds": {"brightness": stored}}))
    assert load(tmp_path / "prior.json") == shipped()


def test_rooms_may_come_and_go() -> None:
    spec = shipped()["brightness"]
    assert spec.of("room:conservatory") == spec.of("room:kitchen") == spec.columns["room:*"]
    assert spec.of("room:kitchen.sin1") == spec.columns["room:*.sin1"]
    assert spec.of("place:lamp.brightness") == spec.columns["place:*"]
    assert spec.of("nonsense") == (0.0, 0.0)


def test_a_written_prior_says_whose_choices_are_in_it(tmp_path: Path) -> None:
    (tmp_path / "prior.json").write_text(written({}, [ANA]))
    assert json.loads((tmp_path / "prior.json").read_text())["people"] == [ANA]
    assert load(tmp_path / "prior.json") == shipped()


def test_a_file_of_huge_size_is_not_even_read(tmp_path: Path) -> None:
    (tmp_path / "prior.json").write_text(json.dumps({"kinds": {}, "more": "x" * LARGEST_B}))
    beliefs, (wrong,) = read(tmp_path / "prior.json")
    assert beliefs == shipped()
    assert "bytes long" in wrong


def test_what_another_version_made_is_no_damage(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    stored = {**shipped()["brightness"].to_json(), "features": 99}
    (tmp_path / "prior.json").write_text(json.dumps({"kinds": {"brightness": stored}}))
    assert read(tmp_path / "prior.json") == (shipped(), ())
    assert "made for schema" in caplog.text
