"""A fade's last word, and a hand inside a fade: nobody's coming overrules it, the device is asked, and its answer decides."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.devices.families.zigbee_builders import WHITE, make_simulated
from tests.devices.simulated_zigbee import bridge_devices

from .speaking_devices import Speaking

TOPIC = "zigbee2mqtt/lamp"
PEOPLE = ("ana", "ben")


def state(level: int, power: str = "ON") -> dict[str, Any]:
    return {"state": power, "brightness": level, "color_mode": "color_temp", "color_temp": 366}


def living(folder: Path, **pinned: Any) -> Speaking:
    """Ana and Ben, of whom each wants what is pinned; the lamp is dark."""
    pins = [{"room": "kitchen", "quantity": quantity, "value": value} for quantity, value in pinned.items()]
    people = {
        who: {"learn": ["light"], "presence": [{"topic": f"home/presence/{who}"}], "pinned": pins if who == "ana" else []}
        for who in PEOPLE
    }
    people["ben"]["pinned"] = [{"room": "kitchen", "quantity": "brightness", "value": 0.8}]
    lamp = make_simulated(WHITE, "lamp")
    home = Speaking(folder, {"zigbee2mqtt": "lamp"}, [bridge_devices([lamp])], occupants=people)
    home.says(0.5, TOPIC, state(254, "OFF"))
    home.hear("home/presence/ana", "kitchen", 700.0)
    assert len(home.told(f"{TOPIC}/set")) == 1
    home.said.clear()
    return home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Speaking]:
    made = living(tmp_path, power=True, brightness=0.8)
    made.says(700.1, TOPIC, state(203))
    yield made
    made.close()


def codes(home: Speaking) -> list[str]:
    return [wish["code"] for told in home.told("attune/decision") for wish in json.loads(told)["wishes"]]


@pytest.mark.parametrize("after_s", [0.3, 0.9, 1.5])
@pytest.mark.parametrize("ben_after_s", [0.3, 2.0, 20.0])
def test_case_13_a_hand_in_the_fade_stays_whoever_comes(home: Speaking, after_s: float, ben_after_s: float) -> None:
    home.says(700.1 + after_s, TOPIC, state(20))
    at = 700.1 + after_s
    while at < 700.1 + after_s + ben_after_s:
        at += 0.3
        home.tick(at)
    home.hear("home/presence/ben", "kitchen", at)
    assert home.told(f"{TOPIC}/set") == []
    assert codes(home)[-1] in ("in_doubt", "held_by_hand") or {"in_doubt", "held_by_hand"} & set(codes(home))


@pytest.mark.parametrize("ben_after_s", [1.0, 30.0])
def test_case_13_also_after_a_bare_on(tmp_path: Path, ben_after_s: float) -> None:
    home = living(tmp_path, power=True)
    home.says(700.1, TOPIC, state(254))
    home.says(700.9, TOPIC, state(20))
    at = 700.9
    while at < 700.9 + ben_after_s:
        at += 0.3
        home.tick(at)
    home.hear("home/presence/ben", "kitchen", at)
    assert home.told(f"{TOPIC}/set") == []
    home.close()


def test_case_5_a_fades_last_word_teaches_nothing_and_the_level_is_asked_for_again(home: Speaking) -> None:
    home.says(700.5, TOPIC, state(71))
    home.tick(710.0)
    assert home.told(f"{TOPIC}/get") == [b'{"brightness": ""}']
    home.tick(900.0)
    assert home.lessons("brightness") == []


def test_case_5_when_it_answers_with_the_target_it_was_the_fade(home: Speaking) -> None:
    home.says(700.5, TOPIC, state(71))
    home.tick(710.0)
    home.says(710.3, TOPIC, state(203))
    home.tick(900.0)
    assert home.lessons("brightness") == []
    assert "brightness" not in home.held()


def test_when_it_answers_with_what_it_said_it_was_a_hand(home: Speaking) -> None:
    home.says(700.5, TOPIC, state(71))
    home.tick(710.0)
    home.says(710.3, TOPIC, state(71))
    home.tick(900.0)
    assert home.lessons("brightness") == [pytest.approx(71 / 254)]
    assert "brightness" in home.held()
