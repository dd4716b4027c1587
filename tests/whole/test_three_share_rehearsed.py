"""Three people of three wishes and one room, by turns: lived through by ``attune rehearse``.

With a pair who come and go at other times, a child who agreed to nothing, a guest, and somebody of whom nothing is known.
"""

import contextlib
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .test_rehearse import lines, rehearse, write

pytestmark = pytest.mark.whole

LEVELS = {"ana": 0.2, "ben": 0.5, "cem": 0.9}
CONFIG = """
home: {latitude: 52.37, longitude: 4.9, time_zone: Europe/Amsterdam}
earn_autonomy: false
occupants:
  ana:
    learn: [light]
    presence: [{topic: home/ana}]
    pinned: [&on {room: den, quantity: power, value: true}, {room: den, quantity: brightness, value: 0.2}]
  ben: {learn: [light], presence: [{topic: home/ben}], pinned: [*on, {room: den, quantity: brightness, value: 0.5}]}
  cem: {learn: [light], presence: [{topic: home/cem}], pinned: [*on, {room: den, quantity: brightness, value: 0.9}]}
  newt: {learn: [light], presence: [{topic: home/newt}]}
  dora: {presence: [{topic: home/dora}], guardians: [ana], limits: {brightness: 40}}
rooms:
  den:
    devices: [{zigbee2mqtt: den_lamp}]
    sensors: [{zigbee2mqtt: den_motion}]
    when_empty: {light: "off", after: 60}
"""
TOGETHER = """
  - repeat: 12
    every: day
    steps:
      - {at: "19:00", about: "5 min", ANA: den}
      - {at: "+10 min", BEN: den}
      - {at: "+10 min", CEM: den}
      - {at: "+1 h", ask: [den_lamp]}
      - {at: "22:00", ana: not_home, ben: not_home, cem: not_home}
"""


def lived(folder: Path, steps: str, *words: str) -> list[dict[str, Any]]:
    config = folder / "home.yaml"
    config.write_text(CONFIG, "utf-8")
    script = f'start: "2026-01-12 12:00"\ndevices: {{den_lamp: light, den_motion: motion}}\nsteps:{steps}'
    return lines(rehearse(folder, write(folder, script), "--json", *words, config=config))


def in_turn(*order: str) -> str:
    return TOGETHER.replace("ANA", order[0]).replace("BEN", order[1]).replace("CEM", order[2])


def whose(told: list[dict[str, Any]]) -> list[str]:
    """Of each look at the lamp the one who has it as they like."""
    looked = [line["values"]["brightness"] for line in told if line["kind"] == "state" and line["asked"] == "den_lamp"]
    return [min(LEVELS, key=lambda who: abs(LEVELS[who] - level)) for level in looked]


def sentences(told: list[dict[str, Any]], *people: str) -> Iterator[str]:
    """Of decisions made with just these there."""
    for line in told:
        if line["kind"] == "decision" and sorted(line["occupants"]) == sorted(people):
            yield line["sentence"]


def test_each_of_three_has_a_third_of_the_evenings_whoever_comes_first(tmp_path: Path) -> None:
    for order in (("ana", "ben", "cem"), ("cem", "ana", "ben")):
        evenings = Counter(whose(lived(tmp_path, in_turn(*order))))
        assert len(evenings) == 3
        assert max(evenings.values()) - min(evenings.values()) <= 2, f"{order}: {evenings}"


def test_whose_turn_it_is_and_what_the_others_would_have_is_said(tmp_path: Path) -> None:
    told = lived(tmp_path, in_turn("ana", "ben", "cem"))
    said = list(sentences(told, "ana", "ben", "cem"))
    assert len(said) >= 12
    for sentence in said:
        found = re.search(r"\((\w+)'s turn: (.*)\)", sentence)
        assert found, sentence
        for other in LEVELS.keys() - {found[1]}:
            assert f"{other} would have brightness {LEVELS[other] * 100:.0f} %" in found[2]


def test_a_pair_who_come_and_go_at_other_times_is_owed_no_more_for_it(tmp_path: Path) -> None:
    evening = """
  - repeat: 12
    every: day
    steps:
      - {at: "18:00", ana: den, ben: den}
      - {at: "19:30", ask: [den_lamp]}
      - {at: "20:00", cem: den}
      - {at: "20:30", ask: [den_lamp]}
      - {at: "21:00", ana: not_home}
      - {at: "21:30", ask: [den_lamp]}
      - {at: "22:00", ben: not_home, cem: not_home}
"""
    had = whose(lived(tmp_path, evening))
    pair, all_three, others = had[::3], had[1::3], had[2::3]
    assert set(pair) == {"ana", "ben"}
    assert all(count >= 3 for count in Counter(all_three).values())
    assert set(all_three) == set(LEVELS)
    assert "ana" not in [who for who, before in zip(others, all_three, strict=True) if before != "ana"], "she has gone"


def test_a_child_who_agreed_to_nothing_has_no_turn_and_is_in_no_file_but_bounds_hold(tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    steps = (
        in_turn("ana", "ben", "cem").replace("cem: den", "cem: den, dora: den").replace("cem: not", "dora: not_home, cem: not")
    )
    told = lived(tmp_path, steps, "--keep", str(kept))
    levels = [line["values"]["brightness"] for line in told if line["kind"] == "state" and line["asked"] == "den_lamp"]
    assert max(levels) <= 0.41
    assert not [sentence for sentence in sentences(told, "ana", "ben", "cem", "dora") if "dora's turn" in sentence]
    with contextlib.closing(sqlite3.connect(kept)) as read:
        assert {who for (who,) in read.execute("select distinct occupant from debts")} == {"ana", "ben", "cem"}
        assert "dora" not in "\n".join(read.iterdump())


def test_somebody_whose_habit_is_unknown_has_no_say(tmp_path: Path) -> None:
    steps = in_turn("ana", "newt", "cem").replace("ben: not_home", "newt: not_home")
    told = lived(tmp_path, steps.replace("repeat: 12", "repeat: 2"))  # what they leave as it is becomes known in time
    assert Counter(whose(told)).keys() == {"ana", "cem"}
    assert not [sentence for sentence in sentences(told, "ana", "newt", "cem") if "newt's turn" in sentence]


def test_with_a_guest_who_moves_about_the_residents_take_turns_as_before(tmp_path: Path) -> None:
    guests = '\n  - {at: "18:00", mode: {name: guest, until: "2026-01-30"}}'
    moves = '- {at: "+5 min", sensor: {den_motion: true}}\n      - {at: "+1 h", sensor: {den_motion: false}, ask'
    moving = in_turn("ana", "ben", "cem").replace('- {at: "+1 h", ask', moves)
    evenings = Counter(whose(lived(tmp_path, guests + moving)))
    assert len(evenings) == 3
    assert max(evenings.values()) - min(evenings.values()) <= 2, evenings
