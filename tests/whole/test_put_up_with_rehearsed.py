"""What somebody puts up with in company does not become their own wish: lived through by ``attune rehearse``."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from .test_rehearse import lines, rehearse, write

pytestmark = pytest.mark.whole

WANTS = {"ana": "calm", "ben": "jazz", "cem": "radio"}
CONFIG = """
home: {{latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}}
earn_autonomy: false
occupants: {{{people}}}
music: {{calm: {{playlist: Calm}}, jazz: {{playlist: Jazz}}, radio: {{playlist: Radio}}}}
rooms:
  den:
    sharing: {{music: {policy}}}
    when_empty: {{music: stop, after: 60}}
    devices: [{{topic: {{id: box, state: home/box, command: home/box/set,
      quantities: {{music: {{key: music}}, volume: {{key: volume, low: 0, high: 100}}}}}}}}]
"""


def evenings(folder: Path, policy: str, orders: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Eight evenings alone for each, music by hand; then one in company for each order, two hours, and they go one by one."""
    people = sorted({who for order in orders for who in order})
    config = folder / "home.yaml"
    blocks = ", ".join(f"{who}: {{learn: [music], presence: [{{topic: home/{who}}}]}}" for who in people)
    config.write_text(CONFIG.format(people=blocks, policy=policy), "utf-8")
    alone = "".join(
        f"""
      - {{at: "18:30", about: "20 min", {who}: den}}
      - {{at: "+1 min", want: {{box: {{music: {WANTS[who]}}}}}, by: {who}}}
      - {{at: "+2 h", {who}: not_home}}"""
        for who in people
    )
    together = "".join(_evening(order) for order in orders)
    script = f'start: "2026-01-12 12:00"\ndevices: {{box: player}}\nsteps:\n  - repeat: 8\n    steps:{alone}\n{together}'
    return lines(rehearse(folder, write(folder, script), "--json", config=config))


def _evening(order: Sequence[str]) -> str:
    first, *others = order
    come = "".join(f'  - {{at: "+1 min", {who}: den}}\n' for who in others)
    go = "".join(f'  - {{at: "+1 min", {who}: not_home}}\n' for who in order)
    return f'  - {{at: "18:30", {first}: den}}\n{come}  - {{at: "+2 h", ask: [box]}}\n{go}'


def heard(told: Sequence[dict[str, Any]]) -> list[str]:
    """What played on each evening in company, as they left."""
    return [line["values"]["music"] for line in told if line["kind"] == "state"]


def test_who_came_first_has_their_music_however_often_it_was_the_other_before(tmp_path: Path) -> None:
    orders = [("ben", "ana")] * 5 + [("ana", "ben")] * 3 + [("ben", "ana")] * 4 + [("ana", "ben")] * 2
    assert heard(evenings(tmp_path, "first", orders)) == [WANTS[first] for first, _ in orders]


def test_of_three_each_has_their_music_as_often_as_the_others(tmp_path: Path) -> None:
    played = heard(evenings(tmp_path, "content", [("ben", "ana", "cem"), ("cem", "ben", "ana")] * 6))
    assert {name: played.count(name) for name in WANTS.values()} == {"calm": 4, "jazz": 4, "radio": 4}
