"""What is written down for a replay: of people who agreed only, bounded, and gone with them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import OccupantId
from hub.steps.recorder import MANY
from hub.store.reader import read_pieces
from hub.store.recorded_people import shortened
from hub.store.tables.recorded import Piece

from ..a_house import Living
from ..build import moment

ANA = OccupantId("ana")
AGREED: dict[str, Any] = {"learn": ["light"], "presence": [{"topic": "home/presence/ana"}]}


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Any]:
    made: list[Living] = []

    def make(**more: Any) -> Living:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Living(folder, **more))
        return made[-1]

    yield make
    for home in made:
        home.close()


def evening(home: Living, at_s: float = 10.0) -> None:
    """Ana comes, lights the lamp by hand, and a while later everything has been written down."""
    home.hear("home/presence/ana", "kitchen", at_s)
    home.hear("home/lamp", '{"on": "on", "level": 30}', at_s + 20)
    home.tick(at_s + 30)
    home.tick(at_s + 100)


def pieces(home: Living) -> list[Piece]:
    return [piece for _, piece in read_pieces(home.store.path)]


def rows(home: Living) -> list[Any]:
    return [row for piece in pieces(home) for _, several in piece.rows for row in several]


def test_who_came_what_a_hand_set_and_what_was_decided_is_there_a_minute_later(homes: Any) -> None:
    home = homes()
    home.hear("home/lamp", '{"on": "off", "level": 60}', 1)
    evening(home)
    found = rows(home)
    assert ["e", "Seen", {"source": "home/presence/ana", "place": "kitchen"}] in found
    assert ["e", "Reported", {"device": "lamp", "trait": "power", "value": True}, "hand"] in found
    assert [row[1]["trigger"] for row in found if row[0] == "d"] == ["arrival"]
    assert pieces(home)[0].kind == "start"
    assert all(piece.people == (ANA,) for piece in pieces(home))


def test_nothing_is_written_while_somebody_comes_in(homes: Any) -> None:
    home = homes()
    home.hear("home/presence/ana", "kitchen", 10)
    home.tick(10.1)
    assert pieces(home) == []


def test_once_much_has_been_heard_it_is_written_at_once_so_that_a_piece_stays_small(homes: Any) -> None:
    home = homes()
    for number in range(MANY):
        home.hear("home/lamp", json.dumps({"on": "on", "level": 30 + number % 2}), 10 + number / 100)
    assert home.step.recorder.next_deadline() == 0.0
    home.tick(13)
    assert sum(len(moment[1]) for piece in pieces(home) for moment in piece.rows) > 0
    assert home.step.recorder.next_deadline() is None


def test_before_anybody_agreed_nothing_is_written(homes: Any) -> None:
    home = homes(occupants={"ana": {**AGREED, "learn": []}})
    evening(home)
    assert pieces(home) == []


def test_while_somebody_who_has_not_agreed_may_be_at_home_nothing_is_written_and_it_goes_on_when_they_have_left(
    homes: Any,
) -> None:
    tom = {"learn": [], "presence": [{"topic": "home/presence/tom"}]}
    home = homes(occupants={"ana": AGREED, "tom": tom})
    home.hear("home/presence/tom", "kitchen", 1)
    evening(home)
    assert pieces(home) == []
    home.hear("home/presence/tom", "not_home", 200)
    home.tick(270)
    home.hear("home/lamp", '{"on": "off", "level": 30}', 280)
    home.tick(281)
    home.tick(350)
    home.hear("home/presence/ana", "hall", 360)
    home.tick(361)
    home.tick(430)
    home.hear("home/lamp", '{"on": "on", "level": 30}', 440)
    home.tick(441)
    home.tick(510)
    first, *others = pieces(home)
    assert first.kind == "gap"
    assert ["lamp", "power", False] in first.began["values"]
    assert others
    assert "tom" not in str([(piece.people, piece.rows, piece.began) for piece in pieces(home)])


def test_consent_taken_back_takes_it_along(homes: Any) -> None:
    home = homes()
    evening(home)
    assert pieces(home)
    home.step.personal_data.consent(ANA, (), moment(200))
    assert pieces(home) == []


def test_who_is_forgotten_is_in_no_byte_of_it_not_even_what_waited(homes: Any) -> None:
    home = homes()
    evening(home)
    home.hear("home/presence/ana", "hall", 150)
    home.tick(151)
    receipt = home.step.personal_data.forget(ANA, moment(152))
    assert receipt["rows"]["recorded"] > 0
    assert receipt["files_left"] == 0
    assert len(home.house.standing.recording) == 0
    home.step.recorder.write(moment(153))
    assert rows(home) == []


def test_a_new_day_begins_with_how_everything_is_and_drops_what_is_too_old(homes: Any) -> None:
    home = homes()
    for day in range(4):
        evening(home, 10.0 + day * 86_400.0)
    kinds = [piece.kind for piece in pieces(home) if piece.kind]
    assert kinds == ["start", "day", "day", "day"]
    newest = [piece for piece in pieces(home) if piece.kind == "day"][-1]
    assert ["lamp", "power", True] in newest.began["values"]
    home.reload(storage={"path": str(home.store.path), "recorded": 2})
    evening(home, 10.0 + 4 * 86_400.0)
    assert {piece.at.date() for piece in pieces(home)} == {moment(day * 86_400.0).at.date() for day in (2, 3, 4)}


def test_there_is_never_more_than_fits(homes: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.store.recorded_people.MOST_BYTES", 3000)
    home = homes()
    for number in range(40):
        home.store.recorded.add(Piece("", moment(number).at, (ANA,), [0.0, "x"], None, ["x" * 100]))
    home.store._transactions.write(lambda: shortened(home.store._transactions.connection, ""), is_lesson=False)
    left = pieces(home)
    assert 10 < len(left) <= 20
    assert left[-1].at == moment(39).at


def test_without_days_to_keep_nothing_is_kept(homes: Any, tmp_path: Path) -> None:
    home = homes(storage={"path": str(tmp_path / "0" / "attune.db"), "recorded": 0})
    evening(home)
    assert pieces(home) == []


def test_an_export_has_it(homes: Any, tmp_path: Path) -> None:
    home = homes()
    evening(home)
    files = home.store.export(ANA, tmp_path / "export")
    assert any(file.name == "recorded.csv" and "Seen" in file.read_text("utf-8") for file in files)
