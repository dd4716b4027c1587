"""Who is where without room trackers, and rooms that are empty, in a whole house: phones that know home, motion sensors."""

import json
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import OccupantId, RoomId
from hub.consent import HOUSE
from hub.home_assistant.states import states

from ..a_house import HOME, Living, make_config
from ..build import moment

ANA, KITCHEN, HALL = OccupantId("ana"), RoomId("kitchen"), RoomId("hall")
PHONE = "home/presence/ana"


def motion(room: str) -> dict[str, Any]:
    return {"topic": f"home/{room}/motion", "quantity": "occupancy"}


def make_home(folder: Path, people: tuple[str, ...] = ("ana",), **more: Any) -> Living:
    """A lamp and a sensor in the kitchen, a sensor in the hall and in the living room; phones that say home and not_home."""
    lamp = make_config(folder).rooms[KITCHEN].devices
    rooms = {
        "kitchen": {"devices": list(lamp), "sensors": [motion("kitchen")], **more.pop("kitchen", {})},
        "hall": {"sensors": [motion("hall")], **more.pop("hall", {})},
        "living_room": {"sensors": [motion("living_room")]},
    }
    learn = more.pop("learn", ["light"])
    source = more.pop("phone", None)
    occupants = {who: {"learn": learn, "presence": [source or {"topic": f"home/presence/{who}"}]} for who in people}
    return Living(folder, rooms=rooms, occupants=occupants, **more)


def moves(home: Living, room: str, at_s: float, lasts_s: float = 30.0) -> float:
    """Somebody moves in a room for a while. When it is over."""
    home.hear(f"home/{room}/motion", "ON", at_s)
    home.hear(f"home/{room}/motion", "OFF", at_s + lasts_s)
    return at_s + lasts_s


def place(home: Living, who: str = "ana") -> str:
    return home.told(f"attune/occupant/{who}/room")[-1].decode()


def quiet_at_first(home: Living) -> None:
    for room in ("kitchen", "hall", "living_room"):
        home.hear(f"home/{room}/motion", "OFF", 0.0)


def decisions(home: Living) -> list[dict[str, Any]]:
    return [json.loads(body) for body in home.told("attune/decision")]


def test_alone_at_home_motion_is_that_person_and_fresh_motion_elsewhere_an_arrival(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    quiet_at_first(home)
    home.hear(PHONE, "home", 1.0)
    moves(home, "hall", 5.0, 20.0)
    assert place(home) == "hall"
    home.hear("home/kitchen/motion", "ON", 15.0)
    assert place(home) == "kitchen"
    assert [d["room"] for d in decisions(home)] == ["hall", "kitchen"]
    assert home.house.why_there(ANA) == "motion in the kitchen while only Ana is at home"
    home.close()


def test_what_she_sets_there_is_learned_and_done_the_next_time_she_comes(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    quiet_at_first(home)
    at = 10.0
    for _ in range(12):
        home.hear(PHONE, "home", at)
        home.hear("home/hall/motion", "ON", at + 5)
        home.hear("home/kitchen/motion", "ON", at + 10)
        home.hear("home/lamp", '{"on": "on", "level": 30}', at + 20)
        home.tick(at + 30)
        home.hear("home/hall/motion", "OFF", at + 40)
        home.hear("home/kitchen/motion", "OFF", at + 70)
        home.hear("home/hall/motion", "ON", at + 3600)
        home.hear(PHONE, "not_home", at + 3630)
        home.hear("home/hall/motion", "OFF", at + 3650)
        home.hear("home/lamp", '{"on": "off", "level": 100}', at + 3700)
        home.tick(at + 3800)
        at += 86_400.0
    home.said.clear()
    home.hear(PHONE, "home", at)
    home.hear("home/hall/motion", "ON", at + 5)
    home.hear("home/kitchen/motion", "ON", at + 10)
    assert json.loads(home.told("home/lamp/set")[0]) == {"on": True, "level": 30}
    home.close()


def test_who_is_away_is_nobody_who_moves(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    quiet_at_first(home)
    home.hear(PHONE, "not_home", 1.0)
    home.hear("home/kitchen/motion", "ON", 15.0)
    assert place(home) == "not_home"
    assert decisions(home) == []
    assert home.house.occupancy(KITCHEN, moment(16.0)).state == "yes"  # somebody is, whoever it may be
    home.close()


def test_of_two_at_home_neither_is_said_to_be_where_either_may_be(tmp_path: Path) -> None:
    home = make_home(tmp_path, ("ana", "ben"))
    quiet_at_first(home)
    home.hear(PHONE, "home", 1.0)
    home.hear("home/presence/ben", "home", 2.0)
    home.hear("home/kitchen/motion", "ON", 600.0)
    assert (place(home), place(home, "ben")) == ("unknown", "unknown")
    shares = home.house.presence.shares(KITCHEN)
    assert shares.keys() == {"ana", "ben"}
    assert all(0.3 < share < 0.8 for share in shares.values())
    home.close()


def test_where_a_source_names_one_of_two_the_other_is_who_moves_elsewhere(tmp_path: Path) -> None:
    home = make_home(tmp_path, ("ana", "ben"))
    quiet_at_first(home)
    home.hear(PHONE, "home", 1.0)
    home.hear("home/presence/ben", "living_room", 2.0)
    home.hear("home/kitchen/motion", "ON", 600.0)
    assert (place(home), place(home, "ben")) == ("kitchen", "living_room")
    home.close()


def test_a_still_person_is_not_gone_because_motion_ended(tmp_path: Path) -> None:
    home = make_home(tmp_path, kitchen={"when_empty": {"light": "off", "after": 60}})
    quiet_at_first(home)
    home.hear(PHONE, "home", 1.0)
    moves(home, "kitchen", 5.0, 60.0)
    home.hear("home/lamp", '{"on": "on", "level": 30}', 40.0)
    home.said.clear()
    for at in range(70, 2400, 10):
        home.tick(float(at))
    assert home.told("home/lamp/set") == []
    assert place_now(home) == "kitchen"
    home.hear("home/hall/motion", "ON", 2400.0)  # now she goes
    home.hear("home/living_room/motion", "ON", 2405.0)
    home.hear("home/hall/motion", "OFF", 2440.0)
    for at in range(2450, 4200, 10):
        home.tick(float(at))
    assert set(home.told("home/lamp/set")) == {b'{"on": false}'}  # said again, since this lamp does not answer
    home.close()


def test_a_room_where_somebody_unknown_moved_is_empty_in_the_end(tmp_path: Path) -> None:
    home = make_home(tmp_path, ("ana", "ben"), kitchen={"when_empty": {"light": "off", "after": 60}})
    quiet_at_first(home)
    home.hear(PHONE, "home", 1.0)
    home.hear("home/presence/ben", "home", 2.0)
    home.hear("home/kitchen/motion", "ON", 600.0)
    home.hear("home/lamp", '{"on": "on", "level": 30}', 610.0)
    home.said.clear()
    for at in range(620, 1800, 10):
        home.tick(float(at))
    assert home.told("home/lamp/set") == []  # it has moved all the time
    home.hear("home/kitchen/motion", "OFF", 1800.0)
    home.hear("home/hall/motion", "ON", 1801.0)
    home.hear("home/living_room/motion", "ON", 1805.0)
    for at in range(1810, 6000, 10):
        home.tick(float(at))
    assert set(home.told("home/lamp/set")) == {b'{"on": false}'}  # said again, since this lamp does not answer
    home.close()


def place_now(home: Living) -> str | None:
    return home.house.presence.where(ANA).room


@pytest.mark.shows("home.pets", "rooms.*.pets")
@pytest.mark.parametrize("key", ["home", "rooms"])
def test_an_animal_is_no_arrival(tmp_path: Path, key: str) -> None:
    more: dict[str, Any] = {"home": {**HOME, "pets": True}} if key == "home" else {"kitchen": {"pets": True}}
    home = make_home(tmp_path, **more)
    quiet_at_first(home)
    home.hear(PHONE, "home", 1.0)
    moves(home, "living_room", 5.0, 60.0)
    assert place(home) == "living_room"
    home.hear("home/kitchen/motion", "ON", 900.0)
    assert place(home) == "living_room"
    home.close()


@pytest.mark.shows("rooms.*.next_to")
def test_who_cannot_have_come_from_there_is_less_likely_who_came(tmp_path: Path) -> None:
    def share_of_ana(folder: Path, **more: Any) -> float:
        folder.mkdir()
        home = make_home(folder, ("ana", "ben"), **more)
        quiet_at_first(home)
        home.hear(PHONE, "home", 1.0)
        moves(home, "hall", 5.0, 20.0)  # it is Ana's phone that came
        home.hear("home/presence/ben", "home", 26.0)
        moves(home, "living_room", 28.0, 20.0)
        home.hear("home/kitchen/motion", "ON", 60.0)
        unnamed = home.house.presence.unnamed
        assert unnamed is not None
        found = unnamed.share(ANA, KITCHEN)
        home.close()
        return found

    beside_the_hall = share_of_ana(tmp_path / "with", hall={"next_to": ["kitchen"]})
    assert beside_the_hall > share_of_ana(tmp_path / "without") + 0.1


@pytest.mark.shows("rooms.*.sleepers")
def test_who_goes_to_bed_where_only_one_of_them_sleeps_is_that_one(tmp_path: Path) -> None:
    def shares(folder: Path, **more: Any) -> tuple[float, float]:
        folder.mkdir()
        lamp = make_config(folder).rooms[KITCHEN].devices
        rooms = {
            "hall": {"sensors": [motion("hall")], "devices": list(lamp)},
            **{one: {"name": f"Bedroom {one}", "sensors": [motion(one)], **more.get(one, {})} for one in ("east", "west")},
        }
        occupants = {who: {"learn": ["light"], "presence": [{"topic": f"home/presence/{who}"}]} for who in ("ana", "ben")}
        home = Living(folder, rooms=rooms, occupants=occupants)
        for room in rooms:
            home.hear(f"home/{room}/motion", "OFF", 0.0)
        for who in occupants:
            home.hear(f"home/presence/{who}", "home", 1.0)
        moves(home, "hall", 3 * 3600.0)  # at eleven in the evening
        moves(home, "east", 3 * 3600.0 + 5.0)
        unnamed = home.house.presence.unnamed
        assert unnamed is not None
        found = unnamed.share(ANA, RoomId("east")), unnamed.share(OccupantId("ben"), RoomId("east"))
        home.close()
        return found

    ana, ben = shares(tmp_path / "nobody said")
    assert ana == pytest.approx(ben, abs=0.01)
    ana, ben = shares(tmp_path / "said", east={"sleepers": ["ana"]}, west={"sleepers": ["ben"]})
    assert ana > ben + 0.3
    owner_alone = shares(tmp_path / "owned", east={"owner": "ana"}, west={"owner": "ben"})
    assert owner_alone == pytest.approx((ana, ben))


def test_who_sleeps_where_is_asked_in_small_pieces_while_nobody_moves_about(tmp_path: Path) -> None:
    rooms: dict[str, dict[str, Any]] = {one: {"name": f"Bedroom {one}", "sensors": [motion(one)]} for one in ("east", "west")}
    rooms["hall"] = {"sensors": [motion("hall")], "devices": list(make_config(tmp_path).rooms[KITCHEN].devices)}
    occupants = {who: {"learn": ["light"], "presence": [{"topic": f"home/presence/{who}"}]} for who in ("ana", "ben")}
    home = Living(tmp_path, rooms=rooms, occupants=occupants)
    noticing = home.step.noticing
    noticing.in_pieces = True
    for room in rooms:
        home.hear(f"home/{room}/motion", "OFF", 0.0)
    for who in occupants:
        home.hear(f"home/presence/{who}", "home", 1.0)
    home.tick(40.0)  # now it is known of whom to ask
    assert noticing.next_deadline() is None
    for number in range(20):
        moves(home, "hall", 50.0 + 60 * number)
    unnamed = home.house.presence.unnamed
    assert unnamed is not None
    assert unnamed.sleepers.has_work
    home.tick(1250.0)
    assert noticing.next_deadline() == moment(50.0 + 60 * 19 + 30.0 + 120.0).mono  # a while after the last who moved
    at_s = noticing.next_deadline()
    pieces = 0
    while unnamed.sleepers.has_work and pieces < 1000:
        assert at_s is not None
        before = at_s
        home.tick(before - moment(0.0).mono)
        at_s = noticing.next_deadline()
        pieces += 1
        assert at_s is None or at_s >= before + 0.05
    assert not unnamed.sleepers.has_work
    assert pieces > 20
    home.close()


def test_a_room_and_a_person_are_told_with_how_sure_it_is_and_why(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    quiet_at_first(home)
    home.hear(PHONE, "home", 1.0)
    home.hear("home/kitchen/motion", "ON", 5.0)
    told = dict(states(home.house, moment(6.0), None))
    kitchen = json.loads(told["attune/room/kitchen/occupancy"])
    assert kitchen == {"occupancy": "yes", "probability": kitchen["probability"], "because": "something moves there"}
    ana = json.loads(told["attune/occupant/ana/whereabouts"])
    assert ana["room"] == "kitchen"
    assert ana["confidence"] >= 0.8
    assert ana["because"] == "motion in the kitchen while only Ana is at home"
    home.close()


def learned(home: Living, who: str, level: int, at_s: float) -> float:
    """A dozen days of one person alone at home, who sets the lamp so in the kitchen. The time afterwards."""
    for _ in range(12):
        for other in {"ana", "ben"} - {who}:
            home.hear(f"home/presence/{other}", "not_home", at_s - 600)
        home.hear(f"home/presence/{who}", "home", at_s)
        home.hear("home/hall/motion", "ON", at_s + 5)
        home.hear("home/kitchen/motion", "ON", at_s + 10)
        home.hear("home/lamp", f'{{"on": "on", "level": {level}}}', at_s + 20)
        home.tick(at_s + 30)
        home.hear("home/hall/motion", "OFF", at_s + 40)
        home.hear("home/kitchen/motion", "OFF", at_s + 3595)
        home.hear("home/hall/motion", "ON", at_s + 3600)
        home.hear(f"home/presence/{who}", "not_home", at_s + 3630)
        home.hear("home/hall/motion", "OFF", at_s + 3650)
        home.hear("home/lamp", '{"on": "off", "level": 100}', at_s + 3700)
        home.tick(at_s + 3800)
        at_s += 86_400.0
    return at_s


@pytest.mark.parametrize(("bens", "is_lit"), [(30, True), (90, False)])
def test_for_one_of_two_who_cannot_be_told_apart_only_what_suits_both_is_done(tmp_path: Path, bens: int, is_lit: bool) -> None:
    home = make_home(tmp_path, ("ana", "ben"))
    quiet_at_first(home)
    at = learned(home, "ana", 30, 1000.0)
    at = learned(home, "ben", bens, at)
    home.said.clear()
    home.hear(PHONE, "home", at)
    home.hear("home/presence/ben", "home", at + 1)
    home.hear("home/kitchen/motion", "ON", at + 1800)
    (decision,) = decisions(home)
    assert decision["occupants"] == ["ana", "ben"]
    assert "ana or ben" in decision["sentence"]
    told = [json.loads(body) for body in home.told("home/lamp/set")]
    levels = [body["level"] for body in told if "level" in body]
    assert levels == ([pytest.approx(30, abs=3)] if is_lit else [])
    home.close()


def test_a_hand_of_one_of_two_is_a_lesson_of_each_by_no_more_than_their_share(tmp_path: Path) -> None:
    home = make_home(tmp_path, ("ana", "ben"))
    quiet_at_first(home)
    home.hear(PHONE, "home", 1.0)
    home.hear("home/presence/ben", "home", 2.0)
    home.hear("home/lamp", '{"on": "off", "level": 90}', 3.0)
    home.hear("home/kitchen/motion", "ON", 600.0)
    shares = home.house.presence.shares(KITCHEN)
    home.hear("home/lamp", '{"on": "on", "level": 30}', 610.0)
    home.tick(640.0)
    rows = [example for example in home.store.examples.all() if example.kind == "brightness"]
    assert {row.occupant for row in rows} - {HOUSE} == {"ana", "ben"}
    assert all(row.weight <= shares[row.occupant] + 1e-9 for row in rows if row.occupant != HOUSE)
    home.close()


@pytest.mark.parametrize("learn", [["light"], []])
def test_where_each_of_two_may_be_outlasts_a_restart_of_who_agreed(tmp_path: Path, learn: list[str]) -> None:
    def shares(home: Living, at_s: float) -> list[float]:
        home.tick(at_s)
        unnamed = home.house.presence.unnamed
        assert unnamed is not None
        return [unnamed.share(OccupantId(who), KITCHEN) for who in ("ana", "ben")]

    home = make_home(tmp_path, ("ana", "ben"), learn=learn)
    quiet_at_first(home)
    home.hear(PHONE, "home", 1.0)
    for number in range(10):
        moves(home, "kitchen", 10.0 + 60.0 * number)
    home.hear("home/presence/ben", "home", 700.0)
    moves(home, "hall", 705.0)
    moves(home, "living_room", 715.0)
    ana, ben = shares(home, 800.0)
    assert ana > 0.5 > ben + 0.2
    home.step.noticing.keep(moment(800.0))  # as it ends
    home.close()
    again = make_home(tmp_path, ("ana", "ben"), learn=learn)
    for room in ("kitchen", "hall", "living_room"):
        again.hear(f"home/{room}/motion", "OFF", 805.0)
    for who in ("ana", "ben"):
        again.hear(f"home/presence/{who}", "home", 810.0)
    after = shares(again, 850.0)
    if learn:
        assert after == [pytest.approx(ana, abs=0.2), pytest.approx(ben, abs=0.2)]
        assert after[0] > after[1] + 0.2
    else:
        assert after[0] == pytest.approx(after[1], abs=0.05)
        assert again.store.ways.all() == {}
    again.close()


def test_how_she_moves_outlasts_a_restart_and_is_forgotten_with_her(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    quiet_at_first(home)
    at = learned(home, "ana", 30, 1000.0)
    home.step.noticing.keep(moment(at))
    assert ANA in home.store.ways.all()
    home.close()
    again = make_home(tmp_path)
    assert again.house.presence.unnamed is not None
    kept = again.store.ways.all()[ANA]
    assert again.house.presence.unnamed.movements.own_json(ANA) == {key: kept[key] for key in ("rooms", "crossings", "seconds")}
    again.step.personal_data.forget(ANA, moment(at + 10))
    assert again.store.ways.all() == {}
    assert again.store.settings.get("movements")["ways"]["seconds"] == [[0.0] * 4] * 6
    again.close()


@pytest.mark.parametrize("learn", [[], ["light"]])
def test_how_people_move_is_kept_of_who_agreed(tmp_path: Path, learn: list[str]) -> None:
    home = make_home(tmp_path, learn=learn)
    quiet_at_first(home)
    home.hear(PHONE, "home", 1.0)
    moves(home, "hall", 5.0)
    moves(home, "kitchen", 10.0)
    home.step.noticing.keep(moment(100.0))
    assert bool(home.store.ways.all()) == bool(learn)
    assert bool(home.store.settings.get("movements")) == bool(learn)
    home.step.personal_data.consent(ANA, [], moment(110.0))
    assert home.store.ways.all() == {}
    assert home.store.settings.get("movements") == {}
    home.close()


def problems(home: Living) -> list[str]:
    return [json.loads(body)["problem"] for body in home.told("attune/problem")]


def test_a_sensor_that_chatters_is_told_once_and_moves_nobody_about(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    quiet_at_first(home)
    home.hear(PHONE, "home", 1.0)
    moves(home, "living_room", 5.0, 30.0)
    at = 100.0
    for _ in range(200):
        home.hear("home/kitchen/motion", "ON", at)
        home.hear("home/kitchen/motion", "OFF", at + 0.5)
        at += 1.0
    assert len([words for words in problems(home) if "20 times in a minute" in words]) == 1
    assert len(decisions(home)) <= 2  # the one of the living room, and the first of the kitchen
    home.close()


def test_motion_for_ten_hours_is_told_and_does_not_keep_a_room_lit(tmp_path: Path) -> None:
    home = make_home(tmp_path, kitchen={"when_empty": {"light": "off", "after": 60}})
    quiet_at_first(home)
    home.hear(PHONE, "home", 1.0)
    home.hear("home/kitchen/motion", "ON", 5.0)
    home.hear("home/lamp", '{"on": "off", "level": 30}', 6.0)
    home.hear("home/lamp", '{"on": "on", "level": 30}', 40.0)
    moves(home, "hall", 60.0, 20.0)
    home.hear(PHONE, "not_home", 90.0)
    home.said.clear()
    for at in range(100, 11 * 3600, 60):
        home.tick(float(at))
    assert [words for words in problems(home) if "ten hours" in words] == [
        "home/kitchen/motion has told for ten hours without a pause that somebody is there, and is not believed until it says "
        "otherwise"
    ]
    assert home.told("home/lamp/set")
    home.close()


def test_movements_with_everybody_out_are_told_and_teach_that_sensors_err(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    quiet_at_first(home)
    home.hear(PHONE, "not_home", 1.0)
    unnamed = home.house.presence.unnamed
    assert unnamed is not None
    before = unnamed.signals[KITCHEN].false_per_s
    for hour in range(1, 9):
        moves(home, "kitchen", 3600.0 * hour)
    assert len([words for words in problems(home) if "everybody is out" in words]) == 1
    assert unnamed.signals[KITCHEN].false_per_s > before
    home.close()


def test_once_everybody_is_out_a_room_is_dark_after_its_own_while_however_long_people_sit_still_there(tmp_path: Path) -> None:
    home = make_home(tmp_path, kitchen={"when_empty": {"light": "off", "after": 60}})
    quiet_at_first(home)
    home.hear(PHONE, "home", 1.0)
    moves(home, "kitchen", 5.0, 60.0)
    home.hear("home/lamp", '{"on": "on", "level": 30}', 40.0)
    for at in range(70, 1500, 10):
        home.tick(float(at))
    home.said.clear()
    home.hear(PHONE, "not_home", 1500.0)
    for at in range(1505, 1700, 5):
        home.tick(float(at))
    assert home.told("home/lamp/set")[0] == b'{"on": false}'
    home.close()


def test_where_no_sensor_is_it_is_not_said_that_something_moved(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    home.hear("home/hall/motion", "OFF", 0.0)
    home.hear("home/living_room/motion", "OFF", 0.0)
    home.hear(PHONE, "home", 1.0)
    home.hear("home/lamp", '{"on": "off", "level": 30}', 2.0)
    home.hear("home/lamp", '{"on": "on", "level": 30}', 60.0)  # a hand
    assert place(home) == "kitchen"
    assert home.house.why_there(ANA) == "nothing tells of motion there, and nothing moves where it would be noticed"
    home.close()


def test_a_phone_that_says_home_and_away_by_turns_is_told_once_and_empties_no_room(tmp_path: Path) -> None:
    home = make_home(tmp_path, kitchen={"when_empty": {"light": "off", "after": 5}}, phone={"owntracks": "ana/phone"})
    quiet_at_first(home)

    def phone(regions: list[str], at_s: float) -> None:
        said = {"_type": "location", "tst": int(moment(at_s).at.timestamp()), "inregions": regions}
        home.hear("owntracks/ana/phone", json.dumps(said), at_s)

    for turn in range(40):
        phone([] if turn % 2 else ["home"], 10.0 + 20.0 * turn)
        home.tick(20.0 + 20.0 * turn)
    assert len([words for words in problems(home) if "by turns" in words]) == 1
    phone([], 830.0)
    home.tick(850.0)
    assert home.house.presence.where(ANA).home is True
    home.close()


def contacts_home(folder: Path) -> Living:
    """A lamp in the kitchen, whose door has a contact; one at a window of the living room; and Ana's phone."""
    lamp = make_config(folder).rooms[KITCHEN].devices

    def contact(name: str) -> dict[str, Any]:
        return {"topic": f"home/{name}/contact", "quantity": "opening"}

    rooms = {
        "kitchen": {"devices": list(lamp), "sensors": [contact("kitchen_door")]},
        "living_room": {"sensors": [contact("living_window")]},
    }
    return Living(folder, rooms=rooms, occupants={"ana": {"learn": ["light"], "presence": [{"topic": PHONE}]}})


def test_a_home_with_contacts_alone_knows_who_went_through_a_door(tmp_path: Path) -> None:
    home = contacts_home(tmp_path)
    home.hear("home/kitchen_door/contact", "OFF", 0.0)
    home.hear("home/living_window/contact", "OFF", 0.0)
    home.hear(PHONE, "home", 1.0)
    home.hear("home/living_window/contact", "ON", 600.0)  # a hand at the window is there
    assert place(home) == "living_room"
    home.hear("home/living_window/contact", "ON", 602.0)  # said again it is nothing new
    home.hear("home/kitchen_door/contact", "ON", 610.0)
    home.hear("home/kitchen_door/contact", "OFF", 614.0)
    assert place(home) == "kitchen"
    assert decisions(home)[-1]["room"] == KITCHEN
    assert home.house.why_there(ANA) == "a door of the kitchen moved, and nothing says that they left"


def test_a_door_that_stands_open_for_days_is_no_sensor_that_hangs(tmp_path: Path) -> None:
    home = contacts_home(tmp_path)
    home.hear("home/kitchen_door/contact", "OFF", 0.0)
    home.hear(PHONE, "home", 1.0)
    home.hear("home/kitchen_door/contact", "ON", 600.0)
    for hour in range(1, 14):
        home.tick(600.0 + hour * 3600.0)
    assert not [body for body in home.told("attune/problem") if b"ten hours" in body]
