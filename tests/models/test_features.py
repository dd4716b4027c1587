"""A situation as numbers."""

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from models.features import ACTIVITIES, GROUPS, LISTED, OWN, OWN_ACTIVITIES, Layout, layout, own_activity
from models.kind import kinds

from .builders import EVENING, ROOMS, make_context

PLACES = ("lamp.brightness", "strip.brightness")
EVERY = (*GROUPS, *LISTED)
ALL = layout(EVERY, ROOMS, PLACES)


def column(name: str, **known: object) -> float:
    return float(ALL.vector(make_context(**known))[ALL.names.index(name)])  # type: ignore[arg-type]


def test_the_columns_stay_what_stored_priors_call_them() -> None:
    assert ALL.names[:10] == (
        "always",
        "sin1",
        "cos1",
        "sin2",
        "cos2",
        "sin3",
        "cos3",
        "weekend",
        "weekend.sin1",
        "weekend.cos1",
    )
    assert ALL.names[10:13] == ("lux", "lux_bright", "lux_unknown")
    assert "activity:cooking" in ALL.names
    assert "room:elsewhere.cos1" in ALL.names
    assert ALL.names[-1] == f"{OWN}:{OWN_ACTIVITIES - 1}"
    assert ALL.names[-3 - OWN_ACTIVITIES : -OWN_ACTIVITIES] == (
        "place:lamp.brightness",
        "place:strip.brightness",
        "place:elsewhere",
    )
    assert len(set(ALL.names)) == len(ALL.names) == ALL.size


def test_the_day_has_three_harmonics_of_local_time() -> None:
    context = make_context(EVENING + timedelta(minutes=17, seconds=30))
    turn = 2 * math.pi * (20 + 17.5 / 60) / 24
    wanted = [f(n * turn) for n in (1, 2, 3) for f in (math.sin, math.cos)]
    assert ALL.vector(context)[1:7] == pytest.approx(wanted)


def test_only_the_weekend_has_its_own_level_and_hours() -> None:
    saturday = EVENING + timedelta(days=3)
    assert column("weekend") == column("weekend.sin1") == 0.0
    assert column("weekend", at=saturday) == 1.0
    assert column("weekend.sin1", at=saturday) == column("sin1", at=saturday) != 0.0


@pytest.mark.parametrize(("lux", "level", "bright"), [(0.0, -1.0, 0.0), (9.0, -0.5, 0.0), (99.0, 0.0, 0.0), (9999.0, 1.0, 0.8)])
def test_light_is_a_logarithm_with_a_hinge(lux: float, level: float, bright: float) -> None:
    assert column("lux", illuminance_lx=lux) == pytest.approx(level)
    assert column("lux_bright", illuminance_lx=lux) == pytest.approx(bright)
    assert column("lux_unknown", illuminance_lx=lux) == 0.0


def test_outdoor_temperature_has_a_hinge_above_twenty_degrees() -> None:
    assert column("outdoor", outdoor_c=10.0) == 0.0
    assert column("outdoor", outdoor_c=18.0) == 1.0
    assert column("outdoor_hot", outdoor_c=20.0) == 0.0
    assert column("outdoor_hot", outdoor_c=28.0) == pytest.approx(1.0)
    assert column("outdoor_mean", outdoor_mean_c=2.0) == -1.0


@pytest.mark.parametrize(
    ("unknown", "columns", "known"),
    [
        ("lux_unknown", ("lux", "lux_bright"), {"illuminance_lx": 99.0}),
        ("outdoor_unknown", ("outdoor", "outdoor_hot"), {"outdoor_c": 10.0}),
        ("outdoor_mean_unknown", ("outdoor_mean",), {"outdoor_mean_c": 10.0}),
        ("sun_unknown", ("sun",), {"sun_elevation_deg": 0.0}),
        ("activity_unknown", ("activity:reading", "activity:other"), {"activity": "reading"}),
        ("company_unknown", ("company",), {"company": False}),
    ],
)
def test_unknown_is_its_own_column_and_never_zero_of_another(
    unknown: str, columns: tuple[str, ...], known: dict[str, object]
) -> None:
    assert column(unknown) == 1.0
    assert [column(name) for name in columns] == [0.0] * len(columns)
    assert column(unknown, **known) == 0.0


def test_an_activity_nobody_listed_is_another_activity() -> None:
    assert column("activity:other", activity="juggling") == 1.0


def own_columns(activity: str | None) -> list[float]:
    return [float(number) for number in ALL.vector(make_context(activity=activity))[ALL.groups[OWN]]]


def test_two_activities_of_the_homes_own_are_two_and_those_that_are_listed_have_nothing_beside_their_column() -> None:
    assert own_columns("film") != own_columns("party")
    assert sum(own_columns("film")) == sum(own_columns("party")) == 2.0
    assert own_columns("Film ") == own_columns("film")
    assert all(sum(own_columns(name)) == 0.0 for name in (*ACTIVITIES, None))


def test_an_activitys_columns_are_the_same_in_every_process() -> None:
    assert (own_activity("film"), own_activity("party")) == ((3, 13), (3, 7))


def test_every_room_and_lamp_has_its_own_column() -> None:
    assert column("room:kitchen", room="kitchen") == 1.0
    assert column("room:living", room="kitchen") == 0.0
    assert column("room:kitchen.sin1", room="kitchen") == column("sin1") != 0.0
    assert column("place:lamp.brightness", place="lamp.brightness") == 1.0
    assert all(column(name) == 0.0 for name in ALL.names if name.startswith("place:"))


def test_a_room_or_lamp_no_longer_there_is_elsewhere() -> None:
    assert column("room:elsewhere", room="conservatory") == 1.0
    assert column("place:elsewhere", place="sold.brightness") == 1.0


@pytest.mark.parametrize("hostile", [-1e300, 1e300, -5.0])
def test_no_reading_makes_a_column_huge(hostile: float) -> None:
    context = make_context(illuminance_lx=hostile, outdoor_c=hostile, outdoor_mean_c=hostile, sun_elevation_deg=hostile)
    assert np.isfinite(ALL.vector(context)).all()
    assert np.abs(ALL.vector(context)).max() < 10.0


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_looks_at_groups_that_exist(kind: str) -> None:
    spec = kinds()[kind]
    assert set(spec.looks_at) <= {*GROUPS, *LISTED}
    columns = layout(spec.looks_at, ROOMS, PLACES)
    x = columns.vector(make_context())
    assert x.shape == (columns.size,)
    assert x.dtype == np.float64
    assert x[0] == 1.0


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_is_complete(kind: str) -> None:
    spec = kinds()[kind]
    assert spec.domain in ("light", "temperature", "music")
    if not spec.choice:
        assert spec.tolerance > 0.0
        assert spec.step > 0.0
        assert spec.low < spec.centre < spec.high
        assert spec.scale > 0.0


@pytest.mark.parametrize(
    "other",
    [
        {"room": "kitchen"},
        {"place": PLACES[0]},
        {"illuminance_lx": 900.0},
        {"outdoor_c": 3.0},
        {"outdoor_mean_c": 3.0},
        {"sun_elevation_deg": -4.0},
        {"activity": "reading"},
        {"company": True},
    ],
)
def test_what_is_kept_of_a_moment_serves_no_other(other: dict[str, object]) -> None:
    one = make_context()
    two = replace(one, **other)  # type: ignore[arg-type]
    columns = Layout(EVERY, ROOMS, PLACES)
    columns.seen(one)
    found = columns.vector(two)
    for name, group in GROUPS.items():
        assert tuple(found[columns.groups[name]]) == group.of(two)
