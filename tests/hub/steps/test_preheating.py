"""A room is warm as somebody comes, by when they came before; given up when they do not; nothing is learned from it."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import OccupantId, RoomId
from hub.home.ways import HEATING
from hub.steps.preheating import SETTING

from ..a_house import Living
from ..build import moment

VALVE = {
    "topic": {
        "id": "valve", "state": "home/valve", "command": "home/valve/set", "as": "climate",
        "quantities": {"setpoint": {"key": "target", "low": 5, "high": 30, "step": 0.5}},
    }
}  # fmt: skip
ANA: dict[str, Any] = {
    "learn": ["temperature"], "presence": [{"topic": "home/presence/ana"}],
    "pinned": [{"room": "kitchen", "quantity": "setpoint", "value": 20.0}],
}  # fmt: skip
THERMOMETER = {"topic": "home/kitchen/temperature", "quantity": "temperature"}
DAY, HOUR, MINUTE = 86_400.0, 3600.0, 60.0
TODAY = 8 * DAY  # as START eight in the evening, Amsterdam; a Thursday, and she is away
LEFT = TODAY - 11 * HOUR


class Heated(Living):
    """A kitchen that is set back to 17 °C when it is empty. The valve does at once what it is told."""

    def __init__(
        self,
        folder: Path,
        *,
        kitchen: dict[str, Any] | None = None,
        ana: dict[str, Any] | None = None,
        ben: dict[str, Any] | None = None,
        at_s: float = 1.0,
        target: float = 17.0,
        **more: Any,
    ) -> None:
        block = {
            "devices": [VALVE],
            "sensors": [THERMOMETER],
            "when_empty": {"temperature": 17, "after": 60},
            **(kitchen or {}),
        }
        occupants = {
            "ana": {**ANA, **(ana or {})},
            "ben": {"learn": ["temperature"], "presence": [{"topic": "home/presence/ben"}], **(ben or {})},
        }
        more.setdefault("outdoor", {"temperature": {"topic": "home/out"}})
        super().__init__(folder, occupants=occupants, rooms={"kitchen": block, "hall": {}}, **more)
        self.is_following, self._answered = True, 0
        self.begin(at_s, target)

    def begin(self, at_s: float, target: float) -> None:
        self.step.link(True, moment(at_s))
        self.hear("home/kitchen/temperature", "17", at_s + 1)
        self.hear("home/valve", json.dumps({"target": target}), at_s + 1)
        self.tick(at_s + 2)

    def lives(self, until_s: float, since_s: float, warm: float = 17.0) -> None:
        """Time goes by; the thermometer speaks every five minutes."""
        at_s = since_s
        while at_s <= until_s:
            self.hear("home/kitchen/temperature", str(warm), at_s)
            for part in range(0, 300, 60):
                self.tick(at_s + part)
                self.answers(at_s + part)
            at_s += 300

    def answers(self, at_s: float) -> None:
        told = self.told("home/valve/set")
        for payload in told[self._answered :] if self.is_following else ():
            self.hear("home/valve", payload.decode(), at_s + 1)
        self._answered = len(told)

    def goes(self, place: str, at_s: float, who: str = "ana") -> None:
        self.hear(f"home/presence/{who}", place, at_s)
        self.answers(at_s)

    def weeks(self, days: int = 6) -> None:
        """She leaves at nine in the morning and comes at eight in the evening, on each of the days before."""
        for day in range(8 - days - 1, 8):
            at_s = max(100.0, day * DAY)
            self.goes("kitchen", at_s)
            self.lives(at_s + HOUR, at_s + 60)
            self.goes("not_home", at_s + 13 * HOUR)
            self.lives(at_s + 13.5 * HOUR, at_s + 13 * HOUR + 60)

    def set_to(self, since: int = 0) -> list[float]:
        """What the valve was told, each once however often it was said again."""
        told = [json.loads(payload)["target"] for payload in self.told("home/valve/set")[since:]]
        return [value for i, value in enumerate(told) if i == 0 or told[i - 1] != value]

    def mark(self) -> int:
        self.said_before = len(self.told("attune/decision"))
        return len(self.told("home/valve/set"))

    def decisions(self) -> list[dict[str, Any]]:
        return [json.loads(told) for told in self.told("attune/decision")[self.said_before :]]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Heated]:
    made = Heated(tmp_path)
    made.weeks()
    yield made
    made.close()


def test_it_is_warm_as_she_comes_home_at_her_usual_hour(home: Heated) -> None:
    mark = home.mark()
    home.lives(TODAY - 10 * MINUTE, LEFT + HOUR)
    assert home.set_to(mark) == [20.0]
    (said,) = home.decisions()
    assert said["trigger"] == "preheat"
    assert said["occupants"] == ["ana"]
    assert "ana may come about " in said["sentence"]
    ahead = moment(TODAY).at - datetime.fromisoformat(said["at"])
    assert timedelta(minutes=30) < ahead <= timedelta(minutes=150)
    home.goes("kitchen", TODAY)
    assert home.set_to(mark) == [20.0]


def test_when_she_does_not_come_it_is_set_back_again_and_stays_so(home: Heated) -> None:
    mark = home.mark()
    home.lives(TODAY + 3 * HOUR, LEFT + HOUR)
    assert home.set_to(mark) == [20.0, 17.0]
    assert [(said["trigger"], said["wishes"][0]["code"]) for said in home.decisions()] == [
        ("preheat", "preheat"),
        ("preheat", "gave_up"),
    ]


@pytest.mark.shows("preheat.at_most")
def test_preheating_for_no_minute_is_none(tmp_path: Path) -> None:
    home = Heated(tmp_path, preheat={"at_most": 0})
    home.weeks()
    mark = home.mark()
    home.lives(TODAY - MINUTE, LEFT + HOUR)
    assert home.set_to(mark) == []
    home.close()


@pytest.mark.shows("rooms.*.preheat.at_most")
def test_a_room_has_its_own_longest_lead(tmp_path: Path) -> None:
    home = Heated(tmp_path, kitchen={"preheat": {"at_most": 40}})
    home.weeks()
    mark = home.mark()
    home.lives(TODAY - 46 * MINUTE, LEFT + HOUR)
    assert home.set_to(mark) == []
    home.lives(TODAY - MINUTE, TODAY - 41 * MINUTE)
    assert home.set_to(mark) == [20.0]
    home.close()


def lessons(home: Heated) -> int:
    return sum(example.kind == "setpoint" for example in home.store.examples.all())


def test_what_was_heated_ahead_is_nobody_s_wish_and_teaches_nothing(home: Heated) -> None:
    before = lessons(home)
    home.lives(TODAY - 10 * MINUTE, LEFT + HOUR)
    home.goes("kitchen", TODAY)
    home.lives(TODAY + 2 * HOUR, TODAY + 60)
    home.goes("not_home", TODAY + 2 * HOUR + 400)
    home.lives(TODAY + 3 * HOUR, TODAY + 2 * HOUR + 460)
    assert lessons(home) == before


def test_an_undo_puts_it_back_teaches_nothing_and_it_does_not_begin_again(home: Heated) -> None:
    mark, before = home.mark(), lessons(home)
    home.lives(TODAY - 20 * MINUTE, LEFT + HOUR)
    (said,) = home.decisions()
    home.step.requests.undo(said["id"], moment(TODAY - 19 * MINUTE))
    home.answers(TODAY - 19 * MINUTE)
    home.lives(TODAY + 2 * HOUR, TODAY - 18 * MINUTE)
    assert home.set_to(mark) == [20.0, 17.0]
    assert lessons(home) == before


def test_a_hand_that_sets_the_heating_from_afar_has_the_last_word(home: Heated) -> None:
    mark = home.mark()
    home.hear("home/valve", '{"target": 15.0}', TODAY - 5 * HOUR)
    home.lives(TODAY + HOUR, TODAY - 4 * HOUR)
    assert home.set_to(mark) == []


def test_a_hub_that_may_only_watch_heats_nothing_ahead(tmp_path: Path) -> None:
    home = Heated(tmp_path, autonomy="watch")
    home.weeks()
    mark = home.mark()
    home.lives(TODAY - MINUTE, LEFT + HOUR)
    assert home.set_to(mark) == []
    home.close()


def test_of_who_did_not_agree_no_coming_is_kept_and_nothing_is_heated(tmp_path: Path) -> None:
    home = Heated(tmp_path, ana={"learn": ["light"]})
    home.weeks()
    assert list(home.store.comings.all()) == []
    mark = home.mark()
    home.lives(TODAY - MINUTE, LEFT + HOUR)
    assert home.set_to(mark) == []
    home.close()


def test_taken_back_consent_takes_the_comings_with_it(home: Heated) -> None:
    assert {row[0] for row in home.store.comings.all()} == {"ana"}
    home.step.personal_data.consent(OccupantId("ana"), ["light"], moment(LEFT + HOUR))
    assert list(home.store.comings.all()) == []
    assert home.house.standing.usual_times.seen(OccupantId("ana"), "kitchen") == 0


def test_the_forgotten_are_expected_nowhere(home: Heated) -> None:
    home.step.personal_data.forget(OccupantId("ana"), moment(LEFT + HOUR))
    mark = home.mark()
    home.lives(TODAY - MINUTE, LEFT + HOUR)
    assert home.set_to(mark) == []
    assert list(home.store.comings.all()) == []


def test_a_restart_forgets_neither_when_she_comes_nor_what_is_under_way(home: Heated, tmp_path: Path) -> None:
    home.lives(TODAY - 30 * MINUTE, LEFT + HOUR)
    assert json.loads(json.dumps(home.store.settings.get(SETTING)))["kitchen"]["before"] == 17.0
    home.close()
    again = Heated(tmp_path, at_s=TODAY - 29 * MINUTE, target=20.0)
    again.goes("not_home", TODAY - 28 * MINUTE)
    mark = again.mark()
    again.lives(TODAY + 3 * HOUR, TODAY - 25 * MINUTE)
    assert again.set_to(mark) == [17.0]  # it goes on, and is given up as she does not come
    again.close()


def test_what_heating_came_to_is_told_on_its_topic_and_in_status(home: Heated) -> None:
    home.hear("home/out", "5", LEFT + HOUR)
    for hour in range(2, 30):
        home.hear("home/out", "5", LEFT + hour * HOUR)
        home.lives(LEFT + (hour + 1) * HOUR - 300, LEFT + hour * HOUR)
    told = json.loads(home.told("attune/room/kitchen/heating")[-1])
    assert told["heated_hours"] == 0.0  # of the second day: on the first she was expected in the evening
    assert home.house.standing.home_heat.of(RoomId("kitchen")).account.days[0].heated_h > 1.0
    assert told["degree_hours"] > 100
    assert "°C from 6 to 23" in told["sentence"]
    status = home.step.heat.told(RoomId("kitchen"), HEATING)
    assert status["sentence"] == told["sentence"]
    assert status["ahead"] is not None


def test_when_it_would_start_is_in_status(home: Heated) -> None:
    home.lives(TODAY - 5 * HOUR, LEFT + HOUR)
    ahead = home.step.heat.told(RoomId("kitchen"), HEATING)["ahead"]
    assert ahead["is_heated"] is False
    assert 60 < ahead["starts_in_minutes"] < 300


def test_a_vacation_is_set_back_to_the_lower_limit_and_warm_for_the_return(home: Heated) -> None:
    home.step.modes.set(None, "vacation", "2026-03-13 18:00", moment(LEFT + HOUR))
    back = TODAY + 22 * HOUR
    mark = home.mark()
    home.lives(back - 13 * HOUR, LEFT + HOUR + 60)
    assert home.set_to(mark) == [16.0]
    home.lives(back - 5 * MINUTE, back - 12 * HOUR)
    assert home.set_to(mark)[-1] == 20.0
    assert home.decisions()[-1]["trigger"] == "preheat"


def test_who_is_on_the_way_home_is_expected_whatever_the_hour(tmp_path: Path) -> None:
    phone = {"presence": [{"topic": "home/presence/ana"}, {"owntracks": "ana/phone"}]}
    home = Heated(tmp_path, ana=phone)
    home.weeks()
    mark, at_s = home.mark(), LEFT + 2 * HOUR
    home.lives(at_s, LEFT + HOUR)
    assert home.set_to(mark) == []
    for i, north in enumerate((52.67, 52.60, 52.54, 52.48)):  # from 33 km to 12 km
        when = int(moment(at_s + 300 * i + 10).at.timestamp())
        told = {"_type": "location", "lat": north, "lon": 4.9, "acc": 10, "tst": when, "inregions": []}
        home.hear("owntracks/ana/phone", json.dumps(told), at_s + 300 * i + 10)
        home.lives(at_s + 300 * i + 240, at_s + 300 * i + 20)
    home.lives(at_s + 1700, at_s + 1300)
    assert home.set_to(mark) == [20.0]
    home.close()


def test_who_wants_it_three_degrees_apart_finds_it_as_warm_as_the_one_who_wants_less(tmp_path: Path) -> None:
    """Coming back from a vacation both are expected, and of neither's warmth the hub would be sure."""
    home = Heated(tmp_path, ana={"pinned": []}, kitchen={"when_empty": {"temperature": 16, "after": 60}})
    home.goes("not_home", 10)
    home.goes("not_home", 10, "ben")
    for day in range(1, 8):
        for who, after, wanted in (("ana", -3.5 * HOUR, 21.5), ("ben", -1.5 * HOUR, 18.5)):
            at_s = day * DAY + after
            home.goes("kitchen", at_s, who)
            home.hear("home/valve", json.dumps({"target": wanted}), at_s + 120)
            home.lives(at_s + HOUR, at_s + 180)
            home.goes("not_home", at_s + 1.5 * HOUR, who)
            home.lives(at_s + 1.9 * HOUR, at_s + 1.5 * HOUR + 60)
    home.step.modes.set(None, "vacation", "2026-03-12 18:00", moment(7.5 * DAY))
    mark = home.mark()
    home.lives(8 * DAY - 3 * HOUR, 7.5 * DAY, warm=16.0)
    assert home.set_to(mark)[-1] in (18.0, 18.5, 19.0)
    home.close()


def test_nothing_is_heated_because_somebody_left(home: Heated) -> None:
    """She is expected again soon, and wants it warmer than it is: that begins at the next look, with its own reason."""
    preheating, at = home.step.heat.preheating, moment(TODAY - 30 * MINUTE)
    assert preheating.setbacks(RoomId("kitchen"), at) == {"setpoint": 17.0}
    home.lives(TODAY - 20 * MINUTE, TODAY - 30 * MINUTE)
    assert home.set_to()[-1] == 20.0
