"""A room at one moment: who counts as there, which limits hold, what the rails are told."""

from hub.decision import Trigger

from ..build import moment
from ..rails_home import wish
from .a_room import ANA, BEN, HALL, KITCHEN, LAMP, RADIO, VALVE, ARoom

WITH_A_CHILD = {"ana": {"learn": ["light"]}, "ben": {"learn": [], "limits": {"brightness": 30, "volume": 40}}}


def test_who_has_just_come_is_there_also_where_presence_does_not_have_them_yet() -> None:
    assert ARoom(BEN).view(ANA).present == {BEN: 1.0, ANA: 1.0}
    doubted = ARoom()
    doubted.presence.people = {ANA: 0.6}
    assert doubted.view(ANA).present == {ANA: 0.6}  # presence knows better


def test_only_who_agreed_to_a_domain_is_asked_about_it() -> None:
    view = ARoom(ANA, BEN, occupants=WITH_A_CHILD).view()
    assert view.agreed("light") == [ANA]
    assert view.agreed("music") == []


def test_the_lowest_limit_of_room_and_people_holds() -> None:
    assert ARoom(ANA, occupants=WITH_A_CHILD).view().most("brightness") == 1.0
    assert ARoom(ANA, occupants=WITH_A_CHILD).view(BEN).most("brightness") == 0.3
    assert ARoom(ANA, BEN, occupants=WITH_A_CHILD, limits={"volume": 20}).view().most("volume") == 0.2
    assert ARoom(BEN, occupants=WITH_A_CHILD).view().most("setpoint") is None


def test_who_came_last_and_is_not_heard_any_more_may_still_be_there() -> None:
    room = ARoom(ANA, occupants=WITH_A_CHILD)
    room.ledger.stays[BEN] = (KITCHEN, moment())
    assert room.view().most("volume") == 0.4
    room.ledger.stays[BEN] = (HALL, moment())
    assert room.view().most("volume") == 1.0


def test_the_rails_see_what_the_same_decision_gives_the_device_before_what_it_has() -> None:
    view = ARoom().told(LAMP, power=False, brightness=0.8).view()
    on = wish("power", True, False, room=KITCHEN)
    assert view.rail_input(on, Trigger.ARRIVAL).lit_with == 0.8
    assert view.rail_input(on, Trigger.ARRIVAL, gives={"brightness": 0.2}).lit_with == 0.2
    assert view.rail_input(on, Trigger.ARRIVAL).is_lit is False


def test_what_is_not_known_is_told_the_rails_as_unknown() -> None:
    found = ARoom().view().rail_input(wish("music", "jazz", room=KITCHEN), Trigger.ARRIVAL)
    assert (found.is_playing, found.is_reachable, found.loud_with, found.is_lit) == (None, None, None, None)
    playing = ARoom().told(RADIO, music="silence").view()
    assert playing.rail_input(wish("music", "jazz", room=KITCHEN), Trigger.ARRIVAL).is_playing is False


def test_only_heating_asks_whether_anything_measures_the_temperature() -> None:
    view = ARoom().view()
    assert view.rail_input(wish("brightness", 0.4, room=KITCHEN), Trigger.ARRIVAL).knows_temperature
    assert not view.rail_input(wish("setpoint", 20.0, of=VALVE, room=KITCHEN), Trigger.ARRIVAL).knows_temperature


def test_the_situation_is_looked_at_once_for_all_of_a_room() -> None:
    room = ARoom(ANA, BEN)
    view = room.view()
    lamp = room.room_devices.fitting(LAMP.id).settable
    assert view.context(lamp[0]) is view.context(lamp[1])
    assert view.context(lamp[0]).company is True


def test_of_two_lamps_in_a_room_each_is_asked_about_in_its_own_place() -> None:
    room = ARoom(ANA)
    room.has_place = lambda place: place == "lamp.brightness"  # type: ignore[method-assign]
    power, level, *_ = room.room_devices.fitting(LAMP.id).settable
    assert (room.view().context(power).place, room.view().context(level).place) == (None, "lamp.brightness")
