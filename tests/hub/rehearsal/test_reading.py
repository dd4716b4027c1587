"""What is wrong in a script is told with its key; what is right is read as it is meant."""

from pathlib import Path
from typing import Any

import pytest

from hub.config import ConfigError
from hub.rehearsal.reading import read_script
from hub.rehearsal.script import Hand, ScriptStep, Sense

from .rig import make_home, make_script, mistakes


@pytest.mark.parametrize(
    ("step", "key"),
    [
        ({"at": "25:00", "ana": "kitchen"}, "steps[0].at"),
        ({"at": 1080, "ana": "kitchen"}, "steps[0].at"),
        ({"anna": "kitchen"}, "steps[0].anna"),
        ({"ana": "attic"}, "steps[0].ana"),
        ({"hand": {"lamp": {"brightness": 3}}}, "steps[0].hand.lamp.brightness"),
        ({"hand": {"lamp": {"volume": 0.3}}}, "steps[0].hand.lamp.volume"),
        ({"want": {"motion": {"power": True}}}, "steps[0].want.motion.power"),
        ({"hand": {"lamp": True}}, "steps[0].hand.lamp"),
        ({"hand": {"kitchen_lamp": {"power": True}}}, "steps[0].hand.kitchen_lamp"),
        ({"sensor": {"lamp": 3}}, "steps[0].sensor.lamp"),
        ({"sensor": {"motion": "often"}}, "steps[0].sensor.motion"),
        ({"activity": {"attic": "film"}}, "steps[0].activity.attic"),
        ({"pause": "maybe"}, "steps[0].pause"),
        ({"order": {"fly": "away"}}, "steps[0].order.fly"),
        ({"order": {"undo": {"since": "teatime"}}}, "steps[0].order.undo.since"),
        ({"broker": "sideways"}, "steps[0].broker"),
        ({"hub": "sleep"}, "steps[0].hub"),
        ({"automation": {"attic_lamp": {"power": True}}}, "steps[0].automation.attic_lamp"),
        ({"mark": []}, "steps[0].mark"),
        ({"ask": ["lamp", "attic"]}, "steps[0].ask[1]"),
        ({"consent": {"ana": ["thoughts"]}}, "steps[0].consent.ana"),
        ({"by": "nobody", "pause": True}, "steps[0].by"),
        ({"about": "a while", "pause": True}, "steps[0].about"),
        ({"repeat": 0, "steps": [{"pause": True}]}, "steps[0].repeat"),
        ({"repeat": 2, "every": "fortnight", "steps": [{"pause": True}]}, "steps[0].every"),
        ({"repeat": 2, "every": "day", "steps": []}, "steps[0].steps"),
        ({"repeat": 2, "steps": [{"pause": "maybe"}]}, "steps[0].steps[0].pause"),
        ({"every": "day", "pause": True}, "steps[0].every"),
        ({}, "steps[0]"),
    ],
)  # fmt: skip
def test_each_mistake_in_a_step_is_told_with_its_key(tmp_path: Path, step: Any, key: str) -> None:
    assert [found for found, _ in mistakes(tmp_path, step)] == [key]


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"start": "2026-03-02"}, "start"),
        ({"seed": "dice"}, "seed"),
        ({"devices": {"attic_lamp": "light"}}, "devices.attic_lamp"),
        ({"devices": {"lamp": "torch"}}, "devices.lamp"),
        ({"devices": {"lamp": {"kind": "light", "setpoint": 20}}}, "devices.lamp.setpoint"),
        ({"devices": {"trv": {"kind": "valve", "setpoint": 99}}}, "devices.trv.setpoint"),
        ({"devices": {"lux": {"kind": "lux", "daylight": 7}}}, "devices.lux.daylight"),
        ({"scenes": {}}, "scenes"),
    ],
)
def test_each_mistake_beside_the_steps_is_told_with_its_key(tmp_path: Path, more: dict[str, Any], key: str) -> None:
    assert key in [found for found, _ in mistakes(tmp_path, {"pause": True}, **more)]


def test_all_mistakes_are_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "script.yaml"
    path.write_text('start: "2026-03-02 07:00"\nsteps:\n  - {at: "18:00", anna: kitchen}\n  - {at: "8", ana: kitchen}\n')
    with pytest.raises(ConfigError) as told:
        read_script(path, make_home(tmp_path))
    assert [(m.line, m.key) for m in told.value.mistakes] == [(3, "steps[0].anna"), (4, "steps[1].at")]
    assert "in the script" in str(told.value)


def test_a_file_that_is_no_script_is_told(tmp_path: Path) -> None:
    path = tmp_path / "script.yaml"
    for text in ("", "- 1\n", "steps: 7\n", "steps: [\n"):
        path.write_text(text)
        with pytest.raises(ConfigError):
            read_script(path, make_home(tmp_path))


def test_a_script_longer_than_any_configuration_is_read(tmp_path: Path) -> None:
    steps = [{"at": "+1 min", "ana": "kitchen"}] * 12_000
    assert len(make_script(tmp_path, make_home(tmp_path), steps).steps) == 12_000


def test_times_may_stand_without_quotes_and_words_for_true_and_open(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    path = tmp_path / "script.yaml"
    path.write_text(
        "devices: {lamp: light, motion: contact}\n"
        "steps:\n  - {at: 18:00, hand: {lamp: {power: on, brightness: 1}}}\n  - {sensor: {motion: open}}\n"
    )
    hand, sensor = read_script(path, home).steps
    assert isinstance(hand, ScriptStep)
    assert isinstance(sensor, ScriptStep)
    assert isinstance(hand.actions[0], Hand)
    assert hand.actions[0].values == {"lamp": {"power": True, "brightness": 1.0}}
    assert isinstance(sensor.actions[0], Sense)
    assert sensor.actions[0].values == {"motion": {"contact": "open"}}


def test_a_device_on_a_topic_is_called_by_its_last_levels(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    for name in ("lux", "living_lux", "home/living/lux"):
        script = make_script(tmp_path, home, [{"sensor": {name: 12}}], devices={name: "lux"})
        assert list(script.parts) == ["home/living/lux"]
