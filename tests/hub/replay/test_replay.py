"""Days lived through once more: the same under the same configuration, and told where another makes a difference."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import RoomId
from hub.config import Config
from hub.errors import NotPossible
from hub.replay.lanes import pairs
from hub.store.reader import read_examples

from ..rehearsal.rig import make_home
from .rig import keeping, looking, recorded, relived, told

LIT = {"power": True, "brightness": 0.3, "colour_temperature": 2700}
EVENING: list[dict[str, Any]] = [
    {"at": "18:00", "ana": "living_room"},
    {"at": "+1 min", "want": {"lamp": LIT}},
    {"at": "+1 h", "ana": "not_home"},
    {"at": "+3 h", "want": {"lamp": {"power": False}}},
]
WEEKS = {"repeat": 12, "every": "day", "steps": EVENING}


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("days")
    return recorded(folder, WEEKS)


def decisions(lane: Any) -> list[Any]:
    return [(d.moment, d.room, d.trigger, [(w["device"], w["quantity"], w["value"], w["outcome"], w["code"]) for w in d.wishes])
            for d in lane.decided]  # fmt: skip


def test_the_same_configuration_decides_the_same_at_the_same_moments(days: Path, tmp_path: Path) -> None:
    lived = relived(days, make_home(tmp_path))
    assert len(lived.was.decided) > 12
    assert decisions(lived.would) == decisions(lived.was)
    assert lived.would.to_json() == lived.was.to_json()
    assert lived.was.to_json()["acts"] > 5


def test_the_hub_looks_at_the_recorded_moments_exactly_and_so_learns_the_same_of_long_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[dict[str, Any]] = [
        {"at": "07:25", "ben": "kitchen"},
        {"at": "+18.694136 s", "ana": "living_room"},
        {"at": "+35 s", "want": {"lamp": LIT}},
        {"at": "+8.31237 min", "ben": "not_home"},
        {"at": "+9.31641 min", "ben": "kitchen"},
        {"at": "+17.3123 min", "ben": "not_home"},
        {"at": "+5.013 h", "ana": "not_home"},
    ]
    looks = looking(monkeypatch)
    days = recorded(tmp_path, {"repeat": 4, "every": "day", "steps": steps}, start="2026-03-02 00:00")
    then = looks.copy()
    looks.clear()
    keeping(monkeypatch, tmp_path / "again.db")
    relived(days, make_home(tmp_path))
    assert len(then) > 400
    assert looks == then
    lessons, again = ([(e.at, e.kind, e.value, e.source, e.context) for e in read_examples(path)]
                      for path in (days, tmp_path / "again.db"))  # fmt: skip
    assert len(lessons) > 20
    assert again == lessons


def test_a_hub_that_only_watches_would_have_been_answered_by_hands(days: Path, tmp_path: Path) -> None:
    differences, summary = told(days, make_home(tmp_path, autonomy="watch"))
    assert differences
    assert all(line["would"] == [] for line in differences if line["trigger"] == "arrival")
    assert summary["would"]["acts"] == 0
    assert summary["would"]["hands_guessed"] > 0
    assert summary["would"]["hands"] > summary["was"]["hands"]
    assert "guess" in summary["guess"]


def test_an_act_that_never_was_is_set_right_where_people_had_it_otherwise(days: Path, tmp_path: Path) -> None:
    pins = [
        {"room": "living_room", "quantity": "power", "value": True},
        {"room": "living_room", "quantity": "brightness", "value": 0.9},
    ]
    people = {
        "ana": {"learn": ["light"], "presence": [{"topic": "home/presence/ana"}], "pinned": pins},
        "ben": {"learn": ["light"], "presence": [{"topic": "home/presence/ben"}]},
    }
    _, summary = told(days, make_home(tmp_path, occupants=people))
    assert summary["would"]["acts_corrected"] > summary["was"]["acts_corrected"]
    assert summary["would"]["hands_guessed"] > 0


def test_light_that_burns_longer_is_counted(days: Path, tmp_path: Path) -> None:
    home = make_home(tmp_path)
    rooms = {**home.rooms}
    living = rooms[RoomId("living_room")]
    kept_on = replace(living, when_empty=replace(living.when_empty, light="keep"))
    other = replace(home, rooms={**rooms, RoomId("living_room"): kept_on})
    _, summary = told(days, other)
    assert summary["would"]["light_minutes"] > summary["was"]["light_minutes"]


def test_only_the_days_asked_for_are_lived_through_from_how_everything_was_then(days: Path, tmp_path: Path) -> None:
    lived = relived(days, make_home(tmp_path), 3)
    assert (lived.end - lived.start).days <= 3
    same = sum(was is not None and would is not None for was, would in pairs(lived.was.decided, lived.would.decided))
    assert same >= len(lived.was.decided) - 1
    assert lived.was.to_json()["acts"] == lived.would.to_json()["acts"] > 0


def test_orders_a_kill_and_a_broker_that_was_away_are_lived_through_too(tmp_path: Path) -> None:
    days = recorded(
        tmp_path,
        {"repeat": 6, "every": "day", "steps": EVENING},
        {"at": "18:00", "ana": "living_room"},
        {"at": "+5 min", "order": {"undo": "last"}},
        {"at": "+1 min", "pause": True},
        {"at": "+1 min", "pause": False},
        {"at": "+20 min", "hub": "kill"},
        {"at": "+1 min", "hub": "start"},
        {"at": "+10 min", "ana": "not_home"},
        {"at": "18:00", "ana": "living_room"},
        {"at": "+5 min", "broker": "down"},
        {"at": "+5 min", "broker": "up"},
        {"at": "+1 h", "ana": "not_home"},
        {"at": "+1 h", "ben": "kitchen"},
    )
    differences, summary = told(days, make_home(tmp_path))
    assert differences == []
    assert summary["same"] > 10


def test_of_a_home_where_nothing_is_recorded_it_is_said_why(tmp_path: Path) -> None:
    home: Config = make_home(tmp_path, storage={"path": "attune.db", "recorded": 0})
    with pytest.raises(NotPossible, match="nothing is recorded"):
        relived(recorded(tmp_path, *EVENING, home=home), home)


def test_the_home_s_own_database_is_only_read(days: Path, tmp_path: Path) -> None:
    before = days.read_bytes()
    relived(days, make_home(tmp_path))
    assert days.read_bytes() == before
    assert [file.name for file in days.parent.iterdir() if file.name.startswith("kept.db")] == ["kept.db"]
