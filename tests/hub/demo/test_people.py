"""The people, devices and witness of the demo: plausible, the same for the same seed, and not to be fooled."""

import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from devices.vocabulary import NOT_HOME, OccupantId
from hub.config import load
from hub.demo.devices import Simulated, bridge, household, lamp, player, valve
from hub.demo.hands import differences, set_to
from hub.demo.people import NOTICES, PEOPLE, Entrance, Person, Taste, itinerary, of_today
from hub.demo.play import CONFIG
from hub.demo.tally import Tally
from hub.demo.weather import WINDOWS, Weather
from hub.demo.witness import Witness
from hub.rehearsal.clock import SimulatedClock

ANA = PEOPLE[0]
EVENING = Entrance("living_room", 20.0, False, 0.0)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.id)
@pytest.mark.parametrize("is_weekend", [False, True])
def test_nobody_is_in_two_places_or_goes_back_in_time(person: Person, is_weekend: bool) -> None:
    for seed in range(50):
        hours = [hour for hour, _ in itinerary(person, is_weekend, random.Random(seed))]
        assert hours == sorted(hours)
        assert all(0.0 < hour < 24.0 for hour in hours)


def test_everybody_goes_only_where_the_configuration_has_a_room() -> None:
    places = {place for person in PEOPLE for _, place in (*person.workday, *person.weekend)}
    assert places - {NOT_HOME} == set(load(CONFIG).rooms)


def test_the_same_dice_give_the_same_day_and_others_another() -> None:
    assert itinerary(ANA, False, random.Random(1)) == itinerary(ANA, False, random.Random(1))
    assert itinerary(ANA, False, random.Random(1)) != itinerary(ANA, False, random.Random(2))


def test_a_day_differs_from_another_by_less_than_is_noticed_for_the_most_part() -> None:
    usual = ANA.wants(EVENING).light
    assert usual is not None
    days = [of_today(ANA, EVENING, random.Random(seed)).light for seed in range(200)]
    noticed = [light for light in days if light is None or abs(light[0] - usual[0]) > NOTICES["brightness"]]
    assert len(set(days)) > 100
    assert len(noticed) < 10


def test_people_do_not_all_want_the_same() -> None:
    assert len({person.wants(EVENING).light for person in PEOPLE}) == len(PEOPLE)
    assert len({person.wants(EVENING).setpoint for person in PEOPLE}) == len(PEOPLE)


def test_enough_daylight_needs_no_lamp() -> None:
    assert ANA.wants(Entrance("study", 12.0, False, 5000.0)).light is None


def test_what_is_not_noticed_is_left_alone() -> None:
    device = lamp("study", "study_lamp")
    device.state |= {"state": "ON", "brightness": 127, "color_temp": 250}
    assert differences(device, Taste((0.55, 4100.0), None, None), is_first=True) == {}
    assert differences(device, Taste((0.75, 4100.0), None, None), is_first=True)["brightness"] == 190


def test_who_has_been_there_for_a_while_only_misses_light() -> None:
    device = lamp("study", "study_lamp")
    taste = Taste((0.9, 5000.0), None, None)
    assert differences(device, taste, is_first=False)["state"] == "ON"
    device.state |= {"state": "ON", "brightness": 60}
    assert differences(device, taste, is_first=False) == {}
    assert differences(device, taste, is_first=True) != {}


def test_a_lamp_in_full_daylight_is_put_out() -> None:
    device = lamp("study", "study_lamp")
    device.state["state"] = "ON"
    assert differences(device, Taste(None, None, None, minds_lamp=True), is_first=True) == {"state": "OFF"}
    assert differences(device, Taste(None, None, None, minds_lamp=False), is_first=True) == {}


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.id)
def test_between_missing_a_lamp_and_minding_one_nobody_touches_the_switch(person: Person) -> None:
    dark, between, bright = (person.wants(Entrance("study", 12.0, False, lux)) for lux in (20.0, 320.0, 900.0))
    assert (dark.light is None, dark.minds_lamp) == (False, False)
    assert (between.light, between.minds_lamp) == (None, False)
    assert (bright.light, bright.minds_lamp) == (None, True)


def test_heat_and_music_are_set_in_the_device_own_steps() -> None:
    wanted = differences(valve("study", "study_trv"), Taste(None, 21.2, None), is_first=True)
    assert wanted == {"current_heating_setpoint": 21.0}
    heard = differences(player("living_room", "living_player"), Taste(None, None, "jazz", 0.35), is_first=True)
    assert heard == {"playing": "jazz", "volume": 35}
    assert set_to(heard) == "music jazz, volume 35 %"


def test_a_command_is_rounded_and_echoed_whole() -> None:
    device = valve("study", "study_trv")
    echo = json.loads(device.told({"current_heating_setpoint": 20.7, "no_such_key": 1}).payload)
    assert echo["current_heating_setpoint"] == 20.5
    assert "no_such_key" not in echo


def test_the_bridge_announces_every_zigbee_device_of_the_configuration() -> None:
    announced = {entry["friendly_name"] for entry in json.loads(bridge(household()).payload)}
    config = load(CONFIG)
    wanted = {
        reference.name
        for room in config.rooms.values()
        for reference in (*room.devices, *room.sensors)
        if reference.family == "zigbee2mqtt"
    }
    assert announced == wanted


def test_the_demo_is_the_configuration_at_the_top_but_for_mias_music() -> None:
    top = load(CONFIG.parents[2] / "config.yaml")
    ours = load(CONFIG)
    assert ours.rooms == top.rooms
    assert ours.music == top.music
    assert ours.earn_autonomy
    assert ours.occupants[OccupantId("mia")].learn == top.occupants[OccupantId("mia")].learn - {"music"}
    assert ours.occupants[OccupantId("ana")] == top.occupants[OccupantId("ana")]


def test_nights_are_dark_and_noons_are_not() -> None:
    weather = Weather(52.37, 4.9, 3, seed=1)
    for room in WINDOWS:
        assert weather.daylight_lux(room, datetime(2026, 3, 3, 0, tzinfo=UTC), 1) == 0.0
        assert weather.daylight_lux(room, datetime(2026, 3, 3, 12, tzinfo=UTC), 1) > 40.0


def test_simulated_time_goes_on_and_never_back() -> None:
    clock = SimulatedClock(datetime(2026, 3, 2, tzinfo=UTC))
    before = clock.now()
    clock.advance_to(60.0)
    clock.advance_to(30.0)
    after = clock.now()
    assert (after.at - before.at).total_seconds() == after.mono - before.mono == 60.0


def a_witness() -> Witness:
    return Witness({"ana": {"light", "music"}, "mia": {"light"}})


def told(device: Simulated, asked: dict[str, Any], present: list[str]) -> list[str]:
    return a_witness().wrong(device, asked, present)


def test_the_witness_sees_a_command_over_a_hand() -> None:
    witness, device = a_witness(), lamp("study", "study_lamp")
    witness.set_by_hand(device, {"state", "brightness"}, "ana")
    assert witness.wrong(device, {"brightness": 100}, ["ana", "mia"])
    assert not witness.wrong(device, {"color_temp": 300}, ["ana", "mia"])


def test_the_witness_lets_go_when_that_person_has_left() -> None:
    witness, device = a_witness(), lamp("study", "study_lamp")
    witness.set_by_hand(device, {"brightness"}, "ana")
    witness.left("mia", "study")
    assert witness.wrong(device, {"brightness": 100}, ["ana"])
    witness.left("ana", "study")
    assert not witness.wrong(device, {"brightness": 100}, ["mia"])


def test_the_witness_sees_music_for_somebody_who_did_not_agree() -> None:
    device = player("living_room", "living_player")
    assert told(device, {"playing": "jazz"}, ["mia"])
    assert not told(device, {"playing": "jazz"}, ["ana", "mia"])
    assert not told(device, {"playing": "silence"}, [])


def a_decision(outcome: str, trigger: str = "arrival") -> dict[str, Any]:
    wish = {"quantity": "brightness", "outcome": outcome, "code": "learned", "for": ["ana"]}
    return {"trigger": trigger, "room": "study", "wishes": [wish]}


def test_an_act_is_right_until_a_hand_corrects_it_in_time() -> None:
    tally = Tally(4, ("ana",))
    tally.decided(a_decision("sent"), 0, 0.0)
    assert tally.corrected("ana", 0, "study", "light", 30.0) is tally.acts[0]
    tally.decided(a_decision("sent"), 3, 5000.0)
    assert tally.corrected("ana", 3, "study", "light", 5601.0) is None
    assert [act.right for act in tally.acts] == [False, True]


def test_suggesting_is_not_acting() -> None:
    tally = Tally(4, ("ana",))
    tally.decided(a_decision("suggested"), 0, 0.0)
    tally.decided(a_decision("sent", trigger="empty"), 0, 0.0)
    assert (len(tally.acts), tally.suggestions, tally.emptied) == (0, 1, 1)


def test_quarters_count_per_person_and_day() -> None:
    tally = Tally(8, ("ana", "ben"))
    for day, count in ((0, 4), (1, 2), (4, 9), (7, 2)):
        for _ in range(count):
            tally.corrected("ana", day, "study", "light", day * 86_400.0)
    found = tally.summary(1)["corrections_per_person_day"]
    assert (found["first_quarter"], found["last_quarter"]) == (1.5, 0.5)
    assert tally.summary(1)["people"]["ana"]["last_quarter"] == 1.0
