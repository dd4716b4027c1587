"""Four who agree on nothing share a room for six weeks, and a fifth comes once a week: lived through by ``attune rehearse``."""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from .test_rehearse import lines, rehearse, write

pytestmark = pytest.mark.whole

WANTS = {"ana": "calm", "ben": "jazz", "cem": "radio", "dov": "folk"}
CONFIG = """
home: {{latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}}
earn_autonomy: false
occupants: {{{people}}}
music: {{calm: {{playlist: Calm}}, jazz: {{playlist: Jazz}}, radio: {{playlist: Radio}}, folk: {{playlist: Folk}}}}
rooms:
  den:
    when_empty: {{music: stop, after: 60}}
    devices: [{{topic: {{id: box, state: home/box, command: home/box/set, quantities: {{music: {{key: music}}}}}}}}]
"""


def lived(folder: Path, evenings: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """They come in that order, stay two hours and go."""
    config = folder / "home.yaml"
    people = ", ".join(
        f"{who}: {{learn: [music], presence: [{{topic: home/{who}}}], pinned: [{{room: den, quantity: music, value: {tune}}}]}}"
        for who, tune in WANTS.items()
    )
    config.write_text(CONFIG.format(people=people), "utf-8")
    steps = ""
    for order in evenings:
        come = ", ".join(f"{who}: den" for who in order)
        go = ", ".join(f"{who}: not_home" for who in order)
        steps += f'  - {{at: "19:00", {come}}}\n  - {{at: "+2 h", ask: [box]}}\n  - {{at: "+1 min", {go}}}\n'
    script = write(folder, f'start: "2026-01-12 12:00"\ndevices: {{box: player}}\nsteps:\n{steps}')
    return lines(rehearse(folder, script, "--json", "--keep", str(folder / "kept.db"), config=config))


def whose(told: Sequence[dict[str, Any]]) -> list[str]:
    """Of each evening the one whose music played."""
    of = {tune: who for who, tune in WANTS.items()}
    return [of[line["values"]["music"]] for line in told if line["kind"] == "state"]


def test_of_four_who_agree_on_nothing_each_has_a_quarter_of_the_evenings(tmp_path: Path) -> None:
    orders = [("ana", "ben", "cem", "dov"), ("dov", "cem", "ben", "ana"), ("cem", "ana", "dov", "ben")]
    had = Counter(whose(lived(tmp_path, orders * 14)))
    assert len(had) == 4
    assert max(had.values()) - min(had.values()) <= 2, had
    with contextlib.closing(sqlite3.connect(tmp_path / "kept.db")) as kept:
        owed = dict(kept.execute("select occupant, debt from debts where domain = 'music'"))
    assert owed.keys() == WANTS.keys()
    assert 0.0 == min(owed.values()) <= max(owed.values()) < 2.0, owed


def test_who_comes_once_a_week_has_a_turn_among_those_who_share_every_evening(tmp_path: Path) -> None:
    pair, three = ("ana", "ben"), ("ana", "ben", "cem")
    had = whose(lived(tmp_path, [three if day % 7 == 0 else pair for day in range(43)]))
    visits = had[::7]
    assert 2 <= visits.count("cem") <= 3, visits
    rest = Counter(who for day, who in enumerate(had) if day % 7)
    assert abs(rest["ana"] - rest["ben"]) <= 4, rest
