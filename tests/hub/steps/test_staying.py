"""Between the arrivals: what goes along while people stay, and above all what does not."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from devices.vocabulary import DeviceId, OccupantId, RoomId

from ..build import moment
from .a_stay import Stay, pin

Make = Callable[..., Stay]
LIGHT = pin("power", True)
DIMMING = [LIGHT, pin("brightness", 0.8, "12:00", "20:30"), pin("brightness", 0.4, "20:30", "12:00")]
LAMP = DeviceId("lamp")
KITCHEN = RoomId("kitchen")
HALF_PAST = 1800.0  # 20:30


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Stay] = []

    def new(*pins: Any, ben: Any = None, **more: Any) -> Stay:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Stay(folder, list(pins), ben, **more))
        return made[-1]

    yield new
    for home in made:
        home.close()


def times(home: Stay, *triggers: str) -> list[float]:
    at = [datetime.fromisoformat(one["at"]).timestamp() for one in home.decisions(*triggers)]
    return [b - a for a, b in pairwise(at)]


# The evening


def test_the_light_follows_the_evening_by_small_steps_ten_minutes_apart(make: Make) -> None:
    home = make(*DIMMING)
    home.comes()
    home.lives(20, HALF_PAST - 10)
    assert home.decisions() == []
    home.lives(HALF_PAST, HALF_PAST + 3600)
    assert home.sent("brightness", "evening") == [0.65, 0.5]  # what is left nobody would reach for the switch over
    assert min(times(home, "evening")) >= 600
    told = home.decisions("evening")[0]
    assert "as time goes on, with ana there" in told["sentence"]
    assert [w["quantity"] for w in told["wishes"]] == ["brightness"]


def test_nothing_moves_that_was_otherwise_when_they_came(make: Make) -> None:
    home = make(*DIMMING, autonomy="suggest")
    home.comes()
    home.hear("home/lamp", '{"on": "on", "level": 10}', 20)
    home.tick(60)
    home.lives(70, HALF_PAST - 10)
    assert home.decisions() == []


def test_what_a_hand_set_stays_while_they_do(make: Make) -> None:
    home = make(*DIMMING)
    home.comes()
    home.hear("home/lamp", '{"on": "on", "level": 55}', 60)
    home.lives(70, HALF_PAST + 3600)
    assert home.sent("brightness") == []


@pytest.mark.shows("rooms.*.hold.release")
@pytest.mark.parametrize(("release", "steps"), [("leave", []), ("2h", [0.4])])
def test_a_hold_may_end_by_itself_and_status_says_when(make: Make, release: str, steps: list[float]) -> None:
    home = make(*DIMMING, kitchen={"hold": {"release": release}})
    home.comes()
    home.hear("home/lamp", '{"on": "on", "level": 55}', 60)
    hold = home.house.ledger.held(LAMP, "brightness", moment(70))
    assert hold is not None
    ends = home.step.staying.release_of(hold)
    assert (ends is None) is (release == "leave")
    home.hear("home/lamp", '{"on": "on", "level": 55}', 100)
    home.lives(110, 7000, 60)
    assert home.sent("brightness") == []
    home.lives(7300, 8600, 60)
    assert home.sent("brightness") == steps


@pytest.mark.shows("rooms.*.follow", "follow")
@pytest.mark.parametrize(
    ("home_wide", "of_room", "goes_along"),
    [
        (False, None, False),
        ({"light": False}, None, False),
        ({"music": False}, None, True),
        (False, {"brightness": True}, True),
        (None, False, False),
    ],
)
def test_each_kind_and_room_may_be_told_not_to_go_along(make: Make, home_wide: Any, of_room: Any, goes_along: bool) -> None:
    more: dict[str, Any] = {} if home_wide is None else {"follow": home_wide}
    home = make(*DIMMING, kitchen={} if of_room is None else {"follow": of_room}, **more)
    home.comes()
    home.lives(20, HALF_PAST + 600)
    assert bool(home.sent("brightness")) is goes_along


def test_two_kinds_never_move_at_one_moment(make: Make) -> None:
    warm = [pin("setpoint", 20.0, "12:00", "20:30"), pin("setpoint", 19.0, "20:30", "12:00")]
    home = make(*DIMMING, *warm)
    home.comes()
    home.lives(20, HALF_PAST + 3600)
    assert home.sent("setpoint", "evening") == [19.5, 19.0]
    assert all(len({w["quantity"] for w in one["wishes"]}) == 1 for one in home.decisions())
    assert min(times(home)) >= 60


def test_nothing_else_moves_at_the_moment_of_a_hand(make: Make) -> None:
    home = make(*DIMMING)
    home.comes()
    home.lives(20, HALF_PAST - 20)
    home.hear("home/trv", '{"target": 21, "now": 18}', HALF_PAST - 1)
    home.lives(HALF_PAST, HALF_PAST + 300)
    first = datetime.fromisoformat(home.decisions("evening")[0]["at"])
    assert (first - moment(HALF_PAST - 1).at).total_seconds() >= 60


def test_what_waits_for_a_lamp_that_was_lit_a_moment_ago_is_not_decided_a_second_time(make: Make) -> None:
    home = make(LIGHT, ben=[LIGHT, pin("brightness", 0.8)])
    home.hear("home/presence/ana", "kitchen", 10)
    home.hear("home/presence/ben", "kitchen", 10.2)
    home.tick(10.5)
    home.tick(13)
    assert [wish["value"] for one in home.decisions("arrival") for wish in one["wishes"] if wish["quantity"] == "brightness"]
    assert home.decisions() == []


def test_a_paused_hub_lets_the_evening_go_by(make: Make) -> None:
    home = make(*DIMMING)
    home.comes()
    home.step.requests.pause(True, moment(30))
    home.lives(40, HALF_PAST + 1200)
    assert home.decisions() == []


# Daylight


def learned(home: Stay, lux: float, level: int, days: range) -> None:
    """Ana comes on these days, in such light, sets the lamp and leaves."""
    for day in days:
        at_s = 86_400.0 * day
        home.hear("home/lux", str(lux), at_s + 5)
        home.hear("home/presence/ana", "kitchen", at_s + 10)
        home.hear("home/lamp", f'{{"on": "on", "level": {level}}}', at_s + 20)
        home.tick(at_s + 30)
        home.hear("home/presence/ana", "not_home", at_s + 1200)
        home.hear("home/lamp", f'{{"on": "off", "level": {level}}}', at_s + 1300)
        home.tick(at_s + 1400)


def test_as_it_grows_dark_the_light_goes_up(make: Make) -> None:
    home = make()
    for day in range(0, 32, 2):
        learned(home, 800.0, 20, range(day, day + 1))
        learned(home, 5.0, 90, range(day + 1, day + 2))
    at_s = 32 * 86_400.0
    home.hear("home/lux", "800", at_s)
    home.comes(at_s=at_s + 10)
    home.lives(at_s + 20, at_s + 900)
    before = home.sent("brightness")
    home.hear("home/lux", "5", at_s + 910)
    home.lives(at_s + 920, at_s + 1800)
    found = home.sent("brightness", "daylight")
    assert before == []
    assert found, home.decisions()
    assert found[0] > 0.6


def test_a_lamps_own_light_is_not_taken_for_the_sun(make: Make) -> None:
    home = make(*DIMMING)
    home.hear("home/lux", "5", 5)
    home.comes()
    home.hear("home/lux", "400", 15)
    assert home.step.staying._view(KITCHEN, moment(20)).daylight() == 5.0
    home.hear("home/lux", "900", 200)
    assert home.step.staying._view(KITCHEN, moment(210)).daylight() == 505.0


# In the dark by choice


DUSK = [pin("power", False, "12:00", "20:30"), pin("power", True, "20:30", "12:00"), pin("brightness", 0.4)]


def test_dusk_lights_the_lamp_with_its_level(make: Make) -> None:
    home = make(*DUSK)
    home.comes()
    home.lives(20, HALF_PAST + 120)
    assert home.sent("power", "evening") == [True]
    assert home.sent("brightness", "evening") == [0.4]


def test_who_lights_the_lamp_at_ten_need_not_and_it_is_not_taken_for_wanted_sooner(make: Make) -> None:
    home, ten_s = make(person={"pinned": []}), 7200.0
    for day in range(21):
        at_s = 86_400.0 * day
        home.comes(at_s=at_s)
        home.lives(at_s + 20, at_s + ten_s - 1, 60)
        is_lit = home.house.readings.value(LAMP, "power") is True
        if not is_lit:
            home.hear("home/lamp", '{"on": "on", "level": 60}', at_s + ten_s)
        home.lives(at_s + ten_s + 1, at_s + ten_s + 3000, 60)
        home.comes(at_s=at_s + ten_s + 3100, place="not_home")
        home.hear("home/lamp", '{"on": "off", "level": 60}', at_s + ten_s + 3200)
        if is_lit:
            break
    at = datetime.fromisoformat(home.decisions("evening")[0]["at"]) - moment(at_s).at
    assert timedelta(minutes=105) < at < timedelta(minutes=120)
    taught = [one for one in home.store.examples.all() if one.acted is True]
    assert [one.context.local - moment(at_s).at > timedelta(minutes=119) for one in taught] == [True]


def test_nobody_who_put_the_lamp_out_is_lit(make: Make) -> None:
    home = make(LIGHT, pin("brightness", 0.8, "12:00", "20:30"), pin("brightness", 0.4, "20:30", "12:00"))
    home.comes()
    home.hear("home/lamp", '{"on": "off", "level": 80}', 60)
    home.lives(70, HALF_PAST + 1200)
    assert home.decisions() == []


def test_who_stayed_in_the_dark_on_such_evenings_is_left_in_it(make: Make) -> None:
    home = make(*DUSK, kitchen={"follow": False})
    ana = OccupantId("ana")
    home.teach(times=3, at_s=10.0)
    for day in (4, 5):
        at_s = 86_400.0 * day
        home.comes(at_s=at_s)
        home.lives(at_s + 20, at_s + HALF_PAST + 1800, 60)
        home.comes(at_s=at_s + HALF_PAST + 1900, place="not_home")
    assert home.house.ladder.stays_dark(ana, KITCHEN)
    home.close()


# An activity


def test_what_goes_on_is_looked_at_once_and_why_says_so_where_nothing_comes_of_it(make: Make) -> None:
    home = make(LIGHT, pin("brightness", 0.8))
    home.comes()
    home.lives(20, 100)
    home.hear("home/doing", "watching", 110)
    home.hear("home/doing", "watching", 115)
    told = home.decisions("activity")
    assert len(told) == 1
    assert "what goes on there changed" in told[0]["sentence"]
    assert {w["code"] for w in told[0]["wishes"]} == {"unmoved"}


def test_a_film_dims_the_light_at_once_and_its_end_brings_it_back(make: Make) -> None:
    home = make()
    for day in range(40):
        at_s, doing = 86_400.0 * day, ("watching", "nothing")[day % 2]
        home.hear("home/doing", doing, at_s)
        learned(home, 50.0, 10 if doing == "watching" else 80, range(day, day + 1))
    at_s = 86_400.0 * 40
    home.hear("home/doing", "nothing", at_s)
    home.comes(at_s=at_s + 10)
    home.lives(at_s + 20, at_s + 100)
    home.hear("home/doing", "watching", at_s + 110)
    home.answer(at_s + 112)
    home.hear("home/doing", "nothing", at_s + 900)
    dimmed, bright = home.sent("brightness", "activity")
    assert dimmed < 0.25
    assert bright > 0.65


# Company


def test_who_stays_has_it_their_own_way_when_the_other_leaves(make: Make) -> None:
    home = make(LIGHT, pin("brightness", 0.4), ben=[LIGHT, pin("brightness", 0.8)], kitchen={"sharing": {"light": "mean"}})
    home.comes("ben", 10)
    home.comes("ana", 400)
    home.answer(410)
    home.lives(420, 1200)
    home.comes("ben", 1210, "not_home")
    home.lives(1212, 1300, 1)
    assert home.sent("brightness", "company") == [0.4]
    assert "as somebody left and ana stayed" in home.decisions("company")[0]["sentence"]


# Music


def test_what_somebody_wrote_down_ends_when_it_says(make: Make) -> None:
    home = make(pin("power", True, "12:00", "20:30"), pin("power", False, "20:30", "12:00"))
    home.comes()
    home.lives(20, HALF_PAST + 1300)
    assert home.sent("power") == [False]


def test_the_volume_goes_with_the_hour_while_it_plays(make: Make) -> None:
    loud = [pin("volume", 0.4, "12:00", "20:30"), pin("volume", 0.3, "20:30", "12:00")]
    home = make(pin("music", "calm"), *loud)
    home.comes()
    home.lives(20, HALF_PAST + 1300)
    assert home.sent("volume", "music") == [0.3]


def test_no_music_starts_over_somebody_who_sits_there(make: Make) -> None:
    home = make(pin("music", "silence", "12:00", "20:30"), pin("music", "calm", "20:30", "12:00"))
    home.comes()
    home.lives(20, HALF_PAST + 1300)
    assert home.sent("music") == []


# The broker


def test_what_was_due_while_the_broker_was_away_is_decided_anew_once_it_is_back(make: Make) -> None:
    home = make(*DIMMING)
    home.comes()
    home.lives(20, 600)
    home.step.link(False, moment(700))
    home.is_broker_there = False
    home.lives(710, HALF_PAST + 600)
    home.is_broker_there = True
    home.step.link(True, moment(HALF_PAST + 605))
    home.lives(HALF_PAST + 606, HALF_PAST + 700, 1)
    assert home.sent("brightness", "outage") == [0.4]


# The ladder


def test_a_correction_while_they_stay_is_no_fault_of_how_it_greets(make: Make) -> None:
    home = make(*DIMMING)
    home.comes()
    home.lives(20, HALF_PAST + 31)
    assert home.sent("brightness") == [0.65]
    home.hear("home/lamp", '{"on": "on", "level": 95}', HALF_PAST + 50)
    home.tick(HALF_PAST + 60)
    row = [one for one in home.store.examples.all() if one.kind == "brightness"][-1]
    assert (row.source, row.context.staying, row.acted) == ("correction", True, 0.4)
    staying = home.house.ladder.standing_staying()
    assert ("ana", "kitchen", "brightness") in staying
