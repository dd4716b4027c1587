"""The house's own habit: what hands choose where nobody is identified, offered to whom nobody knows, light alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import DeviceId, OccupantId
from hub.consent import HOUSE

from ..a_house import Living
from ..build import moment
from .test_noticing import ANA, KITCHEN, PHONE, decisions, make_home, quiet_at_first

DAY_S = 86_400.0


def evening(home: Living, at_s: float, level: int) -> None:
    """Two at home; one of them, whoever it is, lights the kitchen and goes."""
    for who in ("ana", "ben"):
        home.hear(f"home/presence/{who}", "home", at_s)
    home.hear("home/kitchen/motion", "ON", at_s + 600)
    home.hear("home/lamp", f'{{"on": "on", "level": {level}}}', at_s + 610)
    home.tick(at_s + 640)
    home.hear("home/kitchen/motion", "OFF", at_s + 1500)
    for who in ("ana", "ben"):
        home.hear(f"home/presence/{who}", "not_home", at_s + 1800)
    home.hear("home/lamp", f'{{"on": "off", "level": {level}}}', at_s + 1900)  # while everybody is out
    home.tick(at_s + 2000)


def lived(folder: Path, days: int = 12, **more: Any) -> tuple[Living, float]:
    """The home, and the time after so many evenings."""
    home = make_home(folder, ("ana", "ben"), **more)
    quiet_at_first(home)
    for day in range(days):
        evening(home, 1000.0 + day * DAY_S, 30)
    home.said.clear()
    return home, 1000.0 + days * DAY_S


def ben_sets(home: Living, at_s: float, *states: str) -> None:
    """Each on an evening of its own, from what the lamp was not."""
    for day, state in enumerate(states):
        at = at_s + day * DAY_S
        home.hear("home/lamp", f'{{"on": "{"off" if state == "on" else "on"}", "level": 30}}', at + 400)  # while all are out
        home.hear("home/presence/ben", "kitchen", at + 600)
        home.hear("home/lamp", f'{{"on": "{state}", "level": 30}}', at + 640)
        home.tick(at + 700)
        home.hear("home/presence/ben", "not_home", at + 1800)
        home.hear("home/lamp", '{"on": "off", "level": 30}', at + 1900)
        home.tick(at + 2000)


def somebody_comes(home: Living, at_s: float) -> None:
    """Into the kitchen, and both may be it."""
    for who in ("ana", "ben"):
        home.hear(f"home/presence/{who}", "home", at_s)
    home.said.clear()
    home.hear("home/kitchen/motion", "ON", at_s + 600)


def of_the_house(home: Living) -> list[Any]:
    return [row for row in home.store.examples.all() if row.occupant == HOUSE]


def test_guests_get_the_light_that_hands_choose_there_when_nobody_is_identified(tmp_path: Path) -> None:
    home, at = lived(tmp_path)
    assert {row.kind for row in of_the_house(home)} == {"brightness", "power"}
    home.hear(PHONE, "home", at)
    home.step.modes.set(None, "guest", None, moment(at + 1))
    home.hear("home/kitchen/motion", "ON", at + 600)
    decision = decisions(home)[-1]
    assert (decision["room"], decision["trigger"], decision["occupants"]) == ("kitchen", "arrival", [HOUSE])
    assert "with somebody there" in decision["sentence"]
    told = [json.loads(body) for body in home.told("home/lamp/set")]
    assert told[0] == {"on": True, "level": pytest.approx(30, abs=3)}
    assert {wish["quantity"] for wish in decision["wishes"]} <= {"brightness", "power"}
    home.close()


def test_it_is_earned_apart_from_what_residents_have_earned(tmp_path: Path) -> None:
    home, at = lived(tmp_path, days=1, earn_autonomy=True)
    home.hear(PHONE, "home", at)
    home.step.modes.set(None, "guest", None, moment(at + 1))
    home.hear("home/kitchen/motion", "ON", at + 600)
    assert home.told("home/lamp/set") == []
    assert home.house.ladder.level(HOUSE, KITCHEN, "brightness") == "watch"
    home.close()


def test_what_guests_set_is_nobodys_habit(tmp_path: Path) -> None:
    home, at = lived(tmp_path)
    known = len(of_the_house(home))
    home.hear(PHONE, "home", at)
    home.step.modes.set(None, "guest", None, moment(at + 1))
    home.hear("home/kitchen/motion", "ON", at + 600)
    home.hear("home/lamp", '{"on": "on", "level": 90}', at + 700)
    home.tick(at + 800)
    assert len(of_the_house(home)) == known
    home.close()


def test_what_is_set_where_somebody_is_known_to_be_is_not_the_houses(tmp_path: Path) -> None:
    home = make_home(tmp_path, ("ana", "ben"))
    quiet_at_first(home)
    home.hear(PHONE, "kitchen", 1.0)
    home.hear("home/presence/ben", "home", 2.0)
    home.hear("home/lamp", '{"on": "off", "level": 90}', 3.0)
    home.hear("home/kitchen/motion", "ON", 10.0)
    home.hear("home/lamp", '{"on": "on", "level": 30}', 20.0)
    home.tick(60.0)
    assert ANA in {row.occupant for row in home.store.examples.all()}
    assert of_the_house(home) == []
    home.close()


def test_without_everybodys_consent_the_house_learns_nothing_and_what_it_knew_goes(tmp_path: Path) -> None:
    home, at = lived(tmp_path, days=3)
    assert of_the_house(home)
    home.step.personal_data.consent(OccupantId("ben"), [], moment(at))
    assert of_the_house(home) == []
    evening(home, at + 100.0, 30)
    assert of_the_house(home) == []
    home.close()


def test_it_is_exported_with_everybody_and_forgotten_with_anybody(tmp_path: Path) -> None:
    home, at = lived(tmp_path, days=3)
    files = home.store.export(ANA, tmp_path / "export")
    assert tmp_path / "export" / "house_habit.csv" in files
    home.step.personal_data.forget(OccupantId("ben"), moment(at))
    assert of_the_house(home) == []
    assert home.house.shelf.knows(HOUSE, "brightness") == 0
    home.close()


def test_what_it_did_is_corrected_by_a_hand_at_its_own_expense_only(tmp_path: Path) -> None:
    home, at = lived(tmp_path)
    for who in ("ana", "ben"):
        home.hear(f"home/presence/{who}", "home", at)
    home.hear("home/kitchen/motion", "ON", at + 600)
    if not home.told("home/lamp/set"):
        pytest.fail("the light that suits them, or the house, was not set")
    home.hear("home/lamp", '{"on": "on", "level": 30}', at + 601)
    home.hear("home/lamp", '{"on": "on", "level": 90}', at + 640)
    home.tick(at + 660)
    corrected = [row for row in home.store.examples.all() if row.source == "correction"]
    assert {row.occupant for row in corrected} <= {HOUSE}
    home.close()


def test_a_lamp_that_is_not_lit_is_not_lit_by_its_level_either(tmp_path: Path) -> None:
    """Many lamps come on when they are told a level."""
    home, at = lived(tmp_path)
    ben_sets(home, at, "off", "off", "off", "off")
    somebody_comes(home, at + 4 * DAY_S)
    assert {wish["outcome"] for wish in decisions(home)[-1]["wishes"]} == {"held"}
    assert home.told("home/lamp/set") == []
    home.close()


def test_who_is_content_with_it_nearly_every_other_time_is_not_known_to_like_it_dark(tmp_path: Path) -> None:
    home, at = lived(tmp_path)
    ben_sets(home, at, "off", "off", "off", "on")
    at += 4 * DAY_S
    somebody_comes(home, at)
    (power, *_) = [wish for wish in decisions(home)[-1]["wishes"] if wish["quantity"] == "power"]
    now = moment(at + 600)
    context = home.house.context(KITCHEN, DeviceId(power["device"]), "power", (), now)
    ben = home.house.shelf.predict(OccupantId("ben"), "power", context, now.at)
    assert 0.35 < ben.content(True) < 0.5, ben.content(True)
    assert power["outcome"] == "sent", power
    home.close()
