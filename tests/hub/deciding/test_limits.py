"""Limits over the wishes of one device: a start gets a level along, what is said later is capped by who is there then."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from devices.vocabulary import DeviceId, OccupantId, RoomId, Value
from hub.deciding.limits import limited, only_limits, together
from hub.deciding.room_view import RoomView
from hub.decision import Outcome, Trigger, Wish
from hub.safety.command_history import CommandHistory
from hub.safety.rail_input import RailInput
from hub.safety.rails import apply_rails
from models.kind import kinds
from models.preference import Preference

from ..a_house import LAMP as KITCHEN_LAMP
from ..a_house import Living
from ..build import moment
from ..rails_home import LAMP, RADIO, wish

OCCUPANTS: dict[str, dict[str, Any]] = {
    "ana": {"learn": ["light"], "presence": [{"topic": "home/presence/ana"}]},
    "tom": {"limits": {"brightness": 30}, "presence": [{"topic": "home/presence/tom"}]},
}

KNOWN = Preference(kinds()["brightness"], value=0.1, spread=0.1, evidence=3.0)


def capped(*wishes: Wish, volume: float = 1.0, brightness: float = 0.3) -> dict[str, Value]:
    """What goes out of one device's wishes when nothing is known of how it is."""

    def look(one: Wish, gives: object) -> RailInput:
        assert isinstance(gives, dict)
        device, level = (LAMP, "brightness") if one.device == LAMP.id else (RADIO, "volume")
        known = gives.get(level)
        return RailInput(
            device, device.traits[one.trait], Trigger.ARRIVAL, volume=volume, brightness=brightness, is_lit=False,
            lit_with=known, loud_with=known, level_of_start=device.traits[level],
        )  # fmt: skip

    done = together(wishes, look, lambda one, c: only_limits(one, c, CommandHistory(), moment()))
    return {one.trait: one.value for one in done if one.outcome is not Outcome.HELD}


def test_a_lamp_that_is_only_switched_on_gets_the_limit_as_its_level() -> None:
    assert capped(wish("power", True, False)) == {"power": True, "brightness": 0.3}


def in_quiet_hours(*wishes: Wish, lit_with: float | None, lit_colour: float | None) -> dict[str, Value]:
    """What goes out to a dark lamp in quiet hours. lit_with, lit_colour: what it would come on with."""

    def look(one: Wish, gives: Mapping[str, Value]) -> RailInput:
        level, tint = gives.get("brightness", lit_with), gives.get("colour_temperature", lit_colour)
        assert level is None or isinstance(level, float)
        assert tint is None or isinstance(tint, float)
        return RailInput(
            LAMP, LAMP.traits[one.trait], Trigger.ARRIVAL, is_quiet=True, is_lit=False, lit_with=level, lit_colour=tint,
            level_of_start=LAMP.traits["brightness"], tint_of_start=LAMP.traits["colour_temperature"],
        )  # fmt: skip

    done = together(wishes, look, lambda one, c: apply_rails(one, c, CommandHistory(), moment()))
    return {one.trait: one.value for one in done if one.outcome is not Outcome.HELD}


def test_in_quiet_hours_a_lamp_left_bright_and_cold_comes_on_dim_and_warm() -> None:
    switch = wish("power", True, False)
    dim, warm = {"brightness": 0.3}, {"colour_temperature": 2700.0}
    assert in_quiet_hours(switch, lit_with=0.2, lit_colour=6000.0) == {"power": True, **warm}
    assert in_quiet_hours(switch, lit_with=0.9, lit_colour=6000.0) == {"power": True, **dim, **warm}
    assert in_quiet_hours(switch, lit_with=None, lit_colour=2400.0) == {"power": True, **dim}
    assert in_quiet_hours(switch, wish("brightness", 0.1), lit_with=0.9, lit_colour=None) == {"power": True, "brightness": 0.1}


def test_what_they_would_choose_though_it_is_not_sure_enough_is_as_dim_as_they_like_it() -> None:
    unsure = replace(wish("brightness", 0.1).held("not_sure", "only 60 % sure"), preferences={OccupantId("ana"): KNOWN})
    switch, bright = wish("power", True, False), replace(unsure, value=0.8)
    assert in_quiet_hours(switch, unsure, lit_with=0.9, lit_colour=None) == {"power": True, "brightness": 0.1}
    assert in_quiet_hours(switch, bright, lit_with=0.9, lit_colour=None) == {"power": True, "brightness": 0.3}


def kitchen(home: Living, at_s: float) -> RoomView:
    return RoomView(home.house, RoomId("kitchen"), moment(at_s))


def test_a_level_that_goes_along_anyway_is_enough() -> None:
    assert capped(wish("power", True, False), wish("brightness", 0.2)) == {"power": True, "brightness": 0.2}
    assert capped(wish("power", True, False), wish("brightness", 0.8)) == {"power": True, "brightness": 0.3}


def test_music_that_starts_gets_the_limit_as_its_loudness() -> None:
    assert capped(wish("music", "jazz", "silence"), volume=0.4) == {"music": "jazz", "volume": 0.4}


def test_what_is_suggested_gets_its_level_suggested() -> None:
    offered = replace(wish("power", True, False), outcome=Outcome.SUGGESTED)
    assert capped(offered) == {"power": True, "brightness": 0.3}


def test_what_waited_is_capped_by_who_has_come_meanwhile(tmp_path: Path) -> None:
    home = Living(tmp_path, occupants=OCCUPANTS)
    said: dict[str, Value] = {"power": True, "brightness": 0.8}
    home.hear("home/lamp", '{"on": "off", "level": 100}', 0)
    assert limited(kitchen(home, 1), KITCHEN_LAMP, said) == said
    home.hear("home/presence/tom", "kitchen", 2)
    assert limited(kitchen(home, 3), KITCHEN_LAMP, said) == {"power": True, "brightness": 0.3}
    assert limited(kitchen(home, 3), KITCHEN_LAMP, {"power": True}) == {"power": True, "brightness": 0.3}
    home.close()


def test_who_is_not_heard_any_more_may_still_be_there(tmp_path: Path) -> None:
    presence = [{"topic": "home/presence/tom", "timeout": 60}]
    home = Living(tmp_path, occupants={**OCCUPANTS, "tom": {**OCCUPANTS["tom"], "presence": presence}})
    home.hear("home/presence/tom", "kitchen", 0)
    home.tick(100)
    assert home.house.presence.in_room(home.house.readings.room_of[DeviceId("lamp")]) == {}
    assert limited(kitchen(home, 101), KITCHEN_LAMP, {"brightness": 0.8}) == {"brightness": 0.3}
    home.close()


def test_what_a_limit_made_of_a_wish_teaches_nobody_by_being_left_alone(tmp_path: Path) -> None:
    home = Living(tmp_path, occupants=OCCUPANTS)
    at_s = home.teach(level=80)
    home.hear("home/presence/tom", "kitchen", at_s)
    home.hear("home/presence/ana", "kitchen", at_s + 1)
    act = home.house.ledger.acts[KITCHEN_LAMP, "brightness"]
    assert (act.value, act.is_limited) == (0.3, True)
    before = [e.value for e in home.store.examples.all() if e.kind == "brightness"]
    home.tick(at_s + 200)
    assert [e.value for e in home.store.examples.all() if e.kind == "brightness"] == before
    home.close()
