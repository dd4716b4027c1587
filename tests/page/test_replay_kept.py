"""What a replay has shown to be better is had from now on, by one order."""

import re

import pytest

from .rig import Served, Visitor
from .test_replay import came_to, served

pytestmark = [pytest.mark.broker, pytest.mark.whole]
__all__ = ["served"]


def test_what_was_tried_is_looked_at_and_written(served: Served) -> None:
    ana, config = Visitor(served.port).comes_in(served.hub, "ana"), served.hub.config
    assert ana.orders("/replay/keep").status == 404
    assert ana.orders("/replay", days="1", autonomy="watch", quiet_from="21:00", quiet_to="07:00").status == 303
    assert "Have it so from now on" in came_to(ana)
    before = config.read_text()
    looked = ana.orders("/replay/keep")
    assert looked.status == 200
    assert config.read_text() == before
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', looked.text))
    assert ana.post("/replay/keep", form).headers["location"] == "/replay"
    assert '"autonomy": "watch"' in config.read_text()
    assert '"quiet_hours": {"from": "21:00", "to": "07:00"}' in config.read_text()
    assert served.hub.status()["autonomy"] == "watch"  # the hub has it by then
    assert Visitor(served.port).comes_in(served.hub, "ben").orders("/replay/keep").status == 403


def test_a_pin_is_seen_on_the_recorded_days_before_it_is_one_and_written_by_whose_it_is(served: Served) -> None:
    ana, config = Visitor(served.port).comes_in(served.hub, "ana"), served.hub.config
    path, before = "/person/ana/pins/brightness/try", config.read_text()
    pin = {"room": "kitchen", "value": "90", "from": "18:00", "to": "22:00"}
    assert Visitor(served.port).comes_in(served.hub, "ben").orders("/person/ben/pins/brightness/try", **pin).status == 403
    assert ana.orders("/person/ben/pins/brightness/try", **pin).status == 403
    assert ana.orders(path, **{**pin, "room": "nowhere"}).status == 404
    assert ana.orders(path, **pin).status == 303
    told = came_to(ana)
    assert "With this pinned: Kitchen: brightness 90 %, 18:00 to 22:00" in told
    assert config.read_text() == before
    looked = ana.orders("/replay/keep")
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', looked.text))
    assert ana.post("/replay/keep", form).status == 303
    assert '"quantity": "brightness", "value": 0.9' in config.read_text()
    assert "Kitchen: brightness 90 %" in ana.get("/person/ana").text
