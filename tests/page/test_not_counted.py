"""A time that does not count, on the log: shown before it is so, one's own alone, and counted again."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.api.console import ask
from tests.whole.living import teach

from .conftest import serving
from .rig import Served, Visitor

pytestmark = [pytest.mark.broker, pytest.mark.whole]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """In whose kitchen Ana and Ben have set the lamp, each in their way."""
    with serving(tmp_path_factory.mktemp("page")) as found:
        home, lamp = found.home, found.home.devices["kitchen_lamp"]
        teach(home, "ana", "kitchen", lamp, times=4, state="ON", brightness=76)
        teach(home, "ben", "kitchen", lamp, times=4, state="ON", brightness=200)
        home.quiet(0.5)
        yield found


def span(**more: str) -> dict[str, str]:
    now = datetime.now(ZoneInfo("Europe/Amsterdam"))
    times = {"from": now - timedelta(hours=3), "to": now + timedelta(hours=1)}
    return {**{name: f"{at:%Y-%m-%dT%H:%M}" for name, at in times.items()}, "room": "", **more}


def counted(served: Served) -> dict[str, int]:
    """By person, how many lessons count."""
    told = ask(served.hub.folder / "attune.db", "now")
    assert told is not None
    return {who: sum(known["examples"].values()) for who, known in told["people"].items()}


def test_what_would_go_is_shown_left_out_and_counted_again(served: Served) -> None:
    before = counted(served)
    assert before["ana"] > 0 < before["ben"]
    ana = Visitor(served.port).comes_in(served.hub, "ana")
    shown = ana.orders("/log/leave-out", **span(who="ana"))
    assert shown.status == 200
    assert "Shall this not count?" in shown.text
    assert "Ben" not in shown.text
    assert counted(served) == before  # until she says so
    done = ana.orders("/log/leave-out", **span(who="ana"), really="yes")
    assert done.headers["location"] == "/log?done=forget"
    assert counted(served) == {**before, "ana": 0}
    log = ana.get("/log?done=forget").text
    assert "does not count any more" in log
    (at,) = re.findall(r'name="at" value="([^"]+)"', log)
    assert ana.orders("/log/count-again", at=at).headers["location"] == "/log?done=again"
    assert counted(served) == before
    assert "Count again" not in ana.get("/log").text
    assert ana.orders("/log/count-again", at=at).status == 404


def test_another_s_is_not_theirs_to_leave_out_or_to_count_again_and_only_the_keeper_speaks_for_all(served: Served) -> None:
    before = counted(served)
    ana, ben = (Visitor(served.port).comes_in(served.hub, who) for who in ("ana", "ben"))
    for who in ("ana", "", "tom", "nobody"):
        assert ben.orders("/log/leave-out", **span(who=who), really="yes").status == 403
    assert counted(served) == before
    shown = ana.orders("/log/leave-out", **span(who="")).text
    assert "others" in shown  # how many, not whose and what
    assert "Ben" not in shown
    ana.orders("/log/leave-out", **span(who="ana"), really="yes")
    (at,) = re.findall(r'name="at" value="([^"]+)"', ana.get("/log").text)
    assert at not in ben.get("/log").text
    assert ben.orders("/log/count-again", at=at).status == 403
    ana.orders("/log/leave-out", **span(who=""), really="yes")
    assert counted(served) == dict.fromkeys(before, 0)
    for at in re.findall(r'name="at" value="([^"]+)"', ana.get("/log").text):
        ana.orders("/log/count-again", at=at)
    assert counted(served) == before


def test_a_wall_has_no_log_and_nonsense_leaves_out_nothing(served: Served) -> None:
    before = counted(served)
    wall = Visitor(served.port).comes_in(served.hub, None)
    assert wall.orders("/log/leave-out", **span(who=""), really="yes").status == 403
    ana = Visitor(served.port).comes_in(served.hub, "ana")
    for wrong in ({"from": "yesterday"}, {"room": "attic"}, {"to": ""}):
        assert ana.orders("/log/leave-out", **{**span(who="ana"), **wrong}, really="yes").status == 404
    backwards = span(who="ana")
    backwards["from"], backwards["to"] = backwards["to"], backwards["from"]
    answer = ana.orders("/log/leave-out", **backwards, really="yes")
    assert answer.status == 409
    assert "no time that can be meant" in answer.text
    assert counted(served) == before
