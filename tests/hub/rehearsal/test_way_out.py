"""What people do on their way out is no wish of theirs for when they come, and what they let be until they go is."""

from pathlib import Path
from typing import Any

from hub.rehearsal.lines import Line

from .rig import DEVICES, lived, make_home, of

Step = dict[str, Any]
COMES, LEAVES = {"at": "07:00", "ana": "living_room"}, {"at": "+1 min", "ana": "not_home"}


def days(count: int, *steps: Step) -> Step:
    return {"repeat": count, "every": "day", "steps": list(steps)}


def told(lines: list[Line], since: str, quantity: str) -> list[Any]:
    """What the hub told any device of a quantity, from a day on."""
    return [c["values"][quantity] for c in of(lines, "command") if c["at"] >= since and quantity in c["values"]]


def test_who_puts_the_light_out_on_the_way_out_finds_it_lit_when_they_come(tmp_path: Path) -> None:
    day = days(
        10,
        COMES,
        {"at": "+1 min", "want": {"lamp": {"power": True}}},
        {"at": "+20 min", "want": {"lamp": {"power": False}}},
        LEAVES,
    )
    lines = lived(tmp_path, day)
    assert told(lines, "2026-03-09", "power") == [True, True, True]
    assert not [line for line in of(lines, "correction") if line["at"] >= "2026-03-09" and line["to"] is True]


def test_who_puts_it_out_at_once_did_not_want_it_although_they_leave_soon(tmp_path: Path) -> None:
    wanted = days(5, COMES, {"at": "+1 min", "want": {"lamp": {"power": True}}}, {"at": "09:00", "ana": "not_home"})
    unwanted = days(6, COMES, {"at": "+10 s", "want": {"lamp": {"power": False}}}, {"at": "+40 s", "ana": "not_home"})
    lines = lived(tmp_path, wanted, unwanted)
    assert told(lines, "2026-03-05", "power")[0] is True
    assert True not in told(lines, "2026-03-11", "power")


def test_who_turns_the_heating_down_on_the_way_out_finds_it_warm_when_they_come(tmp_path: Path) -> None:
    day = days(
        12,
        COMES,
        {"at": "+1 min", "want": {"trv": {"setpoint": 21}}},
        {"at": "10:00", "want": {"trv": {"setpoint": 19}}},
        LEAVES,
    )
    lines = lived(tmp_path, day, devices={**DEVICES, "trv": {"kind": "valve", "setpoint": 19, "temperature": 18}})
    assert told(lines, "2026-03-11", "setpoint")[-1] >= 20.5
    assert not [line for line in of(lines, "correction") if line["at"] >= "2026-03-12" and line["to"] == 21]


def test_a_level_she_sets_and_leaves_until_noon_is_not_moved_towards_the_evening_s(tmp_path: Path) -> None:
    morning = {"lamp": {"power": True, "brightness": 0.9, "colour_temperature": 5000}}
    evening = {"lamp": {"power": True, "brightness": 0.3, "colour_temperature": 2700}}
    day = days(
        18,
        COMES,
        {"at": "+1 min", "activity": {"living_room": "call"}},
        {"at": "+20 s", "want": morning},
        {"at": "12:00", "activity": {"living_room": "nothing"}},
        {"at": "+30 s", "ana": "not_home"},
        {"at": "18:00", "ana": "living_room"},
        {"at": "+30 s", "activity": {"living_room": "yoga"}},
        {"at": "+20 s", "want": evening},
        {"at": "19:00", "activity": {"living_room": "nothing"}},
        {"at": "+30 s", "ana": "not_home"},
    )
    lines = lived(tmp_path, day)
    while_there = [c for c in of(lines, "command") if c["at"] >= "2026-03-10" and "T07:10" < c["at"][10:16] < "T12:00"]
    assert all(c["values"].keys() == {"brightness"} and c["values"]["brightness"] >= 0.85 for c in while_there)
    assert not [line for line in of(lines, "correction") if line["at"] >= "2026-03-14"]


OUT_AT_ELEVEN = {"room": "bedroom", "quantity": "power", "value": False, "from": "23:00", "to": "06:00"}


def test_nobody_is_woken_by_a_lamp_whoever_put_it_out(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        rooms={
            "bedroom": {"devices": [{"zigbee2mqtt": "lamp"}], "bedroom": True},
            "living_room": {"devices": [{"zigbee2mqtt": "kitchen_lamp"}]},
        },
        occupants={
            who: {"learn": ["light"], "presence": [{"topic": f"home/presence/{who}"}], "pinned": pins}
            for who, pins in (("ana", [OUT_AT_ELEVEN]), ("ben", []))
        },
    )
    lit, dark = {"lamp": {"power": True, "brightness": 0.2}}, {"lamp": {"power": False}}
    night = days(
        24,
        {"at": "06:30", "want": lit, "by": "ana"},
        {"at": "06:45", "want": dark, "by": "ana"},
        {"at": "07:10", "ana": "not_home", "ben": "not_home"},
        {"at": "22:00", "ana": "bedroom"},
        {"at": "+30 s", "want": lit, "by": "ana"},
        {"at": "23:20", "ben": "bedroom"},
        {"at": "+5 min", "want": dark, "by": "ben"},
    )
    lines = lived(tmp_path, night, home=home, devices={"lamp": "light"})
    switched = [(c["at"][11:16], c["values"]["power"]) for c in of(lines, "command") if "power" in c["values"]]
    assert any(at >= "23:00" and is_on is False for at, is_on in switched)  # the hub has put it out
    assert not [at for at, is_on in switched if is_on and at < "06:30"]
    assert any(line["trigger"] == "sleeping" for line in of(lines, "decision"))
