"""What ``attune status`` prints of the link."""

from typing import Any

import pytest

from hub.commands.print import printed


def status(**link: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {"paused": False, "observing": False, "rooms": [], "people": [], "missing": [], "problems": []}
    return {"running": True, "link": {"state": "up", "problem": "", **link}, **nothing}


def test_what_was_lost_is_counted_where_something_was(capsys: pytest.CaptureFixture[str]) -> None:
    printed("status", status(dropped=3, late=0, unsent=12, forbidden=0))
    assert "since the start: 3 messages heard that cannot be used, 12 messages not sent" in capsys.readouterr().out
    printed("status", status(dropped=0, late=0, unsent=0, forbidden=0))
    assert "since the start" not in capsys.readouterr().out


def test_a_link_that_is_down_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    printed("status", status(state="down", problem="the broker hung up"))
    assert "broker: down (the broker hung up)" in capsys.readouterr().out
