"""What people want is worked out before they come in; what is prepared is used for that very moment or not at all."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.message import Outgoing
from devices.vocabulary import OccupantId, RoomId
from hub.api.answers import Answers
from hub.steps import preparing
from models.context import Context
from models.example import Example, Source
from models.people import People

from ..a_house import Living
from ..build import moment

MINUTE_S = 60.0
ANA = OccupantId("ana")
ROOMS = ("kitchen", "hall", "study")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Living]:
    living = Living(tmp_path)
    yield living
    living.close()


def prepared(home: Living, at_s: float) -> None:
    """As the loop does while nothing happens: until nothing is left to prepare."""
    while home.house.shelf.wake():
        pass
    ahead = home.step.preparing
    ahead.tick(moment(at_s))
    while (due := ahead.next_deadline()) is not None:
        ahead.tick(moment(due - moment().mono))


class Worked:
    """How often a learner had to work something out, where it was not ready."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        whole = People._memory

        def counted(people: People, occupant: OccupantId, kind: str) -> Any:
            self.times += 1
            return whole(people, occupant, kind)

        monkeypatch.setattr(People, "_memory", counted)


def test_who_comes_in_finds_ready_what_they_want(home: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    at_s = home.teach() + 5.0
    prepared(home, at_s)
    worked = Worked(monkeypatch)
    home.hear("home/presence/ana", "kitchen", at_s + 1)
    assert worked.times == 0
    assert [payload for payload in home.told("home/lamp/set") if b"level" in payload][-1] == b'{"level": 30, "on": true}'


def test_what_was_prepared_in_an_earlier_minute_is_not_used(home: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    at_s = home.teach()
    prepared(home, at_s)
    worked = Worked(monkeypatch)
    home.hear("home/presence/ana", "kitchen", at_s + MINUTE_S)
    assert worked.times > 0


def test_a_lesson_counts_for_who_comes_in_right_after_it() -> None:
    people, asked = People(ROOMS), Context(moment().at, "kitchen")
    people.prepare(ANA, "brightness", asked)
    before = people.predict(ANA, "brightness", asked, asked.local)
    people.learn(Example(ANA, "brightness", 0.9, 1.0, moment(-60).at, asked, Source.HAND))
    after = people.predict(ANA, "brightness", asked, asked.local)
    assert (before.evidence, after.evidence > 0.0) == (0.0, True)


def test_a_room_is_prepared_again_once_a_sensor_of_it_tells_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = House(tmp_path, random.Random(1))
    home.hear("home/lux/kitchen", "20", 1.0)
    prepared(home.living, 2.0)
    home.hear("home/lux/kitchen", "500", 3.0)
    prepared(home.living, 4.0)
    worked = Worked(monkeypatch)
    home.hear("home/presence/ana", "kitchen", 5.0)
    assert worked.times == 0
    home.living.close()


def test_only_the_very_moment_that_was_prepared_is_answered_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    people = People(ROOMS)
    asked = Context(moment().at, "kitchen")
    people.prepare(ANA, "brightness", asked)
    worked = Worked(monkeypatch)
    people.predict(ANA, "brightness", asked, asked.local)
    assert worked.times == 0
    people.predict(ANA, "brightness", Context(asked.local, "kitchen"), asked.local)
    people.predict(ANA, "brightness", asked, moment(1.0).at)
    assert worked.times == 2


class Rooms:
    """Which rooms are prepared, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: list[str] = []
        whole = preparing.prepare

        def noted(house: Any, room: RoomId, now: Any) -> None:
            self.seen.append(room)
            whole(house, room, now)

        monkeypatch.setattr(preparing, "prepare", noted)


def test_who_goes_from_one_room_to_another_has_those_two_prepared_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = House(tmp_path, random.Random(1))
    home.hear("home/presence/ana", "kitchen", 1.0)
    home.living.tick(2.0)
    prepared(home.living, 3.0)
    rooms = Rooms(monkeypatch)
    home.hear("home/presence/ana", "hall", 4.0)
    prepared(home.living, 5.0)
    assert sorted(rooms.seen) == ["hall", "kitchen"]
    home.living.close()


def test_an_activity_has_its_room_prepared_anew(home: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared(home, 1.0)
    rooms = Rooms(monkeypatch)
    home.house.situation.activity[RoomId("kitchen")] = "cooking"
    prepared(home, 2.0)
    assert rooms.seen == ["kitchen"]


def test_a_lesson_leaves_what_is_prepared_of_other_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    people, asked = People(ROOMS), Context(moment().at, "kitchen")
    for kind in ("brightness", "power"):
        people.prepare(ANA, kind, asked)
    people.learn(Example(ANA, "brightness", 0.9, 1.0, moment(-60).at, asked, Source.HAND))
    worked = Worked(monkeypatch)
    people.predict(ANA, "power", asked, asked.local)
    assert worked.times == 0
    people.predict(ANA, "brightness", asked, asked.local)
    assert worked.times == 1


def test_after_a_lesson_only_rooms_with_something_of_its_kind_are_prepared_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = {"id": "heater", "state": "home/heater", "command": "home/heater/set", "quantities": {"setpoint": {"key": "c"}}}
    home = Living(tmp_path, rooms={"hall": {"devices": [{"topic": block}]}, "study": {}})
    prepared(home, 1.0)
    rooms = Rooms(monkeypatch)
    asked = Context(moment().at, "hall")
    home.house.shelf.learn(Example(ANA, "setpoint", 20.0, 1.0, moment(-60).at, asked, Source.HAND))
    prepared(home, 2.0)
    assert rooms.seen == ["hall"]
    home.close()


def test_rooms_beside_where_somebody_is_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Living(tmp_path, rooms={"attic": {}, "hall": {}, "study": {"next_to": ["hall"]}})
    home.hear("home/presence/ana", "study", 1.0)
    rooms = Rooms(monkeypatch)
    prepared(home, 2.0)
    assert rooms.seen == ["hall", "attic", "study"]
    home.close()


# Prepared or not, the same is decided


def config(dice: random.Random) -> dict[str, Any]:
    """A household of two in three rooms, otherwise every time."""

    def lamp(room: str, number: int) -> dict[str, Any]:
        quantities: dict[str, Any] = {
            "brightness": {"key": "level", "low": 0, "high": 100}, "power": {"key": "on"}, "colour_temperature": {"key": "ct"},
        }  # fmt: skip
        name = f"{room}{number}"
        topics = {"id": name, "state": f"home/{name}", "command": f"home/{name}/set"}
        return {
            "topic": {
                **topics,
                "quantities": {q: quantities[q] for q in quantities if q == "brightness" or dice.random() < 0.7},
            }
        }

    def pinned() -> list[dict[str, Any]]:
        pin = {"room": dice.choice(ROOMS), "quantity": "brightness", "value": round(dice.random(), 2)}
        return [pin | dice.choice([{}, {"from": "18:00", "to": "19:30"}])] if dice.random() < 0.3 else []

    return {
        "earn_autonomy": dice.random() < 0.2,
        "learning": {"settle": 1, "correction_window": 60},
        "safety": {"arrival_gap": dice.choice([0, 30]), "commands_per_device_per_minute": 60},
        "quiet_hours": {"from": "19:10", "to": "06:30"},
        "occupants": {
            who: {
                "learn": dice.choice([["light"], ["light", "temperature", "music"]]),
                "presence": [{"topic": f"home/presence/{who}"}],
                "limits": dice.choice([{}, {"brightness": 50}]),
                "pinned": pinned(),
            }
            for who in ("ana", "ben")
        },
        "rooms": {
            room: {
                "sharing": {"light": dice.choice(["content", "mean", "owner", "first", "ask"])},
                "owner": dice.choice(["ana", "ben"]),
                "devices": [lamp(room, number) for number in range(dice.choice([1, 2]))],
                "sensors": [{"topic": f"home/lux/{room}", "quantity": "illuminance"}],
            }
            for room in ROOMS
        },
    }


class House:
    """A household of the dice's making, and what it is told; ``prepares``: as the loop does between messages."""

    def __init__(self, folder: Path, dice: random.Random, prepares: bool = False) -> None:
        folder.mkdir(exist_ok=True)
        self.living, self._prepares = Living(folder, **config(dice)), prepares
        self._answers = Answers(self.living.step, is_running=True, link=dict)

    def hear(self, topic: str, payload: str, at_s: float) -> None:
        self.living.hear(topic, payload, at_s)

    def ask(self, command: str, at_s: float, **asked: object) -> None:
        self._answers.answer(command, asked, moment(at_s))

    def live(self, dice: random.Random, steps: int, at_s: float = 10.0) -> list[Outgoing]:
        """So many things happen, seconds or hours apart; what was said to the home and told of itself."""
        for _ in range(steps):
            at_s += dice.choice([0.4, 3.0, 31.0, 70.0, 4000.0])
            if self._prepares:
                prepared(self.living, at_s)
            at_s += 0.3
            at_s = self._one(dice, at_s)
            self.living.tick(at_s + 0.05)
        return self.living.said

    def _set(self, dice: random.Random, room: str, at_s: float) -> float:
        """A lamp is set, mostly as it always is in that room."""
        usual = 20 + 30 * ROOMS.index(room)
        told = {"on": "on", "level": dice.choice([usual] * 5 + [dice.randrange(101)]), "ct": dice.choice([2500, 4000])}
        self.hear(f"home/{room}0", json.dumps(told), at_s)
        self.living.tick(at_s + 2.0)
        self.hear(f"home/{room}0", json.dumps(told | {"on": "off", "level": 100}), at_s + 4.0)
        self.living.tick(at_s + 6.0)
        return at_s + 6.0

    def _one(self, dice: random.Random, at_s: float) -> float:
        room, who = dice.choice(ROOMS), dice.choice(["ana", "ben"])
        match dice.choice(["come"] * 7 + ["hand"] * 7 + ["lux", "away", "mode", "consent", "reload", "pause", "cap", "forget"]):
            case "come":
                self.hear(f"home/presence/{who}", room, at_s)
            case "away":
                self.hear(f"home/presence/{who}", "not_home", at_s)
            case "hand":
                at_s = self._set(dice, room, at_s)
            case "lux":
                self.hear(f"home/lux/{room}", str(dice.choice([3, 40, 900])), at_s)
            case "mode":
                self.ask("mode", at_s, name=dice.choice(["party", "guest", "sleep", "normal"]), room=dice.choice([room, None]))
            case "consent":
                self.ask("consent", at_s, person=who, domains=dice.choice(["light", "light,music", "none", "all"]))
            case "reload":
                self.living.reload(**config(dice))
            case "pause":
                self.ask(dice.choice(["pause", "resume", "resume"]), at_s)
            case "cap":
                self.ask("autonomy", at_s, room=room, level=dice.choice(["watch", "suggest", "act"]))
            case "forget":
                if dice.random() < 0.1:
                    self.ask("forget", at_s, person=who)
        return at_s


@given(seed=st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_house_that_prepares_says_the_same_as_one_that_does_not(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    said = []
    for prepares in (True, False):
        dice = random.Random(seed)
        home = House(tmp_path_factory.mktemp("home"), dice, prepares)
        said.append(home.live(dice, 80))
        home.living.close()
    assert said[0] == said[1]
