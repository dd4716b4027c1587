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


AMSTERDAM = {"time_zone": "Europe/Amsterdam"}


def test_a_pause_ends_by_the_homes_clock_and_not_by_the_machines(capsys: pytest.CaptureFixture[str]) -> None:
    printed("pause", {"paused": True, "until": "2026-11-30T01:00:00+00:00", **AMSTERDAM})
    assert capsys.readouterr().out == "Paused: nothing is sent or learned until Mon 30 Nov 02:00, or attune resume.\n"
    printed("status", {**status(), **AMSTERDAM, "paused": True, "paused_until": "2026-11-30T01:00:00+00:00"})
    assert "PAUSED: nothing is sent or learned until Mon 30 Nov 02:00" in capsys.readouterr().out


def test_why_tells_the_time_of_the_home(capsys: pytest.CaptureFixture[str]) -> None:
    document = {"id": "2s7z", "at": "2026-11-30T00:04:10+00:00", "trigger": "arrival", "sentence": "…", "wishes": []}
    printed("why", {**document, **AMSTERDAM})
    assert "decision 2s7z, Mon 30 Nov 01:04:10, arrival" in capsys.readouterr().out


def test_who_need_not_earn_anything_is_not_said_to_be_watched(capsys: pytest.CaptureFixture[str]) -> None:
    ana = {"person": "ana", "home": True, "room": "kitchen", "learns": ["light"], "examples": {}}
    printed("status", {**status(), "people": [ana], "autonomy": "act", "earn_autonomy": True})
    assert "watches" in capsys.readouterr().out
    printed("status", {**status(), "people": [ana], "autonomy": "act", "earn_autonomy": False})
    out = capsys.readouterr().out
    assert "watches" not in out
    assert "everything" in out


def test_a_receipt_names_only_what_there_was(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {"examples": 12, "debts": 0, "page_codes": 1}
    printed("forget", {"when": "2026-11-30T00:04:10+00:00", "rows": rows, "backups": 0, "priors": False})
    assert "rows: examples 12, page codes 1\n" in capsys.readouterr().out


def test_who_agreed_to_nothing_is_not_said_to_be_acted_for(capsys: pytest.CaptureFixture[str]) -> None:
    mia = {"person": "mia", "home": True, "room": "kitchen", "learns": [], "examples": {}}
    printed("status", {**status(), "people": [mia], "autonomy": "act", "earn_autonomy": False})
    out = capsys.readouterr().out
    assert "nothing" in out
    assert "everything" not in out


def test_who_has_said_nothing_yet_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    printed("status", {**status(), "unheard": ["home/presence/ana", "lamp"]})
    assert "has said nothing so far: home/presence/ana, lamp" in capsys.readouterr().out
