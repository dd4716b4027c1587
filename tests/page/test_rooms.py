"""Rooms, log and house: who may order what there, and that it counts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.whole.living import Household, Hub, teach

from .rig import Visitor, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.whole]


@pytest.fixture(scope="module", autouse=True)
def lived(hub: Hub, home: Household) -> None:
    """Ana and Ben have each been in the kitchen."""
    lamp = home.devices["kitchen_lamp"]
    teach(home, "ana", "kitchen", lamp, times=8, state="ON", brightness=76)
    for who in ("ben", "ana"):
        home.sets(lamp, state="OFF")
        mark = home.mark()
        home.goes(who, "kitchen")
        home.decision(mark)
        home.heeded()
        home.goes(who, "not_home")
        home.heeded()


def test_only_the_keeper_says_how_far_the_hub_may_go_in_a_room(hub: Hub, visitor: Callable[[str | None], Visitor]) -> None:
    for other in ("ben", "tom", None):
        assert "/rooms/kitchen/autonomy" not in visitor(other).get("/rooms").text
        assert visitor(other).orders("/rooms/kitchen/autonomy", level="watch").status == 403
    ana = visitor("ana")
    assert ana.orders("/rooms/kitchen/autonomy", level="watch").status == 303
    assert '<option value="watch" selected>' in ana.get("/rooms").text
    assert ana.orders("/rooms/nowhere/autonomy", level="watch").status == 404
    assert ana.orders("/rooms/kitchen/autonomy", level="rule").status == 404
    assert ana.orders("/rooms/kitchen/autonomy", level="act").status == 303


def test_what_was_earned_with_somebody_only_they_see(visitor: Callable[[str | None], Visitor]) -> None:
    assert 'scope="rowgroup" colspan="3">Ana</th>' in visitor("ana").get("/rooms").text
    for other in ("ben", "tom", None):
        assert 'scope="rowgroup" colspan="3">Ana</th>' not in visitor(other).get("/rooms").text


def test_a_room_tells_its_people_whose_wish_counts_and_a_tablet_does_not(visitor: Callable[[str | None], Visitor]) -> None:
    assert "Where wishes differ: by turns, as pleases most." in visitor("ana").get("/rooms").text
    assert "Where wishes differ" not in visitor(None).get("/rooms").text


def test_a_mode_is_set_and_told_at_home(hub: Hub, visitor: Callable[[str | None], Visitor]) -> None:
    wall = visitor(None)
    assert wall.orders("/mode", name="party").status == 303
    assert hub.status()["mode"]["mode"] == "party"
    assert "The home now: Party" in wall.get("/").text
    assert wall.orders("/mode", name="nonsense").status == 404
    assert wall.orders("/mode", name="party", until="doomsday").status == 404
    assert wall.orders("/mode", name="party", until="2h").status == 303
    until = datetime.fromisoformat(hub.status()["mode"]["until"])
    assert timedelta(minutes=90) < until - datetime.now(UTC) <= timedelta(hours=2)
    assert wall.orders("/mode", name="normal").status == 303
    assert hub.status()["mode"]["mode"] == "normal"


def test_the_log_holds_what_one_had_a_part_in_and_no_more(visitor: Callable[[str | None], Visitor]) -> None:
    ana, ben = visitor("ana"), visitor("ben")
    wait_until(lambda: "When Ana came" in ana.get("/log").text)
    assert "When Ana came" not in ben.get("/log").text
    assert "When Ben came" in ben.get("/log").text
    assert visitor(None).get("/log").status == 403
    assert "Nothing." in visitor("kim").get("/log").text
    assert "When Ana came" in ana.get("/log?room=kitchen&outcome=sent").text
    assert "Nothing." in ana.get("/log?room=hall").text
    assert "Nothing." in ana.get("/log?day=2020-01-01").text
    assert ana.get("/log?day=rubbish&room=rubbish&outcome=rubbish").status == 200
    assert ana.get("/log?day=9999-12-31").status == 200


def test_the_house_is_its_keepers_to_look_at(visitor: Callable[[str | None], Visitor]) -> None:
    text = visitor("ana").get("/house").text
    assert "connected" in text
    for other in ("ben", "tom", None):
        assert visitor(other).get("/house").status == 403
        assert 'href="/house"' not in visitor(other).get("/").text
