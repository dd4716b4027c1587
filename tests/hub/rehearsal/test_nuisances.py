"""What residents would have to hear, or say, again and again: lived through in rehearsals."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .rig import lived, make_home, of

Steps = list[Mapping[str, Any]]
READING = {"power": True, "brightness": 0.8, "colour_temperature": 2700}


def evenings(nights: int) -> list[Mapping[str, Any]]:
    """Somebody who reads by a bright lamp until after midnight, every night."""
    night: Steps = [
        {"at": "23:30", "ana": "living_room"},
        {"at": "+1 min", "want": {"lamp": READING}},
        {"at": "00:40", "hand": {"lamp": {"power": False}}},
        {"at": "08:00", "ana": "not_home"},
    ]
    return [{"repeat": nights, "every": "day", "steps": night}]


def said_of_quiet_hours(lines: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [line for line in of(lines, "problem") if "quiet_hours" in line["problem"]]


def test_who_sets_more_than_quiet_hours_give_on_three_nights_is_told_the_key_once(tmp_path: Path) -> None:
    home = make_home(tmp_path, quiet_hours={"from": "22:30", "to": "06:30"})
    lines = lived(tmp_path, *evenings(11), home=home)
    kept = [line for line in of(lines, "decision") if any(w["reason"] == "quiet hours: dim" for w in line["wishes"])]
    (said,) = said_of_quiet_hours(lines)
    assert 'quiet_hours: {from: "00:00", to: "06:30"}' in said["problem"]
    assert said["room"] == "living_room"
    assert len({line["at"][:10] for line in kept if line["at"] < said["at"]}) >= 3


def test_who_takes_what_quiet_hours_give_is_told_nothing(tmp_path: Path) -> None:
    home = make_home(tmp_path, quiet_hours={"from": "22:30", "to": "06:30"})
    dim: Steps = [
        {"at": "23:30", "ana": "living_room"},
        {"at": "+1 min", "want": {"lamp": {**READING, "brightness": 0.25}}},
        {"at": "08:00", "ana": "not_home"},
    ]
    lines = lived(tmp_path, {"repeat": 12, "every": "day", "steps": dim}, home=home)
    assert said_of_quiet_hours(lines) == []


def test_a_sensor_that_hangs_for_days_is_told_once(tmp_path: Path) -> None:
    lines = lived(tmp_path, {"at": "08:00", "ana": "living_room", "sensor": {"motion": True}}, {"at": "+5 days", "ask": "ana"})
    assert [line["problem"][:15] for line in of(lines, "problem") if "without a pause" in line["problem"]] == [
        "motion has told"
    ]


def test_who_comes_back_when_the_pause_is_over_finds_the_lamp_lit(tmp_path: Path) -> None:
    evening: Steps = [
        {"at": "18:00", "ana": "living_room"},
        {"at": "+1 min", "want": {"lamp": {"power": True, "brightness": 0.4}}},
        {"at": "22:00", "ana": "not_home"},
    ]
    lines = lived(
        tmp_path,
        {"repeat": 8, "every": "day", "steps": evening},
        {"at": "17:50", "pause": True},
        {"at": "18:00", "ana": "living_room"},
        {"at": "+1 min", "ana": "kitchen", "pause": False},
        {"at": "+1 min", "ana": "living_room"},
        {"at": "+2 s", "ask": "lamp"},
        {"at": "+30 s", "ana": "kitchen"},
        {"mark": "again"},
        {"at": "+30 s", "ana": "living_room"},
    )
    (state,) = of(lines, "state")
    assert state["values"]["power"] is True
    assert lines[-1]["marks"]["again"]["acts"] == 0  # what was done is not done again so soon


def test_a_suggestion_nobody_answers_rests_after_three_days(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        autonomy="suggest",
        rooms={
            "living_room": {
                "devices": [{"zigbee2mqtt": "lamp"}],
                "sensors": [{"zigbee2mqtt": "motion"}, {"zigbee2mqtt": "lux"}],
            },
            "kitchen": {},
        },
    )
    lit: Steps = [
        {"at": "18:00", "ana": "living_room"},
        {"at": "+1 min", "hand": {"lamp": {"power": True, "brightness": 0.4}}},
        {"at": "22:00", "hand": {"lamp": {"power": False}}, "ana": "not_home"},
    ]
    dark: Steps = [{"at": "18:00", "ana": "living_room"}, {"at": "+5 min", "ana": "not_home"}]
    lines = lived(
        tmp_path,
        {"repeat": 10, "every": "day", "steps": lit},
        {"mark": "let pass"},
        {"repeat": 7, "every": "day", "steps": dark},
        home=home,
    )
    since = lines[-1]["marks"]["let pass"]["since"]
    asked = [
        line["at"][:10]
        for line in of(lines, "decision")
        if line["at"] > since and any(wish["outcome"] == "suggested" for wish in line["wishes"])
    ]
    assert len(asked) == 3
    assert any("not answered" in wish["reason"] for line in of(lines, "decision") for wish in line["wishes"])


def test_a_heating_turned_down_at_bedtime_stays_warm_until_then_and_cool_until_morning(tmp_path: Path) -> None:
    day: Steps = [
        {"at": "18:00", "about": "10 min", "ana": "living_room"},
        {"at": "+1 min", "want": {"trv": {"setpoint": 21}}},
        {"at": "23:00", "want": {"trv": {"setpoint": 17}}},
        {"at": "07:00", "want": {"trv": {"setpoint": 20}}},
        {"at": "08:00", "ana": "not_home"},
    ]
    lines = lived(tmp_path, {"repeat": 16, "every": "day", "steps": day}, devices={"trv": "valve"})
    told = [(line["at"][11:16], line["values"]["setpoint"]) for line in of(lines, "command") if line["at"] > "2026-03-10"]
    assert [one for one in told if "18:30" < one[0] < "21:30" and one[1] < 20.5] == []
    assert [one for one in told if one[0] < "05:00" and one[1] > 17.5] == []


def test_what_is_set_by_hand_on_the_hub_s_first_evening_stands_when_the_next_one_comes(tmp_path: Path) -> None:
    people: dict[str, dict[str, object]] = {
        "ana": {"learn": ["light"], "pinned": [{"room": "living_room", "quantity": "brightness", "value": 0.3}]},
        "ben": {"learn": []},
    }
    home = make_home(
        tmp_path, occupants={who: {**more, "presence": [{"topic": f"home/presence/{who}"}]} for who, more in people.items()}
    )
    lines = lived(
        tmp_path,
        {"at": "16:30", "ben": "living_room"},
        {"at": "+1 min", "hand": {"lamp": {"power": True, "brightness": 0.9}}},
        {"at": "17:30", "ana": "living_room"},
        {"at": "+1 min", "ask": "lamp"},
        {"at": "+1 min", "ben": "kitchen"},
        {"at": "+5 min", "ask": "lamp"},
        home=home,
    )
    assert [round(state["values"]["brightness"], 1) for state in of(lines, "state")] == [0.9, 0.3]


def test_who_is_asked_while_they_stay_is_asked_for_what_they_want_and_not_for_a_step(tmp_path: Path) -> None:
    home = make_home(tmp_path, autonomy="suggest")
    evening: Steps = [
        {"at": "17:00", "ana": "living_room"},
        {"at": "+1 min", "hand": {"lamp": {"power": True, "brightness": 0.9}}},
        {"at": "20:00", "hand": {"lamp": {"brightness": 0.2}}},
        {"at": "22:00", "hand": {"lamp": {"power": False}}, "ana": "not_home"},
    ]
    stays: Steps = [
        {"at": "17:00", "ana": "living_room"},
        {"at": "+1 min", "automation": {"lamp": {"power": True, "brightness": 0.9}}},
        {"at": "22:00", "ana": "not_home"},
    ]
    lines = lived(tmp_path, {"repeat": 14, "every": "day", "steps": evening}, *stays, home=home)
    asked = [
        wish
        for line in of(lines, "decision")
        if line["trigger"] == "evening" and line["at"] > "2026-03-16"
        for wish in line["wishes"]
        if wish["outcome"] == "suggested"
    ]
    assert asked
    assert [wish for wish in asked if "towards" in wish] == []
