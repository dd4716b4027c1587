"""The hub as it runs: whoever asks is answered, also where answering goes wrong."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.api.answers import Answers
from hub.rehearsal.clock import SimulatedClock
from hub.rehearsal.stage import Stage

from .rehearsal.rig import make_home


def test_whoever_asks_what_a_bug_cannot_answer_is_told_so_at_once_and_the_hub_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, clock = make_home(tmp_path), SimulatedClock(datetime(2026, 3, 2, tzinfo=UTC))
    with Stage(home, tmp_path / "attune.db", clock, lambda _outgoing, _is_hubs: None) as stage:
        with monkeypatch.context() as broken:
            broken.setattr(Answers, "answer", lambda *_: dict[str, Any]()["nothing"])
            assert stage.ask("status")["code"] == "bug"
        assert stage.ask("status")["running"] is True
