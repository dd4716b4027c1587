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
