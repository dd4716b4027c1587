"""Nobody sits in the dark by turns: the last lamp stays lit for who wants light, another lamp or level does not matter."""

from dataclasses import replace
from pathlib import Path

import pytest

from devices.vocabulary import DeviceId, OccupantId, RoomId
from hub.deciding.kept_lit import kept_lit
from hub.deciding.room_view import RoomView
from hub.decision import Outcome, Wish

from ..a_house import LAMP, Living
from ..build import moment

KITCHEN, ANA, BEN = RoomId("kitchen"), OccupantId("ana"), OccupantId("ben")
OUT = Wish(KITCHEN, LAMP, "power", "power", False, True, 0.9, contents={ANA: 0.1, BEN: 0.9}, settled="content", turn=BEN)


@pytest.fixture
def view(tmp_path: Path) -> RoomView:
    home = Living(tmp_path)
    home.hear("home/lamp", '{"on": "on", "level": 60}', 1)
    return RoomView(home.house, KITCHEN, moment(2))


def test_the_last_lamp_is_not_put_out_over_somebody_who_wants_light(view: RoomView) -> None:
    (kept,) = kept_lit(view, [OUT])
    assert (kept.outcome, kept.reason.code) == (Outcome.HELD, "lit_for")


@pytest.mark.parametrize(
    "wishes",
    [
        [replace(OUT, settled="owner")],
        [replace(OUT, contents={ANA: 0.8, BEN: 0.9})],
        [replace(OUT, value=True, now=False)],
    ],
)
def test_what_was_declared_or_suits_all_is_done(view: RoomView, wishes: list[Wish]) -> None:
    assert kept_lit(view, wishes) == wishes


def test_another_lamp_that_shines_is_light_enough(tmp_path: Path) -> None:
    lamps = [
        {"topic": {"id": one, "state": f"home/{one}", "command": f"home/{one}/set", "quantities": {"power": {"key": "on"}}},
         "as": "light"}
        for one in ("lamp", "floor")
    ]  # fmt: skip
    home = Living(tmp_path, rooms={"kitchen": {"devices": lamps}, "hall": {}})
    view, floor = RoomView(home.house, KITCHEN, moment(2)), replace(OUT, device=DeviceId("floor"))
    assert kept_lit(view, [OUT, replace(floor, value=True, now=False)])[0] == OUT
    assert kept_lit(view, [OUT, floor])[0].outcome is Outcome.HELD
    home.close()
