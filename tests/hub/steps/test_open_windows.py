"""A window is open: the heating there is lowered with that reason, and goes back once it has been shut for five minutes."""

from pathlib import Path
from typing import Any

import pytest

from hub.rehearsal.lines import Line

from ..rehearsal.rig import lived, make_home, of

DEVICES = {"trv": {"kind": "valve", "setpoint": 20, "temperature": 19}, "window": "contact", "warmth": "thermometer"}
COMES = {"at": "18:00", "ana": "living_room"}
OPENS, SHUTS = {"at": "19:00", "sensor": {"window": "open"}}, {"at": "19:40", "sensor": {"window": "closed"}}


def told(folder: Path, *steps: dict[str, Any], sensor: str = "window", ana: dict[str, Any] | None = None) -> list[Line]:
    """The lines of a home with a window, where Ana wants 20 °C as she comes."""
    pinned = {"pinned": [{"room": "living_room", "quantity": "setpoint", "value": 20.0}]}
    room = {
        "devices": [{"zigbee2mqtt": "trv"}], "sensors": [{"zigbee2mqtt": sensor}],
        "when_empty": {"temperature": 17, "after": 60},
    }  # fmt: skip
    home = make_home(
        folder,
        occupants={"ana": {"learn": ["temperature"], "presence": [{"topic": "home/presence/ana"}], **pinned, **(ana or {})}},
        rooms={"living_room": room, "hall": {}},
    )
    used = {name: DEVICES[name] for name in ("trv", sensor)}
    return lived(folder, *steps, home=home, devices=used)


def targets(lines: list[Line]) -> list[tuple[str, float]]:
    """At what time of the day the valve was told what."""
    return [(line["at"][11:16], line["values"]["setpoint"]) for line in of(lines, "command")]


def test_an_open_window_is_not_heated_against_and_five_minutes_after_it_goes_on(tmp_path: Path) -> None:
    lines = told(tmp_path, COMES, OPENS, SHUTS, {"at": "20:30", "ask": "trv"})
    assert targets(lines) == [("19:00", 17.0), ("19:10", 16.0), ("19:45", 19.0), ("19:55", 20.0)]
    why = [(line["trigger"], line["sentence"]) for line in of(lines, "decision") if line["trigger"] == "window"]
    assert len(why) == 4
    assert "a window is open there" in why[0][1]
    assert "the window is shut again" in why[-1][1]


def test_who_only_lets_the_cat_out_changes_nothing(tmp_path: Path) -> None:
    assert (
        targets(told(tmp_path, COMES, OPENS, {"at": "+20 s", "sensor": {"window": "closed"}}, {"at": "20:30", "ask": "trv"}))
        == []
    )


def test_who_comes_while_it_is_open_has_it_warm_once_it_is_shut(tmp_path: Path) -> None:
    opens = {"at": "17:00", "sensor": {"window": "open"}}
    lines = told(tmp_path, {"at": "07:05", "ana": "not_home"}, opens, COMES, SHUTS, {"at": "20:30", "ask": "trv"})
    held = [wish for line in of(lines, "decision") if line["trigger"] == "arrival" for wish in line["wishes"]]
    assert [wish["code"] for wish in held] == ["window_open"]
    after = [(at, value) for at, value in targets(lines) if at > "18:00"]
    assert after[-1][1] == 20.0
    assert all(at >= "19:45" for at, _ in after)


def test_a_hand_that_sets_it_meanwhile_has_the_last_word(tmp_path: Path) -> None:
    hand = {"at": "19:20", "hand": {"trv": {"setpoint": 22}}}
    lines = told(tmp_path, COMES, OPENS, hand, SHUTS, {"at": "20:30", "ask": "trv"})
    assert of(lines, "state")[-1]["values"]["setpoint"] == 22.0


def test_where_everybody_has_left_meanwhile_it_goes_back_to_the_setback(tmp_path: Path) -> None:
    leaves = {"at": "19:30", "ana": "not_home"}
    lines = told(tmp_path, COMES, OPENS, leaves, {"at": "20:00", "sensor": {"window": "closed"}}, {"at": "21:00", "ask": "trv"})
    assert of(lines, "state")[-1]["values"]["setpoint"] == 17.0


def test_who_leaves_while_it_is_open_has_nothing_heated_to_the_setback_meanwhile(tmp_path: Path) -> None:
    leaves = {"at": "19:30", "ana": "not_home"}
    lines = told(tmp_path, COMES, OPENS, leaves, {"at": "22:00", "sensor": {"window": "closed"}}, {"at": "22:30", "ask": "trv"})
    assert targets(lines) == [("19:00", 17.0), ("19:10", 16.0), ("22:05", 17.0)]


def test_without_a_contact_a_fall_no_weather_explains_is_a_window(tmp_path: Path) -> None:
    falls = [{"at": at, "sensor": {"warmth": warm}} for at, warm in (("19:00", 20.0), ("19:02", 19.6), ("19:03", 19.1))]
    rises = [{"at": "19:20", "sensor": {"warmth": 18.0}}, {"at": "19:30", "sensor": {"warmth": 18.6}}]
    lines = told(tmp_path, COMES, *falls, *rises, {"at": "20:30", "ask": "trv"}, sensor="warmth")
    assert targets(lines) == [("19:03", 17.0), ("19:13", 16.0), ("19:35", 19.0), ("19:45", 20.0)]


@pytest.mark.parametrize("stop", ["kill", "broker"])
def test_after_a_restart_or_an_outage_it_still_goes_back_to_what_stood_before(tmp_path: Path, stop: str) -> None:
    down = {"at": "19:20", "hub": "kill"} if stop == "kill" else {"at": "19:20", "broker": "down"}
    up = {"at": "19:25", "hub": "start"} if stop == "kill" else {"at": "19:25", "broker": "up"}
    lines = told(tmp_path, COMES, OPENS, down, up, SHUTS, {"at": "20:30", "ask": "trv"})
    assert targets(lines) == [("19:00", 17.0), ("19:10", 16.0), ("19:45", 19.0), ("19:55", 20.0)]
